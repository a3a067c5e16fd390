"""The verification of a folder: every kind of change is found, in the step and at the position where it was made."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.campaigns.signed_log import (
    COUNTERSIGNER,
    EXPERT,
    LOG_KEY,
    LOG_PRIVATE,
    ORIGIN,
    REGISTRAR,
    ROOTS,
    ROUND,
    STRANGER,
    at,
    binding,
    entries_of,
    opening,
    published,
    recorded,
    said_of,
    score,
    seeded,
    signed,
)

from ledger.bundle import authority
from ledger.bundle.report import Outcome, Verification
from ledger.bundle.verify import verify_tiles
from ledger.errors import BadInput, IntegrityViolation
from ledger.events.founding import LogKeyRotated
from ledger.events.keys import KeyCompromised, KeyRevoked
from ledger.record import canonical, signing
from ledger.record.signing import SigningKey, prove_rotation
from ledger.terms import PartialDate, Role
from ledger.tlog.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from ledger.tlog.cosignature import WitnessKey, cosign
from ledger.tlog.merkle import extend, leaf_hash, root_of
from ledger.tlog.note import LogKey, write_signature
from ledger.tlog.policy import Policy, read_policy
from ledger.tlog.tile import Tiling, read_bundle, write_bundle

SIZE = 300
ENTRIES = entries_of(SIZE)
Rewrite = Callable[[Sequence[bytes]], Path]


@pytest.fixture(autouse=True, scope="module")
def remembered() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authority, "verify", lru_cache(maxsize=10_000)(signing.verify))
        yield


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a published log of 300 records that nothing is wrong with."""
    return published(tmp_path_factory.mktemp("sound"), ENTRIES, steps=(100, 280))


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """Return a copy of it, to be tampered with."""
    return shutil.copytree(sound, tmp_path / "tiles")


@pytest.fixture
def rewrite(tmp_path: Path) -> Rewrite:
    """Return a function that publishes other entries, tree and checkpoint made anew under the log's own key."""

    def make(entries: Sequence[bytes]) -> Path:
        return rebuilt(tmp_path / "rewritten", entries)

    return make


def rebuilt(folder: Path, entries: Sequence[bytes], private: Ed25519PrivateKey = LOG_PRIVATE) -> Path:
    tiling = Tiling()
    files = tiling.add(entries, map(leaf_hash, entries)) + tiling.partial()
    for tile, data in files:
        (folder / tile.path()).parent.mkdir(parents=True, exist_ok=True)
        (folder / tile.path()).write_bytes(data)
    (folder / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(ORIGIN, len(entries), tiling.root()), private))
    return folder


def verified(folder: Path, **more: Any) -> Verification:
    return verify_tiles(folder, LOG_KEY.vkey(), **more)


def failed(report: Verification) -> set[int]:
    return {step.number for step in report.steps if step.outcome is Outcome.FAILS}


def faults(report: Verification, step: int) -> list[tuple[int | None, int | None]]:
    return [(fault.first, fault.last) for fault in report.steps[step - 1].faults]


def change(path: Path, at: int, byte: bytes | None = None) -> None:
    data = bytearray(path.read_bytes())
    data[at : at + 1] = byte if byte is not None else bytes([data[at] ^ 1])
    path.write_bytes(data)


def edited(entry: bytes, edit: Callable[[dict[str, Any]], None]) -> bytes:
    """Return ``entry`` after ``edit``, in canonical form, its signatures as they were."""
    value = json.loads(entry)
    edit(value)
    return canonical.dump(value)


def with_entry(position: int, entry: bytes) -> list[bytes]:
    return [*ENTRIES[: position - 1], entry, *ENTRIES[position:]]


def test_a_sound_log_holds_in_every_step(sound: Path) -> None:
    report = verified(sound)
    assert report.ok
    assert report.first_bad is None
    assert [step.outcome for step in report.steps] == [Outcome.HOLDS] * 7 + [Outcome.NOT_RUN]
    assert report.steps[0].figures["size"] == report.steps[1].figures["entries"] == report.steps[5].figures["ids"] == SIZE
    assert report.steps[6].figures["signatures"] == SIZE + 8
    assert report.steps[3].figures["entries_give_signed_root"] == "yes"


