"""The second reading (第二次解读): for each act of a year, why the regulation and the adopted rules refuse it, read from the book.

Written from the regulation and from what the year adopts, not from the ledger's rules. Each reason names its
provision. A list of no reasons means that the act must be taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from tests.model import after, corrections, counting, public
from tests.model.book import Book, unique
from tests.model.counting import EXPERTS, ITEMS, PLACES, PRIZE, by_code, field_of, standing

Reasons = Iterator[str]


class Offer(NamedTuple):
    """An act as it is offered. What asks whether it is too late, or was done already, is asked of new acts alone."""

    book: Book
    event: Any
    on: date
    by: str
    corrects: str | None

    @property
    def is_new(self) -> bool:
        return self.corrects is None


SEALED = (
    "recusal.recorded", "objection.received", "objection.late", "objection.admitted", "objection.resolved",
    "objection.answered", "candidate.kept",
    "verification.opened", "verification.concluded", "statement.heard", "revocation.proposed",
)  # fmt: skip
"""What goes into the log behind a neutral cover; it is taken in even after a round is annulled."""


def reasons(book: Book, type: str, event: Any, on: date, by: str, corrects: str | None = None) -> list[str]:
    """Return every reason to refuse ``event``, offered on the day ``on`` by the body ``by``, perhaps for an act that it corrects."""
    found = list(READINGS[type](Offer(book, event, on, by, corrects)))
    if corrects is not None:
        found += corrections.reasons(book, type, event, by, corrects, decided(book))
    if book.has("round.annulled") and type not in SEALED and not (type == "round.annulled" and corrects):
        found.append("6: the round is annulled")
    return found


# Applying and standing aside


def withdraws(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if o.is_new and event.applicant not in standing(book):
        yield "4: who withdraws has applied and not withdrawn yet"
    if event.applicant in decided(book):
        yield "4: the government has decided on it"


def stands_aside(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if event.applicant is not None and not book.has("application.submitted", applicant=event.applicant):
        yield "6: nobody stands aside from who did not apply"


# The review


def scores(o: Offer) -> Reasons:
    book, event = o.book, o.event
    phase, who = str(event.phase), event.applicant
    if who not in field_of(book, phase):
        yield "9(4): not in this phase"
    held = {"defence": "defence.held", "site": "site_visit.held"}.get(phase)
    if held and not book.has(held, applicant=who):
        yield "9(5), 9(6): scored before it was heard or visited"
    closing = {"document": "defence_list.fixed", "defence": "site_list.fixed", "site": "overall_scores.computed"}[phase]
    if o.is_new and book.has(closing):
        yield "9(4): scored after the list that follows from it"
    if counting.recused(book, event.expert, who):
        yield "6: the expert stands aside"
    if held and book.has(held, applicant=who) and event.expert not in counting.present(book, phase, who):
        yield "9(5): the expert was not there"
    if event.item not in ITEMS or not 0 <= event.points <= 10_000 or event.points % 50:
        yield "5: not on the scale of the item"
    if o.is_new and book.has("score.recorded", phase=event.phase, applicant=who, item=event.item, expert=event.expert):
        yield "9(4): marked already"


def reports_on_papers(o: Offer) -> Reasons:
    book = o.book
    if not any(str(e.phase) == "document" for e in book.events("score.recorded")):
        yield "9(4): no paper was scored"
    if o.is_new and book.has("defence_list.fixed"):
        yield "9(4): the list stands already"


def fixes_a_list(book: Book, event: Any, phase: str, places: int, *, in_order: bool = False) -> Reasons:
    """What every list asks after ``phase``: all marks there, the right names, the right totals."""
    if counting.missing(book, phase):
        yield "9(4): marks are missing"
    totals = counting.totals(book, phase)
    if any(total is None for total in totals.values()):
        yield "9(4): somebody has no mark at all"
        return
    named, lists = list(map(str, event.applicants)), line_up(book, phase, places)
    if named not in lists and (in_order or not unique(named) or all(set(named) != set(right) for right in lists)):
        yield "9(4), 9(5): not who the scores send on"
    stated = {t.applicant: t.points for t in event.totals}
    if not unique(t.applicant for t in event.totals) or not set(event.applicants) <= set(stated):
        yield "9(7): totals are missing or stated twice"
    if any(a not in totals or counting.rounded(totals[a] or 0) != points for a, points in stated.items()):
        yield "9(7): not the totals that the marks give"


def line_up(book: Book, phase: str, places: int) -> list[list[str]]:
    """Return every list that may be fixed: the best, in their order, those who are level in any order.

    Papers: all who are level at the line go on. Defence: item 4.7, then 4.1, tell them apart, and then only the committee could.
    """
    chosen: list[list[str]] = []
    for group in counting.groups(book, phase):
        room = places - sum(map(len, chosen))
        if room <= 0:
            break
        if phase == "defence" and len(group) > room:
            ranks = sorted(group, key=lambda a: [-counting.item_total(book, phase, a, item) for item in ("4.7", "4.1")])
            values = [[counting.item_total(book, phase, a, item) for item in ("4.7", "4.1")] for a in ranks]
            if values[room - 1] == values[room]:
                return []
            chosen.append(ranks[:room])
            break
        chosen.append(group)
    if sum(map(len, chosen)) < places:
        chosen = counting.groups(book, phase)
    return orders(chosen)


def orders(groups: list[list[str]]) -> list[list[str]]:
    """Return the lists that set the groups one behind the other, each in any order."""
    lists: list[list[str]] = [[]]
    for group in groups:
        lists = [[*start, *rest] for start in lists for rest in permutations(group)]
    return lists


def permutations(names: list[str]) -> list[list[str]]:
    return [[name, *rest] for name in names for rest in permutations([n for n in names if n != name])] if names else [[]]


def fixes_the_defence_list(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if not book.has("document_report.issued"):
        yield "9(4): no report on the papers"
    if o.is_new and book.has("defence_list.fixed"):
        yield "9(4): fixed already"
    yield from fixes_a_list(book, event, "document", 3)


def fixes_the_site_list(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if not book.has("defence_list.fixed"):
        yield "9(5): nobody was sent to the defence"
    if o.is_new and book.has("site_list.fixed"):
        yield "9(5): fixed already"
    if any(not book.has("defence.held", applicant=a) for a in field_of(book, "defence")):
        yield "9(5): somebody was not heard"
    yield from fixes_a_list(book, event, "defence", 2)


def computes_overall(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if not book.has("site_list.fixed"):
        yield "9(6): nobody was sent to the visit"
    if o.is_new and book.has("overall_scores.computed"):
        yield "9(7): computed already"
    if any(not book.has("site_visit.held", applicant=a) for a in field_of(book, "site")):
        yield "9(6): somebody was not visited"
    yield from fixes_a_list(book, event, "site", len(field_of(book, "site")), in_order=True)


def plans(list_of: str, phase: str, named: Callable[[Any], Any]) -> Callable[..., Reasons]:
    def issues(o: Offer) -> Reasons:
        book, event = o.book, o.event
        if not book.has(list_of):
            yield "9(5), 9(6): a scheme follows its list"
        if not unique(named(event)) or set(named(event)) != set(field_of(book, phase)):
            yield "9(5), 9(6): each of the list once, and nobody else"

    return issues


def holds(scheme: str, phase: str, type: str) -> Callable[..., Reasons]:
    def held(o: Offer) -> Reasons:
        book, event = o.book, o.event
        if not book.has(scheme):
            yield "9(5), 9(6): without a scheme"
        if event.applicant not in field_of(book, phase):
            yield "9(5), 9(6): not on the list"
        if not event.experts or any(expert not in EXPERTS for expert in event.experts):
            yield "9(4): not by the panel"
        if any(counting.recused(book, expert, event.applicant) for expert in event.experts):
            yield "6: an expert who stands aside was there"
        if o.is_new and book.has(type, applicant=event.applicant):
            yield "9(5), 9(6): heard or visited already"
        marked = {e.expert for e in book.events("score.recorded", applicant=event.applicant) if str(e.phase) == phase}
        if not o.is_new and not marked <= set(event.experts):
            yield "9(5): an expert who scored it would not have been there"

    return held


# The committee


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


# Notice, approval, publication


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


def keeps(o: Offer) -> Reasons:
    yield from public.keeps(o)
    if o.event.applicant in decided(o.book):
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


def submits(o: Offer) -> Reasons:
    """The committee proposes to the government, or the government gives back: those who passed, and on whom nothing is decided."""
    names = o.event.applicants
    yield from after_the_notice(o.book)
    if not names or not unique(names) or any(a not in passed(o.book) for a in names):
        yield "9(9): not those who passed, each once"
    if o.is_new and any(a in decided(o.book) for a in names):
        yield "9(9): decided already"


gives_back = submits


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


# What several of them ask


def evaluated(book: Book) -> list[str]:
    overall = book.last("overall_scores.computed")
    return [a for a in (overall.applicants if overall else ()) if a in standing(book)]


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


READINGS: dict[str, Callable[..., Reasons]] = {
    "application.withdrawn": withdraws,
    "recusal.recorded": stands_aside,
    "score.recorded": scores,
    "document_report.issued": reports_on_papers,
    "defence_list.fixed": fixes_the_defence_list,
    "defence_scheme.issued": plans("defence_list.fixed", "defence", lambda e: e.order),
    "defence.held": holds("defence_scheme.issued", "defence", "defence.held"),
    "site_list.fixed": fixes_the_site_list,
    "site_scheme.issued": plans("site_list.fixed", "site", lambda e: e.applicants),
    "site_visit.held": holds("site_scheme.issued", "site", "site_visit.held"),
    "overall_scores.computed": computes_overall,
    "overall_report.submitted": reports_overall,
    "deliberation.held": meets,
    "vote.counted": counts_a_vote,
    "candidates.determined": determines,
    "place.left_vacant": leaves_vacant,
    "notice.opened": opens_notice,
    "notice.closed": closes_notice,
    "objection.received": public.objects,
    "objection.late": public.comes_late,
    "objection.admitted": public.admits,
    "objection.resolved": public.resolves,
    "objection.answered": public.answers,
    "candidate.kept": keeps,
    "notice.changed": changes_notice,
    "notice.interrupted": interrupts_notice,
    "candidates.submitted": submits,
    "award.returned": gives_back,
    "candidate.disqualified": fails_notice,
    "award.approved": approves,
    "award.denied": denies,
    "result.published": publishes,
    "prize.granted": grants,
    "prize.paid": pays,
    "round.annulled": annuls,
    "honour.conferred": after.confers,
    "budget.appropriated": after.appropriates,
    "verification.opened": after.opens_verification,
    "verification.concluded": after.concludes,
    "statement.heard": after.hears,
    "revocation.proposed": after.proposes,
    "revocation.approved": after.revokes,
    "revocation.annulled": after.annuls_revocation,
    "revocation.served": after.follows_once,
    "revocation.announced": after.follows_once,
    "bar.imposed": after.imposes_bar,
    "plaque.recovered": after.recovers,
    "plaque.returned": after.returns,
    "clawback.demanded": after.demands,
    "clawback.received": after.receives,
    "clawback.refunded": after.refunds,
}
"""How each type of act is read."""
