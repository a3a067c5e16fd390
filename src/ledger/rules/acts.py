"""What the keeping of records asks of every act (记录方法): docs/formats.md sections 2, 5, 7 and 9.

No article says any of this; each rule stands on the method, and no deviation excuses it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from ledger.rules.calendar import span
from ledger.rules.citation import Basis, Citation, NotApplicable, NotOnRecord, rule
from ledger.terms import ActId, EditionId, PartialDate, Role, day_of

DAY, INSTANT = "day", "instant"
"""How exactly a type says when it had effect; the third way, ``partial``, is whatever is known of the date."""


@rule("F2", basis=Basis.METHOD, gate=True)
def is_said_to_this_ledger(origin: str, ledger: str) -> bool:
    """行为指明本台账: The act names the origin of this ledger, so that it serves in no other."""
    return origin == ledger


@rule("F2", basis=Basis.METHOD, gate=True)
def comes_after_the_opening(is_opening: bool, is_open: bool) -> bool:
    """首条记录为台账启用且仅此一条: The ledger is opened once, by its first record; every other act comes after it."""
    return is_opening is not is_open


@rule("F2", basis=Basis.METHOD, gate=True)
def is_about_a_round_where_it_must(has_round: bool, needs_round: bool | None) -> bool:
    """是否载明评审年度与类型相符: The act names a round exactly where its type is about one; None: it may or may not."""
    return needs_round is None or has_round is needs_round


@rule("F2", basis=Basis.METHOD, gate=True)
def comes_after_the_opening_of_its_round(is_opening: bool, is_open: bool) -> bool:
    """年度首条记录为启动且仅此一条: A round is opened once, by its first record; every other act of it comes after that."""
    return is_opening is not is_open


@rule("6.1", basis=Basis.METHOD, gate=True)
def comes_before_the_annulment(annulled_at: int) -> bool:
    """年度未作废: The round of the act is not annulled; ``annulled_at`` is a position, 0 where not."""
    return annulled_at == 0


@rule("F2", basis=Basis.METHOD, gate=True)
def says_when_it_had_effect(occurred_at: str, occurs: str, *, may_be_unknown: bool = False) -> bool:
    """发生时间形式正确且日期存在: The time of effect has the form of its type, and the day exists.

    A day as ``2025-09-24``, an instant with its offset, or a year, a month or a day where only that is known.
    Empty only where ``may_be_unknown``: nothing tells when it was.
    """
    if not occurred_at and may_be_unknown:
        return True
    try:
        if occurs == INSTANT:
            return len(occurred_at) > len("2025-09-24") and datetime.fromisoformat(occurred_at).tzinfo is not None
        partial = PartialDate.parse(occurred_at)
    except ValueError:
        return False
    return str(partial) == occurred_at and (occurs != DAY or partial.full is not None)


@rule("F2", basis=Basis.METHOD, gate=True)
def had_effect_before_it_was_recorded(occurred_at: str, recorded_at: str, *, may_be_unknown: bool = False) -> bool:
    """发生不晚于入账: What is recorded has happened: its day is not later than the day of the record."""
    if not occurred_at and may_be_unknown:
        raise NotApplicable("the source does not tell when it was")
    try:
        first = span(PartialDate.parse(occurred_at))[0] if len(occurred_at) <= len("2025-09-24") else day_of(occurred_at)
    except ValueError:
        raise NotOnRecord("the time of effect cannot be read") from None
    return first <= day_of(recorded_at)


@rule("F2", basis=Basis.METHOD, gate=True)
def had_effect_after_its_round_opened(occurred_at: str, opened_on: str) -> bool:
    """发生不早于年度启动: What is done in a round is done on the day on which it opened, or later. Its rules may be older."""
    try:
        last = span(PartialDate.parse(occurred_at))[1] if len(occurred_at) <= len("2025-09-24") else day_of(occurred_at)
        return last >= span(PartialDate.parse(opened_on))[0]
    except ValueError:
        raise NotOnRecord("the days cannot be read") from None


@rule("F2", basis=Basis.METHOD)
def cites_known_provisions(basis: Collection[str], known: Collection[str] | None, *, may_be_empty: bool) -> bool:
    """依据载明且为已知条款: The act cites provisions that exist. ``known`` of None: an edition whose text is not known here."""
    try:
        cited = [Citation.parse(text) for text in basis]
    except ValueError:
        return False
    if not cited:
        return may_be_empty
    return known is None or all(citation.form is not None or text in known for text, citation in zip(basis, cited, strict=True))


@rule("F9", basis=Basis.METHOD, gate=True)
def stands_under_the_edition_of_its_round(edition: EditionId, of_round: EditionId | None) -> bool:
    """办法版本与年度启动时一致: A round keeps the edition of the measure under which it opened."""
    if of_round is None:
        raise NotOnRecord("the edition of the round")
    return edition == of_round


@rule("F9", basis=Basis.METHOD, gate=True)
def is_imported_into_a_historical_round_only(kind: str, *, is_historical: bool) -> bool:
    """补录只入历史年度: Acts are taken over from elsewhere into historical rounds alone."""
    return kind != "imported" or is_historical


@rule("F9", basis=Basis.METHOD, gate=True)
def is_not_signed_as_if_the_past_ran(kind: str, *, is_historical: bool, follows_the_award: bool) -> bool:
    """历史年度的评审行为不以现场方式签署: The review of a past round is not signed live; what follows its award may be."""
    return not is_historical or kind != "live" or follows_the_award


@rule("F7", basis=Basis.METHOD, gate=True)
def names_causes_of_its_round(caused_by: Collection[ActId], acts: Collection[ActId]) -> bool:
    """所述起因行为均在本年度: The acts that caused this one stand in its round."""
    return all(cause in acts for cause in caused_by)


@rule("F7", basis=Basis.METHOD, gate=True)
def corrects_an_act_that_stands(kind: str, corrected: str | None) -> bool:
    """更正的是本年度同类有效行为: A correction names an act of its own type that stands in its round (``corrected``: its type)."""
    return corrected == kind


@rule("F7", basis=Basis.METHOD, gate=True)
def corrects_the_same_matter(matter: Sequence[object], corrected: Sequence[object]) -> bool:
    """更正不改变所涉对象: A correction is about the same applicant, expert, item, condition or tier as what it corrects.

    Whatever is said of somebody else is an act of its own, which finds its place taken.
    """
    return tuple(matter) == tuple(corrected)


@rule("F7", basis=Basis.METHOD, gate=True)
def is_corrected_as_it_was_authored(author: Role | None, kind: str, first_author: Role | None, first_kind: str) -> bool:
    """更正由原行为主体作出，本人签署的由本人签署更正: Who said it corrects it; what was signed live is corrected by a live signature."""
    return author == first_author and (first_kind != "live" or kind == "live")


@rule("F7", basis=Basis.METHOD, gate=True)
def is_never_corrected(is_of_the_ledger: bool) -> bool:
    """密钥与台账事项不作更正: What was said of keys stands; a wrong binding is revoked, and holds until then."""
    return not is_of_the_ledger


@rule("F7", basis=Basis.METHOD, gate=True)
def departs_no_further_than_what_it_corrects(departs: str | None, corrected: str | None) -> bool:
    """更正不带来新的例外: A correction counts in an earlier place, so that a departure of its own would be seen by nobody.

    ``departs`` and ``corrected`` are the rules from which the two acts depart.
    """
    return departs is None or departs == corrected


@rule("F7", basis=Basis.METHOD, gate=True)
def is_corrected_before_the_government_decided(decided_at: int, signers: Collection[str]) -> bool:
    """批准后非经委员会不更正评审事实: What the government decided on is corrected before it does; afterwards the committee signs too.

    ``decided_at``: position of the decision, 0 where not yet; ``signers`` are roles, the author's included.
    """
    return decided_at == 0 or bool({Role.COMMITTEE, Role.GOVERNMENT} & set(signers))


@rule("F7", basis=Basis.METHOD, gate=True)
def says_why_it_corrects(why: str, approved_by: str) -> bool:
    """更正说明理由和批准者: A correction says why, and who or which document approved it."""
    return bool(why.strip()) and bool(approved_by.strip())


@rule("F7", basis=Basis.METHOD, gate=True)
def names_a_rule_that_can_be_departed_from(rule_name: str, departed: Collection[str]) -> bool:
    """例外所指规则可以例外: A deviation names a rule on the text or an adopted rule, never one on signatures, roles or records."""
    return rule_name in departed


@rule("F7", basis=Basis.METHOD, gate=True)
def is_owned_by_who_departed(author: str | None, competent: Collection[str], why: str, authority: str) -> bool:
    """例外由主管机构自己签署并说明理由与依据: A deviation is signed by the competent body itself, with reason and authority."""
    return author in competent and bool(why.strip()) and bool(authority.strip())


@rule("F7", basis=Basis.METHOD, gate=True)
def departs_from_what_it_breaks(rule_name: str, violated: Collection[str]) -> bool:
    """例外对应本行为确实不符合的规则: A deviation names the rule that this act breaks, and is not kept in store."""
    return rule_name in violated


@rule("F8", basis=Basis.METHOD, gate=True)
def is_sealed_where_it_warns(is_neutral: bool, *, is_wrapped: bool) -> bool:
    """密封类行为只存于密封记录之内: What would warn somebody stands in the log inside a sealed record, and nothing else does."""
    return is_neutral is is_wrapped
