"""From marks to a ranking and a line (汇总、取整、排名、划线), exactly. Articles 9(4) to 9(7); the measure names no method.

Marks and totals are in hundredths of a point; all arithmetic is ``Fraction``, and rounding happens once, where the
adopted rules put it: rounding every item and rounding the sum give different totals, and thus different lists.
A missing mark is left out before anything is trimmed; it is never zero. Marks may be ``Undisclosed``, so
whatever takes marks may raise ``NotDisclosed``, and is called inside a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol

from ledger.rules.citation import NotOnRecord, Silence
from ledger.rules.parameters import Aggregate, Rounding, Tie
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase

Marks = Mapping[tuple[ItemId, ExpertCode], Hundredths]
"""One applicant's marks in one phase."""

Totals = dict[ApplicantCode, Fraction]
"""Hundredths of a point by applicant. Who has no marks is not in it."""

Groups = list[list[ApplicantCode]]
"""Applicants best first; those with the same total stand together, in the order of their codes."""

Criterion = Callable[[str], Mapping[ApplicantCode, Fraction]]
"""A tie criterion such as ``item:4.7`` or ``phase:site`` to what each applicant has by it, in hundredths of a point."""


class Method(Protocol):
    """How marks become totals: what of the adopted parameters is needed here. None is not settled."""

    @property
    def aggregate(self) -> Aggregate | None:
        """汇总方法."""

    @property
    def rounding(self) -> Rounding | None:
        """取整."""


class Line(NamedTuple):
    """划线: who is above the line, and others of whom ``left`` more go on as a body decides; None: as many as it decides."""

    above: tuple[ApplicantCode, ...]
    undecided: tuple[ApplicantCode, ...]
    left: int | None


def rounded(hundredths: Fraction, rounding: Rounding) -> Fraction:
    """Return the value rounded to ``rounding.places`` decimals of a point. Halves go away from zero, to even, or all down."""
    unit = Fraction(100, 10**rounding.places)
    scaled = hundredths / unit
    if rounding.mode == "down":
        return int(scaled) * unit
    if rounding.mode == "half_even":
        return round(scaled) * unit
    return int(abs(scaled) + Fraction(1, 2)) * (unit if scaled >= 0 else -unit)


