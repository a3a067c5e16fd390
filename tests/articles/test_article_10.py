"""Article 10.1 and 10.3: amounts to the fen, first and repeated wins, the most of a year."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.event import Undisclosed
from ledger.rules import article_10 as article
from ledger.rules.article_10 import EarlierWins
from ledger.rules.citation import Verdict
from ledger.rules.editions import EDITIONS
from ledger.terms import MAIN, NOMINATION, ApplicantCode, EditionId, Fen, OrgId

YES, NO = Verdict.CONFORMS, Verdict.VIOLATES
A, B = ApplicantCode("A"), ApplicantCode("B")
ORG, OTHER = "91320804MA1EXAMPLE", "91320804MA1ANOTHER"
NONE: frozenset[str] = frozenset()
NOBODY = EarlierWins(NONE, NONE, NONE, None)


def earlier(held: str = "", revoked: str = "", on_notice: str = "", reading: str | None = None) -> EarlierWins:
    return EarlierWins(*(frozenset({text} if text else ()) for text in (held, revoked, on_notice)), reading)


@pytest.mark.provision("10.3", "holds", "breaks")
@pytest.mark.parametrize(
    ("earlier_wins", "verdict_inside", "verdict_outside"),
    [
        (NOBODY, YES, NO),
        (earlier(held=ORG), NO, YES),
        (earlier(held="甲厂"), NO, YES),  # known by its name alone
        (earlier(held=OTHER), YES, NO),
        (earlier(revoked=ORG, reading="counts_as_won"), NO, YES),
        (earlier(revoked=ORG, reading="does_not_count"), YES, NO),
        (earlier(revoked=ORG), Verdict.SILENT, Verdict.SILENT),
        (earlier(on_notice=ORG), Verdict.NOT_ON_RECORD, Verdict.NOT_ON_RECORD),
    ],
)
def test_10_3_who_wins_the_main_tier_again_stands_outside(
    earlier_wins: EarlierWins, verdict_inside: Verdict, verdict_outside: Verdict
) -> None:
    applied = {A: (OrgId(ORG), "甲厂")}
    rule = article.stands_outside_the_quota_as_a_repeat_winner
    assert rule({A: (MAIN, False)}, MAIN, applied, earlier_wins).verdict is verdict_inside
    assert rule({A: (MAIN, True)}, MAIN, applied, earlier_wins).verdict is verdict_outside


@pytest.mark.provision("10.3", "holds", "breaks")
def test_10_3_a_nomination_never_stands_outside() -> None:
    rule, applied = article.stands_outside_the_quota_as_a_repeat_winner, {A: (OrgId(ORG), "甲厂")}
    assert rule({A: (NOMINATION, True)}, MAIN, applied, earlier(held=ORG)).verdict is NO
    assert rule({A: (NOMINATION, False)}, MAIN, applied, earlier(held=ORG)).verdict is YES
    assert rule({A: (NOMINATION, False)}, MAIN, None, earlier(held=ORG)).verdict is Verdict.NOT_ON_RECORD


def test_10_3_closed_applicants_matter_only_where_somebody_won_before() -> None:
    rule = article.stands_outside_the_quota_as_a_repeat_winner
    closed: Any = {A: (Undisclosed("organisation"), Undisclosed("name"))}
    assert rule({A: (MAIN, False)}, MAIN, closed, NOBODY).verdict is YES
    assert rule({A: (MAIN, False)}, MAIN, closed, earlier(held=ORG)).verdict is Verdict.NOT_DISCLOSED


@pytest.mark.provision("10.1", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("amount", "is_main", "earlier_wins", "reading", "verdict"),
    [
        (20_000_000, True, NOBODY, None, YES),
        (19_999_999, True, NOBODY, None, NO),
        (20_000_001, True, NOBODY, None, NO),
        (20_000_000, True, earlier(held=ORG), None, YES),  # the repeat main win has a rule of its own
        (20_000_000, False, NOBODY, None, YES),
        (20_000_000, False, earlier(held=ORG), "pay", YES),
        (0, False, earlier(held=ORG), "pay", NO),
        (0, False, earlier(held=ORG), "first_only", YES),
        (20_000_000, False, earlier(held=ORG), "first_only", NO),
        (0, False, earlier(held=ORG), None, Verdict.SILENT),
    ],
)
def test_10_1_the_amount_of_the_tier(amount: int, is_main: bool, earlier_wins: EarlierWins, reading: str | None, verdict: Verdict) -> None:
    found = article.grants_the_amount_of_the_tier(Fen(amount), Fen(20_000_000), (ORG, "甲厂"), earlier_wins, reading, is_main)
    assert found.verdict is verdict


def test_10_1_an_edition_without_an_amount_says_nothing() -> None:
    found = article.grants_the_amount_of_the_tier(Fen(1), None, (ORG, "甲厂"), NOBODY, "pay", is_main=True)
    assert found.verdict is Verdict.NOT_ON_RECORD


@pytest.mark.provision("10.3", "holds", "breaks", "boundary")
def test_10_3_a_repeat_main_win_brings_what_the_text_says_nothing() -> None:
    repeat = EDITIONS[EditionId("2024")].prize_repeat_main
    assert article.grants_nothing_for_a_repeat_main_win(Fen(0), repeat).verdict is YES
    assert article.grants_nothing_for_a_repeat_main_win(Fen(1), repeat).verdict is NO
    assert article.grants_nothing_for_a_repeat_main_win(Fen(0), None).verdict is Verdict.NOT_ON_RECORD


@pytest.mark.provision("10.1", "holds", "breaks", "boundary")
def test_10_1_the_most_of_a_year_is_half_a_million_yuan() -> None:
    edition = EDITIONS[EditionId("2024")]
    most = Fen(sum(terms.quota * terms.prize for terms in edition.tiers.values()))
    assert most == 50_000_000
    assert article.keeps_to_the_most_of_a_year(most, most).verdict is YES
    assert article.keeps_to_the_most_of_a_year(Fen(most + 1), most).verdict is NO
    assert article.keeps_to_the_most_of_a_year(most, None).verdict is Verdict.NOT_ON_RECORD


@pytest.mark.provision("10.1", "holds", "breaks")
@pytest.mark.parametrize(("tiers", "verdict"), [((MAIN,), YES), ((), YES), ((NOMINATION,), NO), ((MAIN, NOMINATION), NO)])
def test_10_1_commendation_is_for_the_main_tier(tiers: tuple[Any, ...], verdict: Verdict) -> None:
    assert article.commends_the_main_tier_alone(tiers, (MAIN,)).verdict is verdict
    assert article.commends_the_main_tier_alone(tiers, None).verdict is Verdict.NOT_ON_RECORD


@pytest.mark.provision("10.1", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("amount", "paid", "granted", "verdict"),
    [(100, 0, 100, YES), (50, 50, 100, YES), (51, 50, 100, NO), (1, 0, 0, NO), (1, 0, None, NO)],
)
def test_10_1_paid_is_within_granted(amount: int, paid: int, granted: int | None, verdict: Verdict) -> None:
    limit = None if granted is None else Fen(granted)
    assert article.pays_no_more_than_was_granted(Fen(amount), Fen(paid), limit).verdict is verdict


@pytest.mark.provision("10.1", "holds", "breaks", "boundary")
@pytest.mark.parametrize(("amount", "verdict"), [(1, YES), (0, NO), (-1, NO)])
def test_10_1_money_is_more_than_nothing(amount: int, verdict: Verdict) -> None:
    assert article.is_an_amount(Fen(amount)).verdict is verdict


@pytest.mark.provision("10.1", "holds", "breaks")
@pytest.mark.parametrize(("applicants", "verdict"), [((A,), YES), ((A, B), NO), ((B,), NO), ((), NO)])
def test_10_1_honours_go_to_winners(applicants: tuple[ApplicantCode, ...], verdict: Verdict) -> None:
    assert article.honours_a_winner(applicants, (A,)).verdict is verdict


@pytest.mark.provision("10.1", "holds", "breaks")
def test_10_1_nothing_is_paid_before_the_publication() -> None:
    assert [article.pays_after_the_publication(position).verdict for position in (0, 9)] == [NO, YES]
