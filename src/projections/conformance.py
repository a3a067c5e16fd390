"""Conformance (合规核查报告): every rule asked again of every record of a round, and of the round as a whole.

Each record is judged with the state as it stood before it, in the effective stream: a correction is judged in
the place of what it corrects, by what is right now. What the keeping of records asks (signatures, roles, links)
is judged where the record itself stands, by what was known then. docs/decisions/0003 says which verdict may
come of which kind of rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from ledger.rules.citation import Basis, Citation, Verdict
from ledger.stages.fact import Fact
from ledger.terms import RoundId
from projections.at_the_end import at_the_end
from projections.judging import METHOD_FAULT, Item, Judging, OfRecord, Said, asking, everything, verdict_term
from projections.limits import limits, unkept_of
from projections.projection import Placed, placed
from projections.standings import Departed, Finished, Share, Standings, State, standings_of
from projections.terms import Term

SETTLED = frozenset({Verdict.CONFORMS, Verdict.NOT_APPLICABLE})
"""Verdicts that ask nothing of the reader."""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many findings have a verdict."""

    verdict: Term
    findings: int


class OfProvision(msgspec.Struct, frozen=True, kw_only=True):
    """条款汇总: the verdicts under one provision.

    ``there`` is the provision that answers to it in the round's own edition, where that came as data and says so.
    """

    citation: str
    citation_zh: str
    there: str | None
    there_zh: str | None
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


Tally = dict[Citation, Counter[Verdict]]


def audit(facts: Iterable[Fact], round: RoundId, *, complete: bool = False, judging: Judging | None = None) -> Report:
    """Return the report on ``round`` from its facts and those of all registers, in the order of the log.

    ``judging`` says which findings are listed, and may have judged some of these records before.
    """
    judging = judging or Judging(round, everything if complete else asking)
    recorded = list(facts)
    stream = placed(recorded)
    judged = judging.of(recorded, stream)
    projection = standings_of(round)
    state = projection.initial()
    for one in stream:
        projection.take(state, one)
    standings = projection.result(state)
    of_round = [one for one in stream if one.fact.said.round == round]
    whole = judging.of_round(at_the_end(state, standings, of_round), state.history.round(round))
    return _report(state, standings, [*judged, whole], of_round, complete=complete)


def _counted(judged: Iterable[OfRecord]) -> tuple[Tally, Tally]:
    """Return the verdicts by provision: of the rules of text and adoption, and of those of method."""
    alike: Counter[int] = Counter()
    told: dict[int, tuple[Said, ...]] = {}
    for one in judged:
        alike[id(one.said)] += 1
        told[id(one.said)] = one.said
    found: tuple[Tally, Tally] = ({}, {})
    for name, times in alike.items():
        for rule, verdict in told[name]:
            found[rule.basis is Basis.METHOD].setdefault(rule.citation, Counter())[verdict] += times
    return found


def _report(state: State, standings: Standings, judged: list[OfRecord], of_round: list[Placed], *, complete: bool) -> Report:
    provisions, of_method = _counted(judged)
    method = sum(of_method.values(), Counter[Verdict]())
    counts = sum(provisions.values(), Counter[Verdict]())
    answering = state.history.registers.measure.answering(state.history.round(state.round).opening.edition)
    marks: Counter[str] = Counter(one.fact.said.provenance.kind for one in of_round if one.fact.said.type == "score.recorded")
    return Report(
        round=state.round,
        status=standings.status,
        conclusion=verdict_term(_conclusion(counts, standings.status.code)),
        violates=counts[Verdict.VIOLATES] > 0,
        complete=complete,
        records=standings.records,
        counts=_counts(counts),
        method_counts=_counts(method, of_method=True),
        by_provision=tuple(_of_provision(citation, provisions[citation], answering) for citation in sorted(provisions, key=_order)),
        findings=tuple(item for one in judged for item in one.findings),
        of_method=tuple(item for one in judged for item in one.of_method),
        deviations=standings.deviations,
        provenance=standings.provenance,
        sealed=standings.sealed,
        limits=limits(
            dict(state.provenance),
            marks,
            standings.sealed,
            counts[Verdict.SILENT] + method[Verdict.SILENT],
            unkept_of(state.history, state.history.round(state.round)),
        ),
    )


def _of_provision(citation: Citation, counts: Counter[Verdict], answering: Mapping[str, Citation]) -> OfProvision:
    there = answering.get(str(citation))
    return OfProvision(
        citation=str(citation),
        citation_zh=citation.zh,
        there=None if there is None else str(there),
        there_zh=None if there is None else there.zh,
        counts=_counts(counts),
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
