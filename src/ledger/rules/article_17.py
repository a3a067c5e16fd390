"""Article 17: when the measure is in force (第十七条). Its text prints the year 2024 and leaves month, day and expiry blank.

A round keeps the law of its opening day. One that opened outside the validity is flagged, not refused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ledger.rules.calendar import span
from ledger.rules.citation import Basis, NotOnRecord, rule
from ledger.terms import EditionId, Fen, PartialDate, Tier


class Terms(NamedTuple):
    """奖项条件: a tier with its places a year, its prize in fen, and whether a win bars (10.2). None: the text does not fix it."""

    tier: Tier
    quota: int | None
    prize: Fen | None
    bars: bool


@rule("17", basis=Basis.METHOD)
def stands_under_a_known_edition(edition: EditionId, known: Collection[EditionId]) -> bool:
    """所依办法版本已登记: The edition is one whose text is known here, or was registered."""
    return edition in known


@rule("17", basis=Basis.METHOD)
def registers_the_printed_terms(registered: Sequence[Terms], printed: Sequence[Terms] | None) -> bool:
    """登记的奖项不重复且与条文一致: Each tier is registered once, and where the text is known here, on its printed terms."""
    return len({terms.tier for terms in registered}) == len(registered) and (printed is None or set(registered) == set(printed))


@rule("17")
def opens_after_the_measure_came_into_force(opened_on: PartialDate | None, effective_from: PartialDate | None) -> bool:
    """年度在办法施行后启动: The round opens on the day from which the measure is in force, or later. A flag, never a bar."""
    if opened_on is None:
        raise NotOnRecord("the day on which the round opened")
    if effective_from is None:
        raise NotOnRecord("the day from which the measure is in force")
    (first, last), (earliest, latest) = span(opened_on), span(effective_from)
    if first >= latest:
        return True
    if last < earliest:
        return False
    raise NotOnRecord(f"the measure is in force from {effective_from}; nothing tells the day")


@rule("17")
def opens_before_the_measure_expires(opened_on: PartialDate | None, valid_until: PartialDate | None) -> bool:
    """年度在办法有效期内启动: The round opens on the last day on which the measure is valid, or before. A flag, never a bar."""
    if opened_on is None:
        raise NotOnRecord("the day on which the round opened")
    if valid_until is None:
        raise NotOnRecord("the day until which the measure is valid")
    (first, last), (earliest, latest) = span(opened_on), span(valid_until)
    if last <= earliest:
        return True
    if first > latest:
        return False
    raise NotOnRecord(f"the measure is valid until {valid_until}; nothing tells the day")
