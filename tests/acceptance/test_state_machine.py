"""A small year driven at random, rightly and wrongly: whatever is taken, what must hold does hold, in every state.

The machine offers acts that follow from the state, acts that are a little off, and corrections of anything. Most are
refused, and that is fine; what it looks for is an act that should have been.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import Phase as HPhase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from tests.acceptance.adversary import ITEMS, PRIZE, ROUND, Scene, Stages, candidate, codes, correction, play_to
from tests.acceptance.after_the_award import AfterTheAward
from tests.acceptance.on_notice import OnNotice
from tests.model.book import Book, Entry
from tests.model.refusals import READINGS, reasons

from ledger.errors import BadInput, Refused
from ledger.events.application import ApplicationWithdrawn
from ledger.events.approval import AwardApproved, AwardDenied
from ledger.events.deliberation import PlaceLeftVacant
from ledger.events.evaluation import OverallReportSubmitted, OverallScoresComputed
from ledger.events.event import Event
from ledger.events.notice import CandidateDisqualified, NoticeClosed, NoticeOpened, ObjectionReceived, ObjectionResolved, Outcome
from ledger.events.opening import RoundAnnulled
from ledger.events.panel import RecusalRecorded
from ledger.events.qualification import Met
from ledger.events.scoring import (
    DefenceHeld,
    DefenceListFixed,
    DefenceSchemeIssued,
    DocumentReportIssued,
    SiteListFixed,
    SiteSchemeIssued,
    SiteVisitHeld,
    Total,
)
from ledger.handle import Receipt
from ledger.rules.advancement import PAPERS_ALONE, Weights
from ledger.rules.citation import Undecided
from ledger.stages.check import FLAGS
from ledger.stages.contenders import field_of, sheet_of
from ledger.stages.fact import Fact
from ledger.stages.history import History, Round
from ledger.stages.lists import defence_line, overall_ranking, site_line
from ledger.stages.notice import still_standing
from ledger.terms import MAIN, NOMINATION, ApplicantCode, Fen, Hundredths, Phase, Role, Tier
from projections.standings import standings_of

ONCE = ("qualified_list.fixed", "defence_list.fixed", "site_list.fixed", "overall_scores.computed", "candidates.determined")
"""Types of which a round never has two, but for corrections."""

FOUNDATIONS = (
    "score.recorded", "defence.held", "site_visit.held", "condition.checked", "qualification.decided", "deliberation.held", "vote.counted",
    "budget.appropriated",
)  # fmt: skip
"""Types that lists and decisions rest on. Corrected under a list, they leave it red until it is corrected too."""

RESTING = {
    "follows_from_the_findings", "lists_exactly_the_qualified", "has_every_expected_mark", "states_the_totals_that_the_scores_give",
    "lists_who_the_scores_send_to_the_defence", "lists_who_the_scores_send_to_the_visit", "ranks_as_the_scores_do",
    "follows_the_ranking", "reaches_the_least_score", "has_the_votes",
    "stays_within_the_budget", "reports_document_scores_as_marked", "reports_combined_scores_as_marked", "reports_overall_scores_as_marked",
}  # fmt: skip
"""What then stands red, and nothing else."""

STARTS = (
    "on notice",
    "closed",
    "seated",
    "reported",
    "determined",
    "heard",
    "visited",
    "evaluated",
    "approved",
    "published",
    "paid",
    "paid",
    "paid",
)

ANSWERS: Counter[tuple[str, str, str]] = Counter()
"""How often an act of a type, or a correction of one, was taken and refused, in all years driven so far."""

APPLICANTS = codes("A-01", "A-02", "A-03", "A-04", "A-05")
someone = st.sampled_from(APPLICANTS)
tiers = st.sampled_from((MAIN, NOMINATION))
slip = st.sampled_from(("right", "right", "right", "one more", "one less", "turned"))
amounts = st.sampled_from((1, 2_500_000, 5_000_000, 20_000_000, 20_000_001, 0, -5))


class Year(OnNotice, AfterTheAward, RuleBasedStateMachine):
    """评审年度: one ledger, driven at random."""

    begin: Callable[[str], Scene]

    @initialize(stage=st.sampled_from(STARTS))
    def start(self, stage: str) -> None:
        self.scene = self.begin(stage)
        self.taken = Counter(fact.said.type for fact in self.scene.facts())
        self.corrected_under_a_list = False
        self.progress = {}
        self.acts: list[tuple[Event, str, Role | None]] = [
            (fact.event, fact.said.id, None) for fact in self.scene.facts() if fact.said.round == ROUND and fact.wrapped is None
        ]
        determined = self.round.deliberation.determined
        self.first_candidates = {c.applicant: c.tier for c in determined.candidates} if determined else {}
        self.book = Book()
        for fact in self.scene.facts():
            if fact.said.round == ROUND:
                self.book.write(Entry(fact.said.id, fact.said.type, fact.event, date.fromisoformat(fact.said.occurred_at[:10])))

    # What is known

    @property
    def history(self) -> History:
        return self.scene.ledger._folded.history(ROUND)

    @property
    def round(self) -> Round:
        return self.history.round(ROUND)

    def offer(self, event: Event, by: Role | None = None, **envelope: Any) -> bool:
        """Offer an act; return whether it was taken. The second reading must have said so, from the book alone."""
        on, corrects = date.fromisoformat(envelope.get("occurred_at", self.scene.today)), envelope.get("corrects")
        author = (by or type(event).signed_by[0]).value
        known = event.wire_name in READINGS
        expected = reasons(self.book, event.wire_name, event, on, author, corrects.act if corrects else None) if known else None
        receipt, why = self._recorded(event, by, envelope)
        ANSWERS[event.wire_name, "correction" if corrects else "act", "taken" if receipt else "refused"] += 1
        if receipt is None:
            assert expected is None or expected, f"only the ledger refuses {event}: {why}"
            return False
        assert not expected, f"only the second reading refuses {event}: {expected}"
        self.book.write(Entry(receipt.id, event.wire_name, event, on, corrects.act if corrects else None))
        if envelope.get("corrects") is None:
            self.taken[event.wire_name] += 1
        if not type(event).neutral:
            self.acts.append((event, receipt.id, by))
        self._remember()
        return True

    def _recorded(self, event: Event, by: Role | None, envelope: dict[str, Any]) -> tuple[Receipt | None, object]:
        try:
            return self.scene.record(event, by, **envelope), None
        except (Refused, BadInput) as refused:
            return None, refused.breaches if isinstance(refused, Refused) else refused

    def _remember(self) -> None:
        determined = self.round.deliberation.determined
        if determined is not None and not self.round.notice.opened_at:
            self.first_candidates = {c.applicant: c.tier for c in determined.candidates}

    # How it goes on

    @rule(steps=st.integers(1, 3), how=slip)
    def the_year_goes_on(self, steps: int, how: str) -> None:
        for _ in range(steps):
            self._next_step()(how)

    @rule(what=st.sampled_from(("objects", "resolves", "withdraws", "fails", "recuses", "waits")), data=st.data())
    def something_comes_between(self, what: str, data: st.DataObject) -> None:
        shown = self.round.notice.opened.applicants if self.round.notice.opened else ()
        of_the_notice = st.sampled_from(shown or APPLICANTS)
        match what:
            case "withdraws":
                self.somebody_withdraws(data.draw(of_the_notice))
            case "objects":
                self.somebody_objects(data.draw(of_the_notice))
            case "fails":
                self.somebody_fails_the_notice(data.draw(of_the_notice))
            case "recuses":
                self.an_expert_stands_aside(data.draw(st.integers(0, 2)), data.draw(st.none() | someone))
            case "resolves":
                self.objections_are_resolved(data.draw(st.sampled_from(Outcome)), data.draw(someone))
            case _:
                self.time_passes(data.draw(st.integers(1, 20)))

    @rule(data=st.data(), tier=tiers, one=someone, how=slip)
    def something_wrong_is_tried(self, data: st.DataObject, tier: Tier, one: ApplicantCode, how: str) -> None:
        attempts: dict[str, Callable[[], object]] = {
            "a mark": lambda: self.somebody_is_marked(
                one,
                data.draw(st.integers(0, 2)),
                data.draw(st.sampled_from(Phase)),
                data.draw(st.sampled_from(ITEMS)),
                data.draw(st.integers(-1, 201)),
            ),
            "a defence list": lambda: self.the_defence_list_is_fixed(how),
            "a site list": lambda: self.the_site_list_is_fixed(how),
            "overall scores": lambda: self.the_overall_scores_are_computed(how),
            "a meeting": lambda: self.the_committee_meets(data.draw(st.integers(1, 20)), data.draw(st.integers(-1, 6))),
            "a vote": lambda: self.a_vote_is_counted(one, tier, data.draw(st.integers(0, 16))),
            "candidates": lambda: self.candidates_are_determined(data.draw(st.dictionaries(someone, tiers, max_size=4)), "理由"),
            "a vacancy": lambda: self.a_place_is_left_vacant(tier, data.draw(st.integers(0, 2))),
            "a notice": lambda: self.the_notice_opens(how, data.draw(st.integers(5, 16)), data.draw(st.integers(-3, 3))),
            "its end": lambda: self.the_notice_closes(how),
            "an approval": lambda: self.the_government_approves(how, moved=data.draw(st.booleans())),
            "a denial": lambda: self.the_government_denies(one),
            "a result": lambda: self.the_result_is_published(how),
            "a grant": lambda: self.a_prize_is_granted(one, tier, data.draw(st.sampled_from((0, 0, 1, -1)))),
            "a payment": lambda: self.a_prize_is_paid(one, data.draw(amounts)),
            "an annulment": lambda: self.the_round_is_annulled(
                data.draw(st.sampled_from((Role.COMMITTEE, Role.GOVERNMENT))), data.draw(st.integers(0, 5))
            ),
        }
        attempts[data.draw(st.sampled_from(sorted(attempts)))]()

    def _next_step(self) -> Callable[[str], object]:
        """Return what comes next in a year that goes as it should."""
        r, scoring, notice = self.round, self.round.scoring, self.round.notice
        defended = all(a in scoring.defended for a in field_of(r, Phase.DEFENCE))
        visited = all(a in scoring.visited for a in field_of(r, Phase.SITE))
        steps: tuple[tuple[bool, Callable[[str], object]], ...] = (
            (not scoring.document_report_at, lambda _: (self.the_panel_marks_everybody(Phase.DOCUMENT), self.the_panel_reports())),
            (not scoring.defence_list_at, self.the_defence_list_is_fixed),
            (not defended, lambda _: (self.everybody_defends(), self.the_panel_marks_everybody(Phase.DEFENCE))),
            (not scoring.site_list_at, self.the_site_list_is_fixed),
            (not visited, lambda _: (self.everybody_is_visited(), self.the_panel_marks_everybody(Phase.SITE))),
            (not r.evaluation.overall_at, self.the_overall_scores_are_computed),
            (not r.evaluation.report_at, lambda _: self.the_report_goes_to_the_committee()),
            (not r.deliberation.meeting_at, lambda _: self.the_committee_meets(17, 2)),
            (not r.deliberation.determined_at, lambda _: self.the_usual_candidates_are_determined()),
            (not notice.opened_at, lambda how: (self._fill_the_vacancies(), self.the_notice_opens(how, 16, 0))),
            (not notice.closed_at, lambda how: (self._wait_for_the_end(how), self.the_notice_closes(how))),
            (not r.approval.approved_at, lambda how: self.the_government_approves(how, moved=False)),
            (not r.approval.published_at, self.the_result_is_published),
        )
        return next((step for is_next, step in steps if is_next), lambda _: self._pay())

    def _fill_the_vacancies(self) -> None:
        determined = self.round.deliberation.determined
        taken = Counter(c.tier for c in determined.candidates) if determined else Counter()
        for tier, planned in self.round.opening.planned.items():
            if taken[tier] < planned and tier not in self.round.deliberation.vacant:
                self.a_place_is_left_vacant(tier, planned - taken[tier])

    def _wait_for_the_end(self, how: str) -> None:
        opened = self.round.notice.opened
        if opened is not None:
            # The last day itself is too early, by a day.
            day = opened.ends_on + timedelta(days=how != "turned")
            self.scene.on(max(self.scene.today, day.isoformat()))

    def _pay(self) -> None:
        for code, winner in self.round.approval.winners.items():
            if code not in self.round.approval.granted:
                self.a_prize_is_granted(code, winner.tier, 0)
            elif not self.round.prize.paid[code]:
                self.a_prize_is_paid(code, PRIZE[winner.tier])

    # The review

    def time_passes(self, days: int) -> None:
        day = date.fromisoformat(self.scene.today) + timedelta(days=days)
        self.scene.on(min(day, date(2026, 12, 1)).isoformat())

    def somebody_withdraws(self, applicant: ApplicantCode) -> None:
        self.offer(ApplicationWithdrawn(applicant=applicant, why="另有安排"))

    def somebody_is_marked(self, applicant: str, expert: int, phase: Phase, item: str, steps: int) -> None:
        self.offer(self.scene.mark(applicant, self.scene.experts[expert], phase, item, 50 * steps))

    def the_panel_marks_everybody(self, phase: Phase) -> None:
        for applicant in field_of(self.round, phase):
            for expert in self.scene.experts:
                for item in ITEMS:
                    if (item, expert) not in self.round.scoring.marks[phase].get(applicant, {}):
                        points = self.scene.points(applicant, expert, phase, item)
                        self.offer(self.scene.mark(applicant, expert, phase, item, points))

    def an_expert_stands_aside(self, expert: int, applicant: ApplicantCode | None) -> None:
        fixed = self.round.scoring.defence_list_at
        if self.offer(RecusalRecorded(expert=self.scene.experts[expert], applicant=applicant, why="顾问"), by=Role.EXPERT) and fixed:
            self.corrected_under_a_list = True

    def the_panel_reports(self) -> None:
        self.offer(DocumentReportIssued(experts=self.scene.experts, summary="报告"))

    def the_defence_list_is_fixed(self, how: str) -> None:
        self._list(DefenceListFixed, lambda: defence_line(self.history, self.round).above, Phase.DOCUMENT, lambda: PAPERS_ALONE, how)

    def the_site_list_is_fixed(self, how: str) -> None:
        weights = lambda: sheet_of(self.round, Phase.DEFENCE).stage5  # noqa: E731
        self._list(SiteListFixed, lambda: site_line(self.history, self.round).above, Phase.DEFENCE, weights, how)

    def the_overall_scores_are_computed(self, how: str) -> None:
        weights = lambda: sheet_of(self.round, Phase.SITE).final  # noqa: E731
        ranked = lambda: tuple(a for group in overall_ranking(self.round) for a in group)  # noqa: E731
        self._list(OverallScoresComputed, ranked, Phase.SITE, weights, how)

    def _list(
        self, kind: Any, listed: Callable[[], tuple[ApplicantCode, ...]], phase: Phase, weights: Callable[[], Weights], how: str
    ) -> None:
        try:
            names, totals = off(listed(), how), sheet_of(self.round, phase).published(weights())
        except Undecided:
            return
        self.offer(kind(applicants=names, totals=tuple(Total(applicant=a, points=Hundredths(p)) for a, p in totals.items())))

    def everybody_defends(self) -> None:
        field = field_of(self.round, Phase.DEFENCE)
        self.offer(DefenceSchemeIssued(held_on=date.fromisoformat(self.scene.today), order=field, drawn_by="抽签"))
        for applicant in field:
            self.offer(DefenceHeld(applicant=applicant, experts=self._present(applicant)))

    def everybody_is_visited(self) -> None:
        field, today = field_of(self.round, Phase.SITE), date.fromisoformat(self.scene.today)
        self.offer(SiteSchemeIssued(first_on=today, last_on=today, applicants=field))
        for applicant in field:
            self.offer(SiteVisitHeld(applicant=applicant, experts=self._present(applicant), notes="现场"))

    def _present(self, applicant: ApplicantCode) -> tuple[Any, ...]:
        return tuple(expert for expert in self.scene.experts if not self.round.panel.recused_at(expert, applicant))

    # The committee

    def the_report_goes_to_the_committee(self) -> None:
        self.offer(OverallReportSubmitted(document="质办 9 号", summary="报告"))

    def the_committee_meets(self, members: int, away: int) -> None:
        self.offer(self.scene.meeting(members, members - away))

    def a_vote_is_counted(self, applicant: str, tier: Tier, in_favour: int) -> None:
        meeting = self.round.deliberation.meeting
        voters = meeting.present if meeting else 15
        self.offer(self.scene.vote(applicant, tier, min(in_favour, voters), issued=voters, returned=voters, valid=voters))

    def candidates_are_determined(self, chosen: dict[str, Tier], why: str) -> None:
        self.offer(self.scene.determined(*(candidate(a, t) for a, t in chosen.items()), departures=why))

    def the_usual_candidates_are_determined(self) -> None:
        overall = self.round.evaluation.overall
        for applicant, tier in zip(overall.applicants if overall else (), (MAIN, NOMINATION), strict=False):
            self.a_vote_of_everybody(applicant, tier)
        pairs = zip(overall.applicants if overall else (), (MAIN, NOMINATION), strict=False)
        self.offer(self.scene.determined(*(candidate(a, t) for a, t in pairs)))

    def a_vote_of_everybody(self, applicant: str, tier: Tier) -> None:
        meeting = self.round.deliberation.meeting
        voters = meeting.present if meeting else 15
        self.offer(self.scene.vote(applicant, tier, voters, issued=voters, returned=voters, valid=voters))

    def a_place_is_left_vacant(self, tier: Tier, places: int) -> None:
        self.offer(PlaceLeftVacant(tier=tier, places=places, why="未达标准"))

    # Notice and approval

    def the_notice_opens(self, how: str, days: int, late: int) -> None:
        determined, today = self.round.deliberation.determined, date.fromisoformat(self.scene.today)
        shown = still_standing(self.round, tuple(c.applicant for c in determined.candidates) if determined else ())
        starts = today + timedelta(days=late)
        self.offer(NoticeOpened(applicants=off(shown, how), starts_on=starts, ends_on=starts + timedelta(days=days), site="https://x"))

    def the_notice_closes(self, how: str) -> None:
        opened = self.round.notice.opened
        self.offer(NoticeClosed(passed=off(still_standing(self.round, opened.applicants if opened else ()), how)))

    def somebody_objects(self, applicant: ApplicantCode) -> None:
        opened = self.round.notice.opened
        on = min(self.scene.today, opened.ends_on.isoformat()) if opened else self.scene.today
        self.offer(ObjectionReceived(applicant=applicant, objector="某甲", content="x"), by=Role.PUBLIC, occurred_at=on)

    def objections_are_resolved(self, outcome: Outcome, applicant: ApplicantCode) -> None:
        for act, objection in list(self.round.notice.objections.items()):
            of = objection.applicant if outcome is Outcome.DISMISSED else applicant
            self.offer(ObjectionResolved(applicant=of, objection=act, outcome=outcome, reasons="查实"))

    def somebody_fails_the_notice(self, applicant: ApplicantCode) -> None:
        self.offer(CandidateDisqualified(applicant=applicant, why="数据不实"))

    def the_government_approves(self, how: str, *, moved: bool) -> None:
        determined, closed = self.round.deliberation.determined, self.round.notice.closed
        stands = {c.applicant: c for c in determined.candidates} if determined else {}
        passed = [
            a for a in (closed.passed if closed else ()) if a not in self.round.approval.winners and a not in self.round.approval.denied
        ]
        chosen = [stands.get(a, candidate(a, NOMINATION)) for a in off(tuple(passed), how)]
        winners = tuple(msgspec.structs.replace(c, tier=MAIN) for c in chosen) if moved else tuple(chosen)
        self.offer(AwardApproved(applicants=tuple(c.applicant for c in winners), winners=winners, document="政发"))

    def the_government_denies(self, applicant: ApplicantCode) -> None:
        self.offer(AwardDenied(applicant=applicant, why="不予批准"))

    def the_result_is_published(self, how: str) -> None:
        named = {title.winner.applicant for title in self.history.registers.honours.titles if title.round == ROUND}
        won = tuple(a for a in self.round.approval.winners if a not in named)
        chosen = [self.round.approval.winners.get(a, candidate(a, NOMINATION)) for a in off(won, how)]
        if chosen:
            self.offer(self.scene.published(*chosen))

    def a_prize_is_granted(self, applicant: str, tier: Tier, more: int) -> None:
        self.offer(self.scene.granted(applicant, tier, PRIZE[tier] + more))

    def a_prize_is_paid(self, applicant: str, amount: int) -> None:
        self.offer(self.scene.paid(applicant, amount))

    def the_round_is_annulled(self, by: Role, sure: int) -> None:
        if not sure:
            self.offer(RoundAnnulled(why="终止"), by=by)

    # Corrections of anything

    @precondition(lambda self: len(self.acts) > 0)
    @rule(data=st.data())
    def something_is_corrected(self, data: st.DataObject) -> None:
        # Counted from the end, since what was said last is what the next step rests on.
        event, act, by = self.acts[-1 - data.draw(st.integers(0, len(self.acts) - 1))]
        changed = data.draw(changes(event))
        if self.offer(changed, by, corrects=correction(act)) and event.wire_name in FOUNDATIONS:
            self.corrected_under_a_list = True

    # What must hold

    @invariant()
    def no_tier_has_more_winners_than_places(self) -> None:
        if not hasattr(self, "scene"):
            return
        for tier in (MAIN, NOMINATION):
            winners = [w for w in self.round.approval.winners.values() if w.tier == tier and not w.outside_quota]
            titles = [t for t in self.history.registers.honours.titles if t.round == ROUND and t.tier == tier]
            assert len(winners) <= self.round.opening.planned[tier] <= 2
            assert len(titles) <= self.round.opening.planned[tier]

    @invariant()
    def nobody_moved_up(self) -> None:
        if not hasattr(self, "scene"):
            return
        for code, winner in self.round.approval.winners.items():
            assert self.first_candidates.get(code) == winner.tier
            assert code not in self.round.notice.disqualified
            assert code not in self.round.approval.denied
            assert self.round.application.applications[code].stands

    @invariant()
    def nothing_is_paid_beyond_the_grant(self) -> None:
        if not hasattr(self, "scene"):
            return
        for code, paid in self.round.prize.paid.items():
            assert 0 < paid <= self.round.approval.granted.get(code, Fen(0))
            assert code in self.round.approval.winners

    @invariant()
    def there_is_one_list_of_each_kind(self) -> None:
        if hasattr(self, "scene"):
            assert {kind: self.taken[kind] for kind in ONCE if self.taken[kind] > 1} == {}

    def teardown(self) -> None:
        if not hasattr(self, "scene"):
            return
        try:
            facts = self.scene.facts()
            self._check_replay(facts)
            self._check_ends(facts)
            self._check_audit()
            self.apply_in_another_year()
        finally:
            self.scene.ledger.close()

    def _check_replay(self, facts: list[Fact]) -> None:
        """Kept in step, replayed, and replayed by the slow second way: all the same."""
        replayed, slow = self.scene.history(), refolded(facts)
        for other in (replayed, slow):
            assert self.round == other.round(ROUND)
            assert self.history.registers == other.registers
        again = self.scene._opened()
        assert again._folded.history(ROUND).round(ROUND) == self.round
        again.close()

    def _check_ends(self, facts: list[Fact]) -> None:
        found = standings_of(ROUND).fold(facts)
        assert sorted(s.applicant for s in found.standings) == sorted(self.round.application.applications)
        waiting = set(self.round.notice.closed.passed) if self.round.notice.closed else set()
        for standing in found.standings:
            if self.round.opening.annulled_at:
                assert standing.ended is not None
            elif self.round.approval.published_at and standing.ended is None:
                assert standing.applicant in waiting, "only whom the government has not decided on is still on the way"

    def _check_audit(self) -> None:
        flags = {name.partition(".")[2] for name in FLAGS}
        violated = self.scene.violated() - flags
        assert violated <= (RESTING if self.corrected_under_a_list else set()), violated
        assert self.scene.not_kept() <= flags


def off(names: tuple[Any, ...], how: str) -> tuple[Any, ...]:
    """Return ``names`` as they are, or a little off."""
    match how:
        case "one more":
            return (*names, next((a for a in APPLICANTS if a not in names), ApplicantCode("Z-99")))
        case "one less":
            return names[:-1]
        case "turned":
            return names[::-1]
    return names


def changes(event: Event) -> st.SearchStrategy[Event]:
    """Return what ``event`` might be corrected to: one field of it other than before."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        "applicant": someone,
        "points": st.integers(0, 200).map(lambda steps: Hundredths(50 * steps)),
        "amount": st.sampled_from((Fen(1), Fen(5_000_000), Fen(20_000_000))),
        "in_favour": st.integers(0, 15),
        "met": st.sampled_from(Met),
        "present": st.integers(0, 17),
        "tier": tiers,
        "why": st.just("更正"),
        "reasons": st.just("更正"),
        "document": st.just("更正文号"),
        "site": st.just("https://other.example"),
        "qualified": st.booleans(),
        "starts_on": st.dates(date(2025, 9, 1), date(2025, 10, 1)),
        "ends_on": st.dates(date(2025, 10, 1), date(2025, 11, 1)),
        "closes_on": st.dates(date(2025, 4, 1), date(2025, 12, 1)),
        "received_on": st.dates(date(2025, 3, 10), date(2025, 4, 10)),
        "name": st.sampled_from(("甲厂", "乙厂")),
        "organisation": st.sampled_from(("甲", "乙")),
        "applicants": st.lists(someone, unique=True, max_size=4).map(tuple),
        "passed": st.lists(someone, unique=True, max_size=3).map(tuple),
        "experts": st.lists(st.sampled_from(("E-01", "E-02", "E-03")), unique=True, min_size=1).map(tuple),
    }
    names = [name for name in event.__struct_fields__ if name in fields]
    if not names:
        return st.just(event)
    return st.sampled_from(names).flatmap(lambda name: fields[name].map(lambda value: msgspec.structs.replace(event, **{name: value})))


