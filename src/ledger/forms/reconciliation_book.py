"""The reconciliation as a workbook (核对表): one sheet for each comparison, what does not match in red."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ledger.forms.book import Book, Value, points
from ledger.forms.kinds import RECONCILIATION
from ledger.forms.paper import Stand
from ledger.forms.reconciliation import Reconciliation
from ledger.forms.score_confirmation import PHASES
from ledger.terms import Hundredths, RoundId


def write_reconciliation(path: Path, stand: Stand, lang: str, round: RoundId, found: Reconciliation) -> None:
    """Write the workbook. Raises ``StoreUnavailable``."""
    book = Book(path, RECONCILIATION, stand, lang)
    _numbers(book, round, found)
    _scans(book, round, found)
    _marks(book, round, found)
    _documents(book, round, found)
    book.write()


def _numbers(book: Book, round: RoundId, found: Reconciliation) -> None:
    head = [book.say("编号", "number"), book.say("表单", "form"), book.say("领用人", "handed to"), book.say("去向", "ended")]
    head += [book.say("记录号", "records"), book.say("问题", "wrong")]
    rows: list[list[Value]] = [
        [
            row.serial,
            row.form,
            row.issued_to,
            book.say(row.ending.zh, row.ending.value),
            _list(row.positions),
            row.wrong and row.wrong.said(book.lang),
        ]
        for row in found.numbers
    ]
    red = [at for at, row in enumerate(found.numbers) if row.wrong]
    _sheet(book, round, book.say("编号表单", "numbered forms"), head, rows, red)


def _scans(book: Book, round: RoundId, found: Reconciliation) -> None:
    if found.scans is None:
        return
    head = [book.say("编号", "number"), book.say("文件", "file"), book.say("状态", "state"), book.say("记录号", "records")]
    head += [book.say("台账摘要", "digest on record"), book.say("文件摘要", "digest of the file")]
    rows: list[list[Value]] = [
        [row.serial or None, row.file or None, book.say(row.found.zh, row.found.value), _list(row.positions), row.recorded, row.actual]
        for row in found.scans
    ]
    _sheet(book, round, book.say("扫描件", "scans"), head, rows, [at for at, row in enumerate(found.scans) if row.is_wrong])


def _marks(book: Book, round: RoundId, found: Reconciliation) -> None:
    if found.marks is None or found.codes is None:
        return
    head = [
        book.say("专家", "expert"),
        book.say("阶段", "phase"),
        book.say("申报代号", "applicant"),
        book.say("评分项", "item"),
        book.say("文件", "file"),
    ]
    head += [
        book.say("单元格", "cell"),
        book.say("表上", "on the sheet"),
        book.say("台账", "on record"),
        book.say("记录号", "record"),
        book.say("结果", "result"),
    ]
    rows: list[list[Value]] = [
        [
            row.expert,
            PHASES[row.phase].said(book.lang),
            row.applicant or None,
            row.item or None,
            row.file,
            row.cell or None,
            _points(row.on_sheet),
            _points(row.recorded),
            row.position or None,
            book.say(row.compared.zh, row.compared.value) + (f": {row.why}" if row.why else ""),
        ]
        for row in found.marks
    ]
    _sheet(book, round, book.say("评分", "marks"), head, rows, [at for at, row in enumerate(found.marks) if row.is_wrong])
    head = [
        book.say("专家", "expert"),
        book.say("阶段", "phase"),
        book.say("文件", "file"),
        book.say("按表计算", "of the sheet"),
        book.say("按台账计算", "of the record"),
    ]
    codes: list[list[Value]] = [
        [row.expert, PHASES[row.phase].said(book.lang), row.file, row.of_sheet, row.of_record or None] for row in found.codes
    ]
    _sheet(book, round, book.say("校验码", "codes"), head, codes, [at for at, row in enumerate(found.codes) if row.is_wrong])


def _documents(book: Book, round: RoundId, found: Reconciliation) -> None:
    head = [
        book.say("种类", "kind"),
        book.say("编号", "number"),
        book.say("行为", "acts"),
        book.say("记录号", "records"),
        book.say("说明", "said"),
    ]
    rows: list[list[Value]] = [
        [
            book.say(row.kind.zh, row.kind.value),
            row.number or None,
            _list(row.types),
            _list(row.positions),
            row.said and row.said.said(book.lang),
        ]
        for row in found.documents
    ]
    _sheet(book, round, book.say("文号凭证", "documents"), head, rows, [at for at, row in enumerate(found.documents) if row.is_wrong])


def _sheet(book: Book, round: RoundId, name: str, head: Sequence[str], rows: Sequence[Sequence[Value]], red: Sequence[int]) -> None:
    wrong = book.say(f"共 {len(rows)} 行, 不符 {len(red)} 行。", f"{len(rows)} rows, of which {len(red)} do not match.")
    book.sheet(name, f"{round} {book.say('核对表', 'reconciliation')} · {name}", head, rows, red=red, notes=[wrong])


def _list(values: Sequence[int | str]) -> str | None:
    return ", ".join(map(str, values)) or None


def _points(value: Hundredths | None) -> Value:
    return None if value is None else points(value)
