"""Conformance (合规核查报告): every rule asked again of every record of a round, and of the round as a whole.

Each record is judged with the state as it stood before it, in the effective stream: a correction is judged in
the place of what it corrects, by what is right now. What the keeping of records asks (signatures, roles, links)
is judged where the record itself stands, by what was known then. docs/decisions/0003 says which verdict may
come of which kind of rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import msgspec

from ledger.events.measure import CalendarAdopted, InterpretationIssued
from ledger.messages import in_chinese
from ledger.rules.citation import Basis, Citation, Finding, Rule, Verdict
from ledger.rules.silences import silences_of
from ledger.stages import acts
from ledger.stages.check import check
from ledger.stages.fact import Fact
from ledger.stages.history import History, Round
from ledger.terms import ActId, RoundId
from projections.at_the_end import at_the_end
from projections.evidence import evidence
from projections.limits import limits
from projections.projection import Placed, placed
from projections.standings import Departed, Finished, Share, Standings, State, standings_of
from projections.terms import Term, unmarked

SETTLED = frozenset({Verdict.CONFORMS, Verdict.NOT_APPLICABLE})
"""Verdicts that ask nothing of the reader."""

_ASKED_ANYWHERE = (InterpretationIssued, CalendarAdopted)
"""Types outside the rounds that bear on one while it runs."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """核查结果: one finding. ``position`` is where the record counts, ``recorded_at_position`` where it stands itself; both
    0 for what is said of the whole round. ``corrected`` are the positions whose place it took. ``deviation`` is the
    authority on which the act departed from this rule. ``why_zh`` is ``why`` in Chinese, where the catalogue has it.
    """

    verdict: Term
    citation: str
    citation_zh: str
    rule: str
    rule_zh: str
    rule_en: str
    basis: Term
    position: int
    recorded_at_position: int
    corrected: tuple[int, ...]
    act: str | None
    type: str | None
    given: dict[str, Any]
    why: str
    why_zh: str
    deviation: str | None


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many findings have a verdict."""

    verdict: Term
    findings: int


