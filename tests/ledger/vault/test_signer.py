"""The log's signer: it never signs a fork, never goes back, and knows a store that was cut back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from eventsourcing.dcb.api import DCBEvent

from ledger.errors import IntegrityViolation
from ledger.record.signing import SigningKey
from ledger.store import create_store, open_store, pass_through
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.merkle import EMPTY
from ledger.tlog.note import LogKey
from ledger.vault.signer import LogSigner

KEY = SigningKey.from_seed(b"l" * 32)
ORIGIN = "test.example/quality"


class Kept:
    """A store, a signer, and what was signed."""

    def __init__(self, folder: Path) -> None:
        self.path, self.memory = folder / "store.sqlite", folder / "log.memory"
        create_store(self.path)

    def store(self):
        return open_store(self.path, build=pass_through)

    def signer(self) -> LogSigner:
        return LogSigner(ORIGIN, KEY._private, self.memory)

    def append(self, *entries: bytes) -> bytes:
        store, signer = self.store(), self.signer()
        with store, signer.hold(store):
            for entry in entries:
                note = signer.sign(store.commit([DCBEvent("x", entry, [])]))
        signer.close()
        return note


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_the_signed_head_opens_under_the_logs_key(kept: Kept) -> None:
    note = kept.append(b"1", b"2", b"3")
    opened = open_checkpoint(note, LogKey(ORIGIN, KEY.public))
    assert (opened.checkpoint.origin, opened.checkpoint.size) == (ORIGIN, 3)
    assert kept.signer().remembered() == (3, opened.checkpoint.root)


def test_a_note_that_was_prepared_is_the_one_that_is_signed(kept: Kept) -> None:
    store, signer = kept.store(), kept.signer()
    with store, signer.hold(store):
        head = store.commit([DCBEvent("x", b"1", [])])
        signer.prepare(head)
        assert signer.remembered() == (0, EMPTY)
        note = signer.sign(head)
        assert signer.remembered() == (1, head.root)
    assert open_checkpoint(note, LogKey(ORIGIN, KEY.public)).checkpoint.root == head.root


def test_a_note_prepared_for_a_head_that_came_to_nothing_is_not_given_for_another(kept: Kept) -> None:
    store, signer = kept.store(), kept.signer()
    with store, signer.hold(store):
        head = store.commit([DCBEvent("x", b"1", [])])
        signer.prepare(replace(head, root=b"r" * 32))
        note = signer.sign(head)
    assert open_checkpoint(note, LogKey(ORIGIN, KEY.public)).checkpoint.root == head.root


def test_a_note_prepared_for_a_fork_is_not_signed(kept: Kept) -> None:
    store, signer = kept.store(), kept.signer()
    with store, signer.hold(store):
        head = store.commit([DCBEvent("x", b"1", [])])
        signer.sign(head)
        fork = replace(head, root=b"r" * 32)
        signer.prepare(fork)
        with pytest.raises(IntegrityViolation, match="cannot follow"):
            signer.sign(fork)


def test_nothing_signed_is_nothing_remembered(kept: Kept) -> None:
    assert kept.signer().remembered() == (0, EMPTY)


def test_a_store_restored_from_an_older_copy_is_refused_with_the_missing_range(kept: Kept, tmp_path: Path) -> None:
    kept.append(b"1", b"2")
    shutil.copy(kept.path, tmp_path / "older.sqlite")
    kept.append(b"3", b"4", b"5")
    for file in tmp_path.glob("store.sqlite*"):
        file.unlink()
    shutil.copy(tmp_path / "older.sqlite", kept.path)
    with pytest.raises(IntegrityViolation, match="records 3 to 5 are missing") as caught:
        kept.append(b"other 3")
    assert (caught.value.first, caught.value.last) == (3, 5)
    assert kept.store().head().size == 2, "nothing was appended to the older copy"


def test_a_fork_of_the_same_length_is_refused(kept: Kept, tmp_path: Path) -> None:
    kept.append(b"1", b"2")
    for file in tmp_path.glob("store.sqlite*"):
        file.unlink()
    create_store(kept.path)
    with kept.store() as store:
        store.commit([DCBEvent("x", b"1", []), DCBEvent("x", b"another 2", [])])
    with pytest.raises(IntegrityViolation, match="not those that were signed"):
        kept.append(b"3")


def test_a_crash_between_commit_and_signature_is_no_violation(kept: Kept) -> None:
    kept.append(b"1")
    with kept.store() as store:
        store.commit([DCBEvent("x", b"2", [])])
    note = kept.append(b"3")
    assert open_checkpoint(note, LogKey(ORIGIN, KEY.public)).checkpoint.size == 3


def test_a_torn_write_leaves_the_memory_before_it(kept: Kept) -> None:
    kept.append(b"1", b"2", b"3")
    signer = kept.signer()
    older = 1 - signer._newest()
    newest = signer.remembered()
    data = bytearray(kept.memory.read_bytes())
    data[64 * older + 20] ^= 1
    kept.memory.write_bytes(data)
    assert kept.signer().remembered() == newest
    data[64 * (1 - older) + 20] ^= 1
    kept.memory.write_bytes(data)
    with pytest.raises(IntegrityViolation, match="damaged"):
        kept.signer().remembered()


def test_two_signers_take_turns(kept: Kept) -> None:
    one, other = kept.signer(), kept.signer()
    with kept.store() as first, kept.store() as second:
        for number in range(6):
            signer, store = ((one, first), (other, second))[number % 2]
            with signer.hold(store):
                signer.sign(store.commit([DCBEvent("x", str(number).encode(), [])]))
    assert one.remembered() == other.remembered()
    assert one.remembered()[0] == 6


def test_the_memory_is_its_owners_alone(kept: Kept) -> None:
    kept.append(b"1")
    assert kept.memory.stat().st_mode & 0o077 == 0
