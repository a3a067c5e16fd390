"""Evidence (核查所据事实): the facts that a finding was given, as plain JSON; what a view may not see stays closed."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from itertools import islice
from typing import Any

import msgspec

from ledger.events.event import Undisclosed
from ledger.record.canonical import LIMIT
from ledger.terms import PartialDate

CLOSED = "未开示 · not disclosed"
MOST = 40
"""Members of one collection that are written out; the number of the others is told."""
DEEPEST = 6


def evidence(given: Mapping[str, object]) -> dict[str, Any]:
    """Return what a finding was given, by parameter name. Long collections are cut and say so."""
    return {name: _plain(value, 0) for name, value in given.items()}


def _plain(value: object, depth: int) -> Any:
    if type(value) is Undisclosed:
        return CLOSED
    match value:
        case None | bool():
            return value
        case Enum():
            return _plain(value.value, depth)
        case int():
            return int(value) if -LIMIT < value < LIMIT else str(value)
        case str() | Fraction() | PartialDate():
            return str(value)
        case date():
            return value.isoformat()
    return "…" if depth >= DEEPEST else _composed(value, depth + 1)


def _composed(value: object, depth: int) -> Any:
    if isinstance(value, msgspec.Struct):
        return _plain({n: found for n in value.__struct_fields__ if (found := getattr(value, n)) is not None}, depth)
    if is_dataclass(value) and not isinstance(value, type):
        return _plain({f.name: getattr(value, f.name) for f in fields(value)}, depth)
    if isinstance(value, Mapping):
        rows = [(_key(key), _plain(member, depth)) for key, member in islice(value.items(), MOST)]
        return dict(rows) | _more(len(value))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: _plain(member, depth) for name, member in zip(value._fields, value, strict=True)}
    if isinstance(value, AbstractSet):
        members = sorted((_plain(member, depth) for member in value), key=str)
    elif isinstance(value, list | tuple):
        members = [_plain(member, depth) for member in value[:MOST]]
    else:
        return type(value).__name__
    return members[:MOST] + ([f"… {len(value) - MOST} more"] if len(value) > MOST else [])


def _key(key: object) -> str:
    """Return a key as ASCII text, as canonical JSON asks: parts of a tuple by ``/``, other letters escaped."""
    if isinstance(key, tuple):
        return "/".join(_key(part) for part in key)
    shown = key.value if isinstance(key, Enum) else key
    return str(shown).encode("ascii", "backslashreplace").decode()


def _more(size: int) -> dict[str, Any]:
    return {"...": f"{size - MOST} more"} if size > MOST else {}
