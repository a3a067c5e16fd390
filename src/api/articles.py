"""Articles (条款): what each provision says in our words and in the official ones, and what the ledger holds of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from api.asking import Question, ask, shown
from api.documents import answers
from api.honours import REGISTERS_ALONE
from api.problems import LONGEST, Problem
from ledger.documents.official import OfficialText
from ledger.documents.provisions import about
from ledger.errors import BadInput
from ledger.rules.citation import Citation
from ledger.rules.restatements import RESTATED

router = APIRouter(tags=["articles"])


@router.get(
    "/articles",
    summary="条款目录 · The provisions of the measure",
    responses=answers(official={"type": "object"}, provisions={"type": "array", "items": {"type": "object"}}),
)
def articles(request: Request) -> Response:
    """Each in our words, in Chinese and English, beside the official wording where the operator supplied it."""
    official = request.app.state.source.official()
    question = ask(request, variant=official.supplied.code)
    return question.answer(listed(question, official))


@router.get(
    "/articles/{citation}",
    summary="一条、一款或一项 · One provision and those inside it",
    responses=answers(
        citation={"type": "string"},
        official={"type": "object"},
        wording={"type": "object"},
        provisions={"type": "array", "items": {"type": "object"}},
    ),
)
def one_article(request: Request, citation: str) -> Response:
    """Wording, rules and what they rest on, numbers that the text fixes, open questions, and the kinds of records it governs."""
    official = request.app.state.source.official()
    question = ask(request, variant=official.supplied.code)
    return question.answer(told(question, official, citation))


def listed(question: Question, official: OfficialText) -> dict[str, Any]:
    """Return every provision with its restatement, its wording, its address, and how many rules and open questions it has."""
    answering = answering_to(question, official)
    rows = (
        row for article in dict.fromkeys(Citation.parse(code).article for code in RESTATED) for row in _rows(article, official, answering)
    )
    return {"official": official.state(), "provisions": list(rows)}


def told(question: Question, official: OfficialText, citation: str) -> dict[str, Any]:
    """Return all that is known of a provision. Raises ``Problem`` for one that the measure lacks."""
    try:
        return about(citation, official, answering_to(question, official))
    except BadInput:
        raise Problem(
            "no-such-provision", f"办法没有条款“{citation[:LONGEST]}”", f"the measure has no provision {shown(citation)}", "citation"
        ) from None


def answering_to(question: Question, official: OfficialText) -> Mapping[str, Citation]:
    """Return which provision of the text that the operator supplied answers to ours, where that is another measure's."""
    if official.is_ours or official.edition is None:
        return {}
    registers = question.replay(REGISTERS_ALONE, question.head.size).history.registers
    return registers.measure.answering(official.edition)


def address(citation: str) -> str:
    """Return the path of a provision."""
    return f"/articles/{quote(citation, safe='()')}"


def _rows(article: int, official: OfficialText, answering: Mapping[str, Citation]) -> list[dict[str, Any]]:
    names = ("citation", "zh_citation", "zh", "en", "wording")
    return [
        {name: row[name] for name in names}
        | {"rules": len(row["rules"]), "silences": len(row["silences"]), "addresses": {"article": address(row["citation"])}}
        for row in about(str(article), official, answering)["provisions"]
    ]
