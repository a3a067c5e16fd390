"""A notice that is changed or interrupted: days that begin anew or are made up for, as adopted; never fewer than seven."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.events.notice import NoticeChanged, NoticeClosed, NoticeInterrupted
from ledger.stages.objections import last_day_of

D = date.fromisoformat


def changed(play: Any, starts: str = "2025-10-13", ends: str = "2025-10-20", *names: str, **changes: Any) -> NoticeChanged:
    given = {"applicants": play.say.codes(*(names or ("A-01", "A-02"))), "starts_on": D(starts), "ends_on": D(ends)}
    return NoticeChanged(**(given | {"site": "https://example.org/notice", "what": "a misprinted name"} | changes))


def dark(first: str = "2025-09-26", last: str = "2025-09-27", why: str = "the site was down") -> NoticeInterrupted:
    return NoticeInterrupted(first_on=D(first), last_on=D(last), why=why)


def closing(play: Any) -> NoticeClosed:
    return NoticeClosed(passed=play.say.codes("A-01", "A-02"))


# Changes


def test_a_changed_notice_begins_anew(play: Any) -> None:
    play.begin().to_notice().on("2025-10-13")
    assert play.refused(changed(play, "2025-09-24", "2025-10-20")) == {"counts_its_days_as_adopted"}
    assert play.refused(changed(play, ends="2025-10-19")) == {"stands_its_full_time"}
    play.record(changed(play))
    assert play.on("2025-10-20").refused(closing(play)) == {"closes_after_its_last_day"}
    assert play.on("2025-10-21").refused(closing(play)) == set()


def test_where_it_does_not_begin_anew_it_keeps_its_days(play: Any) -> None:
    play.begin("notice.restart_on_change", notice_restart_on_change=False).to_notice().on("2025-09-26")
    assert play.refused(changed(play, "2025-09-26", "2025-10-20")) == {"counts_its_days_as_adopted"}
    assert "counts_its_days_as_adopted" in play.refused(changed(play, "2025-09-24", "2025-10-08"))
    play.record(changed(play, "2025-09-24", "2025-10-09"))
    assert play.on("2025-10-10").refused(closing(play)) == set()


def test_whether_it_begins_anew_is_a_silence(play: Any) -> None:
    play.begin("notice.restart_on_change").to_notice().on("2025-10-13")
    assert play.verdict("counts_its_days_as_adopted", changed(play)) == "rule silent"
    assert play.refused(changed(play)) == {"counts_its_days_as_adopted"}


@pytest.mark.parametrize(
    ("names", "changes", "rule"),
    [
        (("A-01",), {}, "shows_exactly_the_candidates"),
        (("A-01", "A-02", "A-03"), {}, "shows_exactly_the_candidates"),
        ((), {"site": " "}, "stands_where_it_can_be_read"),
        ((), {"what": ""}, "says_why"),
    ],
)
def test_a_fault_of_a_change_is_named(play: Any, names: tuple[str, ...], changes: dict[str, str], rule: str) -> None:
    play.begin().to_notice().on("2025-10-13")
    assert play.refused(changed(play, "2025-10-13", "2025-10-20", *names, **changes)) == {rule}


def test_trap_01_a_change_shows_nobody_in_the_place_of_who_failed(play: Any) -> None:
    play.begin().to_notice().record(play.say.failed("A-02"))
    play.on("2025-10-13")
    assert play.refused(changed(play, "2025-10-13", "2025-10-20", "A-01", "A-03")) == {"shows_exactly_the_candidates"}
    assert play.refused(changed(play, "2025-10-13", "2025-10-20", "A-01")) == set()


def test_only_a_notice_that_stands_is_changed_and_never_after_the_approval(play: Any) -> None:
    play.begin().to_candidates().on("2025-10-13")
    assert play.refused(changed(play)) == {"changes_a_notice_that_stands"}
    play.on("2025-09-24").record(play.say.notice())
    play.on("2025-10-10").record(closing(play))
    play.record(play.say.approved())
    assert play.on("2025-10-13").refused(changed(play)) == {"comes_before_the_approval"}


def test_a_change_opens_a_closed_notice_again(play: Any) -> None:
    play.begin().to_closing().on("2025-10-13").record(changed(play))
    assert {"approves_after_the_notice"} <= play.refused(play.say.approved())
    play.on("2025-10-21").record(closing(play))
    assert play.refused(play.say.approved()) == set()


def test_who_objected_before_the_change_was_in_time(play: Any) -> None:
    play.begin().to_notice().on("2025-10-13").record(changed(play))
    assert play.refused(play.say.objection(), occurred_at="2025-09-25") == set()
    assert play.refused(play.say.objection(), occurred_at="2025-09-23") == {"objects_within_the_notice"}


def test_a_change_past_the_end_of_the_calendar_is_refused(play: Any) -> None:
    play.begin().to_notice().on("2025-12-28")
    assert play.refused(changed(play, "2025-12-28", "2026-12-31")) == {"stands_its_full_time"}


# Interruptions


def test_dark_days_are_made_up_for(play: Any) -> None:
    play.begin().to_notice().on("2025-09-29").record(dark())
    assert last_day_of(play.round) == D("2025-10-11")
    assert play.on("2025-10-11").refused(closing(play)) == {"closes_after_its_last_day"}
    assert play.refused(play.say.objection()) == set()  # one may object on the added days
    play.on("2025-10-12").record(closing(play))
    assert play.refused(play.say.approved(), occurred_at="2025-10-11") == {"is_dated_after_the_notice"}
    assert play.refused(play.say.approved()) == set()


@pytest.mark.parametrize(("reading", "refused"), [("counts_on", set()), ("starts_anew", {"makes_up_for_interruptions"})])
def test_what_an_interruption_does_is_adopted(play: Any, reading: str, refused: set[str]) -> None:
    play.begin("notice.interruption", notice_interruption=reading).to_notice().on("2025-09-29").record(dark())
    assert play.on("2025-10-10").refused(closing(play)) == refused


def test_where_it_starts_anew_a_change_after_the_interruption_will_do(play: Any) -> None:
    play.begin("notice.interruption", notice_interruption="starts_anew").to_notice().on("2025-09-29").record(dark())
    play.on("2025-10-13").record(changed(play, what="the site works again"))
    assert play.on("2025-10-21").refused(closing(play)) == set()


def test_what_an_interruption_does_is_a_silence_where_there_was_one(play: Any) -> None:
    play.begin("notice.interruption").to_notice().on("2025-10-10")
    assert play.refused(closing(play)) == set()
    play.record(dark())
    assert play.verdict("makes_up_for_interruptions", closing(play)) == "rule silent"


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (dark("2025-09-27", "2025-09-26"), "lies_within_the_notice"),
        (dark("2025-09-23", "2025-09-25"), "lies_within_the_notice"),
        (dark("2025-09-28", "2025-09-30"), "lies_within_the_notice"),
        (dark(why=" "), "says_why"),
    ],
)
def test_a_fault_of_an_interruption_is_named(play: Any, event: NoticeInterrupted, rule: str) -> None:
    play.begin().to_notice().on("2025-09-29")
    assert play.refused(event) == {rule}


def test_nothing_is_interrupted_before_it_stands(play: Any) -> None:
    play.begin().to_candidates().on("2025-09-29")
    assert "changes_a_notice_that_stands" in play.refused(dark())
