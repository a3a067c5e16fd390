"""Dialects of workbook files (工作簿方言): what programs write each in a way of their own is made alike before it is read.

Nothing that a person typed is changed. ``docs/decisions/0012-workbook-dialects.md`` names the files of Excel and WPS that showed it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import NamedTuple
from xml.etree.ElementTree import Element

_STRICT_NAME = re.compile(rb"""(=["'])http://purl\.oclc\.org/ooxml/(\w+)/""")
_STRICT_PARTS = ((b"/extendedProperties", b"/extended-properties"), (b"/customProperties", b"/custom-properties"))
KNOWN_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
"""Errors in cells that every reader knows. Newer programs have more, such as #GETTING_DATA and #SPILL!."""

_ERROR = re.compile(rb"""(?s)(<(?:\w+:)?c\s[^>]*?\bt=["']e["'][^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>)([^<]*)""")
_NEWER = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}dataValidation"
_SETTINGS = frozenset({"type", "errorStyle", "imeMode", "operator", "allowBlank", "showDropDown", "showInputMessage"}) | {
    *("showErrorMessage", "errorTitle", "error", "promptTitle", "prompt"),
}


class Choice(NamedTuple):
    """下拉与有效性: a rule for the entries of cells, as Excel keeps it since 2010 where its list stands on another sheet."""

    settings: dict[str, str]
    formulas: tuple[str, ...]
    cells: str


def made_alike(content: bytes) -> bytes:
    """Return a workbook file with its parts as all readers expect them; ``content`` itself where they are.

    Part names get forward slashes: WPS for some exports, and zip programs on Windows, write backslashes. Excel's «Strict Open XML»
    gets the names of the usual kind.
    """

    def usual(part: bytes) -> bytes | None:
        said, strict = _STRICT_NAME.subn(rb"\1http://schemas.openxmlformats.org/\2/2006/", part)
        for theirs, ours in _STRICT_PARTS:
            said = said.replace(theirs, ours)
        return said if strict else None

    return _rewritten(content, usual)


def with_known_errors(content: bytes) -> bytes:
    """Return a workbook file in which every error in a cell is one that the reader of values knows."""

    def known(part: bytes) -> bytes | None:
        if b"<sheetData" not in part and b":sheetData" not in part:
            return None
        return _ERROR.sub(lambda found: found[1] + (found[2] if found[2].decode("utf-8", "replace") in KNOWN_ERRORS else b"#VALUE!"), part)

    return _rewritten(content, known)


def _rewritten(content: bytes, changed: Callable[[bytes], bytes | None]) -> bytes:
    """Return a workbook file with what ``changed`` makes of its XML parts, None for no change; ``content`` itself where nothing is."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = {name: name.replace("\\", "/") for name in parts.namelist()}
        texts = {name: part for name in names if name.lower().endswith((".xml", ".rels")) and (part := changed(parts.read(name)))}
        if not texts and all(old == new for old, new in names.items()):
            return content
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as into:
            for old, new in names.items():
                into.writestr(new, texts.get(old) or parts.read(old))
    return buffer.getvalue()


def choice_of(element: Element) -> Choice | None:
    """Return the rule that an element of a sheet's extensions states; None for any other element."""
    if element.tag != _NEWER:
        return None
    inside = {part.tag.rpartition("}")[2]: "".join(part.itertext()).strip() for part in element}
    settings = {name: value for name, value in element.attrib.items() if name in _SETTINGS}
    formulas = tuple(inside[name] for name in ("formula1", "formula2") if name in inside)
    return Choice(settings, formulas, inside.get("sqref", ""))
