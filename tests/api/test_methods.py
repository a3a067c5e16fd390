"""Only GET and HEAD, on every path, whether or not there is anything there."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import ADDRESSES, EVERYWHERE
from tests.api.world import World

OTHERS = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GETS", "X"]


def test_every_resource_has_an_address_here(public: TestClient) -> None:
    assert set(public.get("/openapi.json").json()["paths"]) == set(ADDRESSES)


@pytest.mark.parametrize("method", OTHERS)
def test_every_other_method_is_refused_everywhere(method: str, public: TestClient) -> None:
    for address in EVERYWHERE:
        answer = public.request(method, address, content=b"{}")
        assert answer.status_code == 405, address
        assert answer.headers["allow"] == "GET, HEAD"
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "/problems/read-only"


def test_nothing_that_is_sent_changes_the_log(public: TestClient, world: World) -> None:
    before = world.store.head()
    for address in EVERYWHERE:
        public.post(address, content=b'{"act":{}}')
        public.request("GET", address, content=b'{"act":{}}')
    assert world.store.head() == before


@pytest.mark.parametrize("address", EVERYWHERE)
def test_head_says_what_get_says_without_a_body(address: str, public: TestClient) -> None:
    got, headed = public.get(address), public.head(address)
    assert headed.status_code == got.status_code
    assert headed.content == b""
    assert {k: v for k, v in headed.headers.items() if k != "date"} == {k: v for k, v in got.headers.items() if k != "date"}


@pytest.mark.parametrize("address", ADDRESSES.values())
def test_every_resource_answers(address: str, public: TestClient) -> None:
    answer = public.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.content


@pytest.mark.parametrize("address", ["/docs", "/redoc", "/rounds/", "/log/", "/static/", "/static/..%2fapp.py", "/.git/config"])
def test_what_is_not_there_is_not_there(address: str, public: TestClient) -> None:
    answer = public.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_the_store_is_opened_to_read_only(public: TestClient) -> None:
    store = public.app.state.source.recorder  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="opened read-only"):
        store.publish(1, b"")
