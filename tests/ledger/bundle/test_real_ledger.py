"""A ledger that was recorded through the one door, on each kind of store: verified, published, verified again."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ledger.world import ORIGIN, World

from ledger.bundle.tiles import publish_tiles
from ledger.bundle.verify import verify_store, verify_tiles
from ledger.errors import Refused
from ledger.terms import Role
from ledger.tlog.note import LogKey


def test_a_round_with_a_refused_act_in_it_holds_in_store_and_folder(tmp_path: Path, store_url: str) -> None:
    world = World(tmp_path / "home", store_url if "://" in store_url else None).found().open_round()
    try:
        receipts = [world.apply(f"A-0{number}") for number in range(3)]
        with pytest.raises(Refused):
            world.by(Role.OFFICE, "round.opened", kind="live", award_year="2025", year=2025, programme="again", planned=[], calendar=None)
        key = LogKey(ORIGIN, world.home.log_public_key()).vkey()
        signer = world.home.log_signer()
        memory = signer.remembered()
        signer.close()
        with world.home.open_store(read_only=False) as recorder:
            recorder.publish(receipts[-1].position, receipts[-1].checkpoint)
            report = verify_store(recorder, key, memory=memory)
            assert report.ok, [step.faults for step in report.steps if step.faults]
            assert report.steps[1].figures["entries"] == receipts[-1].position + 1
            publish_tiles(recorder, tmp_path / "tiles", receipts[-1].checkpoint)
        report = verify_tiles(tmp_path / "tiles", key)
        assert report.ok, [step.faults for step in report.steps if step.faults]
        assert report.steps[1].figures["entries"] == receipts[-1].position
    finally:
        world.ledger.close()
