"""Consequences (撤销的后果): title, plaque and certificate, prize, announcement, bar: five facts, each with its own state.

What the record does not hold is 未见记录 and never taken for granted: a real revocation may take the title and say nothing
of the prize. A revocation that was set aside asks for nothing any more, and what was taken waits to be given back.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ledger.events.revocation import Ground, Token
from ledger.stages.honours import Revoked, Title
from projections.terms import Bilingual, Term


class Kind(Bilingual):
    """后果: what follows a revocation (11, 12)."""

    TITLE = "title", "撤销荣誉称号", "title revoked"
    THINGS = "plaque_and_certificate", "收回奖牌和证书", "plaque and certificate taken back"
    PRIZE = "prize", "追回奖金", "prize asked back"
    ANNOUNCEMENT = "announcement", "向社会公告", "announced to the public"
    BAR = "bar", "五年内不得申报", "barred for five years"


class Stands(Bilingual):
    """落实情况: where one consequence stands."""

    DONE = "done", "已落实", "done"
    PARTLY = "partly", "部分落实", "partly done"
    DEMANDED = "demanded", "已追缴, 未收回", "asked back, nothing came in"
    NOT_ON_RECORD = "not_on_record", "未见记录", "not on record"
    NOTHING_PAID = "nothing_paid", "未发放奖金, 无可追回", "nothing was paid, so nothing to ask back"
    ENDED = "ended", "因撤销决定被撤销而终止", "ended when the revocation was set aside"
    TO_GIVE_BACK = "to_give_back", "应予发还", "to be given back"
    GIVEN_BACK = "given_back", "已发还", "given back"


class Grounds(Bilingual):
    """撤销事由."""

    FRAUD = Ground.FRAUD.value, "弄虚作假骗取荣誉", "obtained by deceit (article 11)"
    ACCIDENT = Ground.ACCIDENT.value, "获奖后发生事故并造成重大不良社会影响", "accident with a major adverse effect (article 12)"


_GROUNDS = {Ground.FRAUD: Grounds.FRAUD, Ground.ACCIDENT: Grounds.ACCIDENT}


class Consequence(msgspec.Struct, frozen=True, kw_only=True):
    """One consequence: ``on`` is the day on which it took effect; the measure sets no day by which it must."""

    kind: Term
    state: Term
    on: str | None


class Clawback(msgspec.Struct, frozen=True, kw_only=True):
    """追回 of one revocation, in fen. ``due_on``: the last day that a demand names."""

    demanded: int
    received: int
    refunded: int
    outstanding: int
    due_on: str | None


class Revocation(msgspec.Struct, frozen=True, kw_only=True):
    """撤销 of one title, in force or set aside, with its five consequences and the day of service."""

    ground: Term
    revoked_on: str
    document: str | None
    position: int
    served_on: str | None
    annulled_on: str | None
    annulled_by: str | None
    consequences: tuple[Consequence, ...]
    clawback: Clawback


def revocations_of(title: Title) -> tuple[Revocation, ...]:
    """Return every revocation of ``title``, oldest first."""
    return tuple(_revocation(title, revoked) for revoked in title.revocations)


def demanded(revoked: Revoked) -> int:
    """Return what a revocation asks back, in fen, set aside or not."""
    return sum(demand.amount for demand in revoked.demands)


def outstanding(revoked: Revoked) -> int:
    """Return what is still to come in, in fen; nothing once the revocation was set aside."""
    return 0 if revoked.annulled_on is not None else max(0, demanded(revoked) - revoked.received)


def _revocation(title: Title, revoked: Revoked) -> Revocation:
    due = [demand.due_on for demand in revoked.demands if demand.due_on is not None]
    return Revocation(
        ground=_GROUNDS[revoked.ground].term,
        revoked_on=str(revoked.revoked_on),
        document=revoked.document,
        position=revoked.position,
        served_on=_text(revoked.served_on),
        annulled_on=_text(revoked.annulled_on),
        annulled_by=revoked.annulled_by,
        consequences=tuple(_consequences(title, revoked)),
        clawback=Clawback(
            demanded=demanded(revoked),
            received=revoked.received,
            refunded=revoked.refunded,
            outstanding=outstanding(revoked),
            due_on=max(due).isoformat() if due else None,
        ),
    )


def _consequences(title: Title, revoked: Revoked) -> Iterator[Consequence]:
    over = revoked.annulled_on is not None
    days = [revoked.taken[token] for token in Token if token in revoked.taken]
    announced, barred = revoked.announced_on, revoked.bar_from
    # What was said in public stays said; the other consequences end.
    said = Stands.DONE if announced is not None else Stands.ENDED if over else Stands.NOT_ON_RECORD
    kept = Stands.ENDED if over else Stands.DONE if barred is not None else Stands.NOT_ON_RECORD
    yield _one(Kind.TITLE, Stands.GIVEN_BACK if over else Stands.DONE, _text(revoked.annulled_on if over else revoked.revoked_on))
    yield _one(Kind.THINGS, _things(revoked), _text(max(days)) if days else None)
    yield _one(Kind.PRIZE, _prize(title, revoked), None)
    yield _one(Kind.ANNOUNCEMENT, said, _text(announced))
    yield _one(Kind.BAR, kept, _text(barred))


def _things(revoked: Revoked) -> Stands:
    if revoked.annulled_on is None:
        return (Stands.NOT_ON_RECORD, Stands.PARTLY, Stands.DONE)[len(revoked.taken)]
    if not revoked.taken:
        return Stands.ENDED
    return Stands.GIVEN_BACK if revoked.returned.keys() >= revoked.taken.keys() else Stands.TO_GIVE_BACK


def _prize(title: Title, revoked: Revoked) -> Stands:
    if revoked.annulled_on is not None:
        if not revoked.received:
            return Stands.ENDED
        return Stands.GIVEN_BACK if revoked.refunded >= revoked.received else Stands.TO_GIVE_BACK
    if not revoked.demands or not demanded(revoked):
        return Stands.NOTHING_PAID if title.granted is not None and not title.paid else Stands.NOT_ON_RECORD
    if revoked.received >= demanded(revoked):
        return Stands.DONE
    return Stands.PARTLY if revoked.received else Stands.DEMANDED


def _one(kind: Kind, state: Stands, on: str | None) -> Consequence:
    return Consequence(kind=kind.term, state=state.term, on=on)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
