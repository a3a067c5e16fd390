"""Article 12: accidents after the award (第十二条). The consequences, and the rules on them, are those of article 11.

Two elements together: after the award an accident of quality, safety, environment or the like, and by it a major
adverse effect on the public. How many years back it counts, and whether a subsidiary's accident is the winner's, are
silences (``article12.lookback_years``, ``article12.subsidiary_attribution``): asked when a revocation is proposed, of
the accident as the competent authority found it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ledger.errors import NotDisclosed
from ledger.rules.calendar import anniversary, span
from ledger.rules.citation import Basis, NotApplicable, NotOnRecord, Silence, rule
from ledger.terms import PartialDate

ACCIDENT = "accident"
WITHOUT_LIMIT = "none"


class Accident(NamedTuple):
    """事故: as it was found. ``attribution`` are the reasons why one of a subsidiary is the winner's."""

    happened_on: PartialDate
    of_subsidiary: bool
    attribution: str


@rule("12")
def comes_after_the_award(ground: str, has_title: bool) -> bool:
    """事故在获奖之后: An accident counts against a title that was published before it came to be verified."""
    if ground != ACCIDENT:
        raise NotApplicable("the ground is not an accident")
    return has_title


@rule("12")
def had_a_major_adverse_effect(ground: str, impact: bool | None, sealed: int) -> bool:
    """造成重大不良社会影响: The accident was found to have had a major adverse effect; the accident alone is not enough."""
    if ground != ACCIDENT:
        raise NotApplicable("the ground is not an accident")
    if impact is None and sealed:
        raise NotDisclosed("record.sealed")
    return impact is True


@rule("12")
def finds_on_both_elements(ground: str, established: bool, impact: bool | None) -> bool:
    """事故核实结论须认定社会影响: A conclusion that an accident is established says whether it had a major adverse effect."""
    if ground != ACCIDENT:
        raise NotApplicable("the ground is not an accident")
    return not established or impact is not None


@rule("12", basis=Basis.METHOD)
def names_authority_and_paper(authority: str, finding: str) -> bool:
    """事故认定载明主管机关与文书: What is found of an accident names the authority that found it and its paper."""
    return bool(authority.strip()) and bool(finding.strip())


@rule("12")
def happened_after_the_award(ground: str, accident: Accident | None, decided_on: PartialDate | None, sealed: int) -> bool:
    """事故发生在授奖之后: The accident happened after the day of the award; on that very day nothing tells which came first."""
    happened, decided = _days(ground, accident, decided_on, sealed)
    if happened[0] > decided[1]:
        return True
    if happened[1] < decided[0]:
        return False
    raise NotOnRecord("whether the accident or the award came first")


@rule("12", basis=Basis.ADOPTED)
def happened_within_the_years_that_count(
    ground: str, accident: Accident | None, decided_on: PartialDate | None, lookback: int | str | None, sealed: int
) -> bool:
    """事故在规定年限之内: The accident happened in the years after the award that the adopted rules look at; their last day counts."""
    happened, decided = _days(ground, accident, decided_on, sealed)
    if lookback is None:
        raise Silence("article12.lookback_years")
    if not isinstance(lookback, int):
        return True
    if happened[1] <= anniversary(decided[0], lookback):
        return True
    if happened[0] > anniversary(decided[1], lookback):
        return False
    raise NotOnRecord("the days of accident and award are not known well enough")


@rule("12", basis=Basis.ADOPTED)
def is_attributed_as_adopted(ground: str, accident: Accident | None, reading: str | None, sealed: int) -> bool:
    """下属企业事故依规则归责: A subsidiary's accident is the winner's as the adopted rules have it: always, never, or for reasons."""
    found = _found(ground, accident, sealed)
    if not found.of_subsidiary:
        return True
    if reading is None:
        raise Silence("article12.subsidiary_attribution")
    return reading == "always" or (reading == "case_by_case_with_reasons" and bool(found.attribution.strip()))


def _found(ground: str, accident: Accident | None, sealed: int) -> Accident:
    if ground != ACCIDENT:
        raise NotApplicable("the ground is not an accident")
    if accident is None and sealed:
        raise NotDisclosed("record.sealed")
    if accident is None:
        raise NotOnRecord("what the competent authority found of the accident")
    return accident


def _days(
    ground: str, accident: Accident | None, decided_on: PartialDate | None, sealed: int
) -> tuple[tuple[date, date], tuple[date, date]]:
    found = _found(ground, accident, sealed)
    if decided_on is None:
        raise NotOnRecord("the day of the award")
    return span(found.happened_on), span(decided_on)
