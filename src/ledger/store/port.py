"""The port of the store: what a recorder takes, gives back, promises and refuses.

It is the ``DCBRecorder`` of the ``eventsourcing`` library (dynamic consistency boundaries: append
these events unless others that match a query came after a position), made fit for a log that is
proven. Every committed event has its place in an RFC 6962 Merkle tree, in the same transaction;
positions have no gaps, and a position is its leaf index + 1; an upper bound may stand on every read.
What the recorder stores is not the event's ``data`` but the *record* that ``build`` makes of it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem, DCBReadResponse, DCBRecorder, DCBSubscription
from eventsourcing.persistence import IntegrityError

from ledger.errors import BadInput
from ledger.terms import SHANGHAI, instant
from ledger.tlog.merkle import EMPTY

if TYPE_CHECKING:
    from typing import Self

Build = Callable[[DCBEvent, int, str], bytes]
"""(event, position, recorded_at) -> the record's bytes, which are the entry of the Merkle leaf.

It may be called more than once for one event, since the head may move before the lock is held:
it must have no effect but its answer."""

Clock = Callable[[], str]
"""() -> now, as ``ledger.terms.instant`` writes it: one width, one offset, so that strings sort as moments."""


@dataclass
class Offer(DCBEvent):
    """An event offered to the store, with what must be committed together with it or not at all.

    ``claims`` are ids that this record spends: an id is spent once, for ever. ``round`` is the round
    by which the record can be replayed. ``sealed`` are (32-byte digest, ciphertext) rows of the vault.
    ``findings`` is passed through to ``build``.
    """

    claims: tuple[str, ...] = ()
    round: str | None = None
    sealed: tuple[tuple[bytes, bytes], ...] = ()
    findings: str = ""


Member = tuple[Sequence[DCBEvent], DCBAppendCondition | None]
"""(events, condition): one of several commits that share a transaction."""


Box = tuple[int, bytes, bytes]
"""(position, digest, ciphertext): one sealed row of the vault, beside the record that it belongs to."""


class Index(StrEnum):
    """索引: what stands beside the records, so that they are found: by tag and type, by round, by the id that they spend."""

    TAGS = "tags"
    ROUNDS = "rounds"
    CLAIMS = "claims"


class Table(StrEnum):
    """附表: what a record has beside it that is no index: nodes of the tree, sealed values, heads, published checkpoints."""

    NODES = "nodes"
    SEALED = "sealed"
    HEADS = "heads"
    CHECKPOINTS = "checkpoints"


class Beside(NamedTuple):
    """附表行: one row. ``number`` is the level of a node, the place of a checkpoint in their order, else 0.

    ``content`` is the hash, the boxes, the root or the note; ``recorded_at`` is empty but for a head.
    """

    position: int
    number: int
    content: bytes
    recorded_at: str


@dataclass(frozen=True, slots=True)
class Head:
    """树头: where the log ends. ``frontier`` holds the complete subtrees that make up the tree, largest first."""

    size: int
    root: bytes
    frontier: tuple[bytes, ...]
    recorded_at: str


Meanwhile = Callable[[Head], object]
"""What a writer may do while its commit is on the way: it is told the head that is being made, which may yet come to nothing."""

NOTHING = Head(0, EMPTY, (), "")
"""The head of a log without records."""


@dataclass(frozen=True, slots=True)
class About:
    """One part of a boundary: the records with this ``tag`` that are of one of these ``types``.

    The only shape of query that the ledger's own code makes: its cost does not grow with the log.
    Raises ``ValueError`` when the tag is empty or no type is named.
    """

    tag: str
    types: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.tag:
            raise ValueError("a boundary needs a tag")
        if not self.types:
            raise ValueError(f"the boundary of {self.tag!r} names no type, and so would read everything with that tag")


class BoundaryMoved(IntegrityError):
    """边界已变: a record that the decision did not see stands inside its boundary. Read again, decide again.

    ``position`` is one such record.
    """

    def __init__(self, position: int, after: int) -> None:
        super().__init__(f"record {position} came into the boundary after position {after}; read again and decide again")
        self.position, self.after = position, after


class AlreadyClaimed(IntegrityError):
    """编号已用: the id was spent by the record at ``position``."""

    def __init__(self, id: str, position: int) -> None:
        super().__init__(f"id {id} is already spent, by record {position}")
        self.id, self.position = id, position


class Recorder(DCBRecorder):
    """A store of records. Safe to use from several threads; other processes may hold recorders on the same store."""

    @abstractmethod
    def commit_each(self, members: Sequence[Member], meanwhile: Meanwhile | None = None) -> list[Head | Exception]:
        """Append the members, which know nothing of each other, in as few durable transactions as can be.

        Returns for each, in order, the head that it made or what kept it out; the others are
        appended. A member meets the ones before it as if each had been committed alone. An error of
        the store itself is the outcome of every member that it kept out. Returns only after all is durable.
        A store that waits for somebody else's work may call ``meanwhile``, once for each attempt, or not at all.
        """

    def commit(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None, meanwhile: Meanwhile | None = None) -> Head:
        """Append all ``events``, in one durable transaction, or none; return the head that they made.

        Raises ``BoundaryMoved`` when a record matches the condition's query after its position (a
        query without items matches every record), ``AlreadyClaimed``, ``BadInput`` for text or
        digests that cannot be stored, ``StoreUnavailable``, ``IntegrityViolation``, and the library's
        ``ProgrammingError`` for no events. Whatever ``build`` raises passes through; nothing is stored then.
        A condition whose position is the head's, or behind it, costs no look-up.
        """
        (outcome,) = self.commit_each([(events, condition)], meanwhile)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def append(self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None) -> int:
        """Append as ``commit`` does; return the last position."""
        return self.commit(events, condition).size

    @abstractmethod
    def read(
        self,
        query: DCBQuery | None = None,
        *,
        after: int | None = None,
        limit: int | None = None,
        upto: int | None = None,
    ) -> DCBReadResponse:
        """Return the matching records in order, after ``after`` and up to ``upto``, both in positions.

        The log as it is at the call is read, page by page. ``data`` of each event is its record. The
        response's ``head`` is how far the log was considered (None when empty); with a ``limit``, the
        position of the last event given out so far.
        """

    @abstractmethod
    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> DCBSubscription[Self]:
        """Return the matching records after ``after``, and go on waiting for more, until stopped."""

    @abstractmethod
    def read_round(self, round: str, *, after: int = 0, upto: int | None = None, page: int = 5000) -> Iterator[tuple[int, bytes]]:
        """Yield (position, record) of one round, through its own index: what other rounds hold costs nothing."""

    @abstractmethod
    def read_tagged(self, tags: Sequence[str], *, after: int = 0, upto: int | None = None, page: int = 5000) -> Iterator[tuple[int, bytes]]:
        """Yield (position, record) of whatever has one of ``tags``, each once."""

    @abstractmethod
    def read_log(self, *, after: int = 0, upto: int | None = None, page: int = 5000) -> Iterator[tuple[int, bytes]]:
        """Yield (position, record) of the whole log. Raises ``IntegrityViolation`` at the first gap."""

    @abstractmethod
    def indexed(self, index: Index) -> Iterator[tuple[str, str, int]]:
        """Yield every row of ``index`` as (tag, round or id; type, empty but for tags; position), rows of one key together.

        Also those of which no record knows, behind the head too: whatever a look-up could ever find.
        What is appended meanwhile may come or not. Raises ``IntegrityViolation`` for a row that has not this form.
        """

    @abstractmethod
    def beside(self, table: Table) -> Iterator[Beside]:
        """Yield every row of ``table`` in the order of position and number; otherwise as ``indexed`` does."""

    @abstractmethod
    def head(self) -> Head:
        """Return where the log ends now. Raises ``IntegrityViolation`` when frontier and root disagree."""

    @abstractmethod
    def nodes(self, wanted: Sequence[tuple[int, int]]) -> list[bytes]:
        """Return the hashes of the complete subtrees (level, index), level 0 being the leaves, in the order asked.

        Raises ``BadInput`` for a subtree that is not complete yet, ``IntegrityViolation`` for one that is lost.
        """

    @abstractmethod
    def leaves(self, start: int, end: int) -> list[bytes]:
        """Return the leaf hashes of indexes ``start`` up to, without, ``end``. Raises as ``nodes`` does."""

    @abstractmethod
    def claimed(self, id: str) -> int | None:
        """Return the position of the record that spent ``id``."""

    @abstractmethod
    def disclosures(self, positions: Iterable[int]) -> list[Box]:
        """Return what was sealed with the records at ``positions``, in any order."""

    @abstractmethod
    def publish(self, size: int, note: bytes) -> None:
        """Keep ``note``, the signed checkpoint of ``size`` records, for readers; it may not go back.

        Raises ``IntegrityViolation`` for a size below the published one, or above the log's.
        """

    @abstractmethod
    def published(self) -> tuple[int, bytes] | None:
        """Return (size, note) of the newest published checkpoint."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections. A closed recorder answers ``StoreUnavailable``."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def query_of(abouts: Iterable[About]) -> DCBQuery:
    """Return the query that matches what any of ``abouts`` matches.

    Raises ``ValueError`` for none: to the library an empty query means *every* record.
    """
    items = [DCBQueryItem(types=list(about.types), tags=[about.tag]) for about in abouts]
    if not items:
        raise ValueError("a query about nothing would match every record; pass no condition instead")
    return DCBQuery(items=items)


def storable(where: str, text: str) -> str:
    """Return ``text``. Raises ``BadInput`` when one of the databases could not give it back unchanged."""
    if "\0" in text:
        raise BadInput(where, f"{text!r} holds a zero character, which PostgreSQL cannot store", "leave it out")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadInput(where, f"{text!r} holds half of a surrogate pair", "write the character whole") from None
    return text


def pass_through(event: DCBEvent, position: int, recorded_at: str) -> bytes:  # noqa: ARG001 - a Build takes all three
    """Build a record that is the event's data itself."""
    return event.data


def wall_clock() -> str:
    """Return the machine's time as the ledger writes it."""
    return instant(datetime.now(SHANGHAI))
