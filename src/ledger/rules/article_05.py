"""Article 5: what the review measures by (第五条).

The review follows the national excellence standard and its guide, both cited undated, and revised as
theory and practice develop. A round keeps one edition from its opening on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.rules.citation import Basis, Silence, rule
from ledger.terms import Hundredths, ItemId


class Scale(NamedTuple):
    """评分项: its id, least and most points, and the step, in hundredths of a point."""

    item: ItemId
    least: Hundredths
    most: Hundredths
    step: Hundredths


@rule("5", basis=Basis.ADOPTED)
def follows_the_adopted_standard(standard: str, rubric_edition: str | None) -> bool:
    """评分标准是已采用的版本: The rubric is of the standard and edition that the adopted rules name."""
    if rubric_edition is None:
        raise Silence("rubric.edition")
    return standard == rubric_edition


@rule("5", basis=Basis.METHOD)
def has_items_that_can_be_scored(items: Sequence[Scale]) -> bool:
    """评分项不重复且分值可用: Every item stands once, and whole steps lead from its least to its most points."""
    return (
        bool(items)
        and len({scale.item for scale in items}) == len(items)
        and all(s.step > 0 and s.least <= s.most and (s.most - s.least) % s.step == 0 for s in items)
    )


@rule("5", basis=Basis.ADOPTED)
def has_a_rubric_before_the_call(rubric_at: int) -> bool:
    """发布通知前已采用评分标准: The rubric was adopted before the call; ``rubric_at`` is its position, 0 where there is none."""
    return rubric_at > 0


@rule("5", basis=Basis.ADOPTED)
def keeps_the_rubric_after_the_call(call_at: int) -> bool:
    """评分标准在发布通知前采用: A rubric is adopted before the call of its round; ``call_at`` is the call's position, 0: not yet."""
    return call_at == 0
