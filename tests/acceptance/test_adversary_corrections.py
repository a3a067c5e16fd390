"""Corrections used to move time backwards, to slip into another's place, or to undo what was decided: each is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest
from tests.acceptance.adversary import (
    PAPER,
    ROOTS,
    ROUND,
    TOWN,
    TWO_CLERKS,
    Scene,
    candidate,
    codes,
    correction,
    departing,
    key_of,
    on_paper,
)

from ledger.events.application import ApplicationWithdrawn, BodyKind, Opinion, RecommendationSigned
from ledger.events.approval import AwardDenied
from ledger.events.keys import KeyRevoked
from ledger.events.measure import EditionTier, MeasureRegistered
from ledger.events.notice import LeadReceived, NoticeClosed, ObjectionReceived, ObjectionResolved, Outcome
from ledger.events.opening import Places, RoundAnnulled
from ledger.events.panel import PanelDrawn, RecusalRecorded
from ledger.events.qualification import Met, QualificationDecided
from ledger.record.envelope import Correction
from ledger.terms import MAIN, NOMINATION, ActId, Digest, EditionId, OrgId, Phase, Role, RoundId, RoundKind

At = Callable[[str], Scene]


def given(event: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(event, **changes)


# Into somebody else's place


def test_an_applicant_does_not_wipe_out_another_by_correcting_its_application(at: At) -> None:
    s = at("applied")
    assert "corrects_the_same_matter" in s.refused(s.applied("A-01"), corrects=correction(s.ids["application A-02"]))
    assert set(s.round.application.applications) == set(s.applicants)


def test_an_expert_does_not_wipe_out_the_mark_of_another(at: At) -> None:
    s = at("marked")
    theirs = s.ids["document A-01 E-02 4.1"]
    assert "corrects_the_same_matter" in s.refused(s.mark("A-01", "E-01", points=0), corrects=correction(theirs))
    assert len(s.round.scoring.marks[Phase.DOCUMENT]["A-01"]) == 6


@pytest.mark.parametrize("moved", [{"applicant": "A-02"}, {"phase": Phase.DEFENCE}, {"item": "4.7"}])
def test_a_mark_is_not_moved_by_a_correction(at: At, moved: dict[str, Any]) -> None:
    s = at("heard")
    own = given(s.mark("A-01", "E-01", points=9000), **moved)
    assert "corrects_the_same_matter" in s.refused(own, corrects=correction(s.ids["document A-01 E-01 4.1"]))


def test_a_payment_is_not_moved_to_another_winner_by_a_correction(at: At) -> None:
    s = at("paid")
    moved = s.paid("A-02", 20_000_000, "V-1")
    assert "corrects_the_same_matter" in s.refused(moved, corrects=correction(s.ids["payment A-01"]))
    assert s.round.prize.paid == {"A-01": 20_000_000, "A-02": 5_000_000}


def test_a_payment_is_corrected_up_to_what_was_granted_and_not_beyond(at: At) -> None:
    s = at("honoured")
    first = s.record(s.paid("A-01", 10_000_000))
    assert "pays_no_more_than_was_granted" in s.refused(s.paid("A-01", 20_000_001), corrects=correction(first))
    again = s.record(s.paid("A-01", 20_000_000), corrects=correction(first))
    assert "pays_no_more_than_was_granted" in s.refused(s.paid("A-01", 1))
    assert s.record(s.paid("A-01", 19_000_000), corrects=correction(again)).position
    assert s.round.prize.paid == {"A-01": 19_000_000}


def test_a_withdrawal_is_not_turned_into_that_of_another(at: At) -> None:
    s = at("applied")
    out = s.record(ApplicationWithdrawn(applicant="A-01", why="另有安排"))
    assert "corrects_the_same_matter" in s.refused(ApplicationWithdrawn(applicant="A-02", why="x"), corrects=correction(out))


def test_a_finding_is_not_moved_to_another_condition(at: At) -> None:
    s = at("decided")
    assert "corrects_the_same_matter" in s.refused(s.checked("A-01", "8(2)"), corrects=correction(s.ids["8(1) A-01"]))


def test_a_vote_is_not_moved_to_another_tier(at: At) -> None:
    s = at("voted")
    assert "corrects_the_same_matter" in s.refused(s.vote("A-02", MAIN), corrects=correction(s.ids["vote A-02"]))


# Who may correct


def test_what_an_expert_signed_is_not_corrected_on_paper_by_the_office(at: At) -> None:
    s = at("marked")
    own = s.ids["document A-01 E-01 4.1"]
    paper = on_paper("E-01")
    reasons = s.refused(s.mark("A-01", "E-01", points=0), corrects=correction(own), provenance=paper, signers=TWO_CLERKS)
    assert "is_corrected_as_it_was_authored" in reasons
    assert s.record(s.mark("A-01", "E-01", points=9950), corrects=correction(own)).position


def test_what_stood_on_paper_is_corrected_on_paper_or_by_its_author(at: At) -> None:
    s = at("seated")
    paper = {"provenance": on_paper("E-01"), "signers": TWO_CLERKS}
    first = s.record(s.mark("A-01", "E-01", points=5000), **paper)
    second = s.record(s.mark("A-01", "E-01", points=5500), corrects=correction(first), **paper)
    assert s.record(s.mark("A-01", "E-01", points=6000), corrects=correction(second)).position


def test_an_objection_is_not_rewritten_by_the_office(at: At) -> None:
    s = at("on notice")
    objected = s.record(ObjectionReceived(applicant="A-01", objector="某甲", content="数据造假"), by=Role.PUBLIC)
    softer = ObjectionReceived(applicant="A-01", objector="某甲", content="没什么")
    assert "is_corrected_as_it_was_authored" in s.refused(softer, by=Role.OFFICE, corrects=correction(objected))


def test_the_objection_keeps_blocking_after_an_attempt_to_correct_it_away(at: At) -> None:
    s = at("on notice")
    objected = s.record(ObjectionReceived(applicant="A-01", objector="某甲", content="数据造假"), by=Role.OFFICE)
    other = ObjectionReceived(applicant="A-02", objector="某甲", content="数据造假")
    assert "corrects_the_same_matter" in s.refused(other, by=Role.OFFICE, corrects=correction(objected))
    s.on("2025-10-10").refused(s.approved())


def test_a_neutral_act_is_corrected_inside_its_seal(at: At) -> None:
    s = at("seated")
    lead = s.record(LeadReceived(applicant="A-01", content="来信"), by=Role.OFFICE)
    better = s.record(LeadReceived(applicant="A-01", content="来信全文"), by=Role.OFFICE, corrects=correction(lead))
    assert s.round.notice.leads == 1
    assert b"lead.received" not in b"".join(_records(s))
    assert "corrects_an_act_that_stands" in s.refused(
        LeadReceived(applicant="A-01", content="x"), by=Role.OFFICE, corrects=correction(lead)
    )
    assert better.position == lead.position + 1


def _records(s: Scene) -> list[bytes]:
    with s.home.open_store(read_only=True) as store:
        return [data for _, data in store.read_log()]


def test_who_has_not_the_right_does_not_correct(at: At) -> None:
    s = at("marked")
    own = s.ids["document A-01 E-01 4.1"]
    assert "is_authored_in_its_role" in s.refused(s.mark("A-01", "E-01"), by=Role.OFFICE, corrects=correction(own))
    as_other = s.refused(s.mark("A-01", "E-01"), holder="E-02", corrects=correction(own))
    assert as_other == {"is_signed_by_who_it_speaks_of"}


# What a correction may name


def test_an_act_of_another_round_is_not_corrected(at: At) -> None:
    s = at("marked")
    s.record(s.opened(award_year="2026", year=2026), round=RoundId("2026"))
    reasons = s.refused(s.called(), round=RoundId("2026"), corrects=correction(s.ids["call.published"]))
    assert "corrects_an_act_that_stands" in reasons


def test_a_corrected_act_is_not_corrected_a_second_time_but_its_correction_is(at: At) -> None:
    s = at("marked")
    own = s.ids["document A-01 E-01 4.1"]
    second = s.record(s.mark("A-01", "E-01", points=9000), corrects=correction(own))
    assert "corrects_an_act_that_stands" in s.refused(s.mark("A-01", "E-01", points=0), corrects=correction(own))
    s.record(s.mark("A-01", "E-01", points=9950), corrects=correction(second))
    assert s.round.scoring.marks[Phase.DOCUMENT]["A-01"]["4.1", "E-01"] == 9950


def test_an_act_does_not_correct_itself_or_what_nobody_knows(at: At) -> None:
    s = at("marked")
    own = ActId("e" * 32)
    assert "corrects_an_act_that_stands" in s.refused(s.mark("A-01", "E-01"), id=own, corrects=correction(own))
    assert "corrects_an_act_that_stands" in s.refused(s.mark("A-01", "E-01"), corrects=correction(ActId("d" * 32)))


def test_a_refused_act_is_not_corrected_into_being(at: At) -> None:
    s = at("marked")
    spent = ActId("c" * 32)
    s.refused(s.mark("A-01", "E-01", points=999_999), id=spent)
    assert "corrects_an_act_that_stands" in s.refused(s.mark("A-01", "E-01"), corrects=correction(spent))


@pytest.mark.parametrize("said", [{"why": " "}, {"approved_by": ""}])
def test_a_correction_says_why_and_who_approved_it(at: At, said: dict[str, str]) -> None:
    s = at("marked")
    own = Correction(**({"act": s.ids["document A-01 E-01 4.1"], "why": "笔误", "approved_by": "组长"} | said))
    assert s.refused(s.mark("A-01", "E-01"), corrects=own) == {"says_why_it_corrects"}


# The round itself


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": RoundKind.HISTORICAL},
        {"programme": "另一个奖"},
        {"award_year": "2024", "year": 2024},
        {"planned": (Places(tier=MAIN, places=2), Places(tier=NOMINATION, places=2))},
        {"calendar": None},
    ],
    ids=["turned historical", "another award", "another year", "more places", "another calendar"],
)
def test_what_a_called_round_stands_on_is_not_corrected(at: At, changes: dict[str, Any]) -> None:
    s = at("marked")
    assert "keeps_what_the_round_stands_on" in s.refused(s.opened(**changes), corrects=correction(s.ids["round.opened"]))


def test_the_day_on_which_a_round_opened_does_not_move_once_it_is_called(at: At) -> None:
    s = at("marked")
    opened = correction(s.ids["round.opened"])
    assert s.refused(s.opened(), corrects=opened, occurred_at="2025-03-01") == {"keeps_what_the_round_stands_on"}
    assert s.record(s.opened(), corrects=opened, occurred_at="2025-03-03").position


def test_a_live_round_is_not_moved_to_an_edition_of_our_own_making(at: At) -> None:
    s = at("opened")
    own = MeasureRegistered(
        edition_id=EditionId("own"), title_zh="办法", title_en="measure", programme_zh="奖", issued_by="办公室",
        effective_from=None, valid_until=None, text=None,
        tiers=tuple(EditionTier(tier=t, zh=t, en=t, quota=None, prize=None, bars=False) for t in (MAIN, NOMINATION)),
    )  # fmt: skip
    s.record(own, by=Role.OFFICE, round=None)
    edition = EditionId("own")
    assert "stands_under_a_known_edition" in s.refused(s.opened(), edition=edition, corrects=correction(s.ids["round.opened"]))
    fresh = s.opened(award_year="2026", year=2026)
    assert "stands_under_a_known_edition" in s.refused(fresh, edition=edition, round=RoundId("2026"))


def test_a_slip_in_the_opening_is_corrected_before_the_call(at: At) -> None:
    s = at("adopted")
    two = (Places(tier=MAIN, places=2), Places(tier=NOMINATION, places=2))
    s.record(s.opened(planned=two), corrects=correction(s.ids["round.opened"]))
    assert s.round.opening.planned == {MAIN: 2, NOMINATION: 2}


def test_parameters_are_not_corrected_once_the_call_is_out(at: At) -> None:
    s = at("marked")
    lower = s.adopted(panel_min=1)
    reasons = s.refused(lower, corrects=correction(s.ids["parameters.adopted"]))
    assert reasons == {"is_adopted_before_the_call"}
    owned = departing("article_06.is_adopted_before_the_call")
    reasons = s.refused(lower, corrects=correction(s.ids["parameters.adopted"]), deviation=owned)
    assert reasons == {"departs_no_further_than_what_it_corrects"}


def test_parameters_changed_after_the_call_stand_where_they_were_changed_and_stand_red(at: At) -> None:
    s = at("marked")
    owned = departing("article_06.is_adopted_before_the_call")
    receipt = s.record(s.adopted(panel_min=1), deviation=owned)
    assert "is_adopted_before_the_call" in s.violated()
    assert s.round.opening.adopted[-1][0] == receipt.position


def test_the_deadline_is_not_moved_once_it_has_passed(at: At) -> None:
    s = at("applied").on("2025-04-11")
    later = s.called(closes="2025-04-30")
    assert "keeps_its_window_once_it_closed" in s.refused(later, corrects=correction(s.ids["call.published"]), occurred_at="2025-03-03")


def test_the_deadline_is_extended_before_it_passes(at: At) -> None:
    s = at("applied")
    s.record(s.called(closes="2025-04-30"), corrects=correction(s.ids["call.published"]), occurred_at="2025-03-03")
    assert s.violated() == set()


def test_the_window_is_not_narrowed_over_an_application_that_was_in_time(at: At) -> None:
    s = at("applied")
    assert "keeps_its_window_once_it_closed" in s.refused(
        s.called(closes="2025-03-19"), corrects=correction(s.ids["call.published"]), occurred_at="2025-03-03"
    )


# Applications


def test_an_application_is_not_turned_into_another_organisation(at: At) -> None:
    s = at("decided")
    other = s.applied("A-01", organisation=OrgId("913208040000XYZ"), name="另一家", received_on=date(2025, 3, 20))
    assert "is_still_the_same_applicant" in s.refused(other, corrects=correction(s.ids["application A-01"]))


def test_nor_in_two_steps_first_the_name_and_then_the_code(at: At) -> None:
    s = at("decided")
    day = date(2025, 3, 20)
    renamed = s.record(s.applied("A-01", name="另一家", received_on=day), corrects=correction(s.ids["application A-01"]))
    other = s.applied("A-01", organisation=OrgId("913208040000XYZ"), name="另一家", received_on=day)
    assert "is_still_the_same_applicant" in s.refused(other, corrects=correction(renamed))


def test_papers_are_not_exchanged_by_a_correction_after_the_list(at: At) -> None:
    s = at("qualified")
    better = s.applied("A-01", materials=Digest(PAPER), received_on=date(2025, 3, 20))
    assert "supplements_before_the_list" in s.refused(better, corrects=correction(s.ids["application A-01"]))


def test_a_late_recommendation_is_not_corrected_into_time(at: At) -> None:
    s = at("applied").on("2025-04-12")
    late = RecommendationSigned(applicant="A-01", body=TOWN, body_kind=BodyKind.AREA, opinion=Opinion.NOT_RECOMMENDED, reasons="x")
    assert "corrects_the_same_matter" in s.refused(late, corrects=correction(s.ids["recommendation.signed"]))


# The panel


def test_the_panel_is_not_drawn_again_by_a_correction(at: At) -> None:
    s = at("seated")
    again = PanelDrawn(experts=("E-01", "E-02", "E-09"), method="抽签", pool=None, seed=None, persons=("甲", "乙", "丁"))
    assert "keeps_who_was_drawn" in s.refused(again, corrects=correction(s.ids["panel.drawn"]))
    other_word = PanelDrawn(experts=s.experts, method="电脑抽签", pool=None, seed=None, persons=("甲", "乙", "丙"))
    assert s.record(other_word, corrects=correction(s.ids["panel.drawn"])).position


# Marks and lists


def test_a_mark_corrected_after_its_list_makes_the_list_stand_red_until_the_list_is_corrected(at: At) -> None:
    s = at("defence listed")
    s.record(s.mark("A-01", "E-01", points=9000), corrects=correction(s.ids["document A-01 E-01 4.1"]))
    assert "states_the_totals_that_the_scores_give" in s.violated()
    s.marks[Phase.DOCUMENT]["A-01"]["4.1", "E-01"] = 9000
    s.record(s.defence_list(), corrects=correction(s.ids["defence_list.fixed"]))
    assert s.violated() == set()


def test_a_list_is_not_corrected_away_from_the_scores(at: At) -> None:
    s = at("defence listed")
    reasons = s.refused(s.defence_list("A-01", "A-02", "A-05"), corrects=correction(s.ids["defence_list.fixed"]))
    assert "lists_who_the_scores_send_to_the_defence" in reasons


@pytest.mark.parametrize(
    "attempt",
    [
        lambda s: s.refused(s.mark("A-02", "E-01", points=10_000), corrects=correction(s.ids["document A-02 E-01 4.1"])),
        lambda s: s.refused(s.mark("A-02", "E-01", Phase.SITE, points=10_000), corrects=correction(s.ids["site A-02 E-01 4.1"])),
        lambda s: s.refused(s.overall(), corrects=correction(s.ids["overall_scores.computed"])),
        lambda s: s.refused(s.checked("A-01", "8(1)", met=Met.NOT_MET), corrects=correction(s.ids["8(1) A-01"])),
        lambda s: s.refused(
            QualificationDecided(applicant="A-01", qualified=True, reasons="y"), corrects=correction(s.ids["decision A-01"])
        ),
    ],
    ids=["a document mark", "a site mark", "the overall scores", "a finding", "a decision"],
)
@pytest.mark.parametrize("stage", ["approved", "published", "paid"])
def test_nothing_of_the_review_is_corrected_behind_the_governments_back(at: At, stage: str, attempt: Callable[[Scene], set[str]]) -> None:
    assert "is_corrected_before_the_government_decided" in attempt(at(stage))


def test_after_the_approval_the_committee_signs_a_correction_too(at: At) -> None:
    s = at("approved")
    own = correction(s.ids["site A-02 E-01 4.1"], approved_by="委员会")
    both = ((Role.EXPERT, "E-01"), (Role.COMMITTEE, "committee"))
    s.record(s.mark("A-02", "E-01", Phase.SITE, points=9400), corrects=own, signers=both)
    assert "states_the_totals_that_the_scores_give" in s.violated()


def test_an_expert_who_scored_a_defence_is_not_corrected_out_of_it(at: At) -> None:
    s = at("heard")
    held = next(fact for fact in s.facts() if fact.said.type == "defence.held" and fact.event.applicant == "A-01")
    assert "keeps_who_marked" in s.refused(given(held.event, experts=("E-01", "E-02")), corrects=correction(held.said.id))
    assert s.violated() == set()


# Candidates, notice, approval


def test_nobody_moves_up_by_a_correction_after_a_candidate_withdrew(at: At) -> None:
    s = at("on notice")
    s.record(ApplicationWithdrawn(applicant="A-01", why="另有安排"))
    moved = s.determined(candidate("A-02", MAIN), departures="空出名额")
    assert "lets_nobody_move_up" in s.refused(moved, corrects=correction(s.ids["candidates.determined"]))


def test_nobody_moves_up_by_a_correction_even_where_the_committee_says_that_it_departs(at: At) -> None:
    s = at("on notice")
    s.record(ApplicationWithdrawn(applicant="A-01", why="另有安排"))
    moved, owned = s.determined(candidate("A-02", MAIN), departures="空出名额"), departing("article_09_8_candidates.lets_nobody_move_up")
    assert "departs_no_further_than_what_it_corrects" in s.refused(
        moved, corrects=correction(s.ids["candidates.determined"]), deviation=owned
    )


def test_a_notice_is_not_corrected_into_the_past(at: At) -> None:
    s = at("on notice").on("2025-09-26")
    earlier = s.notice(starts="2025-09-10", ends="2025-09-25")
    reasons = s.refused(earlier, corrects=correction(s.ids["notice.opened"]), occurred_at="2025-09-10")
    assert "is_not_shortened_by_a_correction" in reasons


def test_a_notice_is_prolonged_by_a_correction(at: At) -> None:
    s = at("on notice").on("2025-09-26")
    longer = s.notice(ends="2025-10-20")
    s.record(longer, corrects=correction(s.ids["notice.opened"]), occurred_at="2025-09-24")
    s.on("2025-10-10")
    assert "closes_after_its_last_day" in s.refused(NoticeClosed(passed=codes("A-01", "A-02")))


def test_a_denied_candidate_does_not_win_by_a_correction_of_anothers_approval(at: At) -> None:
    s = at("closed").on("2025-10-15")
    s.record(AwardDenied(applicant="A-02", why="不符"))
    first = s.record(s.approved(candidate("A-01", MAIN)))
    assert "decides_on_each_once" in s.refused(s.approved(), corrects=correction(first))


def test_a_published_title_is_not_taken_by_correcting_the_approval(at: At) -> None:
    s = at("paid")
    fewer = s.approved(candidate("A-01", MAIN))
    assert "keeps_its_winners_once_published" in s.refused(fewer, corrects=correction(s.ids["award.approved"]), occurred_at="2025-10-15")


def test_the_number_of_a_published_approval_is_still_corrected(at: At) -> None:
    s = at("paid")
    other = given(s.approved(), document="政发〔2025〕21号")
    s.record(other, corrects=correction(s.ids["award.approved"]), occurred_at="2025-10-15")
    assert s.violated() == set()


def test_an_objection_that_was_dismissed_is_not_sustained_after_the_approval(at: At) -> None:
    s = at("on notice")
    objected = s.record(ObjectionReceived(applicant="A-01", objector="某甲", content="x"), by=Role.PUBLIC)
    done = s.record(ObjectionResolved(applicant="A-01", objection=objected.id, outcome=Outcome.DISMISSED, reasons="查无实据"))
    s.on("2025-10-10").record(NoticeClosed(passed=codes("A-01", "A-02")))
    s.on("2025-10-15").record(s.approved())
    other = ObjectionResolved(applicant="A-01", objection=objected.id, outcome=Outcome.SUSTAINED, reasons="属实")
    assert "is_corrected_before_the_government_decided" in s.refused(other, corrects=correction(done))


def test_an_annulment_is_not_corrected_away(at: At) -> None:
    s = at("marked")
    over = s.record(RoundAnnulled(why="申报不足"), by=Role.COMMITTEE)
    s.record(RoundAnnulled(why="合格组织不足"), by=Role.COMMITTEE, corrects=correction(over))
    assert "comes_before_the_annulment" in s.refused(s.mark("A-01", "E-01"), corrects=correction(s.ids["document A-01 E-01 4.1"]))
    assert s.round.opening.annulled_at == over.position


# Keys


def test_a_revocation_of_a_key_is_not_corrected_into_that_of_another(at: At) -> None:
    s = at("seated")
    gone = s.record(KeyRevoked(key=key_of(Role.EXPERT, "E-01", ROUND).id, why="遗失"))
    other = KeyRevoked(key=key_of(Role.EXPERT, "E-02", ROUND).id, why="遗失")
    assert s.refused(other, corrects=correction(gone)) >= {"is_never_corrected"}
    assert "signs_with_keys_that_hold" in s.refused(s.mark("A-01", "E-01"))


def test_a_binding_is_not_corrected_under_the_marks_that_it_signed(at: At) -> None:
    s = at("marked")
    first = next(fact for fact in s.facts() if fact.said.type == "key.bound" and fact.event.holder == "E-01")
    other = s.binding(Role.EXPERT, "E-01", ROUND, key=key_of(Role.EXPERT, "stranger", ROUND))
    assert "is_never_corrected" in s.refused(other, signers=ROOTS, corrects=correction(first.said.id))
    assert s.not_kept() == set()


def test_a_recusal_is_not_corrected_away(at: At) -> None:
    s = at("seated")
    aside = s.record(RecusalRecorded(expert="E-01", applicant="A-01", why="曾任顾问"), by=Role.EXPERT)
    other = RecusalRecorded(expert="E-01", applicant="A-05", why="笔误")
    assert "corrects_the_same_matter" in s.refused(other, by=Role.EXPERT, corrects=correction(aside))
    assert "is_corrected_as_it_was_authored" in s.refused(
        RecusalRecorded(expert="E-01", applicant="A-01", why="x"), by=Role.OFFICE, corrects=correction(aside)
    )
