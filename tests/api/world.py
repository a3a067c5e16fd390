"""A small ledger to ask: one round from its opening to the prize, with a planted secret in every sealed field.

Records are joined and sealed as ``ledger.handle`` does it, and put into the store directly, so that what
the service shows is tested apart from what the rules let in.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from eventsourcing.dcb.api import DCBEvent

from ledger.drafting import Draft, Signed, event_of_draft, sign_act
from ledger.events.event import to_wire
from ledger.events.founding import RecordSealed
from ledger.events.keys import KeyCompromised
from ledger.home import Home
from ledger.record.disclosure import digest, encode
from ledger.record.envelope import Correction, LogPart, Provenance, Said, join_record, read_act
from ledger.record.signing import SigningKey
from ledger.record.tags import tags_of
from ledger.rules.parameters import suggested
from ledger.store import Offer
from ledger.terms import ActId, KeyId, PartialDate, Role, RoundId
from ledger.tlog.note import ED25519, join_vkey
from ledger.vault.vault import Vault

ORIGIN = "award.demo.invalid/quality"
ROUND = RoundId("2025")
APPLICANTS = ("A-01", "A-02", "A-03", "A-04", "A-05")
EXPERTS = ("E-01", "E-02", "E-03", "E-04", "E-05")
ITEMS = ("4.1", "4.7")
SECRET = "PLANTED"
"""Stands in every sealed text of the usual world, so that a leak can be searched for."""


class World:
    """A ledger under construction. ``secret`` makes the sealed texts; whatever else is the same in any two worlds."""

    def __init__(self, folder: Path, *, secret: str = SECRET, marks: int = 0, origin: str = ORIGIN) -> None:
        self.secret, self.marks, self.origin = secret, marks, origin
        self.keys = {role: self._key(role.value) for role in Role}
        self.experts = {expert: self._key(expert) for expert in EXPERTS}
        self._log_key = self._key("log")
        self.home = Home.create(folder, origin, log_key=self._log_key, service_key=self.keys[Role.SERVICE])
        self.moment, self.acts = 0, 0
        self.store = self.home.open_store(read_only=False, build=self._build, clock=self._clock)
        self.vault = Vault(self.store, self.home.keyring())
        self.ids: dict[str, ActId] = {}

    @property
    def vkey(self) -> str:
        return join_vkey(self.origin, ED25519, self._log_key.public)

    def text(self, what: str) -> str:
        """Return a sealed text: of one length in every world."""
        return f"{self.secret}-{what}"

    def add(
        self,
        type: str,
        event: Mapping[str, Any],
        *,
        on: str = "",
        round: RoundId | None = ROUND,
        by: Role | None = None,
        name: str = "",
        **more: Any,
    ) -> int:
        """Append one act and return its position."""
        draft = Draft(
            type=type,
            occurred_at=on or self._clock()[:10],
            event=dict(event),
            round=round,
            id=self._id(name or f"{type} {self.acts}"),
            **more,
        )
        fact = event_of_draft(draft)
        role = by or type_of(fact).signed_by[0]
        key = self.experts[event["expert"]] if role is Role.EXPERT and event.get("expert") in self.experts else self.keys[role]
        signers = (
            [(Role.CLERK, self.keys[Role.CLERK]), (Role.CONFIRMER, self.keys[Role.CONFIRMER])] if "provenance" in more else [(role, key)]
        )
        if type == "key.bound":
            signers.append((Role.COUNTERSIGNER, self.keys[Role.COUNTERSIGNER]))
        signed = sign_act(fact, draft, self.origin, signers)
        self.acts += 1
        if not fact.neutral:
            return self._append(signed, type_of(fact), read_act(signed.act).said, ())
        outer = Draft(type="record.sealed", occurred_at=draft.occurred_at, event={}, round=round, id=self._id(f"wrapped {draft.id}"))
        wrapping = RecordSealed(act=signed.act.decode())
        wrapped = sign_act(wrapping, outer, self.origin, [(Role.SERVICE, self.keys[Role.SERVICE])])
        inner = self.vault.seal(signed.disclosures, read_act(signed.act).said, type_of(fact))
        return self._append(wrapped, RecordSealed, read_act(wrapped.act).said, inner)

    def publish(self) -> tuple[int, bytes]:
        """Sign and keep a checkpoint of the log as it is."""
        signer = self.home.log_signer()
        with signer.hold(self.store):
            head = self.store.head()
            note = signer.sign(head)
            self.store.publish(head.size, note)
        signer.close()
        return head.size, note

    def close(self) -> None:
        self.store.close()

    def _append(self, signed: Signed, kind: Any, said: Said, more: Sequence[tuple[bytes, bytes]]) -> int:
        note = encode(secrets.token_bytes(16), "findings", [[self.text("finding"), "conforms"]])
        sealed = (*self.vault.seal(signed.disclosures, said, kind), *more, self.vault.seal_note(note, said))
        offer = Offer(said.type, signed.act, list(tags_of(said)), claims=(said.id,), round=said.round, sealed=sealed, findings=digest(note))
        self.moment += 1
        return self.store.commit([offer]).size

    def _build(self, event: DCBEvent, position: int, recorded_at: str) -> bytes:
        assert isinstance(event, Offer)
        rules = sha256(b"rules of this test").hexdigest()
        log = LogPart(v=1, position=position, recorded_at=recorded_at, tags=tuple(event.tags), rules=rules, findings=event.findings)
        return join_record(event.data, log)

    def _clock(self) -> str:
        month, day = 3 + self.moment // 28 % 9, 1 + self.moment % 28
        return f"2025-{month:02}-{day:02}T09:00:00.000+08:00"

    def _id(self, name: str) -> ActId:
        self.ids[name] = ActId(sha256(name.encode()).hexdigest()[:32])
        return self.ids[name]

    def _key(self, name: str) -> SigningKey:
        return SigningKey.from_seed(sha256(f"{self.origin} {name}".encode()).digest())


def type_of(event: Any) -> Any:
    return type(event)


TRANSCRIBED = Provenance(kind="transcribed", on_behalf_of="committee", serial="HY-0001", dated="2025-08-01", scan="0" * 64, source=None)


def partial(year: int, month: int | None = None, day: int | None = None) -> Any:
    """Return a date as a draft writes it."""
    return to_wire(KeyCompromised(key=KeyId(""), since=PartialDate(year, month, day), why="")).public["since"]


def found(world: World) -> None:
    """Write the ledger's own beginning: its keys and the measure."""
    keys = world.keys
    world.add(
        "ledger.opened",
        {
            "name_zh": "示例区区长质量奖评审台账",
            "name_en": "Example district award ledger",
            "log_key": world.vkey,
            "service_key": keys[Role.SERVICE].public.hex(),
            "registrar_key": keys[Role.REGISTRAR].public.hex(),
            "countersigner_key": keys[Role.COUNTERSIGNER].public.hex(),
            "regulation": None,
        },
        round=None,
    )
    for role in Role:
        if role not in (Role.SERVICE, Role.REGISTRAR, Role.COUNTERSIGNER, Role.EXPERT):
            bind(world, keys[role], role, role.value, None)
    tiers = [
        {"tier": "main", "zh": "区长质量奖", "en": "Mayor's Quality Award", "quota": 2, "prize": 20_000_000, "bars": True},
        {"tier": "nomination", "zh": "区长质量奖提名奖", "en": "nomination award", "quota": 2, "prize": 5_000_000, "bars": False},
    ]
    measure = {
        "edition_id": "2024",
        "title_zh": "示例区区长质量奖管理办法",
        "title_en": "Measure on the award of the example district",
        "programme_zh": "区长质量奖",
        "issued_by": "示例区人民政府",
        "effective_from": partial(2024),
        "valid_until": None,
        "text": None,
        "tiers": tiers,
    }
    world.add("measure.registered", measure, round=None)
    world.add(
        "calendar.adopted",
        {"name": "cn", "first": 2025, "last": 2026, "holidays": ["2025-10-01"], "workdays": ["2025-09-28"], "source": "国办发明电"},
        round=None,
    )


