"""Reading a ledger (只读): records turned into facts, in one view. Nothing here can append to the award log.

The public's view opens what a milestone has opened; the other views open everything that is not
shredded, and the access log says so first. A closed field stays ``Undisclosed``.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import Self

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from ledger.errors import BadInput
from ledger.home import Home
from ledger.record.envelope import Record, read_record
from ledger.record.outline import Brief
from ledger.stages import approval, notice, opening
from ledger.stages.fact import Fact, Open, Row, Unopened, Usual, closed_facts, unopened
from ledger.stages.history import History, Round, history_of, history_read_by
from ledger.store import Head, Recorder
from ledger.terms import RoundId, View, day_of, instant
from ledger.vault.access import AccessLog
from ledger.vault.door import Door, Visit, has_opened, opened_fields
from ledger.vault.registers import REGISTERS, ClosedRegisters, in_order, in_pages, place_of_fact, place_of_row
from ledger.vault.vault import Place, Vault

Release = Callable[[Sequence[Place]], Mapping[Place, str]]
"""(sealed fields) -> the disclosures of those that may be opened."""

PAGE = 1000
"""Records that are fetched together, and whose sealed values are released together: one entry of the access log."""

HANDFUL, CLOSED_PAGE = 50, 200
"""Records that are read together, and fetched together, where nothing is released: few enough to stay in the processor's cache."""

DIGITS = 15
"""Of the highest position that any log will have."""
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?", re.ASCII)
"""A day, or an instant with offset, as people write them. Python reads more (weeks, no dashes), which others read otherwise."""
MILESTONES = sorted(kind.wire_name for stage in (opening, notice, approval) for kind in stage.EVENTS)
"""Types that decide what a milestone has opened: see ``ledger.vault.door.is_reached``."""


class Reader:
    """A ledger opened to read, in one view. ``who`` and ``purpose`` go into the access log."""

    def __init__(self, home: Home, view: View = View.PUBLIC, *, who: str = "", purpose: str = "") -> None:
        self.home, self.view = home, view
        self.recorder: Recorder = home.open_store(read_only=True)
        self._registers = ClosedRegisters(self.recorder, lambda rows: facts_of(rows, nothing))
        self._access: AccessLog | None = None
        # A copy of a ledger without its vault can still be read by the public's rules.
        self._door = Door(Vault(self.recorder, home.keyring()), self._open_access, Visit(who, view, purpose)) if home.has_vault else None
        if self._door is None and view is not View.PUBLIC:
            raise BadInput("view", f"the {view.value} view needs the vault, which is not beside this ledger", "read it with --view public")

    def head(self) -> Head:
        """Return where the log ends now."""
        return self.recorder.head()

    def position_at(self, moment: str) -> int:
        """Return the last position recorded up to ``moment``: a position, an instant with offset, or a day (its end).

        Raises ``BadInput``.
        """
        size = self.head().size
        if moment.isascii() and moment.isdigit():
            # Python turns no text of more than 4300 digits into a number.
            if len(moment) > DIGITS or int(moment) > size:
                raise BadInput("--at", f"there is no position {moment[:DIGITS]}; the log ends at {size}")
            return int(moment)
        last = _last_of(moment)
        if last is None:
            raise BadInput("--at", f"{moment!r} is no position, day or instant", "write 814, 2025-09-24 or 2025-09-24T09:00:00+08:00")
        low, high = 0, size
        while low < high:
            middle = (low + high + 1) // 2
            ((position, data),) = self.recorder.read_log(after=middle - 1, upto=middle)
            recorded_at = read_record(data, position, strict=False).log.recorded_at
            early = recorded_at[: len(last)] <= last
            low, high = (middle, high) if early else (low, middle - 1)
        return low

    def rounds(self) -> list[RoundId]:
        """Return the rounds that were opened, in that order."""
        query = DCBQuery(items=[DCBQueryItem(types=["round.opened"], tags=["register:honours"])])
        found = (read_record(e.event.data, e.position, strict=False).act.said.round for e in self.recorder.read(query))
        return list(dict.fromkeys(round for round in found if round is not None))

    def opened(self, text: str, where: str = "ROUND", *, or_waiting: bool = False) -> RoundId:
        """Return the round of that name. Raises ``BadInput`` for one that nobody opened, naming those that were.

        ``or_waiting``: whoever asks can show one that still waits in a folder, and so is told of the option.
        """
        known = self.rounds()
        if (round := RoundId(text)) not in known:
            names, way = ", ".join(known) or "none", "; name --folder for one to be opened" if or_waiting else ""
            raise BadInput(where, f"there is no round {text!r}", f"rounds: {names}{way}")
        return round

    def facts(self, round: RoundId | None = None, upto: int | None = None) -> Iterator[Fact]:
        """Yield the facts of the whole log, or of one round and all registers, in order, up to a position.

        Raises ``UnreadableEvent`` naming the position, ``IntegrityViolation`` for a gap.
        """
        if self._door is None:
            yield from self._closed_facts(round, upto)
        elif self.view is View.PUBLIC:
            yield from self._public_facts(round, upto, self._milestones(round, upto), self._door)
        else:
            door = self._door
            yield from facts_of(self._records(round, upto), lambda places: door.release(places, round, upto))

    def history(self, round: RoundId | None = None, upto: int | None = None) -> History:
        """Return what those facts have established."""
        # Read twice where there are corrections, and so up to an end that stays.
        end = self.head().size if upto is None else upto
        with uncollected():
            if self._door is not None and self.view is not View.PUBLIC:
                release = _once(self._door, round, upto)
                return history_read_by(lambda: facts_of(self._records(round, end), release))
            if self._door is not None and has_opened(reached := self._milestones(round, end)):
                return history_of(self._public_facts(round, end, reached, self._door))
            if round is None:
                return history_read_by(lambda: self._closed_facts(None, end))
            registers, last = self._registers.folded(end)
            history = History(registers, position=last)
            history.read_round(round, lambda: facts_of(self.recorder.read_round(round, upto=end, page=CLOSED_PAGE), nothing))
            return history

    def records(self, round: RoundId | None = None, upto: int | None = None) -> Iterator[Record]:
        """Yield the records behind those facts, as they stand in the log."""
        for position, data in self._records(round, upto):
            yield read_record(data, position, strict=False)

    def close(self) -> None:
        """Let go of the store."""
        self.recorder.close()
        if self._access is not None:
            self._access.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _records(self, round: RoundId | None, upto: int | None) -> Iterator[Row]:
        if round is None:
            return self.recorder.read_log(upto=upto)
        rows = in_pages(self.recorder.read_round(round, upto=upto, page=PAGE), PAGE)
        return in_order(rows, self.recorder.read_tagged(REGISTERS, upto=upto), place_of_row)

    def _closed_facts(self, round: RoundId | None, upto: int | None) -> Iterator[Fact]:
        """Return the facts as they are to somebody for whom nothing is open."""
        if round is None:
            return facts_of(self.recorder.read_log(upto=upto), nothing)
        end = self.head().size if upto is None else upto
        pages = _pages_of(self.recorder.read_round(round, upto=end, page=CLOSED_PAGE), nothing)
        return in_order(pages, self._registers.upto(end), place_of_fact)

    def _milestones(self, round: RoundId | None, upto: int | None) -> dict[RoundId, Round]:
        """Return the rounds, folded as far as it decides what is open to everyone."""
        tags = [] if round is None else [f"round:{round}"]
        rows = self.recorder.read(DCBQuery(items=[DCBQueryItem(types=MILESTONES, tags=tags)]), upto=upto)
        return history_of(facts_of(((e.position, e.event.data) for e in rows), nothing)).rounds

    def _public_facts(self, round: RoundId | None, upto: int | None, reached: dict[RoundId, Round], door: Door) -> Iterator[Fact]:
        if not has_opened(reached):
            yield from self._closed_facts(round, upto)
            return
        rows = self._records(round, upto)
        for page in in_pages(rows, PAGE):
            with uncollected():
                records = unopened(page)
                kinds = {(record.brief.type, record.brief.round): record.brief for record in records}
                open = {which for which, brief in kinds.items() if opened_fields(brief, reached)}
                if open:
                    said = {place: record.brief for record in records if _kind(record.brief) in open for place in _places(record)}
                    opened = door.release_public(said, reached)
                    facts = [record.fact(_opener(opened, record.position)) for record in records]
                else:
                    facts = [record.fact() for record in records]
            yield from facts

    def _open_access(self) -> AccessLog:
        if self._access is None:
            self._access = self.home.open_access_log()
        return self._access


