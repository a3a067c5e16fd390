"""Article 9(8), objections from their receipt to their end (第九条第八项: 异议的受理、处理与答复).

The text knows a notice that is passed or failed, and says nothing of how an objection is taken up, who handles it, until
which hour it is in time, and who is told. All of that rests on the adopted rules. What comes late or without a name is
kept as a fact of its own and never dropped; an objection that proved right is followed by a decision on the candidate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from ledger.errors import NotDisclosed
from ledger.rules.citation import Basis, NotOnRecord, Silence, rule
from ledger.rules.identity import all_same, same
from ledger.terms import SHANGHAI, ApplicantCode

MIDNIGHT = "24:00"
NOT_INVOLVED, DISCIPLINE = "not_involved", "discipline"

# In time or late


@rule("9(8)", basis=Basis.ADOPTED, gate=True)
def came_after_the_notice(received_at: str, ends_on: date | None, closing_hour: str | None) -> bool:
    """逾期异议确在公示截止时刻之后收到: Late is what came after the closing hour of the last day; in time it is an objection.

    ``received_at`` is an instant with its offset. On any other day than the last the hour does not matter.
    """
    if ends_on is None:
        raise NotOnRecord("the public notice")
    if (moment := instant_of(received_at)) is None:
        raise NotOnRecord("the hour at which the objection came")
    if moment.date() != ends_on:
        return moment.date() > ends_on
    if closing_hour is None:
        raise Silence("objection.closing_hour")
    return is_late(moment, ends_on, closing_hour)


@rule("9(8)", basis=Basis.METHOD)
def reaches_the_record_before_the_decision(decided_at: int) -> bool:
    """异议在区政府决定之前入账: The objection stands on record before the government decided on the candidate. A flag.

    One that came in time and was written down afterwards is taken, and its lateness in the record is a clue.
    ``decided_at``: position of the decision, 0 where not yet.
    """
    return decided_at == 0


# Admission


@rule("9(8)", basis=Basis.METHOD)
def admits_an_open_objection(against: ApplicantCode | None, applicant: ApplicantCode, is_open: bool, is_admitted: bool) -> bool:
    """受理的是对该组织未结且未受理的异议: An open objection to this applicant is taken up, once; ``against`` of None: there is none."""
    return against == applicant and is_open and not is_admitted


@rule("9(8)", basis=Basis.ADOPTED, gate=True)
def turns_away_nothing_in_time(is_admitted: bool, received_at: str | None, ends_on: date | None, closing_hour: str | None) -> bool:
    """期内异议一律受理: An objection in time is taken up; only one after the closing hour of the last day may be turned away.

    ``received_at`` of None: the hour is not known, and nobody is turned away for it.
    """
    if is_admitted:
        return True
    moment = None if received_at is None else instant_of(received_at)
    if moment is None or ends_on is None:
        return False
    if closing_hour is None:
        raise Silence("objection.closing_hour")
    return is_late(moment, ends_on, closing_hour)


@rule("9(8)", basis=Basis.METHOD, gate=True)
def bears_the_instant_of_its_receipt(received_at: str | None, received_on: date | None) -> bool:
    """受理载明的收到时刻与异议日期一致: The instant of receipt has its offset and lies on the day of the objection."""
    if received_at is None or received_on is None:
        return True
    moment = instant_of(received_at)
    return moment is not None and moment.date() == received_on


@rule("9(8)", basis=Basis.METHOD)
def says_whether_it_is_named(named: bool, objector: str) -> bool:
    """受理如实载明实名或匿名: The admission says of the objection truly whether somebody put a name to it."""
    return named == bool(objector.strip())


@rule("9(8)", basis=Basis.ADOPTED)
def is_handled_by_who_took_no_part(
    handler: str, author: str, involved: Collection[str], reading: str | None, *, took_no_part: bool
) -> bool:
    """异议由未参与评审推荐者独立处理: Who handles the objection neither scored nor recommended the applicant, or is the discipline body.

    ``involved`` are codes and names of those who did; ``author`` is the body that takes the objection up.
    """
    if reading is None:
        raise Silence("objection.handler")
    if reading == DISCIPLINE:
        return author == DISCIPLINE
    if reading == NOT_INVOLVED:
        return bool(handler.strip()) and took_no_part and same(handler) not in all_same(involved)
    return True


# The end of an objection


@rule("9(8)", basis=Basis.METHOD)
def was_taken_up_first(is_admitted: bool | None) -> bool:
    """先受理后处理: What is resolved was taken up and not turned away; ``is_admitted`` of None: no admission is on record."""
    if is_admitted is None:
        raise NotOnRecord("the admission of the objection")
    return is_admitted


@rule("9(8)", basis=Basis.ADOPTED)
def is_resolved_by_the_adopted_body(author: str, reading: str | None) -> bool:
    """异议由规定机构处理: Where the adopted rules give objections to the discipline body, it alone resolves them. A flag."""
    if reading is None:
        raise Silence("objection.handler")
    return reading != DISCIPLINE or author == DISCIPLINE


@rule("9(8)", basis=Basis.METHOD)
def answers_a_resolved_objection(against: ApplicantCode | None, applicant: ApplicantCode, is_resolved: bool) -> bool:
    """答复的是对该组织已处理的异议: Somebody is told how an objection to this applicant ended, after it did."""
    return against == applicant and is_resolved


@rule("9(8)", basis=Basis.METHOD)
def keeps_who_an_objection_proved_right_against(
    against: ApplicantCode | None, applicant: ApplicantCode, is_sustained: bool, has_failed: bool
) -> bool:
    """维持的是异议成立而未取消资格的候选: A candidate is kept against a sustained objection, and not once it has failed the notice."""
    return against == applicant and is_sustained and not has_failed


@rule("9(9)")
def has_a_decision_on_what_proved_right(sustained: Mapping[ApplicantCode, tuple[int, ...]], sealed: int) -> bool:
    """异议成立者须先决定取消或维持资格: Nobody is approved while an objection that proved right awaits the decision on the candidate.

    Until then nobody knows whether the notice was passed. ``sustained`` are the positions of such objections by
    candidate; ``sealed`` counts records closed in this view.
    """
    if not any(sustained.values()):
        if sealed:
            raise NotDisclosed("record.sealed")
        return True
    return False


@rule("9(8)", basis=Basis.ADOPTED)
def told_those_concerned(told: Sequence[Collection[str]], reading: str | None, sealed: int) -> bool:
    """异议处理结果已告知: How each objection ended was told to whom the adopted rules name. A flag while unsettled.

    ``told`` are, for each resolved objection, ``objector`` and ``applicant`` as far as they were told.
    """
    if not told:
        if sealed:
            raise NotDisclosed("record.sealed")
        return True
    if reading is None:
        raise Silence("objection.inform")
    wanted = {"objector", "applicant"} if reading == "both" else {reading}
    if not all(wanted <= set(those) for those in told):
        # No rule says by when: what is not there yet may come.
        raise NotOnRecord("the answer to those concerned")
    return True


def is_late(moment: datetime, ends_on: date, closing_hour: str) -> bool:
    """Return whether ``moment`` in Asia/Shanghai lies after the closing hour ("24:00" or "17:30") of the last day.

    The closing minute itself is in time; 24:00 is the end of the day.
    """
    if closing_hour == MIDNIGHT:
        return moment.date() > ends_on
    hour, minute = map(int, closing_hour.split(":"))
    return moment >= datetime.combine(ends_on, time(hour, minute), SHANGHAI) + timedelta(minutes=1)


def instant_of(text: str) -> datetime | None:
    """Return the instant that ``text`` writes, in Asia/Shanghai; None where it is none or has no offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.astimezone(SHANGHAI)
