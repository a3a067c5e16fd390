"""The book of the second reading: what was taken, as a flat list, read from the start for every question.

Nothing here comes from the rules or the stages of the ledger. An entry is an event with its day; a correction
stands where what it corrects stood. No index, no running total: slow, and short enough to be believed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One act that the ledger took: its type by wire name, its event, the day of its effect, what it corrects, and whose it is."""

    id: str
    type: str
    event: Any
    on: date
    corrects: str | None = None
    by: str = ""


@dataclass
class Book:
    """Everything taken so far about one round, in order."""

    entries: list[Entry] = field(default_factory=list)

    def write(self, entry: Entry) -> None:
        self.entries.append(entry)

    def lines(self) -> list[Entry]:
        """Return what counts: each act, or the newest correction of it in its place."""
        return [self._newest(entry) for entry in self.entries if entry.corrects is None]

    def place_of(self, entry: Entry) -> int:
        """Return where the line of ``entry`` stands among all that was written."""
        first = entry
        while first.corrects is not None:
            first = next(e for e in self.entries if e.id == first.corrects)
        return self.entries.index(first)

    def _newest(self, entry: Entry) -> Entry:
        for later in self.entries:
            if later.corrects == entry.id:
                return self._newest(later)
        return entry

    def of(self, *types: str, **fields: Any) -> list[Entry]:
        """Return the lines of these types whose event has these fields, in order."""
        return [
            line
            for line in self.lines()
            if line.type in types and all(getattr(line.event, name) == value for name, value in fields.items())
        ]

    def events(self, *types: str, **fields: Any) -> list[Any]:
        return [line.event for line in self.of(*types, **fields)]

    def last(self, *types: str, **fields: Any) -> Any:
        """Return the newest event of these types, None where there is none."""
        found = self.events(*types, **fields)
        return found[-1] if found else None

    def has(self, *types: str, **fields: Any) -> bool:
        return bool(self.of(*types, **fields))

    def without(self, id: str | None) -> Book:
        """Return the book as it would be, had the act ``id`` (and what it corrects) never been written."""
        gone: set[str] = set()
        while id is not None:
            gone.add(id)
            id = next((e.corrects for e in self.entries if e.id == id), None)
        return Book([entry for entry in self.entries if entry.id not in gone])


def unique(names: Iterable[Any]) -> bool:
    """Return whether nothing is named twice."""
    listed = list(names)
    return all(listed.count(name) == 1 for name in listed)
