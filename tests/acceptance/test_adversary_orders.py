"""Acts in the wrong order, or by the wrong hand: each is refused by the rule that it breaks, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.acceptance.adversary import TWO_CLERKS, Scene, candidate, codes, correction, departing, key_of, on_paper, play_to

from ledger.events.application import ApplicationWithdrawn
from ledger.events.approval import AwardDenied, CommendationIssued, HonourConferred
from ledger.events.notice import CandidateDisqualified, NoticeClosed, ObjectionReceived, ObjectionResolved, Outcome
from ledger.events.opening import RoundAnnulled
from ledger.events.panel import PanelConstituted, RecusalRecorded
from ledger.events.qualification import QualificationDecided, QualifiedListFixed
from ledger.events.scoring import DefenceHeld, DefenceSchemeIssued, SiteSchemeIssued, SiteVisitHeld
from ledger.terms import MAIN, NOMINATION, Phase, Role, RoundId

At = Callable[[str], Scene]

# Decisions before their time


def test_the_government_does_not_approve_before_the_notice_ends(at: At) -> None:
    s = at("on notice").on("2025-10-09")
    assert "closes_after_its_last_day" in s.refused(NoticeClosed(passed=codes("A-01", "A-02")))
    assert {"approves_after_the_notice", "is_dated_after_the_notice"} <= s.refused(s.approved())


def test_an_approval_bears_no_day_of_the_notice_though_it_is_recorded_later(at: At) -> None:
    s = at("closed").on("2025-10-15")
    assert "is_dated_after_the_notice" in s.refused(s.approved(), occurred_at="2025-10-09")


def test_an_approval_of_a_running_round_bears_its_whole_day(at: At) -> None:
    s = at("closed").on("2025-10-15")
    for vague in ("2025", "2025-10", ""):
        assert "says_when_it_had_effect" in s.refused(s.approved(), occurred_at=vague)


def test_nothing_is_published_before_the_approval(at: At) -> None:
    assert "publishes_after_the_approval" in at("closed").refused(at("closed").published())


def test_a_publication_does_not_bear_a_day_before_the_approval(at: At) -> None:
    s = at("approved")
    assert "is_dated_not_before_the_approval" in s.refused(s.published(), occurred_at="2025-10-14")


@pytest.mark.parametrize("stage", ["closed", "approved"])
def test_nothing_is_granted_or_paid_before_the_publication(at: At, stage: str) -> None:
    s = at(stage)
    assert "honours_a_winner" in s.refused(s.granted())
    assert {"honours_a_winner", "pays_after_the_publication"} <= s.refused(s.paid())


def test_a_notice_is_not_dated_into_the_past(at: At) -> None:
    s = at("determined").on("2025-10-10")
    past = s.notice(starts="2025-09-24", ends="2025-10-09")
    assert "begins_when_it_is_posted" in s.refused(past)
    assert "closes_an_open_notice" in s.refused(NoticeClosed(passed=codes("A-01", "A-02")))


def test_the_committee_does_not_annul_what_the_government_approved(at: At) -> None:
    s = at("approved")
    assert "annuls_a_round_without_a_result" in s.refused(RoundAnnulled(why="重来"), by=Role.COMMITTEE)


def test_the_committee_does_not_annul_what_was_published(at: At) -> None:
    s = at("published")
    assert "annuls_a_round_without_a_result" in s.refused(RoundAnnulled(why="重来"), by=Role.COMMITTEE)


def test_an_annulled_round_goes_no_further(at: At) -> None:
    s = at("voted")
    s.record(RoundAnnulled(why="申报不足"), by=Role.COMMITTEE)
    assert s.refused(s.determined()) == {"comes_before_the_annulment"}
    assert "comes_before_the_annulment" in s.refused(s.opened())
    assert "comes_before_the_annulment" in s.refused(RoundAnnulled(why="again"), by=Role.GOVERNMENT)


# Money


def test_nobody_is_paid_twice_or_more(at: At) -> None:
    s = at("paid")
    assert "pays_no_more_than_was_granted" in s.refused(s.paid("A-01", 1))
    assert "is_given_once" in s.refused(s.granted())
    half = at("honoured")
    half.record(half.paid("A-02", 2_500_000))
    half.record(half.paid("A-02", 2_500_000, "V-2"))
    assert "pays_no_more_than_was_granted" in half.refused(half.paid("A-02", 1, "V-3"))


@pytest.mark.parametrize("code", ["A-03", "A-05", "Z-99"])
def test_a_loser_gets_nothing(at: At, code: str) -> None:
    s = at("honoured")
    assert "honours_a_winner" in s.refused(s.paid(code))
    assert "honours_a_winner" in s.refused(s.granted(code, MAIN))
    assert "honours_a_winner" in s.refused(HonourConferred(applicant=code, plaque="P", certificate="C"))
    assert "honours_a_winner" in s.refused(CommendationIssued(applicants=codes("A-01", code), document=None))


def test_a_nomination_is_not_granted_or_paid_as_a_main_award(at: At) -> None:
    s = at("published")
    assert "names_the_tier_that_was_won" in s.refused(s.granted("A-02", MAIN))
    assert "grants_the_amount_of_the_tier" in s.refused(s.granted("A-02", NOMINATION, 20_000_000))
    assert "commends_the_main_tier_alone" in s.refused(CommendationIssued(applicants=codes("A-02"), document=None))


def test_a_winner_of_another_round_is_paid_in_that_round_alone(at: At) -> None:
    s = at("paid")
    s.record(s.opened(award_year="2026", year=2026), round=RoundId("2026"))
    assert "honours_a_winner" in s.refused(s.paid(), round=RoundId("2026"))


# Marks


def test_no_mark_comes_after_its_list(at: At) -> None:
    s = at("defence listed")
    assert {"scores_papers_before_the_defence_list", "is_marked_once"} <= s.refused(s.mark("A-01", "E-01"))
    assert "scores_a_visit_before_the_overall_scores" in at("evaluated").refused(s.mark("A-01", "E-01", Phase.SITE))


def test_no_mark_comes_before_its_phase(at: At) -> None:
    s = at("applied")
    early = s.refused(s.mark("A-01", "E-01"), signers=TWO_CLERKS, provenance=on_paper("E-01"))
    assert "scores_papers_after_panel_and_list_stand" in early
    s = at("defence listed")
    assert "scores_a_defence_that_was_held" in s.refused(s.mark("A-01", "E-01", Phase.DEFENCE))
    assert "concerns_an_applicant_of_this_phase" in at("heard").refused(s.mark("A-04", "E-01", Phase.DEFENCE))


@pytest.mark.parametrize("aside_from", ["A-01", None])
def test_a_recused_expert_has_no_part(at: At, aside_from: str | None) -> None:
    s = at("seated")
    s.record(RecusalRecorded(expert="E-01", applicant=aside_from, why="曾任顾问"), by=Role.EXPERT)
    assert "is_done_by_who_does_not_stand_aside" in s.refused(s.mark("A-01", "E-01"))
    paper = s.refused(s.mark("A-01", "E-01"), signers=TWO_CLERKS, provenance=on_paper("E-01"))
    assert "is_done_by_who_does_not_stand_aside" in paper


def test_an_expert_who_was_not_there_scores_no_defence(at: At) -> None:
    s = at("defence listed").on("2025-06-20")
    s.record(DefenceSchemeIssued(held_on=date(2025, 6, 20), order=codes("A-01", "A-02", "A-03"), drawn_by="抽签"))
    s.record(DefenceHeld(applicant="A-01", experts=("E-01", "E-02")))
    s.record(s.mark("A-01", "E-01", Phase.DEFENCE))
    assert "marks_what_it_was_there_for" in s.refused(s.mark("A-01", "E-03", Phase.DEFENCE))


def test_an_expert_who_was_not_there_scores_no_visit(at: At) -> None:
    s = at("site listed").on("2025-07-02")
    s.record(SiteSchemeIssued(first_on=date(2025, 7, 1), last_on=date(2025, 7, 2), applicants=codes("A-01", "A-02")))
    s.record(SiteVisitHeld(applicant="A-01", experts=("E-02", "E-03"), notes="x"))
    assert "marks_what_it_was_there_for" in s.refused(s.mark("A-01", "E-01", Phase.SITE))


def test_a_mark_under_another_experts_key_is_refused(at: At) -> None:
    s = at("seated")
    assert s.refused(s.mark("A-01", "E-01"), holder="E-02") == {"is_signed_by_who_it_speaks_of"}


def test_an_expert_code_of_another_round_scores_nothing_here(at: At) -> None:
    s = at("seated")
    s.record(s.opened(award_year="2026", year=2026), round=RoundId("2026"))
    s.bind(Role.EXPERT, "E-01", RoundId("2026"))
    other = {Role.EXPERT: key_of(Role.EXPERT, "E-01", "2026")}
    assert s.refused(s.mark("A-01", "E-01"), keys=other) >= {"signs_with_keys_that_hold"}


def test_one_person_does_not_sign_twice_for_a_paper(at: At) -> None:
    s = at("seated")
    s.bind(Role.CONFIRMER, "clerk")
    twice = ((Role.CLERK, "clerk"), (Role.CONFIRMER, "clerk"))
    assert s.refused(s.mark("A-01", "E-01"), signers=twice, provenance=on_paper("E-01")) == {"is_confirmed_by_a_second_person"}


@pytest.mark.parametrize("alias", ["clerk ", "CLERK", "ｃｌｅｒｋ", " clerk"])
def test_nor_under_another_spelling_of_the_same_name(at: At, alias: str) -> None:
    s = at("seated")
    s.bind(Role.CONFIRMER, alias)
    twice = ((Role.CLERK, "clerk"), (Role.CONFIRMER, alias))
    assert s.refused(s.mark("A-01", "E-01"), signers=twice, provenance=on_paper("E-01")) == {"is_confirmed_by_a_second_person"}


def test_two_clerks_without_a_confirmer_write_nothing_down(at: At) -> None:
    s = at("seated")
    s.bind(Role.CLERK, "second clerk")
    two = ((Role.CLERK, "clerk"), (Role.CLERK, "second clerk"))
    assert "is_signed_as_its_provenance_asks" in s.refused(s.mark("A-01", "E-01"), signers=two, provenance=on_paper("E-01"))


def test_the_panel_is_not_changed_after_the_first_mark(at: At) -> None:
    s = at("marked")
    assert "is_constituted_before_the_first_mark" in s.refused(PanelConstituted(experts=s.experts[:3], leader="E-02"))


# Qualification


def test_a_list_is_not_fixed_over_somebody_undecided(at: At) -> None:
    s = at("applied").on("2025-05-10")
    assert "has_decided_on_everybody" in s.refused(QualifiedListFixed(applicants=s.applicants))
    assert "has_a_finding_on_every_condition" in s.refused(QualificationDecided(applicant="A-01", qualified=True, reasons="符合"))


# The meeting


def test_a_smaller_second_meeting_does_not_carry_a_vote_that_the_first_one_lost(at: At) -> None:
    s = at("evaluated").on("2025-09-01")
    s.record(s.meeting())
    s.record(s.vote("A-01", MAIN))
    s.record(s.vote("A-02", NOMINATION, in_favour=2))
    s.record(s.meeting(members=3, present=3))
    assert "has_the_votes" in s.refused(s.determined())


def test_two_meetings_may_each_vote_on_their_part(at: At) -> None:
    s = at("evaluated").on("2025-09-01")
    s.record(s.meeting())
    s.record(s.vote("A-01", MAIN))
    s.on("2025-09-02").record(s.meeting(present=13))
    s.record(s.vote("A-02", NOMINATION, in_favour=10, issued=13, returned=13, valid=13))
    assert s.record(s.determined()).position


def test_a_meeting_is_not_corrected_below_the_ballots_that_were_cast(at: At) -> None:
    s = at("voted")
    reasons = s.refused(s.meeting(members=3, present=3), corrects=correction(s.ids["deliberation.held"]))
    assert "counts_ballots_in_order" in reasons


def test_nobody_becomes_a_candidate_without_a_ballot(at: At) -> None:
    share = {"share": "1/2", "of": "valid_ballots", "more_than": False}
    s = at("founded")
    s.settled = {"vote.pass": share}
    play_to(s, "evaluated", after="founded").on("2025-09-01").record(s.meeting())
    s.record(s.vote("A-01", MAIN))
    s.record(s.vote("A-02", NOMINATION, in_favour=0, valid=0))
    assert "has_the_votes" in s.refused(s.determined())


# Objections


def test_an_open_objection_blocks_its_candidate_alone(at: At) -> None:
    s = at("on notice")
    objected = s.record(ObjectionReceived(applicant="A-01", objector="某甲", content="x"), by=Role.PUBLIC)
    s.on("2025-10-10").record(NoticeClosed(passed=codes("A-01", "A-02")))
    s.on("2025-10-15")
    assert s.refused(s.approved()) == {"waits_for_open_objections"}
    s.record(s.approved(candidate("A-02", NOMINATION)))
    s.record(ObjectionResolved(applicant="A-01", objection=objected.id, outcome=Outcome.DISMISSED, reasons="查无实据"))
    s.record(s.approved(candidate("A-01", MAIN)))
    assert s.violated() == set()


def test_an_objection_is_not_resolved_for_somebody_else(at: At) -> None:
    s = at("on notice")
    objected = s.record(ObjectionReceived(applicant="A-01", objector="某甲", content="x"), by=Role.PUBLIC)
    other = ObjectionResolved(applicant="A-02", objection=objected.id, outcome=Outcome.DISMISSED, reasons="x")
    assert s.refused(other) == {"resolves_an_open_objection"}


def test_who_failed_the_notice_does_not_win(at: At) -> None:
    s = at("on notice").on("2025-10-09")
    s.record(CandidateDisqualified(applicant="A-01", why="数据不实"))
    s.on("2025-10-10")
    assert "passes_who_still_stands" in s.refused(NoticeClosed(passed=codes("A-01", "A-02")))
    s.record(NoticeClosed(passed=codes("A-02")))
    assert "decides_on_who_passed" in s.on("2025-10-15").refused(s.approved())
    assert "decides_on_who_passed" in s.refused(AwardDenied(applicant="A-01", why="x"))


def test_who_withdrew_after_the_notice_does_not_win(at: At) -> None:
    s = at("closed").on("2025-10-13")
    s.record(ApplicationWithdrawn(applicant="A-01", why="另有安排"))
    assert "decides_on_who_passed" in s.on("2025-10-15").refused(s.approved())
    s.record(s.approved(candidate("A-02", NOMINATION)))
    assert "withdraws_before_the_approval" in s.refused(ApplicationWithdrawn(applicant="A-02", why="x"))


def test_an_approval_excused_by_the_government_stands_red(at: At) -> None:
    s = at("on notice").on("2025-10-09")
    s.record(CandidateDisqualified(applicant="A-01", why="数据不实"))
    s.on("2025-10-10").record(NoticeClosed(passed=codes("A-02")))
    s.on("2025-10-15").record(s.approved(), deviation=departing("article_09_9.decides_on_who_passed"))
    assert s.violated() == {"decides_on_who_passed"}


def test_a_key_that_nobody_bound_signs_nothing(at: At) -> None:
    s = at("called")
    other = {Role.APPLICANT: key_of(Role.APPLICANT, "A-01", "2026")}
    assert s.refused(s.applied("A-01", received_on=date(2025, 3, 3)), keys=other) == {"is_signed_by_its_signers"}
