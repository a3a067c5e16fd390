"""The verification of a store: the log in it, and every table beside the log, behind the triggers' back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from tests.campaigns.signed_log import LOG_KEY, LOG_PRIVATE, ORIGIN, Log, checkpoint_of, entries_of

from ledger.bundle import authority, tables
from ledger.bundle.report import Outcome, Verification
from ledger.bundle.verify import verify_store
from ledger.record import signing
from ledger.store import Head, open_store
from ledger.tlog.checkpoint import Checkpoint, sign_checkpoint
from ledger.tlog.merkle import EMPTY, extend, leaf_hash, root_of

SIZE = 300
ENTRIES = entries_of(SIZE)
Tamper = Callable[..., None]


@pytest.fixture(autouse=True, scope="module")
def remembered() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authority, "verify", lru_cache(maxsize=10_000)(signing.verify))
        yield


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Head]:
    """Return a store of 300 records with a published checkpoint over the first 280, and its head."""
    log = Log(tmp_path_factory.mktemp("store") / "ledger.sqlite")
    with log.open() as recorder:
        head = log.store(recorder, ENTRIES[:280])
        recorder.publish(280, checkpoint_of(head))
        head = log.store(recorder, ENTRIES[280:])
    return log.path, head


@pytest.fixture
def path(original: tuple[Path, Head], tmp_path: Path) -> Path:
    copy = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(original[0])) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


@pytest.fixture
def tamper(path: Path) -> Tamper:
    """Return a function that runs SQL on the store as somebody does who dropped its triggers first."""

    def run(sql: str, *parameters: object) -> None:
        with closing(sqlite3.connect(path)) as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            assert connection.execute(sql, parameters).rowcount > 0
            connection.commit()

    return run


def verified(path: Path, **more: Any) -> Verification:
    with open_store(path, build=lambda *_: b"", read_only=True) as recorder:
        return verify_store(recorder, LOG_KEY.vkey(), **more)


def failed(report: Verification) -> set[int]:
    return {step.number for step in report.steps if step.outcome is Outcome.FAILS}


def faults(report: Verification, step: int) -> list[tuple[int | None, int | None]]:
    return [(fault.first, fault.last) for fault in report.steps[step - 1].faults]


def cut_back(tamper: Tamper, size: int) -> None:
    """Leave no row of what came after ``size``, but for the checkpoint."""
    for table in ("record", "tag", "claim", "sealed", "node"):
        tamper(f"DELETE FROM {table} WHERE pos > {size}")
    tamper(f"DELETE FROM head WHERE size > {size}")


def test_a_sound_store_holds_in_all_eight_steps(path: Path, original: tuple[Path, Head]) -> None:
    head = original[1]
    report = verified(path, memory=(head.size, head.root))
    assert report.ok
    assert [step.outcome for step in report.steps] == [Outcome.HOLDS] * 8
    assert report.steps[0].figures["size"] == 280
    assert report.steps[3].figures["entries"] == report.steps[7].figures["ids"] == SIZE
    assert report.steps[7].figures["signer_size"] == SIZE


def test_an_empty_store_without_a_checkpoint_has_nothing_in_it_but_a_missing_opening(tmp_path: Path) -> None:
    with Log(tmp_path / "ledger.sqlite").open() as recorder:
        report = verify_store(recorder, LOG_KEY.vkey())
    assert report.steps[0].outcome is Outcome.NOT_RUN
    assert failed(report) == {7}


@pytest.mark.parametrize("position", [1, 150, 256, 300])
def test_a_changed_record_is_found(path: Path, tamper: Tamper, position: int) -> None:
    entry = ENTRIES[position - 1]
    tamper("UPDATE record SET data = ? WHERE pos = ?", entry.replace(b'"v":1}', b'"v":2}'), position)
    report = verified(path)
    assert report.first_bad == position
    assert {2, 4} <= failed(report)
    assert (position, position) in faults(report, 4)


def test_two_swapped_records_are_found(path: Path, tamper: Tamper) -> None:
    tamper("UPDATE record SET data = CASE pos WHEN 100 THEN ? ELSE ? END WHERE pos IN (100, 200)", ENTRIES[199], ENTRIES[99])
    report = verified(path)
    assert report.first_bad == 100
    assert {(100, 100), (200, 200)} <= set(faults(report, 4))


@pytest.mark.parametrize("position", [1, 150, 257])
def test_a_deleted_record_is_found(path: Path, tamper: Tamper, position: int) -> None:
    tamper("DELETE FROM record WHERE pos = ?", position)
    report = verified(path)
    assert (report.first_bad, faults(report, 2)[0]) == (position, (position, position))


def test_records_cut_off_the_end_are_found(path: Path, tamper: Tamper) -> None:
    tamper("DELETE FROM record WHERE pos > 290")
    report = verified(path)
    assert faults(report, 2) == [(291, 300)]


def test_a_store_that_was_cut_back_is_found_by_the_signers_memory_alone(path: Path, tamper: Tamper, original: tuple[Path, Head]) -> None:
    cut_back(tamper, 280)
    report = verified(path)
    assert report.ok
    head = original[1]
    report = verified(path, memory=(head.size, head.root))
    assert (failed(report), faults(report, 8)) == ({8}, [(281, 300)])


def test_a_store_shorter_than_its_own_checkpoint_is_found(path: Path, tamper: Tamper) -> None:
    cut_back(tamper, 250)
    tamper("INSERT INTO head VALUES (250, ?, '2025-09-24T09:02:05.000+08:00')", root_of(extend(0, (), map(leaf_hash, ENTRIES[:250]))[1]))
    report = verified(path)
    assert failed(report) == {4}


@pytest.mark.parametrize(
    ("level", "index", "first", "last"), [(0, 149, 150, 150), (1, 74, 149, 150), (8, 0, 1, 256), (5, 8, 257, 288), (2, 74, 297, 300)]
)
def test_a_changed_node_is_found_in_its_range(path: Path, tamper: Tamper, level: int, index: int, first: int, last: int) -> None:
    tamper("UPDATE node SET hash = ? WHERE pos = ? AND level = ?", bytes(32), (index + 1) << level, level)
    report = verified(path)
    assert failed(report) == {4}
    assert (first, last) in faults(report, 4)


@pytest.mark.parametrize(("level", "index", "first"), [(0, 149, 150), (8, 0, 1), (2, 74, 297)])
def test_a_lost_node_is_found(path: Path, tamper: Tamper, level: int, index: int, first: int) -> None:
    tamper("DELETE FROM node WHERE pos = ? AND level = ?", (index + 1) << level, level)
    report = verified(path)
    assert (failed(report), report.first_bad) == ({4}, first)


def test_a_changed_root_of_the_head_is_found(path: Path, tamper: Tamper) -> None:
    tamper("UPDATE head SET root = ? WHERE size = 300", bytes(32))
    assert failed(verified(path)) == {4}


@pytest.mark.parametrize(
    ("sql", "position"),
    [
        ("UPDATE record SET type = 'score.forgotten' WHERE pos = 200", 200),
        ("UPDATE record SET tags = '[\"round:2025\"]' WHERE pos = 200", 200),
        ("UPDATE record SET round = '2024' WHERE pos = 200", 200),
        ("UPDATE record SET round = NULL WHERE pos = 200", 200),
        ("UPDATE record SET round = '2025' WHERE pos = 1", 1),
        ("DELETE FROM tag WHERE pos = 200 AND tag = 'round:2025'", 200),
        ("UPDATE tag SET pos = 201 WHERE pos = 200 AND tag LIKE 'expert:%'", 200),
        ("INSERT INTO tag VALUES ('round:2025', 'ledger.opened', 77)", 77),
        ("INSERT INTO tag VALUES ('round:2031', 'round.opened', 300)", 300),
        ("INSERT INTO tag VALUES ('round:2025', 'score.recorded', 301)", 301),
        ("INSERT INTO tag VALUES ('round:2025', 'score.recorded', 0)", 0),
        ("INSERT INTO tag VALUES ('', '', -9223372036854775807)", -9223372036854775807),
        ("UPDATE record SET round = '2031' WHERE pos = 8", 8),
        ("INSERT INTO claim VALUES ('an id that somebody will want', 200)", 200),
        ("INSERT INTO claim VALUES ('', 301)", 301),
        ("INSERT INTO tag VALUES ('round:2025', 'score.recorded', 5)", 5),
        ("DELETE FROM claim WHERE pos = 200", 200),
        ("UPDATE claim SET pos = 201 WHERE pos = 200", 200),
    ],
)
def test_a_changed_index_is_found(path: Path, tamper: Tamper, sql: str, position: int | None) -> None:
    tamper(sql)
    report = verified(path)
    assert (failed(report), report.first_bad) == ({8}, position)


@pytest.mark.parametrize("tags", ["[", "", "{}", "[1]", '"round:2025"', b"\xff"])
def test_tags_that_cannot_be_read_are_a_fault_of_that_record_alone(path: Path, tamper: Tamper, tags: str | bytes) -> None:
    tamper("UPDATE record SET tags = ? WHERE pos = 200", tags)
    report = verified(path)
    assert (failed(report), faults(report, 8)) == ({8}, [(200, 200)])
    assert report.steps[1].figures["entries"] == SIZE


@pytest.mark.parametrize(
    ("sql", "steps"),
    [
        ("INSERT INTO tag VALUES (x'ff', 'score.recorded', 5)", {8}),
        ("INSERT INTO tag VALUES ('round:2025', x'00', 5)", {8}),
        ("INSERT INTO tag VALUES ('round:2025', 'score.recorded', 'five')", {8}),
        ("INSERT INTO tag VALUES (cast(x'ff' AS TEXT), 'score.recorded', 5)", {8}),
        ("INSERT INTO claim VALUES (x'ff', 5)", {8}),
        ("UPDATE record SET round = x'ff' WHERE pos = 200", {8}),
        ("UPDATE record SET type = x'ff' WHERE pos = 200", {8}),
        ("UPDATE record SET data = cast(data AS TEXT) WHERE pos = 200", {2}),
        ("UPDATE head SET root = hex(zeroblob(16)) WHERE size = 300", {4, 8}),
        ("UPDATE head SET recorded_at = x'ff' WHERE size = 300", {8}),
        ("UPDATE sealed SET boxes = hex(zeroblob(40)) WHERE pos = 200", {8}),
        ("UPDATE node SET hash = hex(zeroblob(16)) WHERE pos = 200 AND level = 3", {8}),
        ("UPDATE node SET level = 'third' WHERE pos = 200 AND level = 3", {8}),
    ],
)
def test_what_the_columns_were_not_made_for_is_a_fault_and_no_crash(path: Path, tamper: Tamper, sql: str, steps: set[int]) -> None:
    tamper(sql)
    assert steps <= failed(verified(path))


def test_what_is_appended_during_a_verification_is_no_stray(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(path, list(ENTRIES))
    whole = entries_of(SIZE + 30)
    with log.open() as writer:
        read = tables._read

        def and_append(*arguments: Any) -> int:
            found = read(*arguments)
            log.store(writer, whole[SIZE:])
            return found

        monkeypatch.setattr(tables, "_read", and_append)
        report = verified(path)
        assert report.ok, report.steps[7].faults
        assert report.steps[7].figures["ids"] == SIZE
        assert writer.head().size == SIZE + 30


def test_a_signer_without_a_memory_beside_many_records_is_found(path: Path) -> None:
    assert (failed(verified(path, memory=(0, EMPTY))), verified(path, memory=(0, EMPTY)).steps[7].figures["signer_size"]) == ({8}, 0)


def test_another_checkpoint_in_the_store_is_found(path: Path, tamper: Tamper) -> None:
    tamper("UPDATE checkpoint SET note = ?", sign_checkpoint(Checkpoint(ORIGIN, 280, bytes(32)), LOG_PRIVATE))
    report = verified(path)
    assert (failed(report), faults(report, 4)) == ({4}, [(1, 280)])
    tamper("UPDATE checkpoint SET note = ?", b"no note")
    assert failed(verified(path)) == {1}


def test_a_signer_that_remembers_another_root_is_found(path: Path) -> None:
    report = verified(path, memory=(150, bytes(32)))
    assert failed(report) == {8}
    assert verified(path, memory=(150, root_of(extend(0, (), map(leaf_hash, ENTRIES[:150]))[1]))).ok


def test_a_kept_checkpoint_is_held_against_the_store(path: Path) -> None:
    root = root_of(extend(0, (), map(leaf_hash, ENTRIES[:290]))[1])
    assert failed(verified(path, since=sign_checkpoint(Checkpoint(ORIGIN, 290, root), LOG_PRIVATE))) == {1}
    report = verified(path, since=sign_checkpoint(Checkpoint(ORIGIN, 77, bytes(32)), LOG_PRIVATE))
    assert (failed(report), faults(report, 4)) == ({4}, [(1, 77)])