def test_the_report_says_in_both_languages_what_no_step_proves(sound: Path) -> None:
    unproven = verified(sound).unproven
    assert len(unproven) == 6
    for words in ("属实", "从未入账", "整体改写"):
        assert any(words in text.zh for text in unproven)
    for words in ("is true", "never recorded", "rewritten whole"):
        assert any(words in text.en for text in unproven)


def test_a_history_rewritten_and_signed_again_holds_when_seen_alone_and_fails_against_a_kept_checkpoint(
    sound: Path, rewrite: Rewrite
) -> None:
    kept = (sound / "checkpoint").read_bytes()
    other = edited(ENTRIES[199], lambda value: value["log"].update(rules="1" * 64))
    forged = rewrite(with_entry(200, other))
    assert verified(forged).ok
    report = verified(forged, since=kept)
    assert failed(report) == {4}
    assert faults(report, 4) == [(1, SIZE)]
    assert "整体改写" in "".join(text.zh for text in report.unproven)


# Something in the folder changed, the checkpoint did not.


@pytest.mark.parametrize("position", [1, 2, 8, 150, 256, 257, 300])
def test_a_changed_byte_of_an_entry_is_found_at_its_position(folder: Path, position: int) -> None:
    path = folder / f"tile/entries/{'000' if position <= 256 else '001.p/44'}"
    first = (position - 1) // 256 * 256
    change(path, len(write_bundle(ENTRIES[first : position - 1])) + 400)
    report = verified(folder)
    assert report.first_bad == position
    assert 4 in failed(report)
    assert (position, position) in faults(report, 4)
    assert report.steps[3].figures["entries_give_signed_root"] == "no"
    assert report.steps[3].figures["hash_files_give_signed_root"] == "yes"


@pytest.mark.parametrize("position", [1, 150, 256, 257, 300])
def test_a_changed_length_of_an_entry_is_found_at_its_position(folder: Path, position: int) -> None:
    path = folder / f"tile/entries/{'000' if position <= 256 else '001.p/44'}"
    first = (position - 1) // 256 * 256
    change(path, len(write_bundle(ENTRIES[first : position - 1])) + 1)
    assert verified(folder).first_bad == position


@pytest.mark.parametrize("position", [1, 150, 256])
def test_a_changed_leaf_hash_is_found_at_its_position_and_the_entries_still_give_the_root(folder: Path, position: int) -> None:
    change(folder / "tile/0/000", (position - 1) * 32 + 5)
    report = verified(folder)
    assert report.first_bad == position
    assert failed(report) == {4}
    assert faults(report, 4) == [(position, position)]
    assert report.steps[3].figures["entries_give_signed_root"] == "yes"
    assert report.steps[3].figures["hash_files_give_signed_root"] == "no"


def test_a_changed_hash_of_a_higher_tile_is_found_in_its_range(folder: Path) -> None:
    change(folder / "tile/1/000.p/1", 31)
    report = verified(folder)
    assert (failed(report), faults(report, 4)) == ({4}, [(1, 256)])


@pytest.mark.parametrize("path", ["tile/0/000.p/100", "tile/0/001.p/24"])
def test_a_changed_hash_kept_for_an_earlier_checkpoint_is_found(folder: Path, path: str) -> None:
    change(folder / path, 32 * 10)
    assert verified(folder).first_bad == (11 if "000" in path else 267)


def test_a_changed_entry_kept_for_an_earlier_checkpoint_is_found(folder: Path) -> None:
    change(folder / "tile/entries/000.p/100", len(write_bundle(ENTRIES[:42])) + 100)
    report = verified(folder)
    assert (failed(report), report.first_bad) == ({2}, 43)


def rebundle(folder: Path, edit: Callable[[list[bytes]], object]) -> None:
    path = folder / "tile/entries/000"
    entries = read_bundle(path.read_bytes(), 256)
    edit(entries)
    path.write_bytes(write_bundle(entries))


@pytest.mark.parametrize("position", [1, 150, 256])
def test_a_dropped_entry_is_found(folder: Path, position: int) -> None:
    rebundle(folder, lambda entries: entries.pop(position - 1))
    report = verified(folder)
    assert report.first_bad == position
    assert {2, 4} <= failed(report)


