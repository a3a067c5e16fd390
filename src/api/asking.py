"""What a request asks (请求参数): read strictly, so that nobody gets an answer to another question than the one meant."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from typing import Any, TypeVar

import msgspec
import orjson
from fastapi import Request, Response

from api.documents import taken_by
from api.problems import LONGEST, Problem, bad_parameter
from api.source import Published, Replay, Source
from api.views import Visitor
from ledger.errors import BadInput
from ledger.store import Head
from ledger.terms import RoundId
from projections.answers import VIEWS
from projections.projection import digest, plain

A = TypeVar("A")
_POSITION = re.compile(r"\d{1,15}", re.ASCII)
HIGHEST = 10**15
NAMED = 12
"""Choices that a problem names; ``/openapi.json`` has all of them."""


class Unchanged(Exception):
    """The reader holds this very answer already."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


@dataclass(frozen=True, slots=True)
class Question:
    """提问: one request against the ledger as it stands now. ``head`` and ``published`` are read once and hold for the whole answer."""

    request: Request
    source: Source
    head: Head
    published: Published | None
    etag: str
    opened: dict[tuple[RoundId, int], Replay] = field(default_factory=dict)
    """What was replayed for this answer: whoever sees sealed values opens them once for it, and the access log says so once."""

    @property
    def visitor(self) -> Visitor:
        return self.source.visitor

    def parameter(self, name: str) -> str | None:
        """Return a parameter as it was written, or None."""
        return self.request.query_params.get(name) or None

    def number(self, name: str, least: int, most: int, default: int) -> int:
        """Return a whole number. Raises ``Problem`` for any other writing and outside of ``least`` to ``most``."""
        text = self.parameter(name)
        if text is None:
            return default
        if not _POSITION.fullmatch(text) or not least <= int(text) <= most:
            raise bad_parameter(
                name, f"{name} 须为 {least} 至 {most} 的整数", f"{name} is a whole number from {least} to {most}, not {shown(text)}"
            )
        return int(text)

    def choice(self, name: str, choices: Mapping[str, Any]) -> str | None:
        """Return one of ``choices``, or None where nothing was asked. Raises ``Problem``."""
        text = self.parameter(name)
        if text is not None and text not in choices:
            known = ", ".join(islice(choices, NAMED)) + (", …" if len(choices) > NAMED else "")
            raise bad_parameter(name, f"{name} 可取：{known}", f"{name} is one of {known}; not {shown(text)}".replace("…", "..."))
        return text

    def position(self, name: str = "at") -> int:
        """Return the position asked for: a position, a day (its end) or an instant with offset; the head where nothing is said."""
        text = self.parameter(name)
        if text is None:
            return self.head.size
        # A plus sign that was not escaped arrives as a space.
        text = text.replace(" ", "+", 1)
        if _POSITION.fullmatch(text):
            if int(text) > self.head.size:
                raise Problem(
                    "no-such-position",
                    f"台账现有 {self.head.size} 条记录，没有位置 {int(text)}",
                    f"the log has {self.head.size} records and no position {int(text)}",
                    name,
                )
            return int(text)
        try:
            return min(self.source.reader.position_at(text), self.head.size)
        except BadInput:
            raise bad_parameter(
                name,
                f"{name} 可写位置（814）、日期（2025-09-24）或带时区的时刻（2025-09-24T09:00:00+08:00）",
                f"{name} is a position (814), a day (2025-09-24) or an instant with offset (2025-09-24T09:00:00+08:00), not {shown(text)}",
            ) from None

    def round(self, text: str) -> RoundId:
        """Return the round of that name. Raises ``Problem`` where none was opened under it."""
        if text not in self.source.rounds():
            raise Problem("no-such-round", f"没有评审年度“{text[:LONGEST]}”", f"there is no round {shown(text)}", "round")
        return RoundId(text)

    def log(self) -> Published:
        """Return what is published. Raises ``Problem`` where nothing is."""
        if self.published is None:
            raise Problem("nothing-published")
        return self.published

    def replay(self, round: RoundId, position: int) -> Replay:
        """Return what stands at ``position`` in a round and all registers, in the view of this service."""
        if (round, position) not in self.opened:
            self.opened[round, position] = self.source.replay(round, position)
        return self.opened[round, position]

    def work_out(self, name: str, round: RoundId, position: int, give: Callable[[Replay], A]) -> A:
        """Return what ``give`` makes of the round at ``position``."""
        return self.source.kept_answer(name, round, position, lambda: give(self.replay(round, position)))

    # Answering

    def as_of(self, position: int) -> dict[str, Any]:
        """Return what an answer stands on: its position, and size and root of the log that it was read from."""
        return {
            "position": position,
            "recorded_at": self.source.recorded_at(position) or None,
            "size": self.head.size,
            "root": self.head.root.hex(),
            "published_size": self.published.size if self.published else 0,
        }

    def answer(self, content: Mapping[str, Any], position: int | None = None, links: Mapping[str, str] | None = None) -> Response:
        """Return ``content`` as JSON, with what it stands on and the view that it was given in."""
        at = self.head.size if position is None else position
        view = self.visitor.view
        body = {"as_of": self.as_of(at), "view": {"code": view.value, **VIEWS[view]}, **content}
        headers = {"Link": ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())} if links else {}
        return self.send(orjson.dumps(body, option=orjson.OPT_SORT_KEYS), "application/json", headers=headers)

    def give(self, name: str, result: msgspec.Struct, position: int) -> Response:
        """Return what a projection answers, with its digest: the same events give the same one everywhere."""
        return self.answer({"answer": name, "digest": digest(result), **plain(result)}, position)

    def send(self, body: bytes, media_type: str, *, fixed: bool = False, headers: Mapping[str, str] | None = None) -> Response:
        """Return ``body``; ``fixed`` says that this address will answer the same for ever."""
        if self.request.headers.get("if-none-match", "").strip() == "*":
            raise Unchanged(self.etag)
        about = {"ETag": self.etag, "Cache-Control": self.visitor.caching(fixed)} | dict(headers or {})
        return Response(body, media_type=media_type, headers=about)


