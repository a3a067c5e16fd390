"""Steps from the committee to the published result (审定公示、批准公布): article 9(8) and 9(9)."""

from __future__ import annotations

from datetime import date

from ledger.events.opening import Step as Planned
from ledger.forms.step import Due, Missing, Steps, Text, each
from ledger.forms.todo_objections import add_objections
from ledger.rules import article_09_8_ballots as ballots
from ledger.rules import article_09_8_candidates as candidates
from ledger.rules import article_09_8_notice as notice
from ledger.rules import article_09_9
from ledger.stages.contenders import calendar_of, inside_quota, standing
from ledger.stages.deliberation import evaluated
from ledger.stages.history import History, Round
from ledger.stages.notice import still_standing
from ledger.stages.objections import last_day_of
from ledger.terms import Role


def add_deliberation(steps: Steps, history: History, round: Round) -> None:
    """Add the meeting, the votes, the candidates and the vacant places; attendance and ballots where the round keeps them."""
    state = round.deliberation
    determined = state.determined_at > 0
    steps.add(
        "meeting",
        "9(8)",
        ("召开审议会议", "hold the meeting of the committee"),
        Role.COMMITTEE,
        done=state.meeting_at > 0,
        planned=Planned.DELIBERATION,
        asks=(candidates.deliberates_on_a_report(round.evaluation.report_at),),
    )
    kept = bool(history.registers.bodies.members or state.attendance or state.reconciled)
    if kept:
        unlisted = state.meeting_at > 0 and state.meeting_at not in state.attendance
        nobody = Missing("", Text("无出席名单", "there is no list of attendance"))
        steps.add(
            "attendance",
            "9(8)",
            ("记录出席名单", "list who attends"),
            Role.COMMITTEE,
            done=state.meeting_at > 0 and not unlisted,
            missing=(nobody,) if unlisted else (),
            asks=(candidates.votes_at_a_meeting(state.meeting_at),),
        )
    voted = {applicant for applicant, _ in state.votes}
    unvoted = [code for code in evaluated(round) if code not in voted]
    steps.add(
        "votes",
        "9(8)",
        ("表决并计票", "vote and count"),
        Role.COMMITTEE,
        done=determined or (bool(voted) and not unvoted),
        missing=each(unvoted, "无表决计票", "no vote is counted"),
        asks=(candidates.votes_at_a_meeting(state.meeting_at),),
    )
    if kept:
        loose = [count for count in state.votes if count not in state.reconciled]
        steps.add(
            "ballots",
            "9(8)",
            ("核对选票去向", "reconcile the ballots"),
            Role.COMMITTEE,
            done=bool(state.votes) and not loose,
            missing=(
                Missing(applicant, Text(f"选票未核对 ({tier})", f"the ballots for {tier} are not reconciled")) for applicant, tier in loose
            ),
            asks=(ballots.reconciles_a_count(bool(state.votes)),),
        )
    steps.add(
        "candidates",
        "9(8)",
        ("确定候选名单", "determine the candidates"),
        Role.COMMITTEE,
        done=determined,
        planned=Planned.DELIBERATION,
        asks=(candidates.is_decided_at_a_meeting(state.meeting_at),),
    )
    left = _unaccounted(round)
    if not determined or left:
        lacking = (
            Missing(tier, Text(f"{count} 个名额既无候选也未记空缺", f"{count} places are unaccounted for")) for tier, count in left.items()
        )
        steps.add(
            "vacant_places",
            "3.2",
            ("记录空缺名额", "record the places left vacant"),
            Role.COMMITTEE,
            done=determined and not left,
            missing=lacking if determined else (),
            asks=(candidates.follows_the_candidates(state.determined_at),),
        )


