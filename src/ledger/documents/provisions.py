"""What is known of a provision (条款详情), as plain JSON: what ``ledger article`` prints and the pages of articles show."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import ledger.events
import ledger.stages.check  # noqa: F401 - enters every rule
from ledger.documents.fixed import fixed_json
from ledger.documents.meanings import meaning_json
from ledger.documents.official import OfficialText
from ledger.errors import BadInput
from ledger.events.event import TYPES, Event
from ledger.rules.citation import RULES, Citation
from ledger.rules.open_question import OpenQuestion
from ledger.rules.outside import OUTSIDE
from ledger.rules.restatements import RESTATED
from ledger.rules.silences import silences_of

NOTHING_ANSWERS: Mapping[str, Citation] = MappingProxyType({})


def about(text: str, official: OfficialText | None = None, answering: Mapping[str, Citation] = NOTHING_ANSWERS) -> dict[str, Any]:
    """Return what is known of a provision and of those inside it, beside the official wording of a ledger.

    ``answering`` tells which provision of another measure answers to ours. Raises ``BadInput``.
    """
    try:
        wanted = Citation.parse(text.replace("（", "(").replace("）", ")"))
    except ValueError as error:
        raise BadInput("PROVISION", str(error)) from None
    inside = [code for code in RESTATED if covers(wanted, Citation.parse(code))]
    if not inside:
        raise BadInput("PROVISION", f"the measure has no provision {text}", "articles run from 1 to 17; article 9 has items (1) to (9)")
    return {
        "citation": str(wanted),
        "zh_citation": wanted.zh,
        "official": None if official is None else official.state(),
        "wording": None if official is None else official.of(wanted, answering, whole=True),
        "provisions": [_row(code) | {"wording": official and official.of(Citation.parse(code), answering)} for code in inside],
    }


def covers(whole: Citation, part: Citation) -> bool:
    """Return whether ``part`` is the provision ``whole`` or stands inside it."""
    return whole.article == part.article and all(
        a is None or a == b for a, b in ((whole.paragraph, part.paragraph), (whole.item, part.item))
    )


def _row(code: str) -> dict[str, Any]:
    zh, en = RESTATED[code]
    cited = Citation.parse(code)
    return {
        "citation": code,
        "zh_citation": cited.zh,
        "zh": zh,
        "en": en,
        "rules": [{"name": r.name, "basis": r.basis.value, "zh": r.zh, "en": r.en} for r in RULES.values() if r.citation == cited],
        "fixed": fixed_json(code),
        "silences": [question_json(question) for question in silences_of(code)],
        "events": [_event(kind) for kind in TYPES.values() if code in kind.cites],
        "outside": OUTSIDE[code]._asdict() if code in OUTSIDE else None,
    }


def question_json(question: OpenQuestion) -> dict[str, Any]:
    """Return an open question as plain JSON; ``meaning`` is that of our suggestion."""
    meaning = None if question.suggestion is None else meaning_json(question.key, question.suggestion)
    return question._asdict() | {"readings": [reading._asdict() for reading in question.readings], "meaning": meaning}


def _event(kind: type[Event]) -> dict[str, Any]:
    zh, _, en = kind.heading().partition(". ")
    return {"name": kind.wire_name, "signed_by": [role.value for role in kind.signed_by], "zh": zh, "en": en}
