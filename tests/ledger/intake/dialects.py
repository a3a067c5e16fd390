"""Workbooks rewritten as Excel and WPS write them: what their files look like inside, feature by feature.

``docs/decisions/0012-workbook-dialects.md`` names the real file that showed each of these.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element, SubElement

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
CHINESE_DAY = 'yyyy"年"m"月"d"日"'

EXCEL, WPS = "Microsoft Excel", "WPS 表格"

BUILD_OF_WPS = (
    f'<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
    "<vt:lpwstr>2052-12.1.0.16729</vt:lpwstr></property></Properties>"
).encode()

for prefix, uri in {"": MAIN, "r": f"{OFFICE}/relationships", "x14": X14, "xm": XM, "x14ac": AC, "mc": MC}.items():
    ET.register_namespace(prefix, uri)

Parts = dict[str, bytes]


def m(name: str) -> str:
    return f"{{{MAIN}}}{name}"


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def save(path: Path, parts: Parts, *, as_wps: bool = False) -> Path:
    """Write parts into a workbook file; WPS writes its folders too."""
    folders = {f"{name.rpartition('/')[0]}/" for name in parts if "/" in name} if as_wps else set()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as into:
        for name in sorted({*parts, *folders}):
            into.writestr(name, parts.get(name, b""))
    return path


def edit(path: Path, part: str, change: Callable[[str], str]) -> None:
    """Change the text of one part of a workbook file."""
    parts = parts_of(path)
    before = parts[part].decode()
    after = change(before)
    assert after != before, f"nothing was changed in {part}"
    save(path, parts | {part: after.encode()})


@dataclass
class Strings:
    """Shared strings, written one as the other in turn: plain, in pieces of their own look, with the sound of their signs."""

    program: str
    items: list[Element] = field(default_factory=list)

    def add(self, text: str) -> int:
        item, way = Element(m("si")), len(self.items) % 3
        pieces = [text] if way == 0 or len(text) < 2 or "_x" in text else [text[: len(text) // 2], text[len(text) // 2 :]]
        for number, piece in enumerate(pieces):
            holder = SubElement(item, m("r")) if len(pieces) > 1 else item
            if number:
                look = SubElement(holder, m("rPr"))
                SubElement(look, m("sz"), val="10")
                SubElement(look, m("rFont"), val="宋体")
                SubElement(look, m("charset"), val="134")
            SubElement(holder, m("t"), {SPACE: "preserve"} if piece.strip() != piece or "\n" in piece else {}).text = piece
        if self.program == EXCEL and way == 2:
            SubElement(SubElement(item, m("rPh"), sb="0", eb="1"), m("t")).text = "ヨミ"
            SubElement(item, m("phoneticPr"), fontId="1", type="noConversion")
        self.items.append(item)
        return len(self.items) - 1

    def part(self) -> bytes:
        root = Element(m("sst"), count=str(len(self.items)), **({"uniqueCount": str(len(self.items))} if self.program == EXCEL else {}))
        root.extend(self.items)
        return xml(root)


def xml(root: Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + ET.tostring(root, "unicode").encode()


def as_excel(path: Path, to: Path | None = None) -> Path:
    """Rewrite a workbook as Excel saves it."""
    return _rewritten(path, EXCEL, to)


def as_wps(path: Path, to: Path | None = None) -> Path:
    """Rewrite a workbook as WPS saves it."""
    return _rewritten(path, WPS, to)


def _rewritten(path: Path, program: str, to: Path | None) -> Path:
    parts, strings = parts_of(path), Strings(program)
    known = ["".join(item.itertext()) for item in ET.fromstring(parts.get("xl/sharedStrings.xml", b"<sst/>"))]
    parts["xl/styles.xml"], days = _styles(parts["xl/styles.xml"].decode(), program)
    for name in [name for name in parts if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]:
        sheet = ET.fromstring(parts[name])
        _cells(sheet, known, strings, program)
        if program == EXCEL:
            _newer_choices(sheet)
            _trailing_rows(sheet, days)
        parts[name] = _as_root_of(program, xml(sheet))
    if "xl/sharedStrings.xml" not in parts:
        _take_in(parts, "xl/sharedStrings.xml", "spreadsheetml.sharedStrings", "sharedStrings", "xl/_rels/workbook.xml.rels")
    parts["xl/sharedStrings.xml"] = strings.part()
    parts["xl/workbook.xml"] = _workbook(parts["xl/workbook.xml"].decode(), program)
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b'Target="/xl/', b'Target="')
    parts["docProps/app.xml"] = (
        f'<Properties xmlns="{OFFICE}/extended-properties"><Application>{program}</Application></Properties>'.encode()
    )
    if program == WPS:
        _take_in(parts, "docProps/custom.xml", "custom-properties", "custom-properties", "_rels/.rels")
        parts["docProps/custom.xml"] = BUILD_OF_WPS
    return save(to or path, parts, as_wps=program == WPS)


def _styles(styles: str, program: str) -> tuple[bytes, list[str]]:
    """Let days look as in mainland China: by a format that Excel has built in, by one that WPS writes out. Return their styles too."""
    day = re.search(r'<numFmt (?=[^>]*formatCode="yyyy-mm-dd")[^>]*numFmtId="(\d+)"[^>]*/>', styles)
    if day is None:
        return styles.encode(), []
    codes = re.findall(r"<xf ([^>]*)>", styles[styles.index("<cellXfs") : styles.index("</cellXfs>")])
    days = [str(number) for number, code in enumerate(codes) if f'numFmtId="{day[1]}"' in code]
    if program == EXCEL:
        return re.sub(rf'(<xf [^>]*numFmtId="){day[1]}"', r'\g<1>31"', styles.replace(day[0], "")).encode(), days
    return styles.replace("yyyy-mm-dd", f"[$-804]{CHINESE_DAY.replace(chr(34), '&quot;')};@").encode(), days


def _cells(sheet: Element, known: list[str], strings: Strings, program: str) -> None:
    for row in sheet.iter(m("row")):
        cells = list(row)
        if cells:
            row.set("spans", f"1:{len(cells)}")
        if program == EXCEL:
            row.set(f"{{{AC}}}dyDescent", "0.15")
        for cell in cells:
            if (written := cell.find(m("is"))) is not None:
                text = "".join(written.itertext())
                cell.remove(written)
                cell.set("t", "s")
                SubElement(cell, m("v")).text = str(strings.add(text))
                continue
            value = cell.find(m("v"))
            if value is None or value.text is None:
                continue
            if cell.get("t") == "s":
                value.text = str(strings.add(known[int(value.text)]))
            elif cell.get("t", "n") == "n" and cell.find(m("f")) is None:
                cell.attrib.pop("t", None)
                value.text = f"{float(value.text):.17g}"  # 0.85 is kept as 0.84999999999999998


def _newer_choices(sheet: Element) -> None:
    """Move the drop-downs whose list stands on another sheet to where Excel keeps them since 2010: behind everything else."""
    rules = sheet.find(m("dataValidations"))
    moved = [rule for rule in (rules if rules is not None else ()) if "!" in (rule.findtext(m("formula1")) or "")]
    if rules is None or not moved:
        return
    inside = SubElement(
        SubElement(SubElement(sheet, m("extLst")), m("ext"), uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"), f"{{{X14}}}dataValidations"
    )
    for rule in moved:
        rules.remove(rule)
        newer = SubElement(inside, f"{{{X14}}}dataValidation", {name: value for name, value in rule.attrib.items() if name != "sqref"})
        SubElement(SubElement(newer, f"{{{X14}}}formula1"), f"{{{XM}}}f").text = rule.findtext(m("formula1"))
        SubElement(newer, f"{{{XM}}}sqref").text = rule.get("sqref")
    if len(rules):
        rules.set("count", str(len(rules)))
    else:
        sheet.remove(rules)


def _trailing_rows(sheet: Element, days: list[str]) -> None:
    """Leave thousands of rows that are formatted and hold nothing, as a fill that was dragged too far leaves them."""
    data = sheet.find(m("sheetData"))
    assert data is not None
    for number in range(1000, 4000) if days else ():
        SubElement(SubElement(data, m("row"), r=str(number), ht="13.5", customHeight="1"), m("c"), r=f"D{number}", s=days[0])


def _as_root_of(program: str, part: bytes) -> bytes:
    more = {
        EXCEL: b' mc:Ignorable="x14ac xr xr2" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
        b' xmlns:xr2="http://schemas.microsoft.com/office/spreadsheetml/2015/revision2" xr:uid="{00000000-0001-0000-0000-000000000000}"',
        WPS: b' xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"',
    }[program]
    if program == EXCEL and b"xmlns:mc=" not in part:
        more += f' xmlns:mc="{MC}"'.encode()
    return re.sub(rb"<worksheet ", b"<worksheet" + more + b" ", part, count=1)


def _workbook(workbook: str, program: str) -> bytes:
    version = '<fileVersion appName="xl" lastEdited="7" lowestEdited="7" rupBuild="28827"/>'
    ours = (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x15" '
        'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"><x15ac:absPath '
        'url="C:\\Users\\办公室\\Desktop\\" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/>'
        "</mc:Choice></mc:AlternateContent>"
    )
    workbook = re.sub(r"(<workbook [^>]*>)", rf"\1{version}", workbook, count=1)
    return (workbook.replace("<bookViews>", ours + "<bookViews>") if program == EXCEL else workbook).encode()


def _take_in(parts: Parts, name: str, content: str, kind: str, relations: str) -> None:
    """Name a new part where a workbook names its parts."""
    listed = f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.{content}+xml"/></Types>'
    related = f'<Relationship Id="rId{kind}" Type="{OFFICE}/relationships/{kind}" Target="{name.removeprefix("xl/")}"/></Relationships>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", listed.encode())
    parts[relations] = parts[relations].replace(b"</Relationships>", related.encode())
