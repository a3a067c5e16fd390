"""The committee decides (3.2, 6.1, 9(8)): meeting, ballots, candidates, vacancy."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.approval import ResultPublished
from ledger.events.deliberation import DeliberationHeld
from ledger.record.envelope import Correction
from ledger.terms import MAIN, NOMINATION, Tier


def meeting(members: int = 17, present: int = 15, stood_aside: int = 0) -> DeliberationHeld:
    return DeliberationHeld(members=members, present=present, stood_aside=stood_aside, minutes="sealed")


def test_a_meeting_needs_the_report(play: Any) -> None:
    assert play.begin().to_overall().refused(meeting()) == {"deliberates_on_a_report"}


@pytest.mark.parametrize(
    ("held", "refused"),
    [
        (meeting(18, 12), set()),  # two thirds to the head
        (meeting(18, 11), {"has_a_quorum"}),
        (meeting(17, 18), {"counts_its_members"}),
        (meeting(17, 15, 16), {"counts_its_members"}),
        (meeting(0, 0), {"counts_its_members"}),
    ],
)
def test_who_must_be_there(play: Any, held: DeliberationHeld, refused: set[str]) -> None:
    assert play.begin().to_meeting().refused(held) == refused


def test_a_quorum_that_nobody_adopted_is_a_silence(play: Any) -> None:
    play.begin("vote.quorum").to_overall()
    assert play.verdict("has_a_quorum", meeting()) == "rule silent"
    assert "has_a_quorum" in play.refused(meeting())


@pytest.mark.parametrize(
    "changes",
    [{"issued": 16}, {"returned": 16}, {"valid": 16}, {"in_favour": 15}, {"in_favour": -1, "valid": 14}],
)
def test_ballots_never_grow_on_the_way(play: Any, changes: dict[str, int]) -> None:
    play.begin().to_meeting()
    assert play.refused(play.say.vote("A-01", MAIN, **changes)) == {"counts_ballots_in_order"}


def test_who_stands_aside_gets_no_ballot(play: Any) -> None:
    play.begin().to_meeting().record(meeting(stood_aside=1))
    assert play.refused(play.say.vote("A-01", MAIN)) == {"counts_ballots_in_order"}
    assert play.refused(play.say.vote("A-01", MAIN, issued=14, returned=14)) == set()


def test_a_vote_is_on_somebody_evaluated_for_a_planned_tier_once(play: Any) -> None:
    play.begin().to_meeting()
    assert play.refused(play.say.vote("A-03", MAIN)) == {"was_evaluated"}
    assert play.refused(play.say.vote("A-01", Tier("gold"))) == {"names_tiers_of_the_round"}
    play.record(play.say.vote("A-01", MAIN))
    assert play.refused(play.say.vote("A-01", MAIN)) == {"is_voted_on_once"}
    assert play.refused(play.say.vote("A-01", NOMINATION)) == set()


def test_a_vote_needs_a_meeting(play: Any) -> None:
    assert {"votes_at_a_meeting"} <= play.begin().to_overall().refused(play.say.vote("A-01", MAIN))


# Candidates


def test_candidates_by_rank_with_votes_are_taken(play: Any) -> None:
    assert play.begin().to_votes().refused(play.say.determined()) == set()


def test_a_place_may_stay_vacant(play: Any) -> None:
    play.begin().to_votes()
    assert play.refused(play.say.determined(play.say.candidate("A-01", MAIN))) == set()


def test_two_candidates_for_one_place_break_the_plan(play: Any) -> None:
    play.begin().to_votes().record(play.say.vote("A-02", MAIN))
    both = play.say.determined(play.say.candidate("A-01", MAIN), play.say.candidate("A-02", MAIN))
    assert play.refused(both) == {"keeps_to_the_planned_places"}


def test_an_inverted_order_needs_reasons(play: Any) -> None:
    play.begin().to_votes().record(play.say.vote("A-02", MAIN))
    play.record(play.say.vote("A-01", NOMINATION))
    turned = (play.say.candidate("A-02", MAIN), play.say.candidate("A-01", NOMINATION))
    assert play.refused(play.say.determined(*turned)) == {"follows_the_ranking"}
    assert "A-01 > A-02" in play.why("follows_the_ranking", play.say.determined(*turned))
    assert play.refused(play.say.determined(*turned, departures="  ")) == {"follows_the_ranking"}
    assert play.refused(play.say.determined(*turned, departures="the committee weighs results higher")) == set()


@pytest.mark.parametrize(("reading", "refused"), [("by_rank", {"follows_the_ranking"}), ("by_committee", set())])
def test_reasons_excuse_nothing_under_a_strict_ranking(play: Any, reading: str, refused: set[str]) -> None:
    play.begin("tier.assignment", tier_assignment=reading).to_votes().record(play.say.vote("A-02", MAIN))
    play.record(play.say.vote("A-01", NOMINATION))
    turned = play.say.determined(play.say.candidate("A-02", MAIN), play.say.candidate("A-01", NOMINATION), departures="reasons")
    assert play.refused(turned) == refused


def test_skipping_the_better_one_is_a_departure(play: Any) -> None:
    play.begin().to_votes()
    assert play.refused(play.say.determined(play.say.candidate("A-02", NOMINATION))) == {"follows_the_ranking"}


@pytest.mark.parametrize(
    ("tie", "refused"),
    [
        (None, {"follows_the_ranking"}),
        ("all_tied_advance", {"follows_the_ranking"}),
        (["code_order"], set()),
        (["committee_decision"], {"has_the_decision_between_the_tiers"}),
    ],
)
def test_a_tie_between_the_tiers(play: Any, tie: Any, refused: set[str]) -> None:
    base = play.points
    play.points = lambda applicant, *rest: base("A-01" if applicant == "A-02" else applicant, *rest)
    play.begin("tie.tier", **({} if tie is None else {"tie_tier": tie}))
    play.to_level_evaluation()
    assert play.refused(play.say.determined()) == refused
    if tie is None:
        assert play.verdict("follows_the_ranking", play.say.determined()) == "rule silent"


def test_a_candidate_without_enough_votes_is_refused(play: Any) -> None:
    play.begin().to_meeting().record(play.say.vote("A-01", MAIN, 8))
    play.record(play.say.vote("A-02", NOMINATION, 7))
    assert play.refused(play.say.determined()) == {"has_the_votes"}  # 7 of 15 present; 8 are more than half
    assert play.refused(play.say.determined(play.say.candidate("A-01", MAIN))) == set()


def test_votes_for_one_tier_do_not_carry_another(play: Any) -> None:
    play.begin().to_meeting().record(play.say.vote("A-01", MAIN))
    play.record(play.say.vote("A-02", MAIN))
    assert play.refused(play.say.determined()) == {"has_the_votes"}


@pytest.mark.parametrize("key", ["vote.pass", "tier.assignment", "threshold.total"])
def test_a_silence_is_named(play: Any, key: str) -> None:
    play.begin(key).to_votes()
    assert {f.why for f in play.office.judge(play.say.determined()) if f.verdict.value == "rule silent"} == {key}


@pytest.mark.parametrize(("threshold", "refused"), [(19_000, set()), (19_001, {"reaches_the_least_score"}), ("none", set())])
def test_the_least_score_is_itself_enough(play: Any, threshold: Any, refused: set[str]) -> None:
    play.begin("threshold.total", threshold_total=threshold).to_votes()
    assert play.refused(play.say.determined()) == refused


def test_the_list_and_the_candidates_are_the_same(play: Any) -> None:
    play.begin().to_votes()
    fewer = play.say.determined(applicants=play.say.codes("A-01"))
    twice = play.say.determined(play.say.candidate("A-01", MAIN), play.say.candidate("A-01", NOMINATION))
    assert play.refused(fewer) == {"names_each_candidate_once"}
    assert "names_each_candidate_once" in play.refused(twice)


def test_who_withdrew_is_no_candidate(play: Any) -> None:
    play.begin().to_votes().take(play.say.withdrawn("A-02"))
    assert "was_evaluated" in play.refused(play.say.determined())


# Repeat winners


def won_before(play: Any, tier: Tier = MAIN, status: str = "awarded") -> None:
    """Put an earlier title of A-01's organisation into the register."""
    earlier = ResultPublished(winners=(play.say.winner("A-01", tier),), site="gazette", status=status, note="")
    office = play.office
    office.take(office.fact(office.opened(award_year="2019", year=2019), round="2019"))
    office.take(office.fact(earlier, round="2019", occurred_at="2019-12-01"))


