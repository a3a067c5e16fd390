"""The sheet 更正例外 read (更正与例外): rows about other rows.

A correction (更正) names a row that is on record, what it says now, why, and who approved it; it becomes an act of
the same kind that takes the other's place. A deviation (例外) names a row that a rule refuses; the body that
departed from the rule must sign that act with its own key, so it becomes a draft for that body and no transcription.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from ledger.errors import BadInput
from ledger.events.event import Event
from ledger.events.partial import encode_partial
from ledger.intake import cells
from ledger.intake.cells import Cell
from ledger.intake.columns import (
    APPROVED,
    CHANGES,
    CORRECTION,
    DEVIATION,
    ON,
    REASON,
    RESULT,
    ROW,
    RULE,
    TARGET,
    WHAT,
    columns_of,
    forms,
)
from ledger.intake.entries import Entry, Place, Remark, score_key
from ledger.intake.folder import Attachments
from ledger.intake.labels import label
from ledger.intake.rows import SheetReader
from ledger.intake.scoresheet import PHASES, points_of
from ledger.intake.scratch import Scratch
from ledger.intake.sheets import CORRECTIONS, SCORE, sheets
from ledger.intake.values import Form, read
from ledger.intake.workbook import Book
from ledger.record.envelope import Deviation
from ledger.rules.citation import RULES
from ledger.stages.fact import Fact

_TEXT = Form("text")
_WORDS = Form("text", optional=True)


@dataclass(frozen=True, slots=True)
class Amendment:
    """更正或例外: one row of the sheet, not yet held against what it is about. ``entry`` has the paper and the places."""

    reader: SheetReader
    row: int
    what: str
    key: str
    target: str
    changes: str
    rule: str
    why: str
    approved_by: str
    entry: Entry


def key_named(reference: str) -> str:
    """Return the key of the row that a reference means: ``申003``, or ``评分/E-03/资料评审/A-02/4.1``. Raises ``BadInput``."""
    parts = [part.strip() for part in cells.half_width(reference).split("/")]
    if parts[0] == "评分" and len(parts) == 5:
        phase = next((phase.value for phase, name in PHASES.items() if parts[2] in (name, phase.value)), "")
        if phase:
            return score_key(parts[1].upper(), phase, parts[3].upper(), parts[4])
    sheet = next((sheet for sheet in (*sheets(), CORRECTIONS) if parts[0].startswith(sheet.sign)), None)
    if len(parts) != 1 or sheet is None:
        way_out = "write the number of the row, or of a score 评分/E-03/资料评审/A-02/4.1"
        raise BadInput("", f"{reference!r} is no number of a row", way_out)
    return f"{sheet.name}/{parts[0]}"


def read_amendments(book: Book, attachments: Attachments, remarks: list[Remark]) -> list[Amendment]:
    """Return the rows of the sheet 更正例外. Faults become remarks."""
    reader = SheetReader(book, CORRECTIONS, attachments, remarks)
    found = []
    for row in reader.filled_rows():
        before = len(remarks)
        one = _read(reader, row)
        if one is not None and all(remark.notice for remark in remarks[before:]):
            found.append(one)
    return found


def corrected(one: Amendment, entries: Mapping[str, Entry], scratch: Scratch, fact: Fact | None) -> Entry | None:
    """Return the entry of a correction: what its target says, with the changes; None, and remarks, where it cannot be made.

    ``fact`` is what stands on record for the target, if anything does.
    """
    target = entries.get(one.target)
    if fact is not None:
        kind: type[Event] = type(fact.event)
        event: dict[str, Any] = msgspec.to_builtins(fact.event, enc_hook=encode_partial)
        behalf = fact.said.provenance.on_behalf_of
    elif target is not None:
        kind, event, behalf = target.kind, dict(target.event), target.behalf
    else:
        error = BadInput("", f"nothing is known of {one.target!r}", "write the number of a row that is on record")
        one.reader.complain(one.reader.ref(one.row, TARGET), error)
        return None
    try:
        event |= _changes(one, kind, event, scratch)
    except BadInput as error:
        one.reader.complain(one.reader.ref(one.row, CHANGES), error)
        return None
    return replace(one.entry, kind=kind, event=event, behalf=behalf, corrects=one.target, why=one.why, approved_by=one.approved_by)


def deviations(amendments: Iterable[Amendment], entries: Mapping[str, Entry]) -> None:
    """Put each deviation on the entry that it is about."""
    for one in amendments:
        if one.what != DEVIATION:
            continue
        target = entries.get(one.target)
        if target is None:
            error = BadInput("", f"no row {one.target!r} stands in this folder", "fill in the row that departs from the rule, and name it")
            one.reader.complain(one.reader.ref(one.row, TARGET), error)
        elif one.rule not in RULES:
            one.reader.complain(
                one.reader.ref(one.row, RULE), BadInput("", f"{one.rule!r} is no rule", "copy the name of the rule from the column 结果")
            )
        else:
            target.deviation = Deviation(rule=one.rule, why=one.why, authority=one.approved_by)


def _read(reader: SheetReader, row: int) -> Amendment | None:
    what = str(reader.value(row, WHAT, _TEXT) or "")
    if what not in (CORRECTION, DEVIATION):
        if what:
            error = BadInput("", f"{what!r} is neither a correction nor a deviation", f"choose {CORRECTION} or {DEVIATION}")
            reader.complain(reader.ref(row, WHAT), error)
        return None
    place = Place(reader.book.path, CORRECTIONS.name, reader.ref(row, WHAT))
    on = str(reader.value(row, ON, Form("partial")) or "") if what == CORRECTION else ""
    entry = Entry(Event, place, "", (len(sheets()), row), {}, on)
    entry.cells = {column.field: reader.ref(row, column) for column in columns_of(CORRECTIONS)}
    entry.result = Place(reader.book.path, CORRECTIONS.name, reader.ref(row, RESULT))
    target = ""
    try:
        reference = str(reader.value(row, TARGET, Form("paper")) or "")
        target = key_named(reference) if reference else ""
        number = cells.code(reader.cell(row, ROW))
        entry.key = f"{CORRECTIONS.name}/{number}" if number else f"{CORRECTIONS.name}/{reference}/{on}"
    except BadInput as error:
        reader.complain(reader.ref(row, TARGET), error)
    changes = str(reader.value(row, CHANGES, _TEXT if what == CORRECTION else _WORDS) or "")
    rule = str(reader.value(row, RULE, _TEXT if what == DEVIATION else _WORDS) or "")
    why, approved_by = (str(reader.value(row, column, _TEXT) or "") for column in (REASON, APPROVED))
    if what == CORRECTION:
        reader.provenance(row, entry)
    return Amendment(reader, row, what, entry.key, target, changes, rule, why, approved_by, entry)


def _changes(one: Amendment, kind: type[Event], event: Mapping[str, Any], scratch: Scratch) -> dict[str, Any]:
    """Return the fields that the lines of 更正内容 change. A line without = goes on with the value above it."""
    known = {name for field in forms(kind) for name in (field, label(field, kind.wire_name))}
    stated: list[tuple[str, str]] = []
    for line in one.changes.split("\n"):
        name, equals, value = line.replace("＝", "=").partition("=")
        if equals and name.strip() in known:
            stated.append((name.strip(), value))
        elif stated:
            stated[-1] = (stated[-1][0], f"{stated[-1][1]}\n{line}")
        else:
            permitted = "、".join(label(field, kind.wire_name) for field in forms(kind))
            raise BadInput("", f"{line!r} is not of the form column=new value", f"the columns are: {permitted}")
    changed: dict[str, Any] = {}
    for name, value in stated:
        field = next(field for field in forms(kind) if name in (field, label(field, kind.wire_name)))
        if kind.wire_name == SCORE and field == "points" and value.strip().endswith(("%", "％")):
            item = scratch.history.round(scratch.round_id).opening.rubric.get(event["item"])
            if item is None:
                raise BadInput("", f"{event['item']!r} is no item of the adopted rubric", "write the points instead of a percentage")
            changed[field] = points_of(Cell(value.strip()), item)
        else:
            form = forms(kind)[field]
            found = read(form, Cell(value.strip(" ")))
            if form.kind == "paper" and found is not None:
                found = one.reader.attachments.digest(one.reader.attachments.find(found))
            changed[field] = found
    return changed
