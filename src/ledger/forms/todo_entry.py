"""Steps from the opening of a round to its panel (启动、申报、资格审查、专家): articles 5 to 9(3)."""

from __future__ import annotations

from collections.abc import Iterable

from ledger.events.opening import Step as Planned
from ledger.forms.step import Due, Missing, Steps, Text, each
from ledger.forms.todo_draw import add_draw, add_replacements
from ledger.rules import article_05, article_06, article_09_1_to_3
from ledger.rules.article_08 import missing as conditions_without_a_finding
from ledger.rules.article_09_3_clearances import last_day_to_answer
from ledger.rules.parameters import KEYS, Parameters, plain
from ledger.rules.silences import SILENCES
from ledger.stages.contenders import field_of
from ledger.stages.history import History, Round
from ledger.terms import ApplicantCode, Phase, Role


def add_opening(steps: Steps, history: History, round: Round) -> None:  # noqa: ARG001 - every part of the course is asked alike
    """Add the rules, the rubric and the call."""
    opening = round.opening
    steps.add(
        "open",
        "3.2",
        ("启动评审年度", "open the round"),
        Role.OFFICE,
        done=opening.opened_at > 0,
    )
    unset = open_keys(opening.parameters)
    steps.add(
        "parameters",
        "6.1",
        ("采用评审规则, 逐项定明办法未作规定的问题", "adopt the rules of review: settle what the measure leaves open"),
        Role.COMMITTEE,
        done=not unset or opening.call_at > 0,
        missing=(Missing(key, Text(SILENCES[key].zh, SILENCES[key].en)) for key in unset),
    )
    steps.add(
        "rubric",
        "5",
        ("采用评审标准和评分项", "adopt the standard and its scored items"),
        Role.COMMITTEE,
        done=opening.rubric_at > 0,
        asks=(article_05.keeps_the_rubric_after_the_call(opening.call_at),),
    )
    steps.add(
        "call",
        "9(1)",
        ("发布评奖通知", "publish the call"),
        Role.OFFICE,
        done=opening.call_at > 0,
        planned=Planned.CALL,
        asks=(
            article_09_1_to_3.has_weights_before_the_call(opening.parameters.weights),
            article_05.has_a_rubric_before_the_call(opening.rubric_at),
        ),
    )


def add_applications(steps: Steps, history: History, round: Round) -> None:  # noqa: ARG001
    """Add the window, the papers and the recommendations."""
    call, state, today = round.opening.call, round.application, steps.today
    listed = round.qualification.qualified_at > 0
    window = Due(call.closes_on, "9(2)", None, Text("申报截止日", "the last day for applications")) if call else None
    follows = (article_09_1_to_3.follows_a_call(round.opening.call_at),)
    steps.add(
        "applications",
        "9(2)",
        ("受理申报", "take in applications"),
        Role.APPLICANT,
        Role.OFFICE,
        done=listed or (call is not None and today > call.closes_on),
        due=window,
        asks=follows,
    )
    without = [code for code in state.standing if not _has_papers(round, code)]
    asked = [day for code in without if (day := state.desk.due.get(code)) is not None]
    if without and not listed:
        steps.add(
            "papers",
            "9(2)",
            ("补齐申报材料", "complete the papers"),
            Role.APPLICANT,
            done=False,
            due=Due(min(asked), "9(2)", None, Text("补正通知载明的期限", "the day that the office set for it")) if asked else None,
            missing=each(without, "申报材料未入台账", "no papers are on record"),
        )
    silent = [code for code in state.standing if not state.applications[code].opinions]
    until = round.opening.parameters.recommendation_until
    steps.add(
        "recommendations",
        "7",
        ("签署审核推荐意见", "sign opinions and recommendations"),
        Role.RECOMMENDER,
        done=listed or (bool(state.standing) and not silent and call is not None and today > call.closes_on),
        due=window._replace(key="recommendation.until") if window and until == "application_deadline" else None,
        missing=each(silent, "无推荐单位意见", "no recommending body has signed"),
        asks=follows,
    )


def add_advisers(steps: Steps, history: History, round: Round) -> None:  # noqa: ARG001
    """Add what advisers and trainers each applicant had, where the adopted rules ask for it; after its first mark nobody declares."""
    years, state = round.opening.parameters.advisers_years, round.integrity
    if not years:
        return
    scored = {applicant for of_phase in round.scoring.marks.values() for applicant in of_phase}
    listed, call = round.qualification.qualified_at > 0, round.opening.call
    asked = field_of(round, Phase.DOCUMENT) if listed else round.application.standing
    undeclared = [code for code in asked if code not in state.declared and code not in scored]
    too_late = [code for code in asked if code not in state.declared and code in scored]
    steps.add(
        "advisers",
        "6.1",
        ("申报咨询辅导情况, 无亦须申报", "declare advisers and trainers, none included"),
        Role.APPLICANT,
        done=(listed or (bool(asked) and call is not None and steps.today > call.closes_on)) and not undeclared,
        missing=each(undeclared, f"未申报近 {years} 年咨询辅导情况", f"has not declared its advisers of {years} years"),
        late=each(too_late, f"评分前未申报近 {years} 年咨询辅导情况", f"was marked, and had not declared its advisers of {years} years"),
        asks=(article_09_1_to_3.follows_a_call(round.opening.call_at),),
    )


