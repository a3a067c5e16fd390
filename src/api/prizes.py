"""Prizes and certificates (奖金、证书): the money of all rounds as double entry, and what the number of a certificate stands for."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request, Response

from api.asking import Question, ask
from api.documents import answers, takes
from api.honours import REGISTERS_ALONE, honours_at
from api.problems import bad_parameter
from ledger.terms import day_of
from projections.certificates import certificate
from projections.prizes import Prizes, prizes_of

router = APIRouter(tags=["prizes"])


@router.get(
    "/prizes",
    summary="奖金账 · Prize money across all rounds, as double entry in fen",
    openapi_extra=takes("at"),
    responses=answers(
        entries={"type": "array", "items": {"type": "object"}},
        winners={"type": "array", "items": {"type": "object"}},
        odd={"type": "array", "items": {"type": "object"}},
        total={"type": "integer"},
    ),
)
def prizes(request: Request) -> Response:
    """``total`` is the sum over all accounts: zero. ``odd`` is what does not agree or waits; late is judged by the newest record."""
    question = ask(request)
    position = question.position()
    return question.give("prizes", prizes_at(question, position), position)


def prizes_at(question: Question, position: int) -> Prizes:
    """Return the money of all rounds at a position; overdue is what was so on the day of that record."""
    recorded_at = question.source.recorded_at(position)
    on: date | None = day_of(recorded_at) if recorded_at else None
    return question.work_out("prizes", REGISTERS_ALONE, position, lambda replay: prizes_of(on).fold(replay.facts))


@router.get(
    "/certificates",
    summary="证书查询 · What the number of a certificate or a plaque stands for",
    openapi_extra=takes("number", "at"),
    responses=answers(number={"type": "string"}, state={"type": "object"}),
)
def certificates(request: Request) -> Response:
    """Valid, revoked with day and ground, restored, or unknown: a number that no record has is not said to be forged."""
    question = ask(request)
    number, position = question.parameter("number"), question.position()
    if number is None:
        raise bad_parameter("number", "请写明证书或奖牌编号", "name the number of a certificate or a plaque")
    return question.give("certificate", certificate(honours_at(question, position), number), position)
