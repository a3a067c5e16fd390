"""The gate (入口): the outermost layer. Only GET and HEAD pass, on every path, whether or not there is anything there.

It also answers HEAD as GET without a body, and puts the headers of the view on every response, those
of failures included.
"""

from __future__ import annotations

import logging

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, Render, respond
from api.views import Visitor

METHODS = ("GET", "HEAD")

_log = logging.getLogger("api")


class Gate:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, visitor: Visitor, render: Render) -> None:
        self._app, self._visitor, self._render = app, visitor, render

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hand on what is no request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        outward = self._outward(send, silent=method == "HEAD")
        if method not in METHODS:
            await respond(Problem("read-only"), scope["path"])(scope, receive, outward)
        elif not self._visitor.answers_to(Headers(scope=scope).get("host", "")):
            await respond(Problem("wrong-host"), scope["path"])(scope, receive, outward)
        else:
            await self._guarded({**scope, "method": "GET"}, receive, outward)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer. What it fails with stays in the server's own log."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            _log.exception("the answer to %s failed", scope["path"])
            if begun:
                raise
            problem = Problem("internal")
            await (self._render(Request(scope), problem) or respond(problem, scope["path"]))(scope, receive, send)

    def _outward(self, send: Send, *, silent: bool) -> Send:
        async def outward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._visitor.headers().items():
                    headers[name] = value
                headers.setdefault("Cache-Control", self._visitor.caching(fixed=False))
            elif message["type"] == "http.response.body" and silent:
                message = {**message, "body": b""}
            await send(message)

        return outward
