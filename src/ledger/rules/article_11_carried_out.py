"""Article 11, how a revocation is carried out and undone (第十一条): service, what is taken back, what is given back.

Of service, of a statement and of a day for payment the measure says nothing; general law asks for the first two. So they
are rules of method: their absence is said, and refuses nothing. A revocation that was set aside is undone in the same
pieces in which it was carried out: plaque and certificate go back, money that came back is refunded. Amounts in fen.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ledger.rules.citation import Basis, NotDue, NotOnRecord, rule
from ledger.terms import Fen


@rule("11", basis=Basis.METHOD)
def was_served_first(served_at: int) -> bool:
    """先送达后执行: The organisation had the decision before anything was taken from it; ``served_at``: position, 0: not on record."""
    if not served_at:
        raise NotOnRecord("service of the decision before this act")
    return True


@rule("11", basis=Basis.METHOD)
def takes_back_what_is_still_out(what: Collection[str], taken: Collection[str]) -> bool:
    """收回尚未收回之物: It says what came back, plaque or certificate, and neither came back before."""
    return len(what) > 0 and set(what).isdisjoint(taken)


@rule("11", basis=Basis.METHOD)
def sets_a_day_for_payment(due_on: date | None, demanded_on: date | None) -> bool:
    """追回载明期限: Who is asked for the prize is told by when, a day not before the demand; None: no day is on record."""
    if due_on is None or demanded_on is None:
        raise NotOnRecord("the day by which it is due")
    return due_on >= demanded_on


@rule("11", basis=Basis.METHOD)
def is_paid_back_by_its_day(applicant: str, still_open: Fen, due_on: date | None, today: date | None) -> bool:
    """追回款在期限内收回: What was asked back came in by its day, which still counts. ``today``: the newest record's."""
    if not still_open:
        return True
    if due_on is None or today is None:
        raise NotOnRecord(f"the day by which {applicant} has to pay")
    if today <= due_on:
        raise NotDue(f"{applicant} has to pay by {due_on}, in fen: {still_open}")
    return False


@rule("11", basis=Basis.METHOD)
def gives_back_after_an_annulment(is_restored: bool) -> bool:
    """撤销决定被撤销后方可发还退还: What was taken goes back once the revocation was set aside, and while the title stands."""
    return is_restored


@rule("11", basis=Basis.METHOD)
def refunds_no_more_than_came_back(amount: Fen, refunded: Fen, received: Fen) -> bool:
    """退还不超过已收回: What is refunded, with what was refunded before, is no more than what came back of a prize that stands again."""
    return refunded + amount <= received


@rule("11", basis=Basis.METHOD)
def returns_what_was_taken_back(what: Collection[str], taken: Collection[str]) -> bool:
    """发还的是已收回之物: It says what goes back, plaque or certificate, and that was taken back and not returned yet."""
    return len(what) > 0 and set(what) <= set(taken)
