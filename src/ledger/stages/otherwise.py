"""What the marks of a round would give under other rules (另一规则下的结果). Pure, and nothing of the round changes."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ledger.events.measure import AdoptedValue
from ledger.rules.article_09_4_to_7 import Computed
from ledger.rules.citation import Undecided
from ledger.rules.parameters import Parameters, settle
from ledger.stages.contenders import computed
from ledger.stages.lists import defence_line, overall_ranking, site_line
from ledger.terms import EditionId, Phase

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

NAMES: Mapping[Phase, str] = {
    Phase.DOCUMENT: "答辩名单 defence list",
    Phase.DEFENCE: "现场评审名单 site list",
    Phase.SITE: "综合排名 overall ranking",
}


def under(round: Round, parameters: Parameters) -> Round:
    """Return the round as it is, under other parameters. It shares all else with ``round``: read it and let it go."""
    other = copy.copy(round)
    other.opening = copy.copy(round.opening)
    other.opening.parameters = parameters
    return other


def moved(history: History, round: Round, parameters: Parameters) -> Computed[Sequence[str]]:
    """Return which lists and rankings come out otherwise under ``parameters``, or only then, of the phases that have marks."""
    other = under(round, parameters)
    return computed(lambda: [NAMES[p] for p in Phase if round.scoring.marks[p] and _given(history, round, p) != _given(history, other, p)])


def moved_in_running_rounds(history: History, edition: EditionId, values: Sequence[tuple[str, Any]]) -> Computed[Sequence[str]]:
    """Return what an interpretation with ``values`` would move in the rounds that run under ``edition``, each with its round."""
    issued = [AdoptedValue(key=key, value=value, source="") for key, value in values]

    def all_moved() -> list[str]:
        found = []
        for round in history.rounds.values():
            if round.opening.edition == edition and not round.approval.published_at and not round.opening.is_historical:
                reached = round.opening.reached_by(edition, issued)
                # A value in a closed view is what keeps the answer from being known, and is told as that.
                names = moved(history, round, settle(round.opening.parameters, reached)) if reached else ()
                if isinstance(names, Exception):
                    raise names
                found += [f"{round.id} {name}" for name in names]
        return found

    return computed(all_moved)


def _given(history: History, round: Round, phase: Phase) -> object:
    """Return what the marks give; where a rule is silent, which. Raises ``NotDisclosed``."""
    try:
        match phase:
            case Phase.DOCUMENT:
                return defence_line(history, round)
            case Phase.DEFENCE:
                return site_line(history, round)
            case Phase.SITE:
                return overall_ranking(round)
    except Undecided as undecided:
        return type(undecided).__name__, str(undecided)
