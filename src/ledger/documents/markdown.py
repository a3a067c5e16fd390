"""The little Markdown that the pages need. Every page ends in one newline and says the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table with an empty line after it; none for no rows."""
    lines = [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *lines, ""] if lines else []


def code(text: str) -> str:
    """Return ``text`` as it is written in a record or a program."""
    return f"`{text}`"


def plain(docstring: str) -> str:
    """Return a sentence of a docstring with its names marked as Markdown marks them."""
    return docstring.replace("``", "`")


def anchor(name: str) -> str:
    """Return the anchor of a provision or a type, the same in every reader: letters, digits and hyphens."""
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower()).strip("-")


def heading(level: int, name: str, text: str) -> list[str]:
    """Return a heading that other pages can link to under ``anchor(name)``."""
    return [f'<a id="{anchor(name)}"></a>', "", f"{'#' * level} {text}", ""]


def page(lines: Iterable[str]) -> str:
    """Return the text of a page."""
    return "\n".join(lines).rstrip("\n") + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
