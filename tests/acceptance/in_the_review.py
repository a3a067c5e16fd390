"""What is done from the first mark to the result, rightly or a little off (``how``), at whatever moment it is tried.

Mixed into the machine of ``test_state_machine``, which says when, and offers each act to the ledger and to the second reading.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import msgspec
from tests.acceptance.adversary import ITEMS, PRIZE, ROUND, Scene, candidate
from tests.acceptance.changes import off
from tests.acceptance.who_sits import APPLYING, EXPERTS
from tests.model.book import Book
from tests.model.counting import panel

from ledger.events.application import ApplicationWithdrawn
from ledger.events.approval import AwardApproved, AwardDenied
from ledger.events.deliberation import PlaceLeftVacant
from ledger.events.evaluation import OverallReportSubmitted, OverallScoresComputed
from ledger.events.notice import CandidateDisqualified, NoticeClosed, NoticeOpened, ObjectionReceived, ObjectionResolved, Outcome
from ledger.events.opening import RoundAnnulled
from ledger.events.panel import RecusalRecorded
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
from ledger.rules.advancement import PAPERS_ALONE, Weights
from ledger.rules.citation import Undecided
from ledger.stages.contenders import field_of, sheet_of
from ledger.stages.history import History, Round
from ledger.stages.lists import defence_line, overall_ranking, site_line
from ledger.stages.notice import still_standing
from ledger.terms import MAIN, NOMINATION, ApplicantCode, Hundredths, Phase, Role, Tier

INDEX = {code: place for place, code in enumerate(APPLYING)}


class InTheReview:
    """评审至公布. Acts of the machine from the first mark on."""

    scene: Scene
    book: Book
    round: Round
    history: History
    offer: Any
    corrected_under_a_list: bool

    # The review

    def time_passes(self, days: int) -> None:
        day = date.fromisoformat(self.scene.today) + timedelta(days=days)
        self.scene.on(min(day, date(2026, 12, 1)).isoformat())

    def somebody_withdraws(self, applicant: ApplicantCode) -> None:
        self.offer(ApplicationWithdrawn(applicant=applicant, why="另有安排"))

    def somebody_is_marked(self, applicant: str, expert: int, phase: Phase, item: str, steps: int) -> None:
        self.offer(self.scene.mark(applicant, EXPERTS[expert], phase, item, 50 * steps))

    def the_panel_marks_everybody(self, phase: Phase) -> None:
        """Every expert marks everybody who is in this phase, and stands aside from whom it may not mark."""
        for applicant in field_of(self.round, phase):
            for expert in self._present(applicant):
                for item in ITEMS:
                    if (item, expert) in self.round.scoring.marks[phase].get(applicant, {}):
                        continue
                    if not self.offer(self.scene.mark(applicant, expert, phase, item, 10_000 - 500 * INDEX[applicant])):
                        self.an_expert_stands_aside(EXPERTS.index(expert), applicant)
                        break

    def an_expert_stands_aside(self, expert: int, applicant: ApplicantCode | None) -> None:
        fixed = self.round.scoring.defence_list_at
        if self.offer(RecusalRecorded(expert=EXPERTS[expert], applicant=applicant, why="顾问"), by=Role.EXPERT) and fixed:
            self.corrected_under_a_list = True

    def the_panel_reports(self) -> None:
        self.offer(DocumentReportIssued(experts=tuple(panel(self.book)), summary="报告"))

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
        return tuple(expert for expert in panel(self.book) if not self.round.panel.recused_at(expert, applicant))

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
