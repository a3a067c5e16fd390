"""Marks of the demo round (虚构评分): drawn from the seed, on the steps of the rubric, and what follows from them.

An applicant has an ability, an expert a leaning, and each mark some chance of its own; a mark is a share of
the item's points in steps of five in a hundred, as the standard has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from ledger.demo.seeded import Seed
from ledger.errors import BadInput
from ledger.events.measure import RubricItem
from ledger.events.scoring import Total
from ledger.rules.aggregation import Groups, Marks, Totals, line, overall, phase_totals, published, ranking
from ledger.rules.parameters import Parameters, Tie
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase


@dataclass(slots=True)
class Sheets:
    """评分表: all marks of the round by phase, and who stands aside from whom."""

    seed: Seed
    parameters: Parameters
    marks: dict[Phase, dict[ApplicantCode, dict[tuple[ItemId, ExpertCode], Hundredths]]] = field(
        default_factory=lambda: {phase: {} for phase in Phase}
    )
    recused: set[tuple[ExpertCode, ApplicantCode]] = field(default_factory=set)

    def draw(self, phase: Phase, applicant: ApplicantCode, expert: ExpertCode, item: RubricItem) -> Hundredths:
        """Return a mark: so many steps of the item, of twenty."""
        ability = 9 + self._chance(7, "ability", applicant)
        leaning = self._chance(3, "leaning", expert) - 1
        chance = self._chance(5, "mark", phase.value, applicant, expert, item.item) - 2
        return Hundredths(item.step * min(20, max(0, ability + leaning + chance)))

    def keep(self, phase: Phase, applicant: ApplicantCode, expert: ExpertCode, item: ItemId, points: Hundredths) -> None:
        """Remember a mark that was recorded; a later one for the same item takes its place."""
        self.marks[phase].setdefault(applicant, {})[item, expert] = points

    def totals(self, phase: Phase) -> Totals:
        """Return the totals of one phase, by the adopted parameters."""
        marks: dict[ApplicantCode, Marks] = {**self.marks[phase]}
        return phase_totals(marks, self.parameters, lambda expert, applicant: (expert, applicant) in self.recused)

    def weighted(self, phases: Iterable[Phase], weights: dict[Phase, Fraction]) -> Totals:
        """Return the weighted totals of whoever has a total in each of ``phases``."""
        return overall({phase: self.totals(phase) for phase in phases}, weights, self.parameters.rounding)

    def ranked(self, totals: Totals) -> Groups:
        """Return ``totals`` best first, tied ones together."""
        return ranking(totals, self.parameters.score_order)

    def chosen(self, totals: Totals, places: int, tie: Tie | None, key: str) -> tuple[ApplicantCode, ...]:
        """Return who goes on, best first. Raises ``BadInput`` where a tie at the line asks for more than totals."""
        drawn = line(self.ranked(totals), places, tie, key, _no_criterion, self.parameters.score_order)
        return drawn.above

    def published(self, totals: Totals) -> tuple[Total, ...]:
        """Return ``totals`` as a list states them, best first."""
        assert self.parameters.rounding is not None
        rounding = self.parameters.rounding
        return tuple(Total(applicant=a, points=published(totals[a], rounding)) for group in self.ranked(totals) for a in group)

    def _chance(self, sides: int, *purpose: object) -> int:
        return int.from_bytes(self.seed.draw(*purpose)[:8], "big") % sides


def _no_criterion(name: str) -> Totals:
    raise BadInput("seed", f"two applicants are tied at a line, and {name} would decide", "choose another seed")
