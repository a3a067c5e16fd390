"""Accidents as they were found (12), deceit before any award (11), and what follows an award (13 to 15), step by step."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.notice import LeadReceived
from ledger.events.promotion import (
    CaseReferred,
    CounterfeitReported,
    MisuseClosed,
    MisuseFound,
    MisuseReported,
    PromotionRecorded,
    ReferralConcluded,
    TradeSecretClaimed,
    UnauthorisedReviewReported,
    Use,
)
from ledger.events.revocation import (
    AccidentFound,
    Cause,
    DeceitBarred,
    Ground,
    RevocationProposed,
    VerificationConcluded,
    VerificationOpened,
)
from ledger.terms import ActId, ApplicantCode, OrgId, PartialDate, Role

A1, A3 = ApplicantCode("A-01"), ApplicantCode("A-03")
NOWHERE = ActId("f" * 32)


def accident(on: str = "2026-01-10", *, of_subsidiary: bool = False, attribution: str = "", **changes: Any) -> AccidentFound:
    given = {"applicant": A1, "cause": Cause.SAFETY, "authority": "应急管理局", "finding": "认定书 1 号"} | changes
    return AccidentFound(**given, happened_on=PartialDate.parse(on), of_subsidiary=of_subsidiary, attribution=attribution)


def proposed() -> RevocationProposed:
    return RevocationProposed(applicant=A1, ground=Ground.ACCIDENT, reasons="x")


def verified(play: Any, ground: Ground = Ground.ACCIDENT, applicant: ApplicantCode = A1) -> Any:
    """Bring ``play`` to a verification that found its ground true."""
    play.record(VerificationOpened(applicant=applicant, ground=ground, content="sealed"))
    impact = True if ground is Ground.ACCIDENT else None
    play.record(VerificationConcluded(applicant=applicant, ground=ground, established=True, impact=impact, reasons="x"))
    return play


@pytest.fixture
def paid(play: Any) -> Any:
    """Return a round with winners that were paid, long after."""
    return play.begin().to_payment().on("2026-03-01")


# Accidents


@pytest.mark.parametrize(("on", "refused"), [("2025-10-11", set()), ("2025-10-09", {"happened_after_the_award"})])
def test_an_accident_counts_from_the_day_after_the_decision(paid: Any, on: str, refused: set[str]) -> None:
    verified(paid).record(accident(on))
    assert paid.refused(proposed(), by=Role.COMMITTEE) == refused


def test_on_the_day_of_the_decision_nothing_is_guessed(paid: Any) -> None:
    verified(paid).record(accident("2025-10-10"))
    assert paid.verdict("happened_after_the_award", proposed(), by=Role.COMMITTEE) == "not on record"
    assert paid.refused(proposed(), by=Role.COMMITTEE) == set()


def test_without_the_authority_nothing_is_known_of_the_accident(paid: Any) -> None:
    verified(paid)
    for rule in ("happened_after_the_award", "happened_within_the_years_that_count", "is_attributed_as_adopted"):
        assert paid.verdict(rule, proposed(), by=Role.COMMITTEE) == "not on record"


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("article12.lookback_years", "happened_within_the_years_that_count"),
        ("article12.subsidiary_attribution", "is_attributed_as_adopted"),
    ],
)
def test_what_article_12_leaves_open_is_asked_when_a_revocation_is_proposed(play: Any, key: str, rule: str) -> None:
    play.begin(key).to_payment().on("2026-03-01")
    verified(play).record(accident(of_subsidiary=True, attribution="母公司统一管理"))
    assert play.verdict(rule, proposed(), by=Role.COMMITTEE) == "rule silent"
    assert play.refused(proposed(), by=Role.COMMITTEE) == {rule}
    assert play.why(rule, proposed()) == key


@pytest.mark.parametrize(
    ("reading", "attribution", "refused"),
    [
        ("always", "", set()),
        ("never", "母公司统一管理", {"is_attributed_as_adopted"}),
        ("case_by_case_with_reasons", "母公司统一管理", set()),
        ("case_by_case_with_reasons", "", {"is_attributed_as_adopted"}),
    ],
)
def test_a_subsidiary_s_accident_is_the_winner_s_as_adopted(play: Any, reading: str, attribution: str, refused: set[str]) -> None:
    key = "article12.subsidiary_attribution"
    play.begin(key, **{key.replace(".", "_", 1): reading}).to_payment().on("2026-03-01")
    verified(play).record(accident(of_subsidiary=True, attribution=attribution))
    assert play.refused(proposed(), by=Role.COMMITTEE) == refused


def test_an_accident_is_found_of_a_winner_and_by_an_authority(paid: Any) -> None:
    assert paid.refused(accident(applicant=A3)) == {"comes_after_the_award"}
    assert paid.refused(accident(authority="")) == {"names_authority_and_paper"}
    assert paid.refused(accident(finding=" ")) == {"names_authority_and_paper"}
    assert "is_authored_in_its_role" in paid.refused(accident(), by=Role.PUBLIC)


# Deceit before any award


def barred(applicant: ApplicantCode = A1, organisation: str = "") -> DeceitBarred:
    name = organisation or f"9132080400000{applicant}"
    return DeceitBarred(applicant=applicant, starts_on=PartialDate(2025, 10, 10), document="decision", organisation=OrgId(name), name=name)


@pytest.mark.parametrize("reading", ["excluded_from_round", "excluded_and_barred"])
def test_who_was_found_to_deceive_is_not_approved(play: Any, reading: str) -> None:
    play.begin("fraud.before_award", fraud_before_award=reading).to_closing()
    verified(play, Ground.FRAUD)
    say = play.say
    assert play.refused(say.approved()) == {"leaves_out_who_was_found_to_deceive"}
    (nomination,) = [c for c in play.round.deliberation.determined.candidates if c.applicant != A1]
    assert play.refused(say.approved(nomination)) == set()


def test_what_follows_deceit_before_the_award_is_a_silence(play: Any) -> None:
    play.begin("fraud.before_award").to_closing()
    verified(play, Ground.FRAUD)
    assert play.verdict("leaves_out_who_was_found_to_deceive", play.say.approved()) == "rule silent"
    assert play.verdict("bars_who_deceived_before_the_award", barred()) == "rule silent"


def test_a_suspicion_that_was_not_found_true_keeps_nobody_out(play: Any) -> None:
    play.begin().to_closing().record(VerificationOpened(applicant=A1, ground=Ground.FRAUD, content="sealed"))
    play.record(VerificationConcluded(applicant=A1, ground=Ground.FRAUD, established=False, impact=None, reasons="x"))
    assert play.refused(play.say.approved()) == set()


@pytest.mark.parametrize(
    ("reading", "refused"), [("excluded_and_barred", set()), ("excluded_from_round", {"bars_who_deceived_before_the_award"})]
)
def test_a_bar_without_a_title_is_for_the_adopted_reading_alone(play: Any, reading: str, refused: set[str]) -> None:
    play.begin("fraud.before_award", fraud_before_award=reading).to_closing()
    verified(play, Ground.FRAUD)
    assert play.refused(barred()) == refused
    assert "binds_who_applied" in play.refused(barred(organisation="another"))
    assert "bars_who_deceived_before_the_award" in play.refused(barred(A3))


def test_a_title_is_revoked_and_not_barred_beside(play: Any) -> None:
    play.begin("fraud.before_award", fraud_before_award="excluded_and_barred").to_payment()
    verified(play, Ground.FRAUD)
    assert play.refused(barred()) == {"bars_with_the_title_where_there_is_one"}


# Promotion, misuse, counterfeit


def test_winners_share_and_say_what(paid: Any) -> None:
    assert paid.refused(PromotionRecorded(applicant=A1, what=" ")) == {"says_what_was_shared"}
    assert paid.refused(TradeSecretClaimed(applicant=A3, content="配方"), by=Role.OFFICE) == {"is_promoted_by_a_winner"}
    paid.record(TradeSecretClaimed(applicant=A1, content="配方"), by=Role.OFFICE)
    assert paid.round.promotion.secrets


def found(report: ActId, *, forbidden: bool = True, use: Use | None = Use.ON_PACKAGE, applicant: ApplicantCode = A1) -> MisuseFound:
    return MisuseFound(applicant=applicant, report=report, found=forbidden, use=use, reasons="sealed")


def closed(report: ActId, *, corrected: bool = True) -> MisuseClosed:
    return MisuseClosed(applicant=A1, report=report, corrected=corrected, how="sealed")


def test_a_report_of_misuse_is_found_on_mended_and_closed_each_once(paid: Any) -> None:
    report = paid.record(MisuseReported(applicant=A1, content="sealed")).said.id
    assert paid.refused(closed(report)) == {"closes_what_was_mended"}
    assert paid.refused(found(NOWHERE)) == {"answers_a_report"}
    assert paid.refused(found(report, applicant=ApplicantCode("A-02"))) == {"answers_a_report"}
    assert paid.refused(found(report, use=None)) == {"says_which_use_is_forbidden"}
    paid.record(found(report))
    assert paid.refused(found(report, forbidden=False, use=None)) == {"is_answered_once"}
    assert paid.refused(closed(report, corrected=False)) == {"closes_what_was_mended"}
    paid.record(closed(report))
    assert paid.refused(closed(report)) == {"is_answered_once"}


def test_a_report_that_tells_of_nothing_forbidden_is_closed_with_nothing_mended(paid: Any) -> None:
    report = paid.record(MisuseReported(applicant=A1, content="sealed")).said.id
    paid.record(found(report, forbidden=False, use=None))
    assert paid.refused(closed(report, corrected=False)) == set()


def test_in_the_public_view_what_became_of_a_report_is_not_disclosed(paid: Any) -> None:
    paid.round.sealed = 2
    assert paid.verdict("answers_a_report", found(NOWHERE)) == "not disclosed"
    assert paid.verdict("closes_what_was_mended", closed(NOWHERE)) == "not disclosed"


@pytest.mark.parametrize("kind", [CounterfeitReported, UnauthorisedReviewReported])
def test_a_report_goes_to_who_may_act_and_comes_to_an_outcome(paid: Any, kind: Any) -> None:
    assert paid.refused(kind(who="", content="x")) == {"says_who_and_what"}
    report = paid.record(kind(who="某协会", content="sealed")).said.id
    referred = CaseReferred(to="市场监督管理局", content="sealed")
    assert paid.verdict("refers_what_was_reported", referred) == "not on record"
    referral = paid.record(referred, caused_by=(report,)).said.id
    outcome = ReferralConcluded(referral=referral, upheld=True, outcome="责令停止")
    assert paid.refused(ReferralConcluded(referral=NOWHERE, upheld=None, outcome="x")) == {"concludes_a_referral"}
    assert paid.refused(ReferralConcluded(referral=referral, upheld=True, outcome="")) == {"says_what_came_of_it"}
    paid.record(outcome)
    assert paid.refused(outcome) == {"concludes_a_referral"}


def test_a_referral_passes_on_a_report_and_not_just_anything(paid: Any) -> None:
    lead = paid.record(LeadReceived(applicant=None, content="sealed"), by=Role.OFFICE).said.id
    assert paid.refused(CaseReferred(to="市场监督管理局", content="x"), caused_by=(lead,)) == set()
    grant = next(id for id, act in paid.round.acts.items() if act.type == "prize.granted")
    assert paid.refused(CaseReferred(to="市场监督管理局", content="x"), caused_by=(grant,)) == {"refers_what_was_reported"}
