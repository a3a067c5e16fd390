"""Article 6.2, the yearly plan: its days to the boundary, and that they bind only where so adopted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.rules import article_06_2_plan as plan
from ledger.rules.citation import Verdict
from ledger.stages.check import FLAGS

DAYS = (date(2025, 6, 1), date(2025, 6, 30))


@pytest.mark.parametrize(
    ("day", "keeps"),
    [
        (date(2025, 5, 31), False),
        (date(2025, 6, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
    ],
)
@pytest.mark.provision("6.2", "boundary")
def test_6_2_both_days_of_a_step_count(day: date, keeps: bool) -> None:
    verdict = Verdict.CONFORMS if keeps else Verdict.VIOLATES
    assert plan.keeps_to_the_plan("document", day, DAYS).verdict is verdict
    assert plan.keeps_to_a_plan_that_binds("document", day, DAYS, is_binding=True).verdict is verdict


@pytest.mark.parametrize("is_binding", [False, None])
@pytest.mark.provision("6.2", "holds")
def test_6_2_a_plan_binds_nobody_unless_so_adopted(is_binding: bool | None) -> None:
    found = plan.keeps_to_a_plan_that_binds("document", date(2026, 1, 1), DAYS, is_binding)
    assert found.verdict is Verdict.NOT_APPLICABLE
    assert not found.refuses
    assert "article_06_2_plan.keeps_to_the_plan" in FLAGS
    assert "article_06_2_plan.keeps_to_a_plan_that_binds" not in FLAGS


@pytest.mark.parametrize(
    ("steps", "document", "holds"),
    [
        ([("document", *DAYS), ("defence", DAYS[1], DAYS[1])], "计划1号", True),
        ([("document", *DAYS), ("document", *DAYS)], "计划1号", False),
        ([("document", DAYS[1], DAYS[0])], "计划1号", False),
        ([("document", *DAYS)], " ", False),
        ([], "计划1号", False),
    ],
)
@pytest.mark.provision("6.2", "breaks")
def test_6_2_a_plan_has_each_step_once_in_order(steps: Any, document: str, holds: bool) -> None:
    assert (plan.plans_each_step_once_in_order(steps, document).verdict is Verdict.CONFORMS) is holds
