"""Approval, publication, honours and prize (9(9), 10): in order, as determined, no more than the text gives."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ledger.events.approval import AwardDenied, CommendationIssued, ResultPublished
from ledger.events.event import Undisclosed
from ledger.events.measure import EditionTier, MeasureRegistered
from ledger.events.notice import NoticeClosed
from ledger.record.envelope import Correction
from ledger.stages.check import check
from ledger.terms import MAIN, NOMINATION, ApplicantCode, EditionId, Fen, RoundKind, Tier


def denied(applicant: str = "A-02", why: str = "reasons") -> AwardDenied:
    return AwardDenied(applicant=ApplicantCode(applicant), why=why)


# Approval


def test_a_whole_round_is_taken_to_the_payment(play: Any) -> None:
    play.begin().to_payment()
    assert play.round.prize.paid == {"A-01": 20_000_000}


def test_approval_follows_the_notice(play: Any) -> None:
    play.begin().to_notice().on("2025-10-10")
    assert {"approves_after_the_notice", "decides_on_who_passed"} <= play.refused(play.say.approved())
    assert {"approves_after_the_notice"} <= play.refused(denied())


@pytest.mark.parametrize(("day", "refused"), [("2025-10-09", {"is_dated_after_the_notice"}), ("2025-10-10", set())])
def test_the_earliest_day_of_an_approval(play: Any, day: str, refused: set[str]) -> None:
    # On notice from Wednesday 2025-09-24: seven days, rolled past the holidays, end on 2025-10-09.
    play.begin().to_closing().on("2025-10-20")
    assert play.refused(play.say.approved(), occurred_at=day) == refused


@pytest.mark.parametrize("day", ["2025-10", "2025", ""])
def test_a_vague_day_slips_past_no_order(play: Any, day: str) -> None:
    play.begin().to_closing().on("2025-10-20")
    assert "says_when_it_had_effect" in play.refused(play.say.approved(), occurred_at=day)


@pytest.mark.parametrize(
    ("candidates", "rule"),
    [
        ([("A-01", MAIN), ("A-03", NOMINATION)], "decides_on_who_passed"),
        ([("A-01", NOMINATION)], "approves_as_determined"),
        ([("A-02", MAIN)], "approves_as_determined"),
    ],
)
def test_the_government_approves_what_was_determined(play: Any, candidates: list[tuple[str, Tier]], rule: str) -> None:
    play.begin().to_closing()
    assert rule in play.refused(play.say.approved(*(play.say.candidate(a, tier) for a, tier in candidates)))


def test_standing_outside_the_quota_is_not_added_by_the_approval(play: Any) -> None:
    play.begin().to_closing()
    assert play.refused(play.say.approved(play.say.candidate("A-01", MAIN, outside=True))) == {"approves_as_determined"}


def test_codes_and_winners_of_an_approval_are_the_same(play: Any) -> None:
    play.begin().to_closing()
    event = msgspec.structs.replace(play.say.approved(), applicants=play.say.codes("A-01"))
    assert play.refused(event) == {"lists_its_winners"}


def test_who_failed_or_withdrew_cannot_win_and_nobody_replaces_it(play: Any) -> None:
    play.begin().to_notice().record(play.say.failed("A-02"))
    play.on("2025-10-10").record(NoticeClosed(passed=play.say.codes("A-01")))
    assert play.refused(play.say.approved()) == {"decides_on_who_passed"}
    moved_up = play.say.approved(play.say.candidate("A-01", MAIN), play.say.candidate("A-03", NOMINATION))
    assert {"decides_on_who_passed", "approves_as_determined"} <= play.refused(moved_up)
    assert play.refused(play.say.approved(play.say.candidate("A-01", MAIN))) == set()
    play.take(play.say.withdrawn("A-01"))
    assert play.refused(play.say.approved(play.say.candidate("A-01", MAIN))) == {"decides_on_who_passed"}


def test_an_open_objection_blocks_that_candidate_alone(play: Any) -> None:
    act = play.begin().to_notice().record(play.say.objection("A-01")).said.id
    play.on("2025-10-10").record(NoticeClosed(passed=play.say.codes("A-01", "A-02")))
    assert play.refused(play.say.approved()) == {"waits_for_open_objections"}
    other = play.say.approved(play.say.candidate("A-02", NOMINATION))
    assert play.refused(other) == set()
    play.record(other)
    first = play.say.approved(play.say.candidate("A-01", MAIN))
    assert play.refused(first) == {"waits_for_open_objections"}
    play.record(play.say.resolved(act))
    assert play.refused(first) == set()


@pytest.mark.parametrize(("changes", "refused"), [({"objection_blocks_approval": False}, set()), ({}, {"waits_for_open_objections"})])
def test_whether_an_objection_blocks_is_adopted(play: Any, changes: dict[str, bool], refused: set[str]) -> None:
    play.begin("objection.blocks_approval", **changes).to_notice().record(play.say.objection("A-01"))
    play.on("2025-10-10").record(NoticeClosed(passed=play.say.codes("A-01", "A-02")))
    assert play.refused(play.say.approved()) == refused


def test_in_the_public_view_objections_are_not_disclosed(play: Any) -> None:
    play.begin().to_closing()
    play.round.sealed = 1
    assert play.verdict("waits_for_open_objections", play.say.approved()) == "not disclosed"


def test_the_government_decides_on_each_once(play: Any) -> None:
    play.begin().to_closing().record(denied())
    assert play.refused(play.say.approved()) == {"decides_on_each_once"}
    assert play.refused(denied()) == {"decides_on_each_once"}
    assert play.refused(denied("A-01", " ")) == {"says_why"}
    assert play.refused(denied("A-03")) == {"decides_on_who_passed"}


# Publication


def test_publication_follows_and_equals_the_approval(play: Any) -> None:
    play.begin().to_closing()
    assert {"publishes_after_the_approval", "publishes_what_was_approved"} <= play.refused(play.say.published())
    play.record(play.say.approved())
    one = play.say.published(play.say.winner("A-01", MAIN))
    turned = play.say.published(play.say.winner("A-01", NOMINATION), play.say.winner("A-02", MAIN))
    more = play.say.published(*play.say.published().winners, play.say.winner("A-03", NOMINATION))
    assert play.refused(one) == play.refused(turned) == {"publishes_what_was_approved"}
    assert "publishes_what_was_approved" in play.refused(more)
    assert play.refused(play.say.published()) == set()


def test_who_was_approved_later_is_published_later(play: Any) -> None:
    play.begin().to_closing().record(play.say.approved(play.say.candidate("A-01", MAIN)))
    play.record(play.say.published(play.say.winner("A-01", MAIN)))
    play.record(play.say.approved(play.say.candidate("A-02", NOMINATION)))
    assert {"publishes_what_was_approved", "publishes_each_winner_once"} <= play.refused(play.say.published())
    assert play.refused(play.say.published(play.say.winner("A-02", NOMINATION))) == set()


@pytest.mark.parametrize("changes", [{"organisation": "91320804000009999"}, {"name": "另一组织"}])
def test_the_organisation_published_is_the_one_that_applied(play: Any, changes: dict[str, str]) -> None:
    play.begin().to_approval().on("2025-10-15")
    wrong = play.say.published(play.say.winner("A-01", MAIN, **changes), play.say.winner("A-02", NOMINATION))
    assert play.refused(wrong) == {"names_who_applied"}


def test_where_applicants_are_closed_it_is_not_disclosed(play: Any) -> None:
    play.begin().to_approval()
    for application in play.round.application.applications.values():
        application.submitted = msgspec.structs.replace(application.submitted, organisation=Undisclosed("organisation"))
    assert play.verdict("names_who_applied", play.say.published()) == "not disclosed"


def test_a_publication_names_everybody_and_its_place(play: Any) -> None:
    play.begin().to_approval()
    assert "names_every_winner" in play.refused(
        play.say.published(play.say.winner("A-01", MAIN, name=""), play.say.winner("A-02", NOMINATION))
    )
    assert play.refused(play.say.published(site="")) == {"says_where_it_is_published"}
    assert play.refused(play.say.published(status="on_notice")) == {"says_how_certain_it_is"}


@pytest.mark.parametrize(("day", "refused"), [("2025-10-09", {"is_dated_not_before_the_approval"}), ("2025-10-10", set())])
def test_the_day_of_publication(play: Any, day: str, refused: set[str]) -> None:
    play.begin().to_approval().on("2025-10-15")
    assert play.refused(play.say.published(), occurred_at=day) == refused


def test_a_correction_of_the_publication_is_held_against_the_approval_too(play: Any) -> None:
    play.begin().to_approval()
    first = play.record(play.say.published())
    corrects = Correction(act=first.said.id, why="a slip", approved_by="office")
    assert play.refused(play.say.published(site="https://example.org/again"), corrects=corrects) == set()
    assert play.refused(play.say.published(play.say.winner("A-01", MAIN)), corrects=corrects) == {"publishes_what_was_approved"}


# Historical rounds


def historical(play: Any, *tiers: EditionTier) -> Any:
    """Open a historical round of another city's edition with these tiers; without any, the edition stays unknown."""
    office, edition = play.office, EditionId("elsewhere-2019")
    if tiers:
        registered = MeasureRegistered(
            edition_id=edition,
            title_zh="办法",
            title_en="measure",
            programme_zh="市长质量奖",
            issued_by="elsewhere",
            effective_from=None,
            valid_until=None,
            text=None,
            tiers=tiers,
        )
        office.take(office.fact(registered, round=None))
    opening = office.opened(kind=RoundKind.HISTORICAL, award_year="2019", year=2019, programme="市长质量奖", planned=())
    office.take(office.fact(opening, round="2019", edition=edition))
    return play


