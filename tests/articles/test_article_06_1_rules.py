"""Article 6.1, review rules: adopted before the call, changed after it by the committee alone and in the open."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import NotDisclosed
from ledger.rules import article_06_1_rules as article
from ledger.rules.citation import RULES, Basis, Verdict
from ledger.stages.check import FLAGS

YES, NO = Verdict.CONFORMS, Verdict.VIOLATES


@pytest.mark.provision("6.1", "holds", "breaks")
@pytest.mark.parametrize(("keys", "verdict"), [(("panel.min",), YES), ((), YES), (("weights",), NO), (("panel.min", "weights"), NO)])
def test_6_1_what_the_text_settles_is_adopted_by_nobody(keys: tuple[str, ...], verdict: Verdict) -> None:
    assert article.leaves_alone_what_the_text_fixes(keys, ("weights", "notice.counting")).verdict is verdict


@pytest.mark.provision("6.1", "holds", "breaks")
@pytest.mark.parametrize(
    ("rules", "verdict"),
    [
        (("points", "higher_first", "one_panel_for_all", "every_expert"), YES),
        (("ranks", "lower_first", None, "every_expert"), YES),
        ((None, None, None, None), YES),
        (("points", "lower_first", "groups_by_trade", "any"), YES),
        (("ranks", "higher_first", None, "any"), NO),
        (("points", "higher_first", "groups_by_trade", "every_expert"), NO),
        (("points", "higher_first", "groups_by_lot", "every_expert"), NO),
    ],
)
def test_6_1_rules_agree_with_each_other(rules: Any, verdict: Verdict) -> None:
    assert article.is_called_on_rules_that_agree(*rules).verdict is verdict


@pytest.mark.provision("6.1", "holds", "breaks")
def test_6_1_a_change_after_the_call_stands_red_and_is_taken() -> None:
    assert [article.changes_no_rule_after_the_call(at).verdict for at in (0, 9)] == [YES, NO]
    assert [article.changes_before_marks_are_known(marks).verdict for marks in (0, 1)] == [YES, NO]
    flags = {"changes_no_rule_after_the_call", "changes_before_marks_are_known", "leaves_the_outcome_as_it_was"}
    assert {f"article_06_1_rules.{name}" for name in flags} <= FLAGS
    assert RULES["article_06_1_rules.changes_no_rule_after_the_call"].basis is Basis.ADOPTED


@pytest.mark.provision("6.1", "holds", "breaks")
@pytest.mark.parametrize(
    ("call_at", "document", "why", "verdict"), [(9, "d", "w", YES), (0, "d", "w", NO), (9, " ", "w", NO), (9, "d", "", NO)]
)
def test_6_1_a_change_says_why(call_at: int, document: str, why: str, verdict: Verdict) -> None:
    finding = article.changes_rules_that_were_called_under(call_at, document, why)
    assert (finding.verdict, finding.refuses) == (verdict, verdict is NO)


@pytest.mark.provision("6.1", "holds", "breaks")
@pytest.mark.parametrize(
    ("keys", "decided_at", "verdict"),
    [(("weights",), 0, YES), (("weights",), 9, NO), (("clawback.scope",), 9, YES), (("clawback.scope", "weights"), 9, NO), ((), 9, YES)],
)
def test_6_1_what_the_government_decided_on_stands(keys: tuple[str, ...], decided_at: int, verdict: Verdict) -> None:
    assert article.leaves_what_the_government_decided(keys, decided_at, ("clawback.scope",)).verdict is verdict


@pytest.mark.provision("6.1", "holds", "breaks")
def test_6_1_a_change_names_what_it_moves() -> None:
    assert [article.is_changed_anew(is_correction).verdict for is_correction in (False, True)] == [YES, NO]
    assert article.leaves_the_outcome_as_it_was(()).verdict is YES
    moved = article.leaves_the_outcome_as_it_was(("答辩名单 defence list",))
    assert (moved.verdict, "defence list" in moved.sentence()) == (NO, True)
    assert article.leaves_the_outcome_as_it_was(NotDisclosed("points")).verdict is Verdict.NOT_DISCLOSED
