"""Marks, hearings and lists (9(4) to 9(7)): what is taken, what is refused, and that both lists are named."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from ledger.events.evaluation import OverallReportSubmitted
from ledger.events.event import Undisclosed
from ledger.events.scoring import ConsensusReached, DefenceHeld, DefenceSchemeIssued, SiteSchemeIssued, SiteVisitHeld
from ledger.record.envelope import Correction
from ledger.stages.check import check
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase

EXPERTS = tuple(ExpertCode(f"E-0{n}") for n in range(1, 4))


def test_a_whole_review_is_taken(play: Any) -> None:
    play.begin().to_overall()
    assert play.round.evaluation.overall.applicants == play.say.codes("A-01", "A-02")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"points": 11_001}, "keeps_to_the_scale_of_the_item"),
        ({"points": -100}, "keeps_to_the_scale_of_the_item"),
        ({"points": 5050}, "keeps_to_the_scale_of_the_item"),
        ({"item": "4.2"}, "scores_an_item_of_the_rubric"),
        ({"applicant": "A-09"}, "concerns_an_applicant_of_this_phase"),
        ({"phase": Phase.DEFENCE}, "scores_a_defence_that_was_held"),
        ({"phase": Phase.SITE}, "scores_a_visit_that_was_held"),
    ],
)
def test_a_mark_that_breaks_a_rule_is_refused(play: Any, changes: dict[str, Any], rule: str) -> None:
    play.begin()
    assert rule in play.refused(play.say.mark(**({"applicant": "A-01", "expert": "E-01"} | changes)))


@pytest.mark.parametrize("points", [0, 11_000])
def test_the_ends_of_the_scale_are_on_it(play: Any, points: int) -> None:
    assert play.begin().refused(play.say.mark("A-01", "E-01", points=points)) == set()


def test_a_mark_needs_a_panel_and_a_list(play: Any) -> None:
    play.begin()
    play.round.panel.constituted_at = 0
    assert play.refused(play.say.mark("A-01", "E-01")) == {"scores_papers_after_panel_and_list_stand"}


def test_only_the_panel_scores(play: Any) -> None:
    play.begin()
    play.round.panel.experts = EXPERTS[1:]
    assert play.refused(play.say.mark("A-01", "E-01")) == {"is_done_by_the_panel"}


@pytest.mark.parametrize("whom", ["A-01", None])
def test_a_mark_of_who_stands_aside_is_refused(play: Any, whom: str | None) -> None:
    play.begin().take(play.say.recused("E-01", whom))
    assert play.refused(play.say.mark("A-01", "E-01")) == {"is_done_by_who_does_not_stand_aside"}


def test_standing_aside_from_one_leaves_the_others(play: Any) -> None:
    play.begin().take(play.say.recused("E-01", "A-02"))
    assert play.refused(play.say.mark("A-01", "E-01")) == set()


def test_a_mark_is_given_once_and_corrected_afterwards(play: Any) -> None:
    first = play.begin().record(play.say.mark("A-01", "E-01"))
    again = play.say.mark("A-01", "E-01", points=4000)
    assert play.refused(again) == {"is_marked_once"}
    assert play.refused(again, corrects=Correction(act=first.said.id, why="typo", approved_by="leader")) == set()
    assert play.refused(play.say.mark("A-01", "E-01", item="4.7")) == set()


def test_a_closed_phase_takes_no_mark(play: Any) -> None:
    play.points = lambda applicant, expert, _, item: None if (applicant, expert, item) == ("A-05", "E-03", "4.7") else 5000
    play.begin("score.expected", tie_defence=["code_order"], score_expected="any").to_document_report()
    play.take(play.say.defence_list())
    assert play.refused(play.say.mark("A-05", "E-03", item="4.7")) == {"scores_papers_before_the_defence_list"}


def test_a_withdrawn_applicant_is_scored_no_more(play: Any) -> None:
    play.begin().take(play.say.withdrawn("A-01"))
    assert play.refused(play.say.mark("A-01", "E-01")) == {"concerns_an_applicant_of_this_phase"}


def test_in_the_public_view_recusals_are_not_disclosed(play: Any) -> None:
    play.begin()
    play.round.sealed = 1
    assert play.verdict("is_done_by_who_does_not_stand_aside", play.say.mark("A-01", "E-01")) == "not disclosed"


def test_closed_points_are_not_disclosed(play: Any) -> None:
    fact = play.begin().office.fact(play.say.mark("A-01", "E-01"))
    fact = msgspec.structs.replace(fact, event=msgspec.structs.replace(fact.event, points=Undisclosed("points")))
    (found,) = [f for f in check(play.office.history, fact) if f.rule.name.endswith("keeps_to_the_scale_of_the_item")]
    assert (found.verdict.value, found.why) == ("not disclosed", "points")


# Consensus, report


def test_a_consensus_stands_beside_the_marks(play: Any) -> None:
    play.begin().to_document_marks()
    agreed = ConsensusReached(
        applicant=ApplicantCode("A-01"), phase=Phase.DOCUMENT, item=ItemId("4.1"), experts=EXPERTS, points=Hundredths(9000)
    )
    before = {key: dict(marks) for key, marks in play.round.scoring.marks[Phase.DOCUMENT].items()}
    play.record(agreed, holder="E-01")
    assert play.round.scoring.marks[Phase.DOCUMENT] == before
    play.take(play.say.recused("E-02", "A-01"))
    assert "is_done_by_who_does_not_stand_aside" in play.refused(agreed, holder="E-01")


def test_a_report_needs_marks_and_the_panel(play: Any) -> None:
    play.begin()
    assert play.refused(play.say.report(), holder="E-01") == {"reports_on_papers_that_were_scored"}
    play.to_document_marks()
    assert play.refused(play.say.report("E-01", "E-09"), holder="E-01") == {"is_done_by_the_panel"}
    play.record(play.say.report(), holder="E-01")
    play.record(play.say.defence_list())
    assert play.refused(play.say.report(), holder="E-01") == {"reports_before_the_defence_list"}


# Defence list


def test_a_defence_list_needs_a_report(play: Any) -> None:
    assert play.begin().to_document_marks().refused(play.say.defence_list()) == {"follows_the_report_on_the_papers"}


@pytest.mark.parametrize("names", [("A-01", "A-02"), ("A-01", "A-02", "A-04"), ("A-01", "A-02", "A-03", "A-04"), ("A-01", "A-02", "A-02")])
def test_a_list_that_the_scores_do_not_give_is_refused_with_both(play: Any, names: tuple[str, ...]) -> None:
    play.begin().to_document_report()
    event = play.say.defence_list(*names)
    assert "lists_who_the_scores_send_to_the_defence" in play.refused(event)
    why = play.why("lists_who_the_scores_send_to_the_defence", event)
    assert ", ".join(names) in why
    assert "A-01, A-02, A-03" in why


def test_a_total_that_the_marks_do_not_give_is_refused_and_named(play: Any) -> None:
    event = play.begin().to_document_report().say.defence_list(A02=18_999)
    assert play.refused(event) == {"states_the_totals_that_the_scores_give"}
    assert "A-02: 所列 stated 18999, 重算 recomputed 19000" in play.why("states_the_totals_that_the_scores_give", event)


def test_a_list_without_a_total_of_who_is_on_it_is_refused(play: Any) -> None:
    play.begin().to_document_report()
    event = type(play.say.defence_list())(applicants=play.say.codes("A-01", "A-02", "A-03"), totals=play.say.totals(("A-01", "A-02")))
    assert play.refused(event) == {"states_the_totals_that_the_scores_give"}


def test_a_missing_mark_holds_the_list_up(play: Any) -> None:
    play.points = lambda applicant, expert, _, item: None if (applicant, expert, item) == ("A-05", "E-03", "4.7") else 5000
    play.begin("tie.defence", tie_defence=["code_order"]).to_document_report()
    event = play.say.defence_list(A01=10_000, A02=10_000, A03=10_000, A04=10_000, A05=10_000)
    assert play.refused(event) == {"has_every_expected_mark"}
    assert play.why("has_every_expected_mark", event) == "A-05 4.7 E-03"


def test_a_missing_mark_is_not_zero_where_one_expert_is_enough(play: Any) -> None:
    play.points = lambda applicant, expert, _, item: None if (applicant, expert, item) == ("A-05", "E-03", "4.7") else 5000
    play.begin("score.expected", "tie.defence", score_expected="any", tie_defence=["code_order"]).to_document_report()
    assert play.refused(play.say.defence_list(A01=10_000, A02=10_000, A03=10_000, A04=10_000, A05=10_000)) == set()


def test_marks_of_who_stands_aside_do_not_count(play: Any) -> None:
    base = play.points
    play.points = lambda applicant, expert, *rest: 11_000 if (applicant, expert) == ("A-04", "E-01") else base(applicant, expert, *rest)
    play.begin().to_document_report()
    play.take(play.say.recused("E-01", "A-04"))
    assert play.refused(play.say.defence_list()) == set()


@pytest.mark.parametrize("key", ["aggregate", "rounding", "ratio.base", "score.order", "score.expected", "weights.stage5"])
def test_a_silence_is_refused_with_its_key(play: Any, key: str) -> None:
    play.begin(key)
    event, stage = (play.say.site_list(), Phase.DEFENCE) if key == "weights.stage5" else (play.say.defence_list(), Phase.DOCUMENT)
    for phase in (Phase.DOCUMENT, Phase.DEFENCE):
        for applicant in ("A-01", "A-02", "A-03", "A-04", "A-05"):
            for expert in EXPERTS:
                play.take(play.say.mark(applicant, expert, phase))
                play.take(play.say.mark(applicant, expert, phase, item="4.7"))
    play.take(play.say.report(), holder="E-01")
    if stage is Phase.DEFENCE:
        play.take(play.say.defence_list())
    silent = [f for f in play.office.judge(event) if f.verdict.value == "rule silent"]
    assert silent
    assert {f.why for f in silent} == {key}


def test_a_tie_at_the_line_is_silent_only_where_it_matters(play: Any) -> None:
    play.begin("tie.defence").to_document_report()
    assert play.refused(play.say.defence_list()) == set()


def test_a_tie_at_the_line_takes_all_who_are_level(play: Any) -> None:
    base = play.points
    play.points = lambda applicant, *rest: base("A-03" if applicant == "A-04" else applicant, *rest)
    play.begin().to_document_report()
    assert "lists_who_the_scores_send_to_the_defence" in play.refused(play.say.defence_list("A-01", "A-02", "A-03"))
    assert play.refused(play.say.defence_list("A-01", "A-02", "A-03", "A-04", A04=18_000)) == set()


def test_the_list_is_fixed_once(play: Any) -> None:
    assert play.begin().to_defence_list().refused(play.say.defence_list()) == {"fixes_a_list_once"}


def test_a_list_with_closed_totals_is_not_disclosed_and_nothing_worse(play: Any) -> None:
    play.begin().to_document_report()
    fact = play.office.fact(play.say.defence_list())
    fact = msgspec.structs.replace(fact, event=msgspec.structs.replace(fact.event, totals=Undisclosed("totals")))
    verdicts = {f.rule.name.partition(".")[2]: f.verdict.value for f in check(play.office.history, fact)}
    assert verdicts["states_the_totals_that_the_scores_give"] == "not disclosed"
    assert verdicts["lists_who_the_scores_send_to_the_defence"] == "conforms"
    play.round.sealed = 1
    verdicts = {f.rule.name.partition(".")[2]: f.verdict.value for f in check(play.office.history, fact)}
    assert verdicts["lists_who_the_scores_send_to_the_defence"] == "not disclosed"


# Defence and site


def test_a_defence_follows_list_and_scheme(play: Any) -> None:
    heard = DefenceHeld(applicant=ApplicantCode("A-01"), experts=EXPERTS)
    scheme = DefenceSchemeIssued(held_on=date(2025, 6, 20), order=play.say.codes("A-01", "A-02", "A-03"), drawn_by="lot")
    play.begin().to_document_report()
    assert "follows_the_defence_list" in play.refused(scheme)
    play.record(play.say.defence_list())
    assert play.refused(heard) == {"is_heard_by_a_scheme"}
    for order in (("A-01", "A-02"), ("A-01", "A-02", "A-04"), ("A-01", "A-02", "A-03", "A-03")):
        wrong = DefenceSchemeIssued(held_on=date(2025, 6, 20), order=play.say.codes(*order), drawn_by="lot")
        assert play.refused(wrong) == {"hears_exactly_the_defence_list"}
    play.record(scheme)
    play.record(heard)
    assert play.refused(heard) == {"is_heard_once"}
    assert "concerns_an_applicant_of_this_phase" in play.refused(DefenceHeld(applicant=ApplicantCode("A-04"), experts=EXPERTS))
    assert play.refused(DefenceHeld(applicant=ApplicantCode("A-02"), experts=())) == {"is_done_by_the_panel"}


def test_a_site_list_needs_every_defence(play: Any) -> None:
    play.begin().to_defence_list().record(
        DefenceSchemeIssued(held_on=date(2025, 6, 20), order=play.say.codes("A-01", "A-02", "A-03"), drawn_by="lot")
    )
    assert {"has_heard_everybody_on_the_list"} <= play.refused(play.say.site_list())


def test_who_withdraws_after_the_defence_list_leaves_a_place_in_the_defence_empty(play: Any) -> None:
    play.begin().to_defence().mark(Phase.DEFENCE, ("A-01", "A-02"))
    play.take(play.say.withdrawn("A-03"))
    assert play.refused(play.say.site_list("A-01", "A-02")) == set()


def test_a_site_list_is_by_both_scores_and_one_for_each_place(play: Any) -> None:
    play.begin().to_defence().mark(Phase.DEFENCE, ("A-01", "A-02", "A-03"))
    assert "lists_who_the_scores_send_to_the_visit" in play.refused(play.say.site_list("A-01", "A-03"))
    assert "lists_who_the_scores_send_to_the_visit" in play.refused(play.say.site_list("A-01", "A-02", "A-03"))
    assert play.refused(play.say.site_list("A-02", "A-01")) == set()


def test_a_visit_follows_list_and_scheme(play: Any) -> None:
    play.begin().to_site_list()
    visit = SiteVisitHeld(applicant=ApplicantCode("A-01"), experts=EXPERTS, notes="sealed")
    assert play.refused(visit) == {"is_visited_by_a_scheme"}
    back = SiteSchemeIssued(first_on=date(2025, 7, 2), last_on=date(2025, 7, 1), applicants=play.say.codes("A-01", "A-02"))
    assert play.refused(back) == {"runs_from_a_first_to_a_last_day"}
    fewer = SiteSchemeIssued(first_on=date(2025, 7, 1), last_on=date(2025, 7, 1), applicants=play.say.codes("A-01"))
    assert play.refused(fewer) == {"visits_exactly_the_site_list"}


# Overall


def test_overall_scores_need_every_visit_and_mark(play: Any) -> None:
    assert {"has_every_expected_mark"} <= play.begin().to_visits().refused(play.say.overall())


def test_the_overall_order_is_that_of_the_scores(play: Any) -> None:
    play.begin().to_visits().mark(Phase.SITE, ("A-01", "A-02"))
    assert play.refused(play.say.overall("A-02", "A-01")) == {"ranks_as_the_scores_do"}
    assert "A-01 > A-02" in play.why("ranks_as_the_scores_do", play.say.overall("A-02", "A-01"))
    assert "ranks_as_the_scores_do" in play.refused(play.say.overall("A-01"))
    assert play.refused(play.say.overall(A01=1)) == {"states_the_totals_that_the_scores_give"}
    assert play.refused(play.say.overall()) == set()


def test_the_overall_report_follows_the_scores(play: Any) -> None:
    play.begin().to_visits()
    assert play.refused(OverallReportSubmitted(document="r", summary="s")) == {"follows_the_overall_scores"}
    play.mark(Phase.SITE, ("A-01", "A-02")).record(play.say.overall())
    assert play.refused(OverallReportSubmitted(document=" ", summary="s")) == {"names_its_report"}
