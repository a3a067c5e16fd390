"""What a row may leave empty (台账代填): lists and totals that follow from what is on record, worked out as the rules do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from ledger.errors import BadInput, NotDisclosed
from ledger.rules.advancement import PAPERS_ALONE, Weights
from ledger.rules.citation import Undecided
from ledger.stages.contenders import applied, sheet_of
from ledger.stages.history import History, Round
from ledger.stages.lists import defence_line, overall_ranking, site_line
from ledger.stages.notice import still_standing
from ledger.terms import Phase


def fill(wire: str, event: dict[str, Any], open: tuple[str, ...], history: History, round: Round) -> dict[str, Any]:
    """Return ``event`` with its ``open`` fields worked out. Raises ``BadInput`` without a place where that cannot be done yet."""
    full = dict(event)
    try:
        for name in open:
            full[name] = _COMPUTED[wire, name](full, history, round)
    except (Undecided, NotDisclosed, BadInput) as why:
        raise BadInput("", f"it cannot be worked out yet: {why}", "record what comes before it first, or fill this in") from None
    return full


def _qualified(_: dict[str, Any], __: History, round: Round) -> list[str]:
    decided = round.qualification.decided
    return [a for a in round.application.standing if a in decided and decided[a].qualified]


def _defence(_: dict[str, Any], history: History, round: Round) -> list[str]:
    return _above(defence_line(history, round))


def _site(_: dict[str, Any], history: History, round: Round) -> list[str]:
    return _above(site_line(history, round))


def _above(line: Any) -> list[str]:
    if line.undecided and line.left != 0:
        raise BadInput("", f"{', '.join(line.undecided)} are tied at the line")
    return list(line.above)


def _totals(phase: Phase, weights: Callable[[Any], Weights]) -> Callable[[dict[str, Any], History, Round], list[dict[str, Any]]]:
    def totals(_: dict[str, Any], __: History, round: Round) -> list[dict[str, Any]]:
        sheet = sheet_of(round, phase)
        found = sheet.published(weights(sheet))
        ranked = [applicant for group in sheet.ranking(weights(sheet)) for applicant in group]
        return [{"applicant": applicant, "points": found[applicant]} for applicant in ranked]

    return totals


def _ranked(_: dict[str, Any], __: History, round: Round) -> list[str]:
    return [applicant for group in overall_ranking(round) for applicant in group]


def _on_notice(_: dict[str, Any], __: History, round: Round) -> list[str]:
    if (determined := round.deliberation.determined) is None:
        raise BadInput("", "no candidates are on record")
    return list(still_standing(round, tuple(c.applicant for c in determined.candidates)))


def _passed(_: dict[str, Any], __: History, round: Round) -> list[str]:
    if round.notice.opened is None:
        raise BadInput("", "no notice is on record")
    return list(still_standing(round, round.notice.opened.applicants))


def _of_row(name: str) -> Callable[[dict[str, Any], History, Round], list[str]]:
    return lambda event, _, __: [one["applicant"] for one in event.get(name) or ()]


def _winners(_: dict[str, Any], __: History, round: Round) -> list[dict[str, Any]]:
    who = applied(round) or {}
    if not round.approval.winners:
        raise BadInput("", "no approval is on record")
    return [
        {**msgspec.to_builtins(candidate), "organisation": who[candidate.applicant][0], "name": who[candidate.applicant][1]}
        for candidate in round.approval.winners.values()
        if candidate.applicant in who
    ]


_COMPUTED: dict[tuple[str, str], Callable[[dict[str, Any], History, Round], list[Any]]] = {
    ("qualified_list.fixed", "applicants"): _qualified,
    ("defence_list.fixed", "applicants"): _defence,
    ("defence_list.fixed", "totals"): _totals(Phase.DOCUMENT, lambda _: PAPERS_ALONE),
    ("site_list.fixed", "applicants"): _site,
    ("site_list.fixed", "totals"): _totals(Phase.DEFENCE, lambda sheet: sheet.stage5),
    ("overall_scores.computed", "applicants"): _ranked,
    ("overall_scores.computed", "totals"): _totals(Phase.SITE, lambda sheet: sheet.final),
    ("notice.opened", "applicants"): _on_notice,
    ("notice.closed", "passed"): _passed,
    ("award.approved", "applicants"): _of_row("winners"),
    ("candidates.determined", "applicants"): _of_row("candidates"),
    ("result.published", "winners"): _winners,
}