def of_the_past(play: Any, event: Any, day: str = "2019-11") -> dict[str, str]:
    fact = play.office.fact(event, round="2019", edition="elsewhere-2019", occurred_at=day)
    stages = {"article_03", "article_09_9", "article_11", "article_12", "article_10"}
    findings = [f for f in check(play.office.history, fact) if f.rule.name.partition(".")[0] in stages]
    return {f.rule.name.partition(".")[2]: "refused" if f.refuses else f.verdict.value for f in findings}


GOLD = EditionTier(tier=Tier("gold"), zh="金奖", en="gold", quota=1, prize=None, bars=True)


def test_of_a_historical_round_only_the_result_is_on_record(play: Any) -> None:
    listed = play.say.published(play.say.winner("W-1", Tier("gold")), status="on_notice")
    verdicts = of_the_past(historical(play, GOLD), listed)
    assert "refused" not in verdicts.values()
    unknown = {"publishes_after_the_approval", "publishes_what_was_approved", "is_dated_not_before_the_approval", "names_who_applied"}
    assert {rule for rule, verdict in verdicts.items() if verdict == "not on record"} == unknown
    assert verdicts["names_tiers_of_the_edition"] == verdicts["keeps_to_the_quota"] == "conforms"


def test_a_historical_result_keeps_to_the_tiers_of_its_edition(play: Any) -> None:
    verdicts = of_the_past(historical(play, GOLD), play.say.published(play.say.winner("W-1", Tier("silver"))))
    assert verdicts["names_tiers_of_the_edition"] == "refused"


