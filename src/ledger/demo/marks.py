"""Marks of the demo round (虚构评分): drawn from the seed, on the steps of the rubric, and what follows from them.

An applicant has an ability, an expert a leaning, and each mark some chance of its own; a mark is a share of
the item's points in steps of five in a hundred, as the standard has it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.demo.seeded import Seed
from ledger.errors import BadInput
from ledger.events.measure import RubricItem
from ledger.events.scoring import Total
from ledger.rules.advancement import Sheet, Weights, advance
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
        marks = self.marks[phase].setdefault(applicant, {})
        marks[item, expert] = points

    @property
    def sheet(self) -> Sheet:
        """All marks so far, with the adopted way to count them."""
        return Sheet(self.marks, self.parameters, lambda expert, applicant: (expert, applicant) in self.recused)

    def chosen(self, weights: Weights, places: int, tie: Tie | None, key: str) -> tuple[ApplicantCode, ...]:
        """Return who goes on, best first. Raises ``BadInput`` where a tie at the line would want a body to decide."""
        drawn = advance(self.sheet, weights, places, tie, key, lambda _: False)
        if drawn.left:
            raise BadInput(
                "seed", f"{', '.join(drawn.undecided)} are tied at the line, and the committee would decide", "take another seed"
            )
        return drawn.above

    def ranked(self, weights: Weights) -> tuple[ApplicantCode, ...]:
        """Return everybody with a total, best first."""
        return tuple(applicant for group in self.sheet.ranking(weights) for applicant in group)

    def published(self, weights: Weights) -> tuple[Total, ...]:
        """Return totals as a list states them, best first."""
        totals = self.sheet.published(weights)
        return tuple(Total(applicant=applicant, points=totals[applicant]) for applicant in self.ranked(weights))

    def _chance(self, sides: int, *purpose: object) -> int:
        return int.from_bytes(self.seed.draw(*purpose)[:8], "big") % sides
