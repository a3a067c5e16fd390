"""The second reading of the experts (专家): who sits, what ties them to whom, and who stands aside."""

from __future__ import annotations

from datetime import date

from tests.model import counting
from tests.model.before import spelled
from tests.model.book import Book, unique
from tests.model.offer import Offer, Reasons

LEAST = 3
STEPS = 3
LOOKBACK_YEARS = 3
ADVISERS_YEARS = 3


def known(book: Book) -> set[str]:
    """Return every code that was drawn, stepped in, or sits."""
    drawn = [x for e in book.events("panel.drawn", "panel.constituted") for x in e.experts]
    return {*drawn, *(e.enters for e in book.events("expert.replaced"))}


def seats(book: Book) -> list[str]:
    """Return who was drawn, with those in place who stepped in."""
    return counting.with_replacements(book, "panel.drawn")


def draws(o: Offer) -> Reasons:
    drawn = o.book.last("panel.drawn")
    if not o.event.experts or not unique(o.event.experts) or not unique(map(spelled, o.event.persons)):
        yield "6: nobody, or somebody twice"
    if len(o.event.persons) != len(o.event.experts):
        yield "6: nobody stands behind a code"
    if o.is_new and drawn is not None:
        yield "6: drawn already"
    if not o.is_new and drawn is not None and set(drawn.experts) != set(o.event.experts):
        yield "6: drawing again is no correction"


def constitutes(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if not unique(event.experts) or len(event.experts) < LEAST or any(e not in seats(book) for e in event.experts):
        yield "6: twice, too few, or not drawn"
    if event.leader is not None and event.leader not in event.experts:
        yield "6: led from outside"
    if book.has("score.recorded"):
        yield "6: marks are on record"
    if any(e.expert in event.experts for e in book.events("recusal.recorded", applicant=None)):
        yield "6: stands aside from all"
    if "panel.min" not in {value.key for e in book.events("parameters.adopted") for value in e.values}:
        yield "6: nothing says how many are enough"


def replaces(o: Offer) -> Reasons:
    event = o.event
    if not o.is_new:
        stands = o.book.last("expert.replaced", enters=event.enters)
        if stands is None or (stands.leaves, stands.rank) != (event.leaves, event.rank):
            yield "6: a correction replaces nobody else"
        return
    sit = seats(o.book) or counting.panel(o.book)
    if event.leaves not in sit or event.enters in sit:
        yield "6: has no seat, or has one"
    if not event.why.strip():
        yield "6: no reason"


def declares(o: Offer) -> Reasons:
    if o.event.expert not in known(o.book):
        yield "6: no expert of the round"


def stands_aside(o: Offer) -> Reasons:
    if o.event.expert not in known(o.book):
        yield "6: no expert of the round"
    if o.event.applicant is not None and not o.book.has("application.submitted", applicant=o.event.applicant):
        yield "6: nobody stands aside from who did not apply"


def declares_advisers(o: Offer) -> Reasons:
    event, listed = o.event, [a.name for a in (*o.event.organisations, *o.event.persons)]
    if not o.book.has("application.submitted", applicant=event.applicant):
        yield "6: has not applied"
    if not all(name.strip() for name in listed) or not unique(map(spelled, listed)):
        yield "6: without a name, or twice"
    if event.years < ADVISERS_YEARS:
        yield "6: looks back too short a time"
    if o.is_new and o.book.has("score.recorded", applicant=event.applicant):
        yield "6: it was scored already"


def challenges(o: Offer) -> Reasons:
    event = o.event
    if event.expert not in known(o.book):
        yield "6: no expert of the round"
    if any(a is not None and not o.book.has("application.submitted", applicant=a) for a in (event.concerns, event.applicant)):
        yield "6: has not applied"
    if not event.grounds.strip():
        yield "6: no grounds"


def decides_a_challenge(o: Offer) -> Reasons:
    line = next((line for line in o.book.of("expert.challenged") if line.id == o.event.challenge), None)
    if line is None or line.event.expert != o.event.expert:
        yield "6: no such challenge"
    elif line.by == o.by:
        yield "6: decides on its own challenge"
    if o.is_new and o.book.has("challenge.decided", challenge=o.event.challenge):
        yield "6: decided already"
    if not o.event.reasons.strip():
        yield "6: no reasons"


def marks_for_the_first_time(o: Offer) -> Reasons:
    """What is asked of an expert before its first mark on an applicant in a phase."""
    book, event = o.book, o.event
    if not o.is_new or book.has("score.recorded", phase=event.phase, applicant=event.applicant, expert=event.expert):
        return
    if not book.has("interest.declared", expert=event.expert):
        yield "6: has not declared its interests"
    if is_close(book, event.expert, event.applicant):
        yield "6: is close to it"
    upheld = [e.challenge for e in book.events("challenge.decided") if e.upheld]
    for line in book.of("expert.challenged", expert=event.expert):
        if line.id in upheld and line.event.concerns in (None, event.applicant):
            yield "6: was challenged with success"


def is_close(book: Book, expert: str, applicant: str) -> bool:
    """Whether at most three steps lead from one to the other, over what lasts or ended in the three years before the opening."""
    opened = book.of("round.opened")[-1].on
    since = date(opened.year - LOOKBACK_YEARS, opened.month, opened.day)
    pairs = [(r.one, r.other, r.ended) for e in book.events("interest.declared") for r in e.ties]
    for declared in book.events("advisers.declared"):
        for adviser in (*declared.organisations, *declared.persons):
            pairs.append((declared.applicant, adviser.name, adviser.ended))
            if adviser.for_whom:
                pairs.append((adviser.name, adviser.for_whom, adviser.ended))
    counts = [(meant(book, one), meant(book, other)) for one, other, ended in pairs if ended is None or ended.full >= since]
    reached = {spelled(expert)}
    for _ in range(STEPS):
        reached |= {y for x, y in counts if x in reached} | {x for x, y in counts if y in reached}
    return spelled(applicant) in reached


def meant(book: Book, name: str) -> str:
    """Return the code behind a name, where there is one, or the name as it is spelled."""
    for e in book.events("application.submitted"):
        if spelled(name) in (spelled(e.organisation), spelled(e.name)):
            return spelled(e.applicant)
    for e in book.events("panel.drawn"):
        for code, person in zip(e.experts, e.persons, strict=False):
            if spelled(name) == spelled(person):
                return spelled(code)
    for e in book.events("expert.replaced"):
        if spelled(name) == spelled(e.person):
            return spelled(e.enters)
    return spelled(name)
