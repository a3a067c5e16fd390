"""Article 9(3): departments are asked, answer in time or late, and a finding rests on what they say."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.rules import article_09_3_clearances
from ledger.rules.article_08 import MET, NOT_APPLICABLE, NOT_MET
from ledger.rules.article_09_3_clearances import Clearance, last_day_to_answer
from ledger.rules.citation import Verdict
from ledger.stages.check import FLAGS

ASKED, LAST = date(2025, 5, 8), date(2025, 5, 23)
LIMB, OTHER = "8(5) accidents", "8(5) labour"
OPEN = Clearance("safety", ASKED, None, None, is_named=False)
CLEAR = Clearance("safety", ASKED, date(2025, 5, 12), clear=True, is_named=True)
AGAINST = CLEAR._replace(clear=False)
VAGUE = AGAINST._replace(is_named=False)


@pytest.mark.provision("9(3)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("today", "days", "grounds", "expected"),
    [
        (LAST, 15, "none came", Verdict.VIOLATES),
        (date(2025, 5, 24), 15, "none came", Verdict.CONFORMS),
        (date(2025, 5, 24), 15, " ", Verdict.VIOLATES),
        (date(2025, 5, 24), None, "none came", Verdict.SILENT),
    ],
)
def test_9_3_who_does_not_answer_is_waited_for(today: date, days: int | None, grounds: str, expected: Verdict) -> None:
    finding = article_09_3_clearances.rests_on_an_answer({LIMB: (OPEN,)}, {LIMB: ("safety",)}, days, today, grounds)
    assert (str(finding.citation), finding.verdict, finding.rule.basis.value) == ("9(3)", expected, "adopted")


@pytest.mark.parametrize(
    ("asked", "competent", "expected"),
    [
        ({LIMB: (CLEAR,)}, {LIMB: ("safety",)}, Verdict.CONFORMS),
        ({LIMB: (AGAINST,)}, {LIMB: ("safety",)}, Verdict.CONFORMS),
        ({LIMB: (OPEN, CLEAR._replace(body="tax"))}, {LIMB: ("safety",)}, Verdict.CONFORMS),
        ({LIMB: (CLEAR,)}, {LIMB: ()}, Verdict.CONFORMS),
        ({LIMB: ()}, {LIMB: ()}, Verdict.NOT_ON_RECORD),
        ({LIMB: ()}, {LIMB: ("safety",)}, Verdict.VIOLATES),
        ({LIMB: (CLEAR,), OTHER: ()}, {LIMB: ("safety",), OTHER: ("labour",)}, Verdict.VIOLATES),
        ({LIMB: (CLEAR,), OTHER: ()}, {LIMB: ("safety",), OTHER: ()}, Verdict.CONFORMS),
    ],
)
def test_9_3_each_part_rests_on_an_answer(
    asked: dict[str, tuple[Clearance, ...]], competent: dict[str, tuple[str, ...]], expected: Verdict
) -> None:
    assert article_09_3_clearances.rests_on_an_answer(asked, competent, None, LAST, "grounds").verdict is expected


@pytest.mark.parametrize(
    ("found", "questions", "expected"),
    [
        (MET, (CLEAR,), Verdict.CONFORMS),
        (MET, (AGAINST,), Verdict.VIOLATES),
        (MET, (CLEAR, AGAINST), Verdict.VIOLATES),
        (NOT_MET, (AGAINST,), Verdict.CONFORMS),
        (NOT_MET, (CLEAR,), Verdict.CONFORMS),
        (MET, (VAGUE,), Verdict.NOT_ON_RECORD),
        (MET, (VAGUE, AGAINST), Verdict.VIOLATES),
        (MET, (VAGUE._replace(clear=True),), Verdict.CONFORMS),
        (MET, (OPEN,), Verdict.NOT_ON_RECORD),
        (NOT_APPLICABLE, (AGAINST,), Verdict.NOT_APPLICABLE),
    ],
)
def test_9_3_nobody_is_found_clean_of_what_a_department_knows(found: str, questions: tuple[Clearance, ...], expected: Verdict) -> None:
    assert article_09_3_clearances.agrees_with_the_answers(found, {LIMB: questions}).verdict is expected


@pytest.mark.parametrize(
    ("answered_on", "asked_on", "days", "expected"),
    [
        (LAST, ASKED, 15, Verdict.CONFORMS),
        (date(2025, 5, 24), ASKED, 15, Verdict.VIOLATES),
        (date(2025, 5, 24), ASKED, None, Verdict.NOT_APPLICABLE),
        (LAST, None, 15, Verdict.NOT_ON_RECORD),
    ],
)
def test_9_3_a_late_answer_is_flagged_and_taken(answered_on: date, asked_on: date | None, days: int | None, expected: Verdict) -> None:
    finding = article_09_3_clearances.is_answered_in_time(answered_on, asked_on, days)
    assert finding.verdict is expected
    assert finding.rule.name in FLAGS


def test_9_3_the_day_of_the_question_is_not_counted() -> None:
    assert last_day_to_answer(ASKED, 15) == LAST
    assert last_day_to_answer(date(2025, 12, 31), 1) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("answered_on", "asked_on", "expected"),
    [(ASKED, ASKED, Verdict.CONFORMS), (date(2025, 5, 7), ASKED, Verdict.VIOLATES), (ASKED, None, Verdict.NOT_ON_RECORD)],
)
def test_9_3_an_answer_comes_after_its_question(answered_on: date, asked_on: date | None, expected: Verdict) -> None:
    assert article_09_3_clearances.answers_after_it_was_asked(answered_on, asked_on).verdict is expected


@pytest.mark.parametrize(
    ("limbs", "asked", "expected"),
    [
        ((LIMB,), {LIMB}, Verdict.CONFORMS),
        ((), {LIMB}, Verdict.CONFORMS),
        ((LIMB,), None, Verdict.CONFORMS),
        ((OTHER,), {LIMB}, Verdict.VIOLATES),
    ],
)
def test_9_3_a_reply_keeps_to_the_question(limbs: tuple[str, ...], asked: set[str] | None, expected: Verdict) -> None:
    assert article_09_3_clearances.answers_what_it_was_asked(limbs, asked).verdict is expected


@pytest.mark.parametrize(("grounds", "expected"), [("a paper", Verdict.CONFORMS), (" ", Verdict.VIOLATES), ("", Verdict.VIOLATES)])
def test_8_a_finding_says_what_it_rests_on(grounds: str, expected: Verdict) -> None:
    assert article_09_3_clearances.gives_its_grounds(grounds).verdict is expected
