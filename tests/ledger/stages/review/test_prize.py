"""Prize money step by step: budget, payee, voucher, demand, instalments, annulment, refund; and what each refuses."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.prize import BudgetAppropriated, ClawbackRefunded
from ledger.events.revocation import PlaqueReturned, Token
from ledger.record.envelope import Correction
from ledger.terms import NOMINATION, ApplicantCode, Fen, Role

A1 = ApplicantCode("A-01")
FULL = 20_000_000


def budget(amount: int = 50_000_000, year: int = 2025, line: str = "2013899", document: str = "budget 1") -> BudgetAppropriated:
    return BudgetAppropriated(year=year, budget_line=line, amount=Fen(amount), document=document)


def refund(amount: int, voucher: str = "T-1") -> ClawbackRefunded:
    return ClawbackRefunded(applicant=A1, amount=Fen(amount), voucher=voucher)


@pytest.fixture
def granted(play: Any) -> Any:
    """Return a round whose prizes are granted and not paid."""
    play.begin().to_publication().record(play.say.granted())
    play.record(play.say.granted("A-02", NOMINATION, 5_000_000))
    return play


@pytest.fixture
def annulled(play: Any) -> Any:
    """Return a round whose main title was revoked, all consequences begun, and restored."""
    play.begin().to_revocation().record(play.say.served())
    play.record(play.say.demanded(FULL))
    play.record(play.say.received(15_000_000))
    play.record(play.say.recovered())
    play.on("2026-05-01").record(play.say.annulled())
    return play


# Budget


def test_a_budget_is_recorded_once_a_year_and_changed_by_correction(granted: Any) -> None:
    first = granted.record(budget())
    assert granted.refused(budget(1)) == {"appropriates_once_a_year"}
    assert granted.refused(budget(year=2026)) == set()
    why = Correction(act=first.said.id, why="年中调整", approved_by="finance")
    assert granted.refused(budget(40_000_000), corrects=why) == set()


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"amount": 0}, {"is_an_amount"}),
        ({"line": " "}, {"names_line_and_document"}),
        ({"document": ""}, {"names_line_and_document"}),
    ],
)
def test_a_budget_names_what_it_gives(granted: Any, changes: dict[str, Any], refused: set[str]) -> None:
    assert granted.refused(budget(**changes)) == refused


def test_nobody_else_makes_the_budget(granted: Any) -> None:
    assert "is_authored_in_its_role" in granted.refused(budget(), by=Role.OFFICE)


def test_payments_end_where_the_budget_ends(granted: Any) -> None:
    granted.record(budget(24_999_999))
    granted.record(granted.say.paid())
    assert granted.refused(granted.say.paid("A-02", 5_000_000)) == {"stays_within_the_budget"}
    assert granted.refused(granted.say.paid("A-02", 4_999_999)) == set()
    assert granted.refused(granted.say.paid("A-02", 4_999_999, budget_line="another")) == {"is_paid_out_of_the_budget"}


def test_without_a_budget_on_record_that_is_said_and_refuses_nothing(granted: Any) -> None:
    assert granted.verdict("stays_within_the_budget", granted.say.paid()) == "not on record"
    assert granted.refused(granted.say.paid()) == set()
    unnamed = granted.say.paid(budget_year=None, budget_line=None)
    assert granted.verdict("is_paid_out_of_the_budget", unnamed) == "not on record"


# Payee and voucher


def test_who_is_paid_is_who_won(granted: Any) -> None:
    assert granted.refused(granted.say.paid(payee="9132080400000A-02")) == {"pays_the_winner_and_nobody_else"}
    assert granted.refused(granted.say.paid(payee="组织A-01")) == set()
    assert granted.verdict("pays_the_winner_and_nobody_else", granted.say.paid(payee=None)) == "not on record"


def test_a_voucher_is_used_once_and_a_correction_keeps_its_own(granted: Any) -> None:
    first = granted.record(granted.say.paid(amount=1_000, voucher="V-77"))
    assert granted.refused(granted.say.paid("A-02", 1_000, voucher="V-77")) == {"has_a_voucher_of_its_own"}
    assert granted.refused(granted.say.paid(amount=1_000, voucher="")) == {"has_a_voucher_of_its_own"}
    why = Correction(act=first.said.id, why="笔误", approved_by="finance")
    assert granted.refused(granted.say.paid(amount=2_000, voucher="V-77"), corrects=why) == set()


# Clawback


def test_a_demand_names_a_day_that_lies_ahead(play: Any) -> None:
    play.begin().to_revocation().record(play.say.served())
    assert play.refused(play.say.demanded(FULL)) == set()
    play.on("2026-06-02")
    assert play.refused(play.say.demanded(FULL)) == {"sets_a_day_for_payment"}


def test_that_the_decision_was_not_served_is_said_and_refuses_nothing(play: Any) -> None:
    play.begin().to_revocation()
    for event in (play.say.demanded(FULL), play.say.recovered(), play.say.announced()):
        assert play.verdict("was_served_first", event) == "not on record"
        assert play.refused(event) == set()


def test_an_instalment_has_a_voucher_of_its_own(play: Any) -> None:
    play.begin().to_revocation().record(play.say.demanded(FULL))
    first = play.say.received(1_000)
    play.record(first)
    assert play.refused(first) == {"has_a_voucher_of_its_own"}


def test_an_instalment_that_is_corrected_is_not_counted_twice(play: Any) -> None:
    play.begin().to_revocation().record(play.say.demanded(FULL))
    first = play.record(play.say.received(FULL))
    why = Correction(act=first.said.id, why="笔误", approved_by="finance")
    assert play.refused(play.say.received(FULL), corrects=why) == set()
    assert play.refused(play.say.received(FULL + 1), corrects=why) == {"receives_no_more_than_was_demanded"}


# Annulment and refund


def test_what_came_back_is_refunded_and_no_more(annulled: Any) -> None:
    annulled.record(refund(10_000_000))
    assert annulled.refused(refund(5_000_001, "T-2")) == {"refunds_no_more_than_came_back"}
    assert annulled.refused(refund(5_000_000)) == {"has_a_voucher_of_its_own"}
    assert annulled.refused(refund(5_000_000, "T-2")) == set()


def test_after_the_annulment_nothing_comes_in_any_more(annulled: Any) -> None:
    assert annulled.refused(annulled.say.received(1)) == {"receives_no_more_than_was_demanded"}
    assert annulled.refused(annulled.say.demanded(1)) >= {"follows_the_revocation"}


def test_while_the_revocation_stands_nothing_goes_back(play: Any) -> None:
    play.begin().to_revocation().record(play.say.demanded(FULL))
    play.record(play.say.received(FULL))
    play.record(play.say.recovered())
    assert play.refused(refund(1)) == {"gives_back_after_an_annulment", "refunds_no_more_than_came_back"}
    assert play.refused(PlaqueReturned(applicant=A1, what=(Token.PLAQUE,))) == {"gives_back_after_an_annulment"}


def test_the_plaque_that_came_back_goes_back_once(annulled: Any) -> None:
    certificate, plaque = (PlaqueReturned(applicant=A1, what=(token,)) for token in (Token.CERTIFICATE, Token.PLAQUE))
    assert annulled.refused(certificate) == {"returns_what_was_taken_back"}
    annulled.record(plaque)
    assert annulled.refused(plaque) == {"returns_what_was_taken_back"}


@pytest.mark.parametrize(("refunded", "left"), [(0, 5_000_000), (15_000_000, 20_000_000)])
def test_a_second_revocation_asks_for_what_the_winner_has(annulled: Any, refunded: int, left: int) -> None:
    """15 of 20 million came back under the first one; whether they were refunded tells what the second one can ask for."""
    if refunded:
        annulled.record(refund(refunded))
    annulled.revoke()
    assert annulled.refused(annulled.say.demanded(left)) == set()
    for amount in (left - 1, left + 1):
        assert annulled.refused(annulled.say.demanded(amount)) == {"demands_what_was_paid"}


def test_a_revoked_title_is_paid_nothing_and_a_restored_one_the_rest(play: Any) -> None:
    play.begin().to_publication().record(play.say.granted())
    play.record(play.say.paid(amount=12_000_000))
    play.revoke()
    assert play.refused(play.say.paid(amount=8_000_000)) == {"concerns_a_title_that_stands"}
    play.record(play.say.annulled())
    assert play.refused(play.say.paid(amount=8_000_000)) == set()
