"""Chinese labels of fields (列名), from ``labels.json``. The English of a field is its name."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def labels() -> dict[str, str]:
    """Return the Chinese of field names; ``type/field`` where a type's field needs its own."""
    found: dict[str, str] = json.loads(files("ledger.intake").joinpath("labels.json").read_text("utf-8"))
    return found


def label(field: str, wire: str = "") -> str:
    """Return the Chinese label of a field, of one type where it differs there; the name itself where there is none."""
    return labels().get(f"{wire}/{field}") or labels().get(field, field)
