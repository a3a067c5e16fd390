"""Number formats (数字格式): what a cell shows of the value that it keeps, where that is not all of it.

Excel and WPS keep 85% as 0.85 and a date as a count of days. A clerk who types 2025年9月 gets the first of the
month without having said so, and one who types 9月24日 gets the year of the day on which it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

PERCENTS = frozenset({9, 10})
DATES: dict[int, str] = dict.fromkeys((17, 27, 36, 50, 52, 57), "ym") | dict.fromkeys((16, 28, 29, 51, 53, 54, 58), "md")
"""Formats that every program has built in, as they look in mainland China (ECMA-376 part 1, 18.8.30), where a date is shown in part."""

_MUTE = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]|[aA][mM]/[pP][mM]|[aA]/[pP]')
"""What of a format is no place for a value: words, single characters, gaps, colours and locales, morning and afternoon."""


@dataclass(frozen=True, slots=True)
class Formats:
    """数字格式: numbers of the cell styles that show a percentage, and of those that show a date in part.

    A part is ``y`` (year), ``ym`` (year and month) or ``md`` (month and day).
    """

    percents: frozenset[str] = frozenset()
    dates: tuple[tuple[str, str], ...] = ()


def read_formats(styles: Element) -> Formats:
    """Return what the cell styles of a workbook show; ``styles`` is the root of its part for styles. Raises ``ValueError``."""
    codes: dict[int, str] = {}
    found: list[int] = []
    for element in styles.iter():
        name = element.tag.rpartition("}")[2]
        if name == "numFmt":
            codes.setdefault(int(element.get("numFmtId", "-1")), element.get("formatCode", ""))
        elif name == "cellXfs":
            found = [int(style.get("numFmtId", "0")) for style in element]
    percents = frozenset(str(n) for n, id in enumerate(found) if ("%" in _MUTE.sub("", codes[id]) if id in codes else id in PERCENTS))
    shown = ((str(n), date_part(codes[id]) if id in codes else DATES.get(id, "")) for n, id in enumerate(found))
    return Formats(percents, tuple((style, part) for style, part in shown if part))


def date_part(code: str) -> str:
    """Return which part of a date a format shows: ``y``, ``ym`` or ``md``; "" where it shows all of it, or no date."""
    places = set(_MUTE.sub("", code).partition(";")[0].lower())
    year, month, on = bool(places & set("yegb")), "m" in places, "d" in places
    if places & set("hs0#?"):
        return ""
    if month and on:
        return "" if year else "md"
    if "y" in places and not on:
        return "ym" if month else "y"
    return ""
