"""Article 6.1, the review rules of a round: adopted before its call, and changed after it by the committee alone, in the open.

The text lets the committee adopt rules and says nothing of changing them while a round runs. That a change is flagged, and
how, is method; what has been decided by the government is beyond it. docs/decisions/0007 says what takes the place of what.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.rules.article_09_4_to_7 import Computed, settled
from ledger.rules.citation import Basis, rule


@rule("6.1")
def leaves_alone_what_the_text_fixes(keys: Collection[str], fixed: Collection[str]) -> bool:
    """评审规则不触及本版办法已定的事项: Adopted rules settle nothing that the text of the round's edition answers itself (``fixed``)."""
    return not set(keys) & set(fixed)


@rule("6.1", basis=Basis.ADOPTED)
def changes_no_rule_after_the_call(call_at: int) -> bool:
    """通知发布后评审规则不变: The rules of a round stay as they were when it was called.

    A flag, never a bar: the committee may change them, in the open.
    """
    return call_at == 0


@rule("6.1", basis=Basis.ADOPTED)
def is_called_on_rules_that_agree(kind: str | None, order: str | None, grouping: str | None, expected: str | None) -> bool:
    """发布通知时评审规则互不矛盾: The rules under which a round is called do not contradict each other.

    Ranks run from the lowest number on, and where groups share the applicants out nobody waits for the marks of every expert.
    """
    if kind == "ranks" and order == "higher_first":
        return False
    return not (grouping not in (None, "one_panel_for_all") and expected == "every_expert")


@rule("6.1", basis=Basis.METHOD, gate=True)
def changes_rules_that_were_called_under(call_at: int, document: str, why: str) -> bool:
    """变更针对已发布通知的年度并说明理由: Rules change after the call, by a document and with reasons; before it they are adopted."""
    return call_at > 0 and bool(document.strip()) and bool(why.strip())


@rule("6.1", basis=Basis.METHOD, gate=True)
def is_changed_anew(is_correction: bool) -> bool:
    """变更不以更正方式作出: A change holds from where it stands; what is wrong about it is changed anew, never in its own place."""
    return not is_correction


@rule("6.1", basis=Basis.METHOD, gate=True)
def leaves_what_the_government_decided(keys: Collection[str], decided_at: int, lasting: Collection[str]) -> bool:
    """批准后只变更奖后事项: Once the government has decided, only rules on what follows the award change (``lasting``)."""
    return not decided_at or set(keys) <= set(lasting)


@rule("6.1", basis=Basis.METHOD)
def changes_before_marks_are_known(marks: int) -> bool:
    """变更先于评分: Rules change before marks are known; ``marks`` counts those on record. A flag, never a bar."""
    return marks == 0


@rule("6.1", basis=Basis.METHOD)
def leaves_the_outcome_as_it_was(moved: Computed[Sequence[str]]) -> bool:
    """变更不改变已知评分的结果: What the marks give comes out as it did before.

    ``moved`` names the lists and rankings that come out otherwise, or only now. A flag, never a bar.
    """
    return not settled(moved)
