"""A fact (事实): one act with its event put together, as it is offered or as it was recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import force_setattr

from ledger.errors import BadInput, UnreadableEvent
from ledger.events.body import Form, form_of, from_body
from ledger.events.event import TYPES, Event, Undisclosed, Unreadable, from_wire
from ledger.events.founding import RecordSealed
from ledger.events.partial import decode_partial
from ledger.record.disclosure import BadDisclosure, decode, open_fields
from ledger.record.envelope import (
    FORMAT,
    Record,
    Said,
    check_place,
    read_act,
    read_record,
)
from ledger.record.outline import Brief, Outlined, outline_reader, read_outline
from ledger.terms import ActId, Digest

Row = tuple[int, bytes]
"""(position, record)"""


class Fact(msgspec.Struct, frozen=True, gc=False):
    """事实: what was said and the event in it. ``position`` is None while the act is only offered.

    ``wrapped`` is the position-giving ``record.sealed`` around a neutral act, or None.
    ``recorded_at`` of an offered act is the moment at which it is judged.
    """

    event: Event
    brief: Brief
    """Of ``said``, what folding reads, or all of it."""
    position: int | None
    recorded_at: str
    wrapped: Said | None = None
    rules: Digest | None = None
    corrected: tuple[ActId, ...] = ()
    """Ids of the acts whose place it has taken: an act that names one of them means this fact."""
    first: Event | None = None
    """What stood in its place first; None where it takes nobody's."""
    row: Row | None = None
    """The (position, record) of which only the brief was read."""

    @property
    def said(self) -> Said:
        """All that was said, read when somebody asks for it. Raises ``UnreadableEvent`` for a fault that folding did not meet."""
        brief = self.brief
        if not isinstance(brief, Said):
            assert self.row is not None, "a brief is of a record"
            position, data = self.row
            brief = read_record(data, position, strict=False).act.said
            force_setattr(self, "brief", brief)
        return brief

    @property
    def ids(self) -> tuple[ActId, ...]:
        return (self.brief.id, *self.corrected)


Open = Callable[[Sequence[str]], Sequence[str]]
"""(SHA-256 digests as they stand in a record) -> the disclosures that this reader may see, in any order."""


def closed(_digests: Sequence[str]) -> tuple[str, ...]:
    """Open nothing: the public's view."""
    return ()


def event_of(said: Said, open: Open = closed, position: int | None = None) -> Event:
    """Return the event in ``said``, with what ``open`` opens of it.

    Raises ``UnreadableEvent`` for a body that does not have the form of its type, for a wrong
    number of sealed fields, and for a disclosure that answers to none of them.
    """
    public, sha256, sm3 = _split(said, position)
    try:
        disclosures = open(sha256) if sha256 else ()
        opened = open_fields(disclosures, sha256, sm3) if disclosures else {}
        return from_wire(said.type, said.version, said.subjects, public, opened)
    except (Unreadable, BadDisclosure) as error:
        raise UnreadableEvent(position, str(error)) from None


def fact_of(record: Record, open: Open = closed) -> Fact:
    """Return the fact in ``record``. A ``record.sealed`` that ``open`` opens gives the neutral fact inside it.

    Raises ``UnreadableEvent``.
    """
    said, log = record.act.said, record.log
    event = event_of(said, open, log.position)
    if not isinstance(event, RecordSealed) or isinstance(event.act, Undisclosed):
        return Fact(event, said, log.position, log.recorded_at, None, log.rules)
    inner = _inside(event.act, log.position)
    return Fact(event_of(inner, open, log.position), inner, log.position, log.recorded_at, said, log.rules)


class Usual(NamedTuple):
    """How the records of a type's newest version are read at once, the body straight into typed fields."""

    form: Form
    read: Callable[[bytes], Outlined[Any, str, int]]
    """Raises ``ValueError`` for what has not this form, or is of another type, ``TypeError`` for what is no text at all."""


def closed_facts(rows: Iterable[Row], likely: Usual | None = None) -> tuple[list[Fact], Usual | None]:
    """Return the facts in (position, record) rows, nothing in them open, and the form that is ``likely`` behind them.

    Raises ``UnreadableEvent``.
    """
    facts: list[Fact] = []
    for row in rows:
        position, data = row
        # Written out, for it is done tens of thousands of times: what has the form of the record before it.
        if likely is not None:
            form, read = likely
            try:
                outlined = read(data)
                said, log = outlined.act.said, outlined.log
                around = form.around(said.subjects)
            except (ValueError, TypeError):
                pass
            else:
                if around is not None and log.position == position and log.v == FORMAT:
                    facts.append(Fact(form.fill(around, said.body), said, position, log.recorded_at, None, log.rules, (), None, row))
                    continue
        record = Unopened(data, position)
        facts.append(record.fact())
        # The order of several digests, and of codes in lists, is looked at elsewhere.
        likely = record.usual if record.usual is not None and record.usual.form.is_plain else None
    return facts, likely


