"""Questions that have no answer: what was wrong, where, and what to do next, in both languages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import ADDRESSES, served
from tests.api.world import World, found, open_round, whole

MEMBERS = {"type", "status", "title", "title_en", "detail", "detail_en", "next", "next_en", "where", "instance"}
LONG = "9" * 5000
ODD = [
    *("²", "８１４", "1e3", "-1", "+5", "0x10", "1.0", " 7 ", "None", "\x00", "\u202e814", "\ud7ff", "🏆", LONG),
    *(
        "2025-13-01",
        "2025-02-30",
        "2025-W01-1",
        "2025W011",
        "2025-267",
        "2025-09-24T09:00:00",
        "2025-09-24T25:00:00Z",
        "2025-09-24T09:00:00+99:00",
    ),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "'; DROP TABLE record; --", "<script>"),
]


@pytest.mark.parametrize(
    ("address", "status", "kind", "where"),
    [
        ("/nowhere", 404, "no-such-resource", None),
        ("/rounds/1999", 404, "no-such-round", "round"),
        ("/rounds/1999/standings", 404, "no-such-round", "round"),
        ("/rounds/%00/events", 404, "no-such-round", "round"),
        ("/rounds/%F0%9F%8F%86/timeline", 404, "no-such-round", "round"),
        ("/rounds/..%2f..%2fetc%2fpasswd", 404, "no-such-resource", None),
        (f"/rounds/{'r' * 3000}", 404, "no-such-round", "round"),
        ("/rounds/2025?at=100000", 404, "no-such-position", "at"),
        ("/rounds/2025?at=999999999999999", 404, "no-such-position", "at"),
        ("/honours?at=100000", 404, "no-such-position", "at"),
        ("/rounds/2025?AT=1", 400, "bad-parameter", "AT"),
        ("/rounds/2025?at=1&at=2", 400, "bad-parameter", "at"),
        ("/rounds?at=1", 400, "bad-parameter", "at"),
        ("/rounds/2025?lang=en", 400, "bad-parameter", "lang"),
        ("/log/checkpoint?x", 400, "bad-parameter", "x"),
        ("/rounds/2025/events?limit=0", 400, "bad-parameter", "limit"),
        ("/rounds/2025/events?limit=501", 400, "bad-parameter", "limit"),
        ("/rounds/2025/events?limit=1e2", 400, "bad-parameter", "limit"),
        (f"/rounds/2025/events?limit={LONG}", 400, "bad-parameter", "limit"),
        ("/rounds/2025/events?after=-1", 400, "bad-parameter", "after"),
        ("/rounds/2025/events?after=100000", 400, "bad-parameter", "after"),
        ("/rounds/2025/events?at=20&after=21", 400, "bad-parameter", "after"),
        ("/rounds/2025/events?type=score", 400, "bad-parameter", "type"),
        ("/rounds/2025/events?type=Score.recorded", 400, "bad-parameter", "type"),
        ("/rounds/2025/timeline?limit=9999", 400, "bad-parameter", "limit"),
        ("/rounds/2025/findings?verdict=guilty", 400, "bad-parameter", "verdict"),
        ("/rounds/2025/findings?limit=501", 400, "bad-parameter", "limit"),
        ("/articles/18", 404, "no-such-provision", "citation"),
        ("/articles/9(10)", 404, "no-such-provision", "citation"),
        ("/articles/F4", 404, "no-such-provision", "citation"),
        (f"/articles/{LONG}", 404, "no-such-provision", "citation"),
        ("/articles?at=1", 400, "bad-parameter", "at"),
        ("/log/tile/0/000", 404, "not-in-the-checkpoint", None),
        ("/log/tile/0/000.p/255", 404, "not-in-the-checkpoint", None),
        ("/log/tile/entries/001.p/1", 404, "not-in-the-checkpoint", None),
        ("/log/tile/63/x999/x999/x999/x999/x999/x999/999", 404, "not-in-the-checkpoint", None),
        ("/log/tile/0/000.p/256", 404, "no-such-resource", None),
        ("/log/tile/0/000.p/0", 404, "no-such-resource", None),
        ("/log/tile/64/000", 404, "no-such-resource", None),
        ("/log/tile/0/0", 404, "no-such-resource", None),
        ("/log/tile/%2e%2e/checkpoint", 404, "no-such-resource", None),
        ("/log/entries/100000", 404, "not-in-the-checkpoint", None),
        ("/log/entries/07", 404, "no-such-resource", None),
        ("/log/entries/-1", 404, "no-such-resource", None),
        (f"/log/entries/{LONG}", 404, "no-such-resource", None),
        ("/log/entries/%D9%A7", 404, "no-such-resource", None),
        ("/log/proof/100000.tlog-proof", 404, "not-in-the-checkpoint", None),
        ("/log/proof/x.tlog-proof", 404, "no-such-resource", None),
        ("/log/proof/inclusion", 400, "bad-parameter", "index"),
        ("/log/proof/inclusion?index=5&size=5", 400, "bad-parameter", "index"),
        ("/log/proof/inclusion?index=0&size=0", 400, "bad-parameter", "size"),
        ("/log/proof/inclusion?index=0&size=100000", 404, "not-in-the-checkpoint", None),
        ("/log/proof/consistency", 400, "bad-parameter", "from"),
        ("/log/proof/consistency?from=9&to=8", 400, "bad-parameter", "from"),
        ("/log/proof/consistency?from=1&to=100000", 404, "not-in-the-checkpoint", None),
        ("/log/proof/consistency?from=100000", 404, "not-in-the-checkpoint", None),
        ("/problems/none", 404, "no-such-resource", None),
    ],
)  # fmt: skip
def test_a_question_without_answer_is_told_why(address: str, status: int, kind: str, where: str | None, public: TestClient) -> None:
    answer = public.get(address)
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert set(said) == MEMBERS
    assert (answer.status_code, said["status"], said["type"], said["where"]) == (status, status, f"/problems/{kind}", where)
    assert said["detail"]
    assert said["detail_en"].isascii()
    assert len(answer.content) < 3000
    assert public.get(said["type"]).json()["name"] == kind


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("address", ["/rounds/2025", "/rounds/2025/events", "/rounds/2025/findings", "/honours"])
def test_a_position_that_is_none_is_refused(address: str, text: str, public: TestClient) -> None:
    answer = public.get(f"{address}?at={quote(text)}")
    assert answer.status_code == 400, (text, answer.text)
    assert answer.json()["where"] == "at"


@pytest.mark.parametrize("text", ODD)
def test_odd_text_is_no_round_and_breaks_nothing(text: str, public: TestClient) -> None:
    for address in (f"/rounds/{quote(text, safe='')}", f"/rounds/{quote(text, safe='')}.html", f"/{quote(text, safe='')}"):
        assert public.get(address).status_code == 404, text


def test_a_page_that_is_not_there_is_told_as_a_page(public: TestClient) -> None:
    zh, en = public.get("/rounds/1999.html?lang=zh"), public.get("/rounds/1999.html", headers={"Accept-Language": "en"})
    assert (zh.status_code, zh.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "没有这个评审年度" in zh.text
    assert 'lang="zh-CN"' in zh.text
    assert "There is no such round" in en.text
    assert 'lang="en"' in en.text
    assert "&lt;script&gt;" in public.get("/rounds/%3Cscript%3E.html").text


class TestLedgerWithoutMuch:
    def test_nothing_published(self, tmp_path: Path) -> None:
        world = World(tmp_path / "ledger")
        found(world)
        with served(world.home) as client:
            for route, address in ADDRESSES.items():
                if route.startswith("/log/"):
                    answer = client.get(address)
                    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/nothing-published"), route
                    assert "ledger checkpoint" in answer.json()["next"]
            assert client.get("/log").json()["published"] is None
            assert client.get("/").status_code == 200
        world.close()

    def test_no_record_at_all(self, tmp_path: Path) -> None:
        world = World(tmp_path / "ledger")
        with served(world.home) as client:
            assert client.get("/rounds").json()["rounds"] == []
            assert client.get("/rounds").json()["as_of"]["size"] == 0
            assert client.get("/honours").json()["honours"] == []
            assert client.get("/log").json()["key"] is None
            assert [client.get(page).status_code for page in ("/", "/honours.html")] == [200, 200]
            assert client.get("/rounds/2025").status_code == 404
        world.close()


class TestDamage:
    """A ledger that contradicts itself gives no answer, and no message that names a place of the machine."""

    def test_a_checkpoint_that_the_records_do_not_give(self, tmp_path: Path) -> None:
        world, other = whole(tmp_path / "one"), whole(tmp_path / "other")
        size, note = other.publish()
        world.store.publish(size, note)
        with served(world.home) as client:
            self.says_so(client.get("/log/checkpoint"), tmp_path, "integrity")
        world.close()
        other.close()

    @pytest.mark.parametrize(
        ("sql", "address", "kind"),
        [
            ("UPDATE record SET data = '{}' WHERE pos = 30", "/rounds/2025/standings", "unreadable-record"),
            ("DELETE FROM record WHERE pos = 30", "/log/entries/29", "integrity"),
            ("DELETE FROM node WHERE level = 0 AND pos = 4", "/log/proof/inclusion?index=2", "integrity"),
            ("UPDATE head SET root = zeroblob(32)", "/rounds", "integrity"),
        ],
    )
    def test_records_that_were_tampered_with(self, sql: str, address: str, kind: str, tmp_path: Path) -> None:
        world = whole(tmp_path / "ledger")
        world.publish()
        world.close()
        with closing(sqlite3.connect(tmp_path / "ledger" / "ledger.sqlite", isolation_level=None)) as raw:
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                raw.execute(f"DROP TRIGGER {name}")
            assert raw.execute(sql).rowcount
        with served(world.home) as client:
            self.says_so(client.get(address), tmp_path, kind)

    def test_a_store_that_went_away_comes_back(self, tmp_path: Path) -> None:
        world = World(tmp_path / "ledger")
        found(world)
        open_round(world)
        with served(world.home) as client:
            client.app.state.source.recorder.close()  # type: ignore[attr-defined]
            assert client.get("/rounds").status_code == 200
        world.close()

    def says_so(self, answer, place: Path, kind: str) -> None:
        assert (answer.status_code, answer.json()["type"]) == (500, f"/problems/{kind}")
        assert str(place) not in answer.text
        assert "ledger verify" in answer.json()["next_en"]
