"""Writes the golden vector of every event type in its newest version: ``python -m tests.vectors.make_events``.

A vector is never rewritten once it stands: a changed shape is a new version, with a vector of its own.
"""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator
from datetime import date
from enum import Enum
from hashlib import sha256
from itertools import count
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

import msgspec

import ledger.events  # noqa: F401 - enters every event type
from ledger.drafting import Draft, Sealed, seal_act
from ledger.events.event import TYPES, Event, Occurs
from ledger.terms import EditionId, KeyId, PartialDate, RoundId

FOLDER = Path(__file__).parent / "events"
ORIGIN = "golden.demo.invalid/quality"
KEY = KeyId(sha256(b"golden").hexdigest())
SPECIAL = {
    "applicant": "A-07",
    "expert": "E-03",
    "condition": "8(3)",
    "limb": "quality_system",
    "item": "4.1.2",
    "status": "awarded",
    "round": "2025",
    "due_on": "2026-03-31",
}


def salts(seed: str) -> Iterator[bytes]:
    """Yield salts that follow from ``seed`` alone."""
    return (sha256(f"{seed}/{n}".encode()).digest()[:16] for n in count())


def example(kind: type[Event]) -> Event:
    """Return the example of a type: every field filled, each value following from its name and type."""
    hints = typing.get_type_hints(kind)
    return kind(**{name: _value(name, hints[name]) for name in kind.__struct_fields__})


def sealed(kind: type[Event]) -> Sealed:
    """Return the example as an act that waits for its signature."""
    occurred_at = "2025-09-24T09:12:03.120+08:00" if kind.occurs is Occurs.INSTANT else "2025-09-24"
    draft = Draft(type=kind.wire_name, round=RoundId("2025"), edition=EditionId("2024"), occurred_at=occurred_at, event={})
    drawn = salts(f"{kind.wire_name}.v{kind.version}")
    return seal_act(example(kind), draft, ORIGIN, [(kind.signed_by[0], KEY)], salt=lambda: next(drawn))


def vector(kind: type[Event]) -> dict[str, Any]:
    """Return what is kept: the act's own words, what is sealed in them, and the event that both give."""
    act = sealed(kind)
    fields = msgspec.to_builtins(example(kind), enc_hook=str)
    return {
        "said": json.loads(act.said),
        "said_sha256": sha256(act.said).hexdigest(),
        "disclosures": list(act.disclosures),
        "event": fields,
    }


def path_of(kind: type[Event]) -> Path:
    """Return where the vector of a type's newest version stands."""
    return FOLDER / f"{kind.wire_name}.v{kind.version}.json"


def _value(name: str, hint: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (UnionType, typing.Union):
        return _value(name, next(a for a in arguments if a is not NoneType))
    if origin is tuple:
        return (_value(name.removesuffix("s"), arguments[0]),)
    if hasattr(hint, "__supertype__"):
        return _code(name, hint.__name__, hint.__supertype__)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        hints = typing.get_type_hints(hint)
        return hint(**{field: _value(field, hints[field]) for field in hint.__struct_fields__})
    if hint is PartialDate:
        return PartialDate(2024, 6)
    if hint is date:
        return date(2025, 9, 24)
    if hint is bool:
        return True
    if hint is int:
        return 5
    if hint is Any:
        return "2/3"
    return SPECIAL.get(name, f"{name} 示例")


def _code(name: str, kind: str, plain: type) -> Any:
    known = {"ApplicantCode": "A-07", "ExpertCode": "E-03", "KeyId": KEY, "ActId": "0" * 32, "Tier": "main", "EditionId": "2024"}
    if kind in known:
        return known[kind]
    if kind == "BodyCode":
        return "town-01"
    return 8550 if plain is int else SPECIAL.get(name, sha256(name.encode()).hexdigest() if kind == "Digest" else f"{name}-01")


def main() -> None:
    """Write the vectors that are missing."""
    FOLDER.mkdir(exist_ok=True)
    for kind in TYPES.values():
        if not path_of(kind).exists():
            path_of(kind).write_text(json.dumps(vector(kind), ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
