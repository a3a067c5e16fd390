"""Steps that come one by one: the draw, reserves, advisers, visits, attendance, ballots, objections, submission, the budget."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

import pytest
from msgspec.structs import replace
from tests.acceptance.adversary import ROUND, Scene
from tests.acceptance.reading import facts_of

from ledger.commands.todo import _say
from ledger.demo.play import Played
from ledger.events.approval import AwardReturned, CandidatesSubmitted
from ledger.events.panel import RecusalRecorded
from ledger.events.qualification import DepartmentReplied
from ledger.events.scoring import SiteReportIssued
from ledger.forms.numbers import serials_of, uses_of
from ledger.forms.step import Step
from ledger.forms.todo import todo
from ledger.rules.paper_forms import Serial
from ledger.rules.parameters import settle
from ledger.stages.fact import Fact
from ledger.stages.history import History, history_of
from ledger.terms import ApplicantCode, ExpertCode, Role, View

At = Callable[[str], Scene]
Steps = dict[str, Step]


@pytest.fixture(scope="module")
def year(small_demo: Played) -> list[Fact]:
    """Return a whole year, in which everything is kept."""
    return facts_of(small_demo)


def until(year: list[Fact], kind: str, count: int = 0) -> list[Fact]:
    """Return the year up to and with the first ``count`` acts of a kind; 0: up to the one before the first."""
    places = [n for n, fact in enumerate(year) if fact.said.type == kind]
    return year[: places[count - 1] + 1] if count else year[: places[0]]


def all_of(year: list[Fact], kind: str) -> list[Fact]:
    return until(year, kind, sum(fact.said.type == kind for fact in year))


def steps(facts: list[Fact], today: str = "2025-06-30", **settled: object) -> Steps:
    return steps_in(history_of(facts), today, serials_of(uses_of(facts)), **settled)


def steps_in(history: History, today: str, used: Collection[Serial] = (), **settled: object) -> Steps:
    round = history.round(ROUND)
    if settled:
        named = [(key.replace("_", ".", 1), value) for key, value in settled.items()]
        round.opening.parameters = settle(round.opening.parameters, named)
    found = todo(history, round, date.fromisoformat(today), used=used)
    assert len({step.code for step in found}) == len(found)
    return {step.code: step for step in found}


def of_scene(scene: Scene, today: str | None = None, view: View = View.AUDITOR) -> Steps:
    return steps_in(history_of(scene.facts(view)), today or scene.today)


def lacks(step: Step) -> list[str]:
    return [one.code for one in step.missing]


def missed(step: Step) -> list[str]:
    """Return who is named for what comes too late, of a step of which nothing else is left."""
    assert (step.state, step.is_done, step.is_ready, step.missing, step.blocked) == ("missed", False, False, (), ())
    return [one.code for one in step.missed]


def blocks(step: Step) -> set[str]:
    return {finding.rule.name.partition(".")[2] for finding in step.blocked}


# The draw

PARTIES = ["discipline", "office", "applicant:A-01"]


def test_nothing_is_sealed_before_the_pool_is_committed(year: list[Fact]) -> None:
    found = steps(until(year, "pool.committed"))
    assert (found["pool"].is_ready, len(found["pool"].missing)) == (True, 1)
    assert blocks(found["numbers_sealed"]) == {"belongs_to_the_draw_that_runs"}
    assert "belongs_to_the_draw_that_runs" in blocks(found["numbers_revealed"])
    assert found["numbers_sealed"].due is None, "the snapshot says until when, and there is none"
    assert blocks(found["draw"]) == {"equals_the_recomputed_draw"}


def test_each_party_owes_its_number_until_it_is_sealed(year: list[Fact]) -> None:
    found = steps(until(year, "pool.committed", 1), "2025-05-22")
    sealing = found["numbers_sealed"]
    assert found["pool"].is_done
    assert (lacks(sealing), sealing.who, sealing.is_ready) == (PARTIES, (Role.OFFICE, Role.DISCIPLINE, Role.APPLICANT), True)
    assert sealing.due is not None
    assert (sealing.due.day, sealing.due.citation, sealing.is_overdue) == (date(2025, 5, 22), "6.2", False)
    assert steps(until(year, "pool.committed", 1), "2025-05-23")["numbers_sealed"].is_overdue
    assert lacks(steps(until(year, "draw_number.sealed", 2))["numbers_sealed"]) == PARTIES[2:]


def test_nothing_is_revealed_while_a_number_is_not_sealed(year: list[Fact]) -> None:
    revealing = steps(until(year, "draw_number.sealed", 2))["numbers_revealed"]
    assert (blocks(revealing), lacks(revealing)) == ({"reveals_when_all_are_sealed"}, [])
    revealing = steps(until(year, "draw_number.sealed", 3))["numbers_revealed"]
    assert (blocks(revealing), lacks(revealing)) == (set(), PARTIES)


def test_a_number_that_is_kept_back_ends_the_draw_after_its_last_day(year: list[Fact]) -> None:
    two = until(year, "draw_number.revealed", 2)
    assert "draw_aborted" not in steps(two, "2025-05-22")
    late = steps(two, "2025-05-23")
    assert (lacks(late["draw_aborted"]), late["numbers_revealed"].is_overdue) == (PARTIES[2:], True)
    assert late["draw_aborted"].who == (Role.OFFICE, Role.DISCIPLINE)
    assert "equals_the_recomputed_draw" in blocks(late["draw"])


def test_with_all_numbers_the_experts_are_drawn(year: list[Fact]) -> None:
    found = steps(until(year, "draw_number.revealed", 3), "2025-05-23")
    assert (found["draw"].is_ready, found["numbers_revealed"].is_done) == (True, True)
    assert "draw_aborted" not in found, "what has its outcome is not aborted"
    assert steps(until(year, "panel.drawn", 1))["draw"].is_done


@pytest.mark.parametrize("selection", ["lot", "appointment"])
def test_a_round_that_is_not_held_to_such_a_draw_has_no_numbers(year: list[Fact], selection: str) -> None:
    found = steps(until(year, "pool.committed"), panel_selection=selection)
    assert {"pool", "numbers_sealed", "numbers_revealed"}.isdisjoint(found)
    assert ("draw" in found) is (selection == "lot")


def stands_aside(year: list[Fact], experts: tuple[str, ...]) -> list[Fact]:
    """Return the year up to the draw, and then those of ``experts`` standing aside from everybody."""
    drawn = until(year, "panel.drawn", 1)
    fact = next(fact for fact in year if isinstance(fact.event, RecusalRecorded))
    aside = [replace(fact.event, expert=ExpertCode(expert), applicant=None) for expert in experts]  # type: ignore[type-var]
    return [*drawn, *(replace(fact, event=event) for event in aside)]


def test_a_department_that_never_replied_is_named_after_the_list_too(year: list[Fact]) -> None:
    about = {(event.applicant, event.body) for fact in year if isinstance(event := fact.event, DepartmentReplied)}
    left = min(about)
    silent = [fact for fact in year if not (isinstance(event := fact.event, DepartmentReplied) and (event.applicant, event.body) == left)]
    before, after = steps(until(silent, "qualified_list.fixed"))["replies"], steps(until(silent, "qualified_list.fixed", 1))["replies"]
    assert (lacks(before), before.state, before.missed) == ([left[1]], "ready", ())
    assert missed(after) == [left[1]]
    assert "replies" not in steps(all_of(year, "department.replied"))


def test_the_next_reserve_steps_in_for_who_stands_aside_from_all(year: list[Fact]) -> None:
    drawn = history_of(until(year, "panel.drawn", 1)).round(ROUND)
    assert drawn.panel.seats is not None
    assert drawn.draw.running is not None
    first, second = drawn.draw.running.again().reserves
    assert "replacements" not in steps(until(year, "panel.drawn", 1))
    three = drawn.panel.seats[:3]
    step = steps(stands_aside(year, three))["replacements"]
    assert [one.what.en for one in step.missing] == [
        f"cannot sit; the reserve {first} steps in",
        f"cannot sit; the reserve {second} steps in",
        "cannot sit, and no reserve is left",
    ]
    assert lacks(step) == list(three)


def test_after_the_first_mark_no_reserve_steps_in(at: At) -> None:
    aside = RecusalRecorded(expert=ExpertCode("E-02"), applicant=None, why="关系")
    seated, marked = at("seated").on("2025-06-01"), at("marked")
    for scene in (seated, marked):
        scene.record(aside, Role.OFFICE)
    assert lacks(of_scene(seated)["replacements"]) == ["E-02"]
    assert "replacements" not in of_scene(marked)


# Advisers


def test_who_has_not_declared_its_advisers_is_named_until_it_is_scored(at: At) -> None:
    step = of_scene(at("seated"))["advisers"]
    assert (lacks(step), step.who, step.is_done) == (["A-01", "A-02", "A-03", "A-04", "A-05"], (Role.APPLICANT,), False)
    assert missed(of_scene(at("marked"))["advisers"]) == ["A-01", "A-02", "A-03", "A-04", "A-05"], "nobody declares after its first mark"


def test_who_was_marked_without_a_declaration_is_named_beside_who_can_still_declare(at: At) -> None:
    scene = at("seated").on("2025-06-10")
    scene.record(scene.mark("A-01", "E-01"))
    step = of_scene(scene)["advisers"]
    assert (lacks(step), [one.code for one in step.missed]) == (["A-02", "A-03", "A-04", "A-05"], ["A-01"])
    assert (step.state, step.is_done, step.is_missed) == ("ready", False, False)


def test_advisers_that_were_declared_are_not_asked_for(year: list[Fact]) -> None:
    assert len(steps(until(year, "advisers.declared"))["advisers"].missing) == 9
    assert len(steps(until(year, "advisers.declared", 4))["advisers"].missing) == 5
    declared = all_of(year, "advisers.declared")
    assert [steps(declared, day)["advisers"].is_done for day in ("2025-04-30", "2025-05-01")] == [False, True], "others may still apply"
    assert steps(all_of(year, "qualified_list.fixed"), "2025-04-30")["advisers"].is_done


@pytest.mark.parametrize("years", [0, None])
def test_advisers_are_asked_for_only_where_the_rules_ask(year: list[Fact], years: int | None) -> None:
    assert "advisers" in steps(until(year, "advisers.declared"))
    history = history_of(until(year, "advisers.declared"))
    opening = history.round(ROUND).opening
    opening.parameters = replace(opening.parameters, advisers_years=years)
    assert "advisers" not in steps_in(history, "2025-04-29")


# Visits


def test_each_visit_is_reported_and_its_card_returned(year: list[Fact]) -> None:
    before = steps(until(year, "site_visit.held"))
    assert blocks(before["site_reports"]) == blocks(before["integrity_cards"]) == {"follows_the_visit"}
    first = steps(until(year, "site_visit.held", 1))
    visited = lacks(first["site_reports"])
    assert (len(visited), lacks(first["integrity_cards"]), first["site_reports"].is_ready) == (1, visited, True)
    reported = steps(until(year, "site_report.issued", 1))
    assert (lacks(reported["site_reports"]), lacks(reported["integrity_cards"])) == ([], visited)
    assert not reported["site_reports"].is_done, "others are not visited yet"
    after = steps(until(year, "overall_scores.computed"))
    assert (after["site_reports"].is_done, after["integrity_cards"].is_done) == (True, True)


def test_a_closed_view_does_not_say_whose_card_is_missing(at: At, small_demo: Played) -> None:
    public = facts_of(small_demo, View.PUBLIC)
    (said,) = steps(until(public, "overall_scores.computed"))["integrity_cards"].missing
    assert (said.code, "sealed records are closed" in said.what.en) == ("", True)
    assert lacks(of_scene(at("visited"), view=View.PUBLIC)["integrity_cards"]) == ["A-01", "A-02"], "nothing is sealed here"


def test_a_report_comes_before_the_overall_scores_and_a_card_until_the_result(at: At) -> None:
    found = of_scene(at("evaluated"))
    assert (missed(found["site_reports"]), lacks(found["integrity_cards"])) == (["A-01", "A-02"], ["A-01", "A-02"])
    assert missed(of_scene(at("published"))["integrity_cards"]) == ["A-01", "A-02"]


def test_a_report_that_comes_too_late_is_refused_and_so_its_step_is_missed(at: At) -> None:
    scene = at("evaluated")
    late = SiteReportIssued(applicant=ApplicantCode("A-01"), experts=scene.experts, summary="现场评审报告")
    assert scene.refused(late) == {"reports_the_visit_before_the_overall_scores"}
    assert missed(of_scene(scene)["site_reports"]) == ["A-01", "A-02"]


def test_where_cards_are_closed_nothing_is_said_of_them_after_the_result(year: list[Fact], small_demo: Played) -> None:
    published = until(facts_of(small_demo, View.PUBLIC), "result.published", 1)
    assert "integrity_cards" not in steps(published)
    assert steps(until(year, "result.published", 1))["integrity_cards"].is_done


def test_what_was_missed_is_told_and_is_no_work_left(at: At, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    step = of_scene(at("evaluated"))["site_reports"]
    plain = step.plain()
    assert (plain["state"], plain["missing"], [one["code"] for one in plain["missed"]]) == ("missed", [], ["A-01", "A-02"])
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    _say([step], [step], (), 1, date(2025, 9, 1))
    text = capsys.readouterr().out
    assert "已办 0 项, 逾期未见记录 1 项" in text
    assert "本年度没有待办事项" in text
    assert "! 出具现场评审报告" in text
    assert "未见记录: A-01, A-02 计算综合评分时无现场评审报告" in text


# The meeting


def test_attendance_and_ballots_are_asked_for_where_the_round_keeps_them(year: list[Fact], at: At) -> None:
    early = steps(until(year, "deliberation.held"))
    assert blocks(early["attendance"]) == {"votes_at_a_meeting"}
    assert blocks(early["ballots"]) == {"reconciles_a_count"}
    held = steps(until(year, "deliberation.held", 1))
    assert (len(held["attendance"].missing), held["attendance"].who) == (1, (Role.COMMITTEE,))
    assert steps(until(year, "attendance.recorded", 1))["attendance"].is_done
    counted = until(year, "vote.counted", 1)
    assert lacks(steps(counted)["ballots"]) == [counted[-1].said.subject("applicant")]
    assert steps(until(year, "ballots.reconciled", 1))["ballots"].is_done
    assert {"attendance", "ballots"}.isdisjoint(of_scene(at("voted")))


# Objections


def test_an_objection_is_taken_up_decided_and_answered(year: list[Fact]) -> None:
    assert {"admission", "objections", "answers"}.isdisjoint(steps(until(year, "objection.received")))
    received = until(year, "objection.received", 1)
    against = [received[-1].said.subject("applicant")]
    came = steps(received)
    assert (lacks(came["admission"]), lacks(came["objections"]), "answers" in came) == (against, against, False)
    admitted = steps(until(year, "objection.admitted", 1))
    assert ("admission" in admitted, lacks(admitted["objections"])) == (False, against)
    resolved = steps(until(year, "objection.resolved", 1))
    assert ("objections" in resolved, [one.what.en for one in resolved["answers"].missing]) == (
        False,
        ["the objector was not told", "the applicant was not told"],
    )
    assert [one.what.en for one in steps(until(year, "objection.answered", 1))["answers"].missing] == ["the applicant was not told"]
    assert "answers" not in steps(until(year, "objection.answered", 2))


@pytest.mark.parametrize(("reading", "told"), [("objector", ["the objector was not told"]), ("applicant", ["the applicant was not told"])])
def test_those_are_told_whom_the_rules_name(year: list[Fact], reading: str, told: list[str]) -> None:
    found = steps(until(year, "objection.resolved", 1), objection_inform=reading)
    assert [one.what.en for one in found["answers"].missing] == told


def test_while_the_rules_name_nobody_nobody_is_asked_to_be_told(year: list[Fact]) -> None:
    history = history_of(until(year, "objection.resolved", 1))
    opening = history.round(ROUND).opening
    opening.parameters = replace(opening.parameters, objection_inform=None)
    assert "answers" not in steps_in(history, "2025-10-09")


@pytest.mark.parametrize(
    ("handler", "who"), [("discipline", (Role.DISCIPLINE,)), ("office", (Role.OFFICE,)), ("not_involved", (Role.OFFICE, Role.DISCIPLINE))]
)
def test_who_takes_an_objection_up_is_whom_the_rules_name(year: list[Fact], handler: str, who: tuple[Role, ...]) -> None:
    assert steps(until(year, "objection.received", 1), objection_handler=handler)["admission"].who == who


# To the government


def test_who_passed_is_proposed_once_the_notice_is_closed(year: list[Fact]) -> None:
    assert blocks(steps(until(year, "notice.closed"))["submission"]) == {"approves_after_the_notice"}
    step = steps(until(year, "notice.closed", 1))["submission"]
    assert (len(step.missing), step.is_ready, step.who) == (3, True, (Role.COMMITTEE,))
    assert steps(until(year, "candidates.submitted", 1))["submission"].is_done


def test_who_was_returned_is_proposed_again(at: At) -> None:
    scene = at("closed")
    two = (ApplicantCode("A-01"), ApplicantCode("A-02"))
    scene.record(CandidatesSubmitted(applicants=two, document="质委〔2025〕3号"))
    scene.record(AwardReturned(applicants=two[1:], why="补充说明"))
    found = of_scene(scene)
    assert (found["submission"].is_done, lacks(found["submission"])) == (False, ["A-02"])
    assert "answers_what_was_returned" in blocks(found["approval"])


# The budget


def test_the_budget_of_the_year_is_asked_for_until_it_is_on_record(year: list[Fact]) -> None:
    step = steps(until(year, "budget.appropriated"))["budget"]
    assert (step.is_done, step.is_ready, step.who) == (False, True, (Role.FINANCE, Role.GOVERNMENT))
    assert step.citation == "10.1"
    assert step.missing[0].what.en == "no budget of 2025 for the prizes is on record"
    assert steps(until(year, "budget.appropriated", 1))["budget"].is_done


def test_without_a_budget_on_record_it_is_asked_for_until_all_is_paid(at: At) -> None:
    assert not of_scene(at("honoured"))["budget"].is_done
    assert of_scene(at("paid"))["budget"].is_done


def test_at_the_end_of_a_year_in_which_all_is_kept_nothing_is_left(year: list[Fact]) -> None:
    assert [step.code for step in steps(year, "2025-12-31").values() if not step.is_done] == []
