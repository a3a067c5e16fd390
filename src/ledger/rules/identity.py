"""Whether two spellings name the same (同一): width, case and spaces make no second organisation and no second person."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize


def same(name: str) -> str:
    """Return what all spellings of a name or code have in common. Raises ``NotDisclosed`` for a closed one."""
    # Asked of the value itself first, so that a closed one says so.
    return "".join(normalize("NFKC", name.strip()).casefold().split())


def all_same(names: Iterable[str]) -> frozenset[str]:
    """Return ``same`` of each."""
    return frozenset(map(same, names))