def item_score(marks: Sequence[int], aggregate: Aggregate, rounding: Rounding | None = None) -> Fraction | None:
    """Return what the marks for one item make; None where there is none. ``rounding`` acts where it applies to items."""
    valid = sorted(marks)
    if not valid:
        return None
    end = aggregate.trim_each_end
    if end and len(valid) >= aggregate.when_valid_at_least:
        valid = valid[end : len(valid) - end]
    score = Fraction(sum(valid))
    if aggregate.method == "mean":
        score /= len(valid)
    elif aggregate.method == "median":
        score = Fraction(valid[(len(valid) - 1) // 2] + valid[len(valid) // 2], 2)
    return _where(score, rounding, "item")


def item_scores(
    marks: Marks, applicant: ApplicantCode, method: Method, exclude: Callable[[ExpertCode, ApplicantCode], bool]
) -> dict[ItemId, Fraction]:
    """Return one applicant's scores by item in one phase, without the marks of whom ``exclude`` names. Raises ``Silence``."""
    if method.aggregate is None:
        raise Silence("aggregate")
    if method.rounding is None:
        raise Silence("rounding")
    by_item: dict[ItemId, list[int]] = {}
    for (item, expert), points in marks.items():
        if not exclude(expert, applicant):
            by_item.setdefault(item, []).append(points)
    found = {item: item_score(points, method.aggregate, method.rounding) for item, points in by_item.items()}
    return {item: score for item, score in found.items() if score is not None}


def phase_totals(marks: Mapping[ApplicantCode, Marks], method: Method, exclude: Callable[[ExpertCode, ApplicantCode], bool]) -> Totals:
    """Return the totals of one phase: the sum of the item scores. Raises ``Silence`` for an unsettled method."""
    totals: Totals = {}
    for applicant, of_applicant in marks.items():
        scores = item_scores(of_applicant, applicant, method, exclude)
        if scores:
            totals[applicant] = _where(sum(scores.values(), Fraction(0)), method.rounding, "phase")
    return totals


def overall(totals: Mapping[Phase, Totals], weights: Mapping[Phase, Fraction], rounding: Rounding | None) -> Totals:
    """Return the weighted sums over the phases, of whoever has a total in every phase that weighs anything."""
    phases = [phase for phase, weight in weights.items() if weight]
    if not phases:
        return {}
    everywhere = [applicant for applicant in totals[phases[0]] if all(applicant in totals[phase] for phase in phases)]
    return {
        applicant: _where(sum((weights[phase] * totals[phase][applicant] for phase in phases), Fraction(0)), rounding, "total")
        for applicant in everywhere
    }


def published(total: Fraction, rounding: Rounding) -> Hundredths:
    """Return a total as it is published: at most two decimals, in the adopted mode."""
    places = min(rounding.places, 2) if rounding.apply_to == "published" else 2
    return Hundredths(int(rounded(total, Rounding(places=places, mode=rounding.mode, apply_to="published"))))


def ranking(totals: Mapping[ApplicantCode, Fraction], order: str | None) -> Groups:
    """Return tie groups, best first, by the order that ``score.order`` names. Raises ``Silence``."""
    if order is None:
        raise Silence("score.order")
    groups: dict[Fraction, list[ApplicantCode]] = {}
    for applicant in sorted(totals):
        groups.setdefault(totals[applicant], []).append(applicant)
    return [groups[total] for total in sorted(groups, reverse=order == "higher_first")]


def places_by_ratio(ratio: Fraction, bases: Iterable[int], mode: str | None) -> int:
    """Return how many go on: ``ratio`` of each base, rounded as ``ratio.rounding`` says, summed. Raises ``Silence``.

    Half of 9 is 5, 4 or 5: the ceiling, the floor, or half up, and never what a float makes of it.
    """
    places = 0
    for base in bases:
        exact = ratio * base
        if exact.denominator == 1:
            places += exact.numerator
            continue
        match mode:
            case "ceiling":
                places += -(-exact.numerator // exact.denominator)
            case "floor":
                places += exact.numerator // exact.denominator
            case "half_up":
                places += (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
            case _:
                raise Silence("ratio.rounding")
    return places


def resolved(groups: Groups, tie: Sequence[str], criterion: Criterion, order: str | None) -> Groups:
    """Return the groups split by the criteria in turn, up to ``committee_decision``, which no program makes."""
    result: Groups = []
    for group in groups:
        parts = [group]
        for name in tie:
            if name == "committee_decision":
                break
            if name == "code_order":
                parts = [[one] for part in parts for one in sorted(part)]
                break
            parts = [split for part in parts for split in _split(part, name, criterion, order)]
        result += parts
    return result


def line(groups: Groups, places: int, tie: Tie | None, key: str, criterion: Criterion, order: str | None) -> Line:
    """Return who goes on when ``places`` do. ``key`` is the silence that says how a tie at the line ends.

    A tie is looked at only where the line cuts through it. Raises ``Silence`` with ``key`` where nothing
    settles it, or where the adopted criteria leave it open and name no body to decide.
    """
    above: list[ApplicantCode] = []
    for group in groups:
        left = places - len(above)
        if left <= 0:
            break
        if len(group) <= left:
            above += group
            continue
        if tie is None:
            raise Silence(key)
        if tie == "all_tied_advance":
            above += group
            break
        if isinstance(tie, str):
            break
        return _by_criteria(above, group, left, tie, key, criterion, order)
    return Line(tuple(above), (), 0)


def cut(groups: Groups, places: int, tie: Tie | None, key: str, criterion: Criterion, order: str | None) -> tuple[ApplicantCode, ...]:
    """Return who goes on, best first. Raises ``Silence`` as ``line`` does, ``NotOnRecord`` where a body must decide first."""
    drawn = line(groups, places, tie, key, criterion, order)
    if drawn.undecided:
        raise NotOnRecord(f"the decision on {drawn.left} of {', '.join(drawn.undecided)}, tied at the line")
    return drawn.above


def _by_criteria(
    above: list[ApplicantCode], group: list[ApplicantCode], left: int, tie: Sequence[str], key: str, criterion: Criterion, order: str | None
) -> Line:
    above = list(above)
    for part in resolved([group], tie, criterion, order):
        if len(part) <= left:
            above += part
            left -= len(part)
        elif left and "committee_decision" not in tie:
            raise Silence(f"{key}: the adopted criteria leave {', '.join(part)} tied at the line")
        elif left:
            return Line(tuple(above), tuple(part), left)
    return Line(tuple(above), (), 0)


def _split(group: list[ApplicantCode], name: str, criterion: Criterion, order: str | None) -> Groups:
    if len(group) == 1:
        return [group]
    values = criterion(name)
    lacking = [applicant for applicant in group if applicant not in values]
    if lacking:
        raise NotOnRecord(f"{name} of {', '.join(lacking)}, by which the tie is broken")
    return ranking({applicant: values[applicant] for applicant in group}, order)


def _where(value: Fraction, rounding: Rounding | None, place: str) -> Fraction:
    return rounded(value, rounding) if rounding is not None and rounding.apply_to == place else value
