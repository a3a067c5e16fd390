"""How an open question of the measure is written down (规则未作规定)."""

from __future__ import annotations

from typing import Any, NamedTuple


class Reading(NamedTuple):
    """One way to read the measure: the value as it is adopted, or the form of such values, and what it means."""

    value: str
    zh: str
    en: str


class OpenQuestion(NamedTuple):
    """未作规定之处: a question, the provisions at which it stands, its readings, and our suggestion (plain JSON; None: none).

    ``source_zh`` and ``source_en`` say what the suggestion rests on.
    """

    key: str
    provisions: tuple[str, ...]
    zh: str
    en: str
    readings: tuple[Reading, ...]
    suggestion: Any
    source_zh: str
    source_en: str


YES_NO = (Reading("true", "是", "yes"), Reading("false", "否", "no"))
MILESTONES = (
    Reading("never", "不公开", "never"),
    Reading("notice.opened", "自公示之日起公开", "from the opening of the public notice"),
    Reading("result.published", "自结果公布之日起公开", "from the publication of the result"),
)
TIES = (
    Reading("all_tied_advance", "并列者全部进入", "all who are tied go on"),
    Reading("none_tied_advances", "并列者均不进入", "none who are tied goes on"),
    Reading(
        '["item:4.7", "phase:document", "code_order", "committee_decision"]',
        "依次比较：评分项得分、阶段得分、代号顺序、委员会决定",
        "criteria in turn: points of an item, points of a phase, order of codes, a decision of the committee",
    ),
)