@pytest.mark.parametrize("position", [1, 150, 255])
def test_a_doubled_entry_is_found(folder: Path, position: int) -> None:
    rebundle(folder, lambda entries: entries.insert(position, entries[position - 1]))
    assert verified(folder).first_bad == position + 1


def test_swapped_entries_are_found(folder: Path) -> None:
    def swap(entries: list[bytes]) -> None:
        entries[99], entries[199] = entries[199], entries[99]

    rebundle(folder, swap)
    report = verified(folder)
    assert report.first_bad == 100
    assert {(100, 100), (200, 200)} <= set(faults(report, 4))
    assert {(100, 100), (200, 200)} <= set(faults(report, 3))


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("tile/entries/000", 1, 256),
        ("tile/entries/001.p/44", 257, 300),
        ("tile/0/000", 1, 256),
        ("tile/0/001.p/44", 257, 300),
        ("tile/1/000.p/1", 1, 256),
    ],
)
def test_a_missing_file_is_named_with_its_range(folder: Path, path: str, first: int, last: int) -> None:
    (folder / path).unlink()
    report = verified(folder)
    assert not report.ok
    assert (first, last) in faults(report, 2 if "entries" in path else 4)


@pytest.mark.parametrize("path", ["tile/0/000", "tile/entries/000", "tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1"])
@pytest.mark.parametrize("cut", [0, 1, 100])
def test_a_truncated_file_is_found(folder: Path, path: str, cut: int) -> None:
    data = (folder / path).read_bytes()
    (folder / path).write_bytes(data[: len(data) * cut // 101])
    assert not verified(folder).ok


@pytest.mark.parametrize("path", ["tile/0/x000/000", "tile/0/000.p/0", "tile/0/note.txt", "tile/entries/000.bak", "tile/9"])
def test_a_file_that_is_no_part_of_a_log_is_named(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(b"x")
    report = verified(folder)
    assert failed(report) == {4}


def test_what_lies_beyond_the_checkpoint_is_counted_and_proves_nothing(folder: Path, sound: Path) -> None:
    more = rebuilt(folder.parent / "more", entries_of(400))
    for path in ("tile/0/001.p/144", "tile/entries/001.p/144"):
        shutil.copy(more / path, folder / path)
    report = verified(folder)
    assert report.ok
    assert report.steps[3].figures["files_beyond_the_checkpoint"] == 2
    change(folder / "tile/0/001.p/144", 32 * 20)
    assert verified(folder).first_bad == 277


def test_a_log_that_has_grown_over_its_partial_file_is_read_from_the_full_one(tmp_path: Path) -> None:
    folder = rebuilt(tmp_path / "grown", ENTRIES)
    root = root_of(extend(0, (), map(leaf_hash, ENTRIES[:200]))[1])
    (folder / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(ORIGIN, 200, root), LOG_PRIVATE))
    report = verified(folder)
    assert report.ok
    assert report.steps[1].figures["entries"] == 200


# The checkpoint.


def test_any_changed_byte_of_the_checkpoint_is_refused(folder: Path) -> None:
    data = (folder / "checkpoint").read_bytes()
    for place in range(len(data)):
        (folder / "checkpoint").write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        report = verified(folder)
        assert failed(report) == {1}, place
        assert {step.outcome for step in report.steps[1:]} == {Outcome.NOT_RUN}


def test_a_log_signed_by_another_key_is_refused(tmp_path: Path) -> None:
    other = Ed25519PrivateKey.from_private_bytes(seeded("other log"))
    report = verified(rebuilt(tmp_path, ENTRIES, other))
    assert failed(report) == {1}


def test_a_key_of_the_same_name_that_the_log_does_not_name_is_seen(tmp_path: Path) -> None:
    other = Ed25519PrivateKey.from_private_bytes(seeded("other log"))
    key = LogKey(ORIGIN, other.public_key().public_bytes_raw())
    report = verify_tiles(rebuilt(tmp_path, ENTRIES, other), key.vkey())
    assert (failed(report), report.first_bad) == ({7}, 1)


def test_a_signed_checkpoint_of_a_size_that_nobody_holds_ends_soon(folder: Path) -> None:
    (folder / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(ORIGIN, 10**18, bytes(32)), LOG_PRIVATE))
    report = verified(folder)
    assert not report.ok
    assert report.first_bad == 257


def test_a_signed_checkpoint_with_another_root_is_a_rewritten_history(folder: Path) -> None:
    (folder / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(ORIGIN, SIZE, bytes(32)), LOG_PRIVATE))
    report = verified(folder)
    assert (failed(report), faults(report, 4)) == ({4}, [(1, SIZE)])


