"""Answers (答复): a result as plain JSON, with the position and root that it stands on and the view that it was given in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from ledger.store import Head
from ledger.terms import View
from projections.projection import digest, plain
from projections.standings import Standings


class AsOf(msgspec.Struct, frozen=True, kw_only=True):
    """截至: the last record that an answer takes in, and the log's size and root when it was asked.

    ``root`` is that of the whole log, hex; an answer at an earlier position is covered by it, since the log only grows.
    """

    position: int
    size: int
    root: str | None


def as_of(head: Head, position: int | None = None) -> AsOf:
    """Return where an answer stands: at ``position``, or at the end of the log."""
    return AsOf(position=head.size if position is None else position, size=head.size, root=head.root.hex())


def as_json(name: str, result: msgspec.Struct, stands: AsOf, view: View) -> dict[str, Any]:
    """Return an answer as plain JSON: its kind, where it stands, its view, the digest of its result, and the result's own keys."""
    return {
        "answer": name,
        "as_of": plain(stands),
        "view": {"code": view.value, **VIEWS[view]},
        "digest": digest(result),
        **plain(result),
    }


def rounds_json(found: Iterable[Standings], stands: AsOf) -> dict[str, Any]:
    """Return the list of rounds as plain JSON: of each what names it and how far it is."""
    rows = [plain(row) for row in found]
    return {
        "answer": "rounds",
        "as_of": plain(stands),
        "view": {"code": View.PUBLIC.value, **VIEWS[View.PUBLIC]},
        "rounds": [{name: row[name] for name in ROUND_KEYS} for row in rows],
    }


ROUND_KEYS = ("round", "award_year", "programme", "kind", "edition", "status", "received", "records", "last_recorded_at")

VIEWS = {
    View.PUBLIC: {"zh": "公众视图", "en": "public view"},
    View.AUDITOR: {"zh": "审计视图", "en": "auditor's view"},
    View.INSPECTOR: {"zh": "纪检监察视图", "en": "inspector's view"},
}
