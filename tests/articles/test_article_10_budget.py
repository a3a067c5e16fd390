"""Article 10.1, the money's way: to the winner and nobody else, by a voucher, out of the budget, to the fen."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.event import Undisclosed
from ledger.rules import article_10_budget as article
from ledger.rules.citation import RULES, Basis, Verdict
from ledger.terms import Fen, OrgId

YES, NO, UNKNOWN = Verdict.CONFORMS, Verdict.VIOLATES, Verdict.NOT_ON_RECORD
CODE, NAME = "91320804MA1EXAMPLE", "示例精工有限公司"


@pytest.mark.parametrize(
    ("payee", "verdict"),
    [
        pytest.param(CODE, YES, marks=pytest.mark.provision("10.1", "holds")),
        pytest.param(NAME, YES, marks=pytest.mark.provision("10.1", "holds")),
        pytest.param("９１３２０８０４MA1EXAMPLE", YES),  # full-width digits are the same digits
        pytest.param("91320804MA1EXAMPLF", NO, marks=pytest.mark.provision("10.1", "breaks")),
        pytest.param("示例精工有限公司工会", NO),
        pytest.param("", NO),
        pytest.param(None, UNKNOWN),
    ],
)
def test_10_1_who_is_paid_is_who_won(payee: str | None, verdict: Verdict) -> None:
    assert article.pays_the_winner_and_nobody_else(None if payee is None else OrgId(payee), (CODE, NAME)).verdict is verdict


def test_10_1_a_closed_payee_is_not_disclosed_and_nobody_without_a_title_is_paid() -> None:
    closed: Any = Undisclosed("payee")
    assert article.pays_the_winner_and_nobody_else(closed, (CODE, NAME)).verdict is Verdict.NOT_DISCLOSED
    assert article.pays_the_winner_and_nobody_else(OrgId(CODE), None).verdict is NO


@pytest.mark.parametrize(
    ("voucher", "taken", "verdict"),
    [("V-2", ("V-1",), YES), ("V-1", ("V-1",), NO), ("ｖ－1", ("V-1",), NO), (" V-1 ", ("V-1",), NO), ("", (), NO), (" ", (), NO)],
)
def test_10_1_each_payment_has_a_voucher_of_its_own(voucher: str, taken: tuple[str, ...], verdict: Verdict) -> None:
    assert article.has_a_voucher_of_its_own(voucher, taken).verdict is verdict


@pytest.mark.parametrize(
    ("year", "line", "lines", "verdict"),
    [
        (2025, "2013899", (), YES),
        (2025, "2013899", ("2013899",), YES),
        (2025, "2013801", ("2013899",), NO),
        (2025, " ", (), NO),
        (None, "2013899", (), UNKNOWN),
        (2025, None, (), UNKNOWN),
    ],
)
def test_10_1_a_prize_is_paid_out_of_a_line_of_the_budget(
    year: int | None, line: str | None, lines: tuple[str, ...], verdict: Verdict
) -> None:
    assert article.is_paid_out_of_the_budget(year, line, lines).verdict is verdict


@pytest.mark.provision("10.1", "boundary")
@pytest.mark.parametrize(
    ("amount", "spent", "appropriated", "verdict"),
    [(20, 30, 50, YES), (21, 30, 50, NO), (1, 50, 50, NO), (1, 0, 0, NO), (1, 0, None, UNKNOWN)],
)
def test_10_1_payments_end_where_the_budget_ends(amount: int, spent: int, appropriated: int | None, verdict: Verdict) -> None:
    limit = None if appropriated is None else Fen(appropriated)
    assert article.stays_within_the_budget(Fen(amount), Fen(spent), limit).verdict is verdict


@pytest.mark.parametrize(("years", "verdict"), [((), YES), ((2024,), YES), ((2024, 2025), NO)])
def test_10_1_a_year_has_one_budget(years: tuple[int, ...], verdict: Verdict) -> None:
    assert article.appropriates_once_a_year(2025, years).verdict is verdict


@pytest.mark.parametrize(("line", "document", "verdict"), [("1", "2", YES), ("", "2", NO), ("1", " ", NO)])
def test_10_1_an_appropriation_names_line_and_document(line: str, document: str, verdict: Verdict) -> None:
    assert article.names_line_and_document(line, document).verdict is verdict


@pytest.mark.parametrize(
    ("taken", "verdict"), [((), YES), (("P-2", "C-2"), YES), (("C-1",), NO), (("c-1",), NO), (("P-1",), NO), (("Ｐ－1",), NO)]
)
def test_10_1_plaque_and_certificate_have_numbers_that_no_other_has(taken: tuple[str, ...], verdict: Verdict) -> None:
    assert article.has_numbers_of_its_own(("P-1", "C-1"), taken).verdict is verdict


def test_10_1_only_what_the_text_says_can_be_broken_in_an_audit() -> None:
    of_method = {
        name.partition(".")[2] for name, rule in RULES.items() if name.startswith("article_10_budget") and rule.basis is Basis.METHOD
    }
    assert of_method == {"has_a_voucher_of_its_own", "appropriates_once_a_year", "names_line_and_document", "has_numbers_of_its_own"}
