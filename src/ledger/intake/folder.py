"""The folder of a round (年度文件夹): the workbooks in it, the scans under 附件, and the acts that wait or are signed.

==================  ===========================================================================
``*.xlsx``          the clerk's and the experts' workbooks; copies with remarks are passed over
``附件/``           scans and papers, named by the number on the paper
``待复核/``         transcribed acts that the clerk signed and a second person has yet to confirm
``待签/``           drafts that somebody must sign with a key of his own
``已签/``           acts that others signed on their own machines
==================  ===========================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ledger.errors import BadInput
from ledger.intake.cells import half_width
from ledger.terms import Digest

ATTACHMENTS, WAITING, TO_SIGN, SIGNED = "附件", "待复核", "待签", "已签"
REMARKED = "_批注"
"""Ends the name of a copy that holds remarks."""

MAX_SCAN = 500_000_000
MAX_WORKBOOKS = 500

_OTHER_FORMATS = frozenset({".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods", ".et", ".ett", ".csv"})
_UNSAFE = re.compile(r'[\\/:*?"<>|\s]')


@dataclass(slots=True)
class Attachments:
    """附件: the papers of a folder by name, each hashed when it is first asked for."""

    folder: Path
    _named: dict[str, list[Path]] = field(default_factory=dict)
    _digests: dict[Path, Digest] = field(default_factory=dict)
    _by_digest: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = sorted(self.folder.rglob("*")) if self.folder.is_dir() else []
        for path in found:
            if path.is_file() and not path.is_symlink() and not _is_of_a_program(path):
                for name in {plain(path.name), plain(path.stem)}:
                    self._named.setdefault(name, []).append(path)

    def find(self, name: str) -> Path:
        """Return the paper of this name or number, whatever the ending of its file. Raises ``BadInput`` without a place."""
        found = self._named.get(plain(name)) or self._named.get(plain(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)), [])
        if not found:
            raise BadInput("", f"there is no file {name!r} in the folder {ATTACHMENTS}", f"put the scan into {ATTACHMENTS}, named {name}")
        if len({self.digest(path) for path in found}) > 1:
            raise BadInput("", f"several files are named {name!r}: {', '.join(path.name for path in found)}", "write the whole file name")
        return found[0]

    def digest(self, path: Path) -> Digest:
        """Return the SHA-256 of a paper. Raises ``BadInput`` without a place for one that is empty or cannot be read."""
        if path not in self._digests:
            try:
                size = path.stat().st_size
                if not 0 < size <= MAX_SCAN:
                    raise BadInput("", f"the file {path.name} has {size} bytes", "scan the paper again")
                hash = sha256()
                with path.open("rb") as stream:
                    while block := stream.read(1 << 20):
                        hash.update(block)
            except OSError as error:
                raise BadInput("", f"the file {path.name} cannot be read: {error.strerror}", "close it in other programs") from None
            self._digests[path] = Digest(hash.hexdigest())
        return self._digests[path]

    def of(self, digest: str) -> Path | None:
        """Return the paper with this digest, hashing what was not hashed yet; None where there is none."""
        if not self._by_digest:
            for path in dict.fromkeys(path for paths in self._named.values() for path in paths):
                with suppress(BadInput):  # what cannot be read is not the paper that is looked for
                    self._by_digest.setdefault(self.digest(path), path)
        return self._by_digest.get(digest)


def plain(name: str) -> str:
    """Return the form in which names of papers are compared: half-width, without marks that no file name may hold."""
    return _UNSAFE.sub("_", half_width(name)).casefold()


def workbooks(folder: Path) -> list[Path]:
    """Return the workbooks of a folder, sorted by name. Raises ``BadInput`` for a folder that is none, or holds too many."""
    if not folder.is_dir():
        raise BadInput(str(folder), "there is no such folder", "name the folder that `ledger template` wrote")
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".xlsx" and path.is_file() and _is_ours(path))
    if len(found) > MAX_WORKBOOKS:
        raise BadInput(str(folder), f"{len(found)} workbooks; a folder holds at most {MAX_WORKBOOKS}", "keep one folder for each round")
    return found


def strays(folder: Path) -> Iterable[Path]:
    """Return workbooks in formats that are not read."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _OTHER_FORMATS and _is_ours(path))


def is_open_elsewhere(workbook: Path) -> bool:
    """Return whether a program keeps its mark beside a workbook while it has it open: Excel and WPS ``~$``, others ``.~``."""
    marks = (f"~${workbook.name}", f".~{workbook.name}", f".~lock.{workbook.name}#")
    return any(workbook.with_name(mark).exists() for mark in marks)


def _is_ours(path: Path) -> bool:
    return not _is_of_a_program(path) and not path.stem.endswith(REMARKED)


def _is_of_a_program(path: Path) -> bool:
    """Return whether a program keeps a file for itself: marks of open documents, thumbnails, settings of a folder."""
    return path.name.startswith(("~$", ".")) or path.name.lower() in ("thumbs.db", "desktop.ini")