def ask(request: Request, variant: str = "") -> Question:
    """Return the question that ``request`` puts. ``variant`` tells apart what one address shows in several ways.

    Raises ``Problem`` for a parameter that the resource does not have or that is there twice, and
    ``Unchanged`` for a reader who holds this answer already.
    """
    parameters = taken_by(request.scope.get("route"))
    given = [name for name, _ in request.query_params.multi_items()]
    for name in given:
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise bad_parameter(
                name[:LONGEST], f"没有参数“{name[:LONGEST]}”；可用：{known}", f"there is no parameter {shown(name)}; there are: {known}"
            )
    for name in parameters:
        if given.count(name) > 1:
            raise bad_parameter(name, f"参数 {name} 出现了 {given.count(name)} 次", f"{name} is there {given.count(name)} times")
    source: Source = request.app.state.source
    head, published = source.head(), source.published()
    etag = _etag(request, source.visitor, head, published, variant)
    if etag in {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}:
        raise Unchanged(etag)
    return Question(request, source, head, published, etag)


async def unchanged(request: Request, error: Exception) -> Response:
    """Answer 304."""
    assert isinstance(error, Unchanged)
    visitor: Visitor = request.app.state.source.visitor
    return Response(status_code=304, headers={"ETag": error.etag, "Cache-Control": visitor.caching(fixed=False)})


def shown(text: str) -> str:
    """Return a reader's text as an English sentence repeats it: short, and with nothing invisible in it."""
    return ascii(text[:LONGEST])


def program() -> str:
    """Return the version of this program."""
    try:
        return version("award-ledger")
    except PackageNotFoundError:
        return "0"


PROGRAM = program()


def _etag(request: Request, visitor: Visitor, head: Head, published: Published | None, variant: str) -> str:
    parts = [
        PROGRAM.encode(),
        visitor.view.value.encode(),
        variant.encode(),
        request.url.path.encode(),
        request.url.query.encode(),
        str(head.size).encode(),
        head.root,
        published.note if published else b"",
    ]
    digest = hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).hexdigest()
    return f'"{digest[:32]}"'
