"""What click itself says on a help page (帮助页): headings, usage and what it adds to an option, in the language of this terminal.

What we say of a command stands in its own text, in Chinese and English beside each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from unicodedata import east_asian_width

import click

from ledger.commands.words import language, say

SAID_BY_CLICK: Mapping[str, str] = MappingProxyType(
    {
        "Options": "选项",
        "Commands": "命令",
        "Positional arguments": "参数",
        "[OPTIONS]": "[选项]",
        "COMMAND [ARGS]...": "命令 [参数]...",
        "Show this message and exit.": "显示本说明。",
        "Show the version and exit.": "显示版本。",
    }
)
"""Texts that click gives whole, with their Chinese."""

TYPES: Mapping[str, str] = MappingProxyType(
    {"INTEGER RANGE": "整数", "INTEGER": "整数", "DIRECTORY": "文件夹", "FILE": "文件", "PATH": "路径", "TEXT": "文本"}
)
"""What click writes after an option for the value that it takes."""

EXTRAS: Mapping[str, str] = MappingProxyType({"default: ": "默认 ", "env var: ": "环境变量 ", "required": "必填"})
"""What click adds in brackets behind the text of an option."""

_PIECE = re.compile(
    r"[\[(（“‘]*(?:[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+|(?<=[\[(（“‘]))[，。；：、？！）”’]*\s*|\s+"
)
"""A word, or one Chinese character, with the punctuation that may not begin a line."""
_BEHIND = re.compile(r"(^|  )\[([^\[\]]|\[[^\[\]]*\])*\]$")


class HelpPage(click.HelpFormatter):
    """帮助页 of every command, whoever contributes it: click asks it for each page."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        for en in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(en, say(SAID_BY_CLICK[en], en))
        super().write_usage(prog, args, prefix or say("用法: ", "Usage: "))

    def write_heading(self, heading: str) -> None:
        super().write_heading(say(SAID_BY_CLICK.get(heading, heading), heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        if language() != "zh":
            super().write_dl(rows, col_max, col_spacing)
            return
        # Laid out here, since click counts a Chinese character as one column.
        told = [(_with_type(name), _chinese(text)) for name, text in rows]
        column = min(max((columns(name) for name, _ in told), default=0), col_max) + col_spacing
        margin = " " * self.current_indent
        for name, text in told:
            first, *others = wrapped(text, self.width - self.current_indent - column) or [""]
            gap = column - columns(name)
            between = " " * gap if gap >= col_spacing else f"\n{margin}{' ' * column}"
            self.write(f"{margin}{name}{between}{first}".rstrip() + "\n")
            self.write("".join(f"{margin}{' ' * column}{line}\n" for line in others))


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, width: int) -> list[str]:
    """Return the lines of a text, broken between words and between Chinese characters, before none that closes."""
    lines: list[str] = []
    line = ""
    for piece in _PIECE.findall(text):
        if line and columns(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _with_type(name: str) -> str:
    found = next((en for en in TYPES if name.endswith(f" {en}")), None)
    return name if found is None else name.removesuffix(found) + TYPES[found]


def _chinese(text: str) -> str:
    if text in SAID_BY_CLICK:
        return SAID_BY_CLICK[text]
    behind = _BEHIND.search(text)
    if behind is None:
        return text
    extra = behind[0]
    for en, zh in EXTRAS.items():
        extra = extra.replace(en, zh)
    return text[: behind.start()] + extra
