"""What the authors had seen (所见树头): the tree head in each act is held against the tree of the entries. Part of step 6.

An act is signed by its author with the newest head that the author knew. Whoever rewrites what stands before it, and signs the
log anew, cannot sign that act anew: its head is then none of this log.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.bundle.report import Faults
from ledger.tlog.merkle import EMPTY, Hash, extend, root_of

IDENTITY = 6


class Claim(NamedTuple):
    """主张: that a log of ``size`` records had this ``root``, hex, said by the act in the record at ``position``."""

    size: int
    root: str
    position: int

    @property
    def names_a_head(self) -> bool:
        """Whether anything is claimed: most acts are made by somebody who knew of no head."""
        return self.size != 0 or self.root != EMPTY.hex()


def compare_seen(leaves: Sequence[Hash], claims: Sequence[Claim], faults: Faults) -> None:
    """Hold every claim against the log of ``leaves``, whose entries and root were found whole."""
    frontier: tuple[Hash, ...] = ()
    size, root = 0, EMPTY.hex()
    for claim in sorted(claims):
        if not 0 <= claim.size < claim.position:
            _fail(faults, claim, f"其时台账只有 {claim.position - 1} 条记录", f"the log had {claim.position - 1} then")
            continue
        if claim.size > size:
            size, frontier, _ = extend(size, frontier, leaves[size : claim.size])
            root = root_of(frontier).hex()
        if claim.root != root:
            _fail(
                faults,
                claim,
                f"本台账该大小的根是 {root}，行为所载为 {claim.root[:80]}",
                f"its root at that size is {root}, not {claim.root[:80]}",
            )
    faults.figures[IDENTITY]["heads_seen"] = len(claims)


def _fail(faults: Faults, claim: Claim, zh: str, en: str) -> None:
    faults.add(
        IDENTITY,
        claim.position,
        f"记录 {claim.position}：行为人所见为 {claim.size} 条记录的台账，{zh}",
        f"record {claim.position}: its author had seen a log of {claim.size} records; {en}",
    )
