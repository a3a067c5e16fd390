"""Article 13: winners show others how they work (第十三条), trade secrets excepted. The text has no sanction: a report, no more."""

from __future__ import annotations

from ledger.rules.citation import rule


@rule("13")
def is_promoted_by_a_winner(has_title: bool) -> bool:
    """推广者为获奖组织: Who shows its methods under this article is a published winner."""
    return has_title
