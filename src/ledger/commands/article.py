"""``ledger article``: a provision, our restatement, the rules that implement it, its parameters, its tests, the events it governs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from ledger.commands.shared import on_ledger, tell_json
from ledger.commands.words import language, say
from ledger.documents.meanings import shown
from ledger.documents.official import read_official
from ledger.documents.provisions import about
from ledger.documents.tested import KINDS, KINDS_ZH, cases_of
from ledger.home import CONFIGURATION, find_home
from ledger.rules.citation import Basis
from ledger.terms import Role, RoundId, View
from ledger.vault.reading import Reader


@click.command("article")
@click.argument("provision")
@on_ledger
def command(provision: str, ledger_dir: Path | None, as_json: bool) -> None:
    """查看条款、规则与事件 · Show a PROVISION such as 9(4), 10.2 or a whole article such as 9.

    指明台账的，一并显示建账者提供的办法原文。 · Where a ledger is named, with the official wording that its operator supplied.
    """
    told = _about(provision, ledger_dir)
    for row in told["provisions"]:
        row["tests"] = _tests(row["citation"])
    if as_json:
        tell_json(told)
        return
    click.echo(say(f"{told['zh_citation']}  ({told['citation']})", f"Article {told['citation']}"))
    if told["official"] is not None:
        click.echo(f"{say('办法原文', 'official text')}: {say(told['official']['state']['zh'], told['official']['state']['en'])}")
    for row in told["provisions"]:
        click.echo(f"\n{row['citation']}  {say(row['zh'], row['en'])}")
        for line in _wording(row["wording"]):
            click.echo(f"  {say('原文', 'official')}  {line}")
        for rule in row["rules"]:
            basis = say(Basis(rule["basis"]).zh, rule["basis"])
            click.echo(f"  {say('规则', 'rule')}  {rule['name']} [{basis}]  {say(rule['zh'], rule['en'])}")
        for fixed in row["fixed"]:
            click.echo(
                f"  {say('条文定值', 'fixed')}  {fixed['key']} = {fixed['value']}  {say(fixed['meaning']['zh'], fixed['meaning']['en'])}"
            )
        for silence in row["silences"]:
            click.echo(f"  {say('未规定', 'open')}  {silence['key']}: {say(silence['zh'], silence['en'])}")
            for reading in silence["readings"]:
                click.echo(f"          {reading['value']}  {say(reading['zh'], reading['en'])}")
            if silence["suggestion"] is not None:
                click.echo(f"          {say('建议', 'suggested')} {shown(silence['key'], silence['suggestion'], language())}")
        for kind in row["events"]:
            signers = ", ".join(say(Role(role).zh, role) for role in kind["signed_by"])
            click.echo(f"  {say('事件', 'event')}  {kind['name']}  [{signers}]  {say(kind['zh'], kind['en'])}")
        for test in row["tests"]:
            shows = ", ".join(say(KINDS_ZH[kind], kind) for kind in test["shows"])
            click.echo(f"  {say('测试', 'test')}  {test['file']}::{test['test']}  [{shows}]")
        if row["outside"]:
            left = row["outside"]
            why, who = say(left["why_zh"], left["why_en"]), say(left["who_zh"], left["who_en"])
            click.echo(f"  {say('不由程序判断', 'not decided by program')}: {why} → {who}")


def _tests(code: str) -> list[dict[str, Any]]:
    shows: dict[tuple[str, str], list[str]] = {}
    for case in cases_of(code):
        shows.setdefault((case.file, case.test), []).append(case.kind)
    return [{"file": file, "test": test, "shows": sorted(kinds, key=KINDS.index)} for (file, test), kinds in shows.items()]


def _about(provision: str, ledger_dir: Path | None) -> dict[str, Any]:
    """Return what is known of a provision, with the wording of the ledger that is named or that the working folder is, if any."""
    if ledger_dir is None and "LEDGER_HOME" not in os.environ and not Path(CONFIGURATION).is_file():
        return about(provision)
    home = find_home(ledger_dir)
    with Reader(home, View.PUBLIC) as reader:
        official = read_official(home.attachments, next((data for _, data in reader.recorder.read_log(upto=1)), None))
        registers = reader.history(RoundId("")).registers if not official.is_ours else None
        return about(provision, official, registers.measure.answering(official.edition) if registers else {})


def _wording(wording: dict[str, Any] | None) -> list[str]:
    """Return the lines of the official wording. Why there is none is told once for all, unless it is of this provision alone."""
    if wording is None:
        return []
    if wording["text"] is not None:
        return str(wording["text"]).split("\n")
    return [f"({say(wording['why']['zh'], wording['why']['en'])})"] if wording["why"]["code"] in ("not_answered", "not_told_apart") else []
