"""Article 14: how a title may be used (第十四条): in the winner's image with the year of the award, never on products.

Whether a use is a misuse is found by whoever may act on it, not by a program: a report is answered by a finding, a
finding by what was mended, each once. Use by who has no title is article 15.
"""

from __future__ import annotations

from ledger.errors import NotDisclosed
from ledger.rules.citation import Basis, rule


@rule("14")
def concerns_a_winner(has_title: bool) -> bool:
    """所涉组织曾获奖；未获奖者使用称号属冒用: Misuse is by somebody who won; by anybody else it is passing off (article 15)."""
    return has_title


@rule("14", basis=Basis.METHOD)
def answers_a_report(is_known: bool, sealed: int) -> bool:
    """针对在案反映: A finding or a closure is about a report of the same organisation that is on record."""
    if not is_known and sealed:
        raise NotDisclosed("record.sealed")
    return is_known


@rule("14")
def says_which_use_is_forbidden(found: bool, use: str | None) -> bool:
    """认定违规须指明方式: A use that is found forbidden is one of those of the text; where nothing is, none is named."""
    return found is (use is not None)


@rule("14", basis=Basis.METHOD)
def is_answered_once(is_answered: bool) -> bool:
    """每件只认定一次、结案一次: A report has one finding and one closure; a wrong one is corrected."""
    return not is_answered


@rule("14", basis=Basis.METHOD)
def closes_what_was_mended(found: bool | None, corrected: bool, is_referred: bool, sealed: int) -> bool:
    """违规使用已纠正或移送方可结案: A report is closed after a finding; a forbidden use was mended or referred. None: no finding."""
    if found is None and sealed:
        raise NotDisclosed("record.sealed")
    return found is not None and (not found or corrected or is_referred)
