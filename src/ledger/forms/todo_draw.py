"""Steps of a draw that anybody can recompute, and of who steps in (专家抽取、替补): article 6.2 and the adopted rules."""

from __future__ import annotations

from itertools import zip_longest

from ledger.errors import NotDisclosed
from ledger.forms.step import Due, Missing, Steps, Text, each
from ledger.rules import article_06_draw, article_06_panel
from ledger.rules.citation import Finding
from ledger.stages.draw import Draw, suspended_codes
from ledger.stages.history import History, Round
from ledger.stages.panel import is_bound
from ledger.terms import ExpertCode, Role

_PARTY_ROLES = (Role.OFFICE, Role.DISCIPLINE, Role.COMMITTEE, Role.APPLICANT, Role.PUBLIC)


def add_draw(steps: Steps, round: Round) -> None:
    """Add the snapshot, the sealed and the revealed numbers, what ends a draw that fails, and who was drawn."""
    panel, running = round.panel, round.draw.running
    over = panel.drawn is not None or panel.constituted_at > 0
    selection = round.opening.parameters.panel_selection
    asks: tuple[Finding, ...] = (article_06_draw.is_chosen_as_the_rules_say(selection),)
    if is_bound(round):
        _add_numbers(steps, running, over=over)
        again = running.again() if running else None
        if again is None or again.seed is None:
            asks = (*asks, article_06_panel.equals_the_recomputed_draw((), "", None, None, again, selection))
    steps.add("draw", "6.2", ("抽取评审专家", "draw the experts"), Role.OFFICE, done=over, asks=asks)


def add_replacements(steps: Steps, history: History, round: Round) -> None:
    """Add the reserve who steps in for somebody drawn who stands aside from all or was suspended. Once marks are there, nobody does."""
    panel = round.panel
    seats = panel.experts or panel.seats or ()
    if not seats or any(round.scoring.marks.values()):
        return
    aside = {expert for expert, applicant in panel.recused if applicant is None}
    suspended = _suspended(history, round)
    unable = [expert for expert in seats if expert in aside or expert in suspended]
    if not unable:
        return
    drawn = round.draw.of(panel.drawn_in)
    reserves = [code for code in drawn.again().reserves if code not in panel.entered] if drawn else []
    waits = [Missing(expert, _instead(reserve)) for expert, reserve in zip_longest(unable, reserves[: len(unable)])]
    steps.add("replacements", "6.2", ("由替补专家接任", "let the reserve step in"), Role.OFFICE, done=False, missing=waits)


def _instead(reserve: ExpertCode | None) -> Text:
    if reserve is None:
        return Text("不能参加评审, 已无替补", "cannot sit, and no reserve is left")
    return Text(f"不能参加评审, 由替补 {reserve} 接任", f"cannot sit; the reserve {reserve} steps in")


def _add_numbers(steps: Steps, running: Draw | None, *, over: bool) -> None:
    unsealed, missing = (running.unsealed, running.missing) if running else ((), ())
    due = None
    if running is not None:
        due = Due(running.snapshot.reveal_by, "6.2", None, Text("快照载明的揭示期限", "the last day for revealing in the snapshot"))
    roles = {party.partition(":")[0] for party in running.snapshot.parties} if running else {role.value for role in _PARTY_ROLES}
    parties = tuple(role for role in _PARTY_ROLES if role.value in roles)
    runs = article_06_draw.belongs_to_the_draw_that_runs(1, 1 if running else 0)
    steps.add(
        "pool",
        "6.2",
        ("固定专家库快照", "commit to the pool"),
        Role.OFFICE,
        done=over or running is not None,
        missing=(Missing("", Text("尚未固定专家库快照", "no snapshot of the pool is committed")),),
    )
    steps.add(
        "numbers_sealed",
        "6.2",
        ("封存抽取数", "seal the numbers of the draw"),
        *parties,
        done=over or (running is not None and not unsealed),
        due=due,
        missing=each(unsealed, "未封存抽取数", "has not sealed its number"),
        asks=(runs,),
    )
    steps.add(
        "numbers_revealed",
        "6.2",
        ("揭示抽取数", "reveal the numbers of the draw"),
        *parties,
        done=over or (running is not None and not missing),
        due=due,
        missing=() if unsealed else each(missing, "未揭示抽取数", "has not revealed its number"),
        asks=(runs, article_06_draw.reveals_when_all_are_sealed(unsealed, has_revealed=False)),
    )
    if running is not None and missing and not over and steps.today > running.snapshot.reveal_by:
        what = ("中止抽取, 另行抽取", "abort the draw, and make another")
        waits = each(missing, "逾期未揭示抽取数", "kept its number back")
        steps.add("draw_aborted", "6.2", what, Role.OFFICE, Role.DISCIPLINE, done=False, missing=waits)


def _suspended(history: History, round: Round) -> tuple[ExpertCode, ...]:
    try:
        return suspended_codes(history, round)
    except NotDisclosed:
        # Who stands behind a code is not open in this view, so nobody can be named.
        return ()
