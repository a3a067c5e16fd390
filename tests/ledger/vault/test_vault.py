"""The vault: boxes that answer to one digest, keys apart from the store, and the one door."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import IntegrityViolation, StoreUnavailable
from ledger.events.notice import ObjectionReceived
from ledger.events.scoring import ScoreRecorded
from ledger.record.disclosure import digest, encode
from ledger.record.envelope import Provenance, Said, Seen
from ledger.record.signing import SigningKey
from ledger.record.signing import decode as bytes_of
from ledger.terms import View
from ledger.vault.access import AccessLog
from ledger.vault.door import Door, Visit
from ledger.vault.keyring import Keyring
from ledger.vault.vault import Vault


def said(kind: str = "score.recorded", round: str | None = "2025") -> Said:
    return Said(
        v=1, origin="test.example", id="1" * 32, seen=Seen(size=0, root=""), type=kind, version=1, round=round,
        subjects=("applicant:A-07",), body={}, occurred_at="2025-09-24", basis=(), edition="2024", evidence=(),
        provenance=Provenance(kind="live", on_behalf_of=None, serial=None, dated=None, scan=None, source=None),
        corrects=None, caused_by=(), deviation=None, signers=(),
    )  # fmt: skip


class Boxes(dict[bytes, bytes]):
    """The boxes of one record, at position 7."""

    def disclosures(self, positions):
        return [(7, *row) for row in self.items()] if 7 in positions else []


def at(*disclosures: str) -> list[tuple[int, str]]:
    return [(7, digest(one)) for one in disclosures]


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring.create(tmp_path / "vault")


POINTS = encode(b"s" * 16, "points", 8550)


def filled(keyring: Keyring) -> tuple[Boxes, Vault]:
    boxes = Boxes()
    vault = Vault(boxes, keyring)
    boxes.update(vault.seal([POINTS], said(), ScoreRecorded))
    return boxes, vault


def test_what_is_sealed_opens(keyring: Keyring) -> None:
    _, vault = filled(keyring)
    assert vault.open(at(POINTS)) == {(7, digest(POINTS)): POINTS}


def test_another_process_opens_it_with_the_same_keys(keyring: Keyring) -> None:
    boxes, _ = filled(keyring)
    assert Vault(boxes, Keyring(keyring.folder)).open(at(POINTS)) == {(7, digest(POINTS)): POINTS}


def test_a_box_shows_neither_value_nor_field(keyring: Keyring) -> None:
    boxes, _ = filled(keyring)
    (box,) = boxes.values()
    assert POINTS.encode() not in box
    assert b"points" not in box


def test_boxes_of_different_values_have_one_length(keyring: Keyring) -> None:
    vault = Vault(Boxes(), keyring)
    lengths = {len(vault.seal([encode(b"s" * 16, "points", n)], said(), ScoreRecorded)[0][1]) for n in (0, 5, 8550)}
    assert len(lengths) == 1


@pytest.mark.parametrize("place", [0, 5, 20, 40, -1])
def test_a_changed_box_is_an_integrity_violation_or_opens_nothing(keyring: Keyring, place: int) -> None:
    boxes, vault = filled(keyring)
    key, box = next(iter(boxes.items()))
    changed = bytearray(box)
    changed[place] ^= 1
    boxes[key] = bytes(changed)
    try:
        opened = vault.open(at(POINTS))
    except IntegrityViolation:
        return
    assert opened == {}, "a scope that names no key here opens nothing"


def test_a_box_moved_to_another_digest_is_found(keyring: Keyring) -> None:
    boxes, vault = filled(keyring)
    other = encode(b"t" * 16, "points", 1)
    boxes[bytes_of(digest(other))] = next(iter(boxes.values()))
    with pytest.raises(IntegrityViolation):
        vault.open(at(other))


def test_without_its_key_a_value_is_shredded_and_others_are_not(keyring: Keyring, tmp_path: Path) -> None:
    boxes = Boxes()
    vault = Vault(boxes, keyring)
    name, content = encode(b"a" * 16, "objector", "某人"), encode(b"b" * 16, "content", "…")
    boxes.update(vault.seal([name, content], said("objection.received"), ObjectionReceived))
    keyring._path("person:2025/applicant:A-07").unlink()
    assert Vault(boxes, Keyring(keyring.folder)).open(at(name, content)) == {(7, digest(content)): content}


def test_another_master_key_opens_nothing(keyring: Keyring) -> None:
    boxes, _ = filled(keyring)
    (keyring.folder / "master.key").unlink()
    (keyring.folder / "master.key").write_bytes(b"x" * 32)
    with pytest.raises(IntegrityViolation, match="master key"):
        Vault(boxes, Keyring(keyring.folder)).open(at(POINTS))


def test_two_processes_that_make_one_key_agree(keyring: Keyring) -> None:
    one, other = Keyring(keyring.folder), Keyring(keyring.folder)
    nonce = b"n" * 12
    assert other.key("round:2030").decrypt(nonce, one.key("round:2030").encrypt(nonce, b"x", None), None) == b"x"


def test_without_a_master_key_there_is_no_vault(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="master key"):
        Keyring(tmp_path)


def access_log(tmp_path: Path) -> AccessLog:
    return AccessLog(tmp_path / "access.sqlite", "test.example/quality", SigningKey.from_seed(b"a" * 32)._private)


def test_the_access_log_stands_before_anything_is_released(keyring: Keyring, tmp_path: Path) -> None:
    _, vault = filled(keyring)
    log = access_log(tmp_path)
    door = Door(vault, lambda: log, Visit("auditor Li", View.AUDITOR, "case 2025-1"))
    assert door.release(at(POINTS), "2025", 814) == {(7, digest(POINTS)): POINTS}
    ((position, entry),) = log.entries()
    assert position == 1
    assert (entry["who"], entry["view"], entry["purpose"], entry["round"], entry["upto"], entry["values"]) == (
        "auditor Li", "auditor", "case 2025-1", "2025", 814, 1,
    )  # fmt: skip


def test_nothing_is_released_when_the_access_log_cannot_be_written(keyring: Keyring) -> None:
    _, vault = filled(keyring)

    def unwritable() -> AccessLog:
        raise StoreUnavailable("access.sqlite", "the disk is full")

    opened: list[str] = []
    door = Door(vault, unwritable, Visit("x", View.INSPECTOR, ""))
    with pytest.raises(StoreUnavailable):
        opened += door.release(at(POINTS), "2025", None)
    assert opened == []


def test_asking_for_nothing_leaves_no_trace(keyring: Keyring, tmp_path: Path) -> None:
    _, vault = filled(keyring)
    log = access_log(tmp_path)
    assert Door(vault, lambda: log, Visit("x", View.AUDITOR, "")).release([], "2025", None) == {}
    assert list(log.entries()) == []
