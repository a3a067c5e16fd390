"""Steps of an objection (异议): taken up, decided, answered, and what follows for the candidate. Article 9(8) and the adopted rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.events.notice import Told
from ledger.forms.step import Due, Missing, Steps, Text, each
from ledger.rules.calendar import Calendar
from ledger.rules.citation import Undecided
from ledger.stages.history import Round
from ledger.stages.notice import Objection
from ledger.terms import Role, day_of

_TOLD = {Told.OBJECTOR: "异议人", Told.APPLICANT: "被异议组织"}
_HANDLERS = {"discipline": (Role.DISCIPLINE,), "office": (Role.OFFICE,)}


def add_objections(steps: Steps, round: Round, calendar: Calendar | None) -> None:
    """Add what is open of each objection, and what follows for a candidate against whom one proved right. Nothing where there is none."""
    state, days = round.notice, round.opening.parameters.objection_resolve_working_days
    every = {o.received_at: o for o in state.objections.values()}
    waiting = {at: o for at, o in sorted(every.items()) if o.is_open}
    _add_admission(steps, round, tuple(waiting.values()))
    lacking = [Missing(o.applicant, _objection(at, o)) for at, o in waiting.items()]
    if round.sealed and state.opened_at and not state.closed_at:
        zh, en = f"{round.sealed} 件密封记录在本视图未开示, 其中可能有异议", f"{round.sealed} sealed records are closed in this view"
        lacking.append(Missing("", Text(zh, f"{en}; some may be objections")))
    if lacking:
        last = _after_working_days(min((o.received_on for o in waiting.values()), default=""), days, calendar)
        why = Text(f"收到之日起 {days} 个工作日", f"{days} working days from the day of receipt")
        steps.add(
            "objections",
            "9(8)",
            ("处理异议", "decide on objections"),
            Role.OFFICE,
            Role.COMMITTEE,
            Role.DISCIPLINE,
            done=False,
            due=Due(last, "9(8)", "objection.resolve_working_days", why) if last else None,
            missing=lacking,
        )
    _add_answers(steps, round, tuple(every.values()))
    proved = [o for o in every.values() if o.awaits_a_decision and o.applicant not in state.disqualified]
    if proved:
        waits = each(sorted({o.applicant for o in proved}), "异议成立, 去留未决", "an objection proved right, and nothing is decided")
        what = ("决定异议成立后的候选资格", "decide what follows for the candidate")
        steps.add("after_objections", "9(8)", what, Role.COMMITTEE, Role.OFFICE, done=False, missing=waits)


def _add_admission(steps: Steps, round: Round, waiting: Sequence[Objection]) -> None:
    """Add who decides whether an objection is taken up: whom the adopted rules name, else office or discipline body."""
    lacking = sorted(o.applicant for o in waiting if o.admitted is None)
    who = _HANDLERS.get(round.opening.parameters.objection_handler or "", (Role.OFFICE, Role.DISCIPLINE))
    if lacking:
        waits = each(lacking, "异议未决定是否受理", "an objection is neither taken up nor turned away")
        steps.add("admission", "9(8)", ("决定是否受理异议", "take objections up"), *who, done=False, missing=waits)


def _add_answers(steps: Steps, round: Round, every: Sequence[Objection]) -> None:
    """Add whom to tell how an objection ended; nothing while the adopted rules do not say who is told."""
    reading = round.opening.parameters.objection_inform
    if reading is None:
        return
    wanted = tuple(told for told in Told if reading in ("both", told.value))
    untold = [(o.applicant, told) for o in every if o.outcome is not None for told in wanted if told not in o.told]
    if untold:
        waits = [Missing(applicant, Text(f"未将结果告知{_TOLD[told]}", f"the {told.value} was not told")) for applicant, told in untold]
        steps.add("answers", "9(8)", ("答复异议处理结果", "tell how the objection ended"), Role.OFFICE, done=False, missing=waits)


def _objection(position: int, objection: Objection) -> Text:
    if objection.admitted is None:
        return Text(f"第 {position} 号记录的异议未决定是否受理", f"the objection at {position} is not taken up or turned away")
    return Text(f"第 {position} 号记录的异议未结", f"the objection at {position} is open")


def _after_working_days(received_on: str, days: int | None, calendar: Calendar | None) -> date | None:
    if not received_on or days is None or calendar is None:
        return None
    try:
        return calendar.after_working_days(day_of(received_on), days)
    except Undecided:
        return None
