"""Article 3: what the award is, how often, in which tiers, and how many (第三条).

1: the award is the district government's highest honour for quality, given to enterprises and public
institutions with an excellence model and the results to show for it. 2: it is given once a year, in two
tiers, to no more than two winners in each. It is a ceiling: a place may stay vacant.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from ledger.rules.citation import Basis, NotOnRecord, rule
from ledger.rules.identity import all_same, same
from ledger.terms import Tier

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years of an award; beyond them a slip of the pen, and soon a date that nobody can write."""


@rule("3.1")
def applies_as_an_organisation(organisation: str, name: str) -> bool:
    """申报者是载明代码或名称的组织: The applicant is an organisation, known by its credit code or its name."""
    return bool(organisation.strip()) and bool(name.strip())


@rule("3.2")
def plans_tiers_of_the_edition(planned: Sequence[Tier], tiers: Collection[Tier] | None, *, is_historical: bool) -> bool:
    """计划的奖项是本办法所设且不重复: The planned tiers are those of the edition, each named once.

    A historical round may have no plan on record. ``tiers`` of None: nothing says which tiers the edition has.
    """
    if not planned:
        return is_historical
    if tiers is None:
        raise NotOnRecord("the tiers of this edition")
    return len(set(planned)) == len(planned) and all(tier in tiers for tier in planned)


@rule("3.2")
def keeps_to_the_quota(places: Mapping[Tier, int], quota: Mapping[Tier, int | None] | None) -> bool:
    """每个奖项不超过年度名额: No tier has more places than the year's quota. The quota itself is allowed.

    Raises ``NotOnRecord`` where nothing says what the quota of a planned tier is.
    """
    if any(count < 0 for count in places.values()):
        return False
    limits = {tier: (quota or {}).get(tier) for tier in places}
    if any(limit is not None and places[tier] > limit for tier, limit in limits.items()):
        return False
    unknown = sorted(tier for tier, limit in limits.items() if limit is None)
    if unknown:
        raise NotOnRecord(f"the quota of tier {', '.join(unknown)}")
    return True


@rule("3.2")
def is_the_one_round_of_its_year(programme: str, award_year: str, others: Iterable[tuple[str, str]]) -> bool:
    """同一奖项每个年度只评定一次: A programme has one round for each award year; ``others`` are (programme, award year)."""
    return (same(programme), same(award_year)) not in {(same(other), same(year)) for other, year in others}


@rule("3.1", basis=Basis.METHOD, gate=True)
def is_of_the_programme_of_its_edition(programme: str, others: Iterable[str]) -> bool:
    """同一办法下只有一个奖项: One measure founds one award; under another name it would have a second round a year, and no bar.

    ``others`` are the programmes of the other live rounds of this edition.
    """
    return all_same(others) <= {same(programme)}


@rule("3.2")
def names_its_award_year(award_year: str, year: int | None) -> bool:
    """载明评审年度，标签为年份时二者一致: The round names its award year; where the label is a year, both are the same."""
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        return False
    if award_year.isascii() and award_year.isdigit():
        return year == int(award_year)
    return bool(award_year.strip())


@rule("3.2", basis=Basis.METHOD, gate=True)
def keeps_what_the_round_stands_on(changed: Collection[str], call_at: int) -> bool:
    """更正不改变年度的记录方式、办法版本，通知后亦不改变奖项、年度、名额和日历: A correction keeps what a round stands on.

    How it is kept and by which edition never changes; its day, award, year, places and calendar stay once the call is out. ``changed``
    names what differs; ``call_at`` is the call's position, 0 where not yet.
    """
    return not {"kind", "edition"} & set(changed) and (not call_at or not changed)
