"""The second reading of the committee (第六条第一款, 第九条第七、八项): its report, its meeting, its votes, its candidates."""

from __future__ import annotations

from typing import Any

from tests.model import corrections, counting
from tests.model.book import Book, unique
from tests.model.counting import PLACES, standing
from tests.model.notice import still_in
from tests.model.offer import Offer, Reasons


def reports_overall(o: Offer) -> Reasons:
    book = o.book
    if not book.has("overall_scores.computed"):
        yield "9(7): no overall scores"
    if o.is_new and book.has("candidates.determined"):
        yield "9(7): the candidates stand already"


def meets(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if not book.has("overall_report.submitted"):
        yield "9(8): no report"
    if not 0 <= event.stood_aside <= event.present <= event.members or event.present == 0:
        yield "9(8): attendance does not add up"
    if 3 * event.present < 2 * event.members:
        yield "6: less than two thirds are there"
    for vote in corrections.votes_at(book, o.corrects):
        if vote.issued > event.present - event.stood_aside:
            yield "9(8): fewer voters than ballots that were counted"
    if o.is_new and book.has("candidates.determined"):
        yield "9(8): the candidates stand already"


def counts_a_vote(o: Offer) -> Reasons:
    book, event = o.book, o.event
    meeting = book.last("deliberation.held")
    if meeting is None:
        yield "9(8): no meeting"
    if event.applicant not in evaluated(book):
        yield "9(8): not evaluated, or withdrawn"
    if event.tier not in PLACES:
        yield "3: no such tier"
    voters = meeting.present - meeting.stood_aside if meeting else 0
    if not 0 <= event.in_favour <= event.valid <= event.returned <= event.issued <= voters:
        yield "9(8): ballots do not add up"
    if o.is_new and book.has("vote.counted", applicant=event.applicant, tier=event.tier):
        yield "9(8): counted already"
    if o.is_new and book.has("candidates.determined"):
        yield "9(8): the candidates stand already"


def determines(o: Offer) -> Reasons:
    book, event = o.book, o.event
    named = [c.applicant for c in event.candidates]
    if not book.has("deliberation.held"):
        yield "4: no meeting decided it"
    if o.is_new and book.has("candidates.determined"):
        yield "9(8): determined already, nobody is added"
    if not unique(named) or sorted(named) != sorted(event.applicants):
        yield "9(8): each candidate once"
    if any(a not in evaluated(book) for a in named):
        yield "9(8): not evaluated, or withdrawn"
    if any(c.tier not in PLACES for c in event.candidates):
        yield "3: no such tier"
    if any(sum(1 for c in event.candidates if c.tier == tier and not c.outside_quota) > places for tier, places in PLACES.items()):
        yield "3: more than there are places"
    if any(c.outside_quota for c in event.candidates):
        yield "10.3: nobody won before"
    before = book.last("candidates.determined")
    tiers = {c.applicant: c.tier for c in (before.candidates if before else ())}
    is_closed = before and (book.has("notice.opened") or set(still_in(book, tiers)) != set(tiers))
    if is_closed and any(tiers.get(c.applicant) != c.tier for c in event.candidates):
        yield "9(8): somebody would move up"
    if any(not has_majority(book, c) for c in event.candidates):
        yield "6: without its majority"
    if not event.departures.strip() and not follows_rank(book, {c.applicant: str(c.tier) for c in event.candidates}):
        yield "9(8): departs from the ranking and says no reason"


def has_majority(book: Book, candidate: Any) -> bool:
    """More than half of those present at the meeting at which it was voted on."""
    votes = book.of("vote.counted", applicant=candidate.applicant, tier=candidate.tier)
    if not votes:
        return False
    meetings = [line for line in book.of("deliberation.held") if book.place_of(line) < book.place_of(votes[-1])]
    return bool(meetings) and votes[-1].event.in_favour > 0 and 2 * votes[-1].event.in_favour > meetings[-1].event.present


def follows_rank(book: Book, tiers: dict[str, str]) -> bool:
    """Whether nobody who ranks below somebody stands in a better tier; who is level may be parted by the site phase, then item 4.7."""
    worth = {"main": 2, "nomination": 1}
    ranked: list[list[str]] = []
    for group in counting.groups(book, "site"):
        tied = {(counting.site_total(book, a), counting.item_total(book, "site", a, "4.7")) for a in group}
        ranked += [
            [a for a in group if (counting.site_total(book, a), counting.item_total(book, "site", a, "4.7")) == value]
            for value in sorted(tied, reverse=True)
        ]
    for at, group in enumerate(ranked):
        for lower in (a for below in ranked[at + 1 :] for a in below):
            if any(worth.get(tiers.get(lower, ""), 0) > worth.get(tiers.get(upper, ""), 0) for upper in group):
                return False
    return True


def leaves_vacant(o: Offer) -> Reasons:
    book, event = o.book, o.event
    determined = book.last("candidates.determined")
    if determined is None:
        yield "9(8): no candidates yet"
    taken = sum(1 for c in (determined.candidates if determined else ()) if c.tier == event.tier and not c.outside_quota)
    if event.places <= 0 or event.places != PLACES.get(event.tier, 0) - taken:
        yield "3: not what is left of the places"
    if not event.why.strip():
        yield "3: no reason"
    if o.is_new and book.has("place.left_vacant", tier=event.tier):
        yield "3: vacant already"


def evaluated(book: Book) -> list[str]:
    overall = book.last("overall_scores.computed")
    return [a for a in (overall.applicants if overall else ()) if a in standing(book)]
