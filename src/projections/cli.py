"""``ledger rounds``, ``replay``, ``audit``, ``honours`` and ``prizes``: answers on the terminal, or as the JSON that the API gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from ledger.commands.shared import on_ledger, purpose_option, tell_json, view_option, whoami
from ledger.errors import BadInput
from ledger.home import find_home
from ledger.stages.fact import Fact
from ledger.terms import SHANGHAI, RoundId, View
from ledger.vault.reading import Reader
from projections import answers
from projections.answers import AsOf, as_of
from projections.conformance import audit as audit_of
from projections.honours import HONOURS
from projections.prizes import FAULTS, prizes_of
from projections.standings import standings_of
from projections.timeline import timeline_of

F = TypeVar("F", bound=Callable[..., Any])
REGISTERS_ALONE = RoundId("")
"""No round has this id: who asks for its facts gets those of the registers and nothing else."""


def on_a_round(command: F) -> F:
    """Add ROUND, ``--at``, ``--view`` and ``--purpose`` to what ``on_ledger`` adds."""
    at = click.option("--at", help="位置、时刻或日期: 当时的情况 · a position, an instant or a day: what stood then")
    return click.argument("round_id", metavar="ROUND")(at(view_option(purpose_option(on_ledger(command)))))


@click.command("rounds")
@on_ledger
def rounds(ledger_dir: Path | None, as_json: bool) -> None:
    """列出评审年度 · List the rounds. Nothing sealed is opened."""
    with Reader(find_home(ledger_dir), View.PUBLIC, who=whoami(), purpose="ledger rounds") as reader:
        head = reader.head()
        found = [standings_of(round).fold(reader.facts(round, head.size)) for round in reader.rounds()]
    if as_json:
        tell_json(answers.rounds_json(found, as_of(head)))
        return
    from projections.tables import show_rounds

    show_rounds(found)


@click.command("replay")
@click.option("--records", is_flag=True, help="逐条列出记录 · list every record too")
@on_a_round
def replay(round_id: str, at: str | None, records: bool, view: str, purpose: str, ledger_dir: Path | None, as_json: bool) -> None:
    """重放: 任一时点的名次与进程 · Standings and stage timeline of ROUND at any position or time."""
    facts, stands = _facts(round_id, at, View(view), purpose or f"ledger replay {round_id}", ledger_dir)
    standings = standings_of(RoundId(round_id)).fold(facts)
    timeline = timeline_of(RoundId(round_id)).fold(facts)
    if as_json:
        told = {
            "standings": answers.as_json("standings", standings, stands, View(view)),
            "timeline": answers.as_json("timeline", timeline, stands, View(view)),
        }
        tell_json(told)
        return
    from projections.tables import show_standings, show_timeline

    show_standings(standings, stands, View(view))
    show_timeline(timeline, records=records)


@click.command("audit")
@click.option("--all", "complete", is_flag=True, help="列出全部结论, 含符合 · list what conforms too")
@on_a_round
def audit(round_id: str, at: str | None, complete: bool, view: str, purpose: str, ledger_dir: Path | None, as_json: bool) -> int:
    """合规核查 · Ask every rule again of every record of ROUND, and of the round as a whole. Exit code 1 where one is not kept."""
    facts, stands = _facts(round_id, at, View(view), purpose or f"ledger audit {round_id}", ledger_dir)
    report = audit_of(facts, RoundId(round_id), complete=complete)
    if as_json:
        tell_json(answers.as_json("audit", report, stands, View(view)))
    else:
        from projections.report_text import show_report

        show_report(report, stands, View(view))
    return 1 if report.violates else 0


@click.command("honours")
@click.option(
    "--certificate", metavar="NO", help="证书或奖牌编号: 所对应的称号是否有效 · what the number of a certificate or plaque stands for"
)
@on_ledger
def honours(certificate: str | None, ledger_dir: Path | None, as_json: bool) -> None:
    """荣誉称号与申报限制 · Titles, award years, decisions and bars, across all rounds. All of it is public."""
    with Reader(find_home(ledger_dir), View.PUBLIC, who=whoami(), purpose="ledger honours") as reader:
        head = reader.head()
        found = HONOURS.fold(reader.facts(REGISTERS_ALONE, head.size))
    if certificate is not None:
        from projections.certificates import certificate as of_number

        answer = of_number(found, certificate)
        if answer.position is None:
            raise BadInput(
                "--certificate",
                f"no record has the number {certificate!r}",
                "compare the spelling; titles from before this ledger are not in it",
            )
        if as_json:
            tell_json(answers.as_json("certificate", answer, as_of(head), View.PUBLIC))
            return
        from projections.prize_tables import show_certificate

        show_certificate(answer)
        return
    if as_json:
        tell_json(answers.as_json("honours", found, as_of(head), View.PUBLIC))
        return
    from projections.tables import show_honours

    show_honours(found)


@click.command("prizes")
@click.option("--round", "round_id", metavar="ROUND", help="只列一个评审年度 · one round alone")
@click.option("--on", metavar="DAY", help="以哪一天判断逾期, 默认今天 · the day by which things are overdue; today where it is left out")
@click.option("--journal", is_flag=True, help="列出全部分录 · print the journal too")
@on_ledger
def prizes(round_id: str | None, on: str | None, journal: bool, ledger_dir: Path | None, as_json: bool) -> int:
    """奖金账 · What was granted, paid and recovered, as double entry in fen; all public. Exit code 1 where something does not agree."""
    day = _day_of(on)
    with Reader(find_home(ledger_dir), View.PUBLIC, who=whoami(), purpose="ledger prizes") as reader:
        head = reader.head()
        round = None if round_id is None else reader.opened(round_id, "--round")
        found = prizes_of(day, round).fold(reader.facts(REGISTERS_ALONE, head.size))
    if as_json:
        tell_json(answers.as_json("prizes", found, as_of(head), View.PUBLIC))
    else:
        from projections.prize_tables import show_prizes

        show_prizes(found, as_of(head), journal=journal)
    return 1 if any(one.what.code in FAULTS for one in found.odd) else 0


def _day_of(text: str | None) -> date:
    if text is None:
        return datetime.now(SHANGHAI).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("--on", f"{text!r} is no day", "write it as 2026-06-30") from None


def _facts(round_id: str, at: str | None, view: View, purpose: str, ledger_dir: Path | None) -> tuple[list[Fact], AsOf]:
    """Return the facts of a round up to ``at``, and where they stand. Raises ``BadInput`` for a round that is not there."""
    with Reader(find_home(ledger_dir), view, who=whoami(), purpose=purpose) as reader:
        head, round = reader.head(), reader.opened(round_id)
        position = head.size if at is None else reader.position_at(at)
        return list(reader.facts(round, position)), as_of(head, position)
