"""Who goes on from one stage to the next (晋级): scores, ratio, ties, short fields and earlier winners together.

Plain facts in, a line out: the same computation refuses a list, explains it, and answers what other rules would have given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ledger.rules.aggregation import (
    Criterion,
    Groups,
    Line,
    Marks,
    Totals,
    item_scores,
    line,
    overall,
    phase_totals,
    places_by_ratio,
    published,
    ranking,
)
from ledger.rules.citation import NotOnRecord, Silence
from ledger.rules.parameters import Parameters, RatioBase, Tie
from ledger.terms import MAIN, ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, Tier

Weights = Mapping[Phase, Fraction]

PAPERS_ALONE: Weights = {Phase.DOCUMENT: Fraction(1)}
"""What stands behind the defence list (9(4))."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """评分汇总表: the marks of a field, and the adopted way to count them. ``exclude`` says whose marks on whom do not count."""

    marks: Mapping[Phase, Mapping[ApplicantCode, Marks]]
    parameters: Parameters
    exclude: Callable[[ExpertCode, ApplicantCode], bool]

    @property
    def stage5(self) -> Weights:
        """Shares behind the site list (9(5)). Raises ``Silence``."""
        if (found := self.parameters.weights_stage5) is None:
            raise Silence("weights.stage5")
        return {Phase.DOCUMENT: found.document, Phase.DEFENCE: found.defence}

    @property
    def final(self) -> Weights:
        """Shares behind the overall score (9(7)). Raises ``Silence``."""
        if (found := self.parameters.weights) is None:
            raise Silence("weights")
        return {Phase.DOCUMENT: found.document, Phase.DEFENCE: found.defence, Phase.SITE: found.site}

    def totals(self, weights: Weights) -> Totals:
        """Return exact totals in hundredths. Raises ``Silence``, and ``NotDisclosed`` for closed marks."""
        phases = {phase: phase_totals(self.marks[phase], self.parameters, self.exclude) for phase, weight in weights.items() if weight}
        return overall(phases, weights, self.parameters.rounding)

    def published(self, weights: Weights) -> dict[ApplicantCode, Hundredths]:
        """Return totals as they are published. Raises as ``totals`` does."""
        totals = self.totals(weights)
        if self.parameters.rounding is None:
            raise Silence("rounding")
        return {applicant: published(total, self.parameters.rounding) for applicant, total in totals.items()}

    def ranking(self, weights: Weights) -> Groups:
        """Return tie groups, best first. Raises as ``totals`` does."""
        return ranking(self.totals(weights), self.parameters.score_order)

    def criterion(self, weights: Weights) -> Criterion:
        """Return what each tie criterion says: a phase's total, or an item's points with all below it, over the phases that weigh."""

        def values(name: str) -> Mapping[ApplicantCode, Fraction]:
            kind, _, which = name.partition(":")
            if kind == "phase":
                return phase_totals(self.marks[Phase(which)], self.parameters, self.exclude)
            return self._of_item(ItemId(which), weights)

        return values

    def _of_item(self, item: ItemId, weights: Weights) -> Totals:
        found: Totals = {}
        for phase, weight in weights.items():
            for applicant, marks in self.marks[phase].items():
                scores = item_scores(marks, applicant, self.parameters, self.exclude)
                inside = [score for name, score in scores.items() if name == item or name.startswith(f"{item}.")]
                if inside and weight:
                    found[applicant] = found.get(applicant, Fraction(0)) + weight * sum(inside, Fraction(0))
        return found


def places(ratio: Fraction, parameters: Parameters, planned: Mapping[Tier, int], previous: int) -> int:
    """Return how many go on. ``previous`` is how many were in the stage before. Raises ``Silence``, ``NotOnRecord``."""
    bases: Iterable[int]
    match parameters.ratio_base:
        case None:
            raise Silence("ratio.base")
        case RatioBase.PLANNED_TOTAL:
            bases = (sum(planned.values()),)
        case RatioBase.PLANNED_PER_TIER:
            bases = planned.values()
        case RatioBase.PLANNED_MAIN if MAIN not in planned:
            raise NotOnRecord("the planned places of the main tier")
        case RatioBase.PLANNED_MAIN:
            bases = (planned[MAIN],)
        case RatioBase.PREVIOUS_STAGE:
            bases = (previous,)
    return places_by_ratio(ratio, bases, parameters.ratio_rounding)


def advance(sheet: Sheet, weights: Weights, places: int, tie: Tie | None, key: str, is_repeat: Callable[[ApplicantCode], bool]) -> Line:
    """Return who goes on. ``key`` is the silence that ``tie`` settles; ``is_repeat`` says who won the main tier before.

    Earlier main winners stand outside the quota (10.3). Where the adopted rules also keep them out of the ratio, they take
    nobody's place and go on when they are no worse than the last who does. Raises ``Silence``, ``NotDisclosed``.
    """
    parameters = sheet.parameters
    groups = sheet.ranking(weights)
    everybody = [applicant for group in groups for applicant in group]
    repeats = {applicant for applicant in everybody if is_repeat(applicant)}
    if repeats and parameters.repeat_counts_in_ratio is None:
        raise Silence("repeat.counts_in_ratio")
    beside = set() if parameters.repeat_counts_in_ratio else repeats
    ordinary = [rest for group in groups if (rest := [applicant for applicant in group if applicant not in beside])]
    if sum(map(len, ordinary)) < places:
        return _short(everybody, parameters)
    drawn = line(ordinary, places, tie, key, sheet.criterion(weights), parameters.score_order)
    last = (drawn.undecided or drawn.above)[-1:]
    reached = next((at for at, group in enumerate(groups) if last and last[0] in group), -1)
    along = beside & {applicant for group in groups[: reached + 1] for applicant in group}
    above = along | set(drawn.above)
    return Line(tuple(applicant for applicant in everybody if applicant in above), drawn.undecided, drawn.left)


def _short(everybody: list[ApplicantCode], parameters: Parameters) -> Line:
    match parameters.ratio_short_field:
        case None:
            raise Silence("ratio.short_field")
        case "all_qualified_advance":
            return Line(tuple(everybody), (), 0)
        case "committee_decides":
            return Line((), tuple(everybody), None)
        case "round_annulled":
            return Line((), (), 0)
