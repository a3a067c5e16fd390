"""JSON Lines of acts: read whole before anything is recorded, then recorded one by one, in order.

A file that cannot be read leaves the ledger as it was. Each act is recorded whole or not at all; a
second run over the same file records what is missing and gives the first receipts for the rest.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ledger.drafting import Signed, read_signed
from ledger.errors import BadInput, Refused
from ledger.handle import Ledger, Receipt
from ledger.record.envelope import read_act

MAX_LINE_BYTES = 1_000_000
MAX_SHOWN = 20
"""How many bad lines are listed before the rest is only counted."""


@dataclass(slots=True)
class Outcome:
    """结果: what became of a file's acts, in its order. ``refused`` holds (where, why)."""

    receipts: list[Receipt] = field(default_factory=list)
    refused: list[tuple[str, Refused]] = field(default_factory=list)

    @property
    def recorded(self) -> int:
        return sum(1 for receipt in self.receipts if not receipt.again)


TurnedAway = Callable[[str, Path, bytes], None]
"""Is told what cannot be read, before the error says so: (``unopened`` or ``unreadable``, the file, its bytes or those of one line)."""


def _untold(kind: str, path: Path, offered: bytes) -> None:
    """Tell nobody."""


def read_lines(path: Path, turned_away: TurnedAway = _untold) -> Iterator[tuple[str, bytes]]:
    """Yield (place, line) of a file, ``-`` being standard input; empty lines are passed over. Raises ``BadInput``."""
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        turned_away("unopened", path, b"")
        raise BadInput(str(path), f"it cannot be read: {error.strerror}", "name a file of JSON Lines") from None
    if b"\0" in data:
        turned_away("unreadable", path, data)
        raise BadInput(str(path), "this is a binary file", "name a file of JSON Lines, as `ledger sign` writes it")
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        stripped = line.strip()
        if len(stripped) > MAX_LINE_BYTES:
            turned_away("unreadable", path, stripped)
            raise BadInput(f"{path}: line {number}", f"{len(stripped)} bytes; a line has at most {MAX_LINE_BYTES}")
        if stripped:
            yield f"{path}: line {number}", stripped


def read_acts(paths: Sequence[Path], turned_away: TurnedAway = _untold) -> list[tuple[str, Signed]]:
    """Return (place, act) of all files. Raises ``BadInput`` that lists every line that cannot be read."""
    acts: list[tuple[str, Signed]] = []
    bad: list[BadInput] = []
    seen: dict[str, tuple[str, bytes]] = {}
    for path in paths:
        found = False
        for where, line in read_lines(path, turned_away):
            found = True
            try:
                acts.append((where, _read_act(where, line, seen)))
            except BadInput as error:
                turned_away("unreadable", path, line)
                bad.append(error.at(where))
        if not found:
            turned_away("unreadable", path, b"")
            bad.append(BadInput(str(path), "the file holds no act", "name a file that `ledger sign` wrote"))
    if bad:
        raise _together(bad)
    return acts


def _read_act(where: str, line: bytes, seen: dict[str, tuple[str, bytes]]) -> Signed:
    """Return the act on one line. ``seen`` holds the (place, act) of every id so far."""
    signed = read_signed(line)
    act = read_act(signed.act)
    place, other = seen.setdefault(act.said.id, (where, signed.act))
    if other != signed.act:
        raise BadInput("said.id", f"id {act.said.id} stands on another act at {place}", "give each act an id of its own")
    awaited = [signer.role for signer, signature in zip(act.said.signers, act.signatures, strict=True) if not signature]
    if awaited:
        raise BadInput("signatures", f"waits for the signature of: {', '.join(awaited)}", "have it signed with `ledger sign`")
    return signed


def record_acts(
    ledger: Ledger,
    acts: Sequence[tuple[str, Signed]],
    *,
    keep_going: bool,
    on_each: Callable[[], None] = lambda: None,
    acknowledged: Callable[[Receipt], None] = lambda _: None,
) -> Outcome:
    """Record ``acts`` in order, and hand each receipt to ``acknowledged`` as it comes. The first refusal ends it, unless ``keep_going``.

    Raises what cannot be recorded, with its place.
    """
    outcome = Outcome()
    for where, signed in acts:
        try:
            receipt = ledger.record(signed)
            outcome.receipts.append(receipt)
            acknowledged(receipt)
        except Refused as refused:
            outcome.refused.append((where, refused))
            if not keep_going:
                break
        except BadInput as error:
            raise error.at(where) from None
        on_each()
    return outcome


def _together(bad: list[BadInput]) -> BadInput:
    if len(bad) == 1:
        return bad[0]
    shown = [f"{error}" + (f" ({error.way_out})" if error.way_out else "") for error in bad[:MAX_SHOWN]]
    if len(bad) > MAX_SHOWN:
        shown.append(f"and {len(bad) - MAX_SHOWN} more")
    return BadInput(
        "", f"{len(bad)} lines cannot be read; nothing was recorded\n  " + "\n  ".join(shown), "mend these lines and run the command again"
    )
