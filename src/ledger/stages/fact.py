"""A fact (事实): one act with its event put together, as it is offered or as it was recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ledger.errors import BadInput, UnreadableEvent
from ledger.events.event import TYPES, Event, Undisclosed, Unreadable, from_wire
from ledger.events.founding import RecordSealed
from ledger.record.disclosure import BadDisclosure, open_fields
from ledger.record.envelope import Record, Said, read_act
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

    @property
    def ids(self) -> tuple[ActId, ...]:
        return (self.said.id, *self.corrected)


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
    try:
        inner = read_act(event.act.encode()).said
    except BadInput as error:
        raise UnreadableEvent(log.position, f"the act inside: {error}") from None
    return Fact(event_of(inner, open, log.position), inner, log.position, log.recorded_at, said, log.rules)


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
