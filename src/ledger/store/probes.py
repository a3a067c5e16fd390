"""A query of the library, taken apart into look-ups that an index answers.

The library's query is a list of items; a record matches when it matches one of them: its type is
among the item's types (or the item names none) and it has all the item's tags. An item with
nothing in it matches every record, and so does a query without items.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from eventsourcing.dcb.api import DCBQuery

from ledger.store.port import storable


@dataclass(frozen=True, slots=True)
class Probes:
    """The look-ups of one query. A record matches when any of them finds it.

    ``plain``: (tag, type), one range of the tag index each; all that ``query_of`` ever makes.
    ``typed``: (tag, type, other tags that the record must have). ``broad``: (tag, other tags), of any
    type, which reads everything under the tag. ``types``: of these types whatever the tags, which
    reads the log. ``everything``: every record.
    """

    plain: tuple[tuple[str, str], ...] = ()
    typed: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    broad: tuple[tuple[str, tuple[str, ...]], ...] = ()
    types: tuple[str, ...] = ()
    everything: bool = False

    @property
    def narrow(self) -> bool:
        """Whether the tag index alone answers, at a cost that does not grow with the log."""
        return not (self.typed or self.broad or self.types or self.everything)

    def plain_json(self) -> str:
        """Return ``plain`` as a JSON list of pairs, the form in which SQLite takes a list."""
        return orjson.dumps(self.plain).decode()

    def wide_json(self) -> str:
        """Return what is not ``plain`` as one JSON object, the form in which both databases take it."""
        return orjson.dumps({"typed": self.typed, "broad": self.broad, "types": self.types}).decode()


EVERYTHING = Probes(everything=True)


def probes_of(query: DCBQuery | None) -> Probes:
    """Return the look-ups that find what ``query`` matches; doubled tags, types and items count once.

    The first tag of an item is the one that is looked up: put the most selective first.
    Raises ``BadInput`` for text that no record can hold.
    """
    if query is None or not query.items:
        return EVERYTHING
    plain: dict[tuple[str, str], None] = {}
    typed: dict[tuple[str, str, tuple[str, ...]], None] = {}
    broad: dict[tuple[str, tuple[str, ...]], None] = {}
    types: dict[str, None] = {}
    for item in query.items:
        item_types = dict.fromkeys(storable("type", kind) for kind in item.types)
        tags = tuple(dict.fromkeys(storable("tag", tag) for tag in item.tags))
        if not tags and not item_types:
            return EVERYTHING
        if not tags:
            types.update(item_types)
        elif not item_types:
            broad[tags[0], tags[1:]] = None
        elif len(tags) == 1:
            plain.update(dict.fromkeys((tags[0], kind) for kind in item_types))
        else:
            typed.update(dict.fromkeys((tags[0], kind, tags[1:]) for kind in item_types))
    return Probes(tuple(plain), tuple(typed), tuple(broad), tuple(types))