def test_of_an_unknown_edition_nothing_is_said(play: Any) -> None:
    verdicts = of_the_past(historical(play), play.say.published(play.say.winner("W-1", Tier("silver"))))
    assert verdicts["names_tiers_of_the_edition"] == verdicts["keeps_to_the_quota"] == "not on record"


def test_no_winner_of_the_past_is_published_twice(play: Any) -> None:
    listed = play.say.published(play.say.winner("W-1", Tier("gold")))
    play.office.take(play.office.fact(listed, round="2019", edition="elsewhere-2019", occurred_at="2019-11"))
    historical(play, GOLD)
    assert of_the_past(play, listed)["publishes_each_winner_once"] == "refused"


def test_what_the_past_had_adopted_is_not_on_record(play: Any) -> None:
    listed = play.say.published(play.say.winner("A-01", Tier("gold")))
    historical(play, GOLD).office.take(play.office.fact(listed, round="2019", edition="elsewhere-2019", occurred_at="2019-11"))
    assert of_the_past(play, play.say.demanded(0), "2020-01-01")["demands_what_was_paid"] == "not on record"


# Honours


def test_honours_go_to_published_winners_once(play: Any) -> None:
    play.begin().to_approval()
    assert play.refused(play.say.conferred("A-01")) == {"honours_a_winner"}
    play.record(play.say.published())
    assert play.refused(play.say.conferred("A-03")) == {"honours_a_winner"}
    assert play.refused(play.say.conferred("A-01", certificate="")) == {"numbers_plaque_and_certificate"}
    play.record(play.say.conferred("A-02"))
    assert play.refused(play.say.conferred("A-02")) == {"is_given_once"}