def _once(door: Door, round: RoundId | None, upto: int | None) -> Release:
    """Return what asks ``door`` for each page once, however often the same records are read."""
    released: dict[Place, Mapping[Place, str]] = {}

    def release(places: Sequence[Place]) -> Mapping[Place, str]:
        if not places:
            return {}
        if places[0] not in released:
            released[places[0]] = door.release(places, round, upto)
        return released[places[0]]

    return release


def nothing(_places: Sequence[Place]) -> dict[Place, str]:
    """Release nothing."""
    return {}


def _last_of(moment: str) -> str | None:
    """Return a day or an instant as records write theirs; None where ``moment`` is neither."""
    if not MOMENT.fullmatch(moment):
        return None
    try:
        return day_of(moment).isoformat() if len(moment) == len("2025-09-24") else instant(datetime.fromisoformat(moment))
    except (ValueError, OverflowError):
        return None


def facts_of(rows: Iterator[Row], release: Release) -> Iterator[Fact]:
    """Yield the facts in (position, record) rows. ``release`` is asked once a page for all sealed values in it.

    Raises ``UnreadableEvent`` naming the position.
    """
    return chain.from_iterable(_pages_of(rows, release))


def _pages_of(rows: Iterator[Row], release: Release) -> Iterator[list[Fact]]:
    likely: Usual | None = None
    for page in in_pages(rows, HANDFUL if release is nothing else PAGE):
        with uncollected():
            if release is nothing:
                facts, likely = closed_facts(page, likely)
            else:
                facts = _facts_of_page(page, release)
        yield facts


def _facts_of_page(page: list[Row], release: Release) -> list[Fact]:
    records = unopened(page)
    opened = release([(record.position, digest) for record in records for digest in record.digests])
    if not opened:
        return [record.fact() for record in records]
    inside = [
        (record.position, digest)
        for record in records
        if record.brief.type == "record.sealed" and (act := record.inside(_opener(opened, record.position)(record.digests))) is not None
        for digest in act.body.get("_sd", ())
    ]
    if inside:
        opened = {**opened, **release(inside)}
    return [record.fact(_opener(opened, record.position)) for record in records]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the cycle collector out meanwhile: facts hold no cycles, and it would look at each of them many times."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _opener(opened: Mapping[Place, str], position: int) -> Open:
    return lambda digests: [opened[position, digest] for digest in digests if (position, digest) in opened]


def _places(record: Unopened) -> list[Place]:
    return [(record.position, digest) for digest in record.digests]


def _kind(brief: Brief) -> tuple[str, RoundId | None]:
    return brief.type, brief.round
