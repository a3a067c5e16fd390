"""Publishing: what is written, in which order, again and again, and what it refuses to write over."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.campaigns.signed_log import LOG_KEY, LOG_PRIVATE, ORIGIN, Log, checkpoint_of, entries_of

from ledger.bundle import tiles
from ledger.bundle.tiles import publish_tiles
from ledger.bundle.verify import verify_tiles
from ledger.errors import BadInput, IntegrityViolation, StoreUnavailable
from ledger.store import Head, Recorder
from ledger.tlog.checkpoint import Checkpoint, sign_checkpoint
from ledger.tlog.note import Signature, write_signature
from ledger.tlog.tile import tiles_of

ENTRIES = entries_of(520)


class Stopped(Exception):
    """The power went."""


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "ledger.sqlite")


@pytest.fixture
def recorder(log: Log) -> Iterator[Recorder]:
    with log.open() as recorder:
        yield recorder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "published" / "tiles"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def grow(log: Log, recorder: Recorder, size: int, entries: Sequence[bytes] = ENTRIES) -> tuple[Head, bytes]:
    head = log.store(recorder, entries[len(log.entries) : size])
    return head, checkpoint_of(head)


def test_the_files_are_those_of_the_size_and_the_note(log: Log, recorder: Recorder, folder: Path) -> None:
    head, note = grow(log, recorder, 300)
    assert publish_tiles(recorder, folder, note) == Checkpoint(ORIGIN, 300, head.root)
    found = contents(folder)
    assert found.pop("checkpoint") == note
    assert sorted(found) == sorted(tile.path() for tile in tiles_of(300))


@pytest.mark.parametrize("steps", [(1, 2, 255), (256,), (257, 511, 512), (300, 300)])
def test_going_on_writes_the_same_files_as_writing_at_once(
    log: Log, recorder: Recorder, folder: Path, tmp_path: Path, steps: tuple[int, ...]
) -> None:
    for size in dict.fromkeys(steps):
        publish_tiles(recorder, folder, grow(log, recorder, size)[1])
    _, note = grow(log, recorder, 520)
    publish_tiles(recorder, folder, note)
    publish_tiles(recorder, tmp_path / "at once", note)
    assert contents(folder).items() >= contents(tmp_path / "at once").items()
    assert verify_tiles(folder, LOG_KEY.vkey()).ok


def test_partial_files_of_earlier_checkpoints_stay(log: Log, recorder: Recorder, folder: Path) -> None:
    publish_tiles(recorder, folder, grow(log, recorder, 5)[1])
    publish_tiles(recorder, folder, grow(log, recorder, 300)[1])
    assert {"tile/0/000.p/5", "tile/entries/000.p/5"} <= set(contents(folder))


def test_the_same_checkpoint_again_changes_nothing(log: Log, recorder: Recorder, folder: Path) -> None:
    _, note = grow(log, recorder, 300)
    publish_tiles(recorder, folder, note)
    before = {path: path.stat().st_ino for path in folder.rglob("*") if path.is_file()}
    publish_tiles(recorder, folder, note)
    assert {path: path.stat().st_ino for path in folder.rglob("*") if path.is_file()} == before


def test_a_note_with_a_witness_more_takes_the_place_of_the_one_without(log: Log, recorder: Recorder, folder: Path) -> None:
    _, note = grow(log, recorder, 3)
    cosigned = note + write_signature(Signature("witness.example", b"abcd", b"x" * 72)).encode()
    publish_tiles(recorder, folder, note)
    publish_tiles(recorder, folder, cosigned)
    assert (folder / "checkpoint").read_bytes() == cosigned


def test_an_empty_log_is_a_checkpoint_alone(recorder: Recorder, folder: Path) -> None:
    publish_tiles(recorder, folder, checkpoint_of(recorder.head()))
    assert list(contents(folder)) == ["checkpoint"]


def test_a_checkpoint_behind_the_head_publishes_no_more_than_it_signs(log: Log, recorder: Recorder, folder: Path) -> None:
    _, note = grow(log, recorder, 260)
    grow(log, recorder, 300)
    publish_tiles(recorder, folder, note)
    assert "tile/entries/001.p/4" in contents(folder)
    assert verify_tiles(folder, LOG_KEY.vkey()).ok


def test_a_file_that_was_lost_is_written_again(log: Log, recorder: Recorder, folder: Path) -> None:
    publish_tiles(recorder, folder, grow(log, recorder, 300)[1])
    (folder / "tile/0/000").unlink()
    (folder / "tile/entries/000").unlink()
    publish_tiles(recorder, folder, grow(log, recorder, 310)[1])
    assert verify_tiles(folder, LOG_KEY.vkey()).ok


@pytest.mark.parametrize("written", range(8))
def test_after_a_stop_at_any_write_the_reader_has_a_whole_checkpoint_and_the_next_run_ends_it(
    log: Log, recorder: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    old = grow(log, recorder, 250)[1]
    publish_tiles(recorder, folder, old)
    _, new = grow(log, recorder, 520)
    whole, left = tiles._replace, iter(range(written))

    def replace(directory: Path, path: Path, data: bytes) -> None:
        if next(left, None) is None:
            (directory / tiles.UNFINISHED / "file").write_bytes(data[:7])
            raise Stopped
        whole(directory, path, data)

    monkeypatch.setattr(tiles, "_replace", replace)
    with pytest.raises(Stopped):
        publish_tiles(recorder, folder, new)
    monkeypatch.setattr(tiles, "_replace", whole)
    assert (folder / "checkpoint").read_bytes() == old
    assert verify_tiles(folder, LOG_KEY.vkey()).ok
    publish_tiles(recorder, folder, new)
    assert (folder / "checkpoint").read_bytes() == new
    assert verify_tiles(folder, LOG_KEY.vkey()).ok


def test_nothing_is_renamed_before_it_is_on_the_disk_and_the_checkpoint_comes_last(
    log: Log, recorder: Recorder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(descriptor: int) -> None:
        calls.append("fsync " + str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def noted_replace(path: Path, target: Path) -> Path:
        calls.append(f"rename {target}")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    publish_tiles(recorder, folder, grow(log, recorder, 300)[1])
    renames = [at for at, call in enumerate(calls) if call.startswith("rename")]
    assert len(renames) == len(tiles_of(300)) + 1
    assert all(calls[at - 1] == f"fsync {folder / tiles.UNFINISHED / 'file'}" for at in renames)
    assert calls[renames[-1]] == f"rename {folder / 'checkpoint'}"
    folders = {path.parent for path in folder.glob("tile/**/*") if path.is_file()} | {folder, folder / "tile"}
    assert {f"fsync {path}" for path in folders} <= set(calls[renames[-2] : renames[-1]])
    assert f"fsync {folder}" in calls[renames[-1] :]


def refuses(recorder: Recorder, folder: Path, note: bytes, why: str) -> IntegrityViolation:
    before = contents(folder)
    with pytest.raises(IntegrityViolation, match=why) as caught:
        publish_tiles(recorder, folder, note)
    after = contents(folder)
    assert after["checkpoint"] == before["checkpoint"]
    assert after.items() >= before.items()
    return caught.value


def test_a_log_does_not_go_back(log: Log, recorder: Recorder, folder: Path) -> None:
    _, old = grow(log, recorder, 290)
    publish_tiles(recorder, folder, grow(log, recorder, 300)[1])
    violation = refuses(recorder, folder, old, "does not go back")
    assert (violation.first, violation.last) == (291, 300)


def test_another_history_under_the_same_origin_is_not_written_over(log: Log, recorder: Recorder, folder: Path, tmp_path: Path) -> None:
    publish_tiles(recorder, folder, grow(log, recorder, 300)[1])
    other = Log(tmp_path / "other.sqlite")
    with other.open() as forged:
        _, note = grow(other, forged, 310, [*ENTRIES[:100], ENTRIES[101], ENTRIES[100], *ENTRIES[102:]])
        refuses(forged, folder, note, "another history")


def test_another_log_is_not_written_over(log: Log, recorder: Recorder, folder: Path) -> None:
    head, note = grow(log, recorder, 3)
    publish_tiles(recorder, folder, note)
    refuses(recorder, folder, sign_checkpoint(Checkpoint("other.example", 3, head.root), LOG_PRIVATE), "holds the log")


def test_a_folder_with_a_damaged_checkpoint_is_left_as_it_is(log: Log, recorder: Recorder, folder: Path) -> None:
    _, note = grow(log, recorder, 3)
    publish_tiles(recorder, folder, note)
    (folder / "checkpoint").write_bytes(note[:-20])
    refuses(recorder, folder, note, "not a checkpoint")


def test_a_changed_file_is_not_written_over(log: Log, recorder: Recorder, folder: Path) -> None:
    publish_tiles(recorder, folder, grow(log, recorder, 270)[1])
    path = folder / "tile/entries/001.p/14"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    violation = refuses(recorder, folder, checkpoint_of(recorder.head()), "is there already")
    assert (violation.first, violation.last) == (257, 270)


def test_a_checkpoint_of_more_records_than_there_are_is_refused(log: Log, recorder: Recorder, folder: Path) -> None:
    head, note = grow(log, recorder, 3)
    publish_tiles(recorder, folder, note)
    violation = refuses(recorder, folder, sign_checkpoint(Checkpoint(ORIGIN, 4, head.root), LOG_PRIVATE), "the store holds 3")
    assert (violation.first, violation.last) == (4, 4)


def test_a_checkpoint_with_another_root_is_refused_and_not_written(log: Log, recorder: Recorder, folder: Path) -> None:
    publish_tiles(recorder, folder, grow(log, recorder, 3)[1])
    grow(log, recorder, 5)
    refuses(recorder, folder, sign_checkpoint(Checkpoint(ORIGIN, 5, bytes(32)), LOG_PRIVATE), "do not give the root")


@pytest.mark.parametrize("note", [b"", b"no note", b"text\n\n", "o\n1\nx\n\n— w YWJjZHg=\n".encode()])
def test_what_is_no_checkpoint_is_not_published(recorder: Recorder, folder: Path, note: bytes) -> None:
    with pytest.raises(BadInput):
        publish_tiles(recorder, folder, note)
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_named(log: Log, recorder: Recorder, folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_bytes(b"a file where the folder should be")
    with pytest.raises(StoreUnavailable, match="tiles"):
        publish_tiles(recorder, folder, grow(log, recorder, 3)[1])
