"""A small world for tests of the writer: a ledger, its bodies with bound keys, and acts that follow each other."""

from __future__ import annotations

from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from ledger.drafting import Draft, Signed, event_of_draft, seal_act, sign_act
from ledger.events.founding import LedgerOpened
from ledger.handle import Ledger, Receipt
from ledger.home import Home
from ledger.record.envelope import Provenance
from ledger.record.signing import SigningKey
from ledger.rules.parameters import suggested
from ledger.terms import Role, RoundId
from ledger.tlog.note import LogKey

ORIGIN = "test.example/quality"
ROUND = RoundId("2025")
BODIES = (Role.OFFICE, Role.COMMITTEE, Role.GOVERNMENT, Role.CLERK, Role.CONFIRMER, Role.FINANCE, Role.DISCIPLINE)


def key(name: str) -> SigningKey:
    return SigningKey.from_seed(sha256(name.encode()).digest())


class World:
    """One ledger under test. ``now`` may be moved; every act takes its date from it unless told otherwise."""

    def __init__(self, folder: Path, store: str | None = None) -> None:
        self.now = "2025-03-03T09:00:00.000+08:00"
        self._ids = count(1)
        self.home = Home.create(folder, ORIGIN, store)
        self.ledger = self.open()

    def open(self) -> Ledger:
        return Ledger(self.home, clock=lambda: self.now)

    def act(self, kind: str, signers: list[tuple[Role, SigningKey]], /, *, round: RoundId | None = ROUND, **fields: Any) -> Signed:
        envelope = {name[1:]: fields.pop(name) for name in list(fields) if name.startswith("_")}
        origin = envelope.pop("origin", ORIGIN)
        draft = Draft(
            **({"type": kind, "occurred_at": self.now[:10], "event": fields, "round": round, "id": f"{next(self._ids):032x}"} | envelope)
        )
        return sign_act(event_of_draft(draft), draft, origin, signers)

    def record(self, kind: str, signers: list[tuple[Role, SigningKey]], /, **fields: Any) -> Receipt:
        return self.ledger.record(self.act(kind, signers, **fields))

    def by(self, role: Role, kind: str, /, **fields: Any) -> Receipt:
        return self.record(kind, [(role, key(role.value))], **fields)

    def found(self) -> World:
        """Open the ledger and bind the keys of every body."""
        opened = LedgerOpened(
            name_zh="测试台账",
            name_en="Test ledger",
            log_key=LogKey(ORIGIN, self.home.log_public_key()).vkey(),
            service_key=self.home.service_key().public.hex(),
            registrar_key=key("registrar").public.hex(),
            countersigner_key=key("countersigner").public.hex(),
            regulation=None,
        )
        draft = Draft(type=opened.wire_name, occurred_at=self.now[:10], event={})
        self.ledger.record(sign_act(opened, draft, ORIGIN, [(Role.REGISTRAR, key("registrar"))]))
        for role in BODIES:
            self.bind(role, role.value, round=None)
        return self

    def bind(self, role: Role, holder: str, *, name: str | None = None, round: RoundId | None = ROUND) -> Receipt:
        bound = key(name or holder)
        return self.record(
            "key.bound",
            [(Role.REGISTRAR, key("registrar")), (Role.COUNTERSIGNER, key("countersigner"))],
            round=round,
            key=bound.id,
            suite=bound.suite,
            public=bound.public.hex(),
            role=role.value,
            holder=holder,
            possession=bound.prove_possession(ORIGIN),
            person=f"{holder} (示例)",
        )

    def open_round(self) -> World:
        """Open a live round with suggested parameters and a rubric of two items, and publish the call."""
        self.by(
            Role.OFFICE, "round.opened", kind="live", award_year="2025", year=2025, programme="区长质量奖",
            planned=[{"tier": "main", "places": 2}, {"tier": "nomination", "places": 2}], calendar=None,
        )  # fmt: skip
        adopted = {k: v for k, v, _ in suggested() if v is not None} | {"panel.selection": "lot"}
        values = [{"key": k, "value": v, "source": "评审规则 (示例)"} for k, v in adopted.items()]
        self.by(Role.COMMITTEE, "parameters.adopted", document="评审规则 (示例)", values=values)
        items = [{"item": i, "zh": i, "en": i, "least": 0, "most": 5000, "step": 250} for i in ("4.1.2", "4.7.2")]
        self.by(Role.COMMITTEE, "rubric.adopted", standard="GB/T 19580-2012", items=items)
        self.by(Role.OFFICE, "call.published", opens_on="2025-03-04", closes_on="2025-04-30", site="https://award.example/call")
        self.now = "2025-03-05T09:00:00.000+08:00"
        return self

    def apply(self, code: str, **fields: Any) -> Receipt:
        """Let an applicant apply on paper: the clerk writes it down, a second person confirms."""
        return self.ledger.record(self.application(code, **fields))

    def application(self, code: str, **fields: Any) -> Signed:
        return self.on_paper(
            "application.submitted", code,
            **({"applicant": code, "received_on": self.now[:10], "materials": None, "truth_declared": True,
                "organisation": f"91320804MA1{code:0>7}", "name": f"示例{code}公司"} | fields),
        )  # fmt: skip

    def on_paper(self, kind: str, author: str, /, **fields: Any) -> Signed:
        paper = Provenance(kind="transcribed", on_behalf_of=author, serial="SB-0001", dated=self.now[:10], scan="a" * 64, source=None)
        signers = [(Role.CLERK, key("clerk")), (Role.CONFIRMER, key("confirmer"))]
        return self.act(kind, signers, _provenance=paper, **fields)


def half_signed(world: World, kind: str, signers: list[tuple[Role, SigningKey]], signed_by: SigningKey, **fields: Any) -> Signed:
    """Return an act that still waits for all signatures but one."""
    draft = Draft(type=kind, occurred_at=world.now[:10], event=fields, round=ROUND)
    sealed = seal_act(event_of_draft(draft), draft, ORIGIN, [(role, held.id) for role, held in signers])
    return sealed.sign(signed_by).finish()
