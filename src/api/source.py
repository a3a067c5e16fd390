"""The source (数据来源): the ledger, opened read-only, and what is folded from it.

What the public may see at a position is a function of the records up to there, so a folded round is
kept for the next reader. In every other view nothing is kept: each answer passes the door, which
writes to the access log first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from api.views import Visitor
from ledger.documents.official import OfficialText, read_official
from ledger.errors import IntegrityViolation, StoreUnavailable
from ledger.events.event import TYPES
from ledger.events.founding import LedgerOpened, LogKeyRotated
from ledger.home import Home
from ledger.record.envelope import Record, read_record
from ledger.stages.fact import Fact
from ledger.stages.history import History, history_of
from ledger.store import About, Head, Recorder, query_of
from ledger.terms import RoundId
from ledger.tlog.checkpoint import Checkpoint, read_checkpoint
from ledger.tlog.merkle import Hash, root_of, run_places
from ledger.tlog.note import NoteRefused, read_note
from ledger.vault.door import is_reached
from ledger.vault.reading import Reader
from projections.judging import Judging

REPLAYS, ANSWERS, JUDGINGS = 8, 48, 4
"""How much is kept for the public. A large round holds ten thousand facts, and its timeline a row for each."""

OPENINGS = tuple(sorted({f.milestone for kind in TYPES.values() for f in kind.fields() if f.milestone is not None}))
"""The parameters that name the milestones at which sealed fields open to everyone."""

A = TypeVar("A")


class Kept:
    """最近的回答: the newest few of what was worked out, by key, for many threads. Two may work out the same at once."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], A]) -> A:
        """Return what is kept under ``key``, or make and keep it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: A = self._kept[key]
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class Replay:
    """重放: the facts of one round and of all registers up to a position, in one view, and what they establish.

    Belongs to all readers at once: nobody changes the history.
    """

    round: RoundId
    position: int
    facts: tuple[Fact, ...]
    history: History


@dataclass(frozen=True, slots=True)
class Published:
    """已发布: the newest published checkpoint, and the note that it was read from."""

    checkpoint: Checkpoint
    note: bytes

    @property
    def size(self) -> int:
        return self.checkpoint.size


class Source:
    """One ledger in one view, for many threads. Raises what ``Reader`` raises."""

    def __init__(self, home: Home, visitor: Visitor) -> None:
        self.home, self.visitor = home, visitor
        self._lock = threading.Lock()
        self._reader = self._open()
        self._replays, self._answers, self._judgings = Kept(REPLAYS), Kept(ANSWERS), Kept(JUDGINGS)
        self._positions: dict[RoundId, list[int]] = {}
        self._published: Published | None = None
        self._rounds: tuple[int, list[RoundId]] = (-1, [])

    @property
    def recorder(self) -> Recorder:
        """The store, read-only."""
        return self._reader.recorder

    @property
    def reader(self) -> Reader:
        """The ledger as this view reads it."""
        return self._reader

    def head(self) -> Head:
        """Return where the log ends now."""
        try:
            return self._reader.head()
        except StoreUnavailable:
            # A file that was read as unchanging got a writer, or a database came back: opened anew, it may answer.
            with self._lock:
                self._reader.close()
                self._reader = self._open()
            return self._reader.head()

    def published(self) -> Published | None:
        """Return the newest published checkpoint. Raises ``IntegrityViolation`` when the records do not give its root."""
        found = self.recorder.published()
        if found is None:
            return None
        size, note = found
        if self._published is None or self._published.note != note:
            try:
                checkpoint = read_checkpoint(read_note(note).text)
            except NoteRefused as error:
                raise IntegrityViolation(f"the published checkpoint cannot be read: {error}") from None
            if checkpoint.size != size or self.root(size) != checkpoint.root:
                raise IntegrityViolation(f"the records do not give the root that is published for {size} of them", 1, size)
            self._published = Published(checkpoint, note)
        return self._published

    def root(self, size: int) -> Hash:
        """Return the root of the first ``size`` records."""
        return self.folded_nodes([run_places(0, size)])[0]

    def folded_nodes(self, runs: list[list[tuple[int, int]]]) -> list[Hash]:
        """Return the hash of each run of complete subtrees, read in one go."""
        wanted = [place for run in runs for place in run]
        hashes = iter(self.recorder.nodes(wanted) if wanted else [])
        return [root_of([next(hashes) for _ in run]) for run in runs]

    def entry(self, index: int) -> bytes:
        """Return the bytes of the entry ``index``, which must be there."""
        ((_, data),) = self.recorder.read_log(after=index, upto=index + 1)
        return data

    def rounds(self) -> list[RoundId]:
        """Return the rounds that were opened, in that order."""
        size = self.head().size
        if self._rounds[0] != size:
            self._rounds = (size, self._reader.rounds())
        return self._rounds[1]

    def names(self) -> tuple[str, str]:
        """Return what the ledger is called, in Chinese and English, as its first record says."""
        if not self.head().size:
            return self.home.origin, self.home.origin
        body = read_record(self.entry(0), 1, strict=False).act.said.body
        return str(body.get("name_zh", self.home.origin)), str(body.get("name_en", self.home.origin))

    def official(self) -> OfficialText:
        """Return the official text as it stands in the ledger's folder now, held against the hash on record."""
        return read_official(self.home.attachments, self.entry(0) if self.head().size else None)

    def verifier_key(self) -> str | None:
        """Return the log's verifier key as the records state it; None before the first record."""
        query = query_of([About("register:keys", (LedgerOpened.wire_name, LogKeyRotated.wire_name))])
        said = [read_record(found.event.data, found.position, strict=False).act.said for found in self.recorder.read(query)]
        if not said:
            return None
        return str(said[-1].body["new" if said[-1].type == LogKeyRotated.wire_name else "log_key"])

    def records(self, round: RoundId, after: int, upto: int) -> Iterator[Record]:
        """Yield the records of one round behind ``after`` up to ``upto``, as they stand in the log."""
        for position, data in self.recorder.read_round(round, after=after, upto=upto):
            yield read_record(data, position, strict=False)

    def recorded_at(self, position: int) -> str:
        """Return when the record at ``position`` was taken; "" for the beginning."""
        return read_record(self.entry(position - 1), position, strict=False).log.recorded_at if position else ""

    def positions(self, round: RoundId) -> list[int]:
        """Return the positions of all records of a round, in order."""
        with self._lock:
            known = self._positions.setdefault(round, [])
            known += [position for position, _ in self.recorder.read_round(round, after=known[-1] if known else 0)]
            return list(known)

    def replay(self, round: RoundId, position: int) -> Replay:
        """Return what stands at ``position`` in a round and all registers."""

        def fold() -> Replay:
            facts = tuple(self._reader.facts(round, position))
            return Replay(round, position, facts, history_of(facts))

        return self._replays.get((round, position), fold) if self.visitor.is_public else fold()

    def kept_answer(self, name: str, round: RoundId, position: int, make: Callable[[], A]) -> A:
        """Return what ``make`` makes, or made before for the public. ``name`` tells it from other answers of that place."""
        return self._answers.get((name, round, position), make) if self.visitor.is_public else make()

    def judging(self, replay: Replay) -> Judging:
        """Return what judges the records of ``replay``: for the public, what judged those of another position already.

        Two positions share it when no correction stands between them and the same is open at both: then what is
        known at the earlier one is the beginning of what is known at the later one.
        """
        if not self.visitor.is_public:
            return Judging(replay.round)
        round = replay.history.round(replay.round)
        open_here = tuple(is_reached(round, key) for key in OPENINGS)
        corrections = tuple(fact.position for fact in replay.facts if fact.said.corrects is not None)
        return self._judgings.get((replay.round, open_here, corrections), lambda: Judging(replay.round))

    def close(self) -> None:
        """Let go of the ledger."""
        self._reader.close()

    def _open(self) -> Reader:
        return Reader(self.home, self.visitor.view, who=self.visitor.who, purpose=self.visitor.purpose)
