"""Rounds (评审年度): which there are, and where each one stands."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Request, Response

from api.asking import Question, ask
from api.documents import answers, takes
from api.source import Replay
from api.words import award_year
from ledger.documents.meanings import ORIGINS, meaning_json, written
from ledger.rules.parameters import plain
from ledger.rules.silences import SILENCES
from ledger.stages.history import Round
from ledger.stages.settled import Settled

router = APIRouter(tags=["rounds"])
PARTS = ("standings", "timeline", "events", "findings")


@router.get(
    "/rounds",
    summary="评审年度目录 · The rounds that were opened",
    responses=answers(rounds={"type": "array", "items": {"type": "object"}}),
)
def rounds(request: Request) -> Response:
    """Each with its title, its records and the addresses of what is known of it."""
    question = ask(request)
    return question.answer({"rounds": [summary(replay_of(question, round)) for round in question.source.rounds()]})


@router.get(
    "/rounds/{round}",
    summary="一个评审年度 · One round, as it stands at a position",
    openapi_extra=takes("at"),
    responses=answers(round={"type": "object"}),
)
def one_round(request: Request, round: str) -> Response:
    """How it was opened, its parameters, how its records came in, and the addresses of the rest."""
    question = ask(request)
    name, position = question.round(round), question.position()
    replay = question.replay(name, position)
    found = replay.history.round(name)
    more = {
        "parameters": plain(found.opening.parameters),
        "settled": settled_of(replay),
        "provenance": provenance(replay),
    }
    return question.answer({"round": summary(replay) | more}, position)


def replay_of(question: Question, round: str) -> Replay:
    """Return the round as it stands now."""
    return question.replay(question.round(round), question.head.size)


def summary(replay: Replay) -> dict[str, Any]:
    """Return what is told of a round in a list of rounds."""
    found, opened = replay.history.round(replay.round), replay.history.round(replay.round).opening.opened
    own = [fact.position or 0 for fact in replay.facts if (fact.wrapped or fact.said).round == replay.round]
    base = address(replay.round)
    return {
        "id": replay.round,
        "title": title(found, replay),
        "award_year": opened.award_year if opened else None,
        "kind": opened.kind.value if opened else None,
        "edition": found.opening.edition,
        "planned": msgspec.to_builtins(opened.planned) if opened else [],
        "annulled": found.opening.annulled_at > 0,
        "records": {"count": len(own), "first": min(own, default=None), "last": max(own, default=None)},
        "addresses": {"round": base, "page": f"{base}.html"} | {name: f"{base}/{name}" for name in PARTS},
    }


def settled_of(replay: Replay) -> list[dict[str, Any]]:
    """Return what is settled for the round of what the measure leaves open, with its words, by what it stands, and where.

    ``code`` is the value as the record writes it.
    """
    found = replay.history.round(replay.round).opening.settled
    return [_settled(one) for _, one in sorted(found.items())]


def _settled(one: Settled) -> dict[str, Any]:
    question, by = SILENCES[one.key], ORIGINS[one.by]
    return {
        "key": one.key,
        "zh": question.zh,
        "en": question.en,
        "provisions": list(question.provisions),
        "value": one.value,
        "code": written(one.value),
        "meaning": meaning_json(one.key, one.value),
        "source": one.source,
        "by": {"code": one.by, **by._asdict()},
        "position": one.position,
    }


def address(round: str) -> str:
    """Return the path of a round."""
    return f"/rounds/{quote(round, safe='')}"


def title(found: Round, replay: Replay) -> dict[str, str]:
    """Return the title of a round in Chinese and English: its programme and its year."""
    opened = found.opening.opened
    if opened is None:
        return {"zh": found.id, "en": found.id}
    edition = replay.history.registers.measure.editions.get(found.opening.edition) if found.opening.edition else None
    programme = edition.programme_zh if edition else opened.programme
    zh, en = award_year(opened.award_year)
    return {"zh": f"{zh}{programme}", "en": f"{programme}, {en}"}


def provenance(replay: Replay) -> dict[str, int]:
    """Return how many records of the round came in each way: live, transcribed, imported."""
    kinds = Counter(fact.said.provenance.kind for fact in replay.facts if (fact.wrapped or fact.said).round == replay.round)
    return {kind: kinds[kind] for kind in ("live", "transcribed", "imported")}
