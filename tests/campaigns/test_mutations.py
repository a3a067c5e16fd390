"""The first mutations of the campaign; the whole of it is run by hand: ``python -m tests.campaigns.mutations 100000``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from tests.campaigns.mutations import RECORDS, STEPS, campaign
from tests.campaigns.signed_log import LOG_KEY, entries_of, published

from ledger.bundle import authority
from ledger.bundle.verify import verify_tiles
from ledger.record import signing


def test_300_mutations_are_all_seen_and_placed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority, "verify", lru_cache(maxsize=10_000)(signing.verify))
    folder = published(tmp_path, entries_of(RECORDS), steps=STEPS)
    outcomes = [(number, change.kind, missed) for number, change, missed in campaign(folder, 300, seed=2)]
    assert len({kind.split(" ")[0] for _, kind, _ in outcomes}) >= 9
    assert [outcome for outcome in outcomes if outcome[2]] == []
    assert verify_tiles(folder, LOG_KEY.vkey()).ok, "the campaign did not undo what it changed"
