"""Standings (名次): where every applicant of a round stands at any position."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.asking import Question, ask
from api.documents import answers, takes
from ledger.terms import RoundId
from projections.standings import Standings, standings_of

router = APIRouter(tags=["standings"])


@router.get(
    "/rounds/{round}/standings",
    summary="名次 · Standings of a round at a position",
    openapi_extra=takes("at"),
    responses=answers(standings={"type": "array", "items": {"type": "object"}}),
)
def standings(request: Request, round: str) -> Response:
    """Every applicant, how far it came, its scores as recomputed and as claimed, and how it ended."""
    question = ask(request)
    name, position = question.round(round), question.position()
    return question.give("standings", standings_at(question, name, position), position)


def standings_at(question: Question, round: RoundId, position: int) -> Standings:
    """Return the standings of a round at a position, in the view of the question."""
    return question.work_out("standings", round, position, lambda replay: standings_of(round).fold(replay.facts))
