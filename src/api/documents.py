"""What ``/openapi.json`` says of each resource: its parameters, in the order in which they are read, and its answers.

The parameters named here are those that a resource takes: a request with any other is refused.
"""

from __future__ import annotations

from typing import Any

from starlette.routing import BaseRoute

from ledger.events.event import TYPES
from ledger.rules.citation import Verdict
from projections.judging import METHOD_FAULT

VERDICTS = {code.replace(" ", "_"): code for code in (*(verdict.value for verdict in Verdict), METHOD_FAULT.code)}
"""How a verdict is asked for, and its code in an answer."""

_WHOLE = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}

_PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "at": (
        _TEXT,
        "位置、日期（当日终）或带时区的时刻 · a position, a day (its end) or an instant with offset; the newest where it is left out",
    ),
    "after": (_WHOLE, "从此位置之后 · records behind this position"),
    "limit": ({"type": "integer", "minimum": 1, "maximum": 500}, "最多条数 · how many at most"),
    "type": ({"type": "string", "enum": sorted(TYPES)}, "事项类型 · a type of record, such as score.recorded"),
    "verdict": ({"type": "string", "enum": sorted(VERDICTS)}, "结论 · one verdict, such as violates"),
    "lang": ({"type": "string", "enum": ["zh", "en"]}, "语言 · language of the page"),
    "number": (_TEXT, "证书或奖牌编号 · the number of a certificate or a plaque"),
    "index": (_WHOLE, "记录编号（位置减一） · which entry: its position less one"),
    "size": ({"type": "integer", "minimum": 1}, "树的大小 · size of the tree; the published one where it is left out"),
    "from": (_WHOLE, "先前的大小 · the earlier size"),
    "to": (_WHOLE, "后来的大小 · the later size; the published one where it is left out"),
}

_PROBLEM = {
    "description": "问题说明 · A problem (RFC 9457): what, where, and what to do next",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "status", "title", "title_en", "detail", "detail_en", "next", "next_en", "where", "instance"],
                "properties": {
                    "type": _TEXT,
                    "status": {"type": "integer"},
                    **dict.fromkeys(("title", "title_en", "detail", "detail_en", "next", "next_en", "instance"), _TEXT),
                    "where": {"type": ["string", "null"]},
                },
            }
        }
    },
}

AS_OF = {
    "type": "object",
    "required": ["position", "recorded_at", "size", "root", "published_size"],
    "properties": {
        "position": {**_WHOLE, "description": "回答所据的位置 · the position that the answer is of"},
        "recorded_at": {"type": ["string", "null"], "description": "该位置入账时刻 · when the record there was taken"},
        "size": {**_WHOLE, "description": "台账记录数 · records in the log as it was read"},
        "root": {**_TEXT, "description": "根哈希，十六进制 · root of the log of that size, in hex; a checkpoint writes the same in base64"},
        "published_size": {**_WHOLE, "description": "已发布检查点的记录数 · how far the published checkpoint goes; 0 for none"},
    },
}

Answers = dict[int | str, dict[str, Any]]
_FAILURES: Answers = {"4XX": _PROBLEM, "5XX": _PROBLEM, 304: {"description": "未变化 · Unchanged since that ETag"}}


def takes(*names: str) -> dict[str, Any]:
    """Return what a resource says of its query: the parameters of these names and no others."""
    return {
        "parameters": [
            {"name": name, "in": "query", "required": False, "schema": _PARAMETERS[name][0], "description": _PARAMETERS[name][1]}
            for name in names
        ]
    }


def taken_by(route: BaseRoute | None) -> tuple[str, ...]:
    """Return the names of the query parameters that a route takes."""
    said = getattr(route, "openapi_extra", None) or {}
    return tuple(parameter["name"] for parameter in said.get("parameters", ()))


def answers(**members: dict[str, Any]) -> Answers:
    """Return what a resource answers: an object with these members beside ``as_of`` and ``view``."""
    schema = {
        "type": "object",
        "required": ["as_of", "view", *members],
        "properties": {"as_of": AS_OF, "view": {"type": "object"}, **members},
    }
    return {200: {"description": "回答 · The answer", "content": {"application/json": {"schema": schema}}}, **_FAILURES}


def gives(media_type: str) -> Answers:
    """Return what a resource answers whose content is no JSON object of ours."""
    return {200: {"description": "内容 · The content", "content": {media_type: {}}}, **_FAILURES}
