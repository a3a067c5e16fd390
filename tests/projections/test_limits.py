"""What a report says once of records that a round never kept, instead of once for each act."""

from __future__ import annotations

from datetime import date

from ledger.events.application import ApplicationSubmitted
from ledger.events.opening import RoundOpened
from ledger.stages.application import Application
from ledger.stages.history import History
from ledger.terms import ApplicantCode, OrgId, RoundId, RoundKind
from projections.limits import limits, unkept_of


def applied() -> ApplicationSubmitted:
    return ApplicationSubmitted(
        applicant=ApplicantCode("A-01"),
        received_on=date(2025, 3, 20),
        materials=None,
        truth_declared=True,
        organisation=OrgId("x"),
        name="x",
    )


def running() -> History:
    history = History()
    round = history.rounds[RoundId("2025")] = history.round(RoundId("2025"))
    round.application.applications[ApplicantCode("A-01")] = Application(applied(), 5, applied())
    return history


def test_what_a_round_keeps_of_nobody_is_said_once() -> None:
    history = running()
    unkept = unkept_of(history, history.rounds[RoundId("2025")])
    assert {term.code for term in unkept} >= {"bodies", "profiles", "stamps", "certificates"}
    (said,) = [limit for limit in limits({}, {}, 0, 0, unkept) if limit.code == "not_kept"]
    assert "收件登记" in said.zh
    assert "stamps of receipt" in said.en


def test_what_is_kept_of_anybody_is_no_limit() -> None:
    history = running()
    round = history.rounds[RoundId("2025")]
    round.application.desk.stamped[ApplicantCode("A-02")] = "2025-03-20T09:00:00+08:00"
    assert "stamps" not in {term.code for term in unkept_of(history, round)}
    assert "not_kept" not in {limit.code for limit in limits({}, {}, 0, 0)}


def test_nothing_is_missed_before_anybody_applied_and_in_a_past_round() -> None:
    assert unkept_of(History(), History().round(RoundId("2025"))) == ()
    history = running()
    round = history.rounds[RoundId("2025")]
    round.opening.opened = RoundOpened(kind=RoundKind.HISTORICAL, award_year="2025", year=2025, programme="x", planned=(), calendar=None)
    assert unkept_of(history, round) == ()
