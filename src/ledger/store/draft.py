"""One commit, worked out in full before anything is locked: rows, tree nodes and the head after it.

Pure, but for the calls of ``build`` and ``clock``. A draft is right for exactly one head before it;
a store that finds another head under its lock throws the draft away and makes a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent
from eventsourcing.persistence import ProgrammingError

from ledger.errors import BadInput
from ledger.store.boxes import pack
from ledger.store.port import AlreadyClaimed, Build, Clock, Head, Member, Offer, storable
from ledger.store.probes import Probes, probes_of
from ledger.tlog.merkle import extend, leaf_hash, root_of


@dataclass(frozen=True, slots=True)
class Row:
    """One record as stored. ``tags`` is a JSON list without repetition, in the order given."""

    position: int
    type: str
    tags: str
    round: str | None
    record: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that one commit inserts. Each row of a list is one row of the table of that name.

    ``barred`` is what must not be found behind position ``seen``; None where nothing can be, so that
    a commit decided on the newest head needs no look-up.
    """

    before: Head
    after: Head
    barred: Probes | None
    seen: int
    rows: list[Row]
    tags: list[tuple[str, str, int]]
    """(tag, type, position)"""
    claims: list[tuple[str, int]]
    """(id, position)"""
    sealed: list[tuple[int, bytes]]
    """(position, boxes as ``pack`` writes them)"""
    nodes: list[tuple[int, int, bytes]]
    """(position of the record that completes it, level, hash) of every subtree that this commit completes"""


def chain_of(before: Head, members: Sequence[Member], build: Build, clock: Clock) -> list[Draft | Exception]:
    """Return a draft for each member, made for the head after the member before it, or why there is none."""
    chain: list[Draft | Exception] = []
    for events, condition in members:
        try:
            draft = draft_of(before, events, condition, build, clock)
        except Exception as refusal:  # noqa: BLE001 - whatever `build` raises is the answer to its own member
            chain.append(refusal)
        else:
            chain.append(draft)
            before = draft.after
    return chain


def draft_of(before: Head, events: Sequence[DCBEvent], condition: DCBAppendCondition | None, build: Build, clock: Clock) -> Draft:
    """Return what appending ``events`` to ``before`` inserts.

    Raises ``ProgrammingError`` for no events, ``BadInput`` for text that a database cannot hold and
    for sealed rows that are not digests, ``AlreadyClaimed`` when two of the events spend one id.
    """
    seen = 0 if condition is None else condition.after or 0
    # Right as long as the draft is, since the store compares heads under its lock: nothing stands behind the newest head.
    newest = seen >= before.size > 0
    probes = None if condition is None or newest else probes_of(condition.fail_if_events_match)
    if not events:
        raise ProgrammingError("append needs at least one event")
    recorded_at = _not_before(before.recorded_at, clock())
    rows: list[Row] = []
    tag_rows: list[tuple[str, str, int]] = []
    claims: dict[str, int] = {}
    sealed: list[tuple[int, bytes]] = []
    for position, event in enumerate(events, before.size + 1):
        kind = storable("type", event.type)
        # Every later look-up counts on a tag standing once under a record.
        tags = list(dict.fromkeys(storable("tag", tag) for tag in event.tags))
        round = None
        if isinstance(event, Offer):
            round = None if event.round is None else storable("round", event.round)
            for id in dict.fromkeys(event.claims):
                if id in claims:
                    raise AlreadyClaimed(id, claims[id])
                claims[storable("claim", id)] = position
            if event.sealed:
                sealed.append((position, pack(event.sealed)))
        rows.append(Row(position, kind, orjson.dumps(tags).decode(), round, build(event, position, recorded_at)))
        tag_rows += [(tag, kind, position) for tag in tags]
    size, frontier, nodes = extend(before.size, before.frontier, [leaf_hash(row.record) for row in rows])
    return Draft(
        before,
        Head(size, root_of(frontier), frontier, recorded_at),
        probes if seen < before.size else None,
        seen,
        rows,
        tag_rows,
        list(claims.items()),
        sealed,
        [((index + 1) << level, level, hash) for level, index, hash in nodes],
    )


def _not_before(previous: str, now: str) -> str:
    """Return the later of two instants: time in the log never goes back, whatever the machine's clock does."""
    if previous and len(now) != len(previous):
        raise BadInput("clock", f"{now!r} is not written like {previous!r}, so that the two do not compare")
    return max(now, previous)
