"""The one door to secrets (开示): writes to the access log, then releases. It refuses when it cannot write.

An entry is written for each batch before any value of the batch is handed out. What the public may
see is decided here too: a sealed field opens to everyone once the event that the adopted rules name
as its milestone stands in the round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.events.event import TYPES
from ledger.record.disclosure import decode, digest
from ledger.record.envelope import Said
from ledger.stages.history import Round
from ledger.terms import Milestone, RoundId, View
from ledger.vault.access import AccessLog
from ledger.vault.vault import Vault

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

    def release(self, digests: Sequence[str], round: RoundId | None, upto: int | None) -> list[str]:
        """Return the disclosures under ``digests``, after the access log holds that they were asked for."""
        if not digests:
            return []
        visit = self.visit
        self._log().write(who=visit.who, view=visit.view, purpose=visit.purpose, round=round, upto=upto, digests=list(digests))
        return self._vault.open(digests)

    def release_public(self, digests: Sequence[str], said: dict[str, Said], rounds: dict[RoundId, Round]) -> list[str]:
        """Return those disclosures that a milestone of their round has opened to everyone.

        ``said`` tells for each digest the act that it stands in; ``rounds`` what has happened so far.
        """
        open: dict[tuple[str, RoundId | None], frozenset[str]] = {}

        def fields(act: Said) -> frozenset[str]:
            found = open.get((act.type, act.round))
            if found is None:
                found = open[act.type, act.round] = opened_fields(act, rounds)
            return found

        wanted = [d for d in digests if d in said and fields(said[d])]
        released = self.release(wanted, None, None)
        return [one for one in released if decode(one)[0] in fields(said[digest(one)])]


def opened_fields(said: Said, rounds: dict[RoundId, Round]) -> frozenset[str]:
    """Return the sealed fields of ``said`` that are open to everyone, given what its round has reached."""
    kind, round = TYPES.get(said.type), rounds.get(said.round) if said.round is not None else None
    if kind is None or round is None:
        return frozenset()
    return frozenset(f.name for f in kind.fields() if f.milestone is not None and is_reached(round, f.milestone))


def is_reached(round: Round, key: str) -> bool:
    """Return whether the milestone that the parameter ``key`` names for this round stands in its record. Unset: never."""
    match getattr(round.opening.parameters, key.replace(".", "_")):
        case Milestone.NOTICE:
            return round.notice.opened_at > 0
        case Milestone.RESULT:
            return round.approval.published_at > 0
        case _:
            return False
