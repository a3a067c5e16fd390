"""Article 9(2): how an application comes in (第九条第二项): the stamp of receipt, the hour, supplements; and article 4: withdrawal.

The time limit of the text is a day in the call; at which hour that day ends is the silence
``application.closing_hour``, and until when an applicant may withdraw is ``withdrawal.until``. Both are asked for only
where their readings differ: on the last day, and after it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from ledger.rules.citation import Basis, NotOnRecord, Silence, rule
from ledger.terms import SHANGHAI, ApplicantCode, day_of

MIDNIGHT = "24:00"


def is_in_time(received_at: str, closes_on: date, hour: str | None) -> bool:
    """Return whether what was taken in at this instant came in time: before the last day ended, at ``hour`` itself still in time.

    Raises ``Silence`` where it came on the last day and nothing says when that ends.
    """
    day = day_of(received_at)
    if day != closes_on:
        return day < closes_on
    if hour is None:
        raise Silence("application.closing_hour")
    # To the minute: the hour of the call is written so, and a stamp of 17:30:20 shows 17:30 on paper.
    return hour == MIDNIGHT or datetime.fromisoformat(received_at).astimezone(SHANGHAI).strftime("%H:%M") <= hour


@rule("9(2)", basis=Basis.METHOD)
def is_stamped_once(is_stamped: bool) -> bool:
    """收件只登记一次: An application is taken in once."""
    return not is_stamped


@rule("9(2)", basis=Basis.METHOD)
def stands_as_it_was_received(received_on: date, received_at: str | None) -> bool:
    """收到之日与收件登记一致: The day of receipt is that of the office's stamp."""
    if received_at is None:
        raise NotOnRecord("the stamp of receipt")
    return received_on == day_of(received_at)


@rule("9(2)", basis=Basis.ADOPTED)
def is_received_before_the_closing_hour(received_at: str | None, closes_on: date | None, hour: str | None) -> bool:
    """截止日的收件不晚于截止时刻（该时刻计入）: On the last day, received by the hour at which that ends; that minute is still in time."""
    if received_at is None or closes_on is None:
        raise NotOnRecord("the stamp of receipt" if received_at is None else "the window of applications")
    return is_in_time(received_at, closes_on, hour)


@rule("9(2)", basis=Basis.METHOD)
def comes_before_its_papers(is_recorded: bool) -> bool:
    """收件登记先于申报入账: The stamp stands before the application, or its being late, is recorded."""
    return not is_recorded


@rule("9(2)", basis=Basis.METHOD)
def profiles_an_application_of_the_round(call_at: int, is_late: bool) -> bool:
    """概况属于本年度申报: A profile comes with an application: after the call, and not for one that came too late."""
    return call_at > 0 and not is_late


@rule("9(2)", basis=Basis.METHOD)
def is_profiled_once(is_profiled: bool) -> bool:
    """一个申报组织一份概况: An applicant has one profile; a new one corrects it."""
    return not is_profiled


@rule("9(2)")
def asks_for_papers_of_a_standing_application(applicant: ApplicantCode, standing: Collection[ApplicantCode]) -> bool:
    """补正通知针对在审的申报: Papers are asked of applicants whose application stands."""
    return applicant in standing


@rule("9(2)", basis=Basis.METHOD)
def leaves_time_to_supplement(asked_on: date, due_on: date) -> bool:
    """补正期限不早于通知之日: The time to supplement ends on the day of the request or later."""
    return asked_on <= due_on


@rule("9(2)")
def is_supplemented_in_time(handed_in_on: date, due_on: date | None) -> bool:
    """在补正期限内补正（末日计入）: Papers that were asked for come by the day that the office set, included."""
    if due_on is None:
        raise NotOnRecord("a request with a time limit")
    return handed_in_on <= due_on


@rule("4", basis=Basis.ADOPTED)
def withdraws_while_it_may(until: str | None, withdrawn_on: date, closes_on: date | None, defence_list_at: int, notice_at: int) -> bool:
    """撤回在规定时点之前: An applicant withdraws before the point that the adopted rules name.

    Up to the last day for applications nobody doubts it, and nothing is asked. The approval ends it in any case.
    ``defence_list_at`` and ``notice_at`` are positions, 0 where not yet.
    """
    if closes_on is not None and withdrawn_on <= closes_on:
        return True
    if until is None:
        raise Silence("withdrawal.until")
    match until:
        case "application_deadline":
            if closes_on is None:
                raise NotOnRecord("the last day for applications")
            return False
        case "defence_list":
            return not defence_list_at
        case "notice_opened":
            return not notice_at
    return True