def test_a_checkpoint_older_than_the_kept_one_is_stale(folder: Path, tmp_path: Path) -> None:
    kept = (folder / "checkpoint").read_bytes()
    report = verified(rebuilt(tmp_path / "older", ENTRIES[:290]), since=kept)
    assert (failed(report), report.first_bad) == ({1}, 291)


def test_the_kept_checkpoint_of_an_earlier_size_holds(folder: Path) -> None:
    root = root_of(extend(0, (), map(leaf_hash, ENTRIES[:77]))[1])
    report = verified(folder, since=sign_checkpoint(Checkpoint(ORIGIN, 77, root), LOG_PRIVATE))
    assert report.ok
    assert report.steps[0].figures["kept_size"] == 77
    report = verified(folder, since=sign_checkpoint(Checkpoint(ORIGIN, 77, bytes(32)), LOG_PRIVATE))
    assert (failed(report), faults(report, 4)) == ({4}, [(1, 77)])
    assert failed(verified(folder, since=b"no note")) == {1}


# The policy.

WITNESS_PRIVATE = Ed25519PrivateKey.from_private_bytes(seeded("witness"))
WITNESS = WitnessKey("discipline.example", WITNESS_PRIVATE.public_key().public_bytes_raw())


def policy(*lines: str) -> Policy:
    return read_policy("\n".join([f"log {LOG_KEY.vkey()}", f"witness discipline {WITNESS.vkey()}", *lines]))


def cosign_in(folder: Path) -> None:
    path = folder / "checkpoint"
    text = open_checkpoint(path.read_bytes(), LOG_KEY).checkpoint.text()
    path.write_bytes(path.read_bytes() + write_signature(cosign(WITNESS_PRIVATE, WITNESS.name, text, 1_758_700_000)).encode())


def test_a_quorum_that_signed_answers_for_the_history(folder: Path) -> None:
    cosign_in(folder)
    report = verified(folder, policy=policy("quorum discipline"))
    assert report.ok
    assert report.steps[0].figures["witnesses"] == 1
    assert "整体改写" not in "".join(text.zh for text in report.unproven)


def test_a_quorum_that_did_not_sign_is_missed(folder: Path) -> None:
    assert failed(verified(folder, policy=policy("quorum discipline"))) == {1}
    report = verified(folder, policy=policy("quorum none"))
    assert report.ok
    assert "整体改写" in "".join(text.zh for text in report.unproven)


def test_any_changed_byte_of_a_required_cosignature_is_refused(folder: Path) -> None:
    cosign_in(folder)
    data = (folder / "checkpoint").read_bytes()
    for place in range(data.rindex(b"\n", 0, -1) + 1, len(data), 7):
        (folder / "checkpoint").write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert failed(verified(folder, policy=policy("quorum discipline"))) == {1}, place


def test_a_log_that_the_policy_does_not_name_is_refused(folder: Path) -> None:
    other = LogKey(ORIGIN, bytes(range(32)))
    assert failed(verified(folder, policy=read_policy(f"log {other.vkey()}\nquorum none"))) == {1}


def test_no_policy_accepts_a_demonstration(tmp_path: Path) -> None:
    origin = "award.demo.invalid"
    (tmp_path / "checkpoint").write_bytes(sign_checkpoint(Checkpoint(origin, 0, root_of(())), LOG_PRIVATE))
    key = LogKey(origin, LOG_KEY.public)
    report = verify_tiles(tmp_path, key.vkey(), read_policy("quorum none"))
    assert "demonstration" in report.steps[0].faults[0].en


# The entries were changed, and tree and checkpoint made anew with the log's own key.


