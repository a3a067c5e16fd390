"""``ledger demo``: records a whole example round and two examples from real sources, and shows what can be done with them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
from click.termui import progressbar

from ledger.commands.shared import lang_option
from ledger.commands.words import say
from ledger.demo.decisions import historical_rounds
from ledger.demo.play import Played, found, record
from ledger.demo.review import demo_round
from ledger.demo.round import ROUND
from ledger.demo.script import Script
from ledger.demo.signing import steps
from ledger.demo.wine import ROUND as WINE
from ledger.demo.wine import wine_round
from ledger.errors import BadInput, LedgerError
from ledger.tlog.note import LogKey


class Step(NamedTuple):
    """One further subcommand, under a heading in both languages."""

    zh: str
    en: str
    command: str
    arguments: tuple[str, ...]


@click.command("demo")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="种子: 相同种子, 相同台账 · same seed, same ledger"
)
@click.option(
    "--examples/--no-examples",
    default=True,
    show_default=True,
    help="另录两个真实来源的示例 · record the two examples from real sources too",
)
@click.option("--serve/--no-serve", default=True, show_default=True, help="最后启动只读服务 · serve the pages at the end")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="服务端口 · port of the service")
@lang_option
def command(folder: Path | None, seed: int, examples: bool, serve: bool, port: int) -> int:
    """演示 · Record a whole example round in FOLDER (default: a new one), then verify, replay, audit and show it.

    内容均为虚构或已注明来源；密钥由种子生成，任何信任策略都不予认可。

    Everything in it is invented or labelled; keys come from the seed, and no trust policy accepts them.
    """
    place = folder or Path(tempfile.mkdtemp(prefix="award-ledger-demo-"))
    click.echo(say(f"文件夹: {place}", f"Folder: {place}"))
    home = _record(say("演示年度 (虚构)", "the demo round (invented)"), demo_round(seed), place / "demo-round").home
    if examples:
        _record(say("葡萄酒评审 (真实评分表)", "a wine tasting (a real sheet)"), wine_round(), place / "wine-tasting-42")
        _record(say("136 项真实评奖决定", "136 real award decisions"), historical_rounds(), place / "award-decisions")
    vkey = LogKey(home.origin, home.log_public_key()).vkey()
    for step in _steps(place, vkey, examples=examples):
        if code := run(step):
            return code
    if examples:
        click.echo(say("\n真实评奖决定的称号与申报限制:", "\nTitles and bars of the real decisions:"))
        click.echo(f"   ledger honours --ledger {place / 'award-decisions'}")
    if serve:
        return run(Step("启动只读服务", "Serving the pages", "serve", ("--ledger", str(home.path), "--port", str(port))))
    return 0


def run(step: Step) -> int:
    """Run one subcommand under its heading and return its exit code. Raises ``BadInput`` for one that is not installed."""
    from ledger.cli import ledger, show

    click.echo(f"\n== {step.zh} · {step.en}\n   ledger {step.command} {' '.join(step.arguments)}")
    found = ledger.get_command(click.Context(ledger), step.command)
    if found is None:
        raise BadInput(step.command, "this subcommand is not installed", "install the whole distribution award-ledger")
    try:
        code = found.main(list(step.arguments), prog_name=f"ledger {step.command}", standalone_mode=False)
    except LedgerError as error:
        show(error, as_json=False)
        return error.exit_code
    return code if isinstance(code, int) else 0


def _steps(place: Path, vkey: str, *, examples: bool) -> Iterator[Step]:
    demo, tiles = str(place / "demo-round"), str(place / "demo-round-public-log")
    here = ("--ledger", demo)
    yield Step("签发检查点", "Signing a checkpoint", "checkpoint", here)
    yield Step("验证台账", "Verifying the ledger", "verify", here)
    yield Step("重放: 名次与进程", "Replaying: standings and stages", "replay", (ROUND, *here))
    yield Step("合规核查", "Auditing the round", "audit", (ROUND, *here))
    yield Step("荣誉称号", "Titles and bars", "honours", here)
    yield Step("导出公开日志", "Publishing the public log", "publish", (tiles, *here))
    yield Step("验证公开日志", "Verifying the public log", "verify", (tiles, "--vkey", vkey))
    if examples:
        yield Step("重放葡萄酒评审", "Replaying the wine tasting", "replay", (WINE, "--ledger", str(place / "wine-tasting-42")))


def _record(what: str, script: Script, folder: Path) -> Played:
    acts = list(steps(script))
    click.echo(say(f"\n== 记录{what}: {len(acts)} 件行为", f"\n== Recording {what}: {len(acts)} acts"))
    home = found(script, folder)
    with progressbar(length=len(acts), hidden=not sys.stderr.isatty(), file=sys.stderr) as bar:
        played = record(home, script, acts, on_each=lambda: bar.update(1))
    click.echo(
        say(
            f"   已记录 {played.recorded} 件, 不予受理 {len(played.refused)} 件",
            f"   recorded {played.recorded}, refused {len(played.refused)}",
        )
    )
    for refused in played.refused:
        for breach in refused.breaches:
            click.echo(f"   {breach.sentence(say('zh', 'en'))}")
    return played
