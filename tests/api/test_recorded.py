"""A round that was recorded through the ledger itself, on every route: nothing sealed in public, and what the command says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import orjson
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from tests.api.conftest import ADDRESSES, served
from tests.api.test_views import DERIVED

from ledger.demo.play import Played, play
from ledger.demo.review import demo_round
from ledger.demo.round import ROUND, Size
from ledger.events.event import TYPES, Undisclosed
from ledger.rules.citation import RULES
from ledger.stages.fact import Fact
from ledger.terms import View
from ledger.vault.reading import Reader
from projections import cli
from projections.standings import standings_of

SMALL = Size(applicants=9, experts=6, items=2, committee=9)
SHORTEST = 4
"""Characters of a sealed text that is looked for. A shorter one stands somewhere by chance."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Return the demo round in its small form, recorded and published."""
    made = play(demo_round(1, SMALL), tmp_path_factory.mktemp("recorded") / "ledger")
    with made.home.open_store(read_only=False) as store:
        signer = made.home.log_signer()
        with signer.hold(store):
            head = store.head()
            store.publish(head.size, signer.sign(head))
        signer.close()
    return made


@pytest.fixture(scope="module", params=[View.PUBLIC, View.AUDITOR])
def seen(played: Played, request: pytest.FixtureRequest) -> Iterator[tuple[View, TestClient]]:
    """Yield the service of that ledger, in each view."""
    with served(played.home, request.param, who="li", purpose="test") as client:
        yield request.param, client


def facts_of(played: Played, view: View) -> list[Fact]:
    with Reader(played.home, view, who="test", purpose="test") as reader:
        return list(reader.facts())


