"""Article 6.2, the yearly plan: the days that the office sets for the steps of a round (第六条第二款: 年度计划).

Article 9(2) alone speaks of a time limit. Whether the days of the plan bind anybody is a silence: an act out of its days
is shown in every audit, and is refused only where the adopted rules make the plan binding.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.rules.citation import Basis, NotApplicable, rule


@rule("6.2", basis=Basis.METHOD)
def plans_each_step_once_in_order(steps: Sequence[tuple[str, date, date]], document: str) -> bool:
    """计划载明文号，各环节一次且起止有序: The plan has a number or title, and each step once, from a first to a last day not before it."""
    names = [step for step, _, _ in steps]
    return bool(document.strip()) and len(set(names)) == len(names) > 0 and all(first <= last for _, first, last in steps)


@rule("6.2", basis=Basis.ADOPTED)
def keeps_to_the_plan(step: str, day: date, planned: tuple[date, date]) -> bool:  # noqa: ARG001 - the evidence names the step
    """在年度计划的期限内（首末日均计入）: The act falls into the days that the plan sets for its step, both included. A flag."""
    return planned[0] <= day <= planned[1]


@rule("6.2", basis=Basis.ADOPTED)
def keeps_to_a_plan_that_binds(
    step: str,  # noqa: ARG001 - the evidence names the step
    day: date,
    planned: tuple[date, date],
    is_binding: bool | None,
) -> bool:
    """年度计划有约束力的须在期限内: Where the adopted rules make the plan binding, an act out of its days is refused."""
    if is_binding is not True:
        raise NotApplicable("the adopted rules do not make the plan binding")
    return planned[0] <= day <= planned[1]
