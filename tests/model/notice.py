"""The second reading of the notice itself (第九条第八项): opened, changed, interrupted, closed; who passes it."""

from __future__ import annotations

from typing import Any

from tests.model import counting, public
from tests.model.book import Book, unique
from tests.model.counting import PLACES, standing
from tests.model.offer import Offer, Reasons


def opens_notice(o: Offer) -> Reasons:
    book, event, on = o.book, o.event, o.on
    determined = book.last("candidates.determined")
    if determined is None:
        yield "9(8): no candidates"
    candidates = determined.candidates if determined else ()
    for tier, places in PLACES.items():
        taken = sum(1 for c in candidates if c.tier == tier and not c.outside_quota)
        if taken + sum(e.places for e in book.events("place.left_vacant", tier=tier)[-1:]) != places:
            yield "3: a place is neither taken nor vacant"
    if not unique(event.applicants) or set(event.applicants) != set(still_in(book, [c.applicant for c in candidates])):
        yield "9(8): not the candidates that stand"
    last = counting.last_day_of_notice(event.starts_on)
    if last is None or event.ends_on < last:
        yield "9(8): less than seven days"
    if event.starts_on < on:
        yield "9(8): begins before it is posted"
    if not event.site.strip():
        yield "9(8): nowhere to be read"
    if decided(book):
        yield "9(8): decided already"
    shown = public.shown(book)
    if not o.is_new and shown is not None and (event.starts_on < shown.starts_on or event.ends_on < shown.ends_on):
        yield "9(8): a correction would shorten it"


def closes_notice(o: Offer) -> Reasons:
    book, event, on = o.book, o.event, o.on
    if not book.has("notice.opened") or (o.is_new and public.running(book) is None):
        yield "9(8): no notice is open"
    shown = public.shown(book)
    if shown is not None and on <= public.last_day(book):
        yield "9(8): its last day is not over"
    if not unique(event.passed) or set(event.passed) != set(still_in(book, shown.applicants if shown else ())):
        yield "9(8): not who still stands"
    if decided(book):
        yield "9(8): decided already"


def fails_notice(o: Offer) -> Reasons:
    book, event, by = o.book, o.event, o.by
    shown = public.shown(book)
    if shown is None or event.applicant not in shown.applicants:
        yield "9(8): not on notice"
    if o.is_new and book.has("candidate.disqualified", applicant=event.applicant):
        yield "9(8): failed already"
    if by != "committee":
        yield "9(8): the committee declares it"
    if event.applicant in decided(book):
        yield "9(8): decided already"


def changes_notice(o: Offer) -> Reasons:
    book, event = o.book, o.event
    determined, last = book.last("candidates.determined"), counting.last_day_of_notice(event.starts_on)
    candidates = [c.applicant for c in (determined.candidates if determined else ())]
    if not book.has("notice.opened"):
        yield "9(8): no notice to be changed"
    if event.starts_on < o.on:
        yield "9(8): changed, it runs anew"
    if not unique(event.applicants) or set(event.applicants) != set(still_in(book, candidates)):
        yield "9(8): not the candidates that stand"
    if last is None or event.ends_on < last:
        yield "9(8): less than seven days"
    if decided(book):
        yield "9(8): decided already"


def interrupts_notice(o: Offer) -> Reasons:
    shown = public.shown(o.book)
    if shown is None or not shown.starts_on <= o.event.first_on <= o.event.last_on <= o.on:
        yield "9(8): not while it stood"
    if decided(o.book):
        yield "9(8): decided already"


def keeps(o: Offer) -> Reasons:
    yield from public.keeps(o)
    if o.event.applicant in decided(o.book):
        yield "9(8): decided already"


# What several of them ask


def still_in(book: Book, names: Any) -> list[str]:
    return [a for a in names if a in standing(book) and not book.has("candidate.disqualified", applicant=a)]


def after_the_notice(book: Book) -> Reasons:
    if not book.has("notice.closed") or public.running(book) is not None:
        yield "9(9): the notice is not closed"


def passed(book: Book) -> list[str]:
    if public.running(book) is not None or not book.has("notice.closed"):
        return []
    return still_in(book, book.last("notice.closed").passed)


def book_winners(book: Book) -> list[Any]:
    return [w for e in book.events("award.approved") for w in e.winners]


def decided(book: Book) -> list[str]:
    return [w.applicant for w in book_winners(book)] + [e.applicant for e in book.events("award.denied")]
