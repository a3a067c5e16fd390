"""Rules that come late, through the real writer and into the audit: by the committee, by interpretation, and never unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from tests.acceptance.adversary import STEPS, TWO_CLERKS, Scene, on_paper, play_to

from ledger.commands.parameters import command as parameters_command
from ledger.errors import Refused
from ledger.events.measure import AdoptedValue, InterpretationIssued, ParametersChanged
from ledger.terms import Role

At = Callable[[str], Scene]


def values(**settled: Any) -> tuple[AdoptedValue, ...]:
    return tuple(AdoptedValue(key=key.replace("_", ".", 1), value=value, source="纪要 4 号") for key, value in settled.items())


def changed(**settled: Any) -> ParametersChanged:
    return ParametersChanged(document="委员会纪要 4 号", why="原规则未作规定", values=values(**settled))


def interpreted(**settled: Any) -> InterpretationIssued:
    said = {"number": "解释 1 号", "provision": "9(4)", "question": "以什么为基数", "answer": "计划名额之和"}
    return InterpretationIssued(values=values(**settled), **said)


def without(s: Scene, *keys: str) -> Scene:
    """Adopt the rules of the round but for ``keys``, and play on to the report on the papers."""
    s.without = keys
    STEPS["adopted"](s)
    return play_to(s, "reported", after="adopted")


def test_trap_16_an_interpretation_that_lets_marks_decide_is_taken_and_stands_out(at: At) -> None:
    s = without(at("opened"), "ratio.base")
    with pytest.raises(Refused, match=r"ratio\.base"):
        s.record(s.defence_list())
    receipt = s.record(interpreted(ratio_base="planned_awards_total"), round=None)
    s.record(s.defence_list())
    assert s.not_kept() >= {"comes_before_marks_are_known", "leaves_the_outcome_as_it_was"}
    (moved,) = [item for item in s.audit().of_method if item.rule == "article_16.leaves_the_outcome_as_it_was"]
    assert moved.position == receipt.position
    assert "答辩名单" in str(moved.given)
    settled = s.round.opening.settled["ratio.base"]
    assert (settled.by, settled.position, settled.source) == ("interpreted", receipt.position, "纪要 4 号")


def test_an_interpretation_before_the_call_is_a_rule_like_another(at: At) -> None:
    s = at("opened")
    s.record(interpreted(ratio_base="planned_awards_total"), round=None)
    without(s, "ratio.base").record(s.defence_list())
    assert not {"comes_before_marks_are_known", "leaves_the_outcome_as_it_was"} & s.not_kept()


def test_a_change_by_the_committee_tells_who_when_and_what_it_moved(at: At) -> None:
    s = at("reported")
    receipt = s.record(changed(ratio_base="planned_main_awards"))
    assert "changes_no_rule_after_the_call" in s.violated()
    found = {item.rule.partition(".")[2]: item for item in s.audit().of_method if item.position == receipt.position}
    assert {"changes_before_marks_are_known", "leaves_the_outcome_as_it_was"} <= set(found)
    assert "答辩名单" in str(found["leaves_the_outcome_as_it_was"].given)
    assert {item.act for item in found.values()} == {receipt.id}


@pytest.mark.parametrize("by", [Role.OFFICE, Role.GOVERNMENT, Role.CLERK])
def test_nobody_else_changes_a_rule(at: At, by: Role) -> None:
    assert "is_authored_in_its_role" in at("marked").refused(changed(panel_min=1), by)


def test_a_change_on_paper_waits_for_the_second_person(at: At) -> None:
    s = at("marked")
    paper = on_paper("committee", dated=s.today)
    alone = {"signers": TWO_CLERKS[:1], "provenance": paper}
    assert "is_signed_as_its_provenance_asks" in s.refused(changed(panel_min=1), **alone)
    assert s.record(changed(panel_min=1), signers=TWO_CLERKS, provenance=paper).position


def test_a_rule_that_came_late_is_broken_by_nobody(at: At) -> None:
    """What is not kept of a value that was settled after the call is 规则未作规定 in an audit, not 不符合."""
    s = at("reported")
    s.record(s.defence_list())
    before = s.violated()
    s.record(changed(panel_min=9))
    assert s.violated() - before == {"changes_no_rule_after_the_call"}


def test_the_command_tells_each_value_with_its_source(at: At) -> None:
    s = at("marked")
    s.record(changed(panel_min=1))
    s.record(interpreted(ratio_base="previous_stage"), round=None)
    told = CliRunner().invoke(parameters_command, ["2025", "--ledger", str(s.home.path), "--json"])
    rows = {row["key"]: row for row in json.loads(told.output)}
    assert (rows["panel.min"]["by"], rows["panel.min"]["value"]) == ("changed", 1)
    assert [before["value"] for before in rows["panel.min"]["before"]] == [3]
    assert rows["ratio.base"]["by"] == "adopted", "the committee's rule goes before an interpretation"
    said = CliRunner().invoke(parameters_command, ["2025", "--ledger", str(s.home.path)])
    assert "panel.min = 1" in said.output
