"""How much is measured: the sizes of the ledgers and of the turns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """A live round of ``applicants`` × ``items`` × ``experts`` marks, in a ledger of ``stored`` records.

    ``grown`` is the larger ledger of the growth measurement, ``small`` the smaller one. ``turns`` is how often each
    variant comes to its turn, ``acts`` how many appends a turn holds. ``spare`` items of the rubric are left to the
    acts that are recorded while the clock runs.
    """

    applicants: int
    items: int
    experts: int
    stored: int
    grown: int
    small: int
    turns: int
    acts: int
    spare: int

    @property
    def marks(self) -> int:
        """Marks of one round."""
        return self.applicants * self.items * self.experts


FULL = Sizes(applicants=24, items=25, experts=25, stored=300_000, grown=1_000_000, small=10_000, turns=15, acts=200, spare=400)
QUICK = Sizes(applicants=4, items=5, experts=5, stored=400, grown=800, small=150, turns=2, acts=5, spare=400)
