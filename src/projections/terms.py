"""Words that answers share (用语): coded terms with both languages, and values that a view may not show."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction
from typing import Self

import msgspec

from ledger.errors import NotDisclosed
from ledger.events.event import Undisclosed
from ledger.messages import in_chinese
from ledger.rules.citation import Undecided, Verdict
from ledger.rules.parameters import Rounding


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """用语: a stable code, and what people read in its place."""

    code: str
    zh: str
    en: str


class Bilingual(StrEnum):
    """A code that carries its Chinese and English: members are written ``NAME = code, zh, en``."""

    zh: str
    en: str

    def __new__(cls, code: str, zh: str, en: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh, member.en = zh, en
        return member

    @property
    def term(self) -> Term:
        """The member as it stands in an answer."""
        return Term(code=self.value, zh=self.zh, en=self.en)


class Shown(Bilingual):
    """是否可见: whether an answer holds a value, and if not, why not."""

    SHOWN = "shown", "已开示", "shown"
    NOT_DISCLOSED = "not_disclosed", "未开示", "not disclosed"
    NOT_ON_RECORD = "not_on_record", "未见记录", "not on record"
    RULE_SILENT = "rule_silent", "规则未作规定", "rule silent"
    NOT_DUE = "not_due", "未到期", "not yet due"


class Points(msgspec.Struct, frozen=True, kw_only=True):
    """得分: ``exact`` in hundredths of a point as a fraction; ``hundredths`` as the adopted rules round it for publication.

    ``why`` names the closed field, the open question or what is missing, where nothing is shown; ``why_zh`` in Chinese.
    """

    state: Shown
    exact: str | None = None
    hundredths: int | None = None
    why: str = ""
    why_zh: str = ""

    @property
    def value(self) -> Fraction | None:
        """The exact value, where it is shown."""
        return None if self.exact is None else Fraction(self.exact)


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """文字: a recorded text that may be closed."""

    state: Shown
    value: str | None = None


NO_POINTS = Points(state=Shown.NOT_ON_RECORD)
NO_TEXT = Text(state=Shown.NOT_ON_RECORD)
_STATES = {
    Verdict.SILENT: Shown.RULE_SILENT,
    Verdict.NOT_ON_RECORD: Shown.NOT_ON_RECORD,
    Verdict.NOT_APPLICABLE: Shown.NOT_ON_RECORD,
    Verdict.NOT_DUE: Shown.NOT_DUE,
}


def points(compute: Callable[[], Fraction | int | None], rounding: Rounding | None, publish: Callable[[Fraction, Rounding], int]) -> Points:
    """Return what ``compute`` gives, or why it gives nothing: a closed field, an open question, no record."""
    try:
        value = compute()
    except NotDisclosed as closed:
        return Points(state=Shown.NOT_DISCLOSED, why=closed.field, why_zh=closed_zh(closed.field))
    except Undecided as undecided:
        return Points(state=_STATES[undecided.verdict], why=str(undecided), why_zh=in_chinese(str(undecided)))
    if value is None:
        return NO_POINTS
    exact = Fraction(value)
    return Points(state=Shown.SHOWN, exact=str(exact), hundredths=None if rounding is None else publish(exact, rounding))


def closed_zh(closed: str) -> str:
    """Return in Chinese what is closed: a field by its name in the record, sealed records, or what a rule says of them."""
    if " " in closed:
        return in_chinese(closed)
    return "密封记录" if closed == "record.sealed" else f"密封字段 {closed}"


def text(value: str | None) -> Text:
    """Return a recorded text, or that this view does not open it."""
    if isinstance(value, Undisclosed):
        return Text(state=Shown.NOT_DISCLOSED)
    return NO_TEXT if value is None else Text(state=Shown.SHOWN, value=value)