def bind(world: World, key: SigningKey, role: Role, holder: str, round: RoundId | None) -> None:
    event = {
        "key": key.id,
        "suite": "ed25519",
        "public": key.public.hex(),
        "role": role.value,
        "holder": holder,
        "possession": key.prove_possession(world.origin),
        "person": world.text(f"person of {holder}"),
    }
    world.add("key.bound", event, round=round)


def open_round(world: World, round: RoundId = ROUND, **parameters: Any) -> None:
    """Open a round under the suggested parameters, those of ``parameters`` instead where given (dots as ``__``)."""
    places = [{"tier": "main", "places": 1}, {"tier": "nomination", "places": 1}]
    opened = {"kind": "live", "award_year": round, "year": 2025, "programme": "区长质量奖", "planned": places, "calendar": "cn"}
    world.add("round.opened", opened, on="2025", round=round)
    chosen = {key: value for key, value, _ in suggested()} | {"panel.selection": "lot"}
    chosen |= {key.replace("__", "."): value for key, value in parameters.items()}
    values = [{"key": key, "value": value, "source": "评委会纪要"} for key, value in sorted(chosen.items())]
    world.add("parameters.adopted", {"document": "示质委〔2025〕1号", "values": values}, round=round)
    items = [{"item": item, "zh": f"评分项{item}", "en": f"item {item}", "least": 0, "most": 10_000, "step": 1} for item in ITEMS]
    world.add("rubric.adopted", {"standard": "GB/T 19580-2012", "items": items}, round=round)
    world.add("call.published", {"opens_on": "2025-03-20", "closes_on": "2025-04-20", "site": "https://example.invalid/call"}, round=round)