def test_a_repeat_main_winner_stands_outside_the_quota(play: Any) -> None:
    play.begin().to_votes()
    won_before(play)
    assert play.refused(play.say.determined()) == {"stands_outside_the_quota_as_a_repeat_winner"}
    outside = play.say.candidate("A-01", MAIN, outside=True)
    assert play.refused(play.say.determined(outside, play.say.candidate("A-02", NOMINATION))) == set()
    play.record(play.say.vote("A-02", MAIN))
    assert play.refused(play.say.determined(outside, play.say.candidate("A-02", MAIN))) == set()


def test_a_first_winner_does_not_stand_outside(play: Any) -> None:
    play.begin().to_votes()
    outside = play.say.determined(play.say.candidate("A-01", MAIN, outside=True), play.say.candidate("A-02", NOMINATION))
    assert play.refused(outside) == {"stands_outside_the_quota_as_a_repeat_winner"}


def test_an_earlier_nomination_makes_no_repeat_winner(play: Any) -> None:
    play.begin().to_votes()
    won_before(play, NOMINATION)
    assert play.refused(play.say.determined()) == set()


def test_an_earlier_notice_does_not_tell_whether_somebody_won(play: Any) -> None:
    play.begin().to_votes()
    won_before(play, status="on_notice")
    assert play.verdict("stands_outside_the_quota_as_a_repeat_winner", play.say.determined()) == "not on record"


