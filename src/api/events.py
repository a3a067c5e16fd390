"""Events (事项): the records of one round as they stand in the log, with what this view opens of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Request, Response

from api.asking import Question, ask
from api.documents import answers, takes
from api.rounds import address
from ledger.events.event import TYPES, Event, Undisclosed
from ledger.record.envelope import Record
from ledger.stages.fact import Fact

router = APIRouter(tags=["events"])
USUAL, MOST = 100, 500


@router.get(
    "/rounds/{round}/events",
    summary="记录 · Records of a round, in the order of the log",
    openapi_extra=takes("at", "after", "limit", "type"),
    responses=answers(events={"type": "array", "items": {"type": "object"}}, next={"type": ["string", "null"]}),
)
def events(request: Request, round: str) -> Response:
    """``said`` and ``log`` are the record itself. ``opened`` holds sealed fields that are open here; ``closed`` names the others.

    ``next`` is where the following records are; what was given out never shifts, since the log only grows.
    """
    question = ask(request)
    name, position = question.round(round), question.position()
    after = question.number("after", 0, position, 0)
    limit, kind = question.number("limit", 1, MOST, USUAL), question.choice("type", TYPES)
    found: list[Record] = []
    for record in question.source.records(name, after, position):
        if kind is None or record.act.said.type == kind:
            found.append(record)
        if len(found) > limit:
            break
    page, more = found[:limit], len(found) > limit
    following = f"{address(name)}/events?{urlencode(_asked(question, position, page[-1].log.position))}" if more else None
    shown = _opened(question, name, position, page)
    content = {"events": [written(record, shown.get(record.log.position)) for record in page], "next": following}
    return question.answer(content, position, {"next": following} if following else None)


def written(record: Record, fact: Fact | None) -> dict[str, Any]:
    """Return a record as JSON, with what ``fact`` opens of it."""
    said = record.act.said
    inside = None
    opened, closed = parts(fact.event) if fact is not None else ({}, [])
    if fact is not None and fact.wrapped is not None:
        inside = {"said": msgspec.to_builtins(fact.said), "opened": opened, "closed": closed}
        opened, closed = {}, []
    return {
        "position": record.log.position,
        "said": msgspec.to_builtins(said),
        "log": msgspec.to_builtins(record.log),
        "signatures": list(record.act.signatures),
        "opened": opened,
        "closed": closed,
        "inside": inside,
    }


def parts(event: Event) -> tuple[dict[str, Any], list[str]]:
    """Return the sealed fields of an event: those that are open, with their values, and the names of the others."""
    hidden = type(event).sealed_fields()
    closed = [name for name in hidden if isinstance(getattr(event, name), Undisclosed)]
    if len(closed) == len(hidden):
        return {}, closed
    opened = {name: msgspec.to_builtins(getattr(event, name), enc_hook=str) for name in hidden if name not in closed}
    return opened, closed


def _opened(question: Question, round: str, position: int, page: list[Record]) -> dict[int, Fact]:
    if not page:
        return {}
    positions = {record.log.position for record in page}
    replay = question.replay(question.round(round), position)
    return {fact.position: fact for fact in replay.facts if fact.position in positions}


def _asked(question: Question, position: int, after: int) -> dict[str, str]:
    given = {name: value for name in ("limit", "type") if (value := question.parameter(name)) is not None}
    pinned = {"at": str(position)} if question.parameter("at") else {}
    return {"after": str(after), **given, **pinned}