@pytest.mark.parametrize(
    ("step", "edit"),
    [
        (5, lambda value: value["log"].update(tags=["round:2025"])),
        (5, lambda value: value["log"]["tags"].reverse()),
        (5, lambda value: value["log"]["tags"].append("round:2026")),
        (3, lambda value: value["log"].update(position=201)),
        (3, lambda value: value["log"].update(recorded_at="2025-09-24T09:01:39.499+08:00")),
        (3, lambda value: value["log"].update(recorded_at="2025-09-23T09:00:00.000+08:00")),
        (3, lambda value: value["log"].update(recorded_at="2025-09-24T01:01:40.000+00:00")),
        (3, lambda value: value["log"].update(recorded_at="2025-13-24T09:01:40.000+08:00")),
        (2, lambda value: value["log"].update(v=2)),
        (2, lambda value: value["log"].update(note="")),
        (2, lambda value: value["log"].pop("findings")),
        (2, lambda value: value["act"].update(signatures=[])),
        (2, lambda value: value["act"]["said"]["body"].pop("item")),
        (2, lambda value: value["act"]["said"]["body"]["_sd"].append("x")),
        (6, lambda value: value["act"]["said"].update(origin="other.example")),
        (6, lambda value: value["act"]["said"].update(id=json.loads(ENTRIES[9])["act"]["said"]["id"])),
        (7, lambda value: value["act"]["said"]["body"].update(item="4.99")),
        (7, lambda value: value["act"]["said"].update(occurred_at="2025-09-25")),
        (7, lambda value: value["act"]["signatures"].__setitem__(0, "A" * 86)),
        (7, lambda value: value["act"]["signatures"].__setitem__(0, "")),
        (7, lambda value: value["act"]["said"]["signers"][0].update({"as": "committee"})),
        (7, lambda value: value["act"]["said"]["signers"][0].update({"as": "nobody"})),
        (7, lambda value: value["act"]["said"]["signers"][0].update(key=STRANGER.id)),
        (7, lambda value: value["act"]["said"]["signers"][0].update(suite="none")),
        (7, lambda value: value["act"]["said"].update(round="2024")),
    ],
)
def test_a_changed_record_is_found_though_the_tree_was_made_anew(
    rewrite: Rewrite, step: int, edit: Callable[[dict[str, Any]], None]
) -> None:
    entry = edited(ENTRIES[199], edit)
    assert entry != ENTRIES[199]
    report = verified(rewrite(with_entry(200, entry)))
    assert step in failed(report)
    assert 4 not in failed(report)
    assert report.first_bad == 200


@pytest.mark.parametrize(
    "spelling",
    [
        lambda entry: entry.replace(b'"v":1', b'"v": 1', 1),
        lambda entry: entry + b"\n",
        lambda entry: entry[:0],
        lambda entry: b"\x00" + entry,
        lambda entry: entry[:-1],
        lambda entry: entry.replace(b'"v":1}', b'"v":1,"v":1}'),
        lambda entry: entry.replace(b'"position":200', b'"position":200.0'),
    ],
)
def test_another_spelling_of_a_record_is_found(rewrite: Rewrite, spelling: Callable[[bytes], bytes]) -> None:
    entry = spelling(ENTRIES[199])
    assert entry != ENTRIES[199]
    report = verified(rewrite(with_entry(200, entry)))
    assert (failed(report), report.first_bad) == ({2}, 200)


def test_a_record_dropped_from_a_tree_made_anew_is_found(rewrite: Rewrite) -> None:
    report = verified(rewrite(ENTRIES[:99] + ENTRIES[100:]))
    assert (failed(report), report.first_bad) == ({3}, 100)
    assert report.steps[2].count == 200
    assert len(report.steps[2].faults) == 20


def test_a_record_doubled_in_a_tree_made_anew_is_found(rewrite: Rewrite) -> None:
    report = verified(rewrite([*ENTRIES[:100], *ENTRIES[99:]]))
    assert report.first_bad == 101
    assert {3, 6} <= failed(report)


def test_a_record_said_twice_at_a_place_of_its_own_is_found(rewrite: Rewrite) -> None:
    again = edited(ENTRIES[9], lambda value: value["log"].update(position=301, recorded_at=at(301)))
    report = verified(rewrite([*ENTRIES, again]))
    assert (failed(report), report.first_bad) == ({6}, 301)


# Keys.

BY_EXPERT = [(Role.EXPERT, EXPERT[3])]
ALONE = [(Role.REGISTRAR, REGISTRAR)]
LOG_SIGNER = SigningKey(LOG_PRIVATE)


def log_signer(number: int) -> SigningKey:
    """Return the log's key after as many rotations."""
    return SigningKey.from_seed(seeded(f"log {number}")) if number else LOG_SIGNER


