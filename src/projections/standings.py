"""Standings (名次): where every applicant of a round stands at a position, and what the round has done with its places.

Totals are recomputed from the marks; what the office claimed stands beside them. A rank is a place among
all who were scored: nobody moves up when somebody leaves, and ties share a place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

import msgspec

from ledger.events.application import ApplicationLate, Opinion
from ledger.events.approval import AwardApproved
from ledger.events.qualification import QualificationDecided
from ledger.stages.history import History, Round
from ledger.terms import ApplicantCode, RoundId
from projections.endings import End, Ending, Positions, applicants_of, ending, reached
from projections.places import TierPlaces, places_of, tier_name
from projections.projection import Placed, Projection
from projections.scores import Score, scores_of
from projections.terms import NO_TEXT, Bilingual, Term, Text, text


class Finished(Bilingual):
    """年度状态."""

    UNKNOWN = "not_on_record", "未见记录", "not on record"
    RUNNING = "running", "进行中", "running"
    INCOMPLETE = "result_not_on_record", "结果未见记录", "result not on record"
    FINISHED = "finished", "已完成", "finished"
    ANNULLED = "annulled", "已作废", "annulled"


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """结局: how, at which position, and the public reason."""

    end: Term
    position: int
    why_zh: str
    why_en: str


class Recommendation(msgspec.Struct, frozen=True, kw_only=True):
    """推荐意见 of one body."""

    body: str
    opinion: Term


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """奖金, in fen. ``granted`` is None where no act grants anything."""

    granted: int | None
    paid: int
    demanded: int
    recovered: int


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """名次: one applicant. ``rank`` is the place in the newest ranking that names it, ``rank_of`` whether its totals are
    ``recomputed`` or ``as_published`` (``RankOf``), ``claimed_place`` the place in the order which the office reported;
    ``ended`` is None while it is on its way.

    ``open_objections`` is None in a view that leaves sealed records of the round closed.
    """

    applicant: str
    name: Text
    organisation: Text
    reached: Term
    ended: Ended | None
    qualified: bool | None
    recommendations: tuple[Recommendation, ...]
    scores: tuple[Score, ...]
    rank: int | None
    tied: int
    rank_of: str | None
    claimed_place: int | None
    candidate_for: Term | None
    won: Term | None
    outside_quota: bool
    open_objections: int | None
    money: Money


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """来源占比: how many effective records of a kind."""

    kind: Term
    records: int


class EndCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many applications ended so."""

    end: Term
    applicants: int


class Departed(msgspec.Struct, frozen=True, kw_only=True):
    """例外: an act against a rule, owned by the body that brought it about. It stands red in every answer."""

    position: int
    type: str
    rule: str
    why: str
    authority: str


class Standings(msgspec.Struct, frozen=True, kw_only=True):
    """名次表 of one round. ``received`` = ``on_the_way`` + all counts in ``ends``."""

    round: str
    status: Term
    kind: str | None
    award_year: str | None
    programme: str | None
    edition: str | None
    annulled_why: str | None
    last_recorded_at: str | None
    records: int
    corrections: int
    sealed: int
    refused: int
    received: int
    on_the_way: int
    ends: tuple[EndCount, ...]
    places: tuple[TierPlaces, ...]
    provenance: tuple[Share, ...]
    deviations: tuple[Departed, ...]
    standings: tuple[Standing, ...]


KINDS = {
    "live": Term(code="live", zh="本人签署", en="signed by the actor"),
    "transcribed": Term(code="transcribed", zh="代录", en="transcribed"),
    "imported": Term(code="imported", zh="补录", en="imported"),
    "sealed": Term(code="sealed", zh="密封", en="sealed, closed in this view"),
}
OPINIONS = {
    Opinion.RECOMMENDED: Term(code="recommended", zh="推荐", en="recommended"),
    Opinion.NOT_RECOMMENDED: Term(code="not_recommended", zh="不推荐", en="not recommended"),
}


@dataclass(slots=True)
class State:
    """What the fold keeps: the history, and of this round what the stages do not keep."""

    round: RoundId
    history: History = field(default_factory=History)
    decided: dict[ApplicantCode, int] = field(default_factory=dict)
    approved: dict[ApplicantCode, int] = field(default_factory=dict)
    late: dict[ApplicantCode, ApplicationLate] = field(default_factory=dict)
    provenance: Counter[str] = field(default_factory=Counter)
    deviations: list[Departed] = field(default_factory=list)
    records: int = 0
    corrections: int = 0
    last_recorded_at: str | None = None


def take(state: State, one: Placed) -> None:
    """Take one fact in its place into ``state``."""
    fact, said = one.fact, one.fact.said
    state.history.take(fact)
    if said.round != state.round:
        return
    match fact.event:
        case QualificationDecided(applicant=applicant):
            state.decided[applicant] = one.place
        case AwardApproved(winners=winners):
            state.approved |= {winner.applicant: one.place for winner in winners}
        case ApplicationLate(applicant=applicant):
            state.late[applicant] = fact.event
    state.provenance["sealed" if said.type == "record.sealed" else said.provenance.kind] += 1
    if (deviation := said.deviation) is not None:
        state.deviations.append(
            Departed(position=one.stands_at, type=said.type, rule=deviation.rule, why=deviation.why, authority=deviation.authority)
        )
    state.records += 1 + len(one.corrected)
    state.corrections += len(one.corrected)
    state.last_recorded_at = max(state.last_recorded_at or "", fact.recorded_at)


