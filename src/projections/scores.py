"""Scores (得分): totals recomputed from the marks, beside what the office claimed, with places among all who were scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

import msgspec

from ledger.events.event import Undisclosed
from ledger.events.scoring import Total
from ledger.rules.aggregation import overall, phase_totals, published, ranking
from ledger.rules.citation import Undecided
from ledger.rules.parameters import known
from ledger.stages.contenders import is_left_out
from ledger.stages.history import Round
from ledger.stages.scoring import NO_MARKS
from ledger.terms import ApplicantCode, ExpertCode, Phase
from projections.terms import NO_POINTS, Bilingual, Points, Shown, Term, points

Values = Mapping[ApplicantCode, Points]


class Of(Bilingual):
    """得分类别: one phase, document and defence together (9(5)), or all three (9(7))."""

    DOCUMENT = "document", "资料评审", "document review"
    DEFENCE = "defence", "陈述答辩", "defence"
    COMBINED = "document_and_defence", "资料评审与陈述答辩合计", "document review and defence together"
    SITE = "site", "现场评审", "site visit"
    OVERALL = "overall", "综合评分", "overall"


class RankOf(Bilingual):
    """名次依据: whether places follow from the marks, or from the totals that the office published."""

    RECOMPUTED = "recomputed", "按评分复算", "recomputed from the marks"
    AS_PUBLISHED = "as_published", "按公布值", "as published"


class Place(NamedTuple):
    """名次: a place, how many others share it, and what it was told from."""

    rank: int | None
    tied: int
    of: RankOf | None


NO_PLACE = Place(None, 0, None)


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """得分: ``differs`` says whether the claim departs from what the marks give, as far as this view can tell.

    ``rank`` is a place among all totals of this kind, all recomputed or, where those cannot be told, all as the office
    claimed them: ``rank_of`` says which (``RankOf``). It is None while totals of both sorts are not shown, or nothing settles
    the order; ``tied`` counts the others on the same place. ``marks`` is how many marks are on record for it.
    """

    of: Term
    recomputed: Points
    claimed: Points
    differs: bool | None
    rank: int | None
    tied: int
    rank_of: str | None
    marks: int


_PHASES = {
    Of.DOCUMENT: (Phase.DOCUMENT,),
    Of.DEFENCE: (Phase.DEFENCE,),
    Of.COMBINED: (Phase.DOCUMENT, Phase.DEFENCE),
    Of.SITE: (Phase.SITE,),
    Of.OVERALL: tuple(Phase),
}


def scores_of(round: Round, applicants: Iterable[ApplicantCode]) -> dict[ApplicantCode, tuple[Score, ...]]:
    """Return the scores of each applicant, in the order of the procedure; kinds without any mark or claim are left out."""
    codes = tuple(applicants)
    totals = {kind: {a: _recomputed(round, kind, a) for a in codes} for kind in Of}
    claims = {kind: {a: _claimed(round, kind, a) for a in codes} for kind in Of}
    places = {kind: _places(totals[kind], claims[kind], round.opening.parameters.score_order) for kind in Of}
    found = {}
    for applicant in codes:
        found[applicant] = tuple(
            Score(
                of=kind.term,
                recomputed=totals[kind][applicant],
                claimed=claims[kind][applicant],
                differs=_differs(round, totals[kind][applicant], claims[kind][applicant]),
                rank=places[kind].get(applicant, NO_PLACE).rank,
                tied=places[kind].get(applicant, NO_PLACE).tied,
                rank_of=places[kind].get(applicant, NO_PLACE).of,
                marks=_marks(round, kind, applicant),
            )
            for kind in Of
            if totals[kind][applicant] != NO_POINTS or claims[kind][applicant] != NO_POINTS
        )
    return found


def _recomputed(round: Round, kind: Of, applicant: ApplicantCode) -> Points:
    parameters, marks = round.opening.parameters, round.scoring.marks
    needed = _PHASES[kind]
    if not all(marks[phase].get(applicant) for phase in needed):
        return NO_POINTS

    def compute() -> Fraction | None:
        def aside(expert: ExpertCode, applicant: ApplicantCode) -> bool:
            return is_left_out(round, expert, applicant)

        by_phase = {phase: phase_totals({applicant: marks[phase][applicant]}, parameters, aside) for phase in needed}
        if len(needed) == 1:
            return by_phase[needed[0]].get(applicant)
        if kind is Of.COMBINED:
            halves = known(parameters.weights_stage5, "weights.stage5")
            weights = {Phase.DOCUMENT: halves.document, Phase.DEFENCE: halves.defence}
        else:
            thirds = known(parameters.weights, "weights")
            weights = {Phase.DOCUMENT: thirds.document, Phase.DEFENCE: thirds.defence, Phase.SITE: thirds.site}
        return overall(by_phase, weights, parameters.rounding).get(applicant)

    return points(compute, parameters.rounding, published)


def _claimed(round: Round, kind: Of, applicant: ApplicantCode) -> Points:
    claim = {Of.DOCUMENT: round.scoring.defence_list, Of.COMBINED: round.scoring.site_list, Of.OVERALL: round.evaluation.overall}.get(kind)
    if claim is None:
        return NO_POINTS
    if isinstance(claim.totals, Undisclosed):
        # Whom the claim names beyond its public list is closed as well.
        return Points(state=Shown.NOT_DISCLOSED, why="totals") if applicant in claim.applicants else NO_POINTS
    total: Total | None = next((t for t in claim.totals if t.applicant == applicant), None)
    return NO_POINTS if total is None else Points(state=Shown.SHOWN, exact=str(total.points), hundredths=total.points)


def _differs(round: Round, recomputed: Points, claimed: Points) -> bool | None:
    """Return whether both are shown and unequal; None where that cannot be told.

    A sealed record that this view leaves closed may be a recusal, which takes marks out.
    """
    if recomputed.hundredths is None or claimed.hundredths is None:
        return None
    differs = recomputed.hundredths != claimed.hundredths
    return None if differs and round.sealed else differs


def _places(recomputed: Values, claimed: Values, order: str | None) -> dict[ApplicantCode, Place]:
    """Return the places that the marks give; where they give none, those that the claims give, said to be so."""
    return _ranked(recomputed, order, RankOf.RECOMPUTED) or _ranked(claimed, order, RankOf.AS_PUBLISHED)


def _ranked(totals: Values, order: str | None, of: RankOf) -> dict[ApplicantCode, Place]:
    """Return the places of all who have a total; nothing while one of them is not shown."""
    present = {a: p for a, p in totals.items() if p.state is not Shown.NOT_ON_RECORD}
    shown = {a: value for a, p in present.items() if (value := p.value) is not None}
    if len(shown) < len(present):
        return {}
    try:
        groups = ranking(shown, order)
    except Undecided:
        return {}
    places: dict[ApplicantCode, Place] = {}
    for group in groups:
        places |= dict.fromkeys(group, Place(len(places) + 1, len(group) - 1, of))
    return places


def _marks(round: Round, kind: Of, applicant: ApplicantCode) -> int:
    return sum(len(round.scoring.marks[phase].get(applicant, NO_MARKS)) for phase in _PHASES[kind])
