"""Paper of the office (公文用纸): A4 pages in Word's form, with a foot that ties them to the record.

Layout after GB/T 9704-2012 where a form has no other: text of size three (16 pt) in FangSong, titles in a Song of size two,
tables in Song. Where a machine lacks a typeface the file names the one to take instead. No seal is ever drawn: a dotted box
says where it goes.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from ledger.errors import StoreUnavailable
from ledger.forms.kinds import Kind
from ledger.forms.letters import punctuated
from ledger.forms.step import Text

SONG, FANG_SONG, TITLE_SONG, LATIN = "宋体", "仿宋_GB2312", "方正小标宋简体", "Times New Roman"
_INSTEAD = {SONG: "SimSun", FANG_SONG: "仿宋", TITLE_SONG: "宋体"}
_ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
EMPTY = "—"
"""What stands in a cell that has nothing: a blank would look forgotten."""


class Stand(NamedTuple):
    """账面: what a form was printed from: the origin of the log, how many records it held, their root, and the day of printing."""

    origin: str
    position: int
    root: bytes
    day: date

    @property
    def root_text(self) -> str:
        """The root as a checkpoint writes it (C2SP)."""
        return b64encode(self.root).decode()

    def foot(self, form: Kind, lang: str) -> tuple[str, str]:
        """Return the two lines that tie a form to the record."""
        said = Text(
            f"表单 {form.number} · 台账 {self.origin} · 记录数 {self.position} · 打印日期 {self.day}",
            f"form {form.number} · ledger {self.origin} · {self.position} records · printed on {self.day}",
        )
        return said.said(lang), Text(f"根 (SHA-256) {self.root_text}", f"root (SHA-256) {self.root_text}").said(lang)


class Paper:
    """One file in the making. Sizes in points, widths in millimetres."""

    def __init__(self, form: Kind, stand: Stand, lang: str, *, is_official: bool = False, landscape: bool = False) -> None:
        self.lang, self.document = lang, Document()
        self._name_typefaces()
        self._set_page(is_official=is_official, landscape=landscape)
        properties = self.document.core_properties
        foot = stand.foot(form, lang)
        properties.title, properties.author, properties.comments = form.text.said(lang), "", " · ".join(foot)
        properties.created = properties.modified = datetime(stand.day.year, stand.day.month, stand.day.day)  # noqa: DTZ001 - OOXML keeps none
        self._foot(foot, is_official=is_official)

    def say(self, zh: str, en: str) -> str:
        """Return one of two texts, by the language of this paper."""
        return zh if self.lang == "zh" else en

    def title(self, text: str, size: int = 22) -> None:
        """Add a title in the middle."""
        paragraph = self._paragraph(text, TITLE_SONG, size, align="center")
        paragraph.paragraph_format.space_after = Pt(10)
        paragraph.paragraph_format.keep_with_next = True

    def line(
        self,
        text: str,
        *,
        size: int = 12,
        align: str = "left",
        typeface: str = SONG,
        bold: bool = False,
        before: int = 0,
        after: int = 4,
    ) -> Paragraph:
        """Add one line or paragraph without indent."""
        paragraph = self._paragraph(text, typeface, size, align=align, bold=bold)
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
        return paragraph

    def text(self, text: str, size: int = 16) -> None:
        """Add a paragraph of running text, two characters in."""
        paragraph = self._paragraph(text, FANG_SONG, size, align="left")
        form = paragraph.paragraph_format
        if self.lang == "zh":
            form.first_line_indent = Pt(2 * size)
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(28 if size >= 16 else size * 1.6)
        else:
            form.space_after = Pt(6)

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[int],
        *,
        right: Sequence[int] = (),
        left: Sequence[int] = (),
        size: int = 11,
    ) -> None:
        """Add a table whose head stands on every page. Columns are counted from 0: ``right`` hold numbers, ``left`` long texts."""
        table = self.document.add_table(rows=1, cols=len(head))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        _fix_layout(table, widths)
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            self._fill(cell, text, size, "center", bold=True)
        _mark(table.rows[0], "w:tblHeader")
        for row in rows:
            cells = table.add_row().cells
            _mark(table.rows[-1], "w:cantSplit")
            for at, text in enumerate(row):
                self._fill(cells[at], text or EMPTY, size, "right" if at in right else "left" if at in left else "center")
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
        self.line("", size=6, after=2)

    def box(self, lines: Iterable[str], *, width: int, dotted: bool = False, size: int = 10) -> None:
        """Add a frame around some lines; a dotted one is the place of a seal."""
        self.line("", size=6, after=2)
        table = self.document.add_table(rows=1, cols=1)
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        _fix_layout(table, [width])
        cell = table.rows[0].cells[0]
        cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _mark(table.rows[0], "w:cantSplit")
        if dotted:
            _border(cell, "dashed")
        for number, text in enumerate(lines):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            self._run(paragraph, text, SONG, size)
            paragraph.paragraph_format.space_after = Pt(2)
        self.line("", size=6, after=2)

    def signatures(self, labels: Sequence[str], size: int = 12) -> None:
        """Add blank lines to be signed, each with its day."""
        day = self.say("年    月    日", "date: ____________")
        for label in labels:
            paragraph = self._paragraph(
                f"{label}：______________________      {day}" if self.lang == "zh" else f"{label}: ______________________      {day}",
                SONG,
                size,
                align="left",
            )
            paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(10), Pt(6)

    def next_page(self) -> None:
        """Begin a new page."""
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def write(self, path: Path) -> None:
        """Write the file. Raises ``StoreUnavailable``."""
        write_with(path, lambda: self.document.save(str(path)))

    # How it is made

    def _paragraph(self, text: str, typeface: str, size: int, *, align: str, bold: bool = False) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = _ALIGN[align]
        paragraph.paragraph_format.space_after = Pt(0)
        self._run(paragraph, text, typeface, size, bold=bold)
        return paragraph

    def _run(self, paragraph: Paragraph, text: str, typeface: str, size: int, *, bold: bool = False, as_it_is: bool = False) -> None:
        run = paragraph.add_run(text if as_it_is or self.lang != "zh" else punctuated(text))
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, LATIN
        fonts = _xml(run).get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), typeface)

    def _fill(self, cell: _Cell, text: str, size: int, align: str, *, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = _ALIGN[align]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        self._run(paragraph, text, SONG, size, bold=bold, as_it_is=True)

    def _set_page(self, *, is_official: bool, landscape: bool) -> None:
        section = self.document.sections[0]
        width, height = Mm(210), Mm(297)
        section.page_width, section.page_height = (height, width) if landscape else (width, height)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        top, bottom, left, right = (37, 35, 28, 26) if is_official else (25, 22, 25, 25)
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(top), Mm(bottom), Mm(left), Mm(right)
        section.footer_distance = Mm(18 if is_official else 10)

    def _foot(self, lines: Sequence[str], *, is_official: bool) -> None:
        footer = self.document.sections[0].footer
        paragraph = footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, between, after = ("— ", None, " —") if is_official else self._pages()
        self._run(paragraph, before, SONG, 10)
        _field(paragraph, "PAGE", 10)
        if between is not None:
            self._run(paragraph, between, SONG, 10)
            _field(paragraph, "NUMPAGES", 10)
        self._run(paragraph, after, SONG, 10)
        for text in lines:
            below = footer.add_paragraph()
            below.alignment = WD_ALIGN_PARAGRAPH.CENTER
            below.paragraph_format.space_after = Pt(0)
            self._run(below, text, SONG, 7)

    def _pages(self) -> tuple[str, str, str]:
        return ("第 ", " 页 共 ", " 页") if self.lang == "zh" else ("page ", " of ", "")

    def _name_typefaces(self) -> None:
        """Say in the file's table of typefaces which to take where one is not installed."""
        for part in self.document.part.package.iter_parts():
            if part.partname.endswith("/fontTable.xml"):
                names = "".join(
                    f'<w:font w:name="{name}"><w:altName w:val="{instead}"/><w:charset w:val="86"/><w:family w:val="roman"/></w:font>'
                    for name, instead in _INSTEAD.items()
                )
                part._blob = part.blob.replace(b"</w:fonts>", names.encode() + b"</w:fonts>")  # noqa: SLF001 - as _xml


