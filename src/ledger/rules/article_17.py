"""Article 17: when the measure is in force (第十七条). Its text prints the year 2024 and leaves month, day and expiry blank.

A round keeps the law of its opening day. One that opened outside the validity is flagged, not refused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from ledger.rules.calendar import span
from ledger.rules.citation import Basis, Citation, NotOnRecord, rule
from ledger.terms import Digest, EditionId, Fen, PartialDate, Tier


class Terms(NamedTuple):
    """奖项条件: a tier with its places a year, its prize in fen, and whether a win bars (10.2). None: the text does not fix it."""

    tier: Tier
    quota: int | None
    prize: Fen | None
    bars: bool


@rule("17", basis=Basis.METHOD)
def stands_under_a_known_edition(edition: EditionId, known: Collection[EditionId]) -> bool:
    """所依办法版本已登记且定值: The edition is one whose numbers are known here: printed in this program, or stated by its government.

    For a round of the past it is enough that the edition was registered.
    """
    return edition in known


@rule("17", basis=Basis.METHOD)
def registers_the_printed_terms(registered: Sequence[Terms], printed: Sequence[Terms] | None) -> bool:
    """登记的奖项不重复且与条文一致: Each tier is registered once, and where the text is known here, on its printed terms."""
    return len({terms.tier for terms in registered}) == len(registered) and (printed is None or set(registered) == set(printed))


@rule("17", basis=Basis.METHOD, gate=True)
def fixes_a_registered_text_once(edition: EditionId, text: Digest, registered: Digest | None, others: Collection[EditionId]) -> bool:
    """定值所依文本已登记且只定一次: The numbers are of the text that was registered, and are stated once; ``others`` have theirs.

    ``registered``: digest of the registered text, None where there is none. An edition printed in this program is among ``others``.
    """
    if registered is None:
        raise NotOnRecord("the text of this edition")
    return text == registered and edition not in others


@rule("17", basis=Basis.METHOD)
def names_the_provision_of_every_number(provisions: Sequence[str]) -> bool:
    """每项定值载明其条款: Every number names the provision that fixes it, in the numbering of its own text."""
    return bool(provisions) and all(is_a_provision(text) for text in provisions)


@rule("17", basis=Basis.METHOD)
def answers_provisions_that_exist(pairs: Sequence[tuple[str, str]], known: Collection[str]) -> bool:
    """条款对应明确: Each of our provisions is answered at most once, and both citations can be read; ``known`` are ours."""
    ours = [mine for mine, _ in pairs]
    return len(set(ours)) == len(ours) and all(mine in known and is_a_provision(theirs) for mine, theirs in pairs)


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


def is_a_provision(text: str) -> bool:
    """Return whether ``text`` cites a provision of a measure, ours or another."""
    try:
        return Citation.parse(text).form is None
    except ValueError:
        return False
