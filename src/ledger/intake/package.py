"""A workbook file looked at before it is opened (工作簿文件检查): hostile input, until each part of it was bounded.

An .xlsx is a zip of XML parts. Nothing in it is executed, fetched or expanded: macros, links to other files,
embedded objects and document types are refused; sizes and addresses are bounded before anything lays out a grid.
What the reader of values does not tell is taken from here: which cells hold formulas, and which show percentages.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import normpath
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from ledger.errors import BadInput
from ledger.intake.dialect import Choice, choice_of, made_alike
from ledger.intake.formats import Formats, read_formats

MAX_FILE = 20_000_000
MAX_UNPACKED = 200_000_000
MAX_PARTS = 2_000
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 20_000, 400, 400_000
"""Of one sheet. A round of 24 applicants and 7 experts has some thousand rows."""

_DECLARES = "it declares document types or entities, which no spreadsheet program writes"
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = re.compile(r"(?i)vba|macrosheets/|xl4?macro|customui|jdedata")
_LINKS = re.compile(r"(?i)externallinks/|/connections\.xml|querytables/|xl/model/")
_OBJECTS = re.compile(r"(?i)activex/|embeddings/|ctrlprops/")
_CUT_LINKS = "break its links under Data, Edit Links, or copy the rows into the workbook that `ledger template` wrote"
_COPY_ROWS = "copy the rows into the workbook that `ledger template` wrote"
_REF = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_PICTURE = "DISPIMG("
"""The formula by which WPS puts a picture into a cell."""


@dataclass(slots=True)
class Looks:
    """What is known of a sheet besides its values: addresses such as ``D5``."""

    formulas: dict[str, bool] = field(default_factory=dict)
    """Cells with a formula, and whether a computed value stands beside it."""
    percents: set[str] = field(default_factory=set)
    dates: dict[str, str] = field(default_factory=dict)
    """Cells that show a date in part, if they hold one, and which part: ``y``, ``ym`` or ``md``."""
    pictures: set[str] = field(default_factory=set)
    """Cells with a picture in them, not above them."""
    errors: dict[str, str] = field(default_factory=dict)
    """Cells that show an error, such as #REF!."""
    merged: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    """Drop-downs that only programs since 2010 know."""


@dataclass(frozen=True, slots=True)
class Package:
    """工作簿文件: the bytes of a workbook that was looked at, in the usual dialect, and what its sheets look like."""

    path: Path
    content: bytes
    looks: dict[str, Looks]


