"""Scans against the record (扫描件核对): what acts name is there unchanged, and what is there is named by an act."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from ledger.errors import BadInput
from ledger.forms.numbers import Use
from ledger.rules.paper_forms import serial_of
from ledger.terms import Digest

FOLDER = "附件"
"""The folder of scans beside the workbooks; each scan is named by the number of its paper."""


class Found(StrEnum):
    """扫描件状态."""

    THERE = "there"
    MISSING = "missing"
    CHANGED = "changed"
    UNNAMED = "unnamed"
    SHARED = "shared"

    @property
    def zh(self) -> str:
        return {"there": "相符", "missing": "缺失", "changed": "内容已变", "unnamed": "无记录引用", "shared": "一份扫描件用于多个编号"}[
            self.value
        ]


class ScanRow(NamedTuple):
    """扫描件: one paper that acts name, or one file that none names. ``file`` is "" where there is none."""

    serial: str
    file: str
    found: Found
    recorded: Digest | None
    actual: Digest | None
    positions: tuple[int, ...]

    @property
    def is_wrong(self) -> bool:
        return self.found is not Found.THERE


def scans_in(folder: Path) -> dict[Path, Digest]:
    """Return the digest of every scan in ``folder / 附件``, or in a folder of that name itself. Raises ``BadInput``."""
    place = folder if folder.name == FOLDER else folder / FOLDER
    if not folder.is_dir():
        raise BadInput(str(folder), "this folder is not there", "name the folder of the workbooks")
    files = sorted(path for path in place.rglob("*") if path.is_file() and not path.name.startswith((".", "~$"))) if place.is_dir() else []
    return {path: _digest(path) for path in files}


def scan_rows(uses: Iterable[Use], scans: Mapping[Path, Digest], others: Collection[Digest] = ()) -> tuple[ScanRow, ...]:
    """Return one row for each (number, scan) that acts name, then one for each file that no act names.

    ``others`` are papers that acts name otherwise, such as evidence.
    """
    papers: dict[tuple[str, Digest], list[int]] = {}
    for use in uses:
        if (scan := use.paper[2]) is not None:
            papers.setdefault((_same(use.serial), scan), []).append(use.position)
    by_name = {_same(path.stem): (path, digest) for path, digest in scans.items()}
    by_digest: dict[Digest, Path] = {}
    for path, digest in scans.items():
        by_digest.setdefault(digest, path)
    several = {scan for _, scan in papers if len({serial for serial, of in papers if of == scan}) > 1}
    rows, named = list[ScanRow](), set[Path]()
    actual: Digest | None
    for (serial, scan), positions in papers.items():
        stands = by_name.get(serial)
        found = by_digest.get(scan)
        if found is not None:
            named.add(found)
            state, name, actual = (Found.SHARED if scan in several else Found.THERE), found.name, scan
        elif stands is not None:
            named.add(stands[0])
            state, name, actual = Found.CHANGED, stands[0].name, stands[1]
        else:
            state, name, actual = Found.MISSING, "", None
        rows.append(ScanRow(serial, name, state, scan, actual, tuple(positions)))
    known = {*(scan for _, scan in papers), *others}
    strays = [(path, digest) for path, digest in scans.items() if path not in named and digest not in known]
    return (*rows, *(ScanRow("", path.name, Found.UNNAMED, None, digest, ()) for path, digest in strays))


def _same(serial: str) -> str:
    found = serial_of(serial)
    return serial if found is None else str(found)


def _digest(path: Path) -> Digest:
    try:
        with path.open("rb") as file:
            return Digest(file_digest(file, "sha256").hexdigest())
    except OSError as error:
        raise BadInput(str(path), f"it cannot be read: {error.strerror}", "give this user the right to read it") from None
