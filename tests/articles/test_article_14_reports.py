"""Articles 13 and 14: what was shared and what is kept; a report, its finding, and how it is closed."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.event import Undisclosed
from ledger.rules import article_13, article_14
from ledger.rules.citation import Verdict

YES, NO, SHUT = Verdict.CONFORMS, Verdict.VIOLATES, Verdict.NOT_DISCLOSED


@pytest.mark.parametrize(
    ("shared", "is_held", "verdict"), [(1, True, YES), (3, True, YES), (0, True, Verdict.NOT_DUE), (0, False, Verdict.NOT_APPLICABLE)]
)
def test_13_the_duty_to_share_has_no_day(shared: int, is_held: bool, verdict: Verdict) -> None:
    found = article_13.shares_what_it_knows("A-01", shared, has_secrets=False, is_held=is_held)
    assert (found.verdict, found.refuses) == (verdict, False)


def test_13_trade_secrets_excuse_from_nothing_else() -> None:
    found = article_13.shares_what_it_knows("A-01", 0, has_secrets=True, is_held=True)
    assert (found.verdict, "trade secrets" in found.why) == (Verdict.NOT_DUE, True)


def test_13_it_is_said_what_was_shared() -> None:
    closed: Any = Undisclosed("content")
    assert [article_13.says_what_was_shared(text).verdict for text in ("现场观摩", " ", closed)] == [YES, NO, SHUT]


@pytest.mark.parametrize(("is_known", "sealed", "verdict"), [(True, 0, YES), (False, 0, NO), (False, 2, SHUT), (True, 2, YES)])
def test_14_an_answer_is_to_a_report(is_known: bool, sealed: int, verdict: Verdict) -> None:
    assert article_14.answers_a_report(is_known, sealed).verdict is verdict


@pytest.mark.parametrize(
    ("found", "use", "verdict"),
    [
        pytest.param(True, "on_package", YES, marks=pytest.mark.provision("14", "holds")),
        pytest.param(True, None, NO, marks=pytest.mark.provision("14", "breaks")),
        (False, None, YES),
        (False, "on_product", NO),
    ],
)
def test_14_a_forbidden_use_is_named(found: bool, use: str | None, verdict: Verdict) -> None:
    assert article_14.says_which_use_is_forbidden(found, use).verdict is verdict


@pytest.mark.parametrize(
    ("found", "corrected", "is_referred", "sealed", "verdict"),
    [
        (True, True, False, 0, YES),
        (True, False, True, 0, YES),
        (True, False, False, 0, NO),
        (False, False, False, 0, YES),
        (None, True, False, 0, NO),
        (None, True, False, 1, SHUT),
    ],
)
def test_14_a_case_is_closed_once_it_was_found_and_mended(
    found: bool | None, corrected: bool, is_referred: bool, sealed: int, verdict: Verdict
) -> None:
    assert article_14.closes_what_was_mended(found, corrected, is_referred, sealed).verdict is verdict


@pytest.mark.parametrize(("is_answered", "verdict"), [(False, YES), (True, NO)])
def test_14_each_report_is_answered_once(is_answered: bool, verdict: Verdict) -> None:
    assert article_14.is_answered_once(is_answered).verdict is verdict
