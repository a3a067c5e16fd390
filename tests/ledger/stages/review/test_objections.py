"""Objections step by step: taken up, handled by somebody else, resolved, answered; what proved right is decided on before the approval."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.event import Undisclosed
from ledger.events.notice import CandidateKept, NoticeClosed, ObjectionAdmitted, ObjectionAnswered, ObjectionLate, Outcome, Told
from ledger.record.envelope import Correction
from ledger.terms import MAIN, NOMINATION, ActId, ApplicantCode, Role

A1 = ApplicantCode("A-01")


def admitted(act: ActId, **changes: Any) -> ObjectionAdmitted:
    given: dict[str, Any] = {"applicant": A1, "admitted": True, "named": True, "received_at": None, "took_no_part": True}
    return ObjectionAdmitted(objection=act, **(given | {"handler": "科员丙", "reasons": "in time and by name"} | changes))


def answered(act: ActId, told: Told, applicant: str = "A-01") -> ObjectionAnswered:
    return ObjectionAnswered(applicant=ApplicantCode(applicant), objection=act, told=told, how="by letter")


def kept(act: ActId, applicant: str = "A-01", reasons: str = "the fault was made good") -> CandidateKept:
    return CandidateKept(applicant=ApplicantCode(applicant), objection=act, reasons=reasons)


def late(received_at: str, applicant: str = "A-01", objector: str = "somebody") -> ObjectionLate:
    return ObjectionLate(applicant=ApplicantCode(applicant), received_at=received_at, objector=objector, content="sealed")


def closed(play: Any) -> Any:
    play.on("2025-10-10").record(NoticeClosed(passed=play.say.codes("A-01", "A-02")))
    return play


@pytest.fixture
def objected(play: Any) -> tuple[Any, ActId]:
    """Return a round with an objection to A-01 of 2025-09-26, and the id of its act."""
    play.begin().to_notice().on("2025-09-26")
    return play, play.record(play.say.objection()).said.id


# Late


@pytest.mark.parametrize(
    ("received_at", "refused"),
    [
        ("2025-10-10T00:00:00+08:00", set()),
        ("2025-10-09T23:59:00+08:00", {"came_after_the_notice"}),
        ("2025-10-09", {"came_after_the_notice"}),
    ],
)
def test_trap_06_a_late_objection_is_a_fact_of_its_own_and_one_in_time_is_not_put_aside(
    play: Any, received_at: str, refused: set[str]
) -> None:
    play.begin().to_notice().on("2025-10-12")
    assert play.refused(late(received_at), Role.PUBLIC) == refused


def test_the_office_hours_make_the_evening_late(play: Any) -> None:
    play.begin("objection.closing_hour", objection_closing_hour="17:30").to_notice().on("2025-10-12")
    assert play.refused(late("2025-10-09T17:31:00+08:00")) == set()
    assert play.refused(late("2025-10-09T17:30:00+08:00")) == {"came_after_the_notice"}


def test_the_closing_hour_is_a_silence_on_the_last_day_alone(play: Any) -> None:
    play.begin("objection.closing_hour").to_notice().on("2025-10-12")
    assert play.verdict("came_after_the_notice", late("2025-10-09T20:00:00+08:00")) == "rule silent"
    assert play.refused(late("2025-10-10T08:00:00+08:00")) == set()


def test_a_late_objection_blocks_nobody_and_is_counted(play: Any) -> None:
    closed(play.begin().to_notice()).on("2025-10-12").record(late("2025-10-11T08:00:00+08:00"))
    assert play.round.notice.late == {A1: 1}
    assert play.refused(play.say.approved()) == set()


def test_about_somebody_who_is_no_candidate_it_is_a_lead(play: Any) -> None:
    play.begin().to_notice().on("2025-10-12")
    assert play.refused(late("2025-10-11T08:00:00+08:00", "A-03")) == {"objects_to_a_candidate_on_notice"}


def test_an_objection_in_time_recorded_after_the_approval_is_taken_and_flagged(play: Any) -> None:
    play.begin().to_notice()
    before = play.say.objection()
    assert play.verdict("reaches_the_record_before_the_decision", before) == "conforms"
    closed(play).record(play.say.approved())
    assert play.refused(before, occurred_at="2025-09-30") == set()
    assert play.verdict("reaches_the_record_before_the_decision", before, occurred_at="2025-09-30") == "violates"
    act = play.record(before, occurred_at="2025-09-30").said.id
    assert play.refused(play.say.resolved(act)) == set()
    assert play.refused(play.say.objection("A-01"), occurred_at="2025-10-10") == {"objects_within_the_notice"}


def test_an_objection_to_one_who_is_not_decided_on_yet_is_no_clue(play: Any) -> None:
    closed(play.begin().to_notice()).record(play.say.approved(play.say.candidate("A-02", NOMINATION)))
    assert play.verdict("reaches_the_record_before_the_decision", play.say.objection("A-01"), occurred_at="2025-09-30") == "conforms"
    assert play.verdict("reaches_the_record_before_the_decision", play.say.objection("A-02"), occurred_at="2025-09-30") == "violates"


# Admission


def test_an_objection_is_taken_up_once(objected: tuple[Any, ActId]) -> None:
    play, act = objected
    assert play.refused(admitted(ActId("f" * 32))) == {"admits_an_open_objection"}
    assert "admits_an_open_objection" in play.refused(admitted(act, applicant=ApplicantCode("A-02")))
    done = play.record(admitted(act))
    assert play.refused(admitted(act)) == {"admits_an_open_objection"}
    corrects = Correction(act=done.said.id, why="the handler changed", approved_by="office")
    assert play.refused(admitted(act, handler="科员丁"), corrects=corrects) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"reasons": " "}, "says_why"),
        ({"named": False}, "says_whether_it_is_named"),
        ({"received_at": "2025-09-27T09:00:00+08:00"}, "bears_the_instant_of_its_receipt"),
        ({"received_at": "2025-09-26T09:00:00"}, "bears_the_instant_of_its_receipt"),
        ({"admitted": False}, "turns_away_nothing_in_time"),
        ({"took_no_part": False}, "is_handled_by_who_took_no_part"),
        ({"handler": "E-02"}, "is_handled_by_who_took_no_part"),
        ({"handler": ""}, "is_handled_by_who_took_no_part"),
    ],
)
def test_a_fault_of_an_admission_is_named(objected: tuple[Any, ActId], changes: dict[str, Any], rule: str) -> None:
    play, act = objected
    assert play.refused(admitted(act, **changes)) == {rule}


def test_who_recommended_does_not_handle(play: Any) -> None:
    play.begin().to_notice()
    play.office.bind(Role.RECOMMENDER, "town")
    play.take(play.office.recommended("A-01"))
    act = play.record(play.say.objection()).said.id
    assert play.refused(admitted(act, handler="town")) == {"is_handled_by_who_took_no_part"}


def test_the_discipline_body_handles_where_so_adopted(play: Any) -> None:
    play.begin("objection.handler", objection_handler="discipline").to_notice()
    act = play.record(play.say.objection()).said.id
    assert play.refused(admitted(act)) == {"is_handled_by_who_took_no_part"}
    play.record(admitted(act), by=Role.DISCIPLINE)
    assert play.verdict("is_resolved_by_the_adopted_body", play.say.resolved(act)) == "violates"
    assert play.verdict("is_resolved_by_the_adopted_body", play.say.resolved(act), Role.DISCIPLINE) == "conforms"


def test_who_handles_is_a_silence_that_refuses_an_admission_and_no_resolution(play: Any) -> None:
    play.begin("objection.handler").to_notice()
    act = play.record(play.say.objection()).said.id
    assert play.verdict("is_handled_by_who_took_no_part", admitted(act)) == "rule silent"
    assert play.refused(admitted(act)) == {"is_handled_by_who_took_no_part"}
    assert play.refused(play.say.resolved(act)) == set()


def test_what_was_turned_away_as_late_blocks_nobody_and_is_not_resolved(play: Any) -> None:
    play.begin("objection.closing_hour", objection_closing_hour="17:30").to_notice().on("2025-10-09")
    act = play.record(play.say.objection()).said.id
    assert play.round.notice.open_objections(A1)
    play.record(admitted(act, admitted=False, received_at="2025-10-09T18:02:00+08:00", reasons="after closing time"))
    assert play.round.notice.open_objections(A1) == ()
    assert {"resolves_an_open_objection", "was_taken_up_first"} <= play.refused(play.say.resolved(act))
    assert closed(play).refused(play.say.approved()) == set()


def test_where_admissions_are_kept_one_that_is_missing_is_missing(objected: tuple[Any, ActId]) -> None:
    play, act = objected
    other = play.record(play.say.objection("A-02")).said.id
    assert not [f for f in play.office.judge(play.say.resolved(act)) if f.rule.name.endswith("was_taken_up_first")]
    play.record(admitted(other, applicant=ApplicantCode("A-02")))
    assert play.verdict("was_taken_up_first", play.say.resolved(act)) == "not on record"
    play.record(admitted(act))
    assert play.verdict("was_taken_up_first", play.say.resolved(act)) == "conforms"


def test_where_the_objector_is_closed_it_is_not_disclosed(objected: tuple[Any, ActId]) -> None:
    play, act = objected
    play.round.notice.objections[act].objector = Undisclosed("objector")
    assert play.verdict("says_whether_it_is_named", admitted(act)) == "not disclosed"


# What proved right


def test_trap_07_what_proved_right_blocks_the_approval_until_somebody_decides(objected: tuple[Any, ActId]) -> None:
    play, act = objected
    play.record(play.say.resolved(act, outcome=Outcome.SUSTAINED))
    closed(play)
    assert play.refused(play.say.approved()) == {"has_a_decision_on_what_proved_right"}
    assert play.refused(play.say.approved(play.say.candidate("A-02", NOMINATION))) == set()
    play.record(kept(act))
    assert play.refused(play.say.approved()) == set()


def test_trap_01_who_fails_for_it_leaves_the_place_empty(objected: tuple[Any, ActId]) -> None:
    play, act = objected
    play.record(play.say.resolved(act, outcome=Outcome.SUSTAINED))
    play.record(play.say.failed("A-01"))
    play.on("2025-10-10").record(NoticeClosed(passed=play.say.codes("A-02")))
    assert {"decides_on_who_passed", "approves_as_determined"} <= play.refused(play.say.approved(play.say.candidate("A-03", MAIN)))
    assert play.refused(play.say.approved(play.say.candidate("A-02", MAIN))) == {"approves_as_determined"}
    assert play.refused(play.say.approved(play.say.candidate("A-02", NOMINATION))) == set()


def test_the_block_holds_where_open_objections_do_not_block(play: Any) -> None:
    play.begin("objection.blocks_approval", objection_blocks_approval=False).to_notice()
    act = play.record(play.say.objection()).said.id
    play.record(play.say.resolved(act, outcome=Outcome.SUSTAINED))
    assert closed(play).refused(play.say.approved()) == {"has_a_decision_on_what_proved_right"}


def test_one_decision_does_not_answer_a_second_objection(objected: tuple[Any, ActId]) -> None:
    play, first = objected
    second = play.record(play.say.objection(objector="somebody else")).said.id
    for act in (first, second):
        play.record(play.say.resolved(act, outcome=Outcome.SUSTAINED))
    play.record(kept(first))
    assert closed(play).refused(play.say.approved()) == {"has_a_decision_on_what_proved_right"}
    play.record(kept(second))
    assert play.refused(play.say.approved()) == set()


def test_a_candidate_is_kept_with_reasons_by_who_decides(objected: tuple[Any, ActId]) -> None:
    play, act = objected
    assert play.refused(kept(act)) == {"keeps_who_an_objection_proved_right_against"}  # still open
    dismissed = play.record(play.say.resolved(act))
    assert play.refused(kept(act)) == {"keeps_who_an_objection_proved_right_against"}
    again = Correction(act=dismissed.said.id, why="new facts", approved_by="committee")
    play.take(play.say.resolved(act, outcome=Outcome.SUSTAINED), corrects=again)
    assert play.refused(kept(act, "A-02")) == {"keeps_who_an_objection_proved_right_against"}
    assert play.refused(kept(act, reasons=" ")) == {"says_why"}
    assert play.refused(kept(act), Role.OFFICE) == {"is_declared_by_who_decides"}
    assert play.refused(kept(act)) == set()
    play.record(play.say.failed("A-01"))
    assert play.refused(kept(act)) == {"keeps_who_an_objection_proved_right_against"}


def test_after_the_approval_nobody_is_kept(objected: tuple[Any, ActId]) -> None:
    play, act = objected
    play.record(play.say.resolved(act))
    closed(play).record(play.say.approved())
    play.round.notice.objections[act].outcome = Outcome.SUSTAINED
    assert play.refused(kept(act)) == {"comes_before_the_approval"}


def test_a_dismissed_objection_blocks_nobody(objected: tuple[Any, ActId]) -> None:
    play, act = objected
    play.record(play.say.resolved(act))
    assert closed(play).refused(play.say.approved()) == set()


def test_in_the_public_view_what_proved_right_is_not_disclosed(play: Any) -> None:
    play.begin().to_closing()
    play.round.sealed = 1
    for rule in ("has_a_decision_on_what_proved_right", "told_those_concerned"):
        assert play.verdict(rule, play.say.approved()) == "not disclosed"


# Answers


def test_who_is_told_is_told_how_it_ended(objected: tuple[Any, ActId]) -> None:
    play, act = objected
    assert play.refused(answered(act, Told.OBJECTOR)) == {"answers_a_resolved_objection"}
    play.record(play.say.resolved(act))
    assert play.refused(answered(act, Told.OBJECTOR, "A-02")) == {"answers_a_resolved_objection"}
    assert play.refused(answered(ActId("f" * 32), Told.OBJECTOR)) == {"answers_a_resolved_objection"}
    play.record(answered(act, Told.OBJECTOR))
    assert closed(play).verdict("told_those_concerned", play.say.approved()) == "not on record"
    assert play.refused(play.say.approved()) == set()
    play.record(answered(act, Told.APPLICANT))
    assert play.verdict("told_those_concerned", play.say.approved()) == "conforms"


def test_where_nobody_objected_nobody_is_told(play: Any) -> None:
    assert play.begin().to_closing().verdict("told_those_concerned", play.say.approved()) == "conforms"


def test_who_was_told_is_asked_of_each_objection(objected: tuple[Any, ActId]) -> None:
    play, act = objected
    play.record(play.say.resolved(act))
    assert len(play.round.notice.told(play.say.codes("A-01", "A-02"))) == 1
    assert play.round.notice.told(play.say.codes("A-02")) == ()
