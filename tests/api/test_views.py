"""Who sees what: nothing sealed reaches the public by any way, and whoever sees more leaves a trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import EVERYWHERE, served
from tests.api.world import ROUND, SECRET, World, whole

from api.views import LOCAL, Visitor, bare, is_loopback
from ledger.errors import BadInput
from ledger.terms import View

PLACES = (0, 1, 15, 28, 50, 60, 90, 110, 135, 156, 164, 166, 170, 172)
MORE = [
    "/rounds/2025/events?limit=500",
    "/rounds/2025/findings?limit=500",
    "/rounds/2025/findings?verdict=conforms&limit=500",
    "/rounds/2025/findings?verdict=not_disclosed&limit=500",
    "/rounds/2025/timeline?limit=500",
    "/rounds/2025.html?lang=en",
    "/rounds/2026.html",
    "/honours.html?lang=en",
    "/log/tile/entries/000.p/170",
    *(f"/rounds/2025{part}?at={at}" for at in PLACES for part in ("", ".html", "/standings", "/timeline", "/events", "/findings")),
    *(f"/log/entries/{index}" for index in range(0, 176, 5)),
    *(f"/log/proof/{index}.tlog-proof" for index in (0, 30, 169)),
]
DERIVED = re.compile(
    rb"[A-Za-z0-9+/]{91}=|[A-Za-z0-9+/]{43}=|[0-9a-f]{64}|[A-Za-z0-9_-]{86}|[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])|\"[0-9a-f]{32}\"(?!,)"
)
"""Digests, signatures, hashes and roots, in the lengths in which they are written."""


def every_response(client: TestClient) -> Iterator[tuple[str, int, bytes]]:
    for address in [*EVERYWHERE, *MORE]:
        answer = client.get(address)
        yield address, answer.status_code, b"\n".join(b"%s: %s" % pair for pair in answer.headers.raw) + b"\n\n" + answer.content


def test_no_planted_secret_reaches_the_public(public: TestClient) -> None:
    for address, status, response in every_response(public):
        assert status < 500, address
        assert SECRET.encode() not in response, address
        assert f"91330100{SECRET[:4]}".encode() not in response, address


def test_the_marks_do_not_reach_the_public(public: TestClient) -> None:
    marks = re.compile(rb"(?<![0-9a-f.])(71[.]?01|67[.]?84|72[.]?02|142[.]?02|135[.]?68)(?![0-9a-f])")
    for address, _, response in every_response(public):
        assert not marks.search(re.sub(DERIVED, b"", response)), address


def test_the_auditor_does_see_them(auditor: TestClient) -> None:
    """So that the two tests above can fail."""
    said = auditor.get("/rounds/2025/events?limit=500").text
    for what in ("organisation 1", "reasons", "tie", "objector", "recusal", "account", "minutes"):
        assert f"{SECRET}-{what}" in said, what
    assert '"points":7101' in said
    assert "142.02" in auditor.get("/rounds/2025.html").text


def test_two_worlds_that_differ_in_what_is_sealed_look_the_same_to_the_public(tmp_path: Path) -> None:
    one, other = whole(tmp_path / "one"), whole(tmp_path / "other", secret="DIFFERS", marks=113)
    for world in (one, other):
        world.publish()
    with served(one.home) as first, served(other.home) as second:
        for mine, theirs in zip(every_response(first), every_response(second), strict=True):
            assert mine[:2] == theirs[:2]
            assert len(mine[2]) == len(theirs[2]), mine[0]
            if "/tile/" not in mine[0]:
                assert DERIVED.sub(b"#", mine[2]) == DERIVED.sub(b"#", theirs[2]), mine[0]
        public = first.get("/rounds/2025/standings").json(), second.get("/rounds/2025/standings").json()
        assert public[0]["as_of"]["root"] != public[1]["as_of"]["root"]
    with served(one.home, View.AUDITOR, who="li", purpose="x") as first, served(other.home, View.AUDITOR, who="li", purpose="x") as second:
        assert first.get("/rounds/2025/standings").json()["standings"] != second.get("/rounds/2025/standings").json()["standings"]
    one.close()
    other.close()


class TestAccessLog:
    def entries(self, world: World) -> list[dict]:
        log = world.home.open_access_log()
        found = [entry for _, entry in log.entries()]
        log.close()
        return found

    def test_every_look_of_an_auditor_is_written_down_first(self, tmp_path: Path) -> None:
        world = whole(tmp_path / "ledger")
        with served(world.home, View.AUDITOR, who="li", purpose="annual audit") as client:
            for count in (1, 2):
                client.get("/rounds/2025/standings")
                found = self.entries(world)
                assert len([entry for entry in found if entry["round"] == ROUND]) >= count
            assert {(entry["who"], entry["view"], entry["purpose"]) for entry in found} == {("li", "auditor", "annual audit")}
        world.close()

    def test_what_opens_nothing_is_not_written_down(self, tmp_path: Path) -> None:
        world = whole(tmp_path / "ledger")
        world.publish()
        with served(world.home, View.AUDITOR, who="li", purpose="annual audit") as client:
            for address in ("/log/checkpoint", "/log/entries/3", "/nowhere", "/rounds/1999", "/rounds/2025?x=1"):
                client.get(address)
        assert self.entries(world) == []
        world.close()

    def test_where_it_cannot_be_written_nothing_is_shown(self, tmp_path: Path) -> None:
        world = whole(tmp_path / "ledger")
        (world.home.path / "vault" / "access.sqlite").mkdir()
        with served(world.home, View.AUDITOR, who="li", purpose="annual audit") as client:
            answer = client.get("/rounds/2025/standings")
        assert answer.status_code == 503
        assert str(tmp_path) not in answer.text
        world.close()

    def test_a_view_that_opens_sealed_values_needs_the_vault(self, tmp_path: Path) -> None:
        world = whole(tmp_path / "ledger")
        world.close()
        (world.home.path / "vault").rename(tmp_path / "elsewhere")
        with served(world.home) as client:
            assert client.get("/rounds/2025/standings").status_code == 200
        with pytest.raises(BadInput, match="needs the vault"), served(world.home, View.AUDITOR, who="li", purpose="x"):
            pass


class TestRestricted:
    def test_nobody_keeps_an_answer_and_no_other_site_reads_it(self, auditor: TestClient) -> None:
        for address in EVERYWHERE:
            headers = auditor.get(address).headers
            assert headers["cache-control"] == "private, no-store", address
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert "access-control-allow-origin" not in headers

    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.nip.io", "", "[::2]:8000", "127.0.0.1@e.example"]
    )
    def test_it_answers_under_its_own_names_alone(self, host: str, world: World) -> None:
        with served(world.home, View.AUDITOR, who="li", purpose="x", hosts=LOCAL) as client:
            answer = client.get("/rounds/2025/standings", headers={"Host": host})
            assert (answer.status_code, answer.json()["type"]) == (421, "/problems/wrong-host")
            for own in ("localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"):
                assert client.get("/problems/integrity", headers={"Host": own}).status_code == 200, own

    def test_the_public_one_answers_under_any_name_to_any_site(self, public: TestClient) -> None:
        answer = public.get("/rounds", headers={"Host": "award.example.gov.cn"})
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")

    def test_the_page_says_that_it_is_restricted(self, auditor: TestClient, public: TestClient) -> None:
        assert "受限视图" in auditor.get("/").text
        assert "受限视图" not in public.get("/").text


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("10.0.0.1", False), ("award.example", False), ("", False), ("localhost.example", False)],
)  # fmt: skip
def test_what_is_this_machine_alone(host: str, local: bool) -> None:
    assert is_loopback(host) == local


def test_host_names_are_compared_bare() -> None:
    assert [bare(host) for host in ("A.example:80", "[::1]:80", "::1", " localhost ")] == ["a.example", "::1", "::1", "localhost"]
    assert Visitor(hosts=frozenset({"a.example"})).answers_to("A.EXAMPLE:1")
