"""The access log under several readers at once: every look has its entry, and the newest checkpoint holds them all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import IntegrityViolation
from ledger.store import Recorder, open_store, pass_through
from ledger.terms import View
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.note import LogKey
from ledger.vault.access import AccessLog

ORIGIN = "award.example/quality"
KEY = Ed25519PrivateKey.from_private_bytes(b"a" * 32)


def look(log: AccessLog) -> int:
    return log.write(who="inspector", view=View.INSPECTOR, purpose="case 7", round=None, upto=None, digests=[])


def opened(path: Path) -> AccessLog:
    return AccessLog(path, ORIGIN, KEY)


def newest(path: Path) -> int:
    store: Recorder = open_store(path, build=pass_through)
    published = store.published()
    store.close()
    assert published is not None
    log = LogKey(f"{ORIGIN}/access", KEY.public_key().public_bytes_raw())
    return open_checkpoint(published[1], log).checkpoint.size


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "access.sqlite"


def test_whose_checkpoint_was_overtaken_stands_in_the_longer_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, quick = opened(path), opened(path)
    publish = slow._store.publish

    def overtaken(size: int, note: bytes) -> None:
        assert look(quick) == size + 1
        publish(size, note)

    monkeypatch.setattr(slow._store, "publish", overtaken)
    assert look(slow) == 1
    assert [position for position, _ in quick.entries()] == [1, 2]
    assert newest(path) == 2


def test_a_checkpoint_that_is_refused_for_another_reason_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = opened(path)
    look(log)

    def broken(size: int, note: bytes) -> None:
        raise IntegrityViolation("the store holds something else")

    monkeypatch.setattr(log._store, "publish", broken)
    with pytest.raises(IntegrityViolation, match="something else"):
        look(log)


def test_many_look_at_once_and_each_has_an_entry(path: Path) -> None:
    logs = [opened(path) for _ in range(6)]
    with ThreadPoolExecutor(len(logs)) as pool:
        found = [position for each in pool.map(lambda log: [look(log) for _ in range(12)], logs) for position in each]
    assert sorted(found) == list(range(1, 73))
    assert newest(path) == 72
