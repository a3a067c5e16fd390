"""A service beside a ledger that is being recorded into: every answer is of one state, and the next one of the newest."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.api.conftest import served
from tests.api.world import World, bind, found, open_round, whole

from ledger.drafting import Draft, event_of_draft, sign_act
from ledger.handle import Ledger
from ledger.home import Home
from ledger.record.signing import SigningKey
from ledger.terms import Role, View
from ledger.tlog.merkle import check_consistency, check_inclusion
from ledger.tlog.note import LogKey


def test_what_the_door_for_facts_records_is_served_at_once(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "ledger", "award.demo.invalid/quality")
    registrar, countersigner = SigningKey.generate(), SigningKey.generate()
    event = {
        "name_zh": "示例台账",
        "name_en": "Example ledger",
        "log_key": LogKey(home.origin, home.log_public_key()).vkey(),
        "service_key": home.service_key().public.hex(),
        "registrar_key": registrar.public.hex(),
        "countersigner_key": countersigner.public.hex(),
        "regulation": None,
    }
    draft = Draft(type="ledger.opened", occurred_at="2025-01-02", event=event)
    with served(home) as client:
        assert client.get("/honours").json()["as_of"]["size"] == 0
        with Ledger(home) as ledger:
            receipt = ledger.record(sign_act(event_of_draft(draft), draft, home.origin, [(Role.REGISTRAR, registrar)]))
        assert client.get("/honours").json()["as_of"]["size"] == receipt.position == 1
        assert "Example ledger" in client.get("/?lang=en").text


def test_answers_hold_together_while_somebody_records(tmp_path: Path) -> None:
    world = World(tmp_path / "ledger")
    found(world)
    open_round(world)
    world.publish()
    done = threading.Event()
    failures: list[str] = []

    def read() -> None:
        while not done.is_set():
            for address in ("/rounds/2025/standings", "/rounds/2025/events?limit=5", "/log/proof/inclusion?index=3", "/rounds/2025.html"):
                answer = client.get(address)
                if answer.status_code != 200:
                    failures.append(f"{address}: {answer.text}")

    with served(world.home) as client:
        first = client.get("/log/proof/consistency?from=0").json()
        readers = [threading.Thread(target=read) for _ in range(4)]
        for reader in readers:
            reader.start()
        for number in range(40):
            bind(world, SigningKey.generate(), Role.APPLICANT, f"A-{number}", None)
            if number % 10 == 0:
                world.publish()
        done.set()
        for reader in readers:
            reader.join()
        world.publish()
        grown = client.get(f"/log/proof/consistency?from={first['to']}").json()
        assert grown["to"] == world.store.head().size == first["to"] + 40
        hashes = [bytes.fromhex(text) for text in grown["hashes"]]
        check_consistency(hashes, grown["from"], grown["to"], bytes.fromhex(first["to_root"]), bytes.fromhex(grown["to_root"]))
        last = client.get(f"/log/proof/inclusion?index={grown['to'] - 1}").json()
        path = [bytes.fromhex(text) for text in last["hashes"]]
        check_inclusion(path, last["index"], last["size"], bytes.fromhex(last["leaf"]), bytes.fromhex(grown["to_root"]))
    world.close()
    assert failures == []


def test_a_page_opens_what_it_shows_once(tmp_path: Path) -> None:
    """The access log tells looks, not how the service works."""
    world = whole(tmp_path / "ledger")

    def looks() -> int:
        log = world.home.open_access_log()
        count = len(list(log.entries()))
        log.close()
        return count

    with served(world.home, View.AUDITOR, who="li", purpose="annual audit") as client:
        client.get("/rounds/2025/standings")
        one = looks()
        client.get("/rounds/2025.html")
        assert looks() == 2 * one
    world.close()
