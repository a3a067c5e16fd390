"""Judging (逐条核查): what every rule says of each record of a round, with the state as it stood before it.

What is said of a record rests on those before it alone. So a judging that is asked again of more records of
the same effective stream goes on from where it was, and one that is asked of fewer has the answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import msgspec

from ledger.errors import BadInput
from ledger.events.event import Event
from ledger.events.measure import CalendarAdopted, InterpretationIssued
from ledger.messages import in_chinese
from ledger.rules.citation import Basis, Finding, Rule, Verdict
from ledger.rules.silences import silences_of
from ledger.stages import acts, bodies
from ledger.stages.check import check
from ledger.stages.fact import Fact
from ledger.stages.history import History, Round, cannot_be
from ledger.stages.settled import settled_late
from ledger.terms import ActId, RoundId
from projections.evidence import evidence
from projections.projection import Placed
from projections.terms import Term, closed_zh

_ASKED_ANYWHERE: tuple[type[Event], ...] = (InterpretationIssued, CalendarAdopted, *bodies.EVENTS)
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


Listing = Callable[[Rule, Verdict], bool]
"""(rule, verdict) -> whether the finding is listed. Asked once of each finding, in order; all are counted."""


def asking(_: Rule, verdict: Verdict) -> bool:
    """List what asks something of the reader."""
    return verdict is not Verdict.CONFORMS and verdict is not Verdict.NOT_APPLICABLE


def everything(_: Rule, __: Verdict) -> bool:
    """List what conforms and what does not apply as well."""
    return True


class Window:
    """List one stretch of the findings of one verdict: those on the text and adopted rules first, then those of method.

    ``first`` and ``end`` count them from 0; ``of_text`` says how many of the first sort there are.
    """

    def __init__(self, verdict: Verdict, first: int, end: int, of_text: int) -> None:
        self._verdict, self._first, self._end = verdict, first, end
        self._next = {False: 0, True: of_text}

    def __call__(self, rule: Rule, verdict: Verdict) -> bool:
        if verdict is not self._verdict:
            return False
        of_method = rule.basis is Basis.METHOD
        number = self._next[of_method]
        self._next[of_method] = number + 1
        return self._first <= number < self._end


Said = tuple[Rule, Verdict]


class OfRecord(NamedTuple):
    """核查一条: what each rule said of one record, and those findings that are listed."""

    said: tuple[Said, ...]
    findings: tuple[Item, ...]
    of_method: tuple[Item, ...]


class Judging:
    """The records of one round, judged in the order of one effective stream. For many threads."""

    def __init__(self, round: RoundId, listing: Listing = asking) -> None:
        self._round, self._listing = round, listing
        self._lock = threading.Lock()
        self._history, self._judged = History(), list[OfRecord | None]()
        self._same: dict[tuple[tuple[str, str], ...], tuple[Said, ...]] = {}

    def of(self, recorded: list[Fact], stream: list[Placed]) -> list[OfRecord]:
        """Return what is said of each record of ``stream``, the effective stream of ``recorded``.

        ``stream`` goes on from, or is the beginning of, each stream that was asked about before.
        """
        with self._lock:
            if len(stream) > len(self._judged):
                links = _links_as_recorded(recorded) if len(stream) < len(recorded) else {}
                for one in stream[len(self._judged) :]:
                    self._judged.append(self._judge(one, links))
                    self._history.take(one.fact)
            return [found for found in self._judged[: len(stream)] if found is not None]

    def of_round(self, findings: Iterator[Finding], round: Round) -> OfRecord:
        """Return what is said of the whole round."""
        return self._entered(findings, None, round)

    def _judge(self, one: Placed, links: dict[ActId, tuple[Finding, ...]]) -> OfRecord | None:
        round = self._history.round(self._round)
        if not _is_asked(one, self._round, round):
            return None
        return self._entered(_findings(self._history, one, links), one, round)

    def _entered(self, findings: Iterator[Finding], one: Placed | None, round: Round) -> OfRecord:
        said: list[Said] = []
        listed: dict[bool, list[Item]] = {False: [], True: []}
        for finding in findings:
            rule, verdict, why = finding.rule, finding.verdict, finding.why
            if verdict is Verdict.VIOLATES and rule.basis is Basis.ADOPTED:
                verdict, why = _allowed(finding, round)
            said.append((rule, verdict))
            if self._listing(rule, verdict):
                listed[rule.basis is Basis.METHOD].append(_item(finding, verdict, why, one))
        # Thousands of marks are told the same: what is said of them is kept once.
        key = tuple((rule.name, verdict.value) for rule, verdict in said)
        return OfRecord(self._same.setdefault(key, tuple(said)), tuple(listed[False]), tuple(listed[True]))


@cache
def verdict_term(verdict: Verdict) -> Term:
    """Return a verdict as it stands in an answer; codes are those of ``Verdict``."""
    return Term(code=verdict.value, zh=verdict.zh, en=verdict.value)


METHOD_FAULT = Term(code="method not kept", zh="记录方法不符", en="method not kept")
"""What a failed rule of method says: never 不符合."""


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
    try:
        found = check(history, fact)
    except (BadInput, ValueError, OverflowError) as error:
        raise cannot_be(one.recorded, error) from None
    yield from (finding for finding in found if finding.rule.name not in asked_already)


def _allowed(finding: Finding, round: Round) -> tuple[Verdict, str]:
    """Return the verdict of an adopted rule that is not kept: what was settled after the call settles nothing for this round.

    That rules were adopted or changed too late is itself no rule that came too late.
    """
    if not round.opening.call_at or finding.rule.name in _ON_ADOPTION or not (late := _settled_late(round, str(finding.citation))):
        return finding.verdict, finding.why
    return Verdict.SILENT, f"{', '.join(late)}: settled or changed after the call at position {round.opening.call_at}"


_ON_ADOPTION = frozenset({"article_06.is_adopted_before_the_call", "article_06_1_rules.changes_no_rule_after_the_call"})


def _settled_late(round: Round, citation: str) -> list[str]:
    keys = {question.key for question in silences_of(citation)}
    return [key for key in settled_late(round.opening.settled.values(), round.opening.call_at) if key in keys]


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
    return _Told(str(rule.citation), rule.citation.zh, rule.zh, rule.en, basis)


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
        why=why,
        why_zh=closed_zh(why) if verdict is Verdict.NOT_DISCLOSED else in_chinese(why),
        deviation=None if owned is None else f"{owned.authority}: {owned.why}",
    )
