"""The one door to secrets (开示): writes to the access log, then releases. It refuses when it cannot write.

An entry is written for each batch before any value of the batch is handed out. What the public may
see is decided here too: a sealed field opens to everyone once the event that the adopted rules name
as its milestone stands in the round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.events.event import TYPES
from ledger.record.disclosure import decode
from ledger.record.outline import Brief
from ledger.stages.history import Round
from ledger.terms import Milestone, RoundId, View
from ledger.vault.access import AccessLog
from ledger.vault.vault import Place, Vault

Log = Callable[[], AccessLog]
"""Opens the access log when first needed: a view in which nothing is sealed leaves no trace."""


@dataclass(frozen=True, slots=True)
class Visit:
    """查阅: who reads, in which view, and why."""

    who: str
    view: View
    purpose: str


class Door:
    """Releases sealed values to one visit."""

    def __init__(self, vault: Vault, log: Log, visit: Visit) -> None:
        self._vault, self._log, self.visit = vault, log, visit

    def release(self, places: Sequence[Place], round: RoundId | None, upto: int | None) -> dict[Place, str]:
        """Return the disclosures at ``places``, after the access log holds that they were asked for."""
        if not places:
            return {}
        visit, digests = self.visit, [digest for _, digest in places]
        self._log().write(who=visit.who, view=visit.view, purpose=visit.purpose, round=round, upto=upto, digests=digests)
        return self._vault.open(places)

    def release_public(self, said: dict[Place, Brief], rounds: dict[RoundId, Round]) -> dict[Place, str]:
        """Return those disclosures that a milestone of their round has opened to everyone.

        ``said`` tells for each place the act that it stands in; ``rounds`` what has happened so far.
        """
        open: dict[tuple[str, RoundId | None], frozenset[str]] = {}

        def fields(act: Brief) -> frozenset[str]:
            found = open.get((act.type, act.round))
            if found is None:
                found = open[act.type, act.round] = opened_fields(act, rounds)
            return found

        released = self.release([place for place, act in said.items() if fields(act)], None, None)
        return {place: one for place, one in released.items() if decode(one)[0] in fields(said[place])}


def opened_fields(said: Brief, rounds: dict[RoundId, Round]) -> frozenset[str]:
    """Return the sealed fields of ``said`` that are open to everyone, given what its round has reached."""
    kind, round = TYPES.get(said.type), rounds.get(said.round) if said.round is not None else None
    if kind is None or round is None:
        return frozenset()
    return frozenset(f.name for f in kind.fields() if f.milestone is not None and is_reached(round, f.milestone))


def has_opened(rounds: dict[RoundId, Round]) -> bool:
    """Return whether any milestone has opened a sealed field of any type in any of ``rounds``."""
    keys = {f.milestone for kind in TYPES.values() for f in kind.fields() if f.milestone is not None}
    return any(is_reached(round, key) for round in rounds.values() for key in keys)


def is_reached(round: Round, key: str) -> bool:
    """Return whether the milestone that the parameter ``key`` names for this round stands in its record. Unset: never."""
    match getattr(round.opening.parameters, key.replace(".", "_")):
        case Milestone.NOTICE:
            return round.notice.opened_at > 0
        case Milestone.RESULT:
            return round.approval.published_at > 0
        case _:
            return False
