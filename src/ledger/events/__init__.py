"""The vocabulary: every kind of fact that can be recorded, one module for each stage.

Importing this package enters all of them into ``event.TYPES``.
"""

from __future__ import annotations

from ledger.events import (
    application,
    approval,
    bodies,
    deliberation,
    draw,
    eligibility,
    evaluation,
    forms,
    founding,
    integrity,
    keys,
    measure,
    notice,
    opening,
    panel,
    prize,
    promotion,
    qualification,
    revocation,
    scoring,
)

__all__ = [
    "application",
    "approval",
    "bodies",
    "deliberation",
    "draw",
    "eligibility",
    "evaluation",
    "forms",
    "founding",
    "integrity",
    "keys",
    "measure",
    "notice",
    "opening",
    "panel",
    "prize",
    "promotion",
    "qualification",
    "revocation",
    "scoring",
]
