"""The second reading after the award (第十至十二条): honours, money, revocation and what it brings, and who may apply again."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.model.book import Book, Entry
from tests.model.offer import Offer, Reasons


def titles(book: Book) -> dict[str, Any]:
    """Return the winners as published, by code."""
    return {w.applicant: w for e in book.events("result.published") for w in e.winners}


def decisions(book: Book, applicant: str) -> list[Entry]:
    """Return what was decided on the title of ``applicant``, in order: revoked, set aside, revoked again."""
    return [line for line in book.of("revocation.approved", "revocation.annulled") if line.event.applicant == applicant]


def is_revoked(book: Book, applicant: str) -> bool:
    made = decisions(book, applicant)
    return bool(made) and made[-1].type == "revocation.approved"


def since_revoked(book: Book, type: str, applicant: str) -> list[Entry]:
    """Return the lines of a type about ``applicant`` that follow the newest decision to revoke."""
    revoked = [line for line in decisions(book, applicant) if line.type == "revocation.approved"]
    at = book.place_of(revoked[-1]) if revoked else -1
    return [line for line in book.of(type, applicant=applicant) if book.place_of(line) > at]


def money(book: Book, type: str, applicant: str, *, since_annulled: bool | None = None) -> int:
    """Return the fen that acts of a type moved: all of it, or what follows (True) or precedes (False) the newest annulment."""
    annulled = [book.place_of(line) for line in decisions(book, applicant) if line.type == "revocation.annulled"]
    at = annulled[-1] if annulled else -1
    lines = book.of(type, applicant=applicant)
    return sum(line.event.amount for line in lines if since_annulled is None or (book.place_of(line) > at) is since_annulled)


def confers(o: Offer) -> Reasons:
    if o.event.applicant not in titles(o.book):
        yield "10.1: no winner"
    if not o.event.plaque.strip() or not o.event.certificate.strip():
        yield "10.1: without numbers"
    for other in o.book.events("honour.conferred"):
        if other.applicant != o.event.applicant and {other.plaque, other.certificate} & {o.event.plaque, o.event.certificate}:
            yield "10.1: a number that another has"
    if o.is_new and o.book.has("honour.conferred", applicant=o.event.applicant):
        yield "10.1: handed over already"


def appropriates(o: Offer) -> Reasons:
    if o.event.amount <= 0:
        yield "10.1: no amount"
    if o.is_new and o.book.has("budget.appropriated", year=o.event.year):
        yield "10.1: the year has its budget"


def pays_within(o: Offer) -> Reasons:
    """What a payment asks besides the grant: the winner is paid, by a voucher of its own, out of what the budget gives."""
    event, rest = o.event, o.book.without(o.corrects)
    won = titles(o.book).get(event.applicant)
    if won is not None and event.payee != won.organisation:
        yield "10.1: paid to somebody else"
    if is_revoked(o.book, event.applicant):
        yield "11: the title does not stand"
    if any(e.voucher == event.voucher for e in rest.events("prize.paid")):
        yield "10.1: the voucher of another payment"
    budget = o.book.last("budget.appropriated", year=event.budget_year)
    spent = sum(e.amount for e in rest.events("prize.paid", budget_year=event.budget_year))
    if budget is not None and (event.budget_line != budget.budget_line or spent + event.amount > budget.amount):
        yield "10.1: not out of the budget, or beyond it"


def opens_verification(o: Offer) -> Reasons:
    won = o.event.applicant in titles(o.book)
    if not won and not o.book.has("application.submitted", applicant=o.event.applicant):
        yield "11: nobody of this round"
    if o.event.ground == "accident" and not won:
        yield "12: no award yet"


def concludes(o: Offer) -> Reasons:
    turns = [
        line.type
        for line in o.book.of("verification.opened", "verification.concluded")
        if line.event.applicant == o.event.applicant and line.event.ground == o.event.ground
    ]
    if not turns or turns[-1] != "verification.opened":
        yield "11: no verification is open on this ground"
    if o.event.ground == "accident" and o.event.established and o.event.impact is None:
        yield "12: says nothing of the effect"


def hears(o: Offer) -> Reasons:
    if not o.book.has("verification.opened", applicant=o.event.applicant):
        yield "11: nothing to be heard on"


def proposes(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if event.applicant not in titles(book) or is_revoked(book, event.applicant):
        yield "11: no title that stands"
    concluded = [line for line in book.of("verification.concluded", applicant=event.applicant) if line.event.ground == event.ground]
    annulled = [book.place_of(line) for line in decisions(book, event.applicant) if line.type == "revocation.annulled"]
    if not concluded or not concluded[-1].event.established or book.place_of(concluded[-1]) < max(annulled, default=-1):
        yield "11: nothing was found true"
    if event.ground == "accident":
        of_accidents = [line for line in book.of("verification.concluded", applicant=event.applicant) if line.event.ground == "accident"]
        if not of_accidents or of_accidents[-1].event.impact is not True:
            yield "12: no major adverse effect"
    if o.by != "committee":
        yield "11: the committee proposes"


def revokes(o: Offer) -> Reasons:
    book, event = o.book, o.event
    if not o.is_new:
        return
    if event.applicant not in titles(book) or is_revoked(book, event.applicant):
        yield "11: no title that stands"
    proposed = [book.place_of(line) for line in book.of("revocation.proposed", applicant=event.applicant, ground=event.ground)]
    if not proposed or proposed[-1] < max((book.place_of(line) for line in decisions(book, event.applicant)), default=-1):
        yield "11: not proposed, or decided since"


def annuls_revocation(o: Offer) -> Reasons:
    if o.is_new and not is_revoked(o.book, o.event.applicant):
        yield "11: no revocation in force"


def follows_once(o: Offer) -> Reasons:
    """Service and announcement: while a revocation is in force, and once for each."""
    if not is_revoked(o.book, o.event.applicant):
        yield "11: no revocation in force"
    if o.is_new and since_revoked(o.book, TYPES[type(o.event).__name__], o.event.applicant):
        yield "11: recorded already"


TYPES = {"RevocationServed": "revocation.served", "RevocationAnnounced": "revocation.announced"}


def imposes_bar(o: Offer) -> Reasons:
    if not is_revoked(o.book, o.event.applicant):
        yield "11: no revocation in force"
    elif o.event.starts_on.full != decisions(o.book, o.event.applicant)[-1].on:
        yield "11: not from the day of the decision"
    if o.is_new and since_revoked(o.book, "bar.imposed", o.event.applicant):
        yield "11: imposed already"


def tokens(book: Book, applicant: str) -> set[str]:
    """Return what is with the office since the newest revocation."""
    taken: set[str] = set()
    for type, away in (("plaque.recovered", True), ("plaque.returned", False)):
        for line in since_revoked(book, type, applicant):
            taken = taken | set(line.event.what) if away else taken - set(line.event.what)
    return taken


def recovers(o: Offer) -> Reasons:
    if not is_revoked(o.book, o.event.applicant):
        yield "11: no revocation in force"
    if o.is_new and (not o.event.what or set(o.event.what) & tokens(o.book, o.event.applicant)):
        yield "11: nothing, or what came back already"


def returns(o: Offer) -> Reasons:
    made = decisions(o.book, o.event.applicant)
    if not made or made[-1].type != "revocation.annulled":
        yield "11: no revocation was set aside"
    if o.is_new and (not o.event.what or not set(o.event.what) <= tokens(o.book, o.event.applicant)):
        yield "11: not here to be returned"


def demands(o: Offer) -> Reasons:
    book, who = o.book.without(o.corrects), o.event.applicant
    if not is_revoked(book, who):
        yield "11: no revocation in force"
    has = money(book, "prize.paid", who) - money(book, "clawback.received", who, since_annulled=False)
    has += money(book, "clawback.refunded", who)
    if money(book, "clawback.demanded", who, since_annulled=True) + o.event.amount != has:
        yield "11: not what the winner has of the prize"
    if o.event.due_on < o.on:
        yield "11: due before it is asked for"


def receives(o: Offer) -> Reasons:
    book, who = o.book.without(o.corrects), o.event.applicant
    if o.event.amount <= 0:
        yield "11: no amount"
    came = money(book, "clawback.received", who, since_annulled=True)
    if came + o.event.amount > money(book, "clawback.demanded", who, since_annulled=True):
        yield "11: more than was asked back"
    if any(e.voucher == o.event.voucher for e in book.events("clawback.received")):
        yield "11: the voucher of another receipt"


def refunds(o: Offer) -> Reasons:
    book, who = o.book.without(o.corrects), o.event.applicant
    made = decisions(book, who)
    if not made or made[-1].type != "revocation.annulled":
        yield "11: no revocation was set aside"
    if o.event.amount <= 0:
        yield "11: no amount"
    came = money(book, "clawback.received", who, since_annulled=False)
    if money(book, "clawback.refunded", who) + o.event.amount > came:
        yield "11: more than came back"
    if any(e.voucher == o.event.voucher for e in book.events("clawback.refunded")):
        yield "11: the voucher of another refund"


def five_years_after(day: date) -> date:
    """Return the last day of five years that begin on the day after ``day``."""
    try:
        return day.replace(year=day.year + 5)
    except ValueError:
        return date(day.year + 5, 2, 28)


def barred_until(book: Book, applicant: str) -> date | None:
    """Return the last day on which whoever was ``applicant`` in this round may not apply in another one (10.2, 11, 12); None: free."""
    won = titles(book).get(applicant)
    if won is None:
        return None
    if is_revoked(book, applicant):
        imposed = since_revoked(book, "bar.imposed", applicant)
        return five_years_after(imposed[-1].event.starts_on.full if imposed else decisions(book, applicant)[-1].on)
    return five_years_after(book.of("award.approved")[-1].on) if won.tier == "main" else None
