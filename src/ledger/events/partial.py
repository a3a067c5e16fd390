"""How msgspec reads and writes a date of which only a part may be known: as one string, which it has no form for itself."""

from __future__ import annotations

from typing import TypeVar

from ledger.terms import PartialDate

V = TypeVar("V")


def encode_partial(value: object) -> str:
    """Write a partial date. Raises ``NotImplementedError`` for anything else, as msgspec asks for."""
    if isinstance(value, PartialDate):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} has no plain form")


def decode_partial(kind: type[V], value: object) -> V | PartialDate:
    """Read a partial date. Raises ``ValueError``, and ``NotImplementedError`` for another type."""
    if kind is PartialDate:
        if not isinstance(value, str):
            raise ValueError("a date is text, such as 2024, 2024-06 or 2024-06-27")
        return PartialDate.parse(value)
    raise NotImplementedError(f"{kind.__name__} has no plain form")
