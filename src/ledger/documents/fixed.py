"""What the text fixes (条文定值), in Chinese and English, beside the key and the value that the program works with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ledger.documents.meanings import Meaning
from ledger.rules.editions import fixed_by

_COUNTED: Mapping[str, Meaning] = MappingProxyType(
    {
        "tier.main.quota": Meaning("主奖项每年至多 {} 个", "at most {} winners of the main tier a year"),
        "tier.nomination.quota": Meaning("提名奖每年至多 {} 个", "at most {} winners of the nomination tier a year"),
        "eligibility.years_operating_min": Meaning("正常运营至少 {} 年", "at least {} years in operation"),
        "eligibility.qms_years_min": Meaning("质量管理体系有效运行至少 {} 年", "a certified quality system for at least {} years"),
        "eligibility.excellence_model_years_min": Meaning("推行卓越绩效模式至少 {} 年", "the excellence model for at least {} years"),
        "eligibility.clean_record_years": Meaning("近 {} 年无所列记录", "none of the records listed in the last {} years"),
        "ratio.defence": Meaning("答辩名单为名额的 {} 倍", "{} on the defence list for each place"),
        "ratio.site_visit": Meaning("现场评审名单为名额的 {} 倍", "{} on the site list for each place"),
        "notice.days": Meaning("公示 {} 天", "a public notice of {} days"),
        "prize.main.fen": Meaning("主奖项每个奖金 {} 元", "{} yuan for a winner of the main tier"),
        "prize.nomination.fen": Meaning("提名奖每个奖金 {} 元", "{} yuan for a winner of the nomination tier"),
        "prize.repeat_main.fen": Meaning("再次获主奖项奖金 {} 元", "{} yuan for a main tier that is won again"),
        "bar.win.years": Meaning("获奖后 {} 年内不得申报", "no application for {} years after a win"),
        "bar.revocation.years": Meaning("撤销后 {} 年内不得申报", "no application for {} years after a revocation"),
    }
)
"""What is fixed as a number, with the place of that number."""

_SO: Mapping[tuple[str, str], Meaning] = MappingProxyType(
    {
        ("notice.replacement", "False"): Meaning("公示不通过的空缺不递补", "nobody moves up for one who fails the notice"),
        ("step_order", "deliberation public_notice government_approval publication"): Meaning(
            "依次为审定、公示、批准、公布", "deliberation, public notice, approval and publication, in this order"
        ),
        ("bar.win.applies_to", "main"): Meaning("限制再次申报的是主奖项", "a win of the main tier is what bars"),
        ("repeat_main.occupies_quota", "False"): Meaning(
            "再次获主奖项不占名额", "a main tier that is won again takes no place of the quota"
        ),
    }
)
"""What is fixed otherwise than as a number: by key and value, parts of a list apart by spaces."""


def fixed_json(provision: str) -> list[dict[str, Any]]:
    """Return what a provision fixes as plain JSON: key, value and what it means. Raises ``LookupError`` for a key without words."""
    return [{"key": key, "value": value, "meaning": _meaning(key, value)._asdict()} for key, value in fixed_by(provision)]


def _meaning(key: str, value: Any) -> Meaning:
    if (counted := _COUNTED.get(key)) is None:
        return _SO[key, " ".join(value) if isinstance(value, list) else str(value)]
    number = f"{value // 100:,}" if key.endswith(".fen") else str(value)
    return Meaning(counted.zh.format(number), counted.en.format(number))