class Unopened:
    """未启封: a record whose sealed fields are not open yet. ``digests`` (SHA-256) tells which there are, ``brief`` what kind it is."""

    __slots__ = ("_outlined", "brief", "data", "digests", "position", "usual")

    def __init__(self, data: bytes, position: int, likely: Usual | None = None) -> None:
        """``likely`` is the form that is tried first. Raises ``UnreadableEvent``."""
        self.data, self.position = data, position
        self.usual, self._outlined = _outlined(data, position, likely)
        if self.usual is not None and self._outlined is not None and self._outlined.act.said.type != "record.sealed":
            self.brief: Brief = self._outlined.act.said
            self.digests: Sequence[str] = self.brief.body.digests if self.usual.form.hidden else ()
        else:
            # What is not as usual is read whole: its fault is found there, or there is none.
            self._outlined, self.brief = None, read_record(data, position, strict=False).act.said
            self.digests = _split(self.brief, position)[1]

    def fact(self, open: Open = closed) -> Fact:
        """Return the fact, as ``fact_of`` does."""
        if self.usual is not None and self._outlined is not None:
            digests = self.digests
            disclosures = open(digests) if digests else ()
            try:
                opened = open_fields(disclosures, digests, self._outlined.act.said.body.digests_sm3) if disclosures else {}
            except BadDisclosure as error:
                raise UnreadableEvent(self.position, str(error)) from None
            event = from_body(self.usual.form, self.brief.subjects, self._outlined.act.said.body, opened)
            if event is not None:
                log = self._outlined.log
                return Fact(event, self.brief, self.position, log.recorded_at, None, log.rules, (), None, (self.position, self.data))
        return fact_of(read_record(self.data, self.position, strict=False), open)

    def inside(self, disclosures: Sequence[str]) -> Said | None:
        """Return what the neutral act inside says, where it is a ``record.sealed`` that ``disclosures`` open."""
        if self.brief.type != "record.sealed" or not disclosures:
            return None
        return _inside(decode(disclosures[0])[1], self.position)


def unopened(rows: Iterable[Row]) -> list[Unopened]:
    """Return the records in (position, record) rows, none of them opened yet. Raises ``UnreadableEvent``."""
    found: list[Unopened] = []
    usual: Usual | None = None
    for position, data in rows:
        record = Unopened(data, position, usual)
        usual = record.usual
        found.append(record)
    return found


def _outlined(data: bytes, position: int, likely: Usual | None) -> tuple[Usual | None, Outlined[Any, str, int] | None]:
    """Return the form of a record and its outline, None for the latter where it has to be read whole.

    Most records are of the type of the one before, so that form is tried first. Raises ``UnreadableEvent``.
    """
    outlined = None if likely is None else _tried(likely, data)
    if outlined is None or likely is None:
        brief = read_outline(data, position).act.said
        form = form_of(brief.type, brief.version)
        if form is None:
            return None, None
        likely = _usual(form.kind)
        outlined = _tried(likely, data)
        if outlined is None:
            return likely, None
    log = outlined.log
    if log.v != FORMAT or log.position != position:
        check_place(log, position)
    if likely.form.hidden > 1:
        body = outlined.act.said.body
        if not _is_ascending(body.digests) or not _is_ascending(body.digests_sm3):
            return likely, None
    return likely, outlined


def _tried(usual: Usual, data: bytes) -> Outlined[Any, str, int] | None:
    try:
        return usual.read(data)
    except (ValueError, TypeError):
        return None


@cache
def _usual(kind: type[Event]) -> Usual:
    form = form_of(kind.wire_name, kind.version)
    assert form is not None
    return Usual(form, outline_reader(kind.wire_name, kind.version, form.body, decode_partial))


def _inside(act: Any, position: int) -> Said:
    try:
        return read_act(act.encode()).said
    except BadInput as error:
        raise UnreadableEvent(position, f"the act inside: {error}") from None


def _split(said: Said, position: int | None) -> tuple[dict[str, Any], list[str], list[str]]:
    """Return the public members of the body, and the two lists of digests. Raises ``UnreadableEvent``."""
    public = dict(said.body)
    sealed = "_sd" in public or "_sd_sm3" in public
    sha256, sm3 = public.pop("_sd", []), public.pop("_sd_sm3", [])
    for digests in (sha256, sm3):
        if not _are_digests(digests):
            raise UnreadableEvent(position, "_sd and _sd_sm3 must both be sorted lists of digests without repetition")
    kind = TYPES.get(said.type)
    expected = len(kind.sealed_fields()) if kind is not None and kind.version == said.version else len(sha256)
    if not len(sha256) == len(sm3) == expected or (not expected and sealed):
        raise UnreadableEvent(position, f"{said.type} has {expected} sealed fields; {len(sha256)} and {len(sm3)} digests stand here")
    return public, sha256, sm3


def _are_digests(value: Any) -> bool:
    return type(value) is list and all(type(digest) is str for digest in value) and _is_ascending(value)


def _is_ascending(digests: Sequence[str]) -> bool:
    return all(a < b for a, b in pairwise(digests))
