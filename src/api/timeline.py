"""Timeline (进程): how far the links of the procedure have come, and which records did it."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Request, Response

from api.asking import Question, ask
from api.documents import answers, takes
from api.rounds import address
from ledger.terms import RoundId
from projections.timeline import Timeline, timeline_of

router = APIRouter(tags=["timeline"])
USUAL, MOST = 100, 500


@router.get(
    "/rounds/{round}/timeline",
    summary="进程 · The links of the procedure, and the records behind them",
    openapi_extra=takes("at", "after", "limit"),
    responses=answers(
        links={"type": "array", "items": {"type": "object"}},
        facts={"type": "array", "items": {"type": "object"}},
        next={"type": ["string", "null"]},
    ),
)
def timeline(request: Request, round: str) -> Response:
    """``links`` are the nine of article 9 and what followed the award; ``facts`` a page of the round's records, in short."""
    question = ask(request)
    name, position = question.round(round), question.position()
    after, limit = question.number("after", 0, position, 0), question.number("limit", 1, MOST, USUAL)
    found = timeline_at(question, name, position)
    behind = [fact for fact in found.facts if fact.position > after]
    following = None
    if len(behind) > limit:
        asked = {"at": position, "after": behind[limit - 1].position, "limit": limit}
        following = f"{address(name)}/timeline?{urlencode(asked)}"
    content = {"links": msgspec.to_builtins(found.links), "facts": msgspec.to_builtins(behind[:limit]), "next": following}
    return question.answer(content, position, {"next": following} if following else None)


def timeline_at(question: Question, round: RoundId, position: int) -> Timeline:
    """Return the timeline of a round at a position, in the view of the question."""
    return question.work_out("timeline", round, position, lambda replay: timeline_of(round).fold(replay.facts))