def texts(value: object) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from texts(key)
            yield from texts(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from texts(member)


def sealed_texts(played: Played) -> set[str]:
    """Return the texts that stand in sealed fields alone, as far as no milestone has opened them."""
    closed: set[str] = set()
    open: set[str] = set()
    public = {fact.position: fact for fact in facts_of(played, View.PUBLIC)}
    for fact in facts_of(played, View.AUDITOR):
        twin = public[fact.position]
        for name in fact.event.__struct_fields__:
            hidden = fact.wrapped is not None or isinstance(getattr(twin.event, name), Undisclosed)
            found = texts(msgspec.to_builtins(getattr(fact.event, name), enc_hook=str))
            (closed if hidden else open).update(found)
    # What a field is called is known to everybody; a structure inside a sealed field has such names too.
    names = {field.name for kind in TYPES.values() for field in kind.fields()}
    # So is what a rule says of itself, such as at which level an inspection counts.
    rules = " ".join(rule.en for rule in RULES.values())
    told = {text for text in closed - open - names if text in rules or any(text in other for other in open)}
    return {text for text in closed - open - names - told if len(text) >= SHORTEST}


def addresses(client: TestClient) -> list[str]:
    """Return every route with an address that this ledger has, and the round at some moments."""
    files = client.get("/log/files").text.splitlines()
    size = client.get("/rounds").json()["as_of"]["size"]
    tiles = [f"/log/{name}" for name in files]
    routes = [address for route, address in ADDRESSES.items() if "tile" not in route]
    parts = ("", ".html", "/standings", "/timeline", "/events", "/findings")
    moments = [f"/rounds/{ROUND}{part}?at={at}" for part in parts for at in (size // 3, size // 2, size - 20, size)]
    pages = [f"/rounds/{ROUND}/{part}?limit=500&after={after}" for part in ("events", "timeline", "findings") for after in (0, 300)]
    return [*routes, *tiles, *moments, *pages, f"/rounds/{ROUND}/findings?verdict=conforms&limit=500", f"/rounds/{ROUND}.html?lang=en"]


def test_every_route_answers_and_the_public_sees_nothing_sealed(seen: tuple[View, TestClient], played: Played) -> None:
    view, client = seen
    planted = sorted(sealed_texts(played))
    assert len(planted) > 50
    found: set[str] = set()
    for address in addresses(client):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.text[:300])
        body = answer.content.decode(errors="replace")
        found |= {text for text in planted if text in body or orjson.dumps(text).decode().strip('"') in body}
        if view is View.PUBLIC:
            assert not found, (address, found)
    if view is View.AUDITOR:
        assert len(found) > len(planted) // 2, "so that the public's half can fail"


def test_totals_that_nobody_published_do_not_reach_the_public(seen: tuple[View, TestClient], played: Played) -> None:
    view, client = seen
    shown = standings_of(ROUND).fold(facts_of(played, View.AUDITOR))
    scores = [score for standing in shown.standings for score in standing.scores]
    published = {score.claimed.hundredths for score in scores}
    closed = {score.recomputed.hundredths for score in scores if score.of.code in ("defence", "site")} - published - {None}
    assert closed
    written = "|".join(rf"{h}|{h // 100}[.]{h % 100:02}" for h in closed if h is not None)
    there = re.compile(rf"(?<![0-9a-f.])({written})(?![0-9a-f])".encode())
    hits = [
        address
        for address in (f"/rounds/{ROUND}.html", f"/rounds/{ROUND}/standings", f"/rounds/{ROUND}/findings?limit=500")
        if there.search(re.sub(DERIVED, b"", client.get(address).content))
    ]
    assert bool(hits) == (view is View.AUDITOR), hits


def test_the_page_says_from_what_it_ranks(seen: tuple[View, TestClient]) -> None:
    view, client = seen
    text = client.get(f"/rounds/{ROUND}.html?lang=zh").text
    assert ("名次（按公布值）" in text) == (view is View.PUBLIC)
    assert ("Place (as published)" in client.get(f"/rounds/{ROUND}.html?lang=en").text) == (view is View.PUBLIC)
    rows = client.get(f"/rounds/{ROUND}/standings").json()["standings"]
    said = {row["rank_of"] for row in rows if row["rank"] is not None}
    assert said == {"as_published" if view is View.PUBLIC else "recomputed"}
    assert [row["rank"] for row in rows if row["rank"]] == sorted(row["rank"] for row in rows if row["rank"])


def told(played: Played, *arguments: str) -> Any:
    command = {"replay": cli.replay, "honours": cli.honours, "audit": cli.audit}[arguments[0]]
    done = CliRunner().invoke(command, [*arguments[1:], "--ledger", str(played.home.path), "--json"], standalone_mode=False)
    assert done.exception is None, done.exception
    return orjson.loads(done.stdout)


def test_the_command_and_the_service_say_the_same(seen: tuple[View, TestClient], played: Played) -> None:
    view, client = seen
    for at in ("300", "2025-06-30", None):
        suffix, options = (f"?at={at}", ("--at", at)) if at else ("", ())
        by_command = told(played, "replay", ROUND, "--view", view.value, *options)["standings"]
        by_service = client.get(f"/rounds/{ROUND}/standings{suffix}").json()
        assert by_service["digest"] == by_command["digest"], at
        assert by_service["as_of"]["position"] == by_command["as_of"]["position"]
        assert {key: by_service[key] for key in by_command if key != "as_of"} == {k: v for k, v in by_command.items() if k != "as_of"}


def test_the_command_and_the_service_name_the_same_titles_and_findings(seen: tuple[View, TestClient], played: Played) -> None:
    view, client = seen
    by_command, by_service = told(played, "honours"), client.get("/honours").json()
    assert (by_service["honours"], by_service["digest"]) == (by_command["honours"], by_command["digest"])
    report, answer = told(played, "audit", ROUND, "--view", view.value), client.get(f"/rounds/{ROUND}/findings?limit=500").json()
    assert answer["report"]["counts"] == report["counts"]
    assert answer["findings"] == (report["findings"] + report["of_method"])[:500]
    everything = told(played, "audit", ROUND, "--view", view.value, "--all")
    conforming = [item for item in everything["findings"] + everything["of_method"] if item["verdict"]["code"] == "conforms"]
    page = client.get(f"/rounds/{ROUND}/findings?verdict=conforms&limit=7&after=1000").json()
    assert (page["count"], page["findings"]) == (len(conforming), conforming[1000:1007])
