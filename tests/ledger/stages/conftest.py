"""A small award office: facts are offered to ``check`` as ``ledger.handle`` would, without store, vault or signatures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar

import pytest

from ledger.events.application import ApplicationSubmitted, BodyKind, Opinion, RecommendationSigned
from ledger.events.event import Event, to_wire
from ledger.events.founding import LedgerOpened
from ledger.events.keys import KeyBound
from ledger.events.measure import AdoptedValue, ParametersAdopted, RubricAdopted, RubricItem
from ledger.events.opening import CallPublished, Places, RoundOpened
from ledger.record.envelope import Provenance, Said, Seen, Signer
from ledger.record.signing import SigningKey
from ledger.rules.citation import Finding, Verdict
from ledger.rules.parameters import suggested
from ledger.stages.check import check, refusals
from ledger.stages.fact import Fact
from ledger.stages.history import History
from ledger.terms import (
    MAIN,
    NOMINATION,
    ActId,
    ApplicantCode,
    BodyCode,
    Digest,
    EditionId,
    Hundredths,
    ItemId,
    OrgId,
    Role,
    RoundId,
    RoundKind,
)

ORIGIN = "award.example/quality"
LIVE = Provenance(kind="live", on_behalf_of=None, serial=None, dated=None, scan=None, source=None)
BODIES = (
    Role.OFFICE,
    Role.COMMITTEE,
    Role.GOVERNMENT,
    Role.FINANCE,
    Role.DISCIPLINE,
    Role.PUBLIC,
    Role.CLERK,
    Role.CONFIRMER,
)


def transcribed(for_whom: str, **changes: Any) -> Provenance:
    """Return the provenance of a paper of ``for_whom``."""
    given = {"on_behalf_of": for_whom, "serial": "PF-0017", "dated": "2025-03-01", "scan": Digest("ab" * 32), "source": None}
    return Provenance(kind="transcribed", **(given | changes))


def imported(source: str | None = "gazette", for_whom: str | None = "office") -> Provenance:
    """Return the provenance of what was taken over from ``source``."""
    return Provenance(kind="imported", on_behalf_of=for_whom, serial=None, dated=None, scan=None, source=source)


def key_of(role: Role, holder: str, round: str | None = None) -> SigningKey:
    """Return the one key of a holder in a role, the same in every run."""
    return SigningKey.from_seed(sha256(f"{role}/{holder}/{round}".encode()).digest())


TWO_BODIES = [(Role.REGISTRAR, "registrar"), (Role.COUNTERSIGNER, "countersigner")]


def founded() -> LedgerOpened:
    """Return the first record of a ledger."""
    roots = {f"{role}_key": key_of(role, role.value).public.hex() for role in (Role.SERVICE, Role.REGISTRAR, Role.COUNTERSIGNER)}
    return LedgerOpened(name_zh="台账", name_en="ledger", log_key="log+00000000+AQ", regulation=None, **roots)


def opened(**changes: Any) -> RoundOpened:
    """Return the opening of the round 2025, two places in each tier."""
    given = {
        "kind": RoundKind.LIVE,
        "award_year": "2025",
        "year": 2025,
        "programme": "区长质量奖",
        "planned": (Places(tier=MAIN, places=2), Places(tier=NOMINATION, places=2)),
        "calendar": None,
    }
    return RoundOpened(**(given | changes))


def adopted(*without: str, **changes: Any) -> ParametersAdopted:
    """Return the adoption of all suggestions but those ``without``; ``changes`` by key, underscores for dots.

    Experts are drawn by lot: what a draw that can be recomputed asks for has tests of its own.
    """
    values = {key: value for key, value, _ in suggested() if key not in without} | {"panel.selection": "lot"}
    values |= {key.replace("_", ".", 1): value for key, value in changes.items()}
    return ParametersAdopted(
        document="rules of the committee", values=tuple(AdoptedValue(key=k, value=v, source="rules") for k, v in values.items())
    )


def rubric(standard: str = "GB/T 19580-2012", items: Iterable[tuple[str, int]] = (("4.1", 11000), ("4.7", 40000))) -> RubricAdopted:
    """Return a rubric with items from nothing to the points given, in hundredths."""
    return RubricAdopted(
        standard=standard,
        items=tuple(
            RubricItem(item=ItemId(i), zh=i, en=i, least=Hundredths(0), most=Hundredths(most), step=Hundredths(100)) for i, most in items
        ),
    )


def call(opens: str = "2025-03-10", closes: str = "2025-04-10", site: str = "https://example.org/call") -> CallPublished:
    return CallPublished(opens_on=date.fromisoformat(opens), closes_on=date.fromisoformat(closes), site=site)


def applied(code: str = "A-01", on: str = "2025-03-20", **changes: Any) -> ApplicationSubmitted:
    """Return an application; the organisation has a name of its own for every code."""
    given = {
        "applicant": ApplicantCode(code),
        "received_on": date.fromisoformat(on),
        "materials": None,
        "truth_declared": True,
        "organisation": OrgId(f"9132080400000{code}"),
        "name": f"组织{code}",
    }
    return ApplicationSubmitted(**(given | changes))


def recommended(code: str = "A-01", body: str = "town", opinion: Opinion = Opinion.RECOMMENDED) -> RecommendationSigned:
    return RecommendationSigned(
        applicant=ApplicantCode(code), body=BodyCode(body), body_kind=BodyKind.AREA, opinion=opinion, reasons="sealed"
    )


@dataclass
class Office:
    """The history of a ledger, and who may sign in it. ``today`` is the day on which acts are offered."""

    history: History = field(default_factory=History)
    today: date = date(2025, 3, 1)
    acts: int = 0

    # What can be said, at hand for tests that cannot import this file.
    founded = staticmethod(founded)
    opened = staticmethod(opened)
    adopted = staticmethod(adopted)
    rubric = staticmethod(rubric)
    call = staticmethod(call)
    applied = staticmethod(applied)
    recommended = staticmethod(recommended)
    transcribed = staticmethod(transcribed)
    imported = staticmethod(imported)
    key_of = staticmethod(key_of)
    TWO_BODIES: ClassVar = TWO_BODIES

    def fact(self, event: Event, by: Role | None = None, **said: Any) -> Fact:
        """Return ``event`` as an offered act of its first author; ``said`` changes whatever of the envelope differs."""
        author = by or type(event).signed_by[0]
        holder = said.pop("holder", None) or self._holder(event, author)
        round = said.pop("round", "2025")
        signers = said.pop("signers", None) or [(author, holder)]
        self.acts += 1
        recorded_at = said.pop("recorded_at", f"{self.today}T12:00:00.000+08:00")
        wire = to_wire(event)
        given = {
            "v": 1,
            "origin": ORIGIN,
            "id": ActId(f"{self.acts:032x}"),
            "seen": Seen(size=0, root=sha256(b"").hexdigest()),
            "type": event.wire_name,
            "version": type(event).version,
            "round": RoundId(round) if round else None,
            "subjects": wire.subjects,
            "body": wire.public,
            "occurred_at": str(self.today),
            "basis": event.cites,
            "edition": EditionId("2024"),
            "evidence": (),
            "provenance": LIVE,
            "corrects": None,
            "caused_by": (),
            "deviation": None,
            "signers": tuple(self._signer(role, name, round) for role, name in signers),
        }
        return Fact(event, Said(**(given | said)), None, recorded_at)

    def judge(self, event: Event, by: Role | None = None, **said: Any) -> tuple[Finding, ...]:
        """Return all findings on ``event`` as offered."""
        return check(self.history, self.fact(event, by, **said))

    def refused(self, event: Event, by: Role | None = None, **said: Any) -> set[str]:
        """Return the names of the rules for which ``event`` is refused; empty where it is taken."""
        fact = self.fact(event, by, **said)
        return {finding.rule.name for finding in refusals(check(self.history, fact), fact)}

    def verdict(self, rule: str, event: Event, by: Role | None = None, **said: Any) -> Verdict:
        """Return what the rule of this name says of ``event``."""
        (finding,) = [f for f in self.judge(event, by, **said) if f.rule.name == rule]
        return finding.verdict

    def record(self, event: Event, by: Role | None = None, **said: Any) -> Fact:
        """Offer ``event``, expect it to be taken, and take it."""
        fact = self.fact(event, by, **said)
        reasons = refusals(check(self.history, fact), fact)
        assert not reasons, [f"{f.rule.name}: {f.verdict.value} {f.why} {dict(f.given)}" for f in reasons]
        return self.take(fact)

    def take(self, fact: Fact) -> Fact:
        """Take a fact in without asking anybody."""
        fact = Fact(fact.event, fact.said, self.history.position + 1, fact.recorded_at)
        self.history.take(fact)
        return fact

    def bind(self, role: Role, holder: str, round: str | None = None) -> Fact:
        """Bind the key of ``holder``, with registrar and countersigner."""
        return self.record(self.binding(role, holder, round), signers=TWO_BODIES, round=round)

    def binding(self, role: Role, holder: str, round: str | None = None, **changes: Any) -> KeyBound:
        """Return the binding that ``bind`` records, with ``changes``."""
        key = key_of(role, holder, round)
        given = {
            "key": key.id,
            "suite": "ed25519",
            "public": key.public.hex(),
            "role": role,
            "holder": holder,
            "possession": key.prove_possession(ORIGIN),
            "person": "sealed",
        }
        return KeyBound(**(given | changes))

    def open_round(self, **changes: Any) -> Fact:
        return self.record(opened(**changes))

    def _holder(self, event: Event, author: Role) -> str:
        field = {Role.EXPERT: "expert", Role.APPLICANT: "applicant", Role.RECOMMENDER: "body", Role.DEPARTMENT: "body"}.get(author, "")
        return str(getattr(event, field, None) or author.value)

    def _signer(self, role: Role, holder: str, round: str | None) -> Signer:
        per_round = round if role in (Role.EXPERT, Role.APPLICANT) else None
        return Signer(role=role.value, key=key_of(role, holder, per_round).id, suite="ed25519")


@pytest.fixture
def office() -> Office:
    """Return an office whose ledger is open and whose bodies have keys. No round is open."""
    office = Office()
    office.record(founded(), round=None, holder="registrar")
    for role in BODIES:
        office.bind(role, role.value)
    return office


@pytest.fixture
def ready(office: Office) -> Office:
    """Return an office with an open round whose rules and rubric are adopted."""
    office.open_round()
    office.record(adopted())
    office.record(rubric())
    return office


@pytest.fixture
def called(ready: Office) -> Office:
    """Return an office that takes applications; it is 2025-03-20, and A-01 to A-03 and a town have keys."""
    ready.record(call())
    ready.today = date(2025, 3, 20)
    for code in ("A-01", "A-02", "A-03"):
        ready.bind(Role.APPLICANT, code, "2025")
    ready.bind(Role.RECOMMENDER, "town")
    return ready
