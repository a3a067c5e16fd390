"""A workbook file looked at before it is opened (工作簿文件检查): hostile input, until each part of it was bounded.

An .xlsx is a zip of XML parts. Nothing in it is executed, fetched or expanded: macros, links to other files,
embedded objects and document types are refused; sizes and addresses are bounded before anything lays out a grid.
What the reader of values does not tell is taken from here: which cells hold formulas, and which show percentages.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from ledger.errors import BadInput

MAX_FILE = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_PARTS = 2_000
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 20_000, 400, 400_000
"""Of one sheet. A round of 24 applicants and 7 experts has some thousand rows."""

_DECLARES = "it declares document types or entities, which no spreadsheet program writes"
_OLE = b"\xd0\xcf\x11\xe0"
_MACROS = re.compile(r"(?i)vba|macrosheets/|xl4?macro|customui")
_LINKS = re.compile(r"(?i)externallinks/|/connections\.xml|querytables/|xl/model/")
_OBJECTS = re.compile(r"(?i)activex/|embeddings/|ctrlprops/")
_COPY_ROWS = "copy the rows into the workbook that `ledger template` wrote"
_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_PERCENT_FORMATS = {9, 10}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(slots=True)
class Looks:
    """What is known of a sheet besides its values: addresses such as ``D5``."""

    formulas: dict[str, bool] = field(default_factory=dict)
    """Cells with a formula, and whether a computed value stands beside it."""
    percents: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    """Cells that show an error, such as #REF!."""
    merged: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Package:
    """工作簿文件: the bytes of a workbook that was looked at, and what its sheets look like."""

    path: Path
    content: bytes
    looks: dict[str, Looks]


def open_package(path: Path) -> Package:
    """Return the workbook file at ``path``, bounded and harmless. Raises ``BadInput`` without a place."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
        return Package(path, content, _looks(content))
    except OSError as error:
        raise BadInput("", f"it cannot be read: {error.strerror}", "close it in other programs and try again") from None


def column_letters(number: int) -> str:
    """Return the letters of a column counted from 1: 28 is ``AB``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def split_ref(ref: str) -> tuple[int, int]:
    """Return (row, column) of an address such as ``D5``, both counted from 1. Raises ``BadInput``."""
    found = _REF.fullmatch(ref)
    if found is None:
        raise BadInput("", f"{ref!r} is no cell", "save the workbook anew with Excel, WPS or LibreOffice")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _looks(content: bytes) -> dict[str, Looks]:
    if len(content) > MAX_FILE:
        raise BadInput("", f"a workbook has at most {MAX_FILE} bytes", "put pictures and scans beside it, not inside")
    if content[:4] == _OLE:
        raise BadInput("", "it is encrypted, or in the old .xls format", "save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _bound(parts)
            percents = _percent_styles(parts)
            return {name: _look_at(parts, part, percents) for name, part in _sheet_parts(parts)}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, KeyError, UnicodeDecodeError, ValueError) as error:
        raise BadInput("", f"it is no .xlsx workbook, or damaged: {type(error).__name__}", "save it anew as .xlsx") from None
    except DefusedXmlException:
        raise BadInput("", _DECLARES, "save it anew as .xlsx") from None
    except ParseError:
        raise BadInput("", "one of its parts is no XML", "save it anew as .xlsx") from None


def _bound(parts: zipfile.ZipFile) -> None:
    """Raise ``BadInput`` for what is too large or does not belong; read everything once, so that declared sizes are true."""
    entries = parts.infolist()
    if len(entries) > MAX_PARTS:
        raise BadInput("", f"{len(entries)} parts; a workbook has at most {MAX_PARTS}", "save it anew as .xlsx")
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise BadInput("", "two of its parts have one name", "save it anew as .xlsx")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise BadInput("", f"unpacked it has more than {MAX_UNPACKED} bytes", "put pictures and scans beside it, not inside")
    for entry in entries:
        if entry.flag_bits & 1:
            raise BadInput("", "it is encrypted", "save it without a password")
        _must_be_inert(entry.filename)
        is_text = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
        head = b""
        with parts.open(entry) as stream:
            while block := stream.read(1 << 20):
                if is_text and (b"<!DOCTYPE" in head + block or b"<!ENTITY" in head + block):
                    raise BadInput("", _DECLARES, "save it anew as .xlsx")
                head = block[-16:]
    if "macroEnabled" in parts.read("[Content_Types].xml").decode("utf-8", "replace"):
        raise BadInput("", "it holds macros", _COPY_ROWS)


def _must_be_inert(name: str) -> None:
    if _MACROS.search(name):
        raise BadInput("", "it holds macros", _COPY_ROWS)
    if _LINKS.search(name):
        raise BadInput("", "it holds links to other files or databases", _COPY_ROWS)
    if _OBJECTS.search(name):
        raise BadInput("", "it holds embedded objects or controls", _COPY_ROWS)


def _sheet_parts(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and the part that it stands in."""
    targets = {}
    for relation in fromstring(parts.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True):
        target = relation.get("Target", "")
        targets[relation.get("Id", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    for element in fromstring(parts.read("xl/workbook.xml"), forbid_dtd=True).iter():
        if _local(element) == "sheet":
            id = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
            if "worksheets/" in targets.get(id, ""):
                yield element.get("name", ""), targets[id]


def _percent_styles(parts: zipfile.ZipFile) -> set[str]:
    """Return the numbers of the cell styles that show a percentage."""
    if "xl/styles.xml" not in parts.namelist():
        return set()
    formats = set(_PERCENT_FORMATS)
    styles: set[str] = set()
    for element in fromstring(parts.read("xl/styles.xml"), forbid_dtd=True).iter():
        if _local(element) == "numFmt" and "%" in _QUOTED.sub("", element.get("formatCode", "")):
            formats.add(int(element.get("numFmtId", "-1")))
        if _local(element) == "cellXfs":
            styles = {str(number) for number, style in enumerate(element) if int(style.get("numFmtId", "0")) in formats}
    return styles


def _look_at(parts: zipfile.ZipFile, part: str, percents: set[str]) -> Looks:
    looks, cells, row, column = Looks(), 0, 0, 0
    with parts.open(part) as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            name = _local(element)
            if event == "start":
                if name == "row":
                    row, column = int(element.get("r", row + 1)), 0
                elif name == "c":
                    column += 1
                    if ref := element.get("r"):
                        row, column = split_ref(ref)
                continue
            if name == "c":
                cells += _take(looks, element, f"{column_letters(column)}{row}", percents)
                if cells and (row > MAX_ROWS or column > MAX_COLUMNS or cells > MAX_CELLS) and len(element):
                    raise BadInput(
                        "",
                        f"a sheet holds something at {column_letters(column)}{row}; the most are {MAX_ROWS} rows and {MAX_COLUMNS} columns",
                        "delete what stands far outside the table",
                    )
            elif name == "mergeCell":
                looks.merged.append(element.get("ref", ""))
            if name == "row":
                element.clear()
    return looks


def _take(looks: Looks, element: Element, ref: str, percents: set[str]) -> int:
    """Note how a cell looks; return 1 where something stands in it."""
    inside = {_local(part): part for part in element}
    value = "".join(inside["v"].itertext()) if "v" in inside else ""
    if "f" in inside:
        looks.formulas[ref] = bool(value)
    if element.get("t") == "e":
        looks.errors[ref] = value
    if element.get("s") in percents:
        looks.percents.add(ref)
    return int(bool(inside))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
