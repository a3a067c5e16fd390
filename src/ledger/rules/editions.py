"""Numbers that the text fixes, edition by edition (articles 3, 8, 9, 10, 11, 12, 17).

An edition is one version of the measure. What stands here is printed in its text, so that no adopted
rule and no interpretation can change it (article 16 only fills gaps). What the text leaves open
stands in ``silences``. Editions of other places come into the ledger as data (``registered``); what these
leave out is not on record: a rule that needs it answers 未见记录.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from ledger.terms import MAIN, NOMINATION, EditionId, Fen, PartialDate, Phase, Tier


@dataclass(frozen=True, slots=True)
class TierTerms:
    """奖项 (3, 10): places a year at most, prize of a first win in fen, and whether a win bars the winner (10.2)."""

    zh: str
    en: str
    quota: int
    prize: Fen
    bars: bool
    commended: bool
    """Whether winners are commended (10.1): the main tier alone."""


@dataclass(frozen=True, slots=True)
class Edition:
    """办法版本: the fixed numbers of one edition. Years and days are counted as ``calendar`` says."""

    id: EditionId
    tiers: Mapping[Tier, TierTerms]
    ratio_defence: Fraction
    """Applicants at the defence for each place (9(4)); what counts as a place is the silence ``ratio.base``."""
    ratio_site: Fraction
    """Applicants at the site visit for each place (9(5))."""
    notice_days: int
    """Days of the public notice (9(8))."""
    replaces: bool
    """Whether somebody moves up for a candidate that fails the notice (9(8))."""
    bar_win_years: int
    """Years without a new application after a win that bars (10.2)."""
    bar_revocation_years: int
    """Years without a new application after a revocation (11, 12)."""
    repeat_outside_quota: bool
    """Whether who wins the main tier again stands outside the year's quota (10.3)."""
    prize_repeat_main: Fen
    """Prize of who wins the main tier again (10.3)."""
    operating_years: int
    """Years of normal operation, this number included (8(1))."""
    system_years: int
    """Years of an effective certified quality system, this number included (8(3))."""
    model_years: int
    """Years of the excellence model in use, this number included (8(3))."""
    clean_years: int
    """Years before the reference day that the record must be clean (8(5))."""
    phases: tuple[Phase, ...]
    step_order: tuple[str, ...]
    """How a round ends: deliberation, then notice, then approval, then publication (9(8), 9(9))."""
    effective_from: PartialDate
    """As printed: the year alone; month and day are blank in the text (17)."""
    valid_until: PartialDate | None
    """Blank in the text (17)."""


THIS_MEASURE = EditionId("2024")
"""The one edition whose text is printed here."""

EDITIONS: Mapping[EditionId, Edition] = MappingProxyType(
    {
        THIS_MEASURE: Edition(
            id=THIS_MEASURE,
            tiers=MappingProxyType(
                {
                    MAIN: TierTerms("区长质量奖", "Mayor's Quality Award", 2, Fen(20_000_000), bars=True, commended=True),
                    NOMINATION: TierTerms("区长质量奖提名奖", "nomination award", 2, Fen(5_000_000), bars=False, commended=False),
                }
            ),
            ratio_defence=Fraction(3, 2),
            ratio_site=Fraction(1),
            notice_days=7,
            replaces=False,
            bar_win_years=5,
            bar_revocation_years=5,
            repeat_outside_quota=True,
            prize_repeat_main=Fen(0),
            operating_years=5,
            system_years=3,
            model_years=3,
            clean_years=3,
            phases=(Phase.DOCUMENT, Phase.DEFENCE, Phase.SITE),
            step_order=("deliberation", "public_notice", "government_approval", "publication"),
            effective_from=PartialDate(2024),
            valid_until=None,
        )
    }
)
"""Editions whose text this program knows, by id."""

FIXED: Mapping[str, str] = MappingProxyType(
    {
        "tier.main.quota": "3.2",
        "tier.nomination.quota": "3.2",
        "eligibility.years_operating_min": "8(1)",
        "eligibility.qms_years_min": "8(3)",
        "eligibility.excellence_model_years_min": "8(3)",
        "eligibility.clean_record_years": "8(5)",
        "ratio.defence": "9(4)",
        "ratio.site_visit": "9(5)",
        "notice.days": "9(8)",
        "notice.replacement": "9(8)",
        "step_order": "9(8)",
        "prize.main.fen": "10.1",
        "prize.nomination.fen": "10.1",
        "bar.win.years": "10.2",
        "bar.win.applies_to": "10.2",
        "prize.repeat_main.fen": "10.3",
        "repeat_main.occupies_quota": "10.3",
        "bar.revocation.years": "11",
    }
)
"""Names under which somebody may try to set what the text fixes, and the provision that fixes it."""


def edition_of(id: EditionId | None) -> Edition | None:
    """Return the fixed numbers of an edition; None where this program does not know its text."""
    return None if id is None else EDITIONS.get(id)


def fixed_by(provision: str, id: EditionId = THIS_MEASURE) -> list[tuple[str, object]]:
    """Return what a provision of an edition printed here fixes, as (key, plain value)."""
    printed = _printed(EDITIONS[id])
    return [(key, printed[key]) for key, fixing in FIXED.items() if fixing == provision]


def _printed(edition: Edition) -> Mapping[str, object]:
    main, nomination = edition.tiers[MAIN], edition.tiers[NOMINATION]
    return {
        "tier.main.quota": main.quota,
        "tier.nomination.quota": nomination.quota,
        "eligibility.years_operating_min": edition.operating_years,
        "eligibility.qms_years_min": edition.system_years,
        "eligibility.excellence_model_years_min": edition.model_years,
        "eligibility.clean_record_years": edition.clean_years,
        "ratio.defence": str(edition.ratio_defence),
        "ratio.site_visit": str(edition.ratio_site),
        "notice.days": edition.notice_days,
        "notice.replacement": edition.replaces,
        "step_order": list(edition.step_order),
        "prize.main.fen": main.prize,
        "prize.nomination.fen": nomination.prize,
        "bar.win.years": edition.bar_win_years,
        "bar.win.applies_to": [tier for tier, terms in edition.tiers.items() if terms.bars],
        "prize.repeat_main.fen": edition.prize_repeat_main,
        "repeat_main.occupies_quota": not edition.repeat_outside_quota,
        "bar.revocation.years": edition.bar_revocation_years,
    }
