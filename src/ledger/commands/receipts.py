"""Receipts in a file, one a line: each stands there as soon as its act is acknowledged, whatever becomes of the run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from ledger.errors import BadInput, StoreUnavailable

if TYPE_CHECKING:
    from typing import Self

    from ledger.handle import Receipt


class ReceiptFile:
    """回执文件. Receipts are added behind what an earlier run left; a run that comes to its end leaves its own receipts alone.

    Without a path nothing is written. Raises ``BadInput`` where the file cannot be written, before anything is recorded.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        if path is None:
            return
        try:
            if path.exists() and not path.is_file():
                # A pipe or a device takes each receipt once and gives nothing back.
                self._file, self._path = path.open("wb"), None
                return
            kept = path.read_bytes() if path.exists() else b""
            self._file = path.open("ab")
            # The line that a run was killed in is no receipt.
            self._file.truncate(kept.rfind(b"\n") + 1)
        except OSError as error:
            raise BadInput(str(path), f"the receipts cannot be written there: {error.strerror}", "name another file") from None

    def add(self, receipt: Receipt) -> None:
        """Write a receipt, and hand it to the operating system at once: whoever kills this process does not lose it."""
        if self._file is None:
            return
        try:
            self._file.write(_line(receipt))
            self._file.flush()
        except OSError as error:
            raise self._unwritten(error) from None

    def finish(self, receipts: Iterable[Receipt]) -> None:
        """Leave the receipts of this run alone in the file."""
        if self._path is None:
            return  # there is no file, or none that can be written anew
        beside = self._path.with_name(self._path.name + ".part")
        try:
            beside.write_bytes(b"".join(map(_line, receipts)))
            beside.replace(self._path)
        except OSError as error:
            raise self._unwritten(error) from None

    def _unwritten(self, error: OSError) -> StoreUnavailable:
        return StoreUnavailable(
            str(self._path),
            f"the receipts cannot be written: {error.strerror}; what was acknowledged is recorded",
            "free space and run the command again: it gives the first receipts",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._file is not None:
            self._file.close()


def told_receipt(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt in plain words, as it is told and kept."""
    return {
        "id": receipt.id,
        "position": receipt.position,
        "leaf": receipt.leaf.hex(),
        "again": receipt.again,
        "checkpoint": receipt.checkpoint.decode(),
    }


def _line(receipt: Receipt) -> bytes:
    return orjson.dumps(told_receipt(receipt)) + b"\n"
