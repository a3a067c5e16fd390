"""Findings (核查结果): what every rule says of every record of a round, and of the round as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Request, Response

from api.asking import HIGHEST, Question, ask
from api.documents import VERDICTS, answers, takes
from api.rounds import address
from ledger.rules.citation import Verdict
from ledger.terms import RoundId
from projections.conformance import SETTLED, Count, Report, audit
from projections.judging import Item, Judging, Window
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
    report = report_at(question, name, position)
    settled = next((one for one in SETTLED if verdict is not None and VERDICTS[verdict] == one.value), None)
    if settled is None:
        wanted = [item for item in all_of(report) if verdict is None or item.verdict.code == VERDICTS[verdict]]
        count, page = len(wanted), wanted[after : after + limit]
    else:
        of_text = found_in(report.counts, settled)
        count = of_text + found_in(report.method_counts, settled)
        judging = Judging(name, Window(settled, after, after + limit, of_text))
        page = all_of(audit(question.replay(name, position).facts, name, judging=judging)) if after < count else []
    following = None
    if count > after + limit:
        given = {key: value for key in ("verdict", "limit") if (value := question.parameter(key)) is not None}
        following = f"{address(name)}/findings?{urlencode({'at': position, 'after': after + limit, **given})}"
    content = {
        "report": {key: value for key, value in plain(report).items() if key not in ("findings", "of_method", "complete")},
        "count": count,
        "findings": msgspec.to_builtins(page),
        "next": following,
    }
    return question.answer(content, position, {"next": following} if following else None)


def report_at(question: Question, round: RoundId, position: int) -> Report:
    """Return the report on a round at a position, in the view of the question."""
    judging = question.source.judging
    return question.work_out("findings", round, position, lambda replay: audit(replay.facts, round, judging=judging(replay)))


def found_in(counts: Iterable[Count], verdict: Verdict) -> int:
    """Return how many findings have a verdict."""
    return sum(count.findings for count in counts if count.verdict.code == verdict.value)


def all_of(report: Report) -> list[Item]:
    """Return the findings of a report: on the text and the adopted rules first, then on the keeping of records."""
    return [*report.findings, *report.of_method]
