"""Problems (问题说明): what was wrong with a request, where, and what to do next (RFC 9457), in Chinese and English.

A problem says nothing of the machine: no path, no trace, no address of a database. What the operator
needs goes to the server's own log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from ledger.errors import BadInput, IntegrityViolation, LedgerError, StoreUnavailable, UnreadableEvent

MEDIA_TYPE = "application/problem+json"
LONGEST = 200
"""Characters of a request that an answer repeats."""

_log = logging.getLogger("api")


@dataclass(frozen=True, slots=True)
class Kind:
    """问题类别: one kind of problem, by its stable name: status, title, and the way out."""

    name: str
    status: int
    zh: str
    en: str
    next_zh: str
    next_en: str


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "read-only",
            405,
            "本服务只读",
            "This service only reads",
            "请使用 GET 或 HEAD；记录事项请用 `ledger record`",
            "use GET or HEAD; acts are recorded with `ledger record`",
        ),
        Kind(
            "no-such-resource",
            404,
            "没有这个地址",
            "There is no such resource",
            "地址目录见 /openapi.json",
            "/openapi.json lists what there is",
        ),
        Kind(
            "no-such-round",
            404,
            "没有这个评审年度",
            "There is no such round",
            "已启动的评审年度见 /rounds",
            "/rounds lists the rounds that were opened",
        ),
        Kind(
            "no-such-provision",
            404,
            "办法没有这一条款",
            "The measure has no such provision",
            "条款目录见 /articles",
            "/articles lists the provisions",
        ),
        Kind(
            "no-such-position",
            404,
            "台账尚无此位置",
            "The log has no such position yet",
            "位置从 0 到 as_of.size；任何回答都载明 as_of",
            "positions go from 0 to as_of.size, which every answer states",
        ),
        Kind(
            "not-in-the-checkpoint",
            404,
            "已发布的检查点尚未包含此内容",
            "The published checkpoint does not cover this",
            "已发布的范围见 /log/checkpoint；发布新的检查点请运行 `ledger checkpoint`",
            "/log/checkpoint states what is published; `ledger checkpoint` publishes more",
        ),
        Kind(
            "nothing-published",
            404,
            "尚未发布检查点",
            "No checkpoint was published yet",
            "请台账管理人运行 `ledger checkpoint`",
            "the operator of the ledger runs `ledger checkpoint`",
        ),
        Kind(
            "bad-parameter",
            400,
            "参数有误",
            "A parameter cannot be read",
            "请按说明改写该参数；参数说明见 /openapi.json",
            "write it as said; /openapi.json describes each parameter",
        ),
        Kind(
            "wrong-host",
            421,
            "主机名不符",
            "This service does not answer to that host name",
            "请用启动时显示的地址访问",
            "use the address that was shown at the start",
        ),
        Kind(
            "integrity",
            500,
            "台账完整性异常",
            "The stored ledger contradicts itself",
            "请勿采信本服务的回答，保留现场，并运行 `ledger verify`",
            "trust no answer of this service, keep the files as they are, and run `ledger verify`",
        ),
        Kind(
            "unreadable-record",
            500,
            "有一条记录无法读取",
            "A record cannot be read",
            "请用新版程序打开，或运行 `ledger verify`",
            "open the ledger with a newer program, or run `ledger verify`",
        ),
        Kind("store-unavailable", 503, "存储暂不可用", "The store does not answer", "请稍后再试", "try again later"),
        Kind(
            "internal",
            500,
            "服务内部错误",
            "The service failed",
            "请稍后再试；若仍出现，请告知台账管理人",
            "try again later; tell the operator if it happens again",
        ),
    )
}
"""Every problem that this service answers with."""


class Problem(Exception):
    """A request that has no answer. ``where`` names the parameter or the place that is at fault, if one is."""

    def __init__(self, name: str, zh: str = "", en: str = "", where: str = "") -> None:
        super().__init__(en)
        self.kind, self.zh, self.en, self.where = KINDS[name], zh, en, where


def bad_parameter(where: str, zh: str, en: str) -> Problem:
    """Return the problem of a parameter that cannot be read."""
    return Problem("bad-parameter", zh, en, where)


router = APIRouter(prefix="/problems", tags=["problems"])


@router.get("/{name}", summary="问题类别 · What a kind of problem means")
def kind(name: str) -> Response:
    """The page that the ``type`` of a problem names."""
    found = KINDS.get(name)
    if found is None:
        raise Problem("no-such-resource")
    said = {
        "name": found.name,
        "status": found.status,
        "title": found.zh,
        "title_en": found.en,
        "next": found.next_zh,
        "next_en": found.next_en,
    }
    return Response(orjson.dumps(said), media_type="application/json")


def members(problem: Problem, instance: str) -> dict[str, object]:
    """Return the members of the problem document."""
    kind = problem.kind
    return {
        "type": f"/problems/{kind.name}",
        "status": kind.status,
        "title": kind.zh,
        "title_en": kind.en,
        "detail": problem.zh or kind.zh,
        "detail_en": problem.en or kind.en,
        "next": kind.next_zh,
        "next_en": kind.next_en,
        "where": problem.where or None,
        "instance": instance[:LONGEST],
    }


def headers_of(kind: Kind) -> dict[str, str]:
    """Return the headers that belong to a kind of problem."""
    return {"Cache-Control": "no-store"} | ({"Allow": "GET, HEAD"} if kind.status == HTTPStatus.METHOD_NOT_ALLOWED else {})


def respond(problem: Problem, instance: str) -> Response:
    """Return the problem as a response."""
    body = orjson.dumps(members(problem, instance))
    return Response(body, problem.kind.status, headers_of(problem.kind), MEDIA_TYPE)


def of_ledger(error: LedgerError) -> Problem:
    """Return the problem that an error of the ledger is to a reader. Its own words may name places of the machine and stay here."""
    _log.error("%s: %s", type(error).__name__, error)
    match error:
        case IntegrityViolation(first=int(first), last=int(last)):
            return Problem("integrity", f"涉及记录 {first} 至 {last}", f"it concerns records {first} to {last}")
        case IntegrityViolation():
            return Problem("integrity")
        case UnreadableEvent(position=int(position)):
            return Problem("unreadable-record", f"记录 {position} 无法读取", f"record {position} cannot be read")
        case UnreadableEvent():
            return Problem("unreadable-record")
        case StoreUnavailable():
            return Problem("store-unavailable")
        case BadInput():
            return Problem("bad-parameter")
        case _:
            return Problem("internal")


Render = Callable[[Request, Problem], Response | None]
"""Shows a problem as a page, where a page was asked for."""


def install(app: FastAPI, render: Render) -> None:
    """Let ``app`` answer every failure with a problem."""

    def show(request: Request, problem: Problem) -> Response:
        return render(request, problem) or respond(problem, request.url.path)

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return show(request, error)

    async def on_ledger(request: Request, error: Exception) -> Response:
        assert isinstance(error, LedgerError)
        return show(request, of_ledger(error))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        name = "read-only" if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else "no-such-resource"
        return show(request, Problem(name if error.status_code < HTTPStatus.INTERNAL_SERVER_ERROR else "internal"))

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        name = str(first["loc"][-1])
        return show(request, bad_parameter(name, f"{name}：取值不合要求", f"{name}: {first['msg']}"))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(LedgerError, on_ledger)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
