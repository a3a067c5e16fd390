"""Acts that wait for a signature (待复核): in the folder of a round, outside the log, until a second person confirms them."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ledger.drafting import Sealed, read_sealed
from ledger.errors import BadInput
from ledger.events.event import TYPES
from ledger.intake.lines import read_lines
from ledger.record.envelope import Said
from ledger.terms import ActId, Role


class Waiting(NamedTuple):
    """待复核件: one act in a file that lacks signatures, and whose. ``serial`` is the number of its paper."""

    file: str
    line: int
    type: str
    zh: str
    serial: str | None
    awaits: tuple[str, ...]

    @property
    def awaits_zh(self) -> tuple[str, ...]:
        return tuple(Role(role).zh if role in {known.value for known in Role} else role for role in self.awaits)

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return self._asdict() | {"awaits_zh": self.awaits_zh}


def waiting_in(folder: Path, recorded: Container[ActId] = ()) -> tuple[Waiting, ...]:
    """Return the acts in the files of JSON Lines under ``folder`` that still lack a signature. Raises ``BadInput``.

    Drafts, which nobody has signed, are passed over, and so is what is ``recorded`` or lies signed in another file.
    """
    if not folder.is_dir():
        raise BadInput(str(folder), "this folder is not there", "name the folder of the workbooks")
    found, finished = dict[ActId, Waiting](), set[ActId]()
    for path in sorted(folder.rglob("*.jsonl")):
        for number, (where, line) in enumerate(read_lines(path), 1):
            if b'"act"' not in line[:8]:
                continue
            try:
                sealed = read_sealed(line)
            except BadInput as error:
                raise error.at(where) from None
            said = msgspec.json.decode(sealed.said, type=Said)
            if not sealed.awaited:
                finished.add(said.id)
            elif said.id not in recorded:
                found[said.id] = _awaited(str(path.relative_to(folder)), number, sealed, said)
    return tuple(one for id, one in found.items() if id not in finished)


def _awaited(file: str, line: int, sealed: Sealed, said: Said) -> Waiting:
    kind = TYPES.get(said.type)
    term = kind.heading().split(".")[0].split("(")[0].strip() if kind else said.type
    return Waiting(file, line, said.type, term, said.provenance.serial, tuple(signer.role for signer in sealed.awaited))
