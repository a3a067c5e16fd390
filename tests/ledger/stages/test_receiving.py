"""Receiving: the stamp and its hour, the profile, supplements in time, and withdrawal as long as was adopted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.events.application import (
    ApplicationLate,
    ApplicationReceived,
    ApplicationSupplemented,
    ApplicationWithdrawn,
    Channel,
    LegalForm,
    ProfileDeclared,
    SupplementRequested,
)
from ledger.events.scoring import DefenceListFixed
from ledger.record.envelope import Correction
from ledger.rules.citation import Verdict
from ledger.rules.parameters import settle
from ledger.terms import ApplicantCode, Digest, OrgId, Role

A1 = ApplicantCode("A-01")
STAMP, LAST = "article_09_2_receipt.is_received_before_the_closing_hour", "2025-04-10"


def stamped(code: str = "A-01") -> ApplicationReceived:
    return ApplicationReceived(applicant=ApplicantCode(code), channel=Channel.PAPER)


def profile(form: LegalForm = LegalForm.ENTERPRISE, code: str = "A-01", **changes: Any) -> ProfileDeclared:
    given = {"for_profit": True, "exports": False, "area": "320804100", "trades": ("C34",)} | changes
    return ProfileDeclared(applicant=ApplicantCode(code), form=form, **given)


def late(code: str = "A-01", on: str = LAST) -> ApplicationLate:
    return ApplicationLate(applicant=ApplicantCode(code), received_on=date.fromisoformat(on), organisation=OrgId("x"), name="x")


def assumed(office: Any, *values: tuple[str, Any], without: str = "") -> None:
    """Let the round go by other rules than it adopted."""
    opening = office.history.round("2025").opening
    settled = settle(opening.parameters, values)
    named = {name: getattr(settled, name) for name in settled.__struct_fields__ if name != without.replace(".", "_")}
    opening.assumed = type(settled)(**named)


@pytest.fixture
def last_day(called: Any) -> Any:
    called.today = date(2025, 4, 12)
    return called


# The hour


@pytest.mark.parametrize(
    ("time", "hour", "is_in_time"),
    [("17:30", "17:30", True), ("17:31", "17:30", False), ("23:59", "24:00", True), ("00:00", "00:00", True)],
)
def test_on_the_last_day_the_hour_decides_between_in_time_and_late(last_day: Any, time: str, hour: str, is_in_time: bool) -> None:
    assumed(last_day, ("application.closing_hour", hour))
    last_day.record(stamped(), occurred_at=f"{LAST}T{time}:00+08:00")
    assert last_day.refused(last_day.applied(on=LAST)) == (set() if is_in_time else {STAMP})
    assert last_day.refused(late()) == ({"article_09_1_to_3.came_after_the_window"} if is_in_time else set())


def test_an_hour_that_nobody_adopted_is_asked_for_on_the_last_day_alone(last_day: Any) -> None:
    assumed(last_day, without="application.closing_hour")
    last_day.record(stamped(), occurred_at=f"{LAST}T12:00:00+08:00")
    last_day.record(stamped("A-02"), occurred_at="2025-04-09T23:59:00+08:00")
    assert last_day.verdict(STAMP, last_day.applied(on=LAST)) is Verdict.SILENT
    assert last_day.refused(last_day.applied(on=LAST)) == {STAMP}
    assert last_day.refused(late()) == {"article_09_1_to_3.came_after_the_window"}
    assert last_day.refused(last_day.applied("A-02", "2025-04-09")) == set()
    assert last_day.refused(last_day.applied("A-03", LAST)) == set(), "no stamp, no hour"


def test_the_stamp_comes_first_and_once_and_tells_the_day(last_day: Any) -> None:
    last_day.record(stamped(), occurred_at="2025-04-01T10:00:00+08:00")
    assert last_day.refused(stamped(), occurred_at="2025-04-02T10:00:00+08:00") == {"article_09_2_receipt.is_stamped_once"}
    assert last_day.refused(last_day.applied(on="2025-04-02")) == {"article_09_2_receipt.stands_as_it_was_received"}
    last_day.record(last_day.applied(on="2025-04-01"))
    last_day.record(last_day.applied("A-02"))
    assert last_day.refused(stamped("A-02"), occurred_at="2025-04-02T10:00:00+08:00") == {"article_09_2_receipt.comes_before_its_papers"}
    assert "acts.says_when_it_had_effect" in last_day.refused(stamped("A-03"), occurred_at="2025-04-02")


def test_nothing_is_stamped_before_the_call(ready: Any) -> None:
    assert ready.refused(stamped(), occurred_at="2025-03-01T10:00:00+08:00") == {"article_09_1_to_3.follows_a_call"}


# The profile


@pytest.mark.parametrize("form", [LegalForm.BRANCH, LegalForm.OTHER_WITHOUT_PERSONALITY])
def test_who_is_no_legal_person_is_not_taken(called: Any, form: LegalForm) -> None:
    called.record(profile(form))
    assert called.refused(called.applied()) == {"article_08_periods.is_a_legal_person"}


def test_other_legal_persons_apply_as_adopted(called: Any) -> None:
    rule = "article_08_periods.is_a_legal_person"
    called.record(profile(LegalForm.OTHER_LEGAL_PERSON))
    assumed(called, ("eligibility.other_legal_persons", "any_legal_person"))
    assert called.refused(called.applied()) == set()
    assumed(called, ("eligibility.other_legal_persons", "enterprises_and_institutions_only"))
    assert called.refused(called.applied()) == {rule}
    assumed(called, without="eligibility.other_legal_persons")
    assert called.verdict(rule, called.applied()) is Verdict.SILENT


def test_a_profile_comes_before_or_after_and_once(called: Any) -> None:
    first = called.record(profile())
    called.record(called.applied())
    called.record(called.applied("A-02"))
    assert called.refused(profile(code="A-02")) == set()
    assert called.refused(profile()) == {"article_09_2_receipt.is_profiled_once"}
    corrects = Correction(act=first.said.id, why="typo", approved_by="office")
    assert called.refused(profile(area="320804200"), corrects=corrects) == set()
    assert called.refused(profile(code="A-02"), holder="A-01") == {"authorship.is_signed_by_who_it_speaks_of"}


def test_a_late_application_bears_the_day_of_its_stamp(last_day: Any) -> None:
    last_day.today = date(2025, 4, 12)
    last_day.record(stamped(), occurred_at="2025-04-11T09:00:00.000+08:00")
    assert last_day.refused(late(on="2025-04-12")) == {"article_09_2_receipt.stands_as_it_was_received"}
    assert last_day.refused(late(on=LAST)) == {"article_09_2_receipt.stands_as_it_was_received"}
    assert last_day.refused(late(on="2025-04-11")) == set()


def test_nobody_is_profiled_before_the_call_or_after_coming_too_late(ready: Any) -> None:
    ready.bind(Role.APPLICANT, "A-01", "2025")
    rule = "article_09_2_receipt.profiles_an_application_of_the_round"
    assert ready.refused(profile()) == {rule}
    ready.record(ready.call())
    ready.today = date(2025, 4, 12)
    ready.record(late(on="2025-04-11"))
    assert ready.refused(profile()) == {rule}


# Supplements


def supplemented() -> ApplicationSupplemented:
    return ApplicationSupplemented(applicant=A1, materials=Digest("ab" * 32), what="sealed")


def requested(due: str, code: str = "A-01") -> SupplementRequested:
    return SupplementRequested(applicant=ApplicantCode(code), due_on=date.fromisoformat(due), what="sealed")


def test_papers_come_by_the_day_that_the_office_set(called: Any) -> None:
    rule = "article_09_2_receipt.is_supplemented_in_time"
    called.record(called.applied())
    assert rule not in {finding.rule.name for finding in called.judge(supplemented())}
    called.record(called.applied("A-02"))
    called.record(requested("2025-03-25", "A-02"))
    assert called.verdict(rule, supplemented()) is Verdict.NOT_ON_RECORD
    called.record(requested("2025-03-25"))
    called.today = date(2025, 3, 26)
    assert called.refused(supplemented(), occurred_at="2025-03-25") == set()
    assert called.refused(supplemented()) == {rule}
    called.record(requested("2025-03-28"))
    assert called.refused(supplemented()) == set(), "a longer time was set"


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (requested("2025-03-19"), "leaves_time_to_supplement"),
        (requested("2025-03-25", "A-02"), "asks_for_papers_of_a_standing_application"),
    ],
)
def test_a_fault_of_a_request_is_named(called: Any, event: SupplementRequested, rule: str) -> None:
    called.record(called.applied())
    assert called.refused(event) == {f"article_09_2_receipt.{rule}"}


# Withdrawal


def test_until_when_one_withdraws_is_asked_for_after_the_last_day(called: Any) -> None:
    rule = "article_09_2_receipt.withdraws_while_it_may"
    called.record(called.applied())
    withdrawn = ApplicationWithdrawn(applicant=A1, why="sealed")
    assumed(called, without="withdrawal.until")
    called.today = date(2025, 4, 11)
    assert called.refused(withdrawn, occurred_at=LAST) == set()
    assert called.refused(withdrawn) == {rule}
    assert called.verdict(rule, withdrawn) is Verdict.SILENT
    assumed(called, ("withdrawal.until", "application_deadline"))
    assert called.refused(withdrawn) == {rule}
    assumed(called, ("withdrawal.until", "defence_list"))
    assert called.refused(withdrawn) == set()
    called.take(called.fact(DefenceListFixed(applicants=(A1,), totals=())))
    assert called.refused(withdrawn) == {rule}
    assumed(called, ("withdrawal.until", "government_approval"))
    assert called.refused(withdrawn) == set()
