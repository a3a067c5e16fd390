"""What would become of a folder (逐行判定): every row and every act on its way, in the order in which things happened.

Acts with all their signatures come first, since they can be recorded now; then everything else is judged on top
of them, so that a row may rest on an earlier row of the same folder. Nothing is recorded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import msgspec

from ledger.drafting import Draft, Sealed, event_of_draft
from ledger.errors import BadInput, Refused
from ledger.events.event import Event
from ledger.events.partial import encode_partial
from ledger.intake.columns import forms
from ledger.intake.compute import fill
from ledger.intake.corrections import key_named
from ledger.intake.days import in_days
from ledger.intake.entries import Entry, Place, Remark
from ledger.intake.scratch import Scratch
from ledger.intake.sheets import SCORE, ranks
from ledger.intake.waiting import Held
from ledger.record.envelope import Said, Seen
from ledger.stages.fact import Fact
from ledger.terms import ActId, EditionId, KeyId, Role

BY_CORRECTION = "to correct it, fill in a row of the sheet 更正例外"


class Fate(StrEnum):
    """结果: what became of a row."""

    RECORDED = "recorded"
    READY = "ready"
    WAITING = "waiting"
    NEW = "new"
    OWN_HAND = "own_hand"
    REFUSED = "refused"
    WRONG = "wrong"


@dataclass(slots=True)
class Outcome:
    """判定: a row or an act on its way, and its fate. ``position`` where it is on record."""

    fate: Fate
    entry: Entry | None
    said: Said | None = None
    event: Event | None = None
    sealed: Sealed | None = None
    draft: Draft | None = None
    position: int | None = None
    stale: Held | None = None
    """The line that waits for a confirmation and says what the row no longer says."""


@dataclass(slots=True)
class Plan:
    """全部判定, in order, with the remarks that they cause."""

    outcomes: list[Outcome] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def of(self, fate: Fate) -> list[Outcome]:
        """Return the outcomes of one fate, in order."""
        return [outcome for outcome in self.outcomes if outcome.fate is fate]


class Planner:
    """Judges entries and acts on their way against a scratch state."""

    def __init__(self, scratch: Scratch, signers: tuple[tuple[Role, KeyId], tuple[Role, KeyId]], edition: EditionId) -> None:
        self._scratch, self._signers, self._edition = scratch, signers, edition
        self.plan = Plan()

    def judge(self, entries: Iterable[Entry], held: Mapping[ActId, Held], seen: Mapping[Place, Seen]) -> Plan:
        """Judge all of it. ``seen`` is the tree head of each workbook, by the place of the workbook."""
        rows = sorted(entries, key=lambda entry: entry.sort)
        by_id = self._name(rows)
        complete = [(_when(one, by_id.get(id)), one) for id, one in held.items() if one.complete]
        in_days(complete, lambda one, _, last: self._try_ready(one, by_id, last=last))
        done = {outcome.said.id for outcome in self.plan.outcomes if outcome.said is not None}
        others: list[tuple[tuple[Any, ...], Entry | Held]] = [(e.sort, e) for id, e in by_id.items() if id not in done]
        others += [(_when(one, None), one) for id, one in held.items() if id not in done and id not in by_id]
        in_days(others, lambda thing, waits, last: self._try(thing, held, seen, waits=waits, last=last))
        return self.plan

    def _try(self, thing: Entry | Held, held: Mapping[ActId, Held], seen: Mapping[Place, Seen], *, waits: bool, last: bool) -> bool:
        if isinstance(thing, Held):
            outcome = Outcome(Fate.WAITING, None, thing.said, thing.event, thing.sealed)
            return self._settle(Place(thing.files[0]), outcome, self._fact(thing), last=last)
        return self._try_row(thing, held, seen, waits=waits, last=last)

    def _name(self, rows: list[Entry]) -> dict[ActId, Entry]:
        named: dict[ActId, Entry] = {}
        for entry in rows:
            id = self._scratch.id_of(entry.key)
            if id in named and (entry.kind.wire_name != SCORE or entry.event != named[id].event):
                for one, other in ((entry, named[id]), (named[id], entry)):
                    error = BadInput("", f"the same row stands at {other.place}", "give it a number of its own")
                    self._remark(one.at("@row"), error)
            else:
                named.setdefault(id, entry)
        return named

    def _try_ready(self, one: Held, by_id: Mapping[ActId, Entry], *, last: bool) -> bool:
        """Take a complete act in if it can be recorded now. If not, it is judged with the rows, and what stands in its way said there."""
        entry, fact = by_id.get(one.said.id), self._fact(one)
        # Where its row was changed since, what becomes of it is said there too.
        if last or (entry is not None and self._differences(entry, fact)) or self._scratch.refusals(fact):
            return False
        self._scratch.take(fact)
        self.plan.outcomes.append(Outcome(Fate.READY, entry, one.said, one.event, one.sealed))
        return True

    def _try_row(self, entry: Entry, held: Mapping[ActId, Held], seen: Mapping[Place, Seen], *, waits: bool, last: bool) -> bool:
        id = self._scratch.id_of(entry.key)
        if (stands := self._scratch.acts.get(id)) is not None:
            self._compare(entry, stands, self._scratch.newest(id))
            return True
        place = entry.at("applicant") if entry.kind.wire_name == SCORE and not entry.corrects else entry.place
        stale = None
        if (one := held.get(id)) is not None:
            fact = self._fact(one)
            if not self._differences(entry, fact):
                return self._settle(place, Outcome(Fate.WAITING, entry, one.said, one.event, one.sealed), fact, last=last)
            stale = one
        try:
            draft = self._draft(entry, id, waits=waits)
            sealed, fact = self._scratch.try_draft(draft, self._signed_by(entry), seen[Place(entry.place.path)])
        except BadInput as error:
            if last:
                self._remark(entry.place, error)
                self.plan.outcomes.append(Outcome(Fate.WRONG, entry))
            return False
        fate = Fate.NEW if entry.deviation is None else Fate.OWN_HAND
        return self._settle(place, Outcome(fate, entry, fact.said, fact.event, sealed, draft, stale=stale), fact, last=last)

    def _settle(self, place: Place, outcome: Outcome, fact: Fact, *, last: bool) -> bool:
        """Ask the rules; take the act in, or at the last try say why not."""
        if not (reasons := self._scratch.refusals(fact)):
            self._scratch.take(fact)
            self.plan.outcomes.append(outcome)
            return True
        if last:
            outcome.fate = Fate.REFUSED
            self._remark(place, Refused(reasons))
            self.plan.outcomes.append(outcome)
        return False

    def _compare(self, entry: Entry, stands: Fact, newest: Fact | None) -> None:
        different = self._differences(entry, stands)
        if different and newest is not None and newest is not stands and not self._differences(entry, newest):
            different = []
        for name in different:
            self._remark(entry.at(name), BadInput("", f"record {stands.position} says something else here", BY_CORRECTION))
        fate = Fate.WRONG if different else Fate.RECORDED
        self.plan.outcomes.append(Outcome(fate, entry, stands.said, stands.event, position=stands.position))

    def _draft(self, entry: Entry, id: ActId, *, waits: bool) -> Draft:
        if entry.open and (waits or self.plan.of(Fate.REFUSED)):
            why = "it is not worked out while rows before it are refused"
            raise BadInput("", why, "mend those rows first, or fill this in")
        event = fill(entry.kind.wire_name, entry.event, entry.open, self._scratch.history, self._round)
        for name, reference in entry.acts.items():
            event[name] = self.referred(reference)
        corrects = None
        if entry.corrects:
            newest = self._scratch.newest(self._scratch.id_of(entry.corrects))
            corrects = newest.said.id if newest is not None else self._scratch.id_of(entry.corrects)
        return entry.draft(event, self._scratch.round_id, self._round.opening.edition or self._edition, id, corrects)

    def referred(self, reference: str) -> ActId:
        """Return the id of the act that a row names: by the number of another row, or by its id."""
        if len(reference) == 32 and set(reference) <= set("0123456789abcdef"):
            return ActId(reference)
        return self._scratch.id_of(key_named(reference))

    @property
    def _round(self) -> Any:
        return self._scratch.history.round(self._scratch.round_id)

    def _signed_by(self, entry: Entry) -> tuple[tuple[Role, KeyId], ...]:
        if entry.deviation is None:
            return self._signers
        role = entry.kind.signed_by[0]
        return ((role, self._scratch.key_of(role)),)

    def _fact(self, one: Held) -> Fact:
        return self._scratch.fact(one.sealed, one.event)

    def _differences(self, entry: Entry, fact: Fact) -> list[str]:
        """Return the fields in which a row and an act differ. What the row leaves open is as the act has it."""
        said = fact.said
        if said.type != entry.kind.wire_name:
            return ["@what"]
        recorded = msgspec.to_builtins(fact.event, enc_hook=encode_partial)
        given = {**recorded, **entry.event}
        for name, reference in entry.acts.items():
            given[name] = self.referred(reference)
        try:
            draft = Draft(type=said.type, occurred_at=said.occurred_at, event={name: given[name] for name in forms(entry.kind)})
            event = event_of_draft(draft)
        except (BadInput, KeyError):
            return ["@what"]
        different = [name for name in forms(entry.kind) if getattr(event, name) != getattr(fact.event, name)]
        pairs: list[tuple[str, Any, Any]] = [("@on", entry.on, said.occurred_at)]
        if said.provenance.kind == "transcribed":
            paper = said.provenance
            pairs += [("@serial", entry.serial, paper.serial), ("@dated", entry.dated, paper.dated), ("@scan", entry.scan, paper.scan)]
            pairs += [("@on_behalf_of", entry.behalf or paper.on_behalf_of, paper.on_behalf_of)]
            pairs += [("@evidence", entry.evidence, said.evidence)]
        return different + [name for name, here, there in pairs if here != there]

    def _remark(self, place: Place, error: BadInput | Refused) -> None:
        remark = Remark(place, error)
        if not any(r.place == place and str(r.error) == str(error) for r in self.plan.remarks):
            self.plan.remarks.append(remark)


def _when(one: Held, entry: Entry | None) -> tuple[Any, ...]:
    if entry is not None:
        return entry.sort
    return one.said.occurred_at[:10], ranks().get(one.said.type, 0), one.said.corrects is not None, one.said.occurred_at, (-2, 0)
