"""Certificates (证书查询): what the number of a certificate or a plaque stands for. Anybody may ask (15): a number is public.

A number that no record knows is *unknown*: the ledger does not say that it is forged, since older titles may not be in it.
"""

from __future__ import annotations

import msgspec

from ledger.rules.identity import same
from projections.consequences import Revocation
from projections.honours import Honours, Status
from projections.terms import Bilingual, Term


class Answer(Bilingual):
    """查询结果: what a number stands for."""

    VALID = "valid", "有效", "valid: the title stands"
    REVOKED = "revoked", "已撤销", "revoked: the title does not stand"
    RESTORED = "restored", "有效 (撤销决定已被撤销, 称号恢复)", "valid again: its revocation was set aside"
    UNKNOWN = "unknown", "未见记录", "unknown: no record has this number"


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """证书: the answer for ``number``, and the title it stands for. ``ground`` and ``revoked_on`` of the newest revocation.

    ``others`` counts further titles with the same number; that is a fault of the record, and is said.
    """

    number: str
    state: Term
    name: str | None = None
    organisation: str | None = None
    programme: str | None = None
    award_year: str | None = None
    tier: Term | None = None
    decided_on: str | None = None
    ground: Term | None = None
    revoked_on: str | None = None
    restored_on: str | None = None
    position: int | None = None
    others: int = 0


_ANSWERS = {Status.HELD.value: Answer.VALID, Status.RESTORED.value: Answer.RESTORED, Status.REVOKED.value: Answer.REVOKED}


def certificate(honours: Honours, number: str) -> Certificate:
    """Return what ``number`` stands for. Width, case and spaces make no other number."""
    wanted = same(number)
    found = [one for one in honours.honours if wanted in {same(text) for text in (one.certificate, one.plaque) if text}]
    if not wanted or not found:
        return Certificate(number=number.strip(), state=Answer.UNKNOWN.term)
    # Where the record gives one number twice, a title that does not stand must not hide behind one that does.
    found.sort(key=lambda one: one.status.code != Status.REVOKED.value)
    title, others = found[0], len(found) - 1
    last: Revocation | None = title.revocations[-1] if title.revocations else None
    return Certificate(
        number=number.strip(),
        state=_ANSWERS.get(title.status.code, Answer.UNKNOWN).term,
        name=title.name,
        organisation=title.organisation,
        programme=title.programme,
        award_year=title.award_year,
        tier=title.tier,
        decided_on=title.decided_on,
        ground=last.ground if last else None,
        revoked_on=last.revoked_on if last else None,
        restored_on=last.annulled_on if last else None,
        position=title.position,
        others=others,
    )
