"""Silences (规则未作规定): every question that the measure leaves open, how it can be read, and what we suggest.

A suggestion is ours and binds nobody: it counts once the competent body has adopted it for a round, or an
interpretation under article 16 has settled it. ``parameters`` holds one typed field for each key here.
"""

from __future__ import annotations

from ledger.rules.open_question import OpenQuestion, Reading
from ledger.rules.silences_after import AT_THE_END
from ledger.rules.silences_applicants import WHO_APPLIES
from ledger.rules.silences_application import WHAT_IS_COUNTED
from ledger.rules.silences_award import AFTER_THE_DELIBERATION
from ledger.rules.silences_experts import WHO_REVIEWS
from ledger.rules.silences_openness import WHAT_THE_PUBLIC_READS
from ledger.rules.silences_review import UNTIL_THE_DELIBERATION
from ledger.rules.silences_steps import STEP_BY_STEP

__all__ = ["SILENCES", "OpenQuestion", "Reading", "silences_of"]

_QUESTIONS = (
    *WHO_APPLIES,
    *WHAT_IS_COUNTED,
    *UNTIL_THE_DELIBERATION,
    *AFTER_THE_DELIBERATION,
    *AT_THE_END,
    *WHAT_THE_PUBLIC_READS,
    *STEP_BY_STEP,
    *WHO_REVIEWS,
)

SILENCES: dict[str, OpenQuestion] = {question.key: question for question in sorted(_QUESTIONS, key=lambda q: q.key)}
"""Every open question, by key."""


def silences_of(provision: str) -> tuple[OpenQuestion, ...]:
    """Return the open questions that stand at a provision such as ``9(4)``."""
    return tuple(question for question in SILENCES.values() if provision in question.provisions)
