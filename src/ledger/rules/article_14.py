"""Article 14: how a title may be used (第十四条): in the winner's image with the year of the award, never on products.

Whether a use is a misuse is found by whoever may act on it, not by a program. Use by who has no title is article 15.
"""

from __future__ import annotations

from ledger.rules.citation import rule


@rule("14")
def concerns_a_winner(has_title: bool) -> bool:
    """所涉组织曾获奖;未获奖者使用称号属冒用: Misuse is by somebody who won; by anybody else it is passing off (article 15)."""
    return has_title