class OfProvision(msgspec.Struct, frozen=True, kw_only=True):
    """条款汇总: the verdicts under one provision."""

    citation: str
    citation_zh: str
    counts: tuple[Count, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """合规核查报告 of one round. ``findings`` rest on the text or an adopted rule, ``of_method`` on the keeping of records.

    Both hold what asks something of the reader; with ``complete`` also what conforms. ``counts`` and
    ``by_provision`` count all findings on the text and adopted rules, ``method_counts`` those of method.
    ``violates`` says whether anything is 不符合.
    """

    round: str
    status: Term
    conclusion: Term
    violates: bool
    complete: bool
    records: int
    counts: tuple[Count, ...]
    method_counts: tuple[Count, ...]
    by_provision: tuple[OfProvision, ...]
    findings: tuple[Item, ...]
    of_method: tuple[Item, ...]
    deviations: tuple[Departed, ...]
    provenance: tuple[Share, ...]
    sealed: int
    limits: tuple[Term, ...]


@cache
def verdict_term(verdict: Verdict) -> Term:
    """Return a verdict as it stands in an answer; codes are those of ``Verdict``."""
    return Term(code=verdict.value, zh=verdict.zh, en=verdict.value)


METHOD_FAULT = Term(code="method not kept", zh="记录方法不符", en="method not kept")
"""What a failed rule of method says: never 不符合."""


@dataclass(slots=True)
class _Gathered:
    """What is gathered on the way: how often each rule came to each verdict, and the findings that are kept."""

    complete: bool
    rules: dict[str, Rule] = field(default_factory=dict)
    tally: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    findings: list[Item] = field(default_factory=list)
    of_method: list[Item] = field(default_factory=list)

    def enter(self, finding: Finding, one: Placed | None, round: Round) -> None:
        """Count a finding and keep it where it asks something of the reader."""
        rule = finding.rule
        verdict, why = _allowed(finding, round)
        self.rules[rule.name] = rule
        self.tally[rule.name, verdict] += 1
        if self.complete or verdict not in SETTLED:
            (self.of_method if rule.basis is Basis.METHOD else self.findings).append(_item(finding, verdict, why, one))

    def counted(self, *, of_method: bool) -> dict[Citation, Counter[Verdict]]:
        """Return the verdicts by provision, of the rules of method or of all others."""
        found: dict[Citation, Counter[Verdict]] = {}
        for (name, verdict), count in self.tally.items():
            rule = self.rules[name]
            if (rule.basis is Basis.METHOD) is of_method:
                found.setdefault(rule.citation, Counter())[verdict] += count
        return found


def audit(facts: Iterable[Fact], round: RoundId, *, complete: bool = False) -> Report:
    """Return the report on ``round`` from its facts and those of all registers, in the order of the log."""
    recorded = list(facts)
    stream = placed(recorded)
    links = _links_as_recorded(recorded) if len(stream) < len(recorded) else {}
    projection = standings_of(round)
    state, gathered = projection.initial(), _Gathered(complete)
    for one in stream:
        if _is_asked(one, round, state.history.round(round)):
            for finding in _findings(state.history, one, links):
                gathered.enter(finding, one, state.history.round(round))
        projection.take(state, one)
    of_round = [one for one in stream if one.fact.said.round == round]
    standings = projection.result(state)
    for finding in at_the_end(state, standings, of_round):
        gathered.enter(finding, None, state.history.round(round))
    return _report(state, standings, gathered, of_round)


def _links_as_recorded(recorded: list[Fact]) -> dict[ActId, tuple[Finding, ...]]:
    """Return what the keeping of records says of the acts that name others, by what was known where each was recorded."""
    known, found = History(), {}
    for fact in recorded:
        said = fact.said
        if said.corrects is not None or said.caused_by:
            found[said.id] = acts.check(known, known.round(said.round or RoundId("")), fact)
        known.take(fact)
        if said.corrects is not None and said.round is not None:
            known.rounds[said.round].acts.pop(said.corrects.act, None)
    return found


def _is_asked(one: Placed, round: RoundId, so_far: Round) -> bool:
    said = one.fact.said
    if said.round is not None:
        return said.round == round
    return isinstance(one.fact.event, _ASKED_ANYWHERE) and so_far.opening.opened_at > 0 and not so_far.approval.published_at


def _findings(history: History, one: Placed, links: dict[ActId, tuple[Finding, ...]]) -> Iterator[Finding]:
    fact = one.fact
    as_recorded = links.get(fact.said.id, ())
    yield from as_recorded
    asked_already = {finding.rule.name for finding in as_recorded}
    if fact.said.corrects is not None:
        # In its place it is no correction but the fact itself; that it corrects rightly was asked above.
        fact = Fact(
            fact.event, msgspec.structs.replace(fact.said, corrects=None), fact.position, fact.recorded_at, fact.wrapped, fact.rules
        )
    for finding in check(history, fact):
        if finding.rule.name not in asked_already:
            yield finding


def _allowed(finding: Finding, round: Round) -> tuple[Verdict, str]:
    """Return the verdict that the kind of rule allows: what was adopted after the call settles nothing for this round."""
    if finding.verdict is not Verdict.VIOLATES or finding.rule.basis is not Basis.ADOPTED or not round.opening.call_at:
        return finding.verdict, finding.why
    late = _adopted_late(round, str(finding.citation))
    if not late:
        return finding.verdict, finding.why
    return Verdict.SILENT, f"{', '.join(late)}: adopted or changed after the call at position {round.opening.call_at}"


def _adopted_late(round: Round, citation: str) -> list[str]:
    keys = {question.key for question in silences_of(citation)}
    return sorted({value.key for position, value in round.opening.adopted if position > round.opening.call_at and value.key in keys})


def _item(finding: Finding, verdict: Verdict, why: str, one: Placed | None) -> Item:
    said = None if one is None else one.fact.said
    owned = said.deviation if said is not None and said.deviation is not None and said.deviation.rule == finding.rule.name else None
    is_fault = finding.rule.basis is Basis.METHOD and verdict is Verdict.VIOLATES
    told = _told(finding.rule)
    return Item(
        verdict=METHOD_FAULT if is_fault else verdict_term(verdict),
        citation=told.citation,
        citation_zh=told.citation_zh,
        rule=finding.rule.name,
        rule_zh=told.zh,
        rule_en=told.en,
        basis=told.basis,
        position=0 if one is None else one.place,
        recorded_at_position=0 if one is None else one.stands_at,
        corrected=() if one is None else tuple(fact.position or 0 for fact in one.corrected),
        act=None if said is None else said.id,
        type=None if said is None else said.type,
        given=evidence(finding.given),
        why=unmarked(why),
        why_zh=unmarked(in_chinese(why)),
        deviation=None if owned is None else f"{owned.authority}: {owned.why}",
    )


class _Told(NamedTuple):
    """How a rule is told."""

    citation: str
    citation_zh: str
    zh: str
    en: str
    basis: Term


@cache
def _told(rule: Rule) -> _Told:
    basis = Term(code=rule.basis.value, zh=rule.basis.zh, en=rule.basis.value)
    return _Told(str(rule.citation), rule.citation.zh, unmarked(rule.zh), unmarked(rule.en), basis)


def _report(state: State, standings: Standings, gathered: _Gathered, of_round: list[Placed]) -> Report:
    provisions, method = gathered.counted(of_method=False), sum(gathered.counted(of_method=True).values(), Counter[Verdict]())
    counts = sum(provisions.values(), Counter[Verdict]())
    marks: Counter[str] = Counter(one.fact.said.provenance.kind for one in of_round if one.fact.said.type == "score.recorded")
    return Report(
        round=state.round,
        status=standings.status,
        conclusion=verdict_term(_conclusion(counts, standings.status.code)),
        violates=counts[Verdict.VIOLATES] > 0,
        complete=gathered.complete,
        records=standings.records,
        counts=_counts(counts),
        method_counts=_counts(method, of_method=True),
        by_provision=tuple(
            OfProvision(citation=str(citation), citation_zh=citation.zh, counts=_counts(provisions[citation]))
            for citation in sorted(provisions, key=_order)
        ),
        findings=tuple(gathered.findings),
        of_method=tuple(gathered.of_method),
        deviations=standings.deviations,
        provenance=standings.provenance,
        sealed=standings.sealed,
        limits=limits(dict(state.provenance), marks, standings.sealed, counts[Verdict.SILENT] + method[Verdict.SILENT]),
    )


def _conclusion(counts: Counter[Verdict], status: str) -> Verdict:
    """Return the one verdict on the whole: a violation first, then what keeps it from conforming. Unfinished never conforms."""
    if counts[Verdict.VIOLATES]:
        return Verdict.VIOLATES
    if status not in (Finished.FINISHED.value, Finished.ANNULLED.value):
        return Verdict.NOT_DUE if status == Finished.RUNNING.value else Verdict.NOT_ON_RECORD
    open_ends = (Verdict.NOT_DISCLOSED, Verdict.SILENT, Verdict.NOT_ON_RECORD, Verdict.NOT_DUE)
    return next((verdict for verdict in open_ends if counts[verdict]), Verdict.CONFORMS)


def _counts(counts: Counter[Verdict], *, of_method: bool = False) -> tuple[Count, ...]:
    return tuple(
        Count(verdict=METHOD_FAULT if of_method and verdict is Verdict.VIOLATES else verdict_term(verdict), findings=counts[verdict])
        for verdict in Verdict
        if counts[verdict]
    )


def _order(citation: Citation) -> tuple[int, ...]:
    return (citation.form or 0, citation.article, citation.paragraph or 0, citation.item or 0)
