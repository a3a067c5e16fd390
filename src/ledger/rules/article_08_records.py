"""Article 8(5): what stands against an applicant, and what of it counts (第八条第五项).

Three years back from the reference day: as with the bars of articles 10 to 12 the day itself is not counted and
the last day still counts (Civil Code 201, 202), so that what happened three years ago to the day counts and what
happened the day before does not. A grade of accident begins at its number: in the regulation that grades
work-safety accidents, as in the Civil Code (1259), 以上 includes it. Graver ones count all the more.
Where the text is open (the grade of an accident outside work safety, whose fault it was, what a bad record is,
how far back exports count, what comes between the reference day and the decision) an adopted reading decides,
and is asked for only where it would make a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from ledger.errors import NotDisclosed
from ledger.rules.article_08 import MET, NOT_APPLICABLE
from ledger.rules.calendar import anniversary
from ledger.rules.citation import Basis, NotApplicable, NotOnRecord, Silence, rule
from ledger.terms import Fen, PartialDate

R = TypeVar("R")
WORK_SAFETY = "work_safety"
GRADES = ("general", "serious", "major", "extraordinary")
LEVELS = ("district", "city", "province", "state")
LEAST_LEVEL = "city"
"""市级以上: a city's inspection, and those above it. A district's own failure does not count."""


class AtLeast(NamedTuple):
    """起点: a number from which something counts; ``includes`` whether the number itself does."""

    number: int
    includes: bool

    def reached_by(self, number: int) -> bool:
        return number > self.number or (self.includes and number == self.number)


SERIOUS: Mapping[str, AtLeast] = MappingProxyType(
    {
        "deaths": AtLeast(3, includes=True),
        "hurt": AtLeast(10, includes=True),
        "loss": AtLeast(1_000_000_000, includes=True),
    }
)
"""较大: where the second grade of a work-safety accident begins, by any one of these. Loss in fen: ten million yuan."""


class Accident(NamedTuple):
    """事故: ``grade`` as an authority established it, or None; ``own`` whether the organisation answers for it, or None."""

    field: str
    day: date
    grade: str | None
    deaths: int
    hurt: int
    loss: Fen
    own: bool | None


class Inspection(NamedTuple):
    """监督抽查: the level of the authority that ordered it, its day, and whether it was passed."""

    level: str
    day: date
    passed: bool


class Record(NamedTuple):
    """不良记录: ``grave`` and ``own`` as somebody found, or None."""

    day: date
    grave: bool | None
    own: bool | None


class Readings(NamedTuple):
    """解读: what the adopted rules say where the condition is open; None: nothing."""

    graver_accident: str | None = None
    accident_responsibility: str | None = None
    other_record: str | None = None
    exporter_period: str | None = None
    later_record: str | None = None


class Window(NamedTuple):
    """核查期间: the reference day, and how many years it looks back; ``years`` of None: the edition's number is not known here.

    ``sealed`` is how many records of the round stay closed in this view: what is not seen is not said to be absent.
    """

    as_of: PartialDate
    years: int | None
    sealed: int = 0


def is_serious(accident: Accident, reading: str | None) -> bool:
    """Return whether an accident is serious or graver.

    An established grade decides. Work safety is graded by what it did; elsewhere the adopted reading says how.
    Raises ``Silence``, and ``NotOnRecord`` where a department's finding is asked for and there is none.
    """
    if accident.grade is not None:
        return GRADES.index(accident.grade) >= GRADES.index("serious")
    if accident.field != WORK_SAFETY:
        if reading is None:
            raise Silence("eligibility.graver_accident")
        if reading == "department_finding":
            raise NotOnRecord("the grade that a department found")
    done = {"deaths": accident.deaths, "hurt": accident.hurt, "loss": accident.loss}
    return any(SERIOUS[name].reached_by(number) for name, number in done.items())


def is_counted_level(level: str) -> bool:
    """Return whether a failed inspection of this level counts: a city's or a higher one's."""
    return LEVELS.index(level) >= LEVELS.index(LEAST_LEVEL)


def is_within(day: date, window: Window, later: str | None, *, without_limit: bool = False) -> bool:
    """Return whether ``day`` lies in the years looked back on. Raises ``Silence`` for a day after the reference day, ``NotOnRecord``."""
    as_of = window.as_of.full
    if as_of is None:
        raise NotOnRecord("the reference day, to the day")
    if day > as_of:
        if later is None:
            raise Silence("eligibility.later_record")
        return later == "counts"
    if without_limit:
        return True
    if window.years is None:
        raise NotOnRecord("the number of years in this edition")
    return day >= anniversary(as_of, -window.years)


@rule("8(5)", basis=Basis.METHOD)
def has_happened(day: date, recorded_on: date) -> bool:
    """所报事项已经发生: What is reported happened on the day of the report, or before."""
    return day <= recorded_on


@rule("8(5)", basis=Basis.METHOD)
def counts_what_an_accident_did(deaths: int, hurt: int, loss: Fen) -> bool:
    """事故伤亡与损失不为负数: Deaths, people hurt and loss are counted from nothing."""
    return min(deaths, hurt, loss) >= 0


@rule("8(5)")
def finds_as_the_accidents_on_record(found: str, accidents: Collection[Accident], window: Window, readings: Readings) -> bool:
    """较大以上事故的核查结果与在案事故一致: Nobody with a serious or graver accident on record in these years is found clean of them."""

    def counts(accident: Accident) -> bool:
        if not is_within(accident.day, window, readings.later_record) or not is_serious(accident, readings.graver_accident):
            return False
        if accident.own is not False:
            return True
        if readings.accident_responsibility is None:
            raise Silence("eligibility.accident_responsibility")
        return readings.accident_responsibility == "any"

    return _agrees(found, accidents, window, counts)


@rule("8(5)")
def finds_as_the_inspections_on_record(found: str, inspections: Collection[Inspection], window: Window, readings: Readings) -> bool:
    """市级以上抽查的核查结果与在案抽查一致: Nobody who failed an inspection at city level or above in these years is found clean."""
    return _agrees(
        found,
        inspections,
        window,
        lambda one: not one.passed and is_counted_level(one.level) and is_within(one.day, window, readings.later_record),
    )


@rule("8(5)")
def finds_as_the_complaints_on_record(found: str, complaints: Collection[Record], window: Window, readings: Readings) -> bool:
    """重大质量投诉的核查结果与在案投诉一致: Nobody with a grave complaint of quality on record in these years is found clean of them."""
    return _agrees(found, complaints, window, lambda one: is_within(one.day, window, readings.later_record) and _is_grave(one))


@rule("8(5)")
def finds_as_the_claims_on_record(found: str, claims: Collection[Record], window: Window, readings: Readings) -> bool:
    """自身责任的异议索赔退货与在案记录一致: Nobody with a claim or return of its own making in these years is found clean of them."""
    return _agrees(found, claims, window, lambda one: is_within(one.day, window, readings.later_record) and _is_own(one))


@rule("8(5)")
def finds_as_the_labour_records(found: str, records: Collection[Record], window: Window, readings: Readings) -> bool:
    """重大劳动保障失信与在案记录一致: Nobody with a grave breach of trust in labour matters in these years is found clean of them."""
    return _agrees(found, records, window, lambda one: is_within(one.day, window, readings.later_record) and _is_grave(one))


@rule("8(5)")
def finds_as_the_other_records(found: str, records: Collection[Record], window: Window, readings: Readings) -> bool:
    """其他不良记录与在案记录一致: Nobody with a bad record in these years, by the adopted reading of the word, is found clean of them."""

    def counts(record: Record) -> bool:
        if not is_within(record.day, window, readings.later_record):
            return False
        if readings.other_record is None:
            raise Silence("eligibility.other_record")
        return readings.other_record == "any_record" or _is_grave(record)

    return _agrees(found, records, window, counts)


@rule("8(5)")
def finds_as_the_exports_on_record(found: str, records: Collection[Record], window: Window, readings: Readings) -> bool:
    """出口退运、销毁、通报与在案记录一致: No exporter whose goods were sent back, destroyed or reported is found clean of it.

    The clause stands after a semicolon and without its three years: how far back it looks is open.
    """

    def counts(record: Record) -> bool:
        if is_within(record.day, window, readings.later_record):
            return True
        if record.day > (window.as_of.full or record.day):
            return False
        if readings.exporter_period is None:
            raise Silence("eligibility.exporter_period")
        return readings.exporter_period == "no_limit"

    return _agrees(found, records, window, counts)


def _agrees(found: str, on_record: Collection[R], window: Window, counts: Callable[[R], bool]) -> bool:
    """Return whether a finding agrees with what is on record. One record that counts decides; what is undecided comes after."""
    if found == NOT_APPLICABLE:
        raise NotApplicable("the condition does not concern this applicant")
    undecided: NotOnRecord | Silence | None = None
    for one in on_record:
        try:
            if counts(one):
                return found != MET
        except (NotOnRecord, Silence) as why:
            undecided = undecided or why
    if undecided is not None:
        raise undecided
    if window.sealed:
        raise NotDisclosed("record.sealed")
    if found != MET:
        raise NotOnRecord("what the negative finding rests on")
    return True


def _is_grave(record: Record) -> bool:
    if record.grave is None:
        raise NotOnRecord("whether a department holds it to be grave")
    return record.grave


def _is_own(record: Record) -> bool:
    if record.own is None:
        raise NotOnRecord("whether the organisation answers for it")
    return record.own
