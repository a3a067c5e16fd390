"""Honours (荣誉): every title across all rounds, whether it stands, and until when its holder may not apply again.

The five years of article 10.2 start on a day that the measure leaves open; the answers under all readings stand
side by side, since they differ by a whole round. What a partly known date cannot give is 未见记录, never a guess.
"""

from __future__ import annotations

from datetime import date

import msgspec

from ledger.rules.calendar import ONE_DAY, anniversary
from ledger.rules.editions import EDITIONS
from ledger.rules.registered import Text
from ledger.stages.history import History
from ledger.stages.honours import Title
from ledger.stages.measure import terms_of
from ledger.terms import MAIN, BarStart, EditionId, PartialDate
from projections.consequences import Revocation, revocations_of
from projections.places import tier_name
from projections.projection import Placed, Projection
from projections.terms import Bilingual, Shown, Term


class Status(Bilingual):
    """称号状态: whether a title stands."""

    HELD = "held", "有效", "held"
    RESTORED = "restored", "撤销决定已被撤销, 称号恢复", "restored: its revocation was set aside"
    REVOKED = "revoked", "已撤销", "revoked"
    ON_NOTICE = "on_notice", "仅见公示, 授予未见记录", "known from its public notice alone"


class Reading(Bilingual):
    """起算读法: from when five years run."""

    DECISION = BarStart.DECISION.value, "自区政府批准之日起", "from the government's decision"
    START_OF_AWARD_YEAR = BarStart.START_OF_AWARD_YEAR.value, "自获奖年度年初起", "from the start of the award year"
    END_OF_AWARD_YEAR = BarStart.END_OF_AWARD_YEAR.value, "自获奖年度年末起", "from the end of the award year"
    IMPOSED = "imposed", "自限制决定载明之日起", "from the day that the bar itself names"
    REVOCATION = "revocation_approval_date", "自批准撤销之日起", "from the approval of the revocation"


_READINGS = {
    BarStart.DECISION: Reading.DECISION,
    BarStart.START_OF_AWARD_YEAR: Reading.START_OF_AWARD_YEAR,
    BarStart.END_OF_AWARD_YEAR: Reading.END_OF_AWARD_YEAR,
}


THIS_MEASURE = EditionId("2024")
"""The edition whose article 10 a title is read under where its own edition, of another place, fixes no years."""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """不得申报期 under one reading: its last day, and the first day on which one may apply again.

    ``measure`` is the edition whose article is read: the title's own, or ours where that of another place fixes no
    years; then the bar tells what our article would mean for such a win, and bars nobody elsewhere.
    """

    reading: Term
    measure: str
    citation: str
    citation_zh: str
    state: Term
    last_day: str | None
    may_apply_from: str | None


class Honour(msgspec.Struct, frozen=True, kw_only=True):
    """荣誉称号: one award of one organisation. ``award_year`` is the label, ``decided_on`` what is known of the day; fen.

    ``revoked_on`` is the day of the newest revocation; ``revocations`` are all, those that were set aside too.
    """

    organisation: str
    name: str
    programme: str
    round: str
    edition: str
    award_year: str
    tier: Term
    outside_quota: bool
    decided_on: str | None
    status: Term
    revoked_on: str | None
    granted: int | None
    paid: int
    plaque: str | None
    certificate: str | None
    revocations: tuple[Revocation, ...]
    position: int
    note: str
    bars: tuple[Bar, ...]


class Honours(msgspec.Struct, frozen=True, kw_only=True):
    """荣誉名册, in the order of the award years and the publications."""

    honours: tuple[Honour, ...]


def take(state: History, one: Placed) -> None:
    """Take one fact in its place into ``state``; those that carry no register change nothing."""
    if type(one.fact.event).registers:
        state.take(one.fact)


def result(state: History) -> Honours:
    """Return the titles that ``state`` knows."""
    titles = sorted(state.registers.honours.titles, key=lambda t: (t.award_year, t.position))
    return Honours(honours=tuple(_honour(state, title) for title in titles))


HONOURS: Projection[History, Honours] = Projection("honours", 2, History, take, result)
"""The projection over all rounds."""


def status_of(title: Title) -> Status:
    """Return whether ``title`` stands."""
    if title.revoked_on is not None:
        return Status.RESTORED if title.annulled else Status.REVOKED
    return Status.HELD if title.status == "awarded" else Status.ON_NOTICE


def bars_of(history: History, title: Title) -> tuple[Bar, ...]:
    """Return until when its holder may not apply: after a revocation that stands, else under each reading of 10.2."""
    text, ours = history.registers.measure.text(title.edition), EDITIONS[THIS_MEASURE]
    if not title.held:
        start, reading = (title.bar_from, Reading.IMPOSED) if title.bar_from else (title.revoked_on, Reading.REVOCATION)
        of = ours if text is None or text.bar_revocation_years is None else text
        return (_bar(reading, "11", "第十一条", _full(start), of, of.bar_revocation_years),)
    terms = (terms_of(history.registers.measure, title.edition) or {}).get(title.tier)
    if not (terms.bars if terms else title.tier == MAIN):
        return ()
    of = ours if text is None or text.bar_win_years is None else text
    years = of.bar_win_years if title.status == "awarded" else None
    return tuple(_bar(_READINGS[start], "10.2", "第十条第二款", _start(title, start), of, years) for start in BarStart)


def _honour(history: History, title: Title) -> Honour:
    winner = title.winner
    return Honour(
        organisation=winner.organisation,
        name=winner.name,
        programme=title.programme,
        round=title.round,
        edition=title.edition,
        award_year=title.award_year,
        tier=tier_name(history, title.edition, title.tier),
        outside_quota=winner.outside_quota,
        decided_on=None if title.decided_on is None else str(title.decided_on),
        status=status_of(title).term,
        revoked_on=None if title.revoked_on is None else str(title.revoked_on),
        granted=title.granted,
        paid=title.paid,
        plaque=title.conferred.plaque if title.conferred else None,
        certificate=title.conferred.certificate if title.conferred else None,
        revocations=revocations_of(title),
        position=title.position,
        note=title.note,
        bars=bars_of(history, title),
    )


def _start(title: Title, start: BarStart) -> date | None:
    """Return the day that is not counted; None where it is not known to the day (as in ``rules.article_10_2``)."""
    if start is BarStart.DECISION:
        return _full(title.decided_on)
    if title.year is None:
        return None
    return date(title.year - (start is BarStart.START_OF_AWARD_YEAR), 12, 31)


def _full(day: PartialDate | None) -> date | None:
    return None if day is None else day.full


def _bar(reading: Reading, citation: str, zh: str, start: date | None, edition: Text, years: int | None) -> Bar:
    last = None if start is None or years is None else anniversary(start, years)
    return Bar(
        reading=reading.term,
        measure=edition.id,
        citation=citation,
        citation_zh=zh,
        state=(Shown.NOT_ON_RECORD if last is None else Shown.SHOWN).term,
        last_day=None if last is None else last.isoformat(),
        may_apply_from=None if last is None else (last + ONE_DAY).isoformat(),
    )