def add_notice(steps: Steps, history: History, round: Round) -> None:
    """Add the notice, the objections that are open, and the end of the notice."""
    state, settled, text = round.notice, round.opening.parameters, round.opening.text
    determined = round.deliberation.determined
    places = inside_quota(determined.candidates if determined else ())
    vacant = {tier: left.places for tier, left in round.deliberation.vacant.items()}
    calendar = calendar_of(history, round)
    steps.add(
        "notice",
        "9(8)",
        ("公示候选名单", "put the candidates on public notice"),
        Role.OFFICE,
        done=state.opened_at > 0,
        planned=Planned.NOTICE,
        asks=(
            candidates.follows_the_candidates(round.deliberation.determined_at),
            *((notice.accounts_for_every_place(places, vacant, round.opening.planned),) if determined else ()),
            # Of the last day that can be written, only what keeps every day from being counted is left to say.
            notice.stands_its_full_time(steps.today, date.max, text.notice_days if text else None, settled.notice_counting, calendar),
        ),
    )
    add_objections(steps, round, calendar)
    last = last_day_of(round)
    over = notice.first_day_after(last, settled.notice_closing or "") if last else None
    steps.add(
        "notice_closed",
        "9(8)",
        ("公示期满, 确认通过名单", "close the notice and say who passed"),
        Role.OFFICE,
        done=state.closed_at > 0,
        due=Due(over, "9(8)", "notice.closing", Text("公示期满后的第一日", "the first day on which the notice is over"), is_first=True)
        if over
        else None,
        asks=(
            notice.closes_an_open_notice(state.opened_at, state.closed_at),
            *((notice.closes_after_its_last_day(steps.today, last, settled.notice_closing),) if last else ()),
        ),
    )


def add_approval(steps: Steps, history: History, round: Round) -> None:  # noqa: ARG001
    """Add the government's decision and the publication."""
    state, shown = round.approval, round.notice
    passed = standing(round, shown.closed.passed) if shown.closed else ()
    undecided = tuple(code for code in passed if code not in state.winners and code not in state.denied)
    pending = still_standing(round, shown.opened.applicants) if shown.opened else ()
    open_objections = {code: shown.open_objections(code) for code in pending}
    unproposed = [code for code in undecided if state.submitted.get(code, 0) <= state.returned.get(code, 0)]
    steps.add(
        "submission",
        "9(9)",
        ("委员会报请批准", "propose the candidates to the government"),
        Role.COMMITTEE,
        done=(shown.closed_at > 0 and not unproposed) or state.published_at > 0,
        missing=each(unproposed, "未报请批准", "is not proposed"),
        asks=(article_09_9.approves_after_the_notice(shown.closed_at),),
    )
    steps.add(
        "approval",
        "9(9)",
        ("批准获奖名单", "approve the winners"),
        Role.GOVERNMENT,
        done=(shown.closed_at > 0 and not undecided) or state.published_at > 0,
        planned=Planned.APPROVAL,
        missing=each(undecided, "尚未决定", "is not decided on"),
        asks=(
            article_09_9.approves_after_the_notice(shown.closed_at),
            article_09_9.waits_for_open_objections(open_objections, round.opening.parameters.objection_blocks_approval, round.sealed),
            article_09_9.decides_on_who_was_proposed(undecided, tuple(state.submitted)),
            article_09_9.answers_what_was_returned({a: at for a, at in state.returned.items() if a in undecided}, state.submitted),
        ),
    )
    named = {winner.applicant for winner in state.published.winners} if state.published else set()
    unnamed = [code for code in state.winners if code not in named]
    nobody = shown.closed_at > 0 and not undecided and not state.winners
    steps.add(
        "publication",
        "9(9)",
        ("向社会公布结果", "publish the result"),
        Role.OFFICE,
        Role.GOVERNMENT,
        done=nobody or (state.published_at > 0 and not unnamed),
        planned=Planned.PUBLICATION,
        missing=each(unnamed, "已批准, 未公布", "is approved and not published"),
        asks=(article_09_9.publishes_after_the_approval(state.approved_at),),
    )


def _unaccounted(round: Round) -> dict[str, int]:
    """Return how many planned places of each tier have neither a candidate nor a record that they stay vacant."""
    state = round.deliberation
    if state.determined is None:
        return {}
    taken = inside_quota(state.determined.candidates)
    vacant = {tier: left.places for tier, left in state.vacant.items()}
    left = {tier: count - taken.get(tier, 0) - vacant.get(tier, 0) for tier, count in round.opening.planned.items()}
    return {tier: count for tier, count in left.items() if count > 0}
