"""Public notice and objections (9(8)): seven days to the boundary, objections that are never dropped, nobody moves up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from ledger.events.notice import LeadReceived, NoticeClosed, Outcome
from ledger.record.envelope import Correction
from ledger.stages.check import check
from ledger.terms import MAIN, NOMINATION, ActId, ApplicantCode


def closing(play: Any, *names: str) -> NoticeClosed:
    return NoticeClosed(passed=play.say.codes(*(names or ("A-01", "A-02"))))


def test_a_notice_shows_the_candidates(play: Any) -> None:
    play.begin().to_candidates().on("2025-09-24")
    assert play.refused(play.say.notice("A-01")) == {"shows_exactly_the_candidates"}
    assert play.refused(play.say.notice("A-01", "A-02", "A-03")) == {"shows_exactly_the_candidates"}
    assert play.refused(play.say.notice("A-01", "A-02", "A-02")) == {"shows_exactly_the_candidates"}
    assert play.refused(play.say.notice(site="  ")) == {"stands_where_it_can_be_read"}
    assert play.refused(play.say.notice()) == set()


def test_a_notice_follows_the_candidates(play: Any) -> None:
    assert {"follows_the_candidates"} <= play.begin().to_votes().refused(play.say.notice())


@pytest.mark.parametrize(
    ("counting", "last"),
    [
        ("calendar_days_first_excluded_roll_forward", "2025-10-09"),  # 10-01 falls into the holidays
        ("calendar_days_first_excluded", "2025-10-01"),
        ("calendar_days_first_included", "2025-09-30"),
        ("working_days_first_excluded", "2025-10-11"),  # a Saturday on which people work
        ("working_days_first_included", "2025-10-10"),
    ],
)
def test_seven_days_to_the_boundary(play: Any, counting: str, last: str) -> None:
    play.begin("notice.counting", notice_counting=counting).to_candidates().on("2025-09-24")
    before = date.fromisoformat(last) - timedelta(days=1)
    assert play.refused(play.say.notice(ends=str(before))) == {"stands_its_full_time"}
    assert play.refused(play.say.notice(ends=last)) == set()


def test_past_the_end_of_the_calendar_the_act_is_refused(play: Any) -> None:
    play.begin().to_candidates().on("2025-09-24")
    late = play.say.notice(starts="2025-12-28", ends="2026-12-31")
    assert play.verdict("stands_its_full_time", late) == "not on record"
    assert play.refused(late) == {"stands_its_full_time"}
    assert play.refused(play.say.notice(starts="2025-12-24", ends="2025-12-31")) == set()


def test_how_days_are_counted_must_be_adopted(play: Any) -> None:
    play.begin("notice.counting").to_candidates().on("2025-09-24")
    assert play.verdict("stands_its_full_time", play.say.notice()) == "rule silent"


def test_every_place_is_accounted_for_before_the_notice(play: Any) -> None:
    play.begin().to_votes().record(play.say.determined(play.say.candidate("A-01", MAIN)))
    play.on("2025-09-24")
    assert play.refused(play.say.notice("A-01")) == {"accounts_for_every_place"}
    play.record(play.say.vacant(NOMINATION))
    assert play.refused(play.say.notice("A-01")) == set()


@pytest.mark.parametrize(("restarts", "refused"), [(True, set()), (False, {"opens_once_or_starts_anew"})])
def test_a_second_opening_starts_the_time_anew(play: Any, restarts: bool, refused: set[str]) -> None:
    play.begin("notice.restart_on_change", notice_restart_on_change=restarts).to_notice()
    assert play.refused(play.say.notice()) == refused


# Closing


def test_the_notice_ends_with_its_last_day(play: Any) -> None:
    play.begin().to_notice().on("2025-10-09")
    assert play.refused(closing(play)) == {"closes_after_its_last_day"}
    assert play.on("2025-10-10").refused(closing(play)) == set()


def test_where_business_hours_end_it_the_last_day_will_do(play: Any) -> None:
    play.begin("notice.closing", notice_closing="closing_of_business").to_notice()
    assert play.on("2025-10-08").refused(closing(play)) == {"closes_after_its_last_day"}
    assert play.on("2025-10-09").refused(closing(play)) == set()


def test_who_passed_is_who_still_stands(play: Any) -> None:
    play.begin().to_notice().record(play.say.failed("A-02"))
    play.on("2025-10-10")
    assert play.refused(closing(play)) == {"passes_who_still_stands"}
    assert play.refused(closing(play, "A-01", "A-03")) == {"passes_who_still_stands"}
    assert play.refused(closing(play, "A-01")) == set()


def test_who_withdraws_on_notice_does_not_pass(play: Any) -> None:
    play.begin().to_notice().take(play.say.withdrawn("A-02"))
    play.on("2025-10-10")
    assert play.refused(closing(play)) == {"passes_who_still_stands"}
    assert play.refused(closing(play, "A-01")) == set()


def test_only_an_open_notice_closes(play: Any) -> None:
    assert "closes_an_open_notice" in play.begin().to_candidates().refused(closing(play))
    play.on("2025-09-24").record(play.say.notice())
    play.on("2025-10-10").record(closing(play))
    assert play.refused(closing(play)) == {"closes_an_open_notice"}


# Objections


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        ("2025-09-24", set()),
        ("2025-10-09", set()),
        ("2025-10-10", {"objects_within_the_notice"}),
        ("2025-09-23", {"objects_within_the_notice"}),
    ],
)
def test_an_objection_comes_within_the_notice(play: Any, day: str, refused: set[str]) -> None:
    play.begin().to_notice().on("2025-10-12")
    assert play.refused(play.say.objection(), occurred_at=day) == refused


def test_an_objection_is_to_a_candidate_on_notice(play: Any) -> None:
    play.begin().to_notice()
    assert play.refused(play.say.objection("A-03")) == {"objects_to_a_candidate_on_notice"}


def test_nobody_objects_before_there_is_a_notice(play: Any) -> None:
    assert play.begin().to_candidates().refused(play.say.objection()) == {"objects_to_a_candidate_on_notice"}


def test_an_anonymous_objection_is_a_lead(play: Any) -> None:
    play.begin().to_notice()
    assert play.refused(play.say.objection(objector=" ")) == {"objects_by_name"}
    assert play.refused(LeadReceived(applicant=ApplicantCode("A-01"), content="a letter")) == set()


def test_where_anonymous_objections_count_they_are_taken(play: Any) -> None:
    play.begin("objection.anonymous", objection_anonymous="treat_as_named").to_notice()
    assert play.refused(play.say.objection(objector="")) == set()


@pytest.mark.parametrize("key", ["objection.named_required", "objection.anonymous"])
def test_whether_names_are_asked_for_is_a_silence_only_without_one(play: Any, key: str) -> None:
    play.begin(key).to_notice()
    assert play.verdict("objects_by_name", play.say.objection(objector="")) == "rule silent"
    assert play.refused(play.say.objection()) == set()


def test_a_late_lead_is_taken_long_after(play: Any) -> None:
    play.begin().to_publication().on("2026-01-01")
    assert play.refused(LeadReceived(applicant=None, content="a tip")) == set()


def test_an_objection_is_resolved_once_with_reasons(play: Any) -> None:
    act = play.begin().to_notice().record(play.say.objection()).said.id
    assert play.refused(play.say.resolved(ActId("f" * 32))) == {"resolves_an_open_objection"}
    assert play.refused(play.say.resolved(act, "A-02")) == {"resolves_an_open_objection"}
    assert play.refused(play.say.resolved(act, reasons="")) == {"says_why"}
    done = play.record(play.say.resolved(act))
    assert play.refused(play.say.resolved(act)) == {"resolves_an_open_objection"}
    again = Correction(act=done.said.id, why="new facts", approved_by="committee")
    assert play.refused(play.say.resolved(act, outcome=Outcome.SUSTAINED), corrects=again) == set()


@pytest.mark.parametrize(("day", "verdict"), [("2025-10-29", "conforms"), ("2025-10-30", "violates")])
def test_twenty_working_days_to_resolve(play: Any, day: str, verdict: str) -> None:
    act = play.begin().to_notice().record(play.say.objection()).said.id
    fact = play.on(day).office.fact(play.say.resolved(act))
    recorded = replace(fact, position=play.office.history.position + 1)
    (found,) = [f for f in check(play.office.history, recorded) if f.rule.name.endswith("is_resolved_in_time")]
    assert found.verdict.value == verdict


def test_a_late_resolution_is_taken(play: Any) -> None:
    act = play.begin().to_notice().record(play.say.objection()).said.id
    assert play.on("2025-12-01").refused(play.say.resolved(act)) == set()


# Disqualification


def test_who_fails_was_on_notice_and_fails_once(play: Any) -> None:
    assert "disqualifies_a_candidate_on_notice" in play.begin().to_candidates().refused(play.say.failed())
    play.on("2025-09-24").record(play.say.notice())
    assert play.refused(play.say.failed("A-03")) == {"disqualifies_a_candidate_on_notice"}
    assert play.refused(play.say.failed(why="")) == {"says_why"}
    play.record(play.say.failed())
    assert play.refused(play.say.failed()) == {"disqualifies_a_candidate_on_notice"}


def test_another_body_than_the_adopted_one_declares_nothing(play: Any) -> None:
    play.begin("notice.decider", notice_decider="government").to_notice()
    assert play.refused(play.say.failed()) == {"is_declared_by_who_decides"}


def test_who_declares_is_a_silence(play: Any) -> None:
    play.begin("notice.decider").to_notice()
    assert play.verdict("is_declared_by_who_decides", play.say.failed()) == "rule silent"


def test_after_the_approval_only_a_revocation_takes_a_title(play: Any) -> None:
    assert play.begin().to_approval().refused(play.say.failed()) == {"comes_before_the_approval"}
