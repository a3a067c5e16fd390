"""A small year driven at random, rightly and wrongly: whatever is taken, what must hold does hold, in every state.

The machine offers acts that follow from the state, acts that are a little off, and corrections of anything. Most are
refused, and that is fine; what it looks for is an act that should have been.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import Phase as HPhase
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from msgspec.structs import replace
from tests.acceptance.adversary import ITEMS, PRIZE, ROUND, Scene, Stages, _holder, correction, play_to
from tests.acceptance.after_the_award import ONWARD, AfterTheAward
from tests.acceptance.before_the_review import BeforeTheReview
from tests.acceptance.changes import APPLICANTS, changes, slip, someone, tiers
from tests.acceptance.in_the_review import InTheReview
from tests.acceptance.on_notice import OnNotice
from tests.model.book import Book, Entry
from tests.model.refusals import READINGS, reasons

from ledger.errors import BadInput, Refused
from ledger.events.event import Event, Occurs
from ledger.events.keys import KeyBound
from ledger.events.notice import Outcome
from ledger.events.revocation import Ground
from ledger.handle import Receipt
from ledger.stages.check import FLAGS
from ledger.stages.contenders import field_of
from ledger.stages.fact import Fact
from ledger.stages.history import History, Round
from ledger.terms import MAIN, NOMINATION, ApplicantCode, Fen, Phase, Role, Tier
from projections.standings import standings_of

ONCE = ("qualified_list.fixed", "defence_list.fixed", "site_list.fixed", "overall_scores.computed", "candidates.determined")
"""Types of which a round never has two, but for corrections."""

FOUNDATIONS = (
    "call.published", "interest.declared", "score.recorded", "defence.held", "site_visit.held", "condition.checked",
    "qualification.decided", "qualified_list.fixed", "defence_list.fixed", "site_list.fixed", "deliberation.held", "vote.counted",
    "budget.appropriated", "revocation.approved",
)  # fmt: skip
"""Types that lists and decisions rest on. Corrected under a list, they leave it red until it is corrected too."""

RESTING = {
    "follows_from_the_findings", "lists_exactly_the_qualified", "has_every_expected_mark", "states_the_totals_that_the_scores_give",
    "lists_who_the_scores_send_to_the_defence", "lists_who_the_scores_send_to_the_visit", "ranks_as_the_scores_do",
    "follows_the_ranking", "reaches_the_least_score", "has_the_votes",
    "is_counted_to_the_reference_day", "has_no_relation_to_the_applicant", "concerns_an_applicant_of_this_phase",
    "hears_exactly_the_defence_list", "visits_exactly_the_site_list", "bars_from_the_adopted_day",
    "stays_within_the_budget", "reports_document_scores_as_marked", "reports_combined_scores_as_marked", "reports_overall_scores_as_marked",
}  # fmt: skip
"""What then stands red, and nothing else."""

FROM_THE_BEGINNING = ("founded",)
FROM_THE_MIDDLE = (
    *("called", "applied", "decided", "qualified", "seated", "reported", "heard", "visited"),
    *("evaluated", "determined", "on notice", "closed", "approved"),
)
FROM_THE_AWARD = ("published", "paid", "revoked", "revoked")

WITH_A_CODE = (Role.APPLICANT, Role.EXPERT, Role.RECOMMENDER, Role.DEPARTMENT)
"""Who signs under a code, and has a key once the machine needs one."""

REACHED = {
    FROM_THE_BEGINNING: {"call.published", "application.submitted", "condition.checked", "qualified_list.fixed", "panel.constituted"},
    FROM_THE_MIDDLE: {"score.recorded", "defence_list.fixed", "site_list.fixed", "candidates.determined", "notice.opened"},
    FROM_THE_AWARD: {"revocation.approved", "clawback.demanded", "clawback.received"},
}
"""By where years start, types of which each run has both a taken and a refused act: one that refuses all, or takes all, proves nothing."""

amounts = st.sampled_from((1, 2_500_000, 5_000_000, 20_000_000, 20_000_001, 0, -5))


class Year(BeforeTheReview, InTheReview, OnNotice, AfterTheAward, RuleBasedStateMachine):
    """评审年度: one ledger, driven at random."""

    begin: Callable[[str], Scene]
    starts: tuple[str, ...]
    answers: Counter[tuple[str, bool]]
    """How often an act of a type was taken and refused in all years of a run."""

    @initialize(data=st.data())
    def start(self, data: st.DataObject) -> None:
        stage = data.draw(st.sampled_from(self.starts))
        self.scene = self.begin(stage)
        self.taken = Counter(fact.said.type for fact in self.scene.facts())
        self.corrected_under_a_list = self.disagreed = False
        self.progress = {APPLICANTS[0]: (ONWARD.index("serve") + 1, Ground.FRAUD)} if stage == "revoked" else {}
        self.acts: list[tuple[Event, str, Role | None]] = [
            (fact.event, fact.said.id, None) for fact in self.scene.facts() if fact.said.round == ROUND and fact.wrapped is None
        ]
        determined = self.round.deliberation.determined
        self.first_candidates = {c.applicant: c.tier for c in determined.candidates} if determined else {}
        self.book = Book()
        for fact in self.scene.facts():
            if fact.said.round == ROUND:
                day = date.fromisoformat(fact.said.occurred_at[:10])
                self.book.write(Entry(fact.said.id, fact.said.type, fact.event, day, None, fact.said.signers[0].role))
        self.bound = {(fact.event.role, fact.event.holder) for fact in self.scene.facts() if isinstance(fact.event, KeyBound)}

    # What is known

    @property
    def history(self) -> History:
        return self.scene.ledger._folded.history(ROUND)

    @property
    def round(self) -> Round:
        return self.history.round(ROUND)

    def offer(self, event: Event, by: Role | None = None, **envelope: Any) -> bool:
        """Offer an act; return whether it was taken. The second reading must have said so, from the book alone."""
        on, corrects = date.fromisoformat(envelope.get("occurred_at", self.scene.today)[:10]), envelope.get("corrects")
        author = by or type(event).signed_by[0]
        self._have_a_key(author, event)
        asked = (self.book, event.wire_name, event, on, author.value, corrects.act if corrects else None, self.today)
        expected = reasons(*asked) if event.wire_name in READINGS else None
        receipt, why = self._recorded(event, by, envelope)
        self.answers[event.wire_name, receipt is not None] += 1
        self.disagreed = expected is not None and bool(expected) is (receipt is not None)
        if receipt is None:
            assert expected is None or expected, f"only the ledger refuses {event}: {why}"
            return False
        assert not expected, f"only the second reading refuses {event}: {expected}"
        self.book.write(Entry(receipt.id, event.wire_name, event, on, corrects.act if corrects else None, author.value))
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

    def _have_a_key(self, author: Role, event: Event) -> None:
        """Bind the key of whoever signs, if it has none yet; of a round that is not open nobody has one."""
        holder, round = _holder(event, author), ROUND if author in (Role.APPLICANT, Role.EXPERT) else None
        if author in WITH_A_CODE and (author, holder) not in self.bound and self.book.has("round.opened"):
            self.scene.bind(author, holder, round)
            self.bound.add((author, holder))

    def _remember(self) -> None:
        determined = self.round.deliberation.determined
        if determined is not None and not self.round.notice.opened_at:
            self.first_candidates = {c.applicant: c.tier for c in determined.candidates}

    # How it goes on

    @rule(steps=st.integers(1, 3), how=slip)
    def the_year_goes_on(self, steps: int, how: str) -> None:
        for _ in range(steps):
            self._next_step()(how)

    @precondition(lambda self: self._has("round.opened"))
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
                self.an_expert_stands_aside(data.draw(st.integers(0, 3)), data.draw(st.none() | someone))
            case "resolves":
                self.objections_are_resolved(data.draw(st.sampled_from(Outcome)), data.draw(someone))
            case _:
                self.time_passes(data.draw(st.integers(1, 20)))

    @precondition(lambda self: self._has("qualified_list.fixed"))
    @rule(data=st.data(), tier=tiers, one=someone, how=slip)
    def something_wrong_is_tried(self, data: st.DataObject, tier: Tier, one: ApplicantCode, how: str) -> None:
        attempts: dict[str, Callable[[], object]] = {
            "a mark": lambda: self.somebody_is_marked(
                one,
                data.draw(st.integers(0, 3)),
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
            *self.steps_before_the_review(),
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

    # Corrections of anything

    @precondition(lambda self: len(self.acts) > 0)
    @rule(data=st.data())
    def something_is_corrected(self, data: st.DataObject) -> None:
        # Counted from the end, since what was said last is what the next step rests on.
        event, act, by = self.acts[-1 - data.draw(st.integers(0, len(self.acts) - 1))]
        changed = data.draw(changes(event))
        when = f"{self.today}T12:00:00.000+08:00" if type(event).occurs is Occurs.INSTANT else self.scene.today
        if self.offer(changed, by, corrects=correction(act), occurred_at=when) and event.wire_name in FOUNDATIONS:
            self.corrected_under_a_list = True

    # What must hold

    @invariant()
    def no_tier_has_more_winners_than_places(self) -> None:
        if not hasattr(self, "scene"):
            return
        for tier in (MAIN, NOMINATION):
            winners = [w for w in self.round.approval.winners.values() if w.tier == tier and not w.outside_quota]
            titles = [t for t in self.history.registers.honours.titles if t.round == ROUND and t.tier == tier]
            assert len(winners) <= self.round.opening.planned.get(tier, 0) <= 2
            assert len(titles) <= self.round.opening.planned.get(tier, 0)

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
            if self.disagreed:
                return  # The book ends before the act that the two disagree on: what follows from it proves nothing.
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
        assert sorted(s.applicant for s in found.standings) == sorted(self.round.application.codes)
        waiting = set(self.round.notice.closed.passed) if self.round.notice.closed else set()
        for standing in found.standings:
            if self.round.opening.annulled_at:
                assert standing.ended is not None
            elif self.round.approval.published_at and standing.ended is None:
                assert standing.applicant in waiting, "only whom the government has not decided on is still on the way"

    def _check_audit(self) -> None:
        flags = {name.partition(".")[2] for name in FLAGS}
        violated = self.scene.violated() - flags
        assert violated <= (RESTING if self.corrected_under_a_list else set()) | self._left_open(), violated
        assert self.scene.not_kept() <= flags | self._left_open()

    def _left_open(self) -> set[str]:
        """Return what stands red because something was left undone, that nothing could have refused."""
        book, found = self.book, set()
        listed = [book.place_of(line) for line in book.of("qualified_list.fixed")]
        if listed and any(book.place_of(line) > listed[0] for line in book.of("application.submitted")):
            found.add("has_decided_on_everybody")
        if {line.id for line in book.of("expert.challenged")} - {e.challenge for e in book.events("challenge.decided")}:
            found.add("has_decided_every_challenge")
        if any(e.due_on < self.today for e in book.events("clawback.demanded")):
            found.add("is_paid_back_by_its_day")
        return found


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


def driven(begin: Callable[[str], Scene], starts: tuple[str, ...], years: int) -> None:
    answers: Counter[tuple[str, bool]] = Counter()
    kind = type("Driven", (Year,), {"begin": staticmethod(begin), "starts": starts, "answers": answers})
    quietly = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    short = settings(
        max_examples=YEARS or years,
        stateful_step_count=80,
        derandomize=not YEARS,
        database=None,
        deadline=None,
        phases=[HPhase.generate],
        suppress_health_check=quietly,
    )
    run_state_machine_as_test(kind, settings=short)
    unmet = {(type, taken) for type in REACHED[starts] for taken in (True, False)} - answers.keys()
    assert YEARS or not unmet, f"never taken (True) or never refused (False): {sorted(unmet)}"


@pytest.mark.parametrize("starts", [FROM_THE_BEGINNING, FROM_THE_MIDDLE, FROM_THE_AWARD], ids=["beginning", "middle", "award"])
class TestYears:
    def test_whatever_is_taken_what_must_hold_holds(self, starts: tuple[str, ...], stages: Stages, tmp_path: Path) -> None:
        numbers = count(1)
        driven(lambda stage: stages.copy(stage, tmp_path / str(next(numbers))), starts, 14)

    @pytest.mark.postgres
    def test_the_same_on_postgresql(self, starts: tuple[str, ...], postgres_server: str, tmp_path: Path) -> None:
        numbers = count(1)

        def begin(stage: str) -> Scene:
            number = next(numbers)
            address = f"{postgres_server}&schema=machine_{number}_{time.monotonic_ns()}"
            return play_to(Scene.new(tmp_path / str(number), address), stage)

        driven(begin, starts, 12)
