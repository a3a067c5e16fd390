"""``ledger todo``: the next steps of a round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from ledger.commands.shared import on_ledger, purpose_option, tell_json, view_option, whoami
from ledger.commands.words import language, say
from ledger.errors import BadInput
from ledger.forms.numbers import serials_of, uses_of
from ledger.forms.step import Missing, Step, Text
from ledger.forms.todo import todo
from ledger.forms.waiting import Waiting, waiting_in
from ledger.home import find_home
from ledger.messages import in_chinese
from ledger.rules.citation import Citation, Finding
from ledger.stages.fact import Fact
from ledger.stages.history import history_of
from ledger.store import wall_clock
from ledger.terms import RoundId, View, day_of
from ledger.vault.reading import Reader

SHOWN = 12
"""Things that are missing of one step, beyond which the terminal only counts."""


@click.command("todo")
@click.argument("round_id", metavar="ROUND")
@click.option("--at", help="位置、时刻或日期: 当时的待办 · a position, an instant or a day: what was to be done then")
@click.option("--on", help="按哪一日计算期限; 默认今日 · the day on which deadlines are judged; default: today")
@click.option("--all", "complete", is_flag=True, help="列出已办事项 · show what is done too")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="年度文件夹, 查看待复核件 · the round's folder: what waits there"
)
@view_option
@purpose_option
@on_ledger
def command(
    round_id: str,
    at: str | None,
    on: str | None,
    complete: bool,
    folder: Path | None,
    view: str,
    purpose: str,
    ledger_dir: Path | None,
    as_json: bool,
) -> None:
    """下一步办什么 · Show the next steps of ROUND in the order of article 9: who acts, by when, what is missing, which rule blocks."""
    id = RoundId(round_id)
    with Reader(find_home(ledger_dir), View(view), who=whoami(), purpose=purpose or f"ledger todo {round_id}") as reader:
        # The first acts of a year wait in its folder before the log knows of it.
        if folder is None:
            reader.opened(round_id, or_waiting=True)
        head = reader.head()
        position = head.size if at is None else reader.position_at(at)
        facts = list(reader.facts(id, position))
    waiting = () if folder is None else waiting_in(folder, {fact.said.id for fact in facts})
    history, today = history_of(facts), _today(on, at, facts)
    steps = todo(history, history.round(id), today, used=serials_of(uses_of(facts)))
    shown = [step for step in steps if complete or not step.is_done]
    if as_json:
        tell_json(
            {
                "round": round_id,
                "position": position,
                "on": today.isoformat(),
                "view": view,
                "steps": [step.plain() for step in shown],
                "done": sum(step.is_done for step in steps),
                "waiting": None if folder is None else [one.plain() for one in waiting],
            }
        )
        return
    _say(shown, steps, waiting, position, today)


def _today(on: str | None, at: str | None, facts: Sequence[Fact]) -> date:
    """Return the day on which deadlines are judged: the one given, that of the last record up to ``--at``, or today."""
    if on is not None:
        try:
            return date.fromisoformat(on)
        except ValueError:
            raise BadInput("--on", f"{on!r} is no day", "write such as 2025-09-24") from None
    if at is None:
        return day_of(wall_clock())
    return day_of(at) if "-" in at else max((day_of(fact.recorded_at) for fact in facts), default=day_of(wall_clock()))


def _say(shown: Sequence[Step], steps: Sequence[Step], waiting: Sequence[Waiting], position: int, today: date) -> None:
    done, missed = sum(step.is_done for step in steps), sum(step.is_missed for step in steps)
    late = say(f", 逾期未见记录 {missed} 项", f", {missed} were missed") if missed else ""
    click.echo(
        say(f"截至第 {position} 号记录, 按 {today} 计: 已办 {done} 项", f"as of record {position}, on {today}: {done} steps are done")
        + late
    )
    if all(step.is_done or step.is_missed for step in steps):
        click.echo(say("本年度没有待办事项。", "Nothing is left to be done in this round."))
    near, far = _near_and_far(shown)
    for step in near:
        _say_step(step, language())
    if far:
        names = " → ".join(step.what.said(language()) + (f" ({step.due.day})" if step.due else "") for step in far)
        click.echo(say(f"… 其后 {len(far)} 项: {names}", f"… then {len(far)} more: {names}"))
    for one in waiting:
        number = f" {one.serial}" if one.serial else ""
        click.echo(
            say(
                f"待复核: {one.file} 第 {one.line} 行 {one.zh}{number}",
                f"waits for a signature: {one.file} line {one.line} {one.type}{number}",
            )
        )
        click.echo(say(f"    尚缺签名: {', '.join(one.awaits_zh)}", f"    awaited: {', '.join(one.awaits)}"))


def _near_and_far(shown: Sequence[Step]) -> tuple[list[Step], list[Step]]:
    """Return the steps to be told in full, and those after the first that cannot be done yet, of which a name is enough."""
    first = next((at for at, step in enumerate(shown) if step.blocked), len(shown))
    far = [step for step in shown[first + 1 :] if step.blocked and not step.missing and not step.is_overdue]
    return [step for step in shown if step not in far], far


def _say_step(step: Step, lang: str) -> None:
    zh = lang == "zh"
    mark = {"done": "✓", "missed": "!", "ready": "○", "blocked": "×"}[step.state]
    cited = Citation.parse(step.citation).zh if zh else step.citation
    who = "、".join(role.zh for role in step.who) if zh else ", ".join(role.value for role in step.who)
    click.echo(f"{mark} {step.what.said(lang)}  [{cited}]  {who}" + (say("  逾期，未见记录", "  MISSED") if step.is_missed else ""))
    if step.due is not None and not step.is_done:
        word = say("最早", "from") if step.due.is_first else say("期限", "due")
        late = say("  已逾期", "  OVERDUE") if step.is_overdue else ""
        rests = Citation.parse(step.due.citation).zh if zh else step.due.citation
        key = f", {step.due.key}" if step.due.key else ""
        click.echo(f"    {word} {step.due.day}: {step.due.why.said(lang)} [{rests}{key}]{late}")
    _say_lacking(say("尚缺", "missing"), step.missing, lang)
    _say_lacking(say("未见记录", "not on record"), step.missed, lang)
    for finding in step.blocked:
        click.echo(f"    {say('受阻', 'blocked')}: {_reason(finding, lang)}")


def _say_lacking(word: str, lacking: Sequence[Missing], lang: str) -> None:
    by_text: dict[Text, list[str]] = {}
    for one in lacking:
        by_text.setdefault(one.what, []).append(one.code)
    for what, codes in list(by_text.items())[:SHOWN]:
        named = " ".join([", ".join(filter(None, codes)), what.said(lang)]).strip()
        click.echo(f"    {word}: {named}")
    if len(by_text) > SHOWN:
        left = len(by_text) - SHOWN
        click.echo(f"    {word}: " + say(f"另有 {left} 项", f"and {left} more"))


def _reason(finding: Finding, lang: str) -> str:
    """Return what a rule says without the facts that it was given: the step names what is missing."""
    zh = lang == "zh"
    rule = finding.rule.zh if zh else finding.rule.en.split(";")[0].rstrip(".")
    verdict = finding.verdict.zh if zh else finding.verdict.value
    why = f" ({in_chinese(finding.why) if zh else finding.why})" if finding.why else ""
    return f"{finding.citation.zh if zh else finding.citation} {rule}: {verdict}{why}"
