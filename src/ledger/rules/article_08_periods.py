"""Article 8(1) and 8(3): from when the years run (第八条第一、三项): operation, the certified system, the excellence model.

Each has a clock of its own. 以上 includes the number (Civil Code 1259); the first day of an interruption and its last
are both days without. What an interruption does to a clock is open: silences ``eligibility.operation_gap``,
``eligibility.lapsed_certificate`` and ``eligibility.model_gap``. Where none lies before the reference day all readings
agree, and nothing is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ledger.rules.article_08 import MET, NOT_APPLICABLE
from ledger.rules.calendar import ONE_DAY, span
from ledger.rules.citation import Basis, NotApplicable, NotOnRecord, Silence, rule
from ledger.terms import PartialDate

RESTARTS, SUBTRACTED = "restarts_the_years", "gap_is_subtracted"
WITH_PERSONALITY = frozenset({"enterprise", "public_institution", "other_legal_person"})
OTHERS = "other_legal_person"


class Gap(NamedTuple):
    """中断: days without, the first and the last included; ``last`` of None: it lasts."""

    first: date
    last: date | None


class Clock(NamedTuple):
    """起算依据: from when something holds, and when it did not."""

    began: date
    gaps: tuple[Gap, ...]


class Certificate(NamedTuple):
    """认证证书: its standard, its clock, and the last day on which it is valid."""

    standard: str
    clock: Clock
    valid_until: date


def runs_since(clock: Clock, as_of: date, reading: str | None, key: str) -> date | None:
    """Return the day from which the years run without a break, seen from ``as_of``; None where they do not run then.

    Where each case is decided with reasons, they run from where the clock began: the finding's grounds say what the
    interruption was. Raises ``Silence`` of ``key`` where there was one and nothing says what it does.
    """
    past = sorted(gap for gap in clock.gaps if gap.first <= as_of and (gap.last is None or gap.last >= clock.began))
    if not past:
        return clock.began
    if reading is None:
        raise Silence(key)
    if reading == RESTARTS:
        lasts = max(gap.last or as_of for gap in past)
        return None if lasts >= as_of else lasts + ONE_DAY
    return clock.began + _days_without(past, clock.began, as_of) if reading == SUBTRACTED else clock.began


def _days_without(past: Sequence[Gap], began: date, as_of: date) -> timedelta:
    """Return how long the clock stood still up to ``as_of``; days in two interruptions count once."""
    without, counted = timedelta(0), began - ONE_DAY
    for gap in past:
        first, last = max(gap.first, counted + ONE_DAY), min(gap.last or as_of, as_of)
        if first <= last:
            without, counted = without + (last - first) + ONE_DAY, last
    return without


@rule("8(1)")
def counts_operation_from_its_evidence(
    found: str,
    since: PartialDate | None,
    as_of: PartialDate,
    clock: Clock | None,
    moved_in: date | None,
    gap: str | None,
    elsewhere: str | None,
) -> bool:
    """经营年限自所附材料载明之日起算: The years of operation run from the day that the papers give, no earlier.

    ``moved_in`` is the day since which it is registered in the district: whether years elsewhere count is open.
    """
    if clock is not None and moved_in is not None and moved_in > clock.began and found == MET:
        if elsewhere is None:
            raise Silence("eligibility.years_elsewhere")
        if elsewhere == "do_not_count":
            clock = clock._replace(began=moved_in)
    return _counts(found, since, as_of, clock, gap, "eligibility.operation_gap")


@rule("8(3)")
def counts_the_system_from_its_certificate(
    found: str, since: PartialDate | None, as_of: PartialDate, certificates: Sequence[Certificate], gap: str | None
) -> bool:
    """体系运行年限自证书载明之日起算: The years of the quality system run from the first issue of a certificate, no earlier."""
    if found == MET and certificates:
        day = _known(as_of)
        starts = [
            runs_since(c.clock, day, gap, "eligibility.lapsed_certificate") for c in certificates if c.clock.began <= day <= c.valid_until
        ]
        return _no_earlier(since, min((start for start in starts if start is not None), default=None))
    return _counts(found, since, as_of, None, gap, "eligibility.lapsed_certificate")


@rule("8(3)")
def counts_the_model_from_its_first_use(
    found: str, since: PartialDate | None, as_of: PartialDate, clock: Clock | None, gap: str | None
) -> bool:
    """卓越绩效模式推行年限自所附材料载明之日起算: The years of the model run from the day that the papers give, no earlier."""
    return _counts(found, since, as_of, clock, gap, "eligibility.model_gap")


@rule("8(3)")
def has_a_certificate_in_force(found: str, certificates: Collection[Certificate], as_of: PartialDate) -> bool:
    """基准日有在有效期内的证书（首末日均计入）: On the reference day a certificate is valid and not suspended; its end days count."""
    if found != MET:
        raise NotApplicable("the condition was not found to be met")
    if not certificates:
        raise NotOnRecord("a certificate")
    day = _known(as_of)
    return any(
        c.clock.began <= day <= c.valid_until
        and not any(gap.first <= day and (gap.last is None or day <= gap.last) for gap in c.clock.gaps)
        for c in certificates
    )


@rule("8(1)")
def is_registered_in_the_district(
    found: str, moved_in: date | None, area: str | None, district: Collection[str], as_of: PartialDate
) -> bool:
    """基准日已在区内登记（当日计入）: On the reference day it is registered in the district; a move on that very day is in time.

    ``area`` is the code of its place and ``district`` those of the district, where they are on record.
    """
    if found != MET:
        raise NotApplicable("the condition was not found to be met")
    placed = None if area is None or not district else any(area.startswith(code) for code in district)
    if placed is False:
        return False
    if moved_in is None and placed is None:
        raise NotOnRecord("where and since when the applicant is registered")
    return moved_in is None or moved_in <= span(as_of)[0]


@rule("8(1)")
def is_a_legal_person(form: str | None, reading: str | None) -> bool:
    """申报者具有法人资格: The applicant is a legal person. A branch is none; what other legal persons may do is open (3.1)."""
    if form is None:
        raise NotOnRecord("the legal form of the applicant")
    if form == OTHERS:
        if reading is None:
            raise Silence("eligibility.other_legal_persons")
        return reading == "any_legal_person"
    return form in WITH_PERSONALITY


@rule("8(1)")
def finds_the_form_on_record(found: str, form: str | None, reading: str | None) -> bool:
    """法人资格的核查结果与组织形式一致: Who is found to be a legal person declared a form that is one."""
    if found != MET:
        raise NotApplicable("the condition was not found to be met")
    if form is None:
        raise NotOnRecord("the legal form of the applicant")
    if form == OTHERS and reading is None:
        raise Silence("eligibility.other_legal_persons")
    return form in WITH_PERSONALITY and (form != OTHERS or reading == "any_legal_person")


@rule("8(3)", basis=Basis.METHOD)
def has_interruptions_in_order(gaps: Sequence[Gap]) -> bool:
    """中断起止有序: An interruption ends on the day that it begins or later, or lasts."""
    return all(gap.last is None or gap.first <= gap.last for gap in gaps)


@rule("8(3)", basis=Basis.METHOD)
def is_issued_before_it_ends(issued_on: date, valid_until: date) -> bool:
    """证书有效期起止有序: A certificate ends on the day of its issue or later."""
    return issued_on <= valid_until


@rule("8(4)")
def is_measured_as_what_it_is(found: str, limb: str, for_profit: bool | None) -> bool:
    """经营性与非营利按申报性质核查: A business is measured as one, a non-profit as one: its own part cannot be without concern to it."""
    if for_profit is None:
        raise NotOnRecord("whether the applicant works for profit")
    own = "business" if for_profit else "social"
    return limb != own or found != NOT_APPLICABLE


@rule("8(5)")
def is_asked_on_exports_where_it_exports(found: str, exports: bool | None) -> bool:
    """出口企业须核查出口一款: Who exports is asked on exports; the clause cannot be without concern to it."""
    if exports is None:
        raise NotOnRecord("whether the applicant exports")
    return not exports or found != NOT_APPLICABLE


def _counts(found: str, since: PartialDate | None, as_of: PartialDate, clock: Clock | None, gap: str | None, key: str) -> bool:
    if found != MET:
        raise NotApplicable("the condition was not found to be met")
    if clock is None:
        raise NotOnRecord("a paper that tells from when the years run")
    return _no_earlier(since, runs_since(clock, _known(as_of), gap, key))


def _no_earlier(since: PartialDate | None, start: date | None) -> bool:
    """Return whether the years were counted from ``start`` or a later day. ``start`` of None: they do not run."""
    if start is None:
        return False
    if since is None:
        raise NotOnRecord("the day from which the years run")
    first, last = span(since)
    if first < start <= last:
        raise NotOnRecord(f"{since} does not tell whether it lies before {start}")
    return first >= start


def _known(as_of: PartialDate) -> date:
    if as_of.full is None:
        raise NotOnRecord("the reference day, to the day")
    return as_of.full
