"""Numbered forms against the record (编号核对): every number that was handed out ends used, spoiled or unused, and is used once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from ledger.events.forms import FormsIssued
from ledger.forms.step import Text
from ledger.rules.paper_forms import Serial, serial_of
from ledger.stages.fact import Fact
from ledger.stages.history import Round
from ledger.terms import Digest


class Ending(StrEnum):
    """编号去向: where a number ended."""

    USED = "used"
    SPOILED = "spoiled"
    RETURNED = "returned"
    OUT = "unaccounted"

    @property
    def zh(self) -> str:
        return {"used": "已使用", "spoiled": "已作废", "returned": "交回未用", "unaccounted": "未交代"}[self.value]


class Use(NamedTuple):
    """使用: an act that stands on a numbered paper. ``paper``: for whom, its date, its scan."""

    serial: str
    position: int
    type: str
    paper: tuple[str | None, str | None, Digest | None]

    @property
    def which(self) -> tuple[str | None, str | None, Digest | None]:
        """The same for all acts of one paper: a sheet that was filled in over several days is one, as its one scan shows."""
        behalf, dated, scan = self.paper
        return behalf, None if scan else dated, scan


class NumberRow(NamedTuple):
    """编号: one number, how it ended, at which positions it was used, and what is wrong with it, if anything.

    ``form`` and ``issued_to`` are None for a number that nobody handed out.
    """

    serial: str
    form: str | None
    issued_to: str | None
    ending: Ending
    positions: tuple[int, ...]
    wrong: Text | None


def uses_of(facts: Iterable[Fact]) -> tuple[Use, ...]:
    """Return every use of a numbered paper, in the order of the log."""
    found = []
    for fact in facts:
        source = fact.said.provenance
        if source.serial is not None:
            paper = (source.on_behalf_of, source.dated, source.scan)
            found.append(Use(source.serial, fact.position or 0, fact.said.type, paper))
    return tuple(found)


def serials_of(uses: Iterable[Use]) -> frozenset[Serial]:
    """Return the serials among the papers; a number of another form, such as that of a letter, is none."""
    return frozenset(serial for use in uses if (serial := serial_of(use.serial)) is not None)


def unended(round: Round, used: Collection[Serial]) -> list[Serial]:
    """Return what was handed out and is neither used, spoiled nor back."""
    state = round.forms
    ended = {series: state.ended(series) for series in {event.series for event in state.issued.values()}}
    return [serial for serial, _ in state.handed_out() if serial not in used and serial.number not in ended[serial.series]]


def ranges(serials: Iterable[Serial]) -> Iterator[str]:
    """Yield the serials with what follows each other put together: ``PF-0003…PF-0007``."""
    found = sorted(set(serials))
    starts = [one for one, before in zip(found, [None, *found], strict=False) if before is None or not _follows(before, one)]
    ends = [*(a for a, b in pairwise(found) if not _follows(a, b)), *found[-1:]]
    for first, last in zip(starts, ends, strict=True):
        yield str(first) if first == last else f"{first}…{last}"


def number_rows(round: Round, uses: Iterable[Use]) -> tuple[NumberRow, ...]:
    """Return one row for each number that was handed out or used, in order; numbers of another form last.

    A number that is out is wrong only once the round has its result or is annulled: until then it is in somebody's hands.
    """
    state, is_over = round.forms, bool(round.approval.published_at or round.opening.annulled_at)
    by_serial: dict[Serial | str, list[Use]] = {}
    for use in uses:
        by_serial.setdefault(serial_of(use.serial) or use.serial, []).append(use)
    issued: dict[Serial | str, FormsIssued] = dict(state.handed_out())
    spoiled = {Serial(event.series, event.number) for event in state.spoiled.values()}
    series = {event.series for event in issued.values()}
    ended = {name: state.ended(name) for name in series}
    rows = []
    for key in sorted({*issued, *by_serial}, key=_order):
        used = by_serial.get(key, [])
        back = isinstance(key, Serial) and key.number in ended.get(key.series, ()) and key not in spoiled
        ending = Ending.USED if used else Ending.SPOILED if key in spoiled else Ending.RETURNED if back else Ending.OUT
        wrong = _wrong(used, ending, is_over=is_over, is_spoiled=key in spoiled, is_back=back)
        event = issued.get(key)
        if event is None and wrong is None and isinstance(key, Serial) and key.series in series:
            wrong = Text("该编号未经领用", "nobody handed this number out")
        positions = tuple(use.position for use in used)
        rows.append(NumberRow(str(key), event.form.value if event else None, event.issued_to if event else None, ending, positions, wrong))
    return tuple(rows)


def _wrong(used: list[Use], ending: Ending, *, is_over: bool, is_spoiled: bool, is_back: bool) -> Text | None:
    papers = dict.fromkeys(use.which for use in used)
    if len(papers) > 1:
        first = {paper: next(use.position for use in used if use.which == paper) for paper in papers}
        where = ", ".join(str(position) for position in first.values())
        return Text(
            f"同一编号用于 {len(papers)} 份不同文件 (第 {where} 号记录)",
            f"one number stands on {len(papers)} different papers (records {where})",
        )
    if used and is_spoiled:
        return Text("已作废的编号又被使用", "it was spoiled and is used")
    if used and is_back:
        return Text("已交回的编号又被使用", "it came back blank and is used")
    if ending is Ending.OUT and is_over:
        return Text("年度已有结果, 该编号仍未交代", "the round has its result, and this number is unaccounted for")
    return None


def _order(key: Serial | str) -> tuple[bool, str, int]:
    return (False, key.series, key.number) if isinstance(key, Serial) else (True, key, 0)


def _follows(before: Serial, after: Serial) -> bool:
    return before.series == after.series and before.number + 1 == after.number
