"""Findings (核查结果): what every rule says of every record of a round, and of the round as a whole."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Request, Response

from api.asking import HIGHEST, Question, ask
from api.documents import VERDICTS, answers, takes
from api.rounds import address
from ledger.terms import RoundId
from projections.conformance import SETTLED, Item, Report, audit
from projections.projection import plain

router = APIRouter(tags=["findings"])
USUAL, MOST = 100, 500


@router.get(
    "/rounds/{round}/findings",
    summary="合规核查 · What every rule says of a round at a position",
    openapi_extra=takes("at", "verdict", "after", "limit"),
    responses=answers(
        report={"type": "object"}, findings={"type": "array", "items": {"type": "object"}}, next={"type": ["string", "null"]}
    ),
)
def findings(request: Request, round: str) -> Response:
    """``report`` counts all verdicts; ``findings`` are those that ask something of the reader, or those of one ``verdict``.

    ``after`` leaves out so many of them. A closed field makes a finding *not disclosed*, never a guess.
    """
    question = ask(request)
    name, position = question.round(round), question.position()
    verdict = question.choice("verdict", VERDICTS)
    after, limit = question.number("after", 0, HIGHEST, 0), question.number("limit", 1, MOST, USUAL)
    settled = verdict is not None and VERDICTS[verdict] in {one.value for one in SETTLED}
    report = report_at(question, name, position, complete=settled)
    wanted = [item for item in all_of(report) if verdict is None or item.verdict.code == VERDICTS[verdict]]
    page = wanted[after : after + limit]
    following = None
    if len(wanted) > after + limit:
        given = {key: value for key in ("verdict", "limit") if (value := question.parameter(key)) is not None}
        following = f"{address(name)}/findings?{urlencode({'at': position, 'after': after + limit, **given})}"
    content = {
        "report": {key: value for key, value in plain(report).items() if key not in ("findings", "of_method", "complete")},
        "count": len(wanted),
        "findings": msgspec.to_builtins(page),
        "next": following,
    }
    return question.answer(content, position, {"next": following} if following else None)


def report_at(question: Question, round: RoundId, position: int, *, complete: bool = False) -> Report:
    """Return the report on a round at a position, in the view of the question."""
    name = "findings, all" if complete else "findings"
    return question.work_out(name, round, position, lambda replay: audit(replay.facts, round, complete=complete))


def all_of(report: Report) -> list[Item]:
    """Return the findings of a report: on the text and the adopted rules first, then on the keeping of records."""
    return [*report.findings, *report.of_method]
