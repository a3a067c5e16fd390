"""Answers about rounds: those of the projections, at any position, and records page by page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient
from tests.api.world import APPLICANTS, ROUND, World

from ledger.record.envelope import read_record
from ledger.vault.reading import Reader
from projections.projection import plain
from projections.standings import standings_of


def as_read(value: Any) -> Any:
    """Return a value as a reader of its JSON has it."""
    return msgspec.json.decode(msgspec.json.encode(value))


def test_rounds_are_those_that_were_opened(public: TestClient) -> None:
    rounds = public.get("/rounds").json()["rounds"]
    assert [(round["id"], round["title"]["zh"]) for round in rounds] == [("2025", "2025年度区长质量奖"), ("2026", "2026年度区长质量奖")]
    for round in rounds:
        for address in round["addresses"].values():
            assert public.get(address).status_code == 200


def test_a_round_names_its_parameters_and_where_its_records_come_from(public: TestClient, world: World) -> None:
    said = public.get("/rounds/2025").json()["round"]
    assert said["parameters"]["publish.totals"] == "result.published"
    assert said["parameters"]["weights"] == {"document": "2/5", "defence": "1/5", "site": "2/5"}
    assert said["provenance"]["transcribed"] == 1
    assert sum(said["provenance"].values()) == said["records"]["count"] == len(list(world.store.read_round(ROUND)))
    assert public.get("/rounds/2026").json()["round"]["records"]["count"] == 4


@pytest.mark.parametrize("at", [0, 1, 15, 16, 40, 60, 100, 140, 160, None])
def test_standings_are_those_of_the_projection_at_that_position(at: int | None, public: TestClient, world: World) -> None:
    with Reader(world.home) as reader:
        upto = world.store.head().size if at is None else at
        expected = as_read(plain(standings_of(ROUND).fold(reader.facts(ROUND, upto))))
    answer = public.get("/rounds/2025/standings" + ("" if at is None else f"?at={at}")).json()
    assert answer["as_of"]["position"] == upto
    assert {name: answer[name] for name in expected} == expected


def test_a_day_is_its_end_and_an_instant_the_moment(public: TestClient, world: World) -> None:
    records = [read_record(data, position, strict=False).log for position, data in world.store.read_log()]
    log = next(log for log in records if log.position == 60)
    last = max(other.position for other in records if other.recorded_at[:10] == log.recorded_at[:10])
    utc = datetime.fromisoformat(log.recorded_at).astimezone(tz=None).isoformat().replace("+", "%2B")
    for at, position in {
        log.recorded_at[:10]: last,
        log.recorded_at.replace("+", "%2B"): last,
        log.recorded_at: last,
        utc: last,
        "2000-01-01": 0,
        "2999-12-31": len(records),
    }.items():
        assert public.get(f"/rounds/2025/standings?at={at}").json()["as_of"]["position"] == position, at
    assert public.get("/rounds/2025/standings?at=0").json()["as_of"]["recorded_at"] is None
    assert public.get("/rounds/2025/standings?at=60").json()["as_of"]["recorded_at"] == log.recorded_at


def test_the_timeline_has_the_nine_links_and_pages_of_records(public: TestClient) -> None:
    answer = public.get("/rounds/2025/timeline?limit=50").json()
    assert len(answer["links"]) >= 9
    seen, following = list(answer["facts"]), answer["next"]
    while following:
        answer = public.get(following).json()
        seen += answer["facts"]
        following = answer["next"]
    positions = [fact["position"] for fact in seen]
    assert positions == sorted(set(positions))
    assert len(positions) == public.get("/rounds/2025").json()["round"]["records"]["count"]


class TestEvents:
    def test_pages_hold_every_record_once_as_it_stands(self, public: TestClient, world: World) -> None:
        seen, following = [], "/rounds/2025/events?limit=37"
        while following:
            answer = public.get(following)
            assert len(answer.json()["events"]) <= 37
            seen += answer.json()["events"]
            following = answer.json()["next"]
            assert (f'<{following}>; rel="next"' == answer.headers.get("link")) == bool(following)
        stored = [read_record(data, position) for position, data in world.store.read_round(ROUND)]
        assert [event["position"] for event in seen] == [record.log.position for record in stored]
        for event, record in zip(seen, stored, strict=True):
            assert event["said"] == as_read(record.act.said)
            assert event["log"] == as_read(record.log)
            assert event["signatures"] == list(record.act.signatures)

    def test_a_page_stays_at_its_position(self, public: TestClient) -> None:
        answer = public.get("/rounds/2025/events?at=60&limit=500").json()
        assert answer["next"] is None
        assert max(event["position"] for event in answer["events"]) == 60
        following = public.get("/rounds/2025/events?at=60&limit=10").json()["next"]
        assert "at=60" in following
        assert public.get("/rounds/2025/events?after=60&at=60").json()["events"] == []

    def test_one_type(self, public: TestClient) -> None:
        answer = public.get("/rounds/2025/events?type=application.submitted&limit=3").json()
        assert [event["said"]["type"] for event in answer["events"]] == ["application.submitted"] * 3
        rest = public.get(answer["next"]).json()
        assert (len(rest["events"]), rest["next"]) == (len(APPLICANTS) - 3, None)
        assert public.get("/rounds/2025/events?type=objection.received").json()["events"] == []
        assert len(public.get("/rounds/2025/events?type=record.sealed").json()["events"]) == 3

    def test_what_the_public_may_not_see_is_named_and_closed(self, public: TestClient) -> None:
        for event in public.get("/rounds/2025/events?limit=500").json()["events"]:
            assert event["inside"] is None
            if event["said"]["type"] == "score.recorded":
                assert (event["opened"], event["closed"]) == ({}, ["points"])

    def test_a_milestone_opens_to_the_public_what_it_names(self, public: TestClient) -> None:
        listed = "/rounds/2025/events?type=overall_scores.computed"
        (event,) = public.get(listed).json()["events"]
        assert event["opened"] == {"totals": [{"applicant": "A-01", "points": 7000}, {"applicant": "A-02", "points": 6900}]}
        (before,) = public.get(f"{listed}&at=165").json()["events"]
        assert (before["opened"], before["closed"]) == ({}, ["totals"])

    def test_the_auditor_sees_inside(self, auditor: TestClient) -> None:
        events = auditor.get("/rounds/2025/events?limit=500").json()["events"]
        assert all(event["closed"] == [] for event in events)
        inside = [event["inside"]["said"]["type"] for event in events if event["inside"]]
        assert inside == ["recusal.recorded", "objection.received", "objection.resolved"]
        assert {event["opened"]["points"] for event in events if event["said"]["type"] == "score.recorded"} > {7101}


class TestFindings:
    def test_counts_agree_with_what_is_listed(self, public: TestClient) -> None:
        report = public.get("/rounds/2025/findings").json()["report"]
        counted = {count["verdict"]["code"]: count["findings"] for count in report["counts"] + report["method_counts"]}
        of_both = {
            code: sum(c["findings"] for c in report["counts"] + report["method_counts"] if c["verdict"]["code"] == code) for code in counted
        }
        for code, count in of_both.items():
            answer = public.get(f"/rounds/2025/findings?verdict={code.replace(' ', '_')}&limit=500").json()
            assert answer["count"] == count, code
            assert {item["verdict"]["code"] for item in answer["findings"]} == {code}

    def test_pages_hold_every_finding_once(self, public: TestClient) -> None:
        following, seen = "/rounds/2025/findings?limit=60", 0
        while following:
            answer = public.get(following).json()
            seen += len(answer["findings"])
            following = answer["next"]
        assert seen == answer["count"] > 60
        assert public.get("/rounds/2025/findings?after=100000").json()["findings"] == []


def test_honours_name_who_won(public: TestClient) -> None:
    (honour,) = public.get("/honours").json()["honours"]
    assert (honour["name"], honour["tier"]["code"], honour["granted"]) == ("示例精工有限公司", "main", 20_000_000)
    assert public.get("/honours?at=100").json()["honours"] == []