def test_only_the_main_tier_is_commended(play: Any) -> None:
    play.begin().to_publication()
    assert play.refused(CommendationIssued(applicants=play.say.codes("A-01", "A-02"), document=None)) == {"commends_the_main_tier_alone"}
    assert "honours_a_winner" in play.refused(CommendationIssued(applicants=play.say.codes("A-03"), document=None))
    assert "honours_a_winner" in play.refused(CommendationIssued(applicants=(), document=None))
    play.record(CommendationIssued(applicants=play.say.codes("A-01"), document=None))
    assert play.refused(CommendationIssued(applicants=play.say.codes("A-01"), document=None)) == {"is_given_once"}


# Prize


@pytest.mark.parametrize(
    ("applicant", "tier", "amount", "refused"),
    [
        ("A-01", MAIN, 20_000_000, set()),
        ("A-02", NOMINATION, 5_000_000, set()),
        ("A-01", MAIN, 19_999_999, {"grants_the_amount_of_the_tier"}),
        ("A-01", MAIN, 0, {"grants_the_amount_of_the_tier"}),
        ("A-01", NOMINATION, 5_000_000, {"names_the_tier_that_was_won"}),
        ("A-03", NOMINATION, 5_000_000, {"honours_a_winner", "names_the_tier_that_was_won"}),
    ],
)
def test_a_prize_is_the_amount_of_the_tier(play: Any, applicant: str, tier: Tier, amount: int, refused: set[str]) -> None:
    assert play.begin().to_publication().refused(play.say.granted(applicant, tier, amount)) == refused


def test_a_prize_is_granted_once_after_the_publication(play: Any) -> None:
    play.begin().to_approval()
    assert "honours_a_winner" in play.refused(play.say.granted())
    play.record(play.say.published())
    play.record(play.say.granted())
    assert play.refused(play.say.granted()) == {"is_given_once"}


def test_a_year_costs_half_a_million_yuan_at_most(play: Any) -> None:
    play.begin().to_publication()
    for number, amount in enumerate((20_000_000, 5_000_000, 5_000_000, 5_000_000)):
        play.round.approval.granted[ApplicantCode(f"X-{number}")] = Fen(amount)
    assert "keeps_to_the_most_of_a_year" in play.refused(play.say.granted())
    play.round.approval.granted[ApplicantCode("X-3")] = Fen(0)
    assert play.refused(play.say.granted()) == set()


def earlier_title(play: Any, tier: Tier) -> None:
    office = play.office
    office.take(office.fact(office.opened(award_year="2019", year=2019), round="2019"))
    won = ResultPublished(winners=(play.say.winner("A-02", tier), play.say.winner("A-01", tier)), site="gazette", status="awarded", note="")
    office.take(office.fact(won, round="2019", occurred_at="2019-12-01"))


