"""Article 9(9): approval and publication (第九条第九项).

The candidates that passed the notice go to the government; what it approves is issued and published.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from ledger.errors import NotDisclosed
from ledger.rules.article_09_8_notice import first_day_after
from ledger.rules.calendar import span
from ledger.rules.citation import Basis, NotOnRecord, Silence, rule
from ledger.terms import ApplicantCode, PartialDate, Tier

# Approval


@rule("9(9)")
def approves_after_the_notice(closed_at: int) -> bool:
    """批准以公示期满为前提: The government decides after the notice has closed; ``closed_at``: position, 0 where not yet."""
    return closed_at > 0


@rule("9(9)")
def is_dated_after_the_notice(decided_on: PartialDate, ends_on: date | None, closing: str | None) -> bool:
    """批准之日在公示终了之后: The decision bears a day after the notice was over; a partly known day may not tell."""
    if ends_on is None:
        raise NotOnRecord("the public notice")
    if closing is None:
        raise Silence("notice.closing")
    return _not_before(decided_on, span(_partial(first_day_after(ends_on, closing))))


@rule("9(9)")
def submits_who_passed(applicants: Sequence[ApplicantCode], passed: Collection[ApplicantCode]) -> bool:
    """报请批准的为通过公示者: What the committee proposes to the government are candidates that passed the notice, each once."""
    return len(set(applicants)) == len(applicants) > 0 and all(applicant in passed for applicant in applicants)


@rule("9(9)", basis=Basis.METHOD)
def names_its_document(document: str) -> bool:
    """报请载明文号: What goes to the government has the number or title of its document."""
    return bool(document.strip())


@rule("9(9)")
def decides_on_who_was_proposed(applicants: Collection[ApplicantCode], submitted: Collection[ApplicantCode]) -> bool:
    """只批准所报请者: The government approves whom the committee proposed to it, and nobody beside them."""
    return all(applicant in submitted for applicant in applicants)


@rule("9(9)")
def answers_what_was_returned(returned: Mapping[ApplicantCode, int], submitted: Mapping[ApplicantCode, int]) -> bool:
    """退回者经重议并再次报请方可批准: Who was returned is approved once the committee has proposed it again. Positions by applicant."""
    return all(submitted.get(applicant, 0) > position for applicant, position in returned.items())


@rule("9(9)")
def decides_on_who_passed(applicants: Collection[ApplicantCode], passed: Collection[ApplicantCode]) -> bool:
    """只对通过公示者作决定: The government decides on candidates that passed the notice and still stand; nobody else can win."""
    return all(applicant in passed for applicant in applicants)


@rule("9(9)")
def approves_as_determined(
    approved: Mapping[ApplicantCode, tuple[Tier, bool]], determined: Mapping[ApplicantCode, tuple[Tier, bool]]
) -> bool:
    """批准的奖项与候选名单一致: Every winner has the tier in which it was determined, and stands in or outside the quota as then."""
    return all(determined.get(applicant) == stands for applicant, stands in approved.items())


@rule("9(9)", basis=Basis.METHOD)
def lists_its_winners(applicants: Sequence[ApplicantCode], winners: Sequence[ApplicantCode]) -> bool:
    """批准名单与获奖者逐一对应: The list of codes and the winners are the same, each once, at least one."""
    return len(set(winners)) == len(winners) == len(applicants) > 0 and set(applicants) == set(winners)


@rule("9(9)", basis=Basis.METHOD)
def decides_on_each_once(applicants: Sequence[ApplicantCode], decided: Collection[ApplicantCode]) -> bool:
    """每个候选只决定一次: The government decides on each candidate once, for or against."""
    return len(set(applicants)) == len(applicants) and not set(applicants) & set(decided)


@rule("9(9)", basis=Basis.METHOD, gate=True)
def keeps_its_winners_once_published(
    winners: Mapping[ApplicantCode, tuple[Tier, bool]],
    before: Mapping[ApplicantCode, tuple[Tier, bool]],
    published: Collection[ApplicantCode],
) -> bool:
    """更正不取消已公布的称号: A correction of the approval keeps its winners once published; a title is revoked, not corrected away.

    ``before`` is what the corrected approval says; empty for a new one.
    """
    return all(winners.get(applicant) == stands for applicant, stands in before.items() if applicant in published)


@rule("9(8)", basis=Basis.ADOPTED)
def waits_for_open_objections(open_objections: Mapping[ApplicantCode, tuple[int, ...]], blocks: bool | None, sealed: int) -> bool:
    """有未结异议者不予批准: No candidate is approved while an objection to it is open, where the adopted rules say so.

    ``open_objections`` are positions by candidate of those decided on; ``sealed`` counts records closed in this view.
    """
    if not any(open_objections.values()):
        if sealed:
            raise NotDisclosed("record.sealed")
        return True
    if blocks is None:
        raise Silence("objection.blocks_approval")
    return not blocks


# Publication


@rule("9(9)")
def publishes_after_the_approval(approved_at: int | None) -> bool:
    """公布以批准为前提: The result is published after it was approved; ``approved_at``: position, 0: not yet, None: kept afterwards."""
    if approved_at is None:
        raise NotOnRecord("the government's approval")
    return approved_at > 0


@rule("9(9)")
def publishes_what_was_approved(
    published: Mapping[ApplicantCode, tuple[Tier, bool]], approved: Mapping[ApplicantCode, tuple[Tier, bool]] | None
) -> bool:
    """公布与批准一致: Those published are those approved and not yet published, in the same tiers; None: no approval is on record."""
    if approved is None:
        raise NotOnRecord("the government's approval")
    return dict(published) == dict(approved)


@rule("9(9)")
def is_dated_not_before_the_approval(published_on: PartialDate | None, approved_on: PartialDate | None) -> bool:
    """公布之日不早于批准之日: The publication bears the day of the approval or a later one; partly known days may not tell."""
    if published_on is None:
        raise NotOnRecord("the day of the publication")
    if approved_on is None:
        raise NotOnRecord("the day of the approval")
    return _not_before(published_on, span(approved_on))


@rule("9(9)")
def names_every_winner(winners: Sequence[tuple[ApplicantCode, str, str]]) -> bool:
    """公布载明每个获奖组织: Every winner is named once, with its code or name; (applicant, organisation, name)."""
    codes = [applicant for applicant, _, _ in winners]
    return len(set(codes)) == len(codes) and all(organisation.strip() and name.strip() for _, organisation, name in winners)


@rule("9(9)")
def names_who_applied(winners: Sequence[tuple[ApplicantCode, str, str]], applied: Mapping[ApplicantCode, tuple[str, str]] | None) -> bool:
    """公布的组织即申报的组织: The organisation published for a code is the one that applied under it, by code and name.

    ``applied`` of None: no applications are on record.
    """
    if applied is None:
        raise NotOnRecord("the applications")
    return all(applicant in applied and applied[applicant] == (organisation, name) for applicant, organisation, name in winners)


@rule("9(9)", basis=Basis.METHOD)
def publishes_each_winner_once(applicants: Sequence[ApplicantCode], published: Collection[ApplicantCode]) -> bool:
    """每个获奖组织只公布一次: A title is published once; a wrong publication is corrected."""
    return not set(applicants) & set(published)


@rule("3.2")
def names_tiers_of_the_edition(tiers: Collection[Tier], known: Collection[Tier] | None) -> bool:
    """公布的奖项是本办法所设: The tiers of the winners are those of the edition; None: nothing is known of it."""
    if known is None:
        raise NotOnRecord("the tiers of this edition")
    return all(tier in known for tier in tiers)


@rule("9(9)", basis=Basis.METHOD)
def says_how_certain_it_is(status: str, is_historical: bool) -> bool:
    """结果状态如实: A result is ``awarded``; only a list taken down afterwards may be known from its notice alone, ``on_notice``."""
    return status == "awarded" or (is_historical and status == "on_notice")


@rule("9(9)", basis=Basis.METHOD)
def says_where_it_is_published(site: str) -> bool:
    """公布载明出处: The publication says where it stands."""
    return bool(site.strip())


def _partial(day: date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def _not_before(later: PartialDate, earliest: tuple[date, date]) -> bool:
    first, last = span(later)
    if first >= earliest[1]:
        return True
    if last < earliest[0]:
        return False
    raise NotOnRecord(f"{later} does not tell the day")