def log_key(number: int) -> LogKey:
    return LogKey(ORIGIN, log_signer(number).public)


def rotated(before: LogKey, number: int, *, old: SigningKey | None = None) -> LogKeyRotated:
    """Return the handover from ``before`` to the log's key after ``number`` rotations."""
    signer = old or next(log_signer(n) for n in (0, 1, 2, 5) if log_key(n) == before)
    new = log_key(number).vkey()
    return LogKeyRotated(old=before.vkey(), new=new, proof=prove_rotation(signer, log_signer(number), new, ORIGIN))


def after(act: bytes, *more: bytes) -> list[bytes]:
    """Return the first 20 records, followed by these acts."""
    return [*ENTRIES[:20], *(recorded(each, position) for position, each in enumerate((act, *more), 21))]


def by(signers: Any, event: Any, number: int = 900, *, round: str | None = None, **changed: Any) -> bytes:
    return signed(said_of(number, event, signers, round=round, **changed), signers)


def test_an_act_signed_by_a_key_that_nobody_bound_is_found(rewrite: Rewrite) -> None:
    report = verified(rewrite(after(by([(Role.EXPERT, STRANGER)], score(900), round=ROUND))))
    assert (failed(report), report.first_bad) == ({7}, 21)


def test_an_act_before_its_key_was_bound_is_found(rewrite: Rewrite) -> None:
    early = recorded(by(BY_EXPERT, score(900), round=ROUND), 2)
    rest = [recorded(json_act(entry), position) for position, entry in enumerate(ENTRIES[1:20], 3)]
    report = verified(rewrite([ENTRIES[0], early, *rest]))
    assert (failed(report), report.first_bad) == ({7}, 2)
    assert report.steps[6].count == 1


def json_act(entry: bytes) -> bytes:
    return canonical.dump(json.loads(entry)["act"])


@pytest.mark.parametrize(
    "event", [KeyRevoked(key=EXPERT[3].id, why="lost"), KeyCompromised(key=EXPERT[3].id, since=PartialDate(2025), why="stolen")]
)
def test_an_act_after_its_key_was_revoked_is_found_and_the_ones_before_stand(rewrite: Rewrite, event: Any) -> None:
    report = verified(rewrite(after(by(ALONE, event), by(BY_EXPERT, score(901), 901, round=ROUND))))
    assert (failed(report), report.first_bad, report.steps[6].count) == ({7}, 22, 1)


def test_an_expert_of_another_round_is_found(rewrite: Rewrite) -> None:
    report = verified(rewrite(after(by(BY_EXPERT, score(900), round="2026"))))
    assert (failed(report), report.first_bad) == ({7}, 21)


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (by(ALONE, binding(STRANGER, 9), round=ROUND), "countersignature"),
        (by(ROOTS, binding(STRANGER, 9, key=EXPERT[1].id), round=ROUND), "id is not that"),
        (by(ROOTS, binding(STRANGER, 9, possession=EXPERT[1].prove_possession(ORIGIN)), round=ROUND), "holder has the private key"),
        (by(ROOTS, binding(STRANGER, 9, possession=STRANGER.prove_possession("other")), round=ROUND), "holder has the private key"),
        (by(ROOTS, binding(STRANGER, 9, public="xyz"), round=ROUND), "id is not that"),
        (by([*BY_EXPERT, (Role.COUNTERSIGNER, COUNTERSIGNER)], binding(STRANGER, 9), round=ROUND), "no right"),
        (by(BY_EXPERT, KeyRevoked(key=EXPERT[1].id, why="rival"), round=ROUND), "no right"),
        (by([(Role.REGISTRAR, STRANGER), (Role.COUNTERSIGNER, COUNTERSIGNER)], binding(STRANGER, 9), round=ROUND), "not bound"),
        (by([(Role.REGISTRAR, COUNTERSIGNER), (Role.COUNTERSIGNER, REGISTRAR)], binding(STRANGER, 9), round=ROUND), "not bound"),
        (by(ALONE, LogKeyRotated(old=LOG_KEY.vkey(), new=LOG_KEY.vkey(), proof="")), "countersignature"),
        (by(ROOTS, LogKeyRotated(old=LOG_KEY.vkey(), new=LogKey(ORIGIN, bytes(32)).vkey(), proof="")), "handover is not signed"),
        (by(ROOTS, rotated(LOG_KEY, 1, old=STRANGER)), "handover is not signed"),
        (by(ROOTS, rotated(log_key(5), 1)), "is not the log's key that is replaced"),
        (by(ROOTS, opening()), "must be the first"),
        (by([(Role.SERVICE, EXPERT[1])], score(900), round=ROUND), "not bound"),
    ],
)
def test_an_act_about_keys_without_the_right_is_found(rewrite: Rewrite, act: bytes, why: str) -> None:
    report = verified(rewrite(after(act)))
    assert report.first_bad == 21
    assert any(why in fault.en for fault in report.steps[6].faults)


