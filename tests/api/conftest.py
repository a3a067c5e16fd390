"""One ledger, served in the public's view and in the auditor's, and a concrete address for every resource there is."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.api.world import ROUND, World, whole

from api.app import create_app
from ledger.home import Home
from ledger.terms import View

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

ADDRESSES = {
    "/": "/",
    "/honours.html": "/honours.html",
    "/prizes.html": "/prizes.html",
    "/certificates.html": "/certificates.html?number=C-1",
    "/rounds/{round}.html": f"/rounds/{ROUND}.html",
    "/articles.html": "/articles.html",
    "/articles/{citation}.html": "/articles/9(4).html",
    "/rounds": "/rounds",
    "/rounds/{round}": f"/rounds/{ROUND}",
    "/rounds/{round}/standings": f"/rounds/{ROUND}/standings",
    "/rounds/{round}/timeline": f"/rounds/{ROUND}/timeline",
    "/rounds/{round}/events": f"/rounds/{ROUND}/events",
    "/rounds/{round}/findings": f"/rounds/{ROUND}/findings",
    "/honours": "/honours",
    "/prizes": "/prizes",
    "/certificates": "/certificates?number=C-1",
    "/articles": "/articles",
    "/articles/{citation}": "/articles/10",
    "/log": "/log",
    "/log/checkpoint": "/log/checkpoint",
    "/log/files": "/log/files",
    "/log/tile/{path}": "/log/tile/0/000.p/170",
    "/log/entries/{index}": "/log/entries/7",
    "/log/proof/inclusion": "/log/proof/inclusion?index=7",
    "/log/proof/consistency": "/log/proof/consistency?from=7",
    "/log/proof/{index}.tlog-proof": "/log/proof/7.tlog-proof",
    "/problems/{name}": "/problems/read-only",
}
"""What the service says it has, each with one address. A test holds the keys against ``/openapi.json``."""

EVERYWHERE = [*ADDRESSES.values(), "/openapi.json", "/static/page.css", "/nowhere", "/rounds/1999", "/rounds/1999.html", "/articles/18"]
"""Every resource, and some that are not there."""


@contextmanager
def served(home: Home, view: View = View.PUBLIC, **more: Any) -> Iterator[TestClient]:
    """Serve a ledger while the block runs. A failure of the service is an answer here, as it is outside."""
    with TestClient(create_app(home, view, **more), raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return the ledger that most tests ask. Nobody appends to it."""
    made = whole(tmp_path_factory.mktemp("world") / "ledger")
    made.publish()
    yield made
    made.close()


@pytest.fixture(scope="session")
def public(world: World) -> Iterator[TestClient]:
    """Return the service in the public's view."""
    with served(world.home) as client:
        yield client


@pytest.fixture(scope="session")
def auditor(world: World) -> Iterator[TestClient]:
    """Return the service in the auditor's view."""
    with served(world.home, View.AUDITOR, who="li", purpose="annual audit") as client:
        yield client