def write_with(path: Path, write: Callable[[], object]) -> None:
    """Run what writes ``path``. Raises ``StoreUnavailable`` where the disk or the folder says no."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write()
    except OSError as error:
        raise StoreUnavailable(
            str(path), f"it cannot be written: {error.strerror}", "look at the disk and at the folder's rights"
        ) from None


def _xml(of: Any) -> Any:
    """Return the XML behind a part of a document: python-docx has no word for what is done to it here."""
    return of._element  # noqa: SLF001


def _fix_layout(table: Any, widths: Sequence[int]) -> None:
    layout = OxmlElement("w:tblLayout")
    layout.set(qn("w:type"), "fixed")
    _xml(table).tblPr.append(layout)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)


def _mark(row: Any, name: str) -> None:
    _xml(row).get_or_add_trPr().append(OxmlElement(name))


def _border(cell: _Cell, style: str) -> None:
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:val"), style)
        edge.set(qn("w:sz"), "6")
        borders.append(edge)
    _xml(cell).get_or_add_tcPr().append(borders)


def _field(paragraph: Paragraph, name: str, size: int) -> None:
    """Add a number that Word works out, such as that of the page."""
    for kind in ("begin", None, "separate", "text", "end"):
        run = paragraph.add_run("1" if kind == "text" else "")
        run.font.size, run.font.name = Pt(size), LATIN
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {name} "
            _xml(run).append(instruction)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            _xml(run).append(mark)
