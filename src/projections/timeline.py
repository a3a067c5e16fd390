"""Timeline (进程): how far the nine links of article 9 have come, what followed the award, and every record of the round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache, partial
from typing import NamedTuple

import msgspec

from ledger.events.deliberation import AtLine, TieDecided
from ledger.events.event import Event
from ledger.events.founding import ActRefused, RecordSealed
from ledger.events.scoring import ConsensusReached, ScoreRecorded
from ledger.rules.citation import Citation
from ledger.stages.fact import Fact
from ledger.stages.history import STAGE_OF, History, Round
from ledger.terms import Phase, Role, RoundId, day_of
from projections.after_the_award import is_carried_out
from projections.projection import Placed, Projection
from projections.standings import KINDS
from projections.terms import Bilingual, Term


class Progress(Bilingual):
    """进度 of a link. Of a round put together afterwards the papers say what they say: it is on record, in part, or not."""

    NOT_BEGUN = "not_begun", "未开始", "not begun"
    RUNNING = "running", "进行中", "running"
    DONE = "done", "已完成", "done"
    NOT_ON_RECORD = "not_on_record", "未见记录", "not on record"
    IN_PART = "in_part", "部分见记录", "on record in part"


class LinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """环节: one link of the procedure. Positions are 0 and days None where nothing happened.

    ``first_day``, ``last_day`` and ``days``, which counts both ends, go by what is known to the day; ``partly_known``
    are the other dates, as they were recorded ("2025"). ``who`` are those in whose name its acts stand.
    """

    link: Term
    citation: str
    citation_zh: str
    progress: Term
    first_position: int
    last_position: int
    first_day: str | None
    last_day: str | None
    days: int | None
    partly_known: tuple[str, ...]
    records: int
    who: tuple[Term, ...]


class FactRow(msgspec.Struct, frozen=True, kw_only=True):
    """记录: one record. ``corrects`` is the position whose place it took, ``corrected_by`` that of what took its place; 0: none."""

    position: int
    occurred_at: str
    recorded_at: str
    type: Term
    subjects: tuple[str, ...]
    basis: tuple[str, ...]
    basis_zh: tuple[str, ...]
    who: Term
    provenance: Term
    act: str
    corrects: int
    corrected_by: int
    deviates: bool


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """进程 of one round: its links in order, and its records in the order of the log."""

    round: str
    links: tuple[LinkRow, ...]
    facts: tuple[FactRow, ...]


class _Link(NamedTuple):
    code: str
    zh: str
    en: str
    citation: str
    is_done: Callable[[Round, date | None], bool]


def _window_is_over(round: Round, today: date | None) -> bool:
    call = round.opening.call
    return round.qualification.qualified_at > 0 or (call is not None and today is not None and today > call.closes_on)


def _all_is_paid(round: Round, _: date | None) -> bool:
    granted = round.approval.granted
    return set(granted) >= set(round.approval.winners) and all(round.prize.paid[a] >= amount for a, amount in granted.items())


LINKS = (
    _Link("publish", "发布信息", "call", "9(1)", lambda r, _: r.opening.call_at > 0),
    _Link("apply", "申报推荐", "applications and recommendations", "9(2)", _window_is_over),
    _Link("qualify", "资格审查", "qualification", "9(3)", lambda r, _: r.qualification.qualified_at > 0),
    _Link("document", "资料评审", "document review", "9(4)", lambda r, _: r.scoring.defence_list_at > 0),
    _Link("defence", "陈述答辩", "defence", "9(5)", lambda r, _: r.scoring.site_list_at > 0),
    _Link("site", "现场评审", "site visit", "9(6)", lambda r, _: r.evaluation.overall_at > 0),
    _Link("evaluate", "综合评价", "overall evaluation", "9(7)", lambda r, _: r.evaluation.report_at > 0),
    _Link("notice", "审定公示", "deliberation and public notice", "9(8)", lambda r, _: r.notice.closed_at > 0),
    _Link(
        "approve",
        "批准公布",
        "approval and publication",
        "9(9)",
        lambda r, _: r.approval.published is not None and r.approval.published.status == "awarded",
    ),
    _Link("prize", "授奖与奖金", "honours and prize money", "10.1", _all_is_paid),
    _Link("revoke", "撤销与后续", "revocation and what follows", "11", lambda r, _: is_carried_out(r)),
)
"""The nine links of article 9, and what follows the award."""

_LINK_OF_STAGE = {
    "opening": "publish",
    "application": "apply",
    "qualification": "qualify",
    **dict.fromkeys(("draw", "panel", "integrity", "scoring"), "document"),
    "evaluation": "evaluate",
    **dict.fromkeys(("deliberation", "notice"), "notice"),
    **dict.fromkeys(("approval", "prize"), "prize"),
    **dict.fromkeys(("revocation", "promotion"), "revoke"),
}
_LINK_OF_PHASE = {Phase.DOCUMENT: "document", Phase.DEFENCE: "defence", Phase.SITE: "site"}
_LINK_OF_TYPE = {
    "advisers.declared": "apply",
    "integrity_card.returned": "site",
    "award.approved": "approve",
    "award.denied": "approve",
    "award.returned": "approve",
    "candidates.submitted": "approve",
    "result.published": "approve",
    "promotion.recorded": "prize",
    "clawback.demanded": "revoke",
    "clawback.received": "revoke",
    "clawback.refunded": "revoke",
    "defence_order.drawn": "defence",
    "defence_scheme.issued": "defence",
    "defence.held": "defence",
    "site_list.fixed": "defence",
    "site_scheme.issued": "site",
    "site_visit.held": "site",
    "site_finding.raised": "site",
    "site_report.issued": "site",
}
_LINK_OF_LINE = {AtLine.DEFENCE: "document", AtLine.SITE_VISIT: "defence", AtLine.TIER: "notice"}


def link_of(event: Event) -> str | None:
    """Return the code of the link that an event belongs to; None for keys, sealed records, numbered paper and the like."""
    if isinstance(event, ScoreRecorded | ConsensusReached):
        return _LINK_OF_PHASE[event.phase]
    if isinstance(event, TieDecided):
        return _LINK_OF_LINE[event.line]
    stage = STAGE_OF.get(type(event))
    return _LINK_OF_TYPE.get(event.wire_name) or (_LINK_OF_STAGE.get(stage) if stage else None)


@dataclass(slots=True)
class State:
    """The history, and the facts of the round in their places."""

    round: RoundId
    history: History = field(default_factory=History)
    stream: list[Placed] = field(default_factory=list)


def take(state: State, one: Placed) -> None:
    """Take one fact in its place into ``state``."""
    state.history.take(one.fact)
    if one.fact.said.round == state.round:
        state.stream.append(one)


def result(state: State) -> Timeline:
    """Return the timeline that ``state`` gives."""
    round = state.history.round(state.round)
    today = max((day_of(one.fact.recorded_at) for one in state.stream), default=None)
    by_link: dict[str, list[Placed]] = {}
    for one in state.stream:
        if (code := link_of(one.fact.event)) is not None:
            by_link.setdefault(code, []).append(one)
    rows = [_fact_row(fact, corrects, by) for one in state.stream for fact, corrects, by in _versions(one)]
    return Timeline(
        round=state.round,
        links=tuple(_link_row(link, round, by_link.get(link.code, []), today) for link in LINKS),
        facts=tuple(sorted(rows, key=lambda row: row.position)),
    )


def timeline_of(round: RoundId) -> Projection[State, Timeline]:
    """Return the projection that answers how ``round`` has gone on."""
    return Projection("timeline", 2, partial(State, round), take, result)


@cache
def heading_of(kind: type[Event]) -> Term:
    """Return what an event type is called: its Chinese term, and its name in English words."""
    zh = kind.heading().split(".")[0].split("(")[0].split("（")[0].strip()
    return Term(code=kind.wire_name, zh=zh, en=kind.wire_name.replace(".", " ").replace("_", " "))


def who_of(fact: Fact) -> Term:
    """Return in whose name an act stands: the first signer's role, or on whose behalf it was written down."""
    source = fact.said.provenance
    name = fact.said.signers[0].role if source.kind == "live" else source.on_behalf_of or source.source or ""
    return _signatory(name)


