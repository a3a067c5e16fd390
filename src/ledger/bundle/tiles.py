"""Publishing (发布): a checkpoint of the store as a folder of static files, which anybody can serve and verify.

The order is what a crash may interrupt: first the bundles and tiles, each by temporary file, fsync
and rename; then their folders, fsynced; last of all ``checkpoint``. A reader who finds a checkpoint
finds all that it stands for. What is written follows from the entries alone, so doing it again after
a crash writes the same; a file that is there already is compared and left.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ledger.errors import BadInput, IntegrityViolation, StoreUnavailable
from ledger.store.port import Recorder
from ledger.tlog.checkpoint import Checkpoint, read_checkpoint
from ledger.tlog.merkle import leaf_hash, root_of, run_places
from ledger.tlog.note import NoteRefused, read_note
from ledger.tlog.tile import WIDTH, Tile, Tiling, rows_of, tiles_of

CHECKPOINT = "checkpoint"
UNFINISHED = ".publishing"
"""The folder of temporary files. It lies on the same file system, and whatever a crash leaves there is no part of the log."""


def publish_tiles(recorder: Recorder, directory: Path, note: bytes) -> Checkpoint:
    """Write the log of ``recorder`` as far as the checkpoint in ``note``, and the note, into ``directory``.

    The folder is made if it is not there. One that holds an older checkpoint of this log is
    continued; the same checkpoint once more writes nothing but a note with other signatures.

    Raises ``BadInput`` for a note that is no checkpoint; ``IntegrityViolation`` when the records do
    not give the checkpoint's root, and when the folder holds a longer or another log, or a file that
    is not what the records say; ``StoreUnavailable`` when the folder cannot be written.
    """
    try:
        wanted = read_checkpoint(read_note(note).text)
    except NoteRefused as error:
        raise BadInput("checkpoint", str(error), "publish a note that the log's key signed") from None
    try:
        return _publish(recorder, directory, wanted, note)
    except OSError as error:
        raise StoreUnavailable(
            str(error.filename or directory),
            error.strerror or str(error),
            "free space or give this user the right to write, then publish again",
        ) from None


def _publish(recorder: Recorder, directory: Path, wanted: Checkpoint, note: bytes) -> Checkpoint:
    head = recorder.head()
    if wanted.size > head.size:
        raise IntegrityViolation(f"the checkpoint is of {wanted.size} records and the store holds {head.size}", head.size + 1, wanted.size)
    before = _published(recorder, directory, wanted)
    start = before // WIDTH * WIDTH
    if any(not (directory / tile.path()).exists() for tile in tiles_of(before)):
        start = 0
    (directory / UNFINISHED).mkdir(parents=True, exist_ok=True)
    tiling = Tiling(start, [recorder.nodes(row) for row in rows_of(start)])
    entries = (record for _, record in recorder.read_log(after=start, upto=wanted.size))
    folders: set[Path] = set()
    for tile, data in _files(tiling, entries):
        _place(directory, tile, data)
        folders.update((directory / tile.path()).parents)
    if tiling.size != wanted.size or tiling.root() != wanted.root:
        raise IntegrityViolation(
            f"the first {wanted.size} records do not give the root that the checkpoint of {wanted.origin} signs", 1, wanted.size
        )
    for folder in sorted(folders - set(directory.parents), reverse=True):
        _fsync(folder)
    path = directory / CHECKPOINT
    if not path.exists() or path.read_bytes() != note:
        _replace(directory, path, note)
    _fsync(directory)
    _fsync(directory.parent)
    return wanted


def _published(recorder: Recorder, directory: Path, wanted: Checkpoint) -> int:
    """Return how many entries the folder holds under its checkpoint, which must be of this log and no longer."""
    try:
        data = (directory / CHECKPOINT).read_bytes()
    except FileNotFoundError:
        return 0
    try:
        found = read_checkpoint(read_note(data).text)
    except NoteRefused as error:
        raise IntegrityViolation(f"{directory / CHECKPOINT}: not a checkpoint: {error}") from None
    if found.origin != wanted.origin:
        raise IntegrityViolation(f"{directory} holds the log {found.origin!r}, not {wanted.origin!r}")
    if found.size > wanted.size:
        raise IntegrityViolation(
            f"{directory} holds {found.size} records and the checkpoint is of {wanted.size}: a log does not go back",
            wanted.size + 1,
            found.size,
        )
    if root_of(recorder.nodes(run_places(0, found.size))) != found.root:
        raise IntegrityViolation(f"{directory} holds another history of {found.size} records under the same origin", 1, found.size)
    return found.size


def _files(tiling: Tiling, entries: Iterator[bytes]) -> Iterator[tuple[Tile, bytes]]:
    while batch := list(islice(entries, WIDTH)):
        yield from tiling.add(batch, map(leaf_hash, batch))
    yield from tiling.partial()


def _place(directory: Path, tile: Tile, data: bytes) -> None:
    path = directory / tile.path()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _replace(directory, path, data)
    elif path.read_bytes() != data:
        first, end = tile.leaves()
        raise IntegrityViolation(f"{path} is there already and is not what records {first + 1} to {end} give", first + 1, end)


def _replace(directory: Path, path: Path, data: bytes) -> None:
    unfinished = directory / UNFINISHED / "file"
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _fsync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
