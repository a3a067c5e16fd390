"""What a projection is (投影): a pure fold over facts in their places, with a name, a version and a digest.

The fold runs over the effective stream: a correction stands in the place of what it corrects. What is
followed act by act can therefore go on from where it was until a correction comes; that one changes the
past, and everything is folded anew. Either way the result is that of a fold from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from ledger.record import canonical
from ledger.stages.fact import Fact
from ledger.terms import ActId

S = TypeVar("S")
R = TypeVar("R", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Placed:
    """在位的事实: a fact where it counts. ``fact.position`` is its place, ``stands_at`` where its own record stands.

    The two differ for a correction; ``corrected`` are the facts whose place it took, oldest first, each at
    the position of its own record.
    """

    fact: Fact
    stands_at: int
    corrected: tuple[Fact, ...] = ()

    @property
    def place(self) -> int:
        """The position at which it counts."""
        return self.fact.position or 0

    @property
    def recorded(self) -> Fact:
        """The fact at the position of its own record."""
        return replace(self.fact, position=self.stands_at)


def placed(facts: Iterable[Fact]) -> list[Placed]:
    """Return the effective stream of ``facts`` with what each correction took the place of (``ledger.stages.effective``)."""
    stream: list[Placed] = []
    places: dict[ActId, int] = {}
    for fact in facts:
        corrects = fact.said.corrects
        place = None if corrects is None else places.get(corrects.act)
        position = fact.position or 0
        if place is None:
            places[fact.said.id] = len(stream)
            stream.append(Placed(fact, position))
        else:
            before = stream[place]
            places[fact.said.id] = place
            here = replace(fact, position=before.place, corrected=before.fact.ids, first=before.fact.first or before.fact.event)
            stream[place] = Placed(here, position, (*before.corrected, before.recorded))
    return stream


@dataclass(frozen=True, slots=True)
class Projection(Generic[S, R]):
    """投影: ``take`` changes a state that ``initial`` made; ``result`` answers from it and leaves it as it is."""

    name: str
    version: int
    initial: Callable[[], S]
    take: Callable[[S, Placed], None]
    result: Callable[[S], R]

    def fold(self, facts: Iterable[Fact]) -> R:
        """Return the answer that ``facts``, in the order of the log, give."""
        state = self.initial()
        for one in placed(facts):
            self.take(state, one)
        return self.result(state)


class Following(Generic[S, R]):
    """A projection that is kept in step with the log, fact by fact."""

    def __init__(self, projection: Projection[S, R]) -> None:
        self._projection, self._state = projection, projection.initial()
        self._facts: list[Fact] = []

    def take(self, fact: Fact) -> None:
        """Take in the next fact of the log."""
        self._facts.append(fact)
        if fact.said.corrects is None:
            self._projection.take(self._state, Placed(fact, fact.position or 0))
            return
        self._state = self._projection.initial()
        for one in placed(self._facts):
            self._projection.take(self._state, one)

    def result(self) -> R:
        """Return the answer after the facts taken in so far."""
        return self._projection.result(self._state)


def plain(result: msgspec.Struct) -> dict[str, Any]:
    """Return an answer as plain JSON values."""
    built: dict[str, Any] = msgspec.to_builtins(result)
    return built


def digest(result: msgspec.Struct) -> str:
    """Return the SHA-256, in hex, of the canonical JSON of an answer: same events, same digest."""
    return sha256(canonical.dump(plain(result))).hexdigest()
