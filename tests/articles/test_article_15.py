"""Article 15: nobody else runs reviews, nobody forges the title. The ledger keeps reports and what came of them."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.event import Undisclosed
from ledger.rules import article_15 as article
from ledger.rules.citation import RULES, Basis, Verdict
from ledger.rules.outside import OUTSIDE
from ledger.rules.restatements import RESTATED
from ledger.terms import ActId

YES, NO, UNKNOWN, SHUT = Verdict.CONFORMS, Verdict.VIOLATES, Verdict.NOT_ON_RECORD, Verdict.NOT_DISCLOSED
REPORT, OTHER = ActId("1" * 32), ActId("2" * 32)


def test_15_who_forges_is_found_by_others_and_the_reason_is_stated() -> None:
    assert {rule.basis for rule in RULES.values() if str(rule.citation) == "15"} == {Basis.METHOD}
    told = OUTSIDE["15"]
    assert all(text.strip() for text in told)
    assert not (told.why_zh + told.who_zh).isascii()
    assert (told.why_en + told.who_en).isascii()
    assert "15" in RESTATED


@pytest.mark.parametrize(
    ("who", "content", "verdict"),
    [
        pytest.param("某协会", "另办评审", YES, marks=pytest.mark.provision("15", "holds")),
        pytest.param("", "另办评审", NO, marks=pytest.mark.provision("15", "breaks")),
        ("某协会", " ", NO),
    ],
)
def test_15_a_report_says_of_whom_and_what(who: str, content: str, verdict: Verdict) -> None:
    assert article.says_who_and_what(who, content).verdict is verdict


def test_15_a_closed_report_is_not_disclosed() -> None:
    closed: Any = Undisclosed("who")
    assert article.says_who_and_what(closed, "x").verdict is SHUT
    assert [article.says_what_came_of_it(text).verdict for text in ("责令改正", "", closed)] == [YES, NO, SHUT]


@pytest.mark.parametrize(
    ("causes", "reports", "sealed", "verdict"),
    [
        ((REPORT,), (REPORT,), 0, YES),
        ((OTHER, REPORT), (REPORT,), 0, YES),
        ((OTHER,), (REPORT,), 0, NO),
        ((OTHER,), (REPORT,), 2, SHUT),
        ((), (REPORT,), 0, UNKNOWN),
    ],
)
def test_15_a_referral_passes_on_a_report(causes: tuple[ActId, ...], reports: tuple[ActId, ...], sealed: int, verdict: Verdict) -> None:
    assert article.refers_what_was_reported(causes, reports, sealed).verdict is verdict


@pytest.mark.parametrize(
    ("is_known", "is_concluded", "is_of_a_round", "sealed", "verdict"),
    [
        (True, False, True, 0, YES),
        (True, True, True, 0, NO),
        (False, False, True, 0, NO),
        (False, False, True, 1, SHUT),
        (False, False, False, 0, UNKNOWN),
    ],
)
def test_15_an_outcome_answers_one_referral_once(
    is_known: bool, is_concluded: bool, is_of_a_round: bool, sealed: int, verdict: Verdict
) -> None:
    assert article.concludes_a_referral(is_known, is_concluded, is_of_a_round, sealed).verdict is verdict
