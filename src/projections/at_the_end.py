"""What the whole-round rules are asked about (整体核查): plain facts out of what a round has come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ledger.errors import BadInput
from ledger.events.notice import NoticeClosed
from ledger.rules import article_09_1_to_3
from ledger.rules.calendar import Calendar
from ledger.rules.citation import Finding
from ledger.stages.history import Round
from ledger.terms import day_of
from projections import whole_round
from projections.after_the_award import after_the_award
from projections.experts_at_the_end import experts_at_the_end
from projections.projection import Placed
from projections.scores import Of
from projections.standings import Finished, Standings, State
from projections.terms import Shown


def at_the_end(state: State, standings: Standings, of_round: Iterable[Placed]) -> Iterator[Finding]:
    """Yield what the whole-round rules say of the round as ``state`` has it and ``standings`` answer it."""
    round = state.history.round(state.round)
    is_annulled = standings.status.code == Finished.ANNULLED.value
    is_over = is_annulled or (round.approval.published is not None and round.approval.published.status == "awarded")
    on_the_way = tuple(s.applicant for s in standings.standings if s.ended is None)
    yield whole_round.gives_everybody_one_end(standings.received, on_the_way, is_over=is_over)
    if not is_annulled:
        places = {row.tier.code: row.unaccounted for row in standings.places}
        yield whole_round.accounts_for_every_place(places, is_over=is_over)
        if not round.opening.is_historical:
            yield from _decisions(round)
            yield _notice(state, round, of_round, is_over=is_over)
            yield from _scores(round, standings)
            yield from experts_at_the_end(round, is_over=is_over)
        yield _prizes(state, round, standings, is_over=is_over)
    today = _day(standings.last_recorded_at or "")
    yield from after_the_award(state.history, round, today, is_awarded=is_over and not is_annulled)


def _decisions(round: Round) -> Iterator[Finding]:
    """Ask again, once the list is fixed, whether everybody was decided on: an application may have reached the record after it."""
    if round.qualification.qualified_at:
        undecided = tuple(code for code in round.application.standing if code not in round.qualification.decided)
        yield article_09_1_to_3.has_decided_on_everybody(undecided)


def _notice(state: State, round: Round, of_round: Iterable[Placed], *, is_over: bool) -> Finding:
    text, opened = round.opening.text, round.notice.opened
    closings = [one.fact for one in of_round if isinstance(one.fact.event, NoticeClosed) and one.place == round.notice.closed_at]
    return whole_round.stood_its_seven_days(
        opened.starts_on if opened else None,
        opened.ends_on if opened else None,
        _day(closings[-1].said.occurred_at) if closings else None,
        text.notice_days if text else None,
        round.opening.parameters.notice_counting,
        _calendar(state, round),
        is_over=is_over,
    )


def _calendar(state: State, round: Round) -> Calendar | None:
    name = round.opening.opened.calendar if round.opening.opened else None
    adopted = state.history.registers.measure.calendars.get(name) if name else None
    if adopted is None:
        return None
    try:
        return Calendar.read(adopted.first, adopted.last, adopted.holidays, adopted.workdays)
    except BadInput:
        # The record check of the adoption says what is wrong with it; no day is counted by it.
        return None


def _scores(round: Round, standings: Standings) -> Iterator[Finding]:
    asked = (
        (Of.DOCUMENT, whole_round.reports_document_scores_as_marked, round.scoring.defence_list_at),
        (Of.COMBINED, whole_round.reports_combined_scores_as_marked, round.scoring.site_list_at),
        (Of.OVERALL, whole_round.reports_overall_scores_as_marked, round.evaluation.overall_at),
    )
    for kind, ask, fixed_at in asked:
        rows = [(s.applicant, score) for s in standings.standings for score in s.scores if score.of.code == kind.value]
        shut = tuple(a for a, s in rows if Shown.NOT_DISCLOSED in (s.recomputed.state, s.claimed.state))
        differing = tuple(a for a, s in rows if s.differs)
        unknown = tuple(a for a, s in rows if s.differs is None and a not in shut and s.claimed.state is Shown.SHOWN)
        yield ask(differing, unknown, shut, is_fixed=fixed_at > 0)


def _prizes(state: State, round: Round, standings: Standings, *, is_over: bool) -> Finding:
    paid = {s.applicant: s.money.paid for s in standings.standings if s.money.paid}
    # Who lost the title is paid nothing any more.
    lost = {t.winner.applicant for t in state.history.registers.honours.titles if t.round == round.id and not t.held}
    winners = tuple(s.applicant for s in standings.standings if s.won is not None and s.applicant not in lost)
    granted: dict[str, int] = {applicant: amount for applicant, amount in round.approval.granted.items()}  # noqa: C416 - widens both types
    return whole_round.pays_what_it_granted(granted, paid, winners, is_over=is_over)


def _day(text: str) -> date | None:
    try:
        return day_of(text)
    except ValueError:
        return None
