"""The second reading of the notice (第九条第八项): what stands before the public, who objects, and what becomes of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.model.book import Book, Entry
from tests.model.offer import Offer, Reasons


def shown(book: Book) -> Any:
    """Return the notice as it was opened or changed last."""
    return book.last("notice.opened", "notice.changed")


def running(book: Book) -> Any:
    """Return the notice that runs: opened or changed, and not closed since."""
    turns = book.of("notice.opened", "notice.changed", "notice.closed")
    return turns[-1].event if turns and turns[-1].type != "notice.closed" else None


def last_day(book: Book) -> date:
    """Return the last day of the notice, with one more for each day on which nobody could read it."""
    notice = shown(book)
    dark = [e.first_on + timedelta(days=n) for e in book.events("notice.interrupted") for n in range((e.last_on - e.first_on).days + 1)]
    day, left = notice.starts_on, (notice.ends_on - notice.starts_on).days
    while left or day in dark:
        left -= day not in dark
        day += timedelta(days=1)
    return day


def ids_of(book: Book, line: Entry) -> list[str]:
    """Return every id under which a line was ever known."""
    ids = [line.id]
    while (before := next((e for e in book.entries if e.id == ids[-1]), None)) is not None and before.corrects is not None:
        ids.append(before.corrects)
    return ids


def objection(book: Book, id: str) -> Entry | None:
    return next((line for line in book.of("objection.received") if id in ids_of(book, line)), None)


def said_of(book: Book, type: str, line: Entry) -> list[Any]:
    """Return the events of a type about one objection."""
    return [e for e in book.events(type) if e.objection in ids_of(book, line)]


def is_open(book: Book, line: Entry) -> bool:
    turned_away = [e.admitted for e in said_of(book, "objection.admitted", line)][-1:] == [False]
    return not said_of(book, "objection.resolved", line) and not turned_away


def awaits_a_decision(book: Book, line: Entry) -> bool:
    resolved = said_of(book, "objection.resolved", line)
    return bool(resolved) and resolved[-1].outcome == "sustained" and not said_of(book, "candidate.kept", line)


def waits_for_the_committee(book: Book, applicant: str) -> bool:
    """Whether the government gave it back and the committee has not proposed it again."""
    turns = [line for line in book.of("award.returned", "candidates.submitted") if applicant in line.event.applicants]
    return bool(turns) and turns[-1].type == "award.returned"


def deceived(book: Book, applicant: str) -> bool:
    found = [e for e in book.events("verification.concluded", applicant=applicant) if e.ground == "fraud"]
    return bool(found) and found[-1].established


def objects(o: Offer) -> Reasons:
    book, event = o.book, o.event
    notice = shown(book)
    if notice is None or event.applicant not in notice.applicants:
        yield "9(8): not on notice"
    first = min([e.starts_on for e in book.events("notice.opened")[:1]] + [notice.starts_on] if notice else [o.on])
    if notice is not None and not first <= o.on <= last_day(book):
        yield "9(8): outside the notice"
    if not event.objector.strip():
        yield "9(8): no name; it is a lead"


def comes_late(o: Offer) -> Reasons:
    notice = shown(o.book)
    if notice is None or o.event.applicant not in notice.applicants:
        yield "9(8): not on notice"
    if notice is not None and date.fromisoformat(o.event.received_at[:10]) <= last_day(o.book):
        yield "9(8): it came in time"


def admits(o: Offer) -> Reasons:
    book, event = o.book, o.event
    line = objection(book, event.objection)
    if line is None or line.event.applicant != event.applicant:
        yield "9(8): no such objection to it"
    elif said_of(book, "objection.resolved", line) or (o.is_new and said_of(book, "objection.admitted", line)):
        yield "9(8): ended, or taken up already"
    elif event.named is not bool(line.event.objector.strip()):
        yield "9(8): untrue of whether it is named"
    if not event.admitted:
        yield "9(8): nothing tells that it was late, and so it is taken up"
    if not event.handler.strip() or not event.took_no_part or event.handler in involved(book, event.applicant):
        yield "9(8): not handled by somebody apart"


def involved(book: Book, applicant: str) -> list[str]:
    """Return who scored or recommended ``applicant``."""
    experts = [e.expert for e in book.events("score.recorded", applicant=applicant)]
    return experts + [e.body for e in book.events("recommendation.signed", applicant=applicant)]


def resolves(o: Offer) -> Reasons:
    line = objection(o.book, o.event.objection)
    if line is None or line.event.applicant != o.event.applicant:
        yield "9(8): no such objection to it"
    elif o.is_new and not is_open(o.book, line):
        yield "9(8): it has ended"


def answers(o: Offer) -> Reasons:
    line = objection(o.book, o.event.objection)
    if line is None or line.event.applicant != o.event.applicant or not said_of(o.book, "objection.resolved", line):
        yield "9(8): no such objection has ended"


def keeps(o: Offer) -> Reasons:
    book, event = o.book, o.event
    line = objection(book, event.objection)
    resolved = said_of(book, "objection.resolved", line) if line else []
    if line is None or line.event.applicant != event.applicant or not resolved or resolved[-1].outcome != "sustained":
        yield "9(8): no objection to it proved right"
    if book.has("candidate.disqualified", applicant=event.applicant):
        yield "9(8): it failed"
    if o.by != "committee":
        yield "9(8): the committee decides"
