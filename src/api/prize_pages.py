"""Pages of the prize money and of certificates (奖金账与证书网页): what anybody may ask, with the records behind it."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.documents import gives, takes
from api.honours import honours_at
from api.pages import asked, page
from api.prizes import prizes_at
from api.tables import BUDGET_AMOUNTS, YEAR_AMOUNTS, amount_of, amounts_of
from api.words import award_year
from projections.certificates import Answer, certificate
from projections.prizes import FAULTS, Odd

router = APIRouter(tags=["pages"])

JOURNALED = 200
"""Entries of the journal that the page lists, the newest; all are in the JSON."""

LOOKS = {Answer.VALID.value: "good", Answer.RESTORED.value: "good", Answer.REVOKED.value: "bad", Answer.UNKNOWN.value: "warn"}


@router.get("/prizes.html", summary="奖金账 · Prize money, as a page", openapi_extra=takes("at", "lang"), responses=gives("text/html"))
def prizes(request: Request) -> Response:
    """What was granted, paid and recovered, by winner, award year and budget; what does not agree; the journal."""
    question, lang = asked(request)
    position = question.position()
    found = prizes_at(question, position)
    content = {
        "found": found,
        "columns": amounts_of(found.winners),
        "amount_of": amount_of,
        "of_year": YEAR_AMOUNTS,
        "of_budget": BUDGET_AMOUNTS,
        "year_of": award_year,
        "faults": FAULTS,
        "counted": {Odd.VOUCHER.value},
        "entries": found.entries[: -JOURNALED - 1 : -1],
        "earlier": max(0, len(found.entries) - JOURNALED),
    }
    return page(question, lang, "prizes.html", json=f"/prizes?at={position}", position=position, **content)


@router.get(
    "/certificates.html",
    summary="证书查询 · What a number stands for, as a page",
    openapi_extra=takes("number", "at", "lang"),
    responses=gives("text/html"),
)
def certificates(request: Request) -> Response:
    """A field for a number, and the answer where one was asked for."""
    question, lang = asked(request)
    number, position = question.parameter("number"), question.position()
    found = certificate(honours_at(question, position), number) if number is not None else None
    content = {"found": found, "look": LOOKS.get(found.state.code, "warn") if found else "", "year_of": award_year}
    return page(question, lang, "certificates.html", json="/certificates", position=position, **content)
