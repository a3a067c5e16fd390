"""Honours (荣誉): titles won and lost in all rounds, and until when their holders may not apply again."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.asking import Question, ask
from api.documents import answers, takes
from ledger.terms import RoundId
from projections.honours import HONOURS, Honours

router = APIRouter(tags=["honours"])
REGISTERS_ALONE = RoundId("")
"""No round has this name: what is read for it are the registers."""


@router.get(
    "/honours",
    summary="荣誉 · Titles and bars across all rounds",
    openapi_extra=takes("at"),
    responses=answers(honours={"type": "array", "items": {"type": "object"}}),
)
def honours(request: Request) -> Response:
    """In the order of the award years. Each bar stands under every reading that the measure leaves open."""
    question = ask(request)
    position = question.position()
    return question.give("honours", honours_at(question, position), position)


def honours_at(question: Question, position: int) -> Honours:
    """Return the titles known at a position, in the view of the question."""
    return question.work_out("honours", REGISTERS_ALONE, position, lambda replay: HONOURS.fold(replay.facts))
