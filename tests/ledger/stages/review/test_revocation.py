"""Revocation and what follows (11 to 14): a chain in order, five facts each of its own, and the way back."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.promotion import CounterfeitReported, MisuseReported, PromotionRecorded
from ledger.events.revocation import (
    Ground,
    RevocationApproved,
    RevocationProposed,
    StatementHeard,
    Token,
    VerificationConcluded,
    VerificationOpened,
)
from ledger.terms import ApplicantCode, Role

A1 = ApplicantCode("A-01")


def opened(ground: Ground = Ground.FRAUD, applicant: str = "A-01") -> VerificationOpened:
    return VerificationOpened(applicant=ApplicantCode(applicant), ground=ground, content="sealed")


def concluded(
    ground: Ground = Ground.FRAUD, *, established: bool = True, impact: bool | None = None, reasons: str = "x"
) -> VerificationConcluded:
    return VerificationConcluded(applicant=A1, ground=ground, established=established, impact=impact, reasons=reasons)


def proposed(ground: Ground = Ground.FRAUD, reasons: str = "x") -> RevocationProposed:
    return RevocationProposed(applicant=A1, ground=ground, reasons=reasons)


def revoked(ground: Ground = Ground.FRAUD) -> RevocationApproved:
    return RevocationApproved(applicant=A1, ground=ground, document="decision 2")


@pytest.fixture
def paid(play: Any) -> Any:
    """Return a round with winners that were paid, long after."""
    return play.begin().to_payment().on("2026-03-01")


def test_the_chain_is_taken_in_order(play: Any) -> None:
    play.begin().to_revocation()
    for event in (play.say.served(), play.say.recovered(), play.say.announced(), play.say.bar("2026-03-01"), play.say.demanded(20_000_000)):
        play.record(event)
    assert not play.office.history.registers.honours.of("2025", A1).held


def test_each_step_needs_the_one_before(paid: Any) -> None:
    assert paid.refused(concluded()) == {"concludes_an_open_verification"}
    assert "follows_an_established_ground" in paid.refused(proposed(), by=Role.COMMITTEE)
    assert "approves_what_was_proposed" in paid.refused(revoked())
    assert paid.refused(StatementHeard(applicant=A1, content="sealed")) == {"hears_somebody_under_verification"}


def test_a_ground_that_was_not_found_true_revokes_nothing(paid: Any) -> None:
    paid.record(opened())
    paid.record(concluded(established=False))
    assert paid.refused(proposed(), by=Role.COMMITTEE) == {"follows_an_established_ground"}


def test_the_ground_is_the_same_all_along(paid: Any) -> None:
    paid.record(opened())
    assert "concludes_an_open_verification" in paid.refused(concluded(Ground.ACCIDENT, impact=True))
    paid.record(concluded())
    assert "follows_an_established_ground" in paid.refused(proposed(Ground.ACCIDENT), by=Role.COMMITTEE)
    paid.record(proposed(), by=Role.COMMITTEE)
    assert paid.refused(revoked(Ground.ACCIDENT)) == {"approves_what_was_proposed"}
    assert paid.refused(revoked()) == set()


def test_a_verification_is_concluded_once(paid: Any) -> None:
    paid.record(opened())
    paid.record(concluded())
    assert paid.refused(concluded()) == {"concludes_an_open_verification"}
    assert paid.refused(concluded(reasons="")) == {"concludes_an_open_verification", "gives_its_grounds"}


@pytest.mark.parametrize(("impact", "refused"), [(True, set()), (False, {"had_a_major_adverse_effect"})])
def test_an_accident_needs_its_effect(paid: Any, impact: bool, refused: set[str]) -> None:
    paid.record(opened(Ground.ACCIDENT))
    assert paid.refused(concluded(Ground.ACCIDENT)) == {"finds_on_both_elements"}
    paid.record(concluded(Ground.ACCIDENT, impact=impact))
    assert paid.refused(proposed(Ground.ACCIDENT), by=Role.COMMITTEE) == refused


def test_an_accident_counts_after_the_award_and_fraud_before_it(play: Any) -> None:
    play.begin()
    assert play.refused(opened(Ground.ACCIDENT)) == {"comes_after_the_award"}
    assert play.refused(opened()) == set()
    assert play.refused(opened(applicant="Z-99")) == {"concerns_somebody_of_the_round"}


@pytest.mark.parametrize(
    ("reading", "by", "refused"),
    [
        ("either", Role.DISCIPLINE, set()),
        ("office", Role.DISCIPLINE, {"is_verified_by_who_verifies"}),
        ("discipline", Role.OFFICE, {"is_verified_by_who_verifies"}),
        ("discipline", Role.DISCIPLINE, set()),
    ],
)
def test_who_verifies_is_adopted(play: Any, reading: str, by: Role, refused: set[str]) -> None:
    play.begin("revocation.verifier", revocation_verifier=reading)
    assert play.refused(opened(), by=by) == refused


def test_who_verifies_and_who_proposes_are_silences(play: Any) -> None:
    play.begin("revocation.verifier", "revocation.proposer").to_payment()
    assert play.verdict("is_verified_by_who_verifies", opened()) == "rule silent"
    assert play.verdict("is_proposed_by_who_proposes", proposed()) == "rule silent"


def test_another_body_proposes_nothing(paid: Any) -> None:
    paid.record(opened())
    paid.record(concluded())
    assert paid.refused(proposed(), by=Role.OFFICE) == {"is_proposed_by_who_proposes"}


def test_that_nobody_was_heard_is_said_and_refuses_nothing(paid: Any) -> None:
    for event in (opened(), concluded()):
        paid.record(event)
    paid.record(proposed(), by=Role.COMMITTEE)
    assert paid.verdict("heard_the_organisation", revoked()) == "not on record"
    paid.record(StatementHeard(applicant=A1, content="sealed"))
    assert paid.verdict("heard_the_organisation", revoked()) == "conforms"


def test_in_the_public_view_verification_is_not_disclosed(paid: Any) -> None:
    paid.round.sealed = 3
    for rule in ("approves_what_was_proposed", "heard_the_organisation"):
        assert paid.verdict(rule, revoked()) == "not disclosed"


def test_a_title_is_revoked_once(play: Any) -> None:
    play.begin().to_revocation()
    assert play.refused(revoked()) == {"concerns_a_title_that_stands", "approves_what_was_proposed"}
    assert play.refused(proposed(), by=Role.COMMITTEE) == {"concerns_a_title_that_stands"}


# Five consequences


def test_nothing_follows_before_the_approval(paid: Any) -> None:
    say = paid.say
    for event in (say.served(), say.recovered(), say.announced(), say.bar("2026-03-01"), say.demanded(20_000_000)):
        assert "follows_the_revocation" in paid.refused(event)
    assert paid.refused(say.received(1)) == {"receives_no_more_than_was_demanded"}


def test_each_consequence_is_recorded_once(play: Any) -> None:
    play.begin().to_revocation()
    for event in (play.say.served(), play.say.announced(), play.say.bar("2026-03-01")):
        play.record(event)
        assert play.refused(event) == {"is_recorded_once"}
    play.record(play.say.recovered())  # plaque first, certificate later
    assert play.refused(play.say.recovered()) == {"takes_back_what_is_still_out"}
    assert play.refused(play.say.recovered(what=(Token.CERTIFICATE,))) == set()


@pytest.mark.parametrize(
    ("reading", "starts_on"),
    [
        ("revocation_approval_date", "2026-03-01"),
        ("revocation_service_date", "2026-03-05"),
        ("revocation_announcement_date", "2026-03-09"),
    ],
)
def test_the_bar_starts_on_the_adopted_day(play: Any, reading: str, starts_on: str) -> None:
    play.begin("bar.revocation.start", **{"bar_revocation.start": reading}).to_revocation()
    play.on("2026-03-05").record(play.say.served())
    play.on("2026-03-09").record(play.say.announced())
    play.on("2026-03-10")
    assert play.refused(play.say.bar(starts_on)) == set()
    assert play.refused(play.say.bar("2026-03-02")) == {"bars_from_the_adopted_day"}


def test_a_day_that_is_not_on_record_says_so(play: Any) -> None:
    play.begin("bar.revocation.start", **{"bar_revocation.start": "revocation_service_date"}).to_revocation()
    assert play.verdict("bars_from_the_adopted_day", play.say.bar("2026-03-05")) == "not on record"


def test_when_the_bar_starts_is_a_silence(play: Any) -> None:
    play.begin("bar.revocation.start").to_revocation()
    assert play.verdict("bars_from_the_adopted_day", play.say.bar("2026-03-01")) == "rule silent"


# Money back


@pytest.mark.parametrize(
    ("scope", "amount", "refused"),
    [
        ("amount_paid_in_full_instalments_no_interest", 20_000_000, set()),
        ("amount_paid_in_full_instalments_no_interest", 19_999_999, {"demands_what_was_paid"}),
        ("amount_paid_in_full_instalments_no_interest", 20_000_001, {"demands_what_was_paid"}),
        ("amount_paid_with_interest", 20_500_000, set()),
        ("amount_paid_with_interest", 19_999_999, {"demands_what_was_paid"}),
    ],
)
def test_what_was_paid_is_asked_back(play: Any, scope: str, amount: int, refused: set[str]) -> None:
    play.begin("clawback.scope", clawback_scope=scope).to_revocation()
    assert play.refused(play.say.demanded(amount)) == refused


def test_nothing_is_asked_back_twice_nor_paid_after(play: Any) -> None:
    play.begin().to_revocation().record(play.say.demanded(20_000_000))
    assert play.refused(play.say.demanded(20_000_000)) == {"demands_what_was_paid"}
    assert play.refused(play.say.paid(amount=1)) == {"pays_no_more_than_was_granted", "concerns_a_title_that_stands"}


def test_instalments_come_back_up_to_what_was_asked(play: Any) -> None:
    play.begin().to_revocation().record(play.say.demanded(20_000_000))
    play.record(play.say.received(15_000_000))
    assert play.refused(play.say.received(5_000_001)) == {"receives_no_more_than_was_demanded"}
    assert play.refused(play.say.received(0)) == {"is_an_amount"}
    assert play.refused(play.say.received(5_000_000)) == set()


def test_how_much_is_asked_back_is_a_silence(play: Any) -> None:
    play.begin("clawback.scope").to_revocation()
    assert play.verdict("demands_what_was_paid", play.say.demanded(20_000_000)) == "rule silent"


# Annulment


def test_an_annulment_restores_the_title_and_ends_what_follows(play: Any) -> None:
    play.begin().to_revocation()
    assert play.refused(play.say.annulled(document="")) == {"annuls_a_revocation_in_force"}
    play.record(play.say.annulled())
    assert play.office.history.registers.honours.of("2025", A1).held
    assert play.refused(play.say.annulled()) == {"annuls_a_revocation_in_force"}
    assert "follows_the_revocation" in play.refused(play.say.announced())


def test_after_an_annulment_everything_starts_anew(play: Any) -> None:
    play.begin().to_revocation().record(play.say.annulled())
    assert play.refused(proposed(), by=Role.COMMITTEE) == {"follows_an_established_ground"}
    assert play.refused(revoked()) == {"approves_what_was_proposed"}
    for event in (opened(), concluded()):
        play.record(event)
    play.record(proposed(), by=Role.COMMITTEE)
    assert play.refused(revoked()) == set()


def test_a_title_that_was_never_revoked_has_nothing_to_annul(paid: Any) -> None:
    assert paid.refused(paid.say.annulled()) == {"annuls_a_revocation_in_force"}


# Promotion, misuse, counterfeit


def test_promotion_and_misuse_are_of_winners(paid: Any) -> None:
    for name, refused in (("A-01", set()), ("A-03", {"is_promoted_by_a_winner"})):
        assert paid.refused(PromotionRecorded(applicant=ApplicantCode(name), what="a visit")) == refused
    for name, refused in (("A-01", set()), ("A-03", {"concerns_a_winner"})):
        assert paid.refused(MisuseReported(applicant=ApplicantCode(name), content="sealed")) == refused


def test_passing_off_can_be_reported_of_anybody(paid: Any) -> None:
    assert paid.refused(CounterfeitReported(who="sealed", content="sealed")) == set()