def apply(world: World) -> None:
    """Five apply; one withdraws, one is not qualified."""
    for number, code in enumerate(APPLICANTS):
        event = {
            "applicant": code,
            "received_on": "2025-04-01",
            "materials": "a" * 64,
            "truth_declared": True,
            "organisation": f"91330100{world.secret[:4]}{number:06}",
            "name": world.text(f"organisation {number}"),
        }
        world.add("application.submitted", event, name=f"application of {code}")
        opinion = {
            "applicant": code,
            "body": "market",
            "body_kind": "area",
            "opinion": "recommended",
            "reasons": world.text("recommendation"),
        }
        world.add("recommendation.signed", opinion)
    late = {
        "applicant": "A-06",
        "received_on": "2025-04-21",
        "organisation": f"91330100{world.secret[:4]}000009",
        "name": world.text("too late"),
    }
    world.add("application.late", late)
    for code in APPLICANTS:
        world.add("department.consulted", {"applicant": code, "body": "safety", "limbs": [], "question": world.text("question")})
        reply = {"applicant": code, "body": "safety", "limbs": [], "clear": code != "A-05", "reply": world.text("reply")}
        world.add("department.replied", reply)
        checked = {"applicant": code, "condition": "8(5)", "limb": "accident", "as_of": partial(2025, 4, 20), "since": None, "met": "met"}
        world.add("condition.checked", checked | {"grounds": world.text("grounds")})
        world.add("qualification.decided", {"applicant": code, "qualified": code != "A-05", "reasons": world.text("reasons")})
    world.add("qualified_list.fixed", {"applicants": list(APPLICANTS[:4])})
    world.add("application.withdrawn", {"applicant": "A-04", "why": world.text("withdrawal")})


def evaluate(world: World) -> None:
    """Three are scored in all phases by five experts; one expert stands aside, sealed."""
    drawn = {"experts": list(EXPERTS), "method": "lot", "pool": None, "seed": None, "persons": [world.text("drawn") for _ in EXPERTS]}
    world.add("panel.drawn", drawn)
    for expert in EXPERTS:
        bind(world, world.experts[expert], Role.EXPERT, expert, ROUND)
    world.add("panel.constituted", {"experts": list(EXPERTS), "leader": "E-01"})
    for expert in EXPERTS:
        tie = {"kind": "adviser", "one": world.text(f"person of {expert}"), "other": world.text("tied to"), "ended": None}
        world.add("interest.declared", {"expert": expert, "ties": [tie | {"words": world.text("tie")}]})
    world.add("recusal.recorded", {"expert": "E-05", "applicant": "A-05", "why": world.text("recusal")}, by=Role.OFFICE)
    scored = APPLICANTS[:3]
    totals = [{"applicant": code, "points": 7_000 - 100 * number} for number, code in enumerate(scored)]
    score(world, "document", scored)
    world.add("document_report.issued", {"experts": list(EXPERTS), "summary": world.text("report")}, by=Role.OFFICE)
    world.add("defence_list.fixed", {"applicants": list(scored), "totals": totals})
    world.add("defence_scheme.issued", {"held_on": "2025-06-20", "order": list(scored), "drawn_by": "office"})
    for code in scored:
        world.add("defence.held", {"applicant": code, "experts": list(EXPERTS)})
    score(world, "defence", scored)
    world.add("site_list.fixed", {"applicants": list(scored[:2]), "totals": totals[:2]})
    world.add("site_scheme.issued", {"first_on": "2025-07-01", "last_on": "2025-07-04", "applicants": list(scored[:2])})
    for code in scored[:2]:
        world.add("site_visit.held", {"applicant": code, "experts": list(EXPERTS), "notes": world.text("visit")})
    score(world, "site", scored[:2])
    world.add("overall_scores.computed", {"applicants": list(scored[:2]), "totals": totals[:2]})
    world.add("overall_report.submitted", {"document": "示质办〔2025〕8号", "summary": world.text("overall")})


