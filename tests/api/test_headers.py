"""Headers: what a browser and a cache are told, on answers and on failures alike."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import ADDRESSES, EVERYWHERE, served
from tests.api.world import World, found, open_round

STRICT = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_every_response_is_strict(method: str, public: TestClient) -> None:
    for address in EVERYWHERE:
        headers = public.request(method, address).headers
        policy = headers["content-security-policy"].split("; ")
        assert set(STRICT) <= set(policy), address
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"]
        assert "server" not in headers


def test_a_failure_of_the_service_is_as_strict_and_says_nothing_of_the_machine(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(world.home) as client:
        monkeypatch.setattr("api.source.Source.rounds", lambda _: 1 / 0)
        for address in ("/rounds", "/"):
            answer = client.get(address)
            assert answer.status_code == 500
            assert "content-security-policy" in answer.headers
            assert "no-store" in answer.headers["cache-control"]
            for word in ("Traceback", "ZeroDivision", str(world.home.path), "/src/", ".py"):
                assert word not in answer.text


def test_what_can_never_change_may_be_kept_for_ever(public: TestClient) -> None:
    fixed = {"/log/tile/{path}", "/log/entries/{index}"}
    for route, address in ADDRESSES.items():
        control = public.get(address).headers["cache-control"]
        assert ("immutable" in control) == (route in fixed), route


def test_a_problem_is_kept_by_nobody(public: TestClient) -> None:
    for address in ("/nowhere", "/rounds/1999", "/rounds/2025?x=1"):
        assert public.get(address).headers["cache-control"] == "no-store"


class TestEtag:
    @pytest.mark.parametrize("address", [a for r, a in ADDRESSES.items() if not r.startswith("/problems")])
    def test_who_holds_the_answer_gets_304(self, address: str, public: TestClient) -> None:
        etag = public.get(address).headers["etag"]
        for held in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            answer = public.get(address, headers={"If-None-Match": held})
            assert (answer.status_code, answer.content) == (304, b""), held
            assert answer.headers["etag"] == etag
        assert public.head(address, headers={"If-None-Match": etag}).status_code == 304

    @pytest.mark.parametrize("held", ['"other"', "", '""', "W/", "x" * 5000, "\xff"])
    def test_who_holds_something_else_gets_the_answer(self, held: str, public: TestClient) -> None:
        assert public.get("/rounds", headers={"If-None-Match": held.encode("latin-1")}).status_code == 200

    def test_every_address_and_language_has_its_own(self, public: TestClient, auditor: TestClient) -> None:
        asked = ["/rounds/2025", "/rounds/2025?at=50", "/rounds/2025?at=51", "/rounds/2026", "/", "/?lang=en", "/?lang=zh"]
        etags = [client.get(address).headers["etag"] for address in asked for client in (public, auditor)]
        assert len(set(etags)) == len(etags)
        assert public.get("/", headers={"Accept-Language": "en"}).headers["etag"] != public.get("/").headers["etag"]

    def test_a_problem_has_none(self, public: TestClient) -> None:
        assert "etag" not in public.get("/rounds/1999").headers
        assert public.get("/rounds/1999", headers={"If-None-Match": "*"}).status_code == 404

    def test_a_new_record_and_a_new_checkpoint_make_a_new_one(self, tmp_path) -> None:
        world = World(tmp_path / "ledger")
        found(world)
        with served(world.home) as client:
            seen = {client.get("/rounds").headers["etag"]}
            open_round(world)
            seen.add(client.get("/rounds").headers["etag"])
            world.publish()
            seen.add(client.get("/rounds").headers["etag"])
        world.close()
        assert len(seen) == 3
