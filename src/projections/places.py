"""Places (名额): what became of every planned place of a tier. Vacant is not missing, and nobody moves up (3.2, 9(8))."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ledger.rules.editions import edition_of
from ledger.stages.contenders import inside_quota
from ledger.stages.history import History, Round
from ledger.terms import ApplicantCode, EditionId, Tier
from projections.endings import End, Ending
from projections.terms import Term

EMPTIED = (End.FAILED_NOTICE, End.NOT_APPROVED, End.WITHDRAWN)
"""Ends of a candidate that leave its place empty."""


class TierPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """奖项名额: ``planned`` = ``won`` + ``left_vacant`` + ``emptied`` + ``unaccounted``; who wins outside the quota takes none.

    ``planned`` and ``unaccounted`` are None where no plan is on record.
    """

    tier: Term
    planned: int | None
    candidates: int
    won: int
    won_outside_quota: int
    left_vacant: int
    vacant_why: str | None
    emptied: int
    unaccounted: int | None


def places_of(history: History, round: Round, ended: Mapping[ApplicantCode, Ending | None]) -> tuple[TierPlaces, ...]:
    """Return what became of the places of each tier that the round plans or gives."""
    determined, published = round.deliberation.determined, round.approval.published
    candidates = determined.candidates if determined else ()
    winners = {a: (c.tier, c.outside_quota) for a, c in round.approval.winners.items()}
    for winner in published.winners if published else ():
        winners.setdefault(winner.applicant, (winner.tier, winner.outside_quota))
    won = [tier_and_quota for a, tier_and_quota in winners.items() if (found := ended.get(a)) and found.end is End.APPROVED]
    vacant = round.deliberation.vacant
    planned = round.opening.places_for(inside_quota(candidates))
    rows = []
    for tier in dict.fromkeys([*planned, *(c.tier for c in candidates), *vacant, *(t for t, _ in won)]):
        empty = sum(
            c.tier == tier and not c.outside_quota and (found := ended.get(c.applicant)) is not None and found.end in EMPTIED
            for c in candidates
        )
        inside = won.count((tier, False))
        left = vacant[tier].places if tier in vacant else 0
        plan = planned.get(tier)
        rows.append(
            TierPlaces(
                tier=tier_name(history, round.opening.edition, tier),
                planned=plan,
                candidates=sum(c.tier == tier for c in candidates),
                won=inside,
                won_outside_quota=won.count((tier, True)),
                left_vacant=left,
                vacant_why=vacant[tier].why if tier in vacant else None,
                emptied=empty,
                unaccounted=None if plan is None else plan - inside - left - empty,
            )
        )
    return tuple(rows)


def tier_name(history: History, edition: EditionId | None, tier: Tier) -> Term:
    """Return what ``edition`` calls a tier; its bare code where nothing names it."""
    registered = history.registers.measure.editions.get(edition) if edition is not None else None
    for row in registered.tiers if registered else ():
        if row.tier == tier:
            return Term(code=tier, zh=row.zh, en=row.en)
    known = edition_of(edition)
    if known is not None and tier in known.tiers:
        return Term(code=tier, zh=known.tiers[tier].zh, en=known.tiers[tier].en)
    return Term(code=tier, zh=tier, en=tier)
