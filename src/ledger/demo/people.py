"""Who takes part in the demo round: organisations, bodies and experts whose names say that they are invented."""

from __future__ import annotations

from ledger.events.application import BodyKind
from ledger.terms import BodyCode

_TRADES = (
    "轴承", "仪表", "电缆", "食品", "纺织", "阀门", "包装", "水泥", "玻璃", "农机", "医院", "物流",
    "印刷", "制药", "家具", "橡胶", "钢构", "软件", "中学", "酒业", "化纤", "光伏", "环保", "水务",
)  # fmt: skip
_FORMS = {"医院": "示例第一医院", "中学": "示例实验中学"}

AREAS = (
    (BodyCode("example-east"), BodyKind.AREA),
    (BodyCode("example-west"), BodyKind.AREA),
    (BodyCode("example-park"), BodyKind.PARK),
    (BodyCode("example-industry"), BodyKind.DEPARTMENT),
)
"""Recommending bodies: two townships, a park, a department."""

DEPARTMENTS = (BodyCode("market"), BodyCode("emergency"), BodyCode("ecology"))
"""Departments that are asked about every applicant: market supervision, emergency management, ecology."""


def organisation(number: int) -> str:
    """Return the name of applicant ``number``, counted from 1."""
    trade = _TRADES[(number - 1) % len(_TRADES)]
    again = (number - 1) // len(_TRADES)
    return _FORMS.get(trade, f"示例{trade}有限公司") + (f"第{again + 1}分部" if again else "")


def person(number: int) -> str:
    """Return the name of expert ``number``, counted from 1."""
    return f"示例专家{number} · example expert {number}"
