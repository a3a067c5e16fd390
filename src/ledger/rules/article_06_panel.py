"""Article 6.2, from the draw to the panel (第六条第二款, 抽取结果与专家组): what was drawn, who sits, who steps in.

A round is held to the draw when its adopted rules ask for one that can be recomputed, or when it made one. Of a lot
that cannot be recomputed the record says no more than whom it named.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ledger.errors import NotDisclosed
from ledger.rules.article_09_4_to_7 import Computed, settled
from ledger.rules.citation import Basis, NotApplicable, NotOnRecord, rule
from ledger.rules.identity import same
from ledger.terms import Digest, ExpertCode


class Redrawn(NamedTuple):
    """重算: what the record of the newest draw gives. ``seed`` is None, and nobody drawn, while numbers are missing."""

    method: str
    snapshot: Digest
    seed: Digest | None
    experts: tuple[ExpertCode, ...]
    reserves: tuple[ExpertCode, ...]


@rule("6.2", basis=Basis.ADOPTED)
def equals_the_recomputed_draw(
    experts: Sequence[ExpertCode], method: str, pool: str | None, seed: str | None, again: Redrawn | None, selection: str | None
) -> bool:
    """抽取结果与重算一致: Who was drawn, in order, and what it was drawn from are what the record of the draw gives."""
    if selection == "appointment" or (again is None and selection != "sealed_draw"):
        raise NotApplicable("the round is not held to a draw that can be recomputed")
    if again is None or again.seed is None:
        return False
    return (tuple(experts), method, pool, seed) == (again.experts, again.method, again.snapshot, again.seed)


@rule("6.2", basis=Basis.ADOPTED)
def names_the_persons_behind_the_codes(persons: Sequence[str], behind: Computed[Sequence[str] | None]) -> bool:
    """抽取的人员即快照所载人员: The persons are those to whom the snapshot gave the codes; ``behind`` of None: no snapshot."""
    if (found := settled(behind)) is None:
        raise NotApplicable("there is no snapshot")
    return [same(person) for person in persons] == [same(person) for person in found]


@rule("6.2", basis=Basis.METHOD)
def draws_persons_of_the_pool(strangers: Computed[Collection[str]], in_the_pool: int) -> bool:
    """抽取的专家在库且未暂停: Who is drawn is in the pool and not suspended on that day; ``strangers`` are those who are not.

    ``in_the_pool`` counts who was ever enrolled.
    """
    if not in_the_pool:
        raise NotOnRecord("the pool: nobody is enrolled")
    return not settled(strangers)


@rule("6.2", basis=Basis.ADOPTED)
def seats_exactly_who_was_drawn(experts: Collection[ExpertCode], seats: Collection[ExpertCode] | None, *, is_bound: bool) -> bool:
    """专家组即抽取及替补的全部专家: The panel is who was drawn, with the reserves that stepped in, and nobody is left out."""
    if not is_bound:
        raise NotApplicable("the round is not held to a draw that can be recomputed")
    return seats is not None and set(experts) == set(seats)


@rule("6.2", basis=Basis.ADOPTED)
def seats_nobody_who_is_suspended(experts: Collection[ExpertCode], suspended: Computed[Collection[ExpertCode]]) -> bool:
    """专家组成员未被暂停: Who was suspended after the draw does not sit; ``suspended``: their codes."""
    return not set(experts) & set(settled(suspended))


@rule("6.1", basis=Basis.ADOPTED)
def seats_nobody_who_stands_aside_from_all(experts: Collection[ExpertCode], aside: Collection[ExpertCode], sealed: int) -> bool:
    """全部回避的专家不进入专家组: Who stands aside from every applicant does not sit; ``aside`` are those.

    ``sealed`` counts records that this view keeps closed.
    """
    if sealed and not set(experts) & set(aside):
        raise NotDisclosed("record.sealed")
    return not set(experts) & set(aside)


# Replacement


@rule("6.2", basis=Basis.METHOD)
def replaces_a_member_by_somebody_else(leaves: ExpertCode, enters: ExpertCode, seats: Collection[ExpertCode] | None) -> bool:
    """替换在任专家，替补者尚未在任: Who leaves was drawn or stepped in and has a seat, and who enters has none."""
    return seats is not None and leaves in seats and enters not in seats


@rule("6.2", basis=Basis.ADOPTED)
def takes_the_next_reserve(
    enters: ExpertCode, rank: int, reserves: Sequence[ExpertCode] | None, entered: Collection[ExpertCode], *, is_bound: bool
) -> bool:
    """按次序由下一名替补接任: The first reserve of the draw that has not stepped in yet does, never one that is chosen.

    ``rank`` counts reserves from 1. ``reserves`` of None: no draw that can be recomputed is on record.
    """
    if not is_bound:
        raise NotApplicable("the round is not held to a draw that can be recomputed")
    if reserves is None:
        raise NotOnRecord("the reserves of the draw")
    left = [(place, code) for place, code in enumerate(reserves, 1) if code not in entered]
    return bool(left) and left[0] == (rank, enters)


@rule("6.2", basis=Basis.ADOPTED)
def enters_under_its_own_name(person: str, behind: Computed[str | None]) -> bool:
    """替补者即快照所载人员: The person is who stands behind the reserve's code in the snapshot; None: no snapshot says."""
    if (found := settled(behind)) is None:
        raise NotApplicable("there is no snapshot")
    return same(person) == same(found)


@rule("6.2", basis=Basis.METHOD, gate=True)
def keeps_who_was_replaced(now: tuple[ExpertCode, ExpertCode, int], before: tuple[ExpertCode, ExpertCode, int] | None) -> bool:
    """更正不改变替补结果: A correction of a replacement keeps who left, who entered, and the reserve's rank."""
    return now == before