def test_a_ledger_that_does_not_begin_with_its_opening_is_found(rewrite: Rewrite) -> None:
    entries = [recorded(json_act(entry), position) for position, entry in enumerate(ENTRIES[1:20], 1)]
    report = verified(rewrite(entries))
    assert (failed(report), report.first_bad) == ({7}, 1)


def test_roots_of_trust_in_one_hand_are_found(rewrite: Rewrite) -> None:
    act = by(ALONE, opening(countersigner_key=REGISTRAR.public.hex()), 0)
    report = verified(rewrite([recorded(act, 1)]))
    assert (failed(report), report.first_bad) == ({7}, 1)


def test_a_key_that_was_bound_wrongly_signs_nothing_after_the_correction(rewrite: Rewrite) -> None:
    wrong = json.loads(ENTRIES[4])["act"]["said"]["id"]
    corrects = {"act": wrong, "why": "the key of another person", "approved_by": "DOC-1"}
    correction = by(ROOTS, binding(STRANGER, 3), 900, round=ROUND, corrects=corrects)
    report = verified(rewrite(after(correction, by(BY_EXPERT, score(901), 901, round=ROUND))))
    assert (failed(report), report.first_bad, report.steps[6].count) == ({7}, 22, 1)
    stranger = [(Role.EXPERT, STRANGER)]
    assert verified(rewrite(after(correction, by(stranger, score(901), 901, round=ROUND)))).ok


def test_a_type_that_this_program_does_not_know_is_proven_and_counted(rewrite: Rewrite) -> None:
    report = verified(rewrite(after(by(BY_EXPERT, score(900), round=ROUND, type="score.foretold"))))
    assert report.ok
    assert report.steps[1].figures["unknown_types"] == 1


# The log's own key, which is replaced at records 21 and 23.


def handed_over() -> list[bytes]:
    acts = (
        by(ROOTS, rotated(log_key(0), 1), 900),
        by(BY_EXPERT, score(901), 901, round=ROUND),
        by(ROOTS, rotated(log_key(1), 2), 902),
        by(BY_EXPERT, score(903), 903, round=ROUND),
    )
    return after(*acts)


def signed_by(folder: Path, entries: Sequence[bytes], number: int) -> Path:
    return rebuilt(folder, entries, log_signer(number)._private)


@pytest.mark.parametrize(
    ("size", "signer", "trusted"),
    [
        *((20, 0, 0), (21, 0, 0), (21, 1, 0), (21, 1, 1), (22, 1, 0), (22, 1, 1), (23, 1, 0), (23, 2, 0), (23, 2, 1), (23, 2, 2)),
        *((24, 2, 0), (24, 2, 1), (24, 2, 2), (23, 1, 1)),
    ],
)
def test_a_checkpoint_by_the_key_of_its_time_holds_under_that_key_and_those_before(
    tmp_path: Path, size: int, signer: int, trusted: int
) -> None:
    report = verify_tiles(signed_by(tmp_path, handed_over()[:size], signer), log_key(trusted).vkey())
    assert report.ok, [step.faults for step in report.steps]
    named = 0 if size <= 20 else 1 if size <= 22 else 2
    assert report.steps[6].figures["log_keys"] == named + 1
    assert [remark.positions for remark in report.remarks] == ([] if trusted == named else [(21, 23)[:named]])
    assert report.steps[0].figures.get("signed_by") == (None if signer == trusted else log_key(signer).vkey())


