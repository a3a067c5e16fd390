"""An act that takes the ground from under another one: refused, or red where it must be sayable. docs/decisions/0013."""

from __future__ import annotations

from collections.abc import Callable

from tests.acceptance.adversary import ROUND, Scene, correction

from ledger.events.qualification import QualifiedListFixed
from ledger.terms import ApplicantCode, Role

At = Callable[[str], Scene]
LATE = ApplicantCode("A-06")


def test_the_list_waits_for_the_last_day_of_the_window(at: At) -> None:
    s = at("decided").on("2025-05-10")
    listed = QualifiedListFixed(applicants=s.applicants)
    assert s.refused(listed, occurred_at="2025-04-10") == {"fixes_the_list_after_the_window"}
    s.record(listed, occurred_at="2025-04-11")


def test_there_is_no_list_before_there_is_a_call(at: At) -> None:
    assert at("adopted").refused(QualifiedListFixed(applicants=())) == {"fixes_the_list_after_the_window"}


def test_a_correction_does_not_date_the_list_back_into_the_window(at: At) -> None:
    s = at("qualified")
    listed = QualifiedListFixed(applicants=s.applicants)
    assert s.refused(listed, occurred_at="2025-04-10", corrects=correction(s.ids["qualified_list.fixed"])) == {
        "fixes_the_list_after_the_window"
    }


def test_an_application_of_the_window_is_taken_after_the_list_and_the_audit_asks_who_decides_on_it(at: At) -> None:
    s = at("qualified")
    assert "has_decided_on_everybody" not in s.violated()
    s.bind(Role.APPLICANT, LATE, ROUND)
    s.record(s.applied(LATE, received_on=s.round.opening.call.closes_on))
    assert "has_decided_on_everybody" in s.violated()


def test_an_approval_is_not_corrected_to_a_day_behind_its_publication(at: At) -> None:
    s = at("published").on("2025-10-20")
    approval = correction(s.ids["award.approved"])
    assert s.refused(s.approved(), occurred_at="2025-10-18", corrects=approval) == {"is_dated_not_before_the_approval"}
    s.record(s.approved(), occurred_at="2025-10-17", corrects=approval)
    assert s.violated() == set()


def test_before_the_publication_the_day_of_an_approval_can_be_mended(at: At) -> None:
    s = at("approved").on("2025-10-20")
    s.record(s.approved(), occurred_at="2025-10-18", corrects=correction(s.ids["award.approved"]))
    assert s.round.approval.approved_on == "2025-10-18"
