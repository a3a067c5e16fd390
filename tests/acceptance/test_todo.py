"""What is to be done next: at every stage of a year, with who acts, by when, what is missing and which rule would refuse."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.acceptance.adversary import ORIGIN, ROUND, STEPS, TWO_CLERKS, Scene, key_of, on_paper

from ledger import cli
from ledger.drafting import Draft, seal_act
from ledger.events.notice import ObjectionReceived, ObjectionResolved, Outcome
from ledger.events.opening import PlanIssued, PlannedStep, RoundAnnulled
from ledger.events.opening import Step as Planned
from ledger.events.panel import RecusalRecorded
from ledger.events.prize import ClawbackDemanded, ClawbackReceived
from ledger.events.revocation import (
    BarImposed,
    Ground,
    PlaqueRecovered,
    PlaqueReturned,
    RevocationAnnounced,
    RevocationAnnulled,
    RevocationApproved,
    RevocationProposed,
    RevocationServed,
    StatementHeard,
    Token,
    VerificationConcluded,
    VerificationOpened,
)
from ledger.events.scoring import DefenceSchemeIssued
from ledger.forms.step import Step
from ledger.forms.todo import todo
from ledger.stages.history import history_of
from ledger.terms import ApplicantCode, ExpertCode, Fen, PartialDate, Role, View, day_of

At = Callable[[str], Scene]

DOES = {
    "called": "call",
    "qualified": "qualified_list",
    "reported": "document_report",
    "defence listed": "defence_list",
    "site listed": "site_list",
    "determined": "candidates",
    "on notice": "notice",
    "closed": "notice_closed",
    "published": "publication",
}
"""Stage to the step that its act takes."""

DAYS = {"closed": "2025-10-10", "published": "2025-10-17"}


def steps_of(scene: Scene, today: str | None = None, view: View = View.AUDITOR) -> dict[str, Step]:
    history = history_of(scene.facts(view))
    found = todo(history, history.round(ROUND), date.fromisoformat(today or scene.today))
    assert len({step.code for step in found}) == len(found)
    return {step.code: step for step in found}


def missing(step: Step) -> set[str]:
    return {one.code for one in step.missing}


def blocks(step: Step) -> set[str]:
    return {finding.rule.name.partition(".")[2] for finding in step.blocked}


@pytest.mark.parametrize("stage", DOES)
def test_what_is_ready_is_what_the_ledger_takes(at: At, stage: str) -> None:
    before = list(STEPS)[list(STEPS).index(stage) - 1]
    scene = at(before)
    step = steps_of(scene, DAYS.get(stage))[DOES[stage]]
    assert (step.is_done, step.blocked) == (False, ())
    STEPS[stage](scene)
    assert steps_of(scene)[DOES[stage]].is_done


@pytest.mark.parametrize("stage", list(DOES)[1:])
def test_what_comes_too_early_is_blocked_by_its_rule(at: At, stage: str) -> None:
    earlier = list(DOES)[list(DOES).index(stage) - 1]
    before = list(STEPS)[list(STEPS).index(earlier) - 1]
    step = steps_of(at(before))[DOES[stage]]
    assert not step.is_done
    assert step.blocked, "a rule says why"
    assert not step.is_ready


@pytest.mark.parametrize("stage", list(STEPS)[1:])
def test_what_was_done_stays_done(at: At, stage: str) -> None:
    names = list(STEPS)
    before = steps_of(at(names[names.index(stage) - 1]), "2026-06-30") if stage != "opened" else {}
    after = steps_of(at(stage), "2026-06-30")
    assert {code for code, step in before.items() if step.is_done} <= {code for code, step in after.items() if step.is_done}


def test_at_the_end_nothing_is_left(at: At) -> None:
    left = {code for code, step in steps_of(at("paid"), "2026-06-30").items() if step.state in {"ready", "blocked"}}
    assert left == set()


def test_before_the_rules_every_open_question_is_missing(at: At) -> None:
    steps = steps_of(at("opened"))
    assert "weights" in missing(steps["parameters"])
    assert steps["parameters"].who == (Role.COMMITTEE,)
    assert blocks(steps["call"]) == {"has_weights_before_the_call", "has_a_rubric_before_the_call"}


def test_the_window_is_due_on_its_last_day_and_over_after_it(at: At) -> None:
    scene = at("called")
    due = steps_of(scene, "2025-04-10")["applications"].due
    assert due is not None
    assert (due.day, due.citation) == (date(2025, 4, 10), "9(2)")
    assert [steps_of(scene, day)["applications"].is_done for day in ("2025-04-09", "2025-04-10", "2025-04-11")] == [False, False, True]


def test_who_lacks_an_opinion_a_finding_or_a_decision_is_named(at: At) -> None:
    scene = at("called").on("2025-03-20")
    scene.record(scene.applied("A-01"))
    assert missing(steps_of(scene)["recommendations"]) == {"A-01"}
    steps = steps_of(at("applied"))
    assert steps["recommendations"].missing == ()
    assert missing(steps["conditions"]) == missing(steps["decisions"]) == {"A-01", "A-02", "A-03", "A-04", "A-05"}
    assert blocks(steps["decisions"]) == {"has_a_finding_on_every_condition"}


def test_an_expert_that_owes_marks_is_named_with_what_it_owes(at: At) -> None:
    scene = at("seated").on("2025-06-01")
    scene.record_mark("A-01", "E-01", "document", "4.1", 5000)
    scene.record(RecusalRecorded(expert=ExpertCode("E-02"), applicant=None, why="关系"), Role.OFFICE)
    owed = {one.code: one.what.en for one in steps_of(scene)["document_marks"].missing}
    assert set(owed) == {"E-01", "E-03"}, "who stands aside from everybody owes nothing"
    assert owed["E-01"] == "9 marks to come: no mark on A-02, A-03, A-04, A-05; lacks A-01 4.7"
    assert owed["E-03"].startswith("10 marks to come")


def test_one_missing_mark_blocks_the_list(at: At) -> None:
    scene = at("seated").on("2025-06-01")
    marks = [(a, e, i) for a in scene.applicants for e in scene.experts for i, *_ in scene.items]
    for applicant, expert, item in marks[:-1]:
        scene.record_mark(applicant, expert, "document", item, 5000)
    steps = steps_of(scene)
    assert missing(steps["document_marks"]) == {"E-03"}
    assert "has_every_expected_mark" in blocks(steps["defence_list"])
    scene.record_mark(*marks[-1][:2], "document", marks[-1][2], 5000)
    assert steps_of(scene)["document_marks"].is_done


@pytest.mark.parametrize(("day", "overdue"), [("2025-06-19", False), ("2025-06-20", False), ("2025-06-21", True)])
def test_a_defence_is_overdue_after_the_day_of_its_scheme(at: At, day: str, overdue: bool) -> None:
    scene = at("defence listed").on("2025-06-10")
    three = tuple(ApplicantCode(f"A-0{n}") for n in (1, 2, 3))
    scene.record(DefenceSchemeIssued(held_on=date(2025, 6, 20), order=three, drawn_by="抽签"))
    step = steps_of(scene, day)["defences"]
    assert (step.is_overdue, missing(step)) == (overdue, set(three))


@pytest.mark.parametrize(("day", "ready"), [("2025-10-08", False), ("2025-10-09", False), ("2025-10-10", True)])
def test_a_notice_is_closed_on_the_first_day_after_it(at: At, day: str, ready: bool) -> None:
    step = steps_of(at("on notice"), day)["notice_closed"]
    assert step.due is not None
    assert (step.due.day, step.due.is_first, step.due.key) == (date(2025, 10, 10), True, "notice.closing")
    assert step.is_ready is ready
    assert blocks(step) == (set() if ready else {"closes_after_its_last_day"})
    assert not step.is_overdue, "no rule says until when"


def test_an_open_objection_is_shown_and_blocks_the_approval(at: At) -> None:
    scene = at("on notice").on("2025-09-26")
    objected = scene.record(ObjectionReceived(applicant=ApplicantCode("A-02"), objector="某人", content="不实"), Role.OFFICE)
    step = steps_of(scene)["objections"]
    assert missing(step) == {"A-02"}
    assert step.due is not None
    assert (step.due.day, step.due.key) == (date(2025, 10, 31), "objection.resolve_working_days"), "20 working days, the holidays left out"
    assert [steps_of(scene, day)["objections"].is_overdue for day in ("2025-10-31", "2025-11-01")] == [False, True]
    assert "waits_for_open_objections" in blocks(steps_of(scene)["approval"])
    assert str(objected.id) not in json.dumps(step.plain())


def test_a_closed_view_says_that_it_cannot_tell(at: At) -> None:
    scene = at("on notice").on("2025-09-26")
    assert "objections" not in steps_of(scene, view=View.PUBLIC)
    scene.record(ObjectionReceived(applicant=ApplicantCode("A-02"), objector="某人", content="不实"), Role.OFFICE)
    (said,) = steps_of(scene, view=View.PUBLIC)["objections"].missing
    assert (said.code, said.what.en) == ("", "1 sealed records are closed in this view; some may be objections")


def test_what_proved_right_waits_for_a_decision(at: At) -> None:
    scene = at("on notice").on("2025-09-26")
    objected = scene.record(ObjectionReceived(applicant=ApplicantCode("A-02"), objector="某人", content="不实"), Role.OFFICE)
    resolved = ObjectionResolved(applicant=ApplicantCode("A-02"), objection=objected.id, outcome=Outcome.SUSTAINED, reasons="属实")
    scene.on("2025-09-28").record(resolved, Role.OFFICE)
    steps = steps_of(scene)
    assert "objections" not in steps
    assert missing(steps["after_objections"]) == {"A-02"}


def test_prizes_that_are_not_paid_are_named_with_their_amounts(at: At) -> None:
    steps = steps_of(at("honoured"))
    assert {(one.code, one.what.en) for one in steps["payments"].missing} == {
        ("A-01", "200,000.00 yuan are unpaid"),
        ("A-02", "50,000.00 yuan are unpaid"),
    }
    assert steps["grants"].is_done


A1 = {"applicant": ApplicantCode("A-01")}


def revoke(scene: Scene, upto: str) -> Scene:
    """Take the title of A-01 for deceit, up to and with a step."""
    acts = {
        "opened": (VerificationOpened(**A1, ground=Ground.FRAUD, content="来信"), Role.DISCIPLINE),
        "concluded": (VerificationConcluded(**A1, ground=Ground.FRAUD, established=True, impact=None, reasons="数据不实"), Role.DISCIPLINE),
        "heard": (StatementHeard(**A1, content="申辩"), Role.OFFICE),
        "proposed": (RevocationProposed(**A1, ground=Ground.FRAUD, reasons="数据不实"), Role.COMMITTEE),
        "approved": (RevocationApproved(**A1, ground=Ground.FRAUD, document="政发 9 号"), Role.GOVERNMENT),
        "served": (RevocationServed(**A1, how="直接送达"), Role.OFFICE),
    }
    scene.on("2026-03-02")
    for name, (event, by) in acts.items():
        scene.record(event, by)
        if name == upto:
            break
    return scene


def left(scene: Scene, today: str | None = None) -> dict[str, Step]:
    return {code: step for code, step in steps_of(scene, today).items() if step.state in {"ready", "blocked"}}


@pytest.mark.parametrize(
    ("upto", "next"),
    [
        ("opened", {"verification:A-01:fraud"}),
        ("concluded", {"statement:A-01:fraud", "proposal:A-01:fraud"}),
        ("heard", {"proposal:A-01:fraud"}),
        ("proposed", {"revocation:A-01:fraud"}),
        ("approved", {"consequences:A-01"}),
        ("served", {"consequences:A-01"}),
    ],
)
def test_a_revocation_goes_on_step_by_step(at: At, upto: str, next: set[str]) -> None:
    assert set(left(revoke(at("paid"), upto))) == next


def test_consequences_that_are_not_on_record_are_named_until_they_are(at: At) -> None:
    scene = revoke(at("paid"), "served")
    said = {one.what.en for one in left(scene)["consequences:A-01"].missing}
    assert said == {
        "the public was not told",
        "the bar is not on record",
        "not taken back: plaque, certificate",
        "200,000.00 yuan are not asked back",
    }
    scene.record(PlaqueRecovered(**A1, what=(Token.PLAQUE,)))
    assert "not taken back: certificate" in {one.what.en for one in left(scene)["consequences:A-01"].missing}
    scene.record(PlaqueRecovered(**A1, what=(Token.CERTIFICATE,)))
    scene.record(RevocationAnnounced(**A1, site="https://award.example"))
    scene.record(BarImposed(**A1, starts_on=PartialDate(2026, 3, 2)))
    scene.record(ClawbackDemanded(**A1, amount=Fen(20_000_000), due_on=date(2026, 6, 1)))
    assert set(left(scene)) == {"clawback:A-01"}


def test_a_clawback_is_overdue_after_its_day_until_all_of_it_came_in(at: At) -> None:
    scene = revoke(at("paid"), "served")
    scene.record(ClawbackDemanded(**A1, amount=Fen(20_000_000), due_on=date(2026, 6, 1)))
    assert [left(scene, day)["clawback:A-01"].is_overdue for day in ("2026-06-01", "2026-06-02")] == [False, True]
    scene.on("2026-05-20").record(ClawbackReceived(**A1, amount=Fen(15_000_000), voucher="R-1"))
    step = left(scene, "2026-06-02")["clawback:A-01"]
    assert ([one.what.en for one in step.missing], step.is_overdue) == (["50,000.00 yuan are outstanding"], True)
    scene.record(ClawbackReceived(**A1, amount=Fen(5_000_000), voucher="R-2"))
    assert "clawback:A-01" not in left(scene, "2026-06-02")


def test_what_was_taken_is_to_be_given_back_once_the_revocation_is_set_aside(at: At) -> None:
    scene = revoke(at("paid"), "served")
    scene.record(PlaqueRecovered(**A1, what=tuple(Token)))
    scene.on("2026-04-01").record(RevocationAnnulled(**A1, document="复议决定 1 号"))
    assert [one.what.en for one in left(scene)["restoration:A-01"].missing] == ["not given back: plaque, certificate"]
    scene.record(PlaqueReturned(**A1, what=tuple(Token)))
    assert left(scene) == {}


def test_the_plan_gives_a_day_where_no_rule_does(at: At) -> None:
    scene = at("called").on("2025-03-10")
    assert steps_of(scene)["qualified_list"].due is None
    planned = PlannedStep(step=Planned.QUALIFICATION, first_on=date(2025, 5, 1), last_on=date(2025, 5, 20))
    window = PlannedStep(step=Planned.APPLICATION, first_on=date(2025, 3, 10), last_on=date(2025, 3, 31))
    scene.record(PlanIssued(document="年度计划", steps=(window, planned)))
    step = steps_of(scene, "2025-05-21")["qualified_list"]
    assert step.due is not None
    assert (step.due.day, step.due.citation, step.is_overdue) == (date(2025, 5, 20), "6.2", True)
    assert steps_of(scene, "2025-05-20")["qualified_list"].is_overdue is False
    due = steps_of(scene)["applications"].due
    assert due is not None
    assert due.day == date(2025, 4, 10), "the call sets the window, whatever the plan said"


def test_an_annulled_round_has_nothing_left(at: At) -> None:
    scene = at("marked").on("2025-06-05")
    scene.record(RoundAnnulled(why="重大程序问题"), Role.COMMITTEE)
    assert steps_of(scene) == {}


# The command


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    for name in ("LEDGER_HOME", "LEDGER_DSN", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ledger", "todo", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return run


def test_the_command_shows_what_is_left_and_all_on_demand(at: At, ask: Callable[..., tuple[int, str, str]]) -> None:
    home = at("on notice").home.path
    code, said, _ = ask("2025", "--ledger", home, "--on", "2025-10-10")
    assert (code, "close the notice and say who passed" in said, "publish the call" in said) == (0, True, False)
    _, everything, _ = ask("2025", "--ledger", home, "--on", "2025-10-10", "--all")
    assert "✓ publish the call" in everything
    _, zh, _ = ask("2025", "--ledger", home, "--on", "2025-10-10", "--lang", "zh")
    assert "公示期满" in zh
    assert "第九条第八项" in zh


def test_the_command_answers_as_json_at_any_position(at: At, ask: Callable[..., tuple[int, str, str]]) -> None:
    scene = at("paid")
    last = max(fact.position or 0 for fact in scene.facts() if day_of(fact.recorded_at) == date(2025, 5, 20))
    code, said, _ = ask("2025", "--ledger", scene.home.path, "--at", str(last), "--json")
    told = json.loads(said)
    assert (code, told["position"], told["on"]) == (0, last, "2025-05-20")
    assert [step["step"] for step in told["steps"]][:3] == ["advisers", "document_marks", "document_report"]
    assert {step["state"] for step in told["steps"]} <= {"ready", "blocked"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("1999",), "there is no round '1999'"),
        (("2025", "--on", "yesterday"), "'yesterday' is no day"),
        (("2025", "--at", "99999"), "there is no position 99999"),
        (("2025", "--folder", "no such folder"), "this folder is not there"),
    ],
)
def test_what_cannot_be_answered_is_said(at: At, ask: Callable[..., tuple[int, str, str]], arguments: tuple[str, ...], said: str) -> None:
    code, _, error = ask(*arguments, "--ledger", at("called").home.path)
    assert code == 2
    assert said in error


def test_acts_that_wait_for_a_second_person_are_told(at: At, ask: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    scene = at("called").on("2025-03-20")
    event = scene.applied("A-01")
    draft = Draft(type=event.wire_name, occurred_at=scene.today, event={}, round=ROUND, provenance=on_paper("A-01", scene.today))
    keys = [(role, key_of(role, name)) for role, name in TWO_CLERKS]
    sealed, other = (seal_act(event, draft, ORIGIN, [(role, key.id) for role, key in keys]).sign(keys[0][1]) for _ in range(2))
    folder = tmp_path / "2025"
    (folder / "待复核").mkdir(parents=True)
    (folder / "待复核" / "a.jsonl").write_bytes(sealed.finish().line() + b"\n")
    (folder / "待复核" / "b.jsonl").write_bytes(other.finish().line() + b"\n")
    (folder / "待复核" / "b_已复核.jsonl").write_bytes(other.sign(keys[1][1]).finish().line() + b"\n")
    _, said, _ = ask("2025", "--ledger", scene.home.path, "--folder", folder, "--json")
    (waiting,) = json.loads(said)["waiting"]
    assert (waiting["type"], waiting["serial"], waiting["awaits"]) == ("application.submitted", "PF-0017", ["confirmer"])
    _, told, _ = ask("2025", "--ledger", scene.home.path, "--folder", folder, "--lang", "zh")
    assert "待复核" in told
    assert "复核人" in told
    scene.ledger.record(sealed.sign(keys[1][1]).finish())
    _, later, _ = ask("2025", "--ledger", scene.home.path, "--folder", folder, "--json")
    assert json.loads(later)["waiting"] == [], "what was recorded waits no more, although its file is still there"


def test_before_a_round_is_opened_its_folder_tells_what_waits(at: At, ask: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    code, said, _ = ask("2026", "--ledger", at("called").home.path, "--folder", tmp_path, "--json")
    told = json.loads(said)
    assert (code, told["waiting"], told["done"]) == (0, [], 0)
    assert next((step["step"], step["state"]) for step in told["steps"]) == ("open", "ready")
    code, _, error = ask("2026", "--ledger", at("called").home.path)
    assert (code, "name --folder for one to be opened" in error) == (2, True)