@pytest.mark.parametrize(
    ("size", "signer", "trusted"),
    [
        *((22, 0, 0), (24, 0, 0), (24, 0, 2), (24, 1, 1), (24, 1, 0), (24, 1, 2), (20, 1, 0), (20, 1, 1), (22, 2, 2), (22, 2, 1)),
        # A key that was replaced, and perhaps stolen, says nothing to those who trust a later one alone.
        *((20, 0, 1), (21, 0, 1), (22, 1, 2), (23, 1, 2)),
        *((24, 5, 0), (24, 5, 5), (24, 2, 5)),
    ],
)
def test_a_checkpoint_by_a_key_out_of_its_time_is_refused(tmp_path: Path, size: int, signer: int, trusted: int) -> None:
    report = verify_tiles(signed_by(tmp_path, handed_over()[:size], signer), log_key(trusted).vkey())
    assert failed(report) <= {1, 7}
    assert failed(report)


def test_a_checkpoint_kept_from_before_a_handover_still_counts(tmp_path: Path) -> None:
    entries = handed_over()
    kept = (signed_by(tmp_path / "kept", entries[:20], 0) / "checkpoint").read_bytes()
    now = signed_by(tmp_path / "now", entries, 2)
    assert verify_tiles(now, log_key(2).vkey(), since=kept).ok
    other = (signed_by(tmp_path / "other", [*entries[:19], entries[20]], 0) / "checkpoint").read_bytes()
    report = verify_tiles(now, log_key(2).vkey(), since=other)
    assert (failed(report), faults(report, 4)) == ({4}, [(1, 20)])
    stolen = (signed_by(tmp_path / "stolen", entries, 0) / "checkpoint").read_bytes()
    assert failed(verify_tiles(now, log_key(2).vkey(), since=stolen)) == {1}


def test_a_handover_that_the_old_key_did_not_sign_is_not_followed(tmp_path: Path) -> None:
    entries = after(by(ROOTS, rotated(log_key(0), 1, old=log_signer(5)), 900), by(BY_EXPERT, score(901), 901, round=ROUND))
    assert failed(verify_tiles(signed_by(tmp_path / "new", entries, 1), log_key(0).vkey())) == {1}
    assert failed(verify_tiles(signed_by(tmp_path / "old", entries, 0), log_key(0).vkey())) == {7}


# Keys that somebody else may have used.


@pytest.mark.parametrize(
    ("since", "marked"),
    [
        (PartialDate(2025, 9, 24), [11, 18]),
        (PartialDate(2025), [11, 18]),
        (PartialDate(2025, 9, 25), [22]),
        (PartialDate(2025, 9, 26), []),
    ],
)
def test_what_a_compromised_key_signed_since_is_marked_and_stands(rewrite: Rewrite, since: PartialDate, marked: list[int]) -> None:
    reported = by(ALONE, KeyCompromised(key=EXPERT[3].id, since=since, why="stolen"), 902)
    acts = [
        (by(ALONE, KeyRevoked(key=EXPERT[1].id, why="lost"), 900), 21),
        (by(BY_EXPERT, score(901), 901, round=ROUND), 22),
        (reported, 23),
    ]
    next_day = [recorded(act, position, recorded_at="2025-09-25T10:00:00.000+08:00") for act, position in acts]
    report = verified(rewrite([*ENTRIES[:20], *next_day]))
    assert report.ok
    expected = sorted({*marked, 22}) if marked else []
    assert [list(remark.positions) for remark in report.remarks] == ([expected] if expected else [])
    assert all(str(len(expected)) in remark.zh and "second look" in remark.en for remark in report.remarks)


# What cannot be begun, and what the command makes of it.


@pytest.mark.parametrize("vkey", ["", "award.example", LOG_KEY.vkey()[:-1], WITNESS.vkey()])
def test_a_key_that_is_none_is_bad_input(sound: Path, vkey: str) -> None:
    with pytest.raises(BadInput):
        verify_tiles(sound, vkey)


def test_a_folder_without_a_checkpoint_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="checkpoint"):
        verified(tmp_path)


def test_a_failure_of_ones_own_ledger_is_an_integrity_violation(folder: Path) -> None:
    change(folder / "tile/0/000", 5)
    violation = verified(folder).violation()
    assert isinstance(violation, IntegrityViolation)
    assert (violation.exit_code, violation.first, violation.last) == (4, 1, 1)
    assert "step 4" in str(violation)
