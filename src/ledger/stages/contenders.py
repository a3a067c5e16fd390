"""Who is in the running (参评组织): the facts about applicants and titles that more than one stage asks its rules with.

What may be closed in a view stays a closed value here, and is used inside a rule alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from ledger.errors import NotDisclosed
from ledger.events.approval import Winner
from ledger.events.deliberation import Candidate
from ledger.rules.advancement import Sheet
from ledger.rules.aggregation import Marks
from ledger.rules.article_09_4_to_7 import Computed
from ledger.rules.article_10 import EarlierWins
from ledger.rules.calendar import Calendar
from ledger.rules.citation import Finding, Silence, Undecided, Verdict
from ledger.rules.identity import same
from ledger.rules.parameters import known
from ledger.terms import MAIN, ApplicantCode, ExpertCode, OrgId, Phase, Tier

if TYPE_CHECKING:
    from ledger.stages.fact import Fact
    from ledger.stages.history import History, Round
    from ledger.stages.honours import Title

T = TypeVar("T")

PANEL = ExpertCode("panel")
"""Who stands for the whole panel where its agreed mark counts; nobody stands aside under this name."""


def field_of(round: Round, phase: Phase) -> tuple[ApplicantCode, ...]:
    """Return who is reviewed in a phase: those on the list before it who did not withdraw."""
    if phase is Phase.DOCUMENT:
        return standing(round, round.qualification.qualified or ())
    listed = round.scoring.defence_list if phase is Phase.DEFENCE else round.scoring.site_list
    return standing(round, listed.applicants if listed else ())


def standing(round: Round, applicants: Iterable[ApplicantCode]) -> tuple[ApplicantCode, ...]:
    """Return those of ``applicants`` who applied and did not withdraw."""
    applied = round.application.applications
    return tuple(code for code in applicants if (found := applied.get(code)) is not None and found.stands)


def sheet_of(round: Round, phase: Phase) -> Sheet:
    """Return all marks on the field of a phase, or what the panel agreed on where the adopted rules put that in their place.

    Raises ``NotDisclosed`` where a closed record may be a recusal, and ``Silence`` where nothing says which of both counts.
    """
    if round.sealed:
        raise NotDisclosed("record.sealed")
    field = set(field_of(round, phase))
    marks = {of: {a: _counted(round, of, a, m) for a, m in found.items() if a in field} for of, found in round.scoring.marks.items()}
    return Sheet(marks, round.opening.parameters, lambda expert, applicant: is_left_out(round, expert, applicant))


def _counted(round: Round, phase: Phase, applicant: ApplicantCode, marks: Marks) -> Marks:
    """Return ``marks`` with each item on which the panel agreed as the adopted ``score.consensus`` has it."""
    agreed = round.scoring.consensus[phase].get(applicant)
    if not agreed:
        return marks
    match round.opening.parameters.score_consensus:
        case None:
            raise Silence("score.consensus")
        case "consensus_takes_their_place":
            single = {pair: points for pair, points in marks.items() if pair[0] not in agreed}
            return {**single, **{(item, PANEL): points for item, points in agreed.items()}}
    return marks


def is_left_out(round: Round, expert: ExpertCode, applicant: ApplicantCode) -> bool:
    """Return whether marks of ``expert`` on ``applicant`` do not count, since the expert stands aside. Raises ``Silence``.

    Asked of an expert who did mark: who stands aside has no mark from afterwards, so these are from before.
    """
    if not round.panel.recused_at(expert, applicant):
        return False
    return known(round.opening.parameters.recusal_after_marks, "recusal.after_marks") == "marks_do_not_count"


def computed(function: Callable[[], T]) -> Computed[T]:
    """Return what ``function`` gives, or why it gives nothing: a rule that is handed the latter answers with it."""
    try:
        return function()
    except (Undecided, NotDisclosed) as why:
        return why


def explained(finding: Finding, why: Callable[[], str]) -> Finding:
    """Return a finding with what was found instead, where it is a violation."""
    return replace(finding, why=why()) if finding.verdict is Verdict.VIOLATES else finding


def applied(round: Round) -> dict[ApplicantCode, tuple[OrgId, str]] | None:
    """Return (organisation, name) by code; None in a round that was taken down afterwards and has no applications."""
    found = {code: (a.submitted.organisation, a.submitted.name) for code, a in round.application.applications.items()}
    return found or (None if round.opening.is_historical else found)


def earlier_wins(history: History, round: Round, tier: Tier = MAIN) -> EarlierWins:
    """Return which organisations won ``tier`` of the same programme in another round."""
    programme = same(round.opening.opened.programme) if round.opening.opened else ""
    others = [t for t in history.registers.honours.titles if t.round != round.id and t.tier == tier]
    titles = [t for t in others if same(t.programme) == programme]
    certain = [t for t in titles if t.status == "awarded"]
    return EarlierWins(
        held=_names(t for t in certain if t.held),
        revoked=_names(t for t in certain if not t.held),
        on_notice=_names(t for t in titles if t.status != "awarded"),
        reading=round.opening.parameters.repeat_revoked_title,
    )


def title_of(history: History, round: Round, applicant: ApplicantCode) -> Title | None:
    """Return the title that was published for ``applicant`` in this round."""
    return history.registers.honours.of(round.id, applicant)


def body_of(fact: Fact) -> str:
    """Return which body authors ``fact``: by its first signer, or on whose behalf it was written down. For bodies without a code."""
    return fact.said.provenance.on_behalf_of or fact.said.signers[0].role


def of_the_past(round: Round, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return ``findings``; in a round taken down afterwards a silence is 未见记录, since the rules that it ran on are not on record."""
    if not round.opening.is_historical:
        return tuple(findings)
    return tuple(replace(f, verdict=Verdict.NOT_ON_RECORD) if f.verdict is Verdict.SILENT else f for f in findings)


def calendar_of(history: History, round: Round) -> Calendar | None:
    """Return the working calendar that the round was opened with; None where there is none."""
    name = round.opening.opened.calendar if round.opening.opened else None
    found = history.registers.measure.calendars.get(name) if name is not None else None
    return None if found is None else Calendar.read(found.first, found.last, found.holidays, found.workdays)


def inside_quota(candidates: Iterable[Candidate | Winner]) -> dict[Tier, int]:
    """Return how many places the candidates take, by tier; who wins the main tier again takes none."""
    places: dict[Tier, int] = {}
    for candidate in candidates:
        if not candidate.outside_quota:
            places[candidate.tier] = places.get(candidate.tier, 0) + 1
    return places


def _names(titles: Iterable[Title]) -> frozenset[str]:
    return frozenset(name for title in titles for name in (title.winner.organisation, title.winner.name))
