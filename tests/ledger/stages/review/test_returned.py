"""Proposed to the government, returned by it, proposed again: 9(9). And the yearly plan of 6.2 over all stages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.events.approval import AwardDenied, AwardReturned, CandidatesSubmitted
from ledger.events.notice import NoticeClosed
from ledger.events.opening import PlanIssued, PlannedStep, RoundAnnulled, Step
from ledger.stages.check import boundary
from ledger.terms import MAIN, NOMINATION, ApplicantCode, Role


def submitted(play: Any, *names: str, document: str = "报〔2025〕3号") -> CandidatesSubmitted:
    return CandidatesSubmitted(applicants=play.say.codes(*(names or ("A-01", "A-02"))), document=document)


def returned(play: Any, *names: str, why: str = "the figures of 2024 are to be looked into") -> AwardReturned:
    return AwardReturned(applicants=play.say.codes(*(names or ("A-01",))), why=why)


def test_the_committee_proposes_who_passed(play: Any) -> None:
    play.begin().to_notice()
    assert {"approves_after_the_notice", "submits_who_passed"} <= play.refused(submitted(play))
    play.on("2025-10-10").record(play.say.failed("A-02"))
    play.record(NoticeClosed(passed=play.say.codes("A-01")))
    assert play.refused(submitted(play)) == {"submits_who_passed"}
    assert play.refused(submitted(play, "A-01", "A-03")) == {"submits_who_passed"}
    assert play.refused(submitted(play, "A-01", document=" ")) == {"names_its_document"}
    assert "is_authored_in_its_role" in play.refused(submitted(play, "A-01"), Role.OFFICE)
    assert play.refused(submitted(play, "A-01")) == set()


def test_an_approval_without_a_submission_on_record_is_no_fault(play: Any) -> None:
    play.begin().to_closing()
    assert not [f for f in play.office.judge(play.say.approved()) if f.rule.name.endswith("decides_on_who_was_proposed")]
    assert play.refused(play.say.approved()) == set()
    play.record(submitted(play, "A-01"))
    assert play.refused(play.say.approved()) == {"decides_on_who_was_proposed"}
    play.record(submitted(play, "A-02"))
    assert play.refused(play.say.approved()) == set()


def test_who_was_returned_waits_for_the_committee(play: Any) -> None:
    play.begin().to_closing().record(submitted(play))
    play.record(returned(play))
    assert play.refused(play.say.approved()) == {"answers_what_was_returned"}
    assert play.refused(play.say.approved(play.say.candidate("A-02", NOMINATION))) == set()
    play.record(submitted(play, "A-01"))
    assert play.refused(play.say.approved()) == set()
    play.record(returned(play))
    assert play.refused(play.say.approved()) == {"answers_what_was_returned"}


def test_who_was_returned_may_be_denied_or_withdrawn_and_nobody_takes_the_place(play: Any) -> None:
    play.begin().to_closing().record(returned(play))
    assert play.refused(AwardDenied(applicant=ApplicantCode("A-01"), why="not answered")) == set()
    play.take(play.say.withdrawn("A-01"))
    assert play.refused(submitted(play, "A-01")) == {"submits_who_passed"}
    assert {"approves_as_determined"} <= play.refused(play.say.approved(play.say.candidate("A-02", MAIN)))


@pytest.mark.parametrize(("names", "why", "rule"), [(("A-03",), "x", "submits_who_passed"), (("A-01",), " ", "says_why")])
def test_a_fault_of_a_return_is_named(play: Any, names: tuple[str, ...], why: str, rule: str) -> None:
    assert play.begin().to_closing().refused(returned(play, *names, why=why)) == {rule}


def test_what_was_decided_is_neither_returned_nor_proposed_again(play: Any) -> None:
    play.begin().to_approval()
    assert play.refused(returned(play)) == play.refused(submitted(play, "A-01")) == {"decides_on_each_once"}


def test_a_return_comes_from_the_government(play: Any) -> None:
    assert "is_authored_in_its_role" in play.begin().to_closing().refused(returned(play), Role.COMMITTEE)


def test_trap_20_a_round_may_be_annulled_while_it_is_returned_and_not_after_the_approval(play: Any) -> None:
    annulled = RoundAnnulled(why="no applicant reaches the standard")
    play.begin().to_closing().record(returned(play))
    assert play.refused(annulled) == set()
    assert play.refused(RoundAnnulled(why=" ")) == {"annuls_a_round_without_a_result"}
    assert "is_authored_in_its_role" in play.refused(annulled, Role.OFFICE)
    play.record(submitted(play))
    play.record(play.say.approved())
    assert play.refused(annulled) == {"annuls_a_round_without_a_result"}
    assert play.refused(annulled, Role.GOVERNMENT) == set()


# The plan


def plan(*steps: tuple[Step, str, str]) -> PlanIssued:
    planned = tuple(PlannedStep(step=s, first_on=date.fromisoformat(a), last_on=date.fromisoformat(b)) for s, a, b in steps)
    return PlanIssued(document="计划〔2025〕1号", steps=planned)


@pytest.mark.parametrize(("last", "verdict"), [("2025-06-01", "conforms"), ("2025-05-31", "violates")])
def test_an_act_is_held_against_the_plan_and_taken_all_the_same(play: Any, last: str, verdict: str) -> None:
    play.begin().to_document_report().record(plan((Step.DOCUMENT, "2025-05-01", last)))
    assert play.verdict("keeps_to_the_plan", play.say.defence_list()) == verdict
    assert play.verdict("keeps_to_a_plan_that_binds", play.say.defence_list()) == "not applicable"
    assert play.refused(play.say.defence_list()) == set()


def test_a_plan_that_binds_refuses(play: Any) -> None:
    play.begin("plan.binding", plan_binding=True).to_document_report().record(plan((Step.DOCUMENT, "2025-05-01", "2025-05-31")))
    assert play.refused(play.say.defence_list()) == {"keeps_to_a_plan_that_binds"}


def test_a_newer_plan_takes_the_place_of_an_older_one(play: Any) -> None:
    play.begin().to_document_report().record(plan((Step.DOCUMENT, "2025-05-01", "2025-05-31")))
    play.record(plan((Step.DOCUMENT, "2025-05-01", "2025-06-30")))
    assert play.verdict("keeps_to_the_plan", play.say.defence_list()) == "conforms"


def test_where_no_days_are_planned_nothing_is_said(play: Any) -> None:
    play.begin().to_document_report().record(plan((Step.DEFENCE, "2025-06-20", "2025-06-20")))
    assert not [f for f in play.office.judge(play.say.defence_list()) if "plan" in f.rule.name]


def test_a_plan_has_a_number_and_steps_in_order(play: Any) -> None:
    play.begin()
    bad = [plan(), plan((Step.DOCUMENT, "2025-06-02", "2025-06-01")), plan(*[(Step.DOCUMENT, "2025-06-01", "2025-06-01")] * 2)]
    assert [play.refused(event) for event in bad] == [{"plans_each_step_once_in_order"}] * 3
    assert "is_authored_in_its_role" in play.refused(plan((Step.DOCUMENT, "2025-06-01", "2025-06-01")), Role.COMMITTEE)


def test_what_is_planned_is_read(play: Any) -> None:
    assert "plan.issued" in dict(boundary(play.office.fact(play.say.defence_list())))["round:2025"]
    assert "plan.issued" not in dict(boundary(play.office.fact(play.say.mark("A-01", "E-01"))))["round:2025"]
