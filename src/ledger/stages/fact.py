"""A fact (事实): one act with its event put together, as it is offered or as it was recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ledger.errors import BadInput, UnreadableEvent
from ledger.events.body import form_of, from_body
from ledger.events.event import TYPES, Event, Undisclosed, Unreadable, from_wire
from ledger.events.founding import RecordSealed
from ledger.record.disclosure import BadDisclosure, decode, open_fields
from ledger.record.envelope import Brief, Record, Said, read_act, read_outline, read_record
from ledger.terms import ActId, Digest


@dataclass(frozen=True, slots=True)
class Fact:
    """事实: what was said and the event in it. ``position`` is None while the act is only offered.

    ``wrapped`` is the position-giving ``record.sealed`` around a neutral act, or None.
    ``recorded_at`` of an offered act is the moment at which it is judged.
    """

    event: Event
    said: Said
    position: int | None
    recorded_at: str
    wrapped: Said | None = None
    rules: Digest | None = None
    corrected: tuple[ActId, ...] = ()
    """Ids of the acts whose place it has taken: an act that names one of them means this fact."""
    first: Event | None = field(default=None, compare=False)
    """What stood in its place first; None where it takes nobody's."""
    brief: Brief = field(init=False, repr=False, compare=False)
    """Of ``said``, what folding reads."""
    _record: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "brief", self.said)
        object.__setattr__(self, "_record", b"")

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Asked for only while the slot is empty: the whole of ``said`` is read from the record when somebody needs it.
            if name != "said":
                raise AttributeError(name)
            said = read_record(self._record, self.position, strict=False).act.said
            object.__setattr__(self, "said", said)
            return said

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


class Unopened:
    """未启封: a record whose sealed fields are not open yet. ``digests`` (SHA-256) tells which there are, ``brief`` what kind it is."""

    __slots__ = ("_body", "_form", "_log", "brief", "data", "digests", "position")

    def __init__(self, data: bytes, position: int) -> None:
        """Raises ``UnreadableEvent``."""
        outlined = read_outline(data, position)
        said = outlined.act.said
        self.data, self.position, self._log = data, position, outlined.log
        self.brief: Brief = said
        self._form = form_of(said.type, said.version)
        if self._form is not None and said.type != "record.sealed":
            try:
                self._body = body = self._form.read(said.body)
            except ValueError:
                pass
            else:
                self.digests: list[str] = body.digests
                if len(self.digests) == self._form.hidden == len(body.digests_sm3):
                    return
        # What is not as usual is read whole: its fault is found there, or there is none.
        self._form, self.brief = None, read_record(data, position, strict=False).act.said
        self.digests = _split(self.brief, position)[1]

    def fact(self, open: Open = closed) -> Fact:
        """Return the fact, as ``fact_of`` does."""
        form, digests = self._form, self.digests
        if form is not None:
            sm3 = self._body.digests_sm3
            disclosures = open(digests) if digests else ()
            try:
                opened = open_fields(disclosures, digests, sm3) if disclosures else {}
            except BadDisclosure as error:
                raise UnreadableEvent(self.position, str(error)) from None
            if form.hidden <= 1 or (_are_digests(digests) and _are_digests(sm3)):
                event = from_body(form, self.brief.subjects, self._body, opened)
                if event is not None:
                    return self._made(event)
        return fact_of(read_record(self.data, self.position, strict=False), open)

    def inside(self, disclosures: Sequence[str]) -> Said | None:
        """Return what the neutral act inside says, where it is a ``record.sealed`` that ``disclosures`` open."""
        if self.brief.type != "record.sealed" or not disclosures:
            return None
        return _inside(decode(disclosures[0])[1], self.position)

    def _made(self, event: Event) -> Fact:
        # Through the slots: the way of a frozen dataclass takes three times as long.
        fact = Fact.__new__(Fact)
        _event(fact, event)
        _brief(fact, self.brief)
        _record(fact, self.data)
        _position(fact, self.position)
        _recorded_at(fact, self._log.recorded_at)
        _wrapped(fact, None)
        _rules(fact, self._log.rules)
        _corrected(fact, ())
        _first(fact, None)
        return fact


_event, _brief, _record, _position, _recorded_at, _wrapped, _rules, _corrected, _first = (
    getattr(Fact, name).__set__
    for name in ("event", "brief", "_record", "position", "recorded_at", "wrapped", "rules", "corrected", "first")
)


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
    if type(value) is not list:
        return False
    if len(value) <= 1:
        return not value or type(value[0]) is str
    return all(type(digest) is str for digest in value) and all(a < b for a, b in pairwise(value))
