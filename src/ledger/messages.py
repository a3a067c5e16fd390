"""Messages (消息译文): what an error says, in Chinese.

Errors are raised in English, where they happen. Their Chinese stands in ``messages.zh.json``: room to
English template to Chinese. In the English ``{}`` is a value; in the Chinese ``{0}``, ``{1}`` are these
values in the order of the English. A value that is itself a text of the catalogue is translated as well;
a value in quotation marks is somebody's own word and stays. Where several templates fit, the one that
leaves the least English is taken; what none fits stays English. ``tests/house/test_messages.py`` holds
the catalogue against everything that is raised.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from ledger.errors import BadInput, LedgerError, Refused, StoreUnavailable, UnreadableEvent

SHAPES = "shapes"
"""The room of how texts are put together: a place before a text, the way out after it."""

BY_OTHERS = frozenset({"click", "msgspec", "orjson", "system", "sqlite"})
"""Rooms of the catalogue whose texts other programs say."""

LONGEST = 4_000
"""Characters of a line that is looked into. Longer ones are somebody's data, and stay as they are."""

DEEPEST = 6
"""How many texts may stand inside each other."""

_VALUE = "{}"
_QUOTED = re.compile(r"""(?<!\w)b?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_QUOTE = re.compile(r"""(?<!\w)['"]|['"](?!\w)""")
"""A mark at the end of a quoted word; an apostrophe stands within one."""


class Template(NamedTuple):
    """译文模板: one English text with places for values, and its Chinese. ``weight`` counts the English that it explains."""

    literal: str
    patterns: tuple[re.Pattern[str], ...]
    """Each value as short as it can be, and as long as it can be."""
    zh: str
    weight: int


class Reading(NamedTuple):
    """译法: a text in Chinese, and how many characters of its English that explains."""

    weight: int
    zh: str


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the Chinese of every English template, by the room that says it."""
    told: dict[str, dict[str, str]] = json.loads(files("ledger").joinpath("messages.zh.json").read_text("utf-8"))
    return told


def in_chinese(text: str) -> str:
    """Return ``text`` in Chinese, line by line; a line that the catalogue does not know stays as it is."""
    lines = [(line[: len(line) - len(line.lstrip())], line.lstrip()) for line in text.split("\n")]
    return "\n".join(indent + _read(line, DEEPEST).zh for indent, line in lines)


def what(error: LedgerError, lang: str) -> str:
    """Return where an error is and what is wrong, in ``zh`` or ``en``."""
    if lang != "zh":
        return str(error)
    match error:
        case Refused():
            return "；".join(finding.sentence("zh") for finding in error.breaches)
        case BadInput() | StoreUnavailable():
            return f"{in_chinese(error.where)}：{in_chinese(error.why)}" if error.where else in_chinese(error.why)
        case UnreadableEvent(position=int(position)):
            return f"记录 {position}：{in_chinese(error.why)}"
    return in_chinese(str(error))


def remedy(error: LedgerError, lang: str) -> str:
    """Return the next step for the person who reads an error, in ``zh`` or ``en``."""
    return in_chinese(error.remedy()) if lang == "zh" else error.remedy()


@lru_cache(2_000)
def _read(text: str, depth: int) -> Reading:
    """Return the reading of one line that explains the most of it; ``depth`` texts may stand inside each other."""
    best = Reading(0, text)
    if not text or not depth or len(text) > LONGEST or _QUOTED.fullmatch(text):
        return best
    exact, templates = _templates()
    if text in exact:
        return Reading(len(text), exact[text])
    for template in templates:
        if template.literal not in text:
            continue
        for pattern in template.patterns:
            if (found := pattern.fullmatch(text)) and all(map(_is_whole, found.groups())):
                values = [_read(value, depth - 1) for value in found.groups()]
                weight = template.weight + sum(value.weight for value in values)
                if weight > best.weight:
                    best = Reading(weight, _filled(template.zh, values))
    return best


def _is_whole(value: str) -> bool:
    """Return whether ``value`` cuts no quoted word in two."""
    return _QUOTE.search(_QUOTED.sub("", value)) is None


def _filled(zh: str, values: list[Reading]) -> str:
    return re.sub(r"\{(\d)\}", lambda place: values[int(place[1])].zh, zh)


@cache
def _templates() -> tuple[dict[str, str], tuple[Template, ...]]:
    """Return the texts that hold no value, and the templates of the others, those with the most literal text first."""
    exact, templates = {}, []
    for room, texts in catalogue().items():
        for en, zh in texts.items():
            parts = en.split(_VALUE)
            if len(parts) == 1:
                exact[en] = zh
                continue
            patterns = tuple(re.compile(value.join(map(re.escape, parts))) for value in ("(.+?)", "(.+)"))
            letters = re.search("[A-Za-z]", en)
            templates.append(Template(max(parts, key=len), patterns, zh, len("".join(parts)) if letters or room != SHAPES else 0))
    return exact, tuple(sorted(templates, key=lambda template: -template.weight))