@pytest.mark.parametrize(("reading", "amount"), [("pay", 5_000_000), ("first_only", 0)])
def test_a_second_nomination_is_paid_as_adopted(play: Any, reading: str, amount: int) -> None:
    play.begin("nomination.repeat_prize", nomination_repeat_prize=reading).to_publication()
    earlier_title(play, NOMINATION)
    assert play.refused(play.say.granted("A-02", NOMINATION, amount)) == set()
    assert play.refused(play.say.granted("A-02", NOMINATION, 5_000_000 - amount)) == {"grants_the_amount_of_the_tier"}


def test_a_second_nomination_is_a_silence_and_a_first_is_not(play: Any) -> None:
    play.begin("nomination.repeat_prize").to_publication()
    assert play.refused(play.say.granted("A-02", NOMINATION, 5_000_000)) == set()
    earlier_title(play, NOMINATION)
    assert play.verdict("grants_the_amount_of_the_tier", play.say.granted("A-02", NOMINATION, 5_000_000)) == "rule silent"


def test_a_nomination_winner_that_wins_the_main_tier_is_paid_in_full(play: Any) -> None:
    play.begin().to_publication()
    earlier_title(play, NOMINATION)
    assert play.refused(play.say.granted()) == set()


def test_a_repeat_main_winner_gets_nothing(play: Any) -> None:
    play.begin().to_votes()
    earlier_title(play, MAIN)
    chosen = (play.say.candidate("A-01", MAIN, outside=True), play.say.candidate("A-02", NOMINATION))
    play.record(play.say.determined(*chosen))
    play.record(play.say.vacant(MAIN))
    play.on("2025-09-24").record(play.say.notice())
    play.on("2025-10-10").record(NoticeClosed(passed=play.say.codes("A-01", "A-02")))
    play.record(play.say.approved(*chosen))
    play.record(play.say.published(play.say.winner("A-01", MAIN, outside_quota=True), play.say.winner("A-02", NOMINATION)))
    assert play.refused(play.say.granted()) == {"grants_nothing_for_a_repeat_main_win"}
    play.record(play.say.granted(amount=0))
    assert play.refused(play.say.paid(amount=1)) == {"pays_no_more_than_was_granted"}
    assert play.refused(play.say.conferred("A-01")) == set()


# Payment


@pytest.mark.parametrize(
    ("amount", "refused"),
    [
        (20_000_000, set()),
        (20_000_001, {"pays_no_more_than_was_granted"}),
        (0, {"is_an_amount"}),
        (-1, {"is_an_amount"}),
    ],
)
def test_what_is_paid_stays_within_what_was_granted(play: Any, amount: int, refused: set[str]) -> None:
    play.begin().to_publication().record(play.say.granted())
    assert play.refused(play.say.paid(amount=amount)) == refused


def test_instalments_add_up(play: Any) -> None:
    play.begin().to_publication().record(play.say.granted())
    first = play.record(play.say.paid(amount=15_000_000))
    assert play.refused(play.say.paid(amount=5_000_001)) == {"pays_no_more_than_was_granted"}
    assert play.refused(play.say.paid(amount=5_000_000)) == set()
    corrects = Correction(act=first.said.id, why="typo", approved_by="finance")
    assert play.refused(play.say.paid(amount=20_000_000), corrects=corrects) == set()


def test_only_a_published_winner_with_a_grant_is_paid(play: Any) -> None:
    play.begin().to_approval()
    assert {"honours_a_winner", "pays_after_the_publication", "pays_no_more_than_was_granted"} <= play.refused(play.say.paid())
    play.record(play.say.published())
    assert play.refused(play.say.paid()) == {"pays_no_more_than_was_granted"}
    assert "honours_a_winner" in play.refused(play.say.paid("A-03"))
