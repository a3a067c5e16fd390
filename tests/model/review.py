"""The second reading of the review (第九条第四至七项): marks, reports, lists, defences and visits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.model import counting, experts
from tests.model.book import Book, unique
from tests.model.counting import ITEMS, field_of
from tests.model.offer import Offer, Reasons


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
    if event.expert not in counting.panel(book):
        yield "9(4): not on the panel"
    yield from experts.marks_for_the_first_time(o)


def reports_on_papers(o: Offer) -> Reasons:
    book = o.book
    if not o.event.experts or any(expert not in counting.panel(book) for expert in o.event.experts):
        yield "9(4): not by the panel"
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
        if not event.experts or any(expert not in counting.panel(book) for expert in event.experts):
            yield "9(4): not by the panel"
        if any(counting.recused(book, expert, event.applicant) for expert in event.experts):
            yield "6: an expert who stands aside was there"
        if o.is_new and book.has(type, applicant=event.applicant):
            yield "9(5), 9(6): heard or visited already"
        marked = {e.expert for e in book.events("score.recorded", applicant=event.applicant) if str(e.phase) == phase}
        if not o.is_new and not marked <= set(event.experts):
            yield "9(5): an expert who scored it would not have been there"

    return held