def refolded(facts: list[Fact]) -> History:
    """Return the history by the slow way: for each act its newest correction is looked for among all that follow."""
    history = History()
    for fact in facts:
        if fact.said.corrects is not None and any(fact.said.corrects.act == other.said.id for other in facts):
            continue
        newest, ids = fact, (fact.said.id,)
        while (
            later := next((f for f in facts if f.said.corrects is not None and f.said.corrects.act == newest.said.id), None)
        ) is not None:
            newest, ids = later, (later.said.id, *ids)
        history.take(fact if newest is fact else replace(newest, position=fact.position, corrected=ids[1:], first=fact.event))
    history.position = max((fact.position or 0 for fact in facts), default=0)
    return history


YEARS = int(os.environ.get("AWARD_LEDGER_YEARS", "0"))
"""How many years to drive, each run other ones; 0: a few, the same in every run, so that a suite tells the same twice."""


def driven(begin: Callable[[str], Scene]) -> None:
    kind = type("Driven", (Year,), {"begin": staticmethod(begin)})
    quietly = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    short = settings(
        max_examples=YEARS or 25,
        stateful_step_count=80,
        derandomize=not YEARS,
        database=None,
        deadline=None,
        phases=[HPhase.generate],
        suppress_health_check=quietly,
    )
    run_state_machine_as_test(kind, settings=short)


def test_whatever_is_taken_what_must_hold_holds(stages: Stages, tmp_path: Path) -> None:
    numbers = count(1)
    driven(lambda stage: stages.copy(stage, tmp_path / str(next(numbers))))


@pytest.mark.postgres
def test_the_same_on_postgresql(postgres_server: str, tmp_path: Path) -> None:
    numbers = count(1)

    def begin(stage: str) -> Scene:
        number = next(numbers)
        address = f"{postgres_server}&schema=machine_{number}_{time.monotonic_ns()}"
        return play_to(Scene.new(tmp_path / str(number), address), stage)

    driven(begin)
