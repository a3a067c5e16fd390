"""The effective stream (有效事实): a correction stands in the place of what it corrects, and positions stay.

A correction is an act of the same type that names the act it corrects. Nothing is deleted: the
corrected act keeps its record, but a fold sees what is right now. A correction may be corrected.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ledger.stages.fact import Fact
from ledger.terms import ActId


def effective(facts: Iterable[Fact]) -> list[Fact]:
    """Return ``facts`` in order, each in its newest correction, at the position of the act that was corrected first."""
    stream: list[Fact] = []
    places: dict[ActId, int] = {}
    for fact in facts:
        corrects = fact.brief.corrects
        place = None if corrects is None else places.get(corrects.act)
        if place is None:
            places[fact.brief.id] = len(stream)
            stream.append(fact)
        else:
            places[fact.brief.id] = place
            before = stream[place]
            stream[place] = replace(fact, position=before.position, corrected=before.ids, first=before.first or before.event)
    return stream
