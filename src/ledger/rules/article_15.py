"""Article 15: nobody else runs reviews of this award, and nobody forges the title (第十五条).

It binds people outside the ledger, which keeps what was reported, where it went and what came of it; whether a
title stands anybody can ask for by the number of its certificate. What is kept is a matter of method alone.
"""

from __future__ import annotations

from collections.abc import Collection

from ledger.errors import NotDisclosed
from ledger.rules.citation import Basis, NotOnRecord, rule
from ledger.terms import ActId


@rule("15", basis=Basis.METHOD)
def says_who_and_what(who: str, content: str) -> bool:
    """载明所指与事由: A report says of whom and what it reports, as far as it is known; a referral to which body, and what."""
    return bool(who.strip()) and bool(content.strip())


@rule("15", basis=Basis.METHOD)
def refers_what_was_reported(causes: Collection[ActId], reports: Collection[ActId], sealed: int) -> bool:
    """移送以在案反映为前提: A referral names the reports that it passes on; where it names none, that is said."""
    if not causes:
        raise NotOnRecord("which report is passed on")
    if set(causes).isdisjoint(reports) and sealed:
        raise NotDisclosed("record.sealed")
    return not set(causes).isdisjoint(reports)


@rule("15", basis=Basis.METHOD)
def concludes_a_referral(is_known: bool, is_concluded: bool, is_of_a_round: bool, sealed: int) -> bool:
    """结果对应已移送且未答复的案件: An outcome answers a referral on record, once; what is about no round is not held together."""
    if not is_known and not is_of_a_round:
        raise NotOnRecord("the referral, since the acts are about no round")
    if not is_known and sealed:
        raise NotDisclosed("record.sealed")
    return is_known and not is_concluded


@rule("15", basis=Basis.METHOD)
def says_what_came_of_it(outcome: str) -> bool:
    """载明移送结果: An outcome says what the body did."""
    return bool(outcome.strip())