def score(world: World, phase: str, scored: Sequence[str]) -> None:
    for number, code in enumerate(scored):
        for expert in EXPERTS:
            for item in ITEMS:
                points = 7_101 + world.marks - 317 * number
                event = {"applicant": code, "expert": expert, "phase": phase, "item": item, "points": points}
                world.add("score.recorded", event, name=f"score {phase} {code} {expert} {item}")


def decide(world: World) -> None:
    """The committee votes, one candidate is objected to, one award is approved, published and paid."""
    meeting = {"members": 17, "present": 15, "stood_aside": 0, "minutes": world.text("minutes")}
    world.add("deliberation.held", meeting, provenance=TRANSCRIBED)
    for code, tier in (("A-01", "main"), ("A-02", "nomination")):
        count = {"applicant": code, "tier": tier, "issued": 15, "returned": 15, "valid": 15, "in_favour": 13}
        world.add("vote.counted", count | {"counted_by": world.text("teller"), "supervised_by": world.text("observer")})
    candidates = [{"applicant": code, "tier": tier, "outside_quota": False} for code, tier in (("A-01", "main"), ("A-02", "nomination"))]
    world.add("candidates.determined", {"applicants": ["A-01", "A-02"], "candidates": candidates, "departures": ""})
    world.add(
        "notice.opened",
        {"applicants": ["A-01", "A-02"], "starts_on": "2025-09-24", "ends_on": "2025-10-09", "site": "https://example.invalid/n"},
    )
    objection = {"applicant": "A-02", "objector": world.text("objector"), "content": world.text("objection")}
    world.add("objection.received", objection, by=Role.OFFICE, name="objection")
    resolved = {"applicant": "A-02", "objection": world.ids["objection"], "outcome": "sustained", "reasons": world.text("resolved")}
    world.add("objection.resolved", resolved)
    world.add("candidate.disqualified", {"applicant": "A-02", "why": "公示异议成立"})
    world.add("notice.closed", {"passed": ["A-01"]})
    world.add("award.approved", {"applicants": ["A-01"], "winners": candidates[:1], "document": "示政〔2025〕20号"}, on="2025-10-20")
    winner = {"applicant": "A-01", "organisation": "913301000000000001", "name": "示例精工有限公司", "tier": "main", "outside_quota": False}
    published = {"winners": [winner], "site": "https://example.invalid/r", "status": "awarded", "note": ""}
    world.add("result.published", published, on="2025-10-22", by=Role.OFFICE)
    world.add("honour.conferred", {"applicant": "A-01", "plaque": "P-1", "certificate": "C-1"})
    world.add("prize.granted", {"applicant": "A-01", "tier": "main", "amount": 20_000_000}, on="2025-10-30")
    paid = {"applicant": "A-01", "amount": 20_000_000, "voucher": "V-1", "budget_year": 2025, "budget_line": "2013899"}
    world.add("prize.paid", {**paid, "account": world.text("account"), "payee": "913301000000000001"})


def correct(world: World) -> None:
    """Put one mark right."""
    event = {"applicant": "A-01", "expert": "E-01", "phase": "document", "item": "4.1", "points": 7_202 + world.marks}
    corrects = Correction(act=world.ids["score document A-01 E-01 4.1"], why="录入笔误", approved_by="office")
    world.add("score.recorded", event, corrects=corrects)


def whole(folder: Path, **more: Any) -> World:
    """Return a ledger with one whole round, and a second that was only opened."""
    world = World(folder, **more)
    found(world)
    open_round(world)
    apply(world)
    evaluate(world)
    correct(world)
    decide(world)
    open_round(world, RoundId("2026"))
    return world
