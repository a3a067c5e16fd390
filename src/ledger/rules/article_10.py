"""Article 10.1 and 10.3: honour and prize (第十条第一、三款). The bar of 10.2 stands in ``article_10_2``.

1: main winners are commended; both tiers get plaque, certificate and a prize paid once out of the budget. 3: who wins
the main tier again stands outside the year's quota and gets plaque and certificate, but no prize. A nomination winner
that wins the main tier later is a first main winner; whether a second nomination is paid is the silence
``nomination.repeat_prize``. Amounts are in fen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ledger.rules.citation import Basis, NotOnRecord, Silence, rule
from ledger.rules.identity import all_same
from ledger.terms import ApplicantCode, Fen, OrgId, Tier

Applied = Mapping[ApplicantCode, tuple[OrgId, str]]
"""Code to (organisation, name) of the application; a view may keep both closed."""


@dataclass(frozen=True, slots=True)
class EarlierWins:
    """往届获奖: organisations that won a tier of the same programme in another round, each by its code and by its name.

    ``revoked`` lost the title; ``on_notice`` are known from a public notice alone. ``reading`` is ``repeat.revoked_title``.
    """

    held: frozenset[str]
    revoked: frozenset[str]
    on_notice: frozenset[str]
    reading: str | None

    def include(self, organisation: str, name: str) -> bool:
        """Return whether this organisation won before. Raises ``NotDisclosed``, ``Silence``, ``NotOnRecord``."""
        if not (self.held or self.revoked or self.on_notice):
            return False
        own = all_same((organisation, name))
        if own & all_same(self.held):
            return True
        if own & all_same(self.revoked):
            if self.reading is None:
                raise Silence("repeat.revoked_title")
            return self.reading == "counts_as_won"
        if own & all_same(self.on_notice):
            raise NotOnRecord("whether a candidate known from its public notice won in the end")
        return False


@rule("10.3")
def stands_outside_the_quota_as_a_repeat_winner(
    outside: Mapping[ApplicantCode, tuple[Tier, bool]], main: Tier, applied: Applied | None, earlier: EarlierWins
) -> bool:
    """再次获主奖项者且仅其不占名额: Who wins the main tier again, and nobody else, stands outside the quota.

    ``outside`` is (tier, whether it is said to stand outside) by applicant; ``applied`` of None: no applications on record.
    """
    if applied is None:
        raise NotOnRecord("the applications")
    for applicant, (tier, is_outside) in outside.items():
        repeats = tier == main and applicant in applied and earlier.include(*applied[applicant])
        if repeats is not is_outside:
            return False
    return True


@rule("10.1")
def honours_a_winner(applicants: Collection[ApplicantCode], winners: Collection[ApplicantCode]) -> bool:
    """授予对象为已公布的获奖组织: Plaque, certificate, commendation and prize go to published winners and to nobody else."""
    return len(applicants) > 0 and all(applicant in winners for applicant in applicants)


@rule("10.1", basis=Basis.METHOD)
def numbers_plaque_and_certificate(plaque: str, certificate: str) -> bool:
    """奖牌证书载明编号: Plaque and certificate both have a number."""
    return bool(plaque.strip()) and bool(certificate.strip())


@rule("10.1")
def is_given_once(is_given: bool) -> bool:
    """奖牌证书、表彰、奖金核定各一次: Plaque and certificate, commendation, and prize are each given once."""
    return not is_given


@rule("10.1")
def commends_the_main_tier_alone(tiers: Collection[Tier], commended: Collection[Tier] | None) -> bool:
    """只表彰主奖项: Commendation is for the tiers that the text commends, the main tier alone; None: not known of this edition."""
    if commended is None:
        raise NotOnRecord("which tiers this edition commends")
    return all(tier in commended for tier in tiers)


@rule("10.1")
def names_the_tier_that_was_won(tier: Tier, won: Tier | None) -> bool:
    """核定的奖项与获奖一致: The prize is for the tier that was won."""
    return tier == won


@rule("10.1")
def grants_the_amount_of_the_tier(
    amount: Fen, prize: Fen | None, organisation: tuple[str, str] | None, earlier: EarlierWins, repeat_prize: str | None, is_main: bool
) -> bool:
    """首次获奖按奖项金额: A first win brings the tier's amount; so does a second nomination, or nothing, as adopted.

    ``earlier`` are earlier wins of the same tier; ``organisation`` is (code, name) of the winner.
    """
    if prize is None:
        raise NotOnRecord("the prize of this tier")
    if is_main or organisation is None or not earlier.include(*organisation):
        return amount == prize
    if repeat_prize is None:
        raise Silence("nomination.repeat_prize")
    return amount == (prize if repeat_prize == "pay" else 0)


@rule("10.3")
def grants_nothing_for_a_repeat_main_win(amount: Fen, repeat: Fen | None) -> bool:
    """再次获主奖项不授奖金: Who wins the main tier again gets plaque and certificate, and the amount that the text fixes: nothing."""
    if repeat is None:
        raise NotOnRecord("what a repeat win brings in this edition")
    return amount == repeat


@rule("10.1")
def keeps_to_the_most_of_a_year(granted: Fen, most: Fen | None) -> bool:
    """全年核定不超过各奖项名额乘以金额之和: All that a year grants stays within quota times prize, summed over the tiers; in fen."""
    if most is None:
        raise NotOnRecord("quota and prize of every tier")
    return granted <= most


@rule("10.1")
def pays_after_the_publication(published_at: int) -> bool:
    """公布之后拨付: Nothing is paid before the result is published; ``published_at``: position, 0 where not yet."""
    return published_at > 0


@rule("10.1", basis=Basis.METHOD)
def is_an_amount(amount: Fen) -> bool:
    """金额大于零: An amount of money is more than nothing."""
    return amount > 0


@rule("10.1")
def pays_no_more_than_was_granted(amount: Fen, paid: Fen, granted: Fen | None) -> bool:
    """拨付不超过核定: What is paid, with what was paid before, is no more than was granted; None: nothing was."""
    return granted is not None and paid + amount <= granted
