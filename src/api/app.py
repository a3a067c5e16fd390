"""The service (只读服务): one ledger, opened read-only, as JSON and as pages.

It holds no code that appends to the log, and opens the store so that it could not. Everything is
served from here: no page loads anything from elsewhere.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from api import article_pages, articles, events, findings, honours, log, pages, prize_pages, prizes, problems, rounds, standings, timeline
from api.asking import PROGRAM, Unchanged, unchanged
from api.gate import Gate
from api.source import Source
from api.views import Visitor
from ledger.home import Home
from ledger.terms import View

DESCRIPTION = (
    "区长质量奖评审台账的只读接口：评审年度、名次、进程、记录、核查结果、荣誉、奖金、证书、条款与日志。每个回答载明所据位置、记录数与根哈希。\n\n"
    "The award ledger, read-only: rounds, standings, timeline, records, findings, honours, prizes, certificates, the articles of "
    "the measure and the log itself. "
    "GET and HEAD only. Each answer names the position, size and root that it stands on."
)


def create_app(home: Home, view: View = View.PUBLIC, *, who: str = "", purpose: str = "", hosts: frozenset[str] = frozenset()) -> FastAPI:
    """Return the service of the ledger in ``home``, as ``view`` may see it.

    In every view but the public's the access log says of each answer that ``who`` asked and the
    ``purpose``. ``hosts`` are the host names under which it answers; none means any. Raises what
    opening the ledger raises: ``BadInput``, ``StoreUnavailable``, ``IntegrityViolation``.
    """
    visitor = Visitor(view, who, purpose, hosts)
    source = Source(home, visitor)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(source.close)

    app = FastAPI(
        title="区长质量奖评审台账 · Award ledger",
        version=PROGRAM,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.source = source
    # Pages stand first: "2025.html" would pass for the name of a round.
    for part in (
        pages,
        article_pages,
        prize_pages,
        rounds,
        standings,
        timeline,
        events,
        findings,
        honours,
        prizes,
        articles,
        log,
        problems,
    ):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=str(files("api") / "static")), name="static")
    problems.install(app, pages.problem_page)
    app.add_exception_handler(Unchanged, unchanged)
    app.add_middleware(Gate, visitor=visitor, render=pages.problem_page)
    return app
