"""The second reading of the end (第九条第九项, 第十条第一款): approval, publication, prizes, and a round that is annulled."""

from __future__ import annotations

from tests.model import after, public
from tests.model.book import unique
from tests.model.counting import PLACES, PRIZE, by_code
from tests.model.notice import after_the_notice, book_winners, decided, passed
from tests.model.offer import Offer, Reasons


def approves(o: Offer) -> Reasons:
    book, event, on = o.book, o.event, o.on
    codes = [w.applicant for w in event.winners]
    determined, rest = book.last("candidates.determined"), book.without(o.corrects)
    yield from after_the_notice(book)
    if public.shown(book) is not None and on <= public.last_day(book):
        yield "9(9): the notice is not over"
    if any(a not in passed(book) for a in codes):
        yield "9(9): did not pass the notice"
    candidates = by_code(determined.candidates if determined else ())
    if any(candidates.get(a) != stands for a, stands in by_code(event.winners).items()):
        yield "9(9): not as determined"
    if not codes or not unique(codes) or sorted(codes) != sorted(event.applicants):
        yield "9(9): each winner once"
    if any(a in decided(rest) for a in codes):
        yield "9(9): decided already"
    stood = by_code([w for e in book.entries if e.id == o.corrects for w in e.event.winners])
    published = [w.applicant for e in book.events("result.published") for w in e.winners]
    if any(a in published and by_code(event.winners).get(a) != stands for a, stands in stood.items()):
        yield "9(9): a published title is not corrected away"
    if any(line.on < on for line in book.of("result.published") if {w.applicant for w in line.event.winners} & set(stood)):
        yield "9(9): dated after what rests on it"
    together = [*book_winners(rest), *event.winners]
    if any(sum(1 for w in together if w.tier == tier and not w.outside_quota) > 2 for tier in PLACES):
        yield "3: more than two in a tier"
    for objection in (line for line in book.of("objection.received") if line.event.applicant in codes):
        if public.is_open(book, objection):
            yield "9(8): an objection is open"
        if public.awaits_a_decision(book, objection):
            yield "9(9): an objection proved right, and nobody decided what follows"
    proposed = [a for e in book.events("candidates.submitted") for a in e.applicants]
    if proposed and any(a not in proposed for a in codes):
        yield "9(9): not proposed by the committee"
    if any(public.waits_for_the_committee(book, a) for a in codes):
        yield "9(9): returned, and not proposed again"
    if any(public.deceived(book, a) for a in codes):
        yield "11: found to have deceived"


def submits(o: Offer) -> Reasons:
    """The committee proposes to the government, or the government gives back: those who passed, and on whom nothing is decided."""
    names = o.event.applicants
    yield from after_the_notice(o.book)
    if not names or not unique(names) or any(a not in passed(o.book) for a in names):
        yield "9(9): not those who passed, each once"
    if o.is_new and any(a in decided(o.book) for a in names):
        yield "9(9): decided already"


def denies(o: Offer) -> Reasons:
    book, event = o.book, o.event
    yield from after_the_notice(book)
    if event.applicant not in passed(book):
        yield "9(9): did not pass the notice"
    if o.is_new and event.applicant in decided(book):
        yield "9(9): decided already"


def publishes(o: Offer) -> Reasons:
    book, event, on = o.book, o.event, o.on
    approvals = book.of("award.approved")
    if not approvals:
        yield "9(9): nothing approved"
    elif on < approvals[-1].on:
        yield "9(9): before the approval"
    named = [w.applicant for e in book.without(o.corrects).events("result.published") for w in e.winners]
    waiting = {code: stands for code, stands in by_code(book_winners(book)).items() if code not in named}
    if by_code(event.winners) != waiting or not unique(w.applicant for w in event.winners):
        yield "9(9): not what was approved"
    if any(w.applicant in named for w in event.winners):
        yield "9(9): published already"
    applied = {e.applicant: (e.organisation, e.name) for e in book.events("application.submitted")}
    if any(applied.get(w.applicant) != (w.organisation, w.name) for w in event.winners):
        yield "9(9): not the organisation that applied"


def grants(o: Offer) -> Reasons:
    book, event = o.book, o.event
    won = {w.applicant: str(w.tier) for e in book.events("result.published") for w in e.winners}
    if won.get(event.applicant) != event.tier:
        yield "10.1: not the tier that it won"
    if event.amount != PRIZE[event.tier]:
        yield "10.1: not the amount of the tier"
    if o.is_new and book.has("prize.granted", applicant=event.applicant):
        yield "10.1: granted already"


def pays(o: Offer) -> Reasons:
    book, event = o.book, o.event
    won = [w.applicant for e in book.events("result.published") for w in e.winners]
    granted = sum(e.amount for e in book.events("prize.granted", applicant=event.applicant))
    paid = sum(e.amount for e in book.without(o.corrects).events("prize.paid", applicant=event.applicant))
    if event.applicant not in won:
        yield "10.1: no winner"
    if event.amount <= 0:
        yield "10.1: no amount"
    if paid + event.amount > granted:
        yield "10.1: more than granted"
    yield from after.pays_within(o)


def annuls(o: Offer) -> Reasons:
    book, event, by = o.book, o.event, o.by
    if book.has("result.published") or (by != "government" and book.has("award.approved")):
        yield "6: the round has its result"
    if not event.why.strip():
        yield "6: no reason"
