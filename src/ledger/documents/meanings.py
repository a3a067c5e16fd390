"""What the value of a parameter means (参数释义), in Chinese and English, beside the code that is recorded.

Where an open question has that value for a reading, these are its words; numbers, days, shares and lists are put into words
here. What speaks for itself, such as the name of a standard, has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

import orjson

from ledger.documents.values import values_of
from ledger.rules.parameters import Aggregate, DrawParties, Parameters, Rounding, VotePass, Weights, WeightsStage5, settle
from ledger.rules.silences import SILENCES
from ledger.stages.settled import Origin
from ledger.terms import PartialDate, Phase, Role


class Meaning(NamedTuple):
    """释义: what a coded value means."""

    zh: str
    en: str


_PHASES = {value.code: Meaning(value.zh, value.en) for value in values_of(Phase)}

_UNITS = {
    "advisers.years": Meaning("年", "year"),
    "article12.lookback_years": Meaning("年", "year"),
    "clearance.reply_days": Meaning("天", "day"),
    "objection.resolve_working_days": Meaning("个工作日", "working day"),
    "panel.min": Meaning("人", "expert"),
    "recusal.depth": Meaning("层", "step"),
    "recusal.lookback_years": Meaning("年", "year"),
}
"""Of what a whole number counts how many. One more is in hundredths of a point."""

_MIDNIGHT = "24:00"
"""The one hour that is a reading of its own; any other is read as itself."""

_NAMES = frozenset({"rubric.edition"})
"""Questions that a name answers: it speaks for itself, and their reading tells its form."""

_METHODS = {"mean": Meaning("取平均", "the mean"), "sum": Meaning("求和", "the sum"), "median": Meaning("取中位数", "the median")}

_ROUNDED = {
    "item": Meaning("各评分项得分", "the score of each item"),
    "phase": Meaning("各阶段得分", "the score of each phase"),
    "total": Meaning("综合得分", "the overall score"),
    "published": Meaning("公布的得分", "scores as published"),
}

_ROUNDING = {
    "half_up": Meaning("四舍五入", "half up"),
    "half_even": Meaning("四舍六入五成双", "half to even"),
    "down": Meaning("舍去其余位数", "down"),
}

_VOTERS = {
    "members": Meaning("全体委员", "all members"),
    "present": Meaning("到会委员", "those present"),
    "valid_ballots": Meaning("有效票", "the valid ballots"),
}


ORIGINS: Mapping[Origin, Meaning] = MappingProxyType(
    {
        "text": Meaning("办法条文", "text"),
        "adopted": Meaning("采用", "adopted"),
        "changed": Meaning("通知后变更", "changed after the call"),
        "interpreted": Meaning("解释", "interpretation"),
    }
)
"""By what a value stands."""


def meaning_of(key: str, value: Any) -> Meaning | None:
    """Return what ``value``, plain JSON, means for the open question ``key``; None where it speaks for itself.

    Raises ``BadInput`` for an unknown key and for a value that is no reading of it.
    """
    read = getattr(settle(Parameters(), [(key, value)]), key.replace(".", "_"))
    if (put := _PUT_INTO_WORDS.get(type(read))) is not None:
        return put(key, read)
    if key.endswith(".closing_hour") and read != _MIDNIGHT:
        return Meaning(f"当日 {read}，该分钟仍属期内", f"{read}; that minute is still in time")
    written = str(read).lower() if isinstance(read, bool) else str(read)
    return next((Meaning(one.zh, one.en) for one in SILENCES[key].readings if one.value == written and key not in _NAMES), None)


def meaning_json(key: str, value: Any) -> dict[str, str] | None:
    """Return what ``value`` means as plain JSON, null where it speaks for itself: it stands beside the code in an answer."""
    found = meaning_of(key, value)
    return None if found is None else found._asdict()


def written(value: Any) -> str:
    """Return a value as it is recorded: JSON without spaces."""
    return orjson.dumps(value).decode()


def shown(key: str, value: Any, lang: Literal["zh", "en"]) -> str:
    """Return ``value`` as it is recorded, with what it means in one language after it."""
    code, found = written(value), meaning_of(key, value)
    if found is None:
        return code
    return f"{code}（{found.zh}）" if lang == "zh" else f"{code} ({found.en})"


def _number(key: str, number: int) -> Meaning:
    if key not in _UNITS:
        points = f"{number // 100}.{number % 100:02}"
        return Meaning(f"{points} 分", f"{points} points")
    unit = _UNITS[key]
    return Meaning(f"{number} {unit.zh}", f"{number} {unit.en}{'' if number == 1 else 's'}")


def _date(_: str, date: PartialDate) -> Meaning:
    return Meaning("".join(f"{int(part)}{unit}" for part, unit in zip(str(date).split("-"), "年月日", strict=False)), str(date))


def _quorum(_: str, share: Fraction) -> Meaning:
    return Meaning(f"出席者不少于委员总数的 {share}", f"at least {share} of the members")


def _votes(_: str, needed: VotePass) -> Meaning:
    of = _VOTERS[needed.of]
    more = Meaning("超过", "more than") if needed.more_than else Meaning("不少于", "at least")
    return Meaning(f"同意票{more.zh}{of.zh}的 {needed.share}", f"{more.en} {needed.share} of {of.en} in favour")


def _shares(_: str, weights: Weights | WeightsStage5) -> Meaning:
    parts = [(_PHASES[name], _percent(getattr(weights, name))) for name in weights.__struct_fields__]
    return Meaning("、".join(f"{phase.zh} {share}" for phase, share in parts), ", ".join(f"{phase.en} {share}" for phase, share in parts))


def _percent(share: Fraction) -> str:
    return f"{share * 100}%" if (share * 100).denominator == 1 else str(share)


def _aggregate(_: str, aggregate: Aggregate) -> Meaning:
    method, each, least = _METHODS[aggregate.method], aggregate.trim_each_end, aggregate.when_valid_at_least
    if not each:
        return method
    return Meaning(
        f"有效评分达 {least} 个时两端各去掉 {each} 个，{method.zh}",
        f"{each} dropped at each end from {least} valid marks on; then {method.en}",
    )


def _rounding(_: str, rounding: Rounding) -> Meaning:
    what, how = _ROUNDED[rounding.apply_to], _ROUNDING[rounding.mode]
    places = f"{rounding.places} decimal place{'' if rounding.places == 1 else 's'}"
    return Meaning(f"{what.zh}保留 {rounding.places} 位小数，{how.zh}", f"{what.en} to {places}, {how.en}")


def _parties(_: str, parties: DrawParties) -> Meaning:
    among = [Role(party) for party in parties.among]
    return Meaning(
        f"{'、'.join(role.zh for role in among)}可参与，至少 {parties.at_least} 方参与",
        f"{', '.join(among)} may take part, and at least {parties.at_least} do",
    )


def _in_turn(_: str, criteria: tuple[str, ...]) -> Meaning:
    said = [_criterion(criterion) for criterion in criteria]
    return Meaning("依次比较：" + "、".join(one.zh for one in said), "in turn: " + ", ".join(one.en for one in said))


def _criterion(criterion: str) -> Meaning:
    kind, _, of = criterion.partition(":")
    match kind:
        case "item":
            return Meaning(f"评分项 {of} 得分", f"points of item {of}")
        case "phase":
            return Meaning(f"{_PHASES[of].zh}得分", f"points of the {_PHASES[of].en} phase")
        case "code_order":
            return Meaning("代号顺序", "order of codes")
    return Meaning("委员会决定", "a decision of the committee")


_PUT_INTO_WORDS: dict[type, Callable[[str, Any], Meaning]] = {
    int: _number,
    tuple: _in_turn,
    Aggregate: _aggregate,
    DrawParties: _parties,
    Fraction: _quorum,
    PartialDate: _date,
    Rounding: _rounding,
    VotePass: _votes,
    Weights: _shares,
    WeightsStage5: _shares,
}
"""By the type of a settled value. Codes of one word stand among the readings of their question, and need none of these."""