# No second list, no moving up


def test_candidates_are_determined_once(play: Any) -> None:
    play.begin().to_candidates()
    assert play.refused(play.say.determined()) == {"determines_the_candidates_once"}
    assert play.refused(play.say.vote("A-02", MAIN)) == {"decides_before_the_candidates"}


def test_no_correction_lets_anybody_move_up(play: Any) -> None:
    play.begin().to_meeting()
    for code, tier in (("A-01", MAIN), ("A-02", NOMINATION), ("A-02", MAIN)):
        play.record(play.say.vote(code, tier))
    first = play.record(play.say.determined())
    corrects = Correction(act=first.said.id, why="after the notice", approved_by="committee")
    moved = play.say.determined(play.say.candidate("A-02", MAIN), departures="the place is free")
    assert play.refused(moved, corrects=corrects) == set()
    play.on("2025-09-24").record(play.say.notice())
    play.record(play.say.failed("A-01"))
    assert play.refused(moved, corrects=corrects) == {"lets_nobody_move_up"}


# Vacancy


def test_a_vacancy_is_what_no_candidate_takes(play: Any) -> None:
    play.begin().to_votes()
    assert {"follows_the_candidates"} <= play.refused(play.say.vacant(NOMINATION))
    play.record(play.say.determined(play.say.candidate("A-01", MAIN)))
    assert play.refused(play.say.vacant(MAIN)) == {"leaves_exactly_the_rest_vacant"}
    assert play.refused(play.say.vacant(NOMINATION, 2)) == {"leaves_exactly_the_rest_vacant"}
    assert play.refused(play.say.vacant(NOMINATION, why=" ")) == {"leaves_exactly_the_rest_vacant"}
    play.record(play.say.vacant(NOMINATION))
    assert play.refused(play.say.vacant(NOMINATION)) == {"leaves_exactly_the_rest_vacant"}
