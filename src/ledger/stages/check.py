"""Judging an act (核查): what every rule that governs it says, what refuses it, and what the answer depends on.

The same ``check`` is asked of an offered act by ``ledger.handle`` and of each record by an audit, with the
history as it was before it. The ledger's own acts (``record.sealed``, ``act.refused``) come from ``handle``
alone, which does not ask; an audit does.
"""

from __future__ import annotations

from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from ledger.events.approval import ResultPublished
from ledger.events.event import Event
from ledger.events.founding import RecordSealed
from ledger.events.measure import ParametersChanged
from ledger.events.opening import RoundAnnulled, RoundOpened
from ledger.rules.acts import departs_from_what_it_breaks
from ledger.rules.citation import CONFORMS, Basis, Finding, Verdict
from ledger.stages import acts, bodies, duties, honours, keys, measure, plan, pool, prize, promotion, revocation
from ledger.stages.fact import Fact
from ledger.stages.history import STAGE_OF, STAGES, History, Round
from ledger.terms import RoundId

FLAGS: frozenset[str] = frozenset(
    {
        "article_06_1_rules.changes_before_marks_are_known",
        "article_06_1_rules.changes_no_rule_after_the_call",
        "article_06_1_rules.leaves_the_outcome_as_it_was",
        "article_16.comes_before_marks_are_known",
        "article_16.leaves_the_outcome_as_it_was",
        "article_17.opens_after_the_measure_came_into_force",
        "article_17.opens_before_the_measure_expires",
        "article_06_2_plan.keeps_to_the_plan",
        "article_06_draw.is_chosen_as_the_rules_say",
        "article_06_experts.is_told_when_interests_are_declared",
        "article_09_3_clearances.is_answered_in_time",
        "article_09_4_to_6.had_its_recusals_before_the_marks",
        "article_09_4_to_6.is_heard_in_the_drawn_order",
        "article_09_8_notice.is_resolved_in_time",
        "powers.votes_without_having_scored",
        "article_09_8_objections.is_resolved_by_the_adopted_body",
        "article_09_8_objections.reaches_the_record_before_the_decision",
        "article_09_8_objections.told_those_concerned",
    }
)
"""Rules that stand red in an audit and refuse nothing: such facts are allowed to exist and must be seen."""

ASKED_OF_THE_PAST: frozenset[type[Event]] = frozenset(
    {RoundOpened, RoundAnnulled, ResultPublished, *prize.EVENTS, *revocation.EVENTS, *promotion.EVENTS}
)
"""Types whose stage is asked in a historical round too. Of the rest nothing but the result is on record."""

READS_REGISTERS: dict[str, tuple[str, ...]] = {
    "opening": ("measures", "honours"),
    "application": ("measures", "honours", "bodies"),
    "qualification": ("measures", "honours", "bodies"),
    "draw": ("measures", "pool"),
    "panel": ("measures", "bodies", "pool"),
    "integrity": ("measures",),
    "scoring": ("measures", "honours"),
    "evaluation": ("measures", "honours"),
    "deliberation": ("measures", "honours", "bodies"),
    "notice": ("measures",),
    "approval": ("measures", "honours"),
    "prize": ("measures", "honours"),
    "revocation": ("measures", "honours"),
    "promotion": ("honours",),
}
"""Stage to the registers that its check reads besides the keys."""

_REGISTERS: dict[str, tuple[type[Event], ...]] = {
    "keys": keys.EVENTS,
    "measures": measure.EVENTS,
    "bodies": bodies.EVENTS,
    "pool": pool.EVENTS,
    "honours": tuple(kind for kind in {*STAGE_OF, *honours.EVENTS} if "honours" in kind.registers),
}
_NOWHERE = RoundId("")
_FOUNDATIONS = frozenset({"acts.comes_after_the_opening_of_its_round", "acts.says_when_it_had_effect"})
"""Where one of these fails the stage cannot be judged, and every further reason would only mislead."""


def check(history: History, fact: Fact) -> tuple[Finding, ...]:
    """Return what every rule that governs ``fact`` says of it, with ``history`` as it stood before."""
    round = Round(_NOWHERE) if fact.said.round is None else history.round(fact.said.round)
    findings = acts.check(history, round, fact)
    stage = _stage(type(fact.event))
    if stage is not None and _is_asked(round, fact, findings):
        findings += stage.check(history, round, fact)
        findings += duties.check(history, round, fact)
        findings += plan.check(round, fact)
    if (deviation := fact.said.deviation) is not None:
        violated = frozenset(f.rule.name for f in findings if f.verdict is Verdict.VIOLATES)
        findings += (departs_from_what_it_breaks(deviation.rule, violated),)
    return findings


def refusals(findings: tuple[Finding, ...], fact: Fact) -> tuple[Finding, ...]:
    """Return the findings for which the act is refused. The one violation that its deviation owns is not among them."""
    doubtful = [f for f in findings if f.verdict is not CONFORMS]
    return tuple(f for f in doubtful if f.refuses and f.rule.name not in FLAGS and not is_excused(f, fact))


def is_excused(finding: Finding, fact: Fact) -> bool:
    """Return whether the act's deviation owns this violation: it stays one in every audit, and refuses nothing."""
    deviation = fact.said.deviation
    return (
        deviation is not None
        and finding.verdict is Verdict.VIOLATES
        and finding.rule.name == deviation.rule
        and finding.rule.basis is not Basis.METHOD
    )


def boundary(fact: Fact) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the (tag, wire names) that the answer depends on: if any of it changes meanwhile, the append fails."""
    return _boundary(type(fact.event), fact.said.round, is_new=fact.said.corrects is None)


@lru_cache(maxsize=1024)
def _boundary(kind: type[Event], round: RoundId | None, *, is_new: bool) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Thousands of acts of one type and one round depend on the same."""
    abouts = [("register:keys", _names(keys.EVENTS))]
    stage = _stage(kind)
    if round is not None:
        read: set[type[Event]] = {RoundOpened, RoundAnnulled, RecordSealed, ParametersChanged}
        read |= {*(stage.READS if stage else ()), *plan.reads(kind), *duties.reads(kind)}
        if not is_new:
            read.add(kind)
        abouts.append((f"round:{round}", _names(tuple(read))))
    name = STAGE_OF.get(kind)
    registers = READS_REGISTERS.get(name or "", ())
    if kind in measure.EVENTS:
        registers = ("measures", "honours")
    elif kind in bodies.EVENTS:
        registers = ("bodies",)
    elif kind in pool.EVENTS:
        registers = ("pool",)
    abouts += [(f"register:{register}", _names(_REGISTERS[register])) for register in registers]
    return tuple(abouts)


def _is_asked(round: Round, fact: Fact, findings: tuple[Finding, ...]) -> bool:
    if round.opening.is_historical and type(fact.event) not in ASKED_OF_THE_PAST:
        return False
    return not any(f.verdict is not CONFORMS and f.refuses and f.rule.name in _FOUNDATIONS for f in findings)


@cache
def _stage(kind: type[Event]) -> Any:
    found: ModuleType | None = STAGES.get(STAGE_OF.get(kind, ""))
    if found is None:
        found = next((register for register in (keys, measure, bodies, pool) if kind in register.EVENTS), None)
    return found


def _names(kinds: tuple[type[Event], ...]) -> tuple[str, ...]:
    return tuple(sorted(kind.wire_name for kind in kinds))
