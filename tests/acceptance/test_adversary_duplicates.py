"""One as two, two as one, nobody at all: duplicates and empty lists, each told apart or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest
from tests.acceptance.adversary import ITEMS, ROUND, Scene, candidate, codes, correction, departing, play_to

from ledger.errors import Refused
from ledger.events.application import ApplicationWithdrawn
from ledger.events.deliberation import PlaceLeftVacant
from ledger.events.evaluation import OverallScoresComputed
from ledger.events.notice import NoticeClosed
from ledger.events.opening import Places, RoundAnnulled
from ledger.events.panel import PanelConstituted, PanelDrawn
from ledger.events.qualification import Met, QualificationDecided, QualifiedListFixed
from ledger.events.scoring import DefenceListFixed
from ledger.rules.advancement import PAPERS_ALONE
from ledger.terms import MAIN, NOMINATION, ApplicantCode, OrgId, Phase, Role, RoundId
from projections.standings import standings_of

At = Callable[[str], Scene]

# Organisations


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"organisation": OrgId("9132080400000A-01 ")},
        {"organisation": OrgId("9132080400000a-01"), "name": "x"},
        {"organisation": OrgId("９１３２０８０４０００００Ａ－０１"), "name": "x"},
        {"organisation": OrgId("x"), "name": "示例组织Ａ－０１"},
        {"organisation": OrgId("x"), "name": " 示例组织 A-01"},
        {"organisation": OrgId("示例组织A-01"), "name": "y"},
    ],
    ids=["the same", "a space", "another case", "full width", "the name in full width", "the name with spaces", "its name as its code"],
)
def test_one_organisation_applies_once_however_it_is_spelt(at: At, changes: dict[str, Any]) -> None:
    s = at("applied")
    organisation, name = s.organisation("A-01")
    again = s.applied("A-06", **({"organisation": organisation, "name": name} | changes))
    s.bind(Role.APPLICANT, "A-06", ROUND)
    assert "applies_once" in s.refused(again)


def test_a_refusal_tells_nobody_who_else_applied(at: At) -> None:
    s = at("applied")
    s.bind(Role.APPLICANT, "A-06", ROUND)
    with pytest.raises(Refused) as caught:
        s.record(s.applied("A-06", name=s.organisation("A-01")[1]))
    assert s.organisation("A-02")[1] not in str(caught.value)
    assert s.organisation("A-02")[0] not in str(caught.value)


def test_a_code_stands_for_one_application(at: At) -> None:
    s = at("applied")
    other = s.applied("A-01", organisation=OrgId("other"), name="other")
    assert "has_a_code_of_its_own" in s.refused(other)


def test_a_code_of_an_earlier_round_is_somebody_else_in_the_next(at: At) -> None:
    s = at("paid")
    next_year = RoundId("2026")
    s.on("2026-03-03").record(s.opened(award_year="2026", year=2026), round=next_year)
    s.record(s.adopted(), round=next_year)
    rubric = next(fact.event for fact in s.facts() if fact.said.type == "rubric.adopted")
    s.record(rubric, round=next_year)
    s.record(s.called("2026-03-10", "2026-04-10"), round=next_year)
    s.on("2026-03-20").bind(Role.APPLICANT, "A-01", next_year)
    fresh = s.applied("A-01", organisation=OrgId("another"), name="另一家")
    assert s.record(fresh, round=next_year).position
    s.bind(Role.APPLICANT, "A-02", next_year)
    winner, name = s.organisation("A-01")
    again = s.applied("A-02", organisation=winner, name=name)
    assert "is_past_the_bar_of_an_earlier_win" in s.refused(again, round=next_year)
    spelt = s.applied("A-02", organisation=OrgId(winner.lower() + " "), name="改名")
    assert "is_past_the_bar_of_an_earlier_win" in s.refused(spelt, round=next_year)


@pytest.mark.parametrize("programme", ["示例区区长质量奖", " 示例区区长质量奖", "示例区区长质量奖 "])
def test_a_year_has_one_round_whatever_it_is_called(at: At, programme: str) -> None:
    s = at("marked")
    assert "is_the_one_round_of_its_year" in s.refused(s.opened(programme=programme), round=RoundId("2025-b"))


def test_nor_does_another_name_give_it_a_second_one(at: At) -> None:
    s = at("marked")
    assert s.refused(s.opened(programme="另一个奖"), round=RoundId("2025-b")) == {"is_of_the_programme_of_its_edition"}


# Experts


def test_one_expert_is_not_drawn_under_two_codes(at: At) -> None:
    s = at("qualified").on("2025-05-20")
    for persons in (("甲", "甲", "丙"), ("甲", "甲 ", "丙")):
        drawn = PanelDrawn(experts=s.experts, method="抽签", pool=None, seed=None, persons=persons)
        assert "draws_different_persons" in s.refused(drawn)
    twice = PanelDrawn(experts=("E-01", "E-01", "E-02"), method="抽签", pool=None, seed=None, persons=("甲", "乙", "丙"))
    assert "names_different_experts" in s.refused(twice)


def test_the_panel_holds_nobody_twice_and_nobody_undrawn(at: At) -> None:
    s = at("qualified").on("2025-05-20")
    s.record(PanelDrawn(experts=s.experts, method="抽签", pool=None, seed=None, persons=("甲", "乙", "丙")))
    assert "names_different_experts" in s.refused(PanelConstituted(experts=("E-01", "E-02", "E-02"), leader=None))
    assert "was_drawn" in s.refused(PanelConstituted(experts=("E-01", "E-02", "E-04"), leader=None))
    assert "has_enough_experts" in s.refused(PanelConstituted(experts=("E-01",), leader="E-01"))


# Lists


def listed(s: Scene, *names: str, totals: Any = None) -> DefenceListFixed:
    return DefenceListFixed(applicants=codes(*names), totals=s.totals(PAPERS_ALONE) if totals is None else totals)


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        (("A-01", "A-02", "A-03", "A-03"), "lists_who_the_scores_send_to_the_defence"),
        (("A-01", "A-02", "A-02"), "lists_who_the_scores_send_to_the_defence"),
        (("A-01", "A-02", "Z-99"), "lists_who_the_scores_send_to_the_defence"),
        (("A-01", "A-02"), "lists_who_the_scores_send_to_the_defence"),
        (("A-01", "A-02", "A-03", "A-04"), "lists_who_the_scores_send_to_the_defence"),
        ((), "lists_who_the_scores_send_to_the_defence"),
    ],
    ids=["somebody twice", "twice in the place of another", "a stranger", "one missing", "one too many", "nobody"],
)
def test_a_list_holds_exactly_those_whom_the_scores_send(at: At, names: tuple[str, ...], rule: str) -> None:
    s = at("reported")
    assert rule in s.refused(listed(s, *names))


def test_totals_stand_in_any_order_and_each_once(at: At) -> None:
    s = at("reported")
    found = s.totals(PAPERS_ALONE)
    rule = "states_the_totals_that_the_scores_give"
    for wrong in (found[:2], (*found, found[0]), (msgspec.structs.replace(found[0], points=found[0].points + 1), *found[1:]), ()):
        assert rule in s.refused(listed(s, "A-01", "A-02", "A-03", totals=wrong))
    stranger = msgspec.structs.replace(found[0], applicant=ApplicantCode("Z-99"))
    assert rule in s.refused(listed(s, "A-01", "A-02", "A-03", totals=(*found, stranger)))
    assert s.record(listed(s, "A-03", "A-01", "A-02", totals=found[::-1])).position


def test_the_overall_ranking_stands_in_its_order(at: At) -> None:
    s = at("visited")
    event = s.overall()
    assert "ranks_as_the_scores_do" in s.refused(OverallScoresComputed(applicants=event.applicants[::-1], totals=event.totals))


def test_a_candidate_is_listed_once_in_one_tier(at: At) -> None:
    s = at("voted")
    twice = s.determined(candidate("A-01", MAIN), candidate("A-01", NOMINATION))
    assert "names_each_candidate_once" in s.refused(twice)
    stranger = s.determined(candidate("A-01", MAIN), candidate("A-05", NOMINATION))
    assert {"was_evaluated", "has_the_votes"} <= s.refused(stranger)


def test_a_notice_shows_each_candidate_once_and_nobody_else(at: At) -> None:
    s = at("determined").on("2025-09-24")
    for names in (("A-01",), ("A-01", "A-02", "A-02"), ("A-01", "A-02", "A-03")):
        assert "shows_exactly_the_candidates" in s.refused(s.notice(*names))


# Fields that are empty, short or level


def test_a_round_plans_no_more_than_the_quota_and_no_negative_place(at: At) -> None:
    s = at("founded")
    for places in (3, -1):
        assert "keeps_to_the_quota" in s.refused(s.opened(planned=(Places(tier=MAIN, places=places),)))
    split = (Places(tier=MAIN, places=2), Places(tier=MAIN, places=1))
    assert {"plans_tiers_of_the_edition", "keeps_to_the_quota"} <= s.refused(s.opened(planned=split))


def test_a_round_without_any_place_gives_nothing_and_can_only_be_annulled(at: At) -> None:
    s = at("founded")
    s.planned = (0, 0)
    play_to(s, "reported", after="founded")
    assert "lists_who_the_scores_send_to_the_defence" in s.refused(listed(s, "A-01"))
    s.record(listed(s, totals=s.totals(PAPERS_ALONE)))
    s.record(RoundAnnulled(why="没有名额"), by=Role.COMMITTEE)
    assert s.violated() == set()


def test_where_nobody_qualifies_the_round_is_annulled_and_everybody_has_an_end(at: At) -> None:
    s = at("applied").on("2025-05-10")
    for code in s.applicants:
        for condition in ("8(1)", "8(2)", "8(3)", "8(4)", "8(5)"):
            s.record(s.checked(code, condition, met=Met.NOT_MET if condition == "8(2)" else Met.MET))
        s.record(QualificationDecided(applicant=code, qualified=False, reasons="资质不全"))
    assert "lists_exactly_the_qualified" in s.refused(QualifiedListFixed(applicants=codes("A-01")))
    s.record(QualifiedListFixed(applicants=()))
    s.record(RoundAnnulled(why="无合格组织"), by=Role.COMMITTEE)
    assert s.violated() == set()
    ended = [standing.ended for standing in standings_of(ROUND).fold(s.facts()).standings]
    assert all(ended)
    assert len(ended) == len(s.applicants)


def test_everybody_withdraws_after_the_list(at: At) -> None:
    s = at("defence listed")
    for code in s.applicants:
        s.record(ApplicationWithdrawn(applicant=code, why="另有安排"))
    assert "concerns_an_applicant_of_this_phase" in s.refused(s.mark("A-01", "E-01", Phase.DEFENCE))
    s.record(RoundAnnulled(why="申报组织均已撤回"), by=Role.COMMITTEE)
    assert s.violated() == set()


def test_everybody_is_level_and_nobody_is_cut_by_chance(at: At) -> None:
    s = at("seated").on("2025-06-01")
    for code in s.applicants:
        for expert in s.experts:
            for item in ITEMS:
                s.record_mark(code, expert, Phase.DOCUMENT, item, 5000)
    play_to(s, "reported", after="marked")
    # The adopted rule: at the defence line all who are level go on.
    assert "lists_who_the_scores_send_to_the_defence" in s.refused(listed(s, "A-01", "A-02", "A-03"))
    assert s.record(listed(s, *s.applicants)).position


def test_fewer_than_the_ratio_asks_for_all_go_on(at: At) -> None:
    s = at("called")
    s.applicants = codes("A-01", "A-02")
    play_to(s, "reported", after="called")
    assert "lists_who_the_scores_send_to_the_defence" in s.refused(listed(s, "A-01"))
    assert s.record(listed(s, "A-01", "A-02")).position


def test_all_candidates_fall_away_and_nobody_takes_their_place(at: At) -> None:
    s = at("on notice")
    for code in ("A-01", "A-02"):
        s.record(ApplicationWithdrawn(applicant=code, why="另有安排"))
    s.on("2025-10-10").record(NoticeClosed(passed=()))
    s.on("2025-10-15")
    assert "lists_its_winners" in s.refused(s.approved_nobody())
    assert "decides_on_who_passed" in s.refused(s.approved(candidate("A-03", MAIN)))
    assert "publishes_after_the_approval" in s.refused(s.published(candidate("A-03", MAIN)))


def test_a_vacancy_is_said_once_and_exactly(at: At) -> None:
    s = at("voted")
    s.record(s.determined(candidate("A-01", MAIN)))
    s.on("2025-09-24")
    assert "accounts_for_every_place" in s.refused(s.notice("A-01"))
    for places in (0, 2, -1):
        assert "leaves_exactly_the_rest_vacant" in s.refused(PlaceLeftVacant(tier=NOMINATION, places=places, why="未达标准"))
    s.record(PlaceLeftVacant(tier=NOMINATION, places=1, why="未达标准"))
    assert "leaves_exactly_the_rest_vacant" in s.refused(PlaceLeftVacant(tier=NOMINATION, places=1, why="未达标准"))
    assert s.record(s.notice("A-01")).position


def test_a_condition_that_concerns_everybody_is_not_set_aside_as_not_applicable(at: At) -> None:
    s = at("applied").on("2025-05-10")
    for condition, limb in (("8(1)", "whole"), ("8(1)", "legal_person"), ("8(3)", "whole"), ("8(5)", "accidents"), ("8(5)", "whole")):
        assert "may_not_concern_an_applicant" in s.refused(s.checked("A-01", condition, limb, met=Met.NOT_APPLICABLE))
    s.record(s.checked("A-01", "8(5)", "exports", met=Met.NOT_APPLICABLE))
    s.record(s.checked("A-01", "8(4)", "social", met=Met.NOT_APPLICABLE))


def test_an_applicant_is_either_in_business_or_not_for_profit(at: At) -> None:
    s = at("applied").on("2025-05-10")
    for condition in ("8(1)", "8(2)", "8(3)", "8(5)"):
        s.record(s.checked("A-01", condition))
    for limb in ("business", "social"):
        s.record(s.checked("A-01", "8(4)", limb, met=Met.NOT_APPLICABLE))
    decided = QualificationDecided(applicant="A-01", qualified=True, reasons="符合")
    assert "is_measured_as_one_kind_or_the_other" in s.refused(decided)


def test_a_deviation_makes_nobody_apply_twice(at: At) -> None:
    s = at("applied")
    s.bind(Role.APPLICANT, "A-06", ROUND)
    organisation, name = s.organisation("A-01")
    again = s.applied("A-06", organisation=organisation, name=name, received_on=date(2025, 3, 20))
    assert "is_owned_by_who_departed" in s.refused(again, deviation=departing("article_09_1_to_3.applies_once"))
    assert "corrects_the_same_matter" in s.refused(again, corrects=correction(s.ids["application A-05"]))
