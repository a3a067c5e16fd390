"""Who may not apply after a title was lost or a deceit was found: by service, by announcement, and without any title."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ledger.events.approval import ResultPublished, Winner
from ledger.events.event import Undisclosed
from ledger.events.opening import RoundOpened
from ledger.events.revocation import DeceitBarred, Ground, RevocationAnnounced, RevocationApproved, RevocationServed
from ledger.rules.citation import Verdict
from ledger.rules.parameters import settle
from ledger.terms import MAIN, ApplicantCode, OrgId, PartialDate, RoundKind

BAR_AFTER = "article_10_2.is_past_the_bar_after_a_revocation"
W1 = ApplicantCode("W-1")


def earlier_round(office: Any, programme: str = "区长质量奖") -> dict[str, str]:
    """Open a round of 2019 and return what its acts say."""
    said = {"round": "2019", "occurred_at": "2019-06-01"}
    opened = RoundOpened(kind=RoundKind.LIVE, award_year="2019", year=2019, programme=programme, planned=(), calendar=None)
    office.take(office.fact(opened, **said))
    return said


def barred(office: Any, starts_on: str, applied: Any, *, programme: str = "区长质量奖", **changes: Any) -> None:
    """Bar whoever ``applied`` names, in an earlier round and under another code."""
    said = earlier_round(office, programme)
    given = {"organisation": applied.organisation, "name": applied.name} | changes
    event = DeceitBarred(applicant=W1, starts_on=PartialDate.parse(starts_on), document="决定 1 号", **given)
    office.take(office.fact(event, **said))


@pytest.mark.parametrize(("starts_on", "verdict"), [("2020-03-20", Verdict.VIOLATES), ("2020-03-19", Verdict.CONFORMS)])
def test_who_was_barred_before_any_award_waits_five_years_under_any_code(called: Any, starts_on: str, verdict: Verdict) -> None:
    """The application is of 2025-03-20: five years from a day before are just over."""
    barred(called, starts_on, called.applied())
    assert called.verdict(BAR_AFTER, called.applied()) is verdict


@pytest.mark.parametrize("changes", [{"organisation": OrgId("another"), "name": "another"}, {"programme": "另一奖项"}])
def test_a_bar_binds_nobody_else_and_nowhere_else(called: Any, changes: dict[str, Any]) -> None:
    barred(called, "2024-06-01", called.applied(), **changes)
    assert called.verdict(BAR_AFTER, called.applied()) is Verdict.CONFORMS


def test_a_bar_binds_by_the_name_where_the_code_is_another(called: Any) -> None:
    barred(called, "2024-06-01", called.applied(), organisation=OrgId("another"))
    assert called.verdict(BAR_AFTER, called.applied()) is Verdict.VIOLATES


def test_whom_a_closed_bar_binds_is_not_disclosed(called: Any) -> None:
    barred(called, "2024-06-01", called.applied())
    bars = called.history.registers.honours.barred
    shut: Any = {"organisation": Undisclosed("organisation"), "name": Undisclosed("name")}
    bars[:] = [(round, msgspec.structs.replace(bar, **shut)) for round, bar in bars]
    assert called.verdict(BAR_AFTER, called.applied()) is Verdict.NOT_DISCLOSED


@pytest.mark.parametrize(
    ("reading", "verdict"),
    [
        ("revocation_approval_date", Verdict.CONFORMS),  # 2020-03-19
        ("revocation_service_date", Verdict.VIOLATES),  # 2020-03-20
        ("revocation_announcement_date", Verdict.VIOLATES),  # 2020-03-25
    ],
)
def test_the_day_of_service_or_announcement_counts_where_it_is_adopted(called: Any, reading: str, verdict: Verdict) -> None:
    said = earlier_round(called)
    applied = called.applied()
    winner = Winner(applicant=W1, organisation=applied.organisation, name=applied.name, tier=MAIN, outside_quota=False)
    called.take(called.fact(ResultPublished(winners=(winner,), site="x", status="awarded", note=""), **said))
    for event, day in (
        (RevocationApproved(applicant=W1, ground=Ground.FRAUD, document=None), "2020-03-19"),
        (RevocationServed(applicant=W1, how="直接送达"), "2020-03-20"),
        (RevocationAnnounced(applicant=W1, site="x"), "2020-03-25"),
    ):
        called.take(called.fact(event, round="2019", occurred_at=day))
    opening = called.history.round("2025").opening
    opening.assumed = settle(opening.parameters, [("bar.revocation.start", reading)])
    assert called.verdict(BAR_AFTER, called.applied()) is verdict