def open_package(path: Path) -> Package:
    """Return the workbook file at ``path``, bounded and harmless. Raises ``BadInput`` without a place."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
        content = _harmless(content)
        return Package(path, content, _looks(content))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, KeyError, UnicodeDecodeError, ValueError) as error:
        raise BadInput("", f"it is no .xlsx workbook, or damaged: {type(error).__name__}", "save it anew as .xlsx") from None
    except DefusedXmlException:
        raise BadInput("", _DECLARES, "save it anew as .xlsx") from None
    except ParseError:
        raise BadInput("", "one of its parts is no XML", "save it anew as .xlsx") from None
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


def _harmless(content: bytes) -> bytes:
    """Return the file in the usual dialect, after what is too large or does not belong was refused."""
    if len(content) > MAX_FILE:
        raise BadInput("", f"a workbook has at most {MAX_FILE} bytes", "put pictures and scans beside it, not inside")
    if content[:4] == _OLE:
        if _ENCRYPTED in content:
            raise BadInput("", "it is encrypted", "save it without a password")
        raise BadInput("", "it is in the old .xls or .et format, whatever its name says", "save it as .xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        _bound(parts)
    return made_alike(content)


def _looks(content: bytes) -> dict[str, Looks]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if "macroEnabled" in parts.read("[Content_Types].xml").decode("utf-8", "replace"):
            raise BadInput("", "it holds macros", _COPY_ROWS)
        is_styled = "xl/styles.xml" in parts.namelist()
        formats = read_formats(fromstring(parts.read("xl/styles.xml"), forbid_dtd=True)) if is_styled else Formats()
        return {name: _look_at(parts, part, formats) for name, part in _sheet_parts(parts)}


def _bound(parts: zipfile.ZipFile) -> None:
    """Raise ``BadInput`` for what is too large or does not belong; read everything once, so that declared sizes are true."""
    entries = parts.infolist()
    if len(entries) > MAX_PARTS:
        raise BadInput("", f"{len(entries)} parts; a workbook has at most {MAX_PARTS}", "save it anew as .xlsx")
    if len({entry.filename.replace("\\", "/").lower() for entry in entries}) < len(entries):
        raise BadInput("", "two of its parts have one name", "save it anew as .xlsx")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise BadInput("", f"unpacked it has more than {MAX_UNPACKED} bytes", "put pictures and scans beside it, not inside")
    for entry in entries:
        if entry.flag_bits & 1:
            raise BadInput("", "it is encrypted", "save it without a password")
        _must_be_inert(entry.filename.replace("\\", "/"))
        is_text = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
        head = b""
        with parts.open(entry) as stream:
            while block := stream.read(1 << 20):
                if is_text and (b"<!DOCTYPE" in head + block or b"<!ENTITY" in head + block):
                    raise BadInput("", _DECLARES, "save it anew as .xlsx")
                head = block[-16:]


def _must_be_inert(name: str) -> None:
    if _MACROS.search(name):
        raise BadInput("", "it holds macros", _COPY_ROWS)
    if _LINKS.search(name):
        raise BadInput("", "it holds links to other files or databases", _CUT_LINKS)
    if _OBJECTS.search(name):
        raise BadInput("", "it holds embedded objects or controls", _COPY_ROWS)


def _sheet_parts(parts: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet and the part that it stands in."""
    targets = {}
    for relation in fromstring(parts.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True):
        target = relation.get("Target", "").replace("\\", "/")
        targets[relation.get("Id", "")] = normpath(target if target.startswith("/") else f"/xl/{target}").removeprefix("/")
    for element in fromstring(parts.read("xl/workbook.xml"), forbid_dtd=True).iter():
        if _local(element) == "sheet":
            id = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
            if "worksheets/" in targets.get(id, ""):
                yield element.get("name", ""), targets[id]


def _look_at(parts: zipfile.ZipFile, part: str, formats: Formats) -> Looks:
    looks, cells, row, column, dates = Looks(), 0, 0, 0, dict(formats.dates)
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
                cells += _take(looks, element, f"{column_letters(column)}{row}", formats.percents, dates)
                if cells and (row > MAX_ROWS or column > MAX_COLUMNS or cells > MAX_CELLS) and len(element):
                    raise BadInput(
                        "",
                        f"a sheet holds something at {column_letters(column)}{row}; the most are {MAX_ROWS} rows and {MAX_COLUMNS} columns",
                        "delete what stands far outside the table",
                    )
            elif name == "mergeCell":
                looks.merged.append(element.get("ref", ""))
            elif (choice := choice_of(element)) is not None:
                looks.choices.append(choice)
            if name == "row":
                element.clear()
    return looks


def _take(looks: Looks, element: Element, ref: str, percents: Container[str], dates: Mapping[str, str]) -> int:
    """Note how a cell looks; return 1 where something stands in it."""
    inside = {_local(part): part for part in element}
    value = "".join(inside["v"].itertext()) if "v" in inside else ""
    kind, style = element.get("t"), element.get("s", "0")
    if "f" in inside:
        # A text without letters is a computed value too; a number without digits is none.
        looks.formulas[ref] = bool(value) or (kind == "str" and "v" in inside)
        if _PICTURE in "".join(inside["f"].itertext()):
            looks.pictures.add(ref)
    if kind == "e":
        looks.errors[ref] = value
        if element.get("vm") and "f" not in inside:
            looks.pictures.add(ref)  # how Excel keeps it: an error to programs that know no pictures in cells
    if style in percents:
        looks.percents.add(ref)
    if style in dates:
        looks.dates[ref] = dates[style]
    return int(bool(inside))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