def add_qualification(steps: Steps, history: History, round: Round) -> None:  # noqa: ARG001
    """Add the replies of departments, the findings, the decisions and the list."""
    state, standing = round.qualification, round.application.standing
    follows = (article_09_1_to_3.follows_a_call(round.opening.call_at),)
    listed = state.qualified_at > 0
    unanswered = sorted({(body, code) for code, body in state.consulted if (code, body) not in state.replied and code in standing})
    if unanswered:
        days = round.opening.parameters.clearance_reply_days
        questions = state.clearances.questions
        last = [last_day_to_answer(q.day, days) for body, code in unanswered for q in questions[code, body]] if days is not None else []
        why = Text(f"征询之日起 {days} 日", f"{days} days from the question")
        waits = tuple(Missing(body, Text(f"未回复对 {code} 的征询", f"has not replied about {code}")) for body, code in unanswered)
        steps.add(
            "replies",
            "9(3)",
            ("答复征求意见", "reply to the office"),
            Role.DEPARTMENT,
            done=listed,
            due=Due(min(last), "9(3)", "clearance.reply_days", why) if last else None,
            missing=waits,
            late=waits if listed else (),
        )
    undecided = [code for code in standing if code not in state.decided]
    lacking = {code: conditions_without_a_finding(state.checked.get(code, {})) for code in undecided}
    without = {code: parts for code, parts in lacking.items() if parts}
    steps.add(
        "conditions",
        "8",
        ("逐项核查申报条件", "find on every condition"),
        Role.OFFICE,
        done=listed or (bool(standing) and not without),
        missing=(Missing(code, Text(f"无核查结论: {_list(parts)}", f"no finding on {_list(parts)}")) for code, parts in without.items()),
        asks=follows,
    )
    first = next(iter(without.values()), ())
    steps.add(
        "decisions",
        "9(3)",
        ("作出资格审查结论", "decide on every applicant"),
        Role.OFFICE,
        done=listed or (bool(standing) and not undecided),
        planned=Planned.QUALIFICATION,
        missing=each(undecided, "无资格审查结论", "no decision"),
        asks=(*follows, article_09_1_to_3.has_a_finding_on_every_condition(first)),
    )
    steps.add(
        "qualified_list",
        "9(3)",
        ("确定合格名单", "fix the list of the qualified"),
        Role.OFFICE,
        done=listed,
        planned=Planned.QUALIFICATION,
        asks=(*follows, article_09_1_to_3.has_decided_on_everybody(tuple(undecided))),
    )


def add_panel(steps: Steps, history: History, round: Round) -> None:
    """Add the draw, the panel and the declarations of interest."""
    state, settled = round.panel, round.opening.parameters
    seated = state.constituted_at > 0
    appointed = state.seats is None and settled.panel_selection == "appointment"
    if not appointed:
        add_draw(steps, round)
    add_replacements(steps, history, round)
    drawn = state.seats or ()
    steps.add(
        "panel",
        "9(4)",
        ("组成专家组", "constitute the panel"),
        Role.OFFICE,
        done=seated,
        asks=(
            *(() if appointed else (article_06.was_drawn(drawn, state.seats), article_06.has_enough_experts(drawn, settled.panel_min))),
            article_06.is_constituted_before_the_first_mark(has_marks=any(round.scoring.marks.values())),
        ),
    )
    seats = state.experts or drawn
    undeclared = [code for code in seats if code not in state.declared]
    steps.add(
        "interests",
        "6.1",
        ("声明利益关系, 无亦须声明", "declare interests, none included"),
        Role.EXPERT,
        done=bool(seats) and not undeclared,
        missing=each(undeclared, "无利益关系声明", "no declaration"),
        asks=() if seats else (article_06.was_drawn((), None),),
    )


def open_keys(parameters: Parameters) -> tuple[str, ...]:
    """Return the keys that nothing settles yet."""
    settled = plain(parameters)
    return tuple(key for key in KEYS if key not in settled)


def _has_papers(round: Round, code: ApplicantCode) -> bool:
    found = round.application.applications[code]
    return found.submitted.materials is not None or found.supplements > 0


def _list(parts: Iterable[str]) -> str:
    return ", ".join(parts)
