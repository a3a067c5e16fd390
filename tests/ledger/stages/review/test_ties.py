"""Ties and short fields: the committee's decision stands before the list that rests on it, and answers what the scores leave open."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from ledger.events.deliberation import AtLine, TieDecided
from ledger.record.envelope import Correction
from ledger.stages.check import boundary, check
from ledger.stages.lists import defence_line
from ledger.terms import MAIN, NOMINATION, Phase, Role


def decision(
    play: Any, tied: tuple[str, ...] = ("A-03", "A-04"), order: tuple[str, ...] = ("A-04",), line: AtLine = AtLine.DEFENCE, **changes: Any
) -> TieDecided:
    given: dict[str, Any] = {"members": 17, "present": 15, "valid": 15, "in_favour": 10, "reasons": "its results are newer"} | changes
    return TieDecided(line=line, tied=play.say.codes(*tied), order=play.say.codes(*order), **given)


@pytest.fixture
def tied(play: Any) -> Any:
    """Return a round in which A-03 and A-04 are level where one of them can defend, and the adopted rules ask the committee."""
    base = play.points
    play.points = lambda applicant, *rest: base("A-03" if applicant == "A-04" else applicant, *rest)
    return play.begin("tie.defence", tie_defence=["committee_decision"]).to_document_report()


def listed(play: Any, *names: str) -> Any:
    return play.say.defence_list(*names, A04=18_000)


def test_a_list_that_the_committee_has_not_decided_on_is_refused(tied: Any) -> None:
    for names in (("A-01", "A-02", "A-03"), ("A-01", "A-02", "A-04")):
        assert tied.refused(listed(tied, *names)) == {"has_the_decision_on_the_defence_line"}


def test_the_list_is_what_the_committee_decided(tied: Any) -> None:
    tied.record(decision(tied))
    assert tied.refused(listed(tied, "A-01", "A-02", "A-04")) == set()
    assert tied.refused(listed(tied, "A-01", "A-02", "A-03")) == {"lists_who_the_scores_send_to_the_defence"}
    assert tied.refused(listed(tied, "A-01", "A-02", "A-03", "A-04")) == {"lists_who_the_scores_send_to_the_defence"}
    assert set(defence_line(tied.office.history, tied.round).above) == set(tied.say.codes("A-01", "A-02", "A-04"))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"tied": ("A-03", "A-05")}, "decides_on_who_waits_at_the_line"),
        ({"tied": ("A-03",), "order": ("A-03",)}, "decides_on_who_waits_at_the_line"),
        ({"tied": ("A-02", "A-03", "A-04")}, "decides_on_who_waits_at_the_line"),
        ({"line": AtLine.SITE_VISIT}, "decides_on_who_waits_at_the_line"),
        ({"order": ("A-03", "A-04")}, "sends_on_as_many_as_there_are_places"),
        ({"order": ()}, "sends_on_as_many_as_there_are_places"),
        ({"order": ("A-05",)}, "sends_on_as_many_as_there_are_places"),
        ({"present": 11, "valid": 11}, "has_a_quorum"),
        ({"in_favour": 7}, "has_the_votes"),
        ({"valid": 9}, "counts_its_vote"),
        ({"reasons": " "}, "says_why"),
    ],
)
def test_a_fault_of_a_decision_is_named(tied: Any, changes: dict[str, Any], rule: str) -> None:
    assert rule in tied.refused(decision(tied, **changes))


def test_half_of_those_present_is_not_more_than_half(tied: Any) -> None:
    assert tied.refused(decision(tied, present=16, valid=16, in_favour=8)) == {"has_the_votes"}
    assert tied.refused(decision(tied, present=16, valid=16, in_favour=9)) == set()


def test_the_office_does_not_decide_for_the_committee(tied: Any) -> None:
    assert "is_authored_in_its_role" in tied.refused(decision(tied), Role.OFFICE)


def test_a_line_is_decided_on_once_and_before_its_list(tied: Any) -> None:
    done = tied.record(decision(tied))
    assert tied.refused(decision(tied, order=("A-03",))) == {"decides_on_a_line_once"}
    corrects = Correction(act=done.said.id, why="a slip of the pen", approved_by="committee")
    assert tied.refused(decision(tied, order=("A-03",)), corrects=corrects) == set()
    tied.record(listed(tied, "A-01", "A-02", "A-04"))
    assert "decides_before_the_list" in tied.refused(decision(tied))


def test_a_decision_on_marks_that_were_corrected_since_decides_nothing(tied: Any) -> None:
    tied.record(decision(tied))
    tied.round.scoring.marks[Phase.DOCUMENT]["A-05"] = dict(tied.round.scoring.marks[Phase.DOCUMENT]["A-04"])
    event = tied.say.defence_list("A-01", "A-02", "A-04", A04=18_000, A05=18_000)
    assert "has_the_decision_on_the_defence_line" in tied.refused(event)


def test_where_scores_tell_them_apart_there_is_nothing_to_decide(play: Any) -> None:
    play.begin("tie.defence", tie_defence=["committee_decision"]).to_document_report()
    assert "decides_on_who_waits_at_the_line" in play.refused(decision(play))
    assert play.refused(play.say.defence_list()) == set()


def test_without_an_adopted_rule_on_ties_the_committee_has_nothing_to_go_by(play: Any) -> None:
    base = play.points
    play.points = lambda applicant, *rest: base("A-03" if applicant == "A-04" else applicant, *rest)
    play.begin("tie.defence").to_document_report()
    assert play.verdict("decides_on_who_waits_at_the_line", decision(play)) == "rule silent"
    assert play.verdict("has_the_decision_on_the_defence_line", listed(play, "A-01", "A-02", "A-04")) == "rule silent"


# A field that is too short


@pytest.fixture
def short(play: Any) -> Any:
    """Return a round with five applicants where nine places at the defence would be open."""
    play.begin("ratio.short_field", ratio_short_field="committee_decides", planned=(2, 2))
    return play.to_document_report()


def test_a_short_field_is_for_the_committee_where_so_adopted(short: Any) -> None:
    everybody = ("A-01", "A-02", "A-03", "A-04", "A-05")
    assert short.refused(short.say.defence_list(*everybody)) == {"has_the_decision_on_the_defence_line"}
    short.record(decision(short, tied=everybody, order=("A-01", "A-02", "A-03", "A-04")))
    assert short.refused(short.say.defence_list("A-01", "A-02", "A-03", "A-04")) == set()
    assert short.refused(short.say.defence_list(*everybody)) == {"lists_who_the_scores_send_to_the_defence"}


def test_somebody_goes_on_from_a_short_field(short: Any) -> None:
    everybody = ("A-01", "A-02", "A-03", "A-04", "A-05")
    assert short.refused(decision(short, tied=everybody, order=())) == {"sends_on_as_many_as_there_are_places"}


def test_a_short_field_of_which_all_go_on_needs_nobody(play: Any) -> None:
    play.begin(planned=(2, 2)).to_document_report()
    assert play.refused(play.say.defence_list("A-01", "A-02", "A-03", "A-04", "A-05")) == set()


# Between the tiers


@pytest.fixture
def level(play: Any) -> Any:
    """Return a round in which A-01 and A-02 are level through all phases."""
    base = play.points
    play.points = lambda applicant, *rest: base("A-01" if applicant == "A-02" else applicant, *rest)
    return play.begin("tie.tier", tie_tier=["phase:site", "committee_decision"]).to_level_evaluation()


def test_who_is_level_is_parted_between_tiers_by_a_decision(level: Any) -> None:
    assert level.refused(level.say.determined()) == {"has_the_decision_between_the_tiers"}
    level.record(decision(level, ("A-01", "A-02"), ("A-01", "A-02"), AtLine.TIER))
    assert level.refused(level.say.determined()) == set()


def test_reasons_for_a_departure_do_not_replace_the_decision(level: Any) -> None:
    assert level.refused(level.say.determined(departures="newer results")) == {"has_the_decision_between_the_tiers"}


def test_the_order_that_was_decided_is_a_rank(level: Any) -> None:
    for code, tier in (("A-02", MAIN), ("A-01", NOMINATION)):
        level.take(level.say.vote(code, tier))
    level.record(decision(level, ("A-01", "A-02"), ("A-02", "A-01"), AtLine.TIER))
    assert level.refused(level.say.determined()) == {"follows_the_ranking"}
    turned = level.say.determined(level.say.candidate("A-02", MAIN), level.say.candidate("A-01", NOMINATION))
    assert level.refused(turned) == set()


def test_between_tiers_the_level_are_decided_on_and_nobody_else(level: Any) -> None:
    assert "decides_on_who_is_level_between_tiers" in level.refused(decision(level, ("A-01", "A-03"), ("A-01",), AtLine.TIER))
    assert level.refused(decision(level, ("A-01", "A-02"), ("A-02",), AtLine.TIER)) == set()


# Late recusals


@pytest.mark.parametrize(("reading", "listed_third"), [("marks_do_not_count", "A-03"), ("marks_count", "A-04")])
def test_marks_of_who_stands_aside_later_count_as_adopted(play: Any, reading: str, listed_third: str) -> None:
    base = play.points
    play.points = lambda applicant, expert, *rest: 11_000 if (applicant, expert) == ("A-04", "E-01") else base(applicant, expert, *rest)
    play.begin("recusal.after_marks", recusal_after_marks=reading).to_document_report()
    play.take(play.say.recused("E-01", "A-04"))
    total = {"marks_do_not_count": 17_000, "marks_count": 18_666}[reading]
    names = ("A-01", "A-02", listed_third)
    assert "lists_who_the_scores_send_to_the_defence" not in play.refused(play.say.defence_list(*names, A04=total))


def test_late_recusals_without_an_adopted_reading_hold_the_list_up_and_name_the_key(play: Any) -> None:
    play.begin("recusal.after_marks").to_document_report()
    assert play.refused(play.say.defence_list()) == set()
    play.take(play.say.recused("E-01", "A-04"))
    silent = {f.why for f in play.office.judge(play.say.defence_list()) if f.verdict.value == "rule silent"}
    assert silent == {"recusal.after_marks"}


def test_a_late_recusal_stands_out_and_refuses_nothing(play: Any) -> None:
    play.begin().to_document_report()
    play.take(play.say.recused("E-01", "A-04"))
    assert play.verdict("had_its_recusals_before_the_marks", play.say.defence_list()) == "violates"
    assert play.refused(play.say.defence_list()) == set()
    play.round.sealed = 1
    fact = replace(play.office.fact(play.say.defence_list()), position=play.office.history.position + 1)
    play.round.panel.recused.clear()
    (found,) = [f for f in check(play.office.history, fact) if f.rule.name.endswith("had_its_recusals_before_the_marks")]
    assert found.verdict.value == "not disclosed"


def test_a_list_depends_on_the_decisions_at_its_line(play: Any) -> None:
    assert "qualified_list.fixed" in dict(boundary(play.office.fact(decision(play))))["round:2025"]
    for event in (play.say.defence_list(), play.say.site_list(), play.say.determined()):
        assert "tie.decided" in dict(boundary(play.office.fact(event)))["round:2025"]
