"""Article 13: winners show others how they work (第十三条), trade secrets excepted. The text has no term and no sanction."""

from __future__ import annotations

from ledger.rules.citation import Basis, NotApplicable, NotDue, rule


@rule("13")
def is_promoted_by_a_winner(has_title: bool) -> bool:
    """推广者为获奖组织: Who shows its methods under this article is a published winner."""
    return has_title


@rule("13", basis=Basis.METHOD)
def says_what_was_shared(what: str) -> bool:
    """载明推广内容: It says what was shared, or what is kept as a trade secret."""
    return bool(what.strip())


@rule("13")
def shares_what_it_knows(applicant: str, shared: int, has_secrets: bool, is_held: bool) -> bool:
    """获奖组织履行推广义务: Every winner has shown others how it works, ``shared`` times. Trade secrets excuse from nothing else."""
    if not is_held:
        raise NotApplicable("the title was revoked")
    if not shared:
        excepted = ", which claims trade secrets for a part" if has_secrets else ""
        raise NotDue(f"nothing is on record yet of {applicant}{excepted}; the measure sets no day")
    return True
