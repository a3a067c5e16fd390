"""Judging an act (核查): what every rule that governs it says, what refuses it, and what the answer depends on.

The same ``check`` is asked of an offered act by ``ledger.handle`` and of each record by an audit, with the
history as it was before it. The ledger's own acts (``record.sealed``, ``act.refused``) come from ``handle``
alone, which does not ask; an audit does.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from ledger.events.approval import ResultPublished
from ledger.events.event import Event
from ledger.events.founding import RecordSealed
from ledger.events.opening import RoundAnnulled, RoundOpened
from ledger.rules.acts import departs_from_what_it_breaks
from ledger.rules.citation import Basis, Finding, Verdict
from ledger.stages import acts, honours, keys, measure, prize, revocation
from ledger.stages.fact import Fact
from ledger.stages.history import STAGE_OF, STAGES, History, Round
from ledger.terms import RoundId

FLAGS: frozenset[str] = frozenset(
    {
        "article_16.comes_before_marks_are_known",
        "article_17.opens_after_the_measure_came_into_force",
        "article_17.opens_before_the_measure_expires",
        "article_09_8_notice.is_resolved_in_time",
    }
)
"""Rules that stand red in an audit and refuse nothing: such facts are allowed to exist and must be seen."""

ASKED_OF_THE_PAST: frozenset[type[Event]] = frozenset({RoundOpened, RoundAnnulled, ResultPublished, *prize.EVENTS, *revocation.EVENTS})
"""Types whose stage is asked in a historical round too. Of the rest nothing but the result is on record."""

READS_REGISTERS: dict[str, tuple[str, ...]] = {
    "opening": ("measures", "honours"),
    "application": ("measures", "honours"),
    "qualification": ("honours",),
    "scoring": ("honours",),
    "deliberation": ("measures", "honours"),
    "notice": ("measures",),
    "approval": ("measures", "honours"),
    "prize": ("measures", "honours"),
    "revocation": ("honours",),
}
"""Stage to the registers that its check reads besides the keys."""

_REGISTERS: dict[str, tuple[type[Event], ...]] = {
    "keys": keys.EVENTS,
    "measures": measure.EVENTS,
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
    if (deviation := fact.said.deviation) is not None:
        violated = frozenset(f.rule.name for f in findings if f.verdict is Verdict.VIOLATES)
        findings += (departs_from_what_it_breaks(deviation.rule, violated),)
    return findings


def refusals(findings: tuple[Finding, ...], fact: Fact) -> tuple[Finding, ...]:
    """Return the findings for which the act is refused. The one violation that its deviation owns is not among them."""
    return tuple(f for f in findings if f.refuses and f.rule.name not in FLAGS and not is_excused(f, fact))


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
    said, kind = fact.said, type(fact.event)
    abouts = [("register:keys", _names(keys.EVENTS))]
    stage = _stage(kind)
    if said.round is not None:
        read = {RoundOpened, RoundAnnulled, RecordSealed, *(stage.READS if stage else ())}
        if said.corrects is not None:
            read.add(kind)
        abouts.append((f"round:{said.round}", _names(tuple(read))))
    name = STAGE_OF.get(kind)
    registers = ("measures", "honours") if kind in measure.EVENTS else READS_REGISTERS.get(name, ()) if name else ()
    abouts += [(f"register:{register}", _names(_REGISTERS[register])) for register in registers]
    return tuple(abouts)


def _is_asked(round: Round, fact: Fact, findings: tuple[Finding, ...]) -> bool:
    if round.opening.is_historical and type(fact.event) not in ASKED_OF_THE_PAST:
        return False
    return not any(f.refuses for f in findings if f.rule.name in _FOUNDATIONS)


def _stage(kind: type[Event]) -> Any:
    found: ModuleType | None = STAGES.get(STAGE_OF.get(kind, ""))
    if found is None:
        found = keys if kind in keys.EVENTS else measure if kind in measure.EVENTS else None
    return found


def _names(kinds: tuple[type[Event], ...]) -> tuple[str, ...]:
    return tuple(sorted(kind.wire_name for kind in kinds))
