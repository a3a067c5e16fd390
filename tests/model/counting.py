"""The arithmetic of the second reading, by the schoolbook: means, weights, ranks, days. Adopted values are written out here.

The year that the machine drives adopts the suggestions, with three experts and one place in each tier; this module
says in figures what that means, and so knows nothing of how the ledger reads a parameter.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.model.book import Book

ITEMS = ("4.1", "4.7")
PLACES = {"main": 1, "nomination": 1}
PRIZE = {"main": 20_000_000, "nomination": 5_000_000}
BEHIND = {
    "document": {"document": Fraction(1)},
    "defence": {"document": Fraction(2, 3), "defence": Fraction(1, 3)},
    "site": {"document": Fraction(2, 5), "defence": Fraction(1, 5), "site": Fraction(2, 5)},
}
"""What a list after each phase rests on: the phases and their shares."""
REST_DAYS = {date(2025, 10, day) for day in range(1, 9)}
WORKDAYS = {date(2025, 10, 11)}
LAST_DAY_OF_THE_CALENDAR = date(2026, 12, 31)


def standing(book: Book) -> list[str]:
    """Return who applied and did not withdraw."""
    return [e.applicant for e in book.events("application.submitted") if not book.has("application.withdrawn", applicant=e.applicant)]


def field_of(book: Book, phase: str) -> list[str]:
    """Return who is reviewed in a phase: those on the newest list before it who still stand."""
    before = {"document": "qualified_list.fixed", "defence": "defence_list.fixed", "site": "site_list.fixed"}[phase]
    listed = book.last(before)
    return [a for a in (listed.applicants if listed else ()) if a in standing(book)]


def with_replacements(book: Book, named_in: str) -> list[str]:
    """Return the experts of the newest line of this type, each who left since replaced by who stepped in."""
    lines = book.of(named_in)
    experts = list(lines[-1].event.experts) if lines else []
    for line in book.of("expert.replaced"):
        if lines and book.place_of(line) > book.place_of(lines[-1]):
            experts = [line.event.enters if expert == line.event.leaves else expert for expert in experts]
    return experts


def panel(book: Book) -> list[str]:
    """Return who sits."""
    return with_replacements(book, "panel.constituted")


def recused(book: Book, expert: str, applicant: str) -> bool:
    return any(e.expert == expert and e.applicant in (None, applicant) for e in book.events("recusal.recorded"))


def marks(book: Book, phase: str, applicant: str) -> dict[tuple[str, str], int]:
    """Return what counts: (item, expert) to hundredths of a point, without those who stand aside."""
    found = {}
    for event in book.events("score.recorded"):
        if event.phase == phase and event.applicant == applicant and not recused(book, event.expert, applicant):
            found[event.item, event.expert] = event.points
    return found


def present(book: Book, phase: str, applicant: str) -> list[str]:
    """Return the experts who were there: the whole panel for papers, whoever is named for a defence or a visit."""
    if phase == "document":
        return panel(book)
    held = book.last({"defence": "defence.held", "site": "site_visit.held"}[phase], applicant=applicant)
    return list(held.experts) if held else []


def missing(book: Book, phase: str) -> list[tuple[str, str, str]]:
    """Return (applicant, item, expert) of every mark that should be there and is not."""
    return [
        (applicant, item, expert)
        for applicant in field_of(book, phase)
        for item in ITEMS
        for expert in present(book, phase, applicant)
        if not recused(book, expert, applicant)
        and not any(
            e.phase == phase and e.applicant == applicant and e.item == item and e.expert == expert for e in book.events("score.recorded")
        )
    ]


def total_of_phase(book: Book, phase: str, applicant: str) -> Fraction | None:
    """Return the sum over the items of the mean of the experts' points; fewer than five marks are never trimmed."""
    found, sum_of_means = marks(book, phase, applicant), Fraction(0)
    for item in ITEMS:
        points = sorted(value for (of, _), value in found.items() if of == item)
        if len(points) >= 5:
            points = points[1:-1]
        if points:
            sum_of_means += Fraction(sum(points), len(points))
    return sum_of_means if found else None


def totals(book: Book, after: str) -> dict[str, Fraction | None]:
    """Return the exact total of everybody in the field of the phase ``after``; None where a phase has no mark."""
    result: dict[str, Fraction | None] = {}
    for applicant in field_of(book, after):
        parts = [(share, total_of_phase(book, phase, applicant)) for phase, share in BEHIND[after].items()]
        known = [share * total for share, total in parts if total is not None]
        result[applicant] = sum(known, Fraction(0)) if len(known) == len(parts) else None
    return result


def rounded(total: Fraction) -> int:
    """Return hundredths, a half upward."""
    whole, rest = divmod(total.numerator, total.denominator)
    return whole + (1 if 2 * rest >= total.denominator else 0)


def groups(book: Book, after: str) -> list[list[str]]:
    """Return who is level with whom, best first. Who has no total is in no group."""
    found = {a: t for a, t in totals(book, after).items() if t is not None}
    return [[a for a in found if found[a] == value] for value in sorted(set(found.values()), reverse=True)]


def item_total(book: Book, after: str, applicant: str, item: str) -> Fraction:
    """Return the weighted mean points of one item, for telling apart those who are level."""
    result = Fraction(0)
    for phase, share in BEHIND[after].items():
        points = [value for (of, _), value in marks(book, phase, applicant).items() if of == item]
        if points:
            result += share * Fraction(sum(points), len(points))
    return result


def site_total(book: Book, applicant: str) -> Fraction:
    return total_of_phase(book, "site", applicant) or Fraction(0)


def next_working_day(day: date) -> date | None:
    """Return ``day``, or the first working day after it; None past the end of the calendar."""
    while day <= LAST_DAY_OF_THE_CALENDAR:
        if day in WORKDAYS or (day.weekday() < 5 and day not in REST_DAYS):
            return day
        day += timedelta(days=1)
    return None


def last_day_of_notice(starts: date) -> date | None:
    """Return the last of seven days, the first not counted, moved past rest days; None past the end of the calendar."""
    return next_working_day(starts + timedelta(days=7))


def by_code(candidates: Any) -> dict[str, tuple[str, bool]]:
    return {c.applicant: (str(c.tier), c.outside_quota) for c in candidates}
