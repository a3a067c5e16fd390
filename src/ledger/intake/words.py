"""Words in cells (单元格用词): what a drop-down shows for a value of the record, and which other words mean it."""

from __future__ import annotations

from enum import Enum

from ledger.documents.values import values_of
from ledger.terms import Role

TIERS: dict[str, tuple[str, ...]] = {"main": ("质量奖", "区长质量奖", "主奖"), "nomination": ("提名奖", "区长质量奖提名奖")}
"""Tier codes of the measure to their words, the one that is shown first. Other editions have tiers of their own."""

SHOWN: dict[str, dict[str, str]] = {
    "Help": {"consulting": "咨询", "training": "培训", "both": "咨询和培训"},
    "Exclusion": {
        "suspended": "暂停或出库",
        "interest": "利益关系",
        "declined": "不能参加",
        "rotation": "轮换",
        "drawn_before": "此前已抽取",
        "other": "其他",
    },
    "Aborted": {"not_revealed": "未揭示", "faulty_snapshot": "快照有误"},
    "RelationKind": {
        "employed": "任职",
        "adviser": "咨询",
        "trainer": "培训",
        "shareholder": "持股",
        "parent": "母公司",
        "relative": "亲属",
        "close": "密切关系",
        "other": "其他",
        "as_stated": "以原话为准",
    },
    "Use": {"on_product": "产品上使用", "on_package": "包装上使用", "product_advertising": "产品广告", "without_year": "未注明年度"},
    "Cause": {"quality": "质量", "safety": "安全", "environment": "环境", "other": "其他"},
    "Token": {"plaque": "奖牌", "certificate": "证书"},
}
"""Words for the values of enumerations that show none of their own."""

ALSO: dict[str, dict[str, tuple[str, ...]]] = {
    "Opinion": {"recommended": ("同意推荐", "同意"), "not_recommended": ("不同意推荐", "不同意")},
    "BodyKind": {"park": ("园区",), "area": ("镇", "街道")},
}
"""Name of an enumeration to further words for its values."""

ROLES: dict[str, Role] = {
    **{role.zh: role for role in Role},
    **{role.value: role for role in Role},
    "办公室": Role.OFFICE,
    "委员会": Role.COMMITTEE,
    "区政府": Role.GOVERNMENT,
    "专家": Role.EXPERT,
    "财政局": Role.FINANCE,
    "财政": Role.FINANCE,
    "纪检": Role.DISCIPLINE,
    "公众": Role.PUBLIC,
}
"""What stands in the column 代表 for a body."""


def words_of(kind: type[Enum]) -> dict[str, tuple[str, ...]]:
    """Return the words for each value of an enumeration, the one that is shown first; its code where it has no Chinese."""
    try:
        shown = {value.code: value.zh for value in values_of(kind)}
    except LookupError:
        own = SHOWN.get(kind.__name__, {})
        shown = {str(member.value): own.get(str(member.value), str(member.value)) for member in kind}
    return {code: (zh, *ALSO.get(kind.__name__, {}).get(code, ())) for code, zh in shown.items()}