@lru_cache(4_000)
def _signatory(name: str) -> Term:
    role = next((role for role in Role if role.value == name), None)
    return Term(code=name, zh=role.zh if role else name, en=name)


def _versions(one: Placed) -> Iterable[tuple[Fact, int, int]]:
    """Yield the records behind a fact in its place: (record, position it corrects, position that corrects it)."""
    chain = [*one.corrected, one.recorded]
    for index, fact in enumerate(chain):
        before = chain[index - 1].position or 0 if index else 0
        after = chain[index + 1].position or 0 if index + 1 < len(chain) else 0
        yield fact, before, after


def _fact_row(fact: Fact, corrects: int, corrected_by: int) -> FactRow:
    said = fact.said
    is_closed = isinstance(fact.event, RecordSealed)
    return FactRow(
        position=fact.position or 0,
        occurred_at=said.occurred_at,
        recorded_at=fact.recorded_at,
        type=heading_of(type(fact.event)),
        subjects=said.subjects,
        basis=said.basis,
        basis_zh=tuple(zh for text in said.basis if (zh := _citation_zh(text)) is not None),
        who=who_of(fact),
        provenance=KINDS["sealed" if is_closed else said.provenance.kind],
        act=said.id,
        corrects=corrects,
        corrected_by=corrected_by,
        deviates=said.deviation is not None,
    )


def _link_row(link: _Link, round: Round, stream: list[Placed], today: date | None) -> LinkRow:
    places = [one.place for one in stream]
    dates = {one.fact.said.occurred_at for one in stream if not isinstance(one.fact.event, ActRefused)}
    known = {text: day for text in dates if (day := _full(text)) is not None}
    first, last = min(known.values(), default=None), max(known.values(), default=None)
    citation = Citation.parse(link.citation)
    return LinkRow(
        link=Term(code=link.code, zh=link.zh, en=link.en),
        citation=str(citation),
        citation_zh=citation.zh,
        progress=_progress(link, round, today, has_records=bool(stream)).term,
        first_position=min(places, default=0),
        last_position=max(places, default=0),
        first_day=first.isoformat() if first else None,
        last_day=last.isoformat() if last else None,
        days=(last - first).days + 1 if first and last else None,
        partly_known=tuple(sorted(dates - set(known) - {""})),
        records=len(stream),
        who=tuple(sorted({who_of(one.fact) for one in stream}, key=lambda term: term.code)),
    )


def _progress(link: _Link, round: Round, today: date | None, *, has_records: bool) -> Progress:
    if has_records and link.is_done(round, today):
        return Progress.DONE
    if round.opening.is_historical:
        return Progress.IN_PART if has_records else Progress.NOT_ON_RECORD
    return Progress.RUNNING if has_records else Progress.NOT_BEGUN


@lru_cache(4_000)
def _full(occurred_at: str) -> date | None:
    """Return the day of a recorded date or instant, where it is known to the day."""
    try:
        return day_of(occurred_at)
    except ValueError:
        return None


@lru_cache(1_000)
def _citation_zh(text: str) -> str | None:
    try:
        return Citation.parse(text).zh
    except ValueError:
        return None
