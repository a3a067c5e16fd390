"""The second reading before the review (第九条第一至三项): rules adopted, the call, applications, opinions, and who qualifies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.model.book import Book, unique
from tests.model.counting import standing
from tests.model.notice import decided
from tests.model.offer import Offer, Reasons

PARTS = {
    "8(1)": ("registration", "legal_person", "operation"),
    "8(2)": ("policies", "licences"),
    "8(3)": ("quality_system", "excellence_model", "innovation"),
    "8(4)": ("business", "social"),
    "8(5)": ("responsibility", "accidents", "complaints", "claims", "inspections", "labour", "other_records", "exports"),
}
YEARS = {
    **{("8(1)", limb): 5 for limb in ("operation", "whole")},
    **{("8(3)", limb): 3 for limb in ("quality_system", "excellence_model", "whole")},
    **{("8(5)", limb): 3 for limb in ("accidents", "complaints", "claims", "inspections", "labour", "other_records", "whole")},
}
"""Parts of a condition that last, or are clean, for so many years."""
NOT_FOR_ALL = {("8(2)", "licences"), ("8(4)", "business"), ("8(4)", "social"), ("8(5)", "exports")}
NO_PERSON = ("branch", "other_without_personality", "other_legal_person")
"""Who may not apply: the year adopts that enterprises and public institutions alone do."""
DAYS_TO_REPLY = 15


def adopted(book: Book) -> set[str]:
    """Return the keys that anything was adopted for."""
    return {value.key for e in book.events("parameters.adopted") for value in e.values}


def called(book: Book) -> Any:
    return book.last("call.published")


def opens(o: Offer) -> Reasons:
    places = {p.tier: p.places for p in o.event.planned}
    if any(not 0 <= n <= 2 for n in places.values()):
        yield "3: more places than a year has"
    if not o.is_new and called(o.book) is not None:
        stands = o.book.of("round.opened")[-1]
        if stands.event != o.event or stands.on != o.on:
            yield "3: the call was published on it"


def adopts(o: Offer) -> Reasons:
    if called(o.book) is not None:
        yield "6: adopted after the call"
    if not o.event.document.strip() or not o.event.values or not all(v.source.strip() for v in o.event.values):
        yield "6: says not where it comes from"


def adopts_a_rubric(o: Offer) -> Reasons:
    if called(o.book) is not None:
        yield "5: adopted after the call"
    if "rubric.edition" not in adopted(o.book) or o.event.standard != "GB/T 19580-2012":
        yield "5: not the standard that was adopted"
    items = o.event.items
    if not items or not unique(i.item for i in items) or any(i.step <= 0 or i.least > i.most or (i.most - i.least) % i.step for i in items):
        yield "5: cannot be scored"


def calls(o: Offer) -> Reasons:
    book, event = o.book, o.event
    before = called(book)
    if o.is_new and before is not None:
        yield "9(1): called already"
    if event.opens_on > event.closes_on or o.on > event.opens_on or not event.site.strip():
        yield "9(1): no window in order, called too late, or nowhere to be read"
    if "weights" not in adopted(book) or not book.has("rubric.adopted"):
        yield "9(7), 5: nothing says how scores count, or what is scored"
    if not o.is_new and before is not None and (before.opens_on, before.closes_on) != (event.opens_on, event.closes_on):
        received = [e.received_on for e in book.events("application.submitted")]
        if o.on > before.closes_on or any(not event.opens_on <= day <= event.closes_on for day in received):
            yield "9(2): the window is over, or would leave somebody out"


# Applying


def spelled(name: str) -> str:
    return "".join(name.casefold().split())


def names(event: Any) -> set[str]:
    return {spelled(event.organisation), spelled(event.name)}


def stamp(book: Book, applicant: str) -> date | None:
    """Return the day on which the office took the application in."""
    lines = book.of("application.received", applicant=applicant)
    return lines[-1].on if lines else None


def applies(o: Offer) -> Reasons:
    book, event, call = o.book, o.event, called(o.book)
    if call is None or not call.opens_on <= event.received_on <= call.closes_on:
        yield "9(2): no call, or outside its window"
    if event.received_on > o.today:
        yield "9(2): not received yet"
    if o.is_new and book.has("application.submitted", "application.late", applicant=event.applicant):
        yield "9(2): a code that is taken"
    if not event.organisation.strip() or not event.name.strip() or not event.truth_declared:
        yield "3, 11: nobody, or no word that it is true"
    others = [e for e in book.events("application.submitted") if e.applicant != event.applicant and e.applicant in standing(book)]
    if any(names(event) & names(other) for other in others):
        yield "9(2): has applied already"
    first = next((e.event for e in book.entries if e.type == "application.submitted" and e.event.applicant == event.applicant), None)
    if not o.is_new and first is not None:
        if spelled(event.organisation) != spelled(first.organisation) and spelled(event.name) != spelled(first.name):
            yield "9(2): somebody else slips in"
        if event.materials != book.last("application.submitted", applicant=event.applicant).materials and is_listed(book):
            yield "9(2): papers after the list"
    came = stamp(book, event.applicant)
    if came is not None and (came != event.received_on or (call is not None and came > call.closes_on)):
        yield "9(2): not as it was stamped"
    if (profile := book.last("profile.declared", applicant=event.applicant)) is not None and profile.form in NO_PERSON:
        yield "8(1): no legal person that may apply"


def comes_late(o: Offer) -> Reasons:
    call = called(o.book)
    if call is None or o.event.received_on <= call.closes_on:
        yield "9(2): no call, or not late"
    if o.event.received_on > o.today:
        yield "9(2): not received yet"
    if stamp(o.book, o.event.applicant) not in (None, o.event.received_on):
        yield "9(2): not as it was stamped"
    if o.is_new and o.book.has("application.submitted", "application.late", applicant=o.event.applicant):
        yield "9(2): a code that is taken"


def is_stamped(o: Offer) -> Reasons:
    if called(o.book) is None:
        yield "9(2): no call"
    if o.is_new and o.book.has("application.received", "application.submitted", "application.late", applicant=o.event.applicant):
        yield "9(2): stamped, or recorded, already"


def declares_profile(o: Offer) -> Reasons:
    if called(o.book) is None or o.book.has("application.late", applicant=o.event.applicant):
        yield "9(2): no call, or too late"
    if o.is_new and o.book.has("profile.declared", applicant=o.event.applicant):
        yield "9(2): declared already"


def asks_for_papers(o: Offer) -> Reasons:
    if o.event.applicant not in standing(o.book):
        yield "9(2): nobody whose application stands"
    if o.event.due_on < o.on:
        yield "9(2): no time to bring them"


def supplements(o: Offer) -> Reasons:
    asked = o.book.last("supplement.requested", applicant=o.event.applicant)
    if o.event.applicant not in standing(o.book):
        yield "9(2): nobody whose application stands"
    if is_listed(o.book):
        yield "9(2): papers after the list"
    if asked is not None and o.on > asked.due_on:
        yield "9(2): after the time that was set"


def withdraws(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if o.is_new and event.applicant not in standing(book):
        yield "4: who withdraws has applied and not withdrawn yet"
    if event.applicant in decided(book):
        yield "4: the government has decided on it"


def recommends(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if event.applicant not in standing(book):
        yield "7: nobody whose application stands"
    if o.is_new and book.has("recommendation.signed", applicant=event.applicant, body=event.body):
        yield "7: it has spoken"
    if "recommendation.until" not in adopted(book) or book.has("qualification.decided", applicant=event.applicant):
        yield "7: too late, or nothing says until when"


# Who qualifies


def is_listed(book: Book) -> bool:
    return book.has("qualified_list.fixed")


def is_part(limb: str) -> bool:
    condition, _, part = limb.partition(" ")
    return condition in PARTS and part in ("", "whole", *PARTS[condition])


def covers(limbs: Any, limb: str) -> bool:
    """Whether a question or a reply on ``limbs`` is on this part; one on nothing by name is on everything."""
    condition = limb.partition(" ")[0]
    return not limbs or any(one in (limb, condition, f"{condition} whole") for one in limbs)


def consults(o: Offer) -> Reasons:
    if o.event.applicant not in standing(o.book):
        yield "9(3): nobody whose application stands"
    if not all(map(is_part, o.event.limbs)):
        yield "9(3): no part of article 8"


def replies(o: Offer) -> Reasons:
    event = o.event
    questions = o.book.of("department.consulted", applicant=event.applicant, body=event.body)
    if event.applicant not in standing(o.book) or not questions:
        yield "9(3): nobody whose application stands, or nobody asked"
    if not all(map(is_part, event.limbs)):
        yield "9(3): no part of article 8"
    about = [q for q in questions if not event.limbs or any(covers(q.event.limbs, limb) for limb in event.limbs)] or questions
    if about and o.on < min(q.on for q in about):
        yield "9(3): before it was asked"
    if all(q.event.limbs for q in questions) and any(not any(covers(q.event.limbs, limb) for q in questions) for limb in event.limbs):
        yield "9(3): on what it was not asked"


def finds(o: Offer) -> Reasons:
    book, event, call = o.book, o.event, called(o.book)
    part = (event.condition, event.limb)
    if event.applicant not in standing(book):
        yield "9(3): nobody whose application stands"
    if event.condition not in PARTS or event.limb not in ("whole", *PARTS[event.condition]):
        yield "8: no condition"
    if event.met == "not_applicable" and part not in NOT_FOR_ALL:
        yield "8: it binds everybody"
    if "eligibility.as_of" not in adopted(book) or (call is not None and event.as_of.full != call.closes_on):
        yield "8: not counted to the last day for applications"
    if o.is_new and book.has("qualification.decided", applicant=event.applicant):
        yield "9(3): decided already"
    if o.is_new and book.has("condition.checked", applicant=event.applicant, condition=event.condition, limb=event.limb):
        yield "9(3): found already"
    if event.met == "met" and part in YEARS and event.since is not None and not has_lasted(event, YEARS[part]):
        yield "8: too few years"
    if not event.grounds.strip():
        yield "9(3): on no grounds"
    yield from against_the_profile(book, event)
    if event.condition in ("8(2)", "8(5)"):
        yield from against_the_replies(o)


def has_lasted(event: Any, years: int) -> bool:
    since, until = event.since.full, event.as_of.full
    return bool((until.year - years, until.month, until.day) >= (since.year, since.month, since.day))


def against_the_profile(book: Book, event: Any) -> Reasons:
    profile = book.last("profile.declared", applicant=event.applicant)
    if profile is None:
        return
    if event.condition == "8(1)" and event.limb in ("legal_person", "whole") and event.met == "met" and profile.form in NO_PERSON:
        yield "8(1): no legal person that may apply"
    own = "business" if profile.for_profit else "social"
    if (event.condition, event.limb, event.met) == ("8(4)", own, "not_applicable"):
        yield "8(4): that is what it is"
    if (event.condition, event.limb, event.met) == ("8(5)", "exports", "not_applicable") and profile.exports:
        yield "8(5): it exports"


def against_the_replies(o: Offer) -> Reasons:
    """Each part rests on a reply, or its time is over; and what a department knows against it is not found to be met."""
    book, event = o.book, o.event
    parts = PARTS.get(event.condition, ()) if event.limb == "whole" else (event.limb,)
    waiting, against, is_named = [], False, False
    for limb in (f"{event.condition} {part}" for part in parts):
        newest = []
        for question in book.of("department.consulted", applicant=event.applicant):
            if covers(question.event.limbs, limb):
                said = book.of("department.replied", applicant=event.applicant, body=question.event.body)
                newest.append((question, [r for r in said if r.on >= question.on and covers(r.event.limbs, limb)][-1:]))
        if newest and not any(reply for _, reply in newest):
            waiting += [question for question, _ in newest]
        bad = [reply[0] for _, reply in newest if reply and not reply[0].event.clear]
        against, is_named = against or bool(bad), is_named or any(r.event.limbs for r in bad)
    if any(o.on <= question.on + timedelta(days=DAYS_TO_REPLY) for question in waiting):
        yield "9(3): a department has time to answer yet"
    if event.met == "met" and against and is_named:
        yield "9(3): a department knows otherwise"


def decides(o: Offer) -> Reasons:
    book, event = o.book, o.event
    found = {(e.condition, e.limb): e.met for e in book.events("condition.checked", applicant=event.applicant)}
    opinions = {e.opinion for e in book.events("recommendation.signed", applicant=event.applicant)}
    if event.applicant not in standing(book):
        yield "9(3): nobody whose application stands"
    if o.is_new and book.has("qualification.decided", applicant=event.applicant):
        yield "9(3): decided already"
    if any((c, "whole") not in found and any((c, limb) not in found for limb in limbs) for c, limbs in PARTS.items()):
        yield "9(3): a condition was not looked at"
    is_clean, differ = "not_met" not in found.values(), len(opinions) > 1
    if event.qualified and (not is_clean or not opinions):
        yield "9(3): a condition is not met, or nobody spoke for it"
    if not event.qualified and is_clean and opinions and not differ:
        yield "9(3): everything is met"
    if not event.reasons.strip():
        yield "9(3): no reasons"
    if event.qualified and all(met == "not_applicable" for (c, _), met in found.items() if c == "8(4)"):
        yield "8(4): neither a business nor a non-profit"


def lists(o: Offer) -> Reasons:
    book, call = o.book, called(o.book)
    decided = {e.applicant: e.qualified for e in book.events("qualification.decided")}
    if o.is_new and is_listed(book):
        yield "9(3): fixed already"
    if call is None or o.on <= call.closes_on:
        yield "9(2), 9(3): applications may still come"
    if any(a not in decided for a in standing(book)):
        yield "9(3): somebody was not decided on"
    if not unique(o.event.applicants) or set(o.event.applicants) != {a for a in standing(book) if decided.get(a)}:
        yield "9(3): not those who qualify"