def result(state: State) -> Standings:
    """Return the standings that ``state`` gives."""
    round = state.history.round(state.round)
    at = Positions(state.decided, state.approved)
    applicants = applicants_of(round)
    ended = {applicant: ending(round, applicant, at) for applicant in applicants}
    scores = scores_of(round, applicants)
    counts = Counter(found.end for found in ended.values() if found is not None)
    standings = [_standing(state, round, a, ended[a], scores[a]) for a in applicants]
    opened = round.opening.opened
    return Standings(
        round=state.round,
        status=status(round, ended.values()).term,
        kind=None if opened is None else opened.kind.value,
        award_year=None if opened is None else opened.award_year,
        programme=None if opened is None else opened.programme,
        edition=round.opening.edition,
        annulled_why=None if round.opening.annulled is None else round.opening.annulled.why,
        last_recorded_at=state.last_recorded_at,
        records=state.records,
        corrections=state.corrections,
        sealed=round.sealed,
        refused=round.refused,
        received=len(applicants),
        on_the_way=len(applicants) - counts.total(),
        ends=tuple(EndCount(end=end.term, applicants=counts[end]) for end in End if counts[end]),
        places=places_of(state.history, round, ended),
        provenance=tuple(Share(kind=term, records=state.provenance[code]) for code, term in KINDS.items() if state.provenance[code]),
        deviations=tuple(state.deviations),
        standings=tuple(sorted(standings, key=lambda s: (s.rank is None, s.rank or 0, s.applicant))),
    )


def standings_of(round: RoundId) -> Projection[State, Standings]:
    """Return the projection that answers how the applicants of ``round`` stand."""
    return Projection("standings", 2, partial(State, round), take, result)


def status(round: Round, ended: Iterable[Ending | None]) -> Finished:
    """Return whether a round is over: its result is published and everybody has an end, or it is annulled.

    One that was put together afterwards from papers without a result is not running: its result is not on record.
    """
    if round.opening.annulled is not None:
        return Finished.ANNULLED
    if round.opening.opened is None:
        return Finished.UNKNOWN
    published = round.approval.published
    over = published is not None and published.status == "awarded" and all(found is not None for found in ended)
    if over:
        return Finished.FINISHED
    return Finished.INCOMPLETE if round.opening.is_historical else Finished.RUNNING


def _standing(state: State, round: Round, applicant: ApplicantCode, ended: Ending | None, scores: tuple[Score, ...]) -> Standing:
    determined, published = round.deliberation.determined, round.approval.published
    candidate = next((c for c in (determined.candidates if determined else ()) if c.applicant == applicant), None)
    named = next((w for w in (published.winners if published else ()) if w.applicant == applicant), None)
    won = round.approval.winners.get(applicant) or named
    has_won = won is not None and ended is not None and ended.end is End.APPROVED
    name, organisation = _names(state, round, applicant)
    application = round.application.applications.get(applicant)
    decision = round.qualification.decided.get(applicant)
    newest = next((s for s in reversed(scores) if s.rank is not None), None)
    order = round.evaluation.overall.applicants if round.evaluation.overall else ()
    edition, prize = round.opening.edition, round.prize
    return Standing(
        applicant=applicant,
        name=name,
        organisation=organisation,
        reached=reached(round, applicant).term,
        ended=ended and Ended(end=ended.end.term, position=ended.position, why_zh=ended.why_zh, why_en=ended.why_en),
        qualified=None if decision is None else decision.qualified,
        recommendations=tuple(
            Recommendation(body=body, opinion=OPINIONS[opinion]) for body, opinion in (application.opinions if application else {}).items()
        ),
        scores=scores,
        rank=newest.rank if newest else None,
        tied=newest.tied if newest else 0,
        rank_of=newest.rank_of if newest else None,
        claimed_place=order.index(applicant) + 1 if applicant in order else None,
        candidate_for=tier_name(state.history, edition, candidate.tier) if candidate is not None else None,
        won=tier_name(state.history, edition, won.tier) if won is not None and has_won else None,
        outside_quota=any(given is not None and given.outside_quota for given in (won, candidate)),
        open_objections=None if round.sealed else len(round.notice.open_objections(applicant)),
        money=Money(
            granted=round.approval.granted.get(applicant),
            paid=prize.paid[applicant],
            demanded=prize.demanded[applicant],
            recovered=prize.received[applicant],
        ),
    )


def _names(state: State, round: Round, applicant: ApplicantCode) -> tuple[Text, Text]:
    """Return name and organisation: as published for a winner, as applied with otherwise, where this view opens them."""
    published = round.approval.published
    for winner in published.winners if published else ():
        if winner.applicant == applicant:
            return text(winner.name), text(winner.organisation)
    application = round.application.applications.get(applicant)
    applied = application.submitted if application else state.late.get(applicant)
    return (text(applied.name), text(applied.organisation)) if applied else (NO_TEXT, NO_TEXT)
