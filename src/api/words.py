"""Words of the pages (页面用语): every sentence in Chinese and English, dates, money and points as each language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from starlette.datastructures import Headers

from ledger.events.event import TYPES
from ledger.terms import SHANGHAI, Role
from projections.standings import KINDS
from projections.timeline import heading_of

Lang = Literal["zh", "en"]
_ORDINAL = re.compile(r"(\d{1,4})(?:st|nd|rd|th)", re.ASCII)
_PREFERRED = re.compile(r"\s*([a-zA-Z-]{1,20}|\*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


def negotiated(headers: Headers) -> Lang:
    """Return the language that ``Accept-Language`` asks for; Chinese where it asks for neither."""
    weights: dict[Lang, float] = {}
    for part in headers.get("accept-language", "")[:500].split(","):
        match = _PREFERRED.fullmatch(part)
        if match is None:
            continue
        primary = match[1].lower().partition("-")[0]
        if primary in ("zh", "en"):
            lang: Lang = "zh" if primary == "zh" else "en"
            weights[lang] = max(weights.get(lang, 0.0), float(match[2] or 1))
    return "en" if weights.get("en", 0.0) > weights.get("zh", 0.0) else "zh"


def award_year(label: str) -> tuple[str, str]:
    """Return what the award year of a label is called, in Chinese and English: years, or the number of an award ("8th")."""
    if (ordinal := _ORDINAL.fullmatch(label)) is not None:
        return f"第{ordinal[1]}届", f"{label} award"
    return (f"{label}年度" if label[:4].isdigit() else label), f"award year {label}"


class Speech:
    """How one page speaks: the filters and functions that its template calls."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    @property
    def tag(self) -> str:
        """The language tag of the page."""
        return "zh-CN" if self.lang == "zh" else "en"

    def say(self, zh: str, en: str) -> str:
        """Return the one of two texts that this page shows."""
        return zh if self.lang == "zh" else en

    def term(self, term: Any) -> str:
        """Return a coded term in the words of this page; "—" for none."""
        return "—" if term is None else self.say(term.zh, term.en)

    def closed(self, state: Any) -> str:
        """Return in the brackets of the language why nothing is shown."""
        return self.say(f"〔{state.zh}〕", f"({state.en})")

    def day(self, text: str | None) -> str:
        """Return a recorded date or instant as a day, as far as it is known."""
        if not text:
            return "—"
        if "T" in text:
            text = datetime.fromisoformat(text).astimezone(SHANGHAI).date().isoformat()
        if self.lang == "en":
            return text
        return "".join(f"{int(part)}{unit}" for part, unit in zip(text.split("-"), "年月日", strict=False))

    def span(self, first: str, last: str) -> str:
        """Return two days as a span; the year is not said twice in Chinese."""
        if first == last:
            return self.day(first)
        if self.lang == "en":
            return f"{first} to {last}"
        end = self.day(last)
        return f"{self.day(first)}至{end.partition('年')[2] if first[:4] == last[:4] else end}"

    def moment(self, text: str | None) -> str:
        """Return a recorded instant with its time of day, in Beijing time."""
        if not text or "T" not in text:
            return self.day(text)
        return f"{self.day(text)} {datetime.fromisoformat(text).astimezone(SHANGHAI):%H:%M:%S}"

    def money(self, fen: int | None) -> str:
        """Return an amount of fen in yuan."""
        if fen is None:
            return "—"
        yuan, rest = divmod(abs(fen), 100)
        return ("-" if fen < 0 else "") + f"{yuan:,}" + (f".{rest:02}" if rest else "")

    def points(self, points: Any) -> str:
        """Return a score, or in brackets why none is shown."""
        if points is None:
            return "—"
        if points.hundredths is not None:
            return f"{points.hundredths // 100}.{points.hundredths % 100:02}"
        return "—" if points.state.value == "not_on_record" else self.closed(points.state)

    def kind(self, wire_name: str) -> str:
        """Return what a type of record is called."""
        known = TYPES.get(wire_name)
        return wire_name if known is None else self.term(heading_of(known)) if self.lang == "zh" else heading_of(known).en.capitalize()

    def headings(self, columns: Iterable[Any], before: str = "", *, number: bool) -> list[tuple[str, bool]]:
        """Return the headings of columns that have a Chinese and an English name, and whether they hold numbers."""
        return [(before + self.say(column.zh, column.en), number) for column in columns]

    def provenance(self, kind: str) -> str:
        """Return what a way into the ledger is called."""
        return self.term(KINDS[kind])

    def codes(self, subjects: tuple[str, ...]) -> list[str]:
        """Return the codes of those whom a record is about; the registers that it is in name nobody."""
        return [code for kind, _, code in (subject.partition(":") for subject in subjects) if kind != "register"]

    def role(self, code: str) -> str:
        """Return what a role is called."""
        return Role(code).zh if self.lang == "zh" and code in set(Role) else code

    def count(self, number: int, zh: str, one: str, many: str) -> str:
        """Return a number with its noun."""
        return f"{number:,}{zh}" if self.lang == "zh" else f"{number:,} {one if number == 1 else many}"
