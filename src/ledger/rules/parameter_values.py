"""Values of several parts that a parameter may take (参数取值): weights, ways to count, majorities, ties. Exact, and strict."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value of several parts; an unknown part is refused."""


class Weights(_Value, frozen=True):
    """三阶段权重 (9(7)): shares of the three phases in the overall score. They sum to one."""

    document: Fraction
    defence: Fraction
    site: Fraction

    def __post_init__(self) -> None:
        _sum_to_one(self.document, self.defence, self.site)


class WeightsStage5(_Value, frozen=True):
    """前两阶段权重 (9(5)): shares of document and defence in the score behind the site list. They sum to one."""

    document: Fraction
    defence: Fraction

    def __post_init__(self) -> None:
        _sum_to_one(self.document, self.defence)


class Aggregate(_Value, frozen=True):
    """汇总方法: how the marks for one item make one. A missing mark is excluded, never zero.

    From ``when_valid_at_least`` marks on, ``trim_each_end`` marks are dropped at each end; then ``method``.
    """

    method: Literal["mean", "sum", "median"]
    trim_each_end: Annotated[int, Meta(ge=0, le=10)]
    when_valid_at_least: Annotated[int, Meta(ge=1, le=100)]

    def __post_init__(self) -> None:
        if self.when_valid_at_least <= 2 * self.trim_each_end:
            raise ValueError("when_valid_at_least must exceed twice trim_each_end, or nothing is left to count")


class Rounding(_Value, frozen=True):
    """取整: to so many decimal ``places``, how, and what is rounded. All else is computed exactly."""

    places: Annotated[int, Meta(ge=0, le=6)]
    mode: Literal["half_up", "half_even", "down"]
    apply_to: Literal["item", "phase", "total", "published"]


class VotePass(_Value, frozen=True):
    """通过票数: ``share`` of those whom ``of`` names must be in favour; ``more_than`` where the share itself is not enough."""

    share: Fraction
    of: Literal["members", "present", "valid_ballots"]
    more_than: bool

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ValueError("share must be more than 0 and at most 1")


class DrawParties(_Value, frozen=True):
    """参与抽取各方: who may put a number into the draw of experts, and how many do ``at_least``. One alone would choose."""

    among: tuple[Literal["office", "discipline", "committee", "applicant", "public"], ...]
    at_least: Annotated[int, Meta(ge=2, le=100)]

    def __post_init__(self) -> None:
        if not self.among or len(set(self.among)) != len(self.among) or set(self.among) == {"office"}:
            raise ValueError("among must name each kind of party once, and others than the office")


class RatioBase(StrEnum):
    """Silence ``ratio.base``: of what 1:1.5 and 1:1 are taken."""

    PLANNED_TOTAL = "planned_awards_total"
    PLANNED_PER_TIER = "planned_awards_per_tier"
    PLANNED_MAIN = "planned_main_awards"
    PREVIOUS_STAGE = "previous_stage"


Tie = Literal["all_tied_advance", "none_tied_advances"] | tuple[str, ...]
"""A tie at the line: all of them, none of them, or criteria in turn: ``item:4.7``, ``phase:document``, ``code_order``,
``committee_decision``. For ``tie.tier`` *advance* means: get the better tier."""


def _sum_to_one(*shares: Fraction) -> None:
    if sum(shares) != 1:
        raise ValueError(f"the shares sum to {sum(shares)}, not to 1")
