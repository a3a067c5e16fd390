"""Article 11 carried out, undone, and before any award: service, what is taken back, what is given back, whom a bar binds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.events.event import Undisclosed
from ledger.rules import article_11
from ledger.rules import article_11_before_the_award as before
from ledger.rules import article_11_carried_out as article
from ledger.rules.article_10_2 import Revocation, is_past_the_bar_after_a_revocation
from ledger.rules.citation import RULES, Basis, Verdict
from ledger.terms import ApplicantCode, Fen, PartialDate

YES, NO, UNKNOWN = Verdict.CONFORMS, Verdict.VIOLATES, Verdict.NOT_ON_RECORD
A, B = ApplicantCode("A"), ApplicantCode("B")
BOTH = ("plaque", "certificate")


@pytest.mark.parametrize(("served_at", "verdict"), [(7, YES), (0, UNKNOWN)])
def test_11_that_nothing_was_served_is_said_and_refuses_nothing(served_at: int, verdict: Verdict) -> None:
    found = article.was_served_first(served_at)
    assert (found.verdict, found.refuses) == (verdict, False)


@pytest.mark.parametrize(
    ("what", "taken", "verdict"),
    [
        (("plaque",), (), YES),
        (BOTH, (), YES),
        (("certificate",), ("plaque",), YES),
        (("plaque",), ("plaque",), NO),
        (BOTH, ("certificate",), NO),
        ((), (), NO),
    ],
)
def test_11_each_thing_comes_back_once(what: tuple[str, ...], taken: tuple[str, ...], verdict: Verdict) -> None:
    assert article.takes_back_what_is_still_out(what, taken).verdict is verdict


@pytest.mark.parametrize(
    ("due_on", "verdict"), [(date(2026, 3, 1), YES), (date(2026, 3, 31), YES), (date(2026, 2, 28), NO), (None, UNKNOWN)]
)
def test_11_a_demand_names_a_day_that_has_not_passed(due_on: date | None, verdict: Verdict) -> None:
    assert article.sets_a_day_for_payment(due_on, date(2026, 3, 1)).verdict is verdict
    assert article.sets_a_day_for_payment(due_on, None).verdict is UNKNOWN


@pytest.mark.provision("11", "boundary")
@pytest.mark.parametrize(
    ("still_open", "due_on", "today", "verdict"),
    [
        (100, date(2026, 6, 1), date(2026, 6, 1), Verdict.NOT_DUE),  # the day itself
        (100, date(2026, 6, 1), date(2026, 6, 2), NO),  # the day after
        (0, date(2026, 6, 1), date(2026, 6, 2), YES),
        (0, None, None, YES),
        (100, None, date(2026, 6, 2), UNKNOWN),
    ],
)
def test_11_what_is_asked_back_is_late_from_the_day_after(
    still_open: int, due_on: date | None, today: date | None, verdict: Verdict
) -> None:
    found = article.is_paid_back_by_its_day("A-01", Fen(still_open), due_on, today)
    assert (found.verdict, found.rule.basis) == (verdict, Basis.METHOD)


@pytest.mark.parametrize(("amount", "refunded", "received", "verdict"), [(40, 0, 40, YES), (41, 0, 40, NO), (1, 40, 40, NO), (1, 0, 0, NO)])
def test_11_no_more_is_refunded_than_came_back(amount: int, refunded: int, received: int, verdict: Verdict) -> None:
    assert article.refunds_no_more_than_came_back(Fen(amount), Fen(refunded), Fen(received)).verdict is verdict


@pytest.mark.parametrize(
    ("what", "taken", "verdict"),
    [(BOTH, BOTH, YES), (("plaque",), BOTH, YES), (BOTH, ("plaque",), NO), (("plaque",), (), NO), ((), BOTH, NO)],
)
def test_11_what_goes_back_had_come_back(what: tuple[str, ...], taken: tuple[str, ...], verdict: Verdict) -> None:
    assert article.returns_what_was_taken_back(what, taken).verdict is verdict


@pytest.mark.parametrize(("is_restored", "verdict"), [(True, YES), (False, NO)])
def test_11_nothing_goes_back_while_the_revocation_stands(is_restored: bool, verdict: Verdict) -> None:
    assert article.gives_back_after_an_annulment(is_restored).verdict is verdict


def test_11_what_the_measure_does_not_say_is_method() -> None:
    assert {rule.basis for name, rule in RULES.items() if name.startswith("article_11_carried_out.")} == {Basis.METHOD}


def test_11_what_was_taken_down_afterwards_may_lack_a_step() -> None:
    for rule in (
        article_11.concludes_an_open_verification,
        article_11.follows_an_established_ground,
        article_11.approves_what_was_proposed,
    ):
        assert rule(None, "fraud", 0, may_be_unknown=True).verdict is UNKNOWN
        assert rule("accident", "fraud", 0, may_be_unknown=True).verdict is NO
        assert rule(None, "fraud", 0).verdict is NO


# Before any award


@pytest.mark.parametrize(
    ("deceivers", "reading", "sealed", "verdict"),
    [
        ((), None, 0, YES),
        ((B,), None, 0, YES),
        ((A,), "excluded_from_round", 0, NO),
        ((A,), "excluded_and_barred", 0, NO),
        ((A,), None, 0, Verdict.SILENT),
        ((), "excluded_from_round", 1, Verdict.NOT_DISCLOSED),
        ((A,), "excluded_from_round", 1, NO),
    ],
)
def test_11_who_was_found_to_deceive_does_not_win(
    deceivers: tuple[ApplicantCode, ...], reading: str | None, sealed: int, verdict: Verdict
) -> None:
    assert before.leaves_out_who_was_found_to_deceive((A,), deceivers, reading, sealed).verdict is verdict


@pytest.mark.parametrize(
    ("is_found", "reading", "sealed", "verdict"),
    [
        (True, "excluded_and_barred", 0, YES),
        (True, "excluded_from_round", 0, NO),
        (False, "excluded_and_barred", 0, NO),
        (True, None, 0, Verdict.SILENT),
        (False, "excluded_and_barred", 2, Verdict.NOT_DISCLOSED),
    ],
)
def test_11_a_bar_before_the_award_rests_on_the_adopted_reading(is_found: bool, reading: str | None, sealed: int, verdict: Verdict) -> None:
    assert before.bars_who_deceived_before_the_award(is_found, reading, sealed).verdict is verdict


@pytest.mark.parametrize(
    ("organisation", "name", "applied", "verdict"),
    [
        ("9132", "甲公司", ("9132", "甲公司"), YES),
        ("甲公司", "甲公司", ("9132", "甲公司"), YES),
        ("9133", "乙公司", ("9132", "甲公司"), NO),
        ("9132", "甲公司", None, NO),
    ],
)
def test_11_a_bar_binds_who_applied(organisation: str, name: str, applied: tuple[str, str] | None, verdict: Verdict) -> None:
    assert before.binds_who_applied(organisation, name, applied).verdict is verdict


def test_11_a_closed_name_is_not_disclosed_and_a_title_is_revoked_instead() -> None:
    closed: Any = Undisclosed("organisation")
    assert before.binds_who_applied(closed, closed, ("9132", "甲公司")).verdict is Verdict.NOT_DISCLOSED
    assert [before.bars_with_the_title_where_there_is_one(has).verdict for has in (False, True)] == [YES, NO]


APPROVED, SERVED, ANNOUNCED = "revocation_approval_date", "revocation_service_date", "revocation_announcement_date"
LOST = Revocation(PartialDate(2026, 3, 1), None, PartialDate(2026, 3, 5), PartialDate(2026, 3, 9))


@pytest.mark.provision("11", "boundary")
@pytest.mark.parametrize(("reading", "last"), [(APPROVED, date(2031, 3, 1)), (SERVED, date(2031, 3, 5)), (ANNOUNCED, date(2031, 3, 9))])
def test_11_the_five_years_end_with_the_day_that_the_reading_gives(reading: str, last: date) -> None:
    def verdict(day: date) -> Verdict:
        return is_past_the_bar_after_a_revocation(day, [LOST], 5, reading, "application_submission_date").verdict

    assert verdict(last) is NO
    assert verdict(last.replace(day=last.day + 1)) is YES


def test_11_a_day_that_is_not_on_record_bars_nobody_by_a_guess() -> None:
    unserved = LOST._replace(served_on=None)
    assert is_past_the_bar_after_a_revocation(date(2027, 1, 1), [unserved], 5, SERVED, "application_submission_date").verdict is UNKNOWN
    named = unserved._replace(imposed_from=PartialDate(2026, 3, 6))
    assert is_past_the_bar_after_a_revocation(date(2031, 3, 6), [named], 5, SERVED, "application_submission_date").verdict is NO
