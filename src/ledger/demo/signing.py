"""Who signs an act of an example, and the founding acts that let them sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ledger.demo.script import EDITION, Line, Script
from ledger.demo.seeded import Seed, SeededKeys, SeededSalt
from ledger.drafting import Draft, Signed, event_of_draft, sign_act
from ledger.events.event import Event
from ledger.events.founding import LedgerOpened
from ledger.events.keys import KeyBound
from ledger.events.panel import ExpertReplaced, PanelDrawn
from ledger.record.signing import SigningKey
from ledger.terms import EditionId, Role, RoundId
from ledger.tlog.note import LogKey

ROOTS = (Role.REGISTRAR, Role.COUNTERSIGNER)
_PER_ROUND = (Role.EXPERT, Role.APPLICANT)
_AUTHORS = {"measure.registered": Role.OFFICE}
"""Who signs where the first who may author a type is not who does it here."""


class Holder(NamedTuple):
    """持有人: who signs, in which role, and in which round where the key is one of a round."""

    role: Role
    name: str
    round: RoundId | None = None


class Step(NamedTuple):
    """One signed act ready to be recorded, with the day on which it happened, and its line where it has one."""

    signed: Signed
    day: str
    line: Line | None


def signers_of(event: Event, draft: Draft) -> tuple[Holder, ...]:
    """Return who signs: the author first; two persons of the office for what stands on paper; a clerk for what is imported."""
    match draft.provenance.kind:
        case "transcribed":
            return Holder(Role.CLERK, "clerk"), Holder(Role.CONFIRMER, "confirmer")
        case "imported":
            return (Holder(Role.CLERK, "clerk"),)
    # Each party to the draw of experts speaks for itself; of other types the first who may author one does.
    role = getattr(event, "party", None) or _AUTHORS.get(event.wire_name, type(event).signed_by[0])
    if role in _PER_ROUND:
        code = getattr(event, role.value, None) or getattr(event, "experts", ("",))[0]
        return (Holder(role, code, draft.round),)
    if role in (Role.RECOMMENDER, Role.DEPARTMENT):
        return (Holder(role, getattr(event, "body", role.value)),)
    return (Holder(role, role.value),)


def steps(script: Script) -> Iterator[Step]:
    """Yield every act of ``script``, signed, the founding acts and the bindings of keys where they are first needed.

    Raises ``BadInput`` for an origin that is no demo's.
    """
    company = _Company(Seed(script.origin, script.seed))
    day = script.begins.date().isoformat()
    yield Step(company.opening(day), day, None)
    for line in script.lines:
        event = event_of_draft(line.draft)
        day = line.draft.occurred_at if len(line.draft.occurred_at) == len(day) and line.draft.occurred_at > day else day
        signers = signers_of(event, line.draft)
        drawn = event.experts if isinstance(event, PanelDrawn) else (event.enters,) if isinstance(event, ExpertReplaced) else ()
        for holder in (*signers, *(Holder(Role.EXPERT, code, line.draft.round) for code in drawn)):
            if (binding := company.bind(holder, line.draft, day)) is not None:
                yield Step(binding, day, None)
        yield Step(company.sign(event, line.draft, signers), day, line)


class _Company:
    """Everybody who signs in one example."""

    def __init__(self, seed: Seed) -> None:
        self._seed, self._keys, self._salt = seed, SeededKeys(seed), SeededSalt(seed, "acts")
        self._bound: set[Holder] = {Holder(role, role.value) for role in ROOTS}

    def opening(self, day: str) -> Signed:
        """Return the first act of the ledger."""
        registrar, countersigner = (self._key(Holder(role, role.value)) for role in ROOTS)
        event = LedgerOpened(
            name_zh="演示台账 (虚构)",
            name_en="Demonstration ledger (invented)",
            log_key=LogKey(self._seed.origin, self._keys.named("log").public).vkey(),
            service_key=self._keys.named("service").public.hex(),
            registrar_key=registrar.public.hex(),
            countersigner_key=countersigner.public.hex(),
            regulation=None,
        )
        return self.sign(event, _draft(event, day, None, EDITION), [Holder(Role.REGISTRAR, Role.REGISTRAR.value)])

    def bind(self, holder: Holder, draft: Draft, day: str) -> Signed | None:
        """Return the binding of a key that signs here for the first time, else None."""
        if holder in self._bound:
            return None
        self._bound.add(holder)
        key = self._key(holder)
        event = KeyBound(
            key=key.id,
            suite=key.suite,
            public=key.public.hex(),
            role=holder.role,
            holder=holder.name,
            possession=key.prove_possession(self._seed.origin),
            person=f"示例持有人 · example holder {holder.name}",
        )
        return self.sign(event, _draft(event, day, holder.round, draft.edition), [Holder(role, role.value) for role in ROOTS])

    def sign(self, event: Event, draft: Draft, signers: Iterable[Holder]) -> Signed:
        """Return the act with everybody's signature."""
        held = [(holder.role, self._key(holder)) for holder in signers]
        return sign_act(event, draft, self._seed.origin, held, salt=self._salt)

    def _key(self, holder: Holder) -> SigningKey:
        return self._keys.of(*holder)


def _draft(event: Event, day: str, round: RoundId | None, edition: EditionId) -> Draft:
    return Draft(type=event.wire_name, occurred_at=day, event={}, round=round, edition=edition)
