"""Applying: the window, one application each, the bars of articles 10 to 12, withdrawal, recommendation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from ledger.events.application import ApplicationLate, ApplicationSupplemented, ApplicationWithdrawn, Opinion
from ledger.events.approval import AwardApproved, AwardDenied, ResultPublished, Winner
from ledger.events.deliberation import Candidate
from ledger.events.event import Undisclosed
from ledger.events.qualification import QualificationDecided, QualifiedListFixed
from ledger.events.revocation import BarImposed, Ground, RevocationAnnulled, RevocationApproved
from ledger.record.envelope import Correction
from ledger.rules.citation import Verdict
from ledger.rules.parameters import settle
from ledger.stages.check import check
from ledger.terms import MAIN, NOMINATION, ApplicantCode, Digest, OrgId, PartialDate, Role, RoundId, RoundKind, Tier

A1 = ApplicantCode("A-01")
WINDOW = "article_09_1_to_3.is_received_within_the_window"
BAR, BAR_AFTER = "article_10_2.is_past_the_bar_of_an_earlier_win", "article_10_2.is_past_the_bar_after_a_revocation"


@pytest.mark.parametrize(("on", "is_taken"), [("2025-03-09", False), ("2025-03-10", True), ("2025-04-10", True), ("2025-04-11", False)])
def test_both_days_of_the_window_count(called: Any, on: str, is_taken: bool) -> None:
    called.today = date(2025, 4, 12)
    assert called.refused(called.applied(on=on)) == (set() if is_taken else {WINDOW})


def test_nobody_applies_before_the_call(ready: Any) -> None:
    ready.bind(Role.APPLICANT, "A-01", "2025")
    assert ready.refused(ready.applied(on="2025-03-01")) == {"article_09_1_to_3.follows_a_call"}
    assert ready.verdict(WINDOW, ready.applied()) is Verdict.NOT_ON_RECORD


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"on": "2025-03-21"}, "article_09_1_to_3.was_received_before_it_was_recorded"),
        ({"organisation": OrgId(" ")}, "article_03.applies_as_an_organisation"),
        ({"name": ""}, "article_03.applies_as_an_organisation"),
        ({"truth_declared": False}, "article_09_1_to_3.declares_its_papers_true"),
    ],
)
def test_a_fault_of_an_application_is_named(called: Any, changes: dict[str, Any], rule: str) -> None:
    assert called.refused(called.applied(**changes)) == {rule}


def test_an_organisation_applies_once(called: Any) -> None:
    called.record(called.applied())
    assert called.refused(called.applied()) == {"article_09_1_to_3.has_a_code_of_its_own"}
    once = "article_09_1_to_3.applies_once"
    assert called.refused(called.applied("A-02", name="组织A-01")) == {once}
    assert called.refused(called.applied("A-02", organisation=called.applied().organisation)) == {once}
    assert called.refused(called.applied("A-02")) == set()


@pytest.mark.parametrize(
    ("changes", "is_taken"),
    [
        ({"on": "2025-03-19"}, True),
        ({"organisation": OrgId("91320804MISTYPED0X")}, True),
        ({"name": "改名"}, True),
        ({"organisation": OrgId("other"), "name": "other"}, False),
        ({"code": "A-02"}, False),
    ],
)
def test_nobody_slips_in_by_a_correction(called: Any, changes: dict[str, Any], is_taken: bool) -> None:
    first = called.record(called.applied())
    corrects = Correction(act=first.said.id, why="typo", approved_by="office")
    reasons = called.refused(called.applied(**changes), corrects=corrects) - {"acts.corrects_the_same_matter"}
    assert reasons == (set() if is_taken else {"article_09_1_to_3.is_still_the_same_applicant"})


def test_who_withdrew_may_apply_anew(called: Any) -> None:
    called.record(called.applied())
    called.record(ApplicationWithdrawn(applicant=A1, why="sealed"))
    assert called.refused(called.applied("A-02", name="组织A-01")) == set()


def test_a_view_that_does_not_see_who_applies_says_so(called: Any) -> None:
    fact = called.fact(called.applied())
    closed = {name: getattr(fact.event, name) for name in fact.event.__struct_fields__}
    closed |= {"organisation": Undisclosed("organisation"), "name": Undisclosed("name")}
    findings = {f.rule.name: f for f in check(called.history, replace(fact, event=type(fact.event)(**closed)))}
    for name in ("article_03.applies_as_an_organisation", BAR, BAR_AFTER):
        assert (findings[name].verdict, findings[name].why) == (Verdict.NOT_DISCLOSED, "organisation")
    assert findings[WINDOW].verdict is Verdict.CONFORMS


def late(on: str) -> ApplicationLate:
    return ApplicationLate(applicant=ApplicantCode("A-09"), received_on=date.fromisoformat(on), organisation=OrgId("x"), name="x")


def test_a_late_application_is_a_fact(called: Any) -> None:
    called.today = date(2025, 4, 12)
    assert called.refused(late("2025-04-11")) == set()
    assert called.refused(late("2025-04-10")) == {"article_09_1_to_3.came_after_the_window"}
    called.record(late("2025-04-11"))
    assert called.refused(late("2025-04-11")) == {"article_09_1_to_3.has_a_code_of_its_own"}
    assert called.history.round("2025").application.standing == ()


def supplemented() -> ApplicationSupplemented:
    return ApplicationSupplemented(applicant=A1, materials=Digest("ab" * 32), what="sealed")


def test_papers_are_added_to_a_standing_application_before_the_list(called: Any) -> None:
    assert called.refused(supplemented()) == {"article_09_1_to_3.supplements_a_standing_application"}
    called.record(called.applied())
    assert called.refused(supplemented()) == set()
    called.take(called.fact(QualifiedListFixed(applicants=(A1,))))
    assert called.refused(supplemented()) == {"article_09_1_to_3.supplements_before_the_list"}


def test_an_applicant_withdraws_until_the_approval(called: Any) -> None:
    withdrawn = ApplicationWithdrawn(applicant=A1, why="sealed")
    assert called.refused(withdrawn) == {"article_04.withdraws_a_standing_application"}
    called.record(called.applied())
    assert called.refused(withdrawn) == set()
    called.take(called.fact(AwardDenied(applicant=A1, why="doubt")))
    assert called.refused(withdrawn) == {"article_04.withdraws_before_the_approval"}


# Recommendation


def test_one_body_gives_one_opinion(called: Any) -> None:
    assert called.refused(called.recommended()) == {"article_07.speaks_of_a_standing_applicant"}
    called.record(called.applied())
    assert called.refused(called.recommended(opinion=Opinion.NOT_RECOMMENDED)) == set()
    called.record(called.recommended())
    assert called.refused(called.recommended()) == {"article_07.is_the_only_opinion_of_its_body"}
    called.bind(Role.RECOMMENDER, "park")
    assert called.refused(called.recommended(body="park")) == set()


def test_a_body_signs_for_itself(called: Any) -> None:
    called.record(called.applied())
    assert "authorship.is_signed_by_who_it_speaks_of" in called.refused(called.recommended(body="park"), holder="town")


def test_an_opinion_comes_in_time(called: Any) -> None:
    called.record(called.applied())
    called.today, rule = date(2025, 4, 11), "article_07.is_signed_in_time"
    assert called.refused(called.recommended()) == set()  # until the decision, as suggested
    opening = called.history.round("2025").opening
    opening.assumed = settle(opening.parameters, [("recommendation.until", "application_deadline")])
    assert called.refused(called.recommended()) == {rule}
    assert called.refused(called.recommended(), occurred_at="2025-04-10") == set()
    opening.assumed = settle(opening.parameters, [("recommendation.until", "qualification_decision")])
    called.take(called.fact(QualificationDecided(applicant=A1, qualified=True, reasons="sealed")))
    assert called.refused(called.recommended()) == {rule}


def test_nothing_says_until_when_is_a_silence(called: Any) -> None:
    called.record(called.applied())
    called.history.round("2025").opening.assumed = settle(type(called.history.round("2025").opening.parameters)(), [])
    assert called.verdict("article_07.is_signed_in_time", called.recommended()) is Verdict.SILENT


# Bars


def won(office: Any, on: str = "2020-03-20", tier: Tier = MAIN, year: int | None = 2019, **changes: Any) -> None:
    """Let the organisation of A-01 have won in the round 2019."""
    office.history.registers.honours.opened.pop(RoundId("2019"), None)
    given = {"kind": RoundKind.HISTORICAL, "award_year": "2019" if year else "old", "year": year, "planned": ()}
    office.take(office.fact(office.opened(**given), round="2019", occurred_at="2019"))
    event = office.applied()
    winner = {"applicant": ApplicantCode("W-1"), "organisation": event.organisation, "name": "旧名", "tier": tier, "outside_quota": False}
    published = {"site": "s", "status": "awarded", "note": ""}
    winner |= {k: v for k, v in changes.items() if k in winner}
    decided = Candidate(applicant=ApplicantCode("W-1"), tier=tier, outside_quota=False)
    approved = AwardApproved(applicants=(decided.applicant,), winners=(decided,), document=None)
    office.take(office.fact(approved, Role.GOVERNMENT, round="2019", occurred_at=on))
    published |= {k: v for k, v in changes.items() if k in published}
    office.take(office.fact(ResultPublished(winners=(Winner(**winner),), **published), Role.OFFICE, round="2019", occurred_at=on))


@pytest.mark.parametrize(
    ("decided", "verdict"),
    [
        ("2020-03-20", Verdict.VIOLATES),  # applied on 2025-03-20: the last day of the bar
        ("2020-03-19", Verdict.CONFORMS),
        ("2020-03", Verdict.NOT_ON_RECORD),
        ("2020", Verdict.NOT_ON_RECORD),
        ("2019-12", Verdict.CONFORMS),
        ("2021", Verdict.VIOLATES),
    ],
)
def test_a_main_winner_waits_five_years(called: Any, decided: str, verdict: Verdict) -> None:
    won(called, decided)
    assert called.verdict(BAR, called.applied()) is verdict
    assert called.refused(called.applied()) == ({BAR} if verdict is Verdict.VIOLATES else set())


def test_a_winner_is_known_by_code_or_name(called: Any) -> None:
    won(called, "2024-12-20", organisation=OrgId("组织A-01"))
    assert called.verdict(BAR, called.applied()) is Verdict.VIOLATES
    assert called.verdict(BAR, called.applied("A-02")) is Verdict.CONFORMS


@pytest.mark.parametrize("changes", [{"tier": NOMINATION}, {"organisation": OrgId("other"), "name": "other"}])
def test_who_did_not_win_the_main_tier_waits_for_nothing(called: Any, changes: dict[str, Any]) -> None:
    won(called, "2024-12-20", **changes)
    assert called.verdict(BAR, called.applied()) is Verdict.CONFORMS


def test_a_win_elsewhere_bars_nobody_here(called: Any) -> None:
    won(called, "2024-12-20")
    called.history.registers.honours.titles[0].programme = "other award"
    assert called.verdict(BAR, called.applied()) is Verdict.CONFORMS


def test_a_notice_is_no_award(called: Any) -> None:
    won(called, "2024-12-20", status="on_notice")
    assert called.verdict(BAR, called.applied()) is Verdict.NOT_ON_RECORD


@pytest.mark.parametrize(
    ("key", "value", "verdict"),
    [
        ("bar.win.start", "government_decision_date", Verdict.VIOLATES),
        ("bar.win.start", "start_of_award_year", Verdict.CONFORMS),
        ("bar.win.start", "end_of_award_year", Verdict.CONFORMS),
        ("bar.win.scope", "main_tier", Verdict.NOT_APPLICABLE),
        ("bar.test_date", "application_deadline", Verdict.CONFORMS),
        ("bar.test_date", "call_opening_date", Verdict.VIOLATES),
    ],
)
def test_readings_of_the_bar_differ(called: Any, key: str, value: str, verdict: Verdict) -> None:
    won(called, "2020-03-25")
    opening = called.history.round("2025").opening
    opening.assumed = settle(opening.parameters, [(key, value)])
    assert called.verdict(BAR, called.applied()) is verdict


@pytest.mark.parametrize("key", ["bar.win.start", "bar.win.scope", "bar.test_date"])
def test_an_open_question_of_the_bar_refuses_a_winner_alone(called: Any, key: str) -> None:
    opening = called.history.round("2025").opening
    opening.assumed = settle(opening.parameters, [])
    values = {name: getattr(opening.parameters, name) for name in opening.parameters.__struct_fields__}
    opening.assumed = type(opening.parameters)(**(values | {key.replace(".", "_"): None}))
    assert called.verdict(BAR, called.applied()) is Verdict.CONFORMS
    won(called)
    (finding,) = [f for f in called.judge(called.applied()) if f.rule.name == BAR]
    assert (finding.verdict, finding.why) == (Verdict.SILENT, key)


def revoked(office: Any, on: str, *, bar_from: PartialDate | None = None, is_annulled: bool = False) -> None:
    won(office, "2018-01-01")
    said = {"round": "2019", "occurred_at": on}
    winner = ApplicantCode("W-1")
    office.take(office.fact(RevocationApproved(applicant=winner, ground=Ground.FRAUD, document=None), **said))
    if bar_from:
        office.take(office.fact(BarImposed(applicant=winner, starts_on=bar_from), **said))
    if is_annulled:
        office.take(office.fact(RevocationAnnulled(applicant=winner, document="judgment"), **said))


@pytest.mark.parametrize(
    ("on", "bar_from", "verdict"),
    [
        ("2020-03-20", None, Verdict.VIOLATES),
        ("2020-03-19", None, Verdict.CONFORMS),
        ("2020-03-19", PartialDate(2020, 3, 20), Verdict.VIOLATES),  # the bar itself says from when
        ("2020-03-20", PartialDate(2020, 3, 19), Verdict.CONFORMS),
        ("2020", None, Verdict.NOT_ON_RECORD),
    ],
)
def test_who_lost_a_title_waits_five_years(called: Any, on: str, bar_from: PartialDate | None, verdict: Verdict) -> None:
    revoked(called, on, bar_from=bar_from)
    assert called.verdict(BAR_AFTER, called.applied()) is verdict
    assert called.verdict(BAR, called.applied()) is Verdict.CONFORMS


def test_a_revocation_set_aside_bars_nobody(called: Any) -> None:
    revoked(called, "2024-01-01", is_annulled=True)
    assert called.verdict(BAR_AFTER, called.applied()) is Verdict.CONFORMS


def test_service_is_not_on_record_without_a_bar_of_its_own(called: Any) -> None:
    revoked(called, "2024-01-01")
    opening = called.history.round("2025").opening
    opening.assumed = settle(opening.parameters, [("bar.revocation.start", "revocation_service_date")])
    assert called.verdict(BAR_AFTER, called.applied()) is Verdict.NOT_ON_RECORD
