"""Whole-round checks after the award (授奖后整体核查): each consequence of a revocation, each step back, the duty to share.

Of a revocation in force every consequence is asked for alone, so that one which was left out is named. The measure
sets no day for any of them: what is not on record is said, and is no violation. Amounts are in fen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ledger.events.revocation import (
    BarImposed,
    RevocationAnnounced,
    RevocationAnnulled,
    RevocationApproved,
    RevocationServed,
    Token,
)
from ledger.rules.article_11_carried_out import is_paid_back_by_its_day
from ledger.rules.article_13 import shares_what_it_knows
from ledger.rules.citation import Basis, Finding, NotApplicable, NotDue, NotOnRecord, rule
from ledger.stages.history import History, Round
from ledger.stages.honours import Title
from ledger.terms import Fen
from projections.consequences import demanded, outstanding

_FACTS = (RevocationServed, RevocationAnnounced, BarImposed)
_THINGS = {Token.PLAQUE: "plaque", Token.CERTIFICATE: "certificate"}


@rule("11")
def takes_back_plaque_and_certificate(applicant: str, missing: Sequence[str]) -> bool:
    """收回奖牌和证书: Plaque and certificate of a revoked title came back, both."""
    if missing:
        raise NotOnRecord(f"that {applicant} gave back {', '.join(missing)}; the measure sets no day")
    return True


@rule("11")
def asks_back_what_was_paid(applicant: str, paid: Fen, granted: Fen | None, asked: Fen) -> bool:
    """追回全部已发奖金: The prize of a revoked title was asked back, all that was paid of it."""
    if not paid and granted is None:
        raise NotOnRecord(f"what was granted and paid to {applicant}")
    if not paid:
        raise NotApplicable("nothing was paid")
    if asked < paid:
        raise NotOnRecord(f"that {applicant} was asked for all that was paid, in fen: {paid - asked} more; the measure sets no day")
    return True


@rule("11")
def tells_the_public(applicant: str, is_announced: bool) -> bool:
    """向社会公告: The public was told of the revocation."""
    if not is_announced:
        raise NotOnRecord(f"an announcement that {applicant} lost its title; the measure sets no day")
    return True


@rule("11")
def keeps_from_applying(applicant: str, is_barred: bool) -> bool:
    """五年内不得申报: The bar that follows a revocation was imposed; it binds by the text, from a day that the adopted rules name."""
    if not is_barred:
        raise NotOnRecord(f"from which day {applicant} may not apply")
    return True


@rule("11", basis=Basis.METHOD)
def gives_everything_back(applicant: str, waiting: Sequence[str]) -> bool:
    """撤销决定被撤销后发还退还: After a revocation was set aside, what came back of plaque, certificate and prize was given back."""
    if waiting:
        raise NotDue(f"{applicant} waits for {', '.join(waiting)}; the measure sets no day")
    return True


def after_the_award(history: History, round: Round, today: date | None, *, is_awarded: bool) -> Iterator[Finding]:
    """Yield what these rules say of every title of the round. ``today`` is the day of the newest record."""
    for title in sorted((t for t in history.registers.honours.titles if t.round == round.id), key=lambda t: t.winner.applicant):
        if title.last is not None:
            yield from _revoked(title, today)
        if is_awarded and not round.opening.is_historical:
            applicant = title.winner.applicant
            has_secrets = applicant in round.promotion.secrets
            yield shares_what_it_knows(applicant, len(round.promotion.shared.get(applicant, ())), has_secrets, title.held)


def is_carried_out(round: Round) -> bool:
    """Return whether a title of the round was ever revoked, and all that follows from a revocation in force was done."""
    state, prize = round.revocation, round.prize
    ever = {applicant for applicant, kind in state.facts if kind is RevocationApproved}
    revoked = {a for a in ever if state.happened(a, RevocationApproved) > state.happened(a, RevocationAnnulled)}
    followed = all(state.happened(a, kind) > state.happened(a, RevocationApproved) for a in revoked for kind in _FACTS)
    things = all(state.taken.get(a, set()) >= set(Token) for a in revoked)
    return bool(ever) and followed and things and all(prize.received[a] - prize.refunded[a] >= prize.paid[a] for a in revoked)


def _revoked(title: Title, today: date | None) -> Iterator[Finding]:
    applicant, last = title.winner.applicant, title.last
    assert last is not None
    if last.annulled_on is not None:
        yield gives_everything_back(applicant, tuple(_waiting(title)))
        return
    before = sum(revoked.received - revoked.refunded for revoked in title.revocations[:-1])
    yield takes_back_plaque_and_certificate(applicant, tuple(_THINGS[token] for token in Token if token not in last.taken))
    yield asks_back_what_was_paid(applicant, Fen(title.paid - before), title.granted, Fen(demanded(last)))
    due = [demand.due_on for demand in last.demands if demand.due_on is not None]
    yield is_paid_back_by_its_day(applicant, Fen(outstanding(last)), max(due) if due else None, today)
    yield tells_the_public(applicant, last.announced_on is not None)
    yield keeps_from_applying(applicant, last.bar_from is not None)


def _waiting(title: Title) -> Iterator[str]:
    last = title.last
    assert last is not None
    yield from (_THINGS[token] for token in Token if token in last.taken and token not in last.returned)
    if last.received > last.refunded:
        yield f"money, in fen: {last.received - last.refunded}"
