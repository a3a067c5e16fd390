"""``ledger verify``: recomputes a ledger, or a published log, from its entries, in numbered steps."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from ledger.bundle.report import Verification
from ledger.bundle.verify import verify_store, verify_tiles
from ledger.commands.shared import on_ledger, tell_json
from ledger.commands.words import say
from ledger.errors import BadInput
from ledger.home import Home, find_home
from ledger.tlog.note import LogKey
from ledger.tlog.policy import BadPolicy, Policy, read_policy


@click.command("verify")
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--vkey", help="日志公钥, 须另行取得 · the log's verifier key, obtained by another road than the log")
@click.option("--policy", type=click.Path(path_type=Path, dir_okay=False), help="信任策略 (C2SP tlog-policy) · trust policy")
@click.option("--since", type=click.Path(path_type=Path, dir_okay=False), help="自存的旧检查点 · a checkpoint that you kept from before")
@on_ledger
def command(folder: Path | None, vkey: str | None, policy: Path | None, since: Path | None, ledger_dir: Path | None, as_json: bool) -> int:
    """验证台账或导出的日志 · Verify this ledger, or the published log in FOLDER. Nothing stored is trusted; entries are recomputed.

    退出码 1：导出的日志未通过；4：本台账未通过。 · Exit code 1: a published log fails. 4: this ledger itself fails.
    """
    trusted = _policy(policy)
    kept = _bytes(since) if since else None
    if folder is not None and not (folder / "ledger.json").exists():
        if vkey is None:
            raise BadInput("--vkey", "a log cannot vouch for its own key", "give the key that the office handed over by another road")
        report = verify_tiles(folder, vkey, trusted, since=kept)
    else:
        report = verify_own(find_home(folder or ledger_dir), vkey, trusted, kept)
    if as_json:
        tell_json(msgspec.to_builtins(report))
    else:
        _say(report)
    if report.ok:
        return 0
    return 1 if folder is not None and not (folder / "ledger.json").exists() else 4


def verify_own(home: Home, vkey: str | None = None, policy: Policy | None = None, since: bytes | None = None) -> Verification:
    """Verify the ledger in ``home`` with its store, its checkpoint and its signer's memory, under its own key where none is given."""
    signer = home.log_signer()
    try:
        with home.open_store(read_only=True) as store:
            key = vkey or LogKey(home.origin, home.log_public_key()).vkey()
            return verify_store(store, key, policy, since=since, memory=signer.remembered())
    finally:
        signer.close()


def _policy(path: Path | None) -> Policy | None:
    if path is None:
        return None
    try:
        return read_policy(_bytes(path).decode())
    except (BadPolicy, UnicodeDecodeError) as error:
        raise BadInput(str(path), str(error), "write it as C2SP tlog-policy says") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(str(path), f"it cannot be read: {error.strerror}") from None


def _say(report: Verification) -> None:
    for step in report.steps:
        figures = ", ".join(f"{name} {value}" for name, value in step.figures.items())
        click.echo(
            f"({step.number}) {say(step.zh, step.en)}: {say(step.outcome.zh, step.outcome.value)}" + (f"  [{figures}]" if figures else "")
        )
        for fault in step.faults:
            place = "" if fault.first is None else say(f"第{fault.first}号记录: ", f"record {fault.first}: ")
            click.echo(f"      {place}{say(fault.zh, fault.en)}")
        if step.count > len(step.faults):
            click.echo(say(f"      另有 {step.count - len(step.faults)} 处", f"      and {step.count - len(step.faults)} more"))
    for remark in report.remarks:
        click.echo(say(f"提示: {remark.zh}", f"note: {remark.en}"))
    if report.ok:
        click.echo(say("验证成立。", "Verified."))
    else:
        first = (
            ""
            if report.first_bad is None
            else say(f", 最早一处在第{report.first_bad}号记录", f"; the first bad position is {report.first_bad}")
        )
        click.echo(say("验证不成立", "Not verified") + first)
    click.echo(say("本验证不能证明:", "What this does not prove:"))
    for text in report.unproven:
        click.echo(f"  - {say(text.zh, text.en)}")
