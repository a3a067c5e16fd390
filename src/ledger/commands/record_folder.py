"""How ``ledger record FOLDER`` answers."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from ledger.commands.shared import tell_json
from ledger.commands.words import language, say
from ledger.errors import BadInput, Refused
from ledger.handle import operations_of
from ledger.home import Home
from ledger.intake.folder import workbooks
from ledger.intake.plan import Fate
from ledger.intake.recording import Run, take_in
from ledger.intake.remarks import told
from ledger.intake.waiting import in_words
from ledger.messages import remedy, what
from ledger.record.signing import SigningKey
from ledger.terms import KeyId

MOST_SHOWN = 20

FATES: dict[Fate, tuple[str, str]] = {
    Fate.RECORDED: ("已入账", "on record"),
    Fate.READY: ("已复核，可入账", "confirmed, can be recorded"),
    Fate.WAITING: ("待复核", "waiting for confirmation"),
    Fate.NEW: ("新录入", "new"),
    Fate.OWN_HAND: ("须本人签名", "to be signed by the body itself"),
    Fate.REFUSED: ("不予受理", "refused"),
    Fate.WRONG: ("与在案不符或有误", "at fault"),
}


def record_folder(
    home: Home, folder: Path, key: SigningKey | None, confirmer: KeyId | None, *, dry_run: bool, as_json: bool, who: str
) -> int:
    """Take a folder in, say what became of it, and return the exit code."""
    try:
        run = take_in(home, folder, key=key, confirmer=confirmer, dry_run=dry_run, lang=language(), who=who)
    except BadInput as error:
        if not error.where and not dry_run:
            # Not one of its workbooks says for which round it is.
            _note_unreadable(home, workbooks(folder))
        raise
    if not dry_run:
        _note_unreadable(home, (remark.place.path for remark in run.reading.faults if not remark.place.sheet))
    if as_json:
        tell_json(_told(run, dry_run=dry_run))
    else:
        _say(run, folder, dry_run=dry_run, has_key=key is not None)
    return run.exit_code


def _note_unreadable(home: Home, paths: Iterable[Path]) -> None:
    """Write into the operations log which files as a whole could not be taken in; a cell at fault is the clerk's own affair."""
    for path in dict.fromkeys(paths):
        with suppress(OSError):  # what is gone by now has no digest
            operations_of(home).turned_away("unreadable", path, path.read_bytes())


def _told(run: Run, *, dry_run: bool) -> dict[str, Any]:
    return {
        "round": run.round_id,
        "dry_run": dry_run,
        "counts": {fate.value: len(run.plan.of(fate)) for fate in Fate},
        "recorded_now": len(run.receipts),
        "rows": [
            {
                "place": str(o.entry.place) if o.entry else None,
                "row": o.entry.key if o.entry else None,
                "type": o.said.type if o.said else o.entry.kind.wire_name if o.entry else None,
                "id": o.said.id if o.said else None,
                "fate": o.fate.value,
                "position": o.position,
            }
            for o in run.plan.outcomes
        ],
        "remarks": [
            {
                "place": str(r.place),
                "kind": "notice" if r.notice else "refused" if isinstance(r.error, Refused) else "fault",
                "what": {lang: what(r.error, lang) for lang in ("zh", "en")},
                "next": {lang: remedy(r.error, lang) for lang in ("zh", "en")},
            }
            for r in run.remarks
        ],
        "waiting": str(run.waiting) if run.waiting else None,
        "to_sign": [str(path) for path in run.to_sign],
        "copies": [str(path) for path in run.copies],
    }


def _say(run: Run, folder: Path, *, dry_run: bool, has_key: bool) -> None:
    lang = language()
    counts = [(FATES[fate][0 if lang == "zh" else 1], len(run.plan.of(fate))) for fate in Fate]
    head = say(f"{run.round_id} 年度", f"round {run.round_id}") + (say("（试录，未入账）", " (tried, nothing recorded)") if dry_run else "")
    counts.append((say("读不通的格", "cells that cannot be read"), len(run.reading.faults)))
    found = ", ".join(f"{name} {count}" for name, count in counts if count)
    empty = say("没有填写的行；填好工作簿保存后再运行", "no row is filled in; fill the workbooks, save, and run it again")
    click.echo(f"{head}: {found or empty}")
    if run.receipts:
        click.echo(say(f"本次入账 {len(run.receipts)} 件", f"recorded now: {len(run.receipts)}"))
    if dry_run:
        for outcome in run.plan.of(Fate.NEW)[:MOST_SHOWN]:
            if outcome.entry is not None and outcome.entry.open and outcome.event is not None and outcome.said is not None:
                click.echo(in_words(outcome.said, outcome.event))
    errors = [remark for remark in run.remarks if not remark.notice]
    for remark in [*errors, *(r for r in run.remarks if r.notice)][:MOST_SHOWN]:
        click.echo(f"{remark.place}: " + told(remark, lang).replace("\n", "\n    "), err=True)
    if len(run.remarks) > MOST_SHOWN:
        click.echo(say(f"另有 {len(run.remarks) - MOST_SHOWN} 处", f"and {len(run.remarks) - MOST_SHOWN} more"), err=True)
    for copy in run.copies:
        click.echo(say(f"批注副本: {copy.name}", f"copy with remarks: {copy.name}"))
    if run.waiting is not None:
        click.echo(
            say(
                f"已写出待复核 {run.waiting.relative_to(folder)}；复核人运行:",
                f"waiting for confirmation: {run.waiting.relative_to(folder)}; the second person runs:",
            )
        )
        click.echo(f"  ledger sign {run.waiting} --key {say('复核人.pem', 'CONFIRMER.pem')}")
    elif run.plan.of(Fate.NEW) and not dry_run and not has_key and not errors:
        click.echo(say("新录入的行加 --key 经办人私钥 提交复核。", "hand the new rows over with --key and the clerk's key."))
    for path in run.to_sign:
        click.echo(say(f"须由作出机构签名: {path.name}", f"to be signed by the body itself: {path.name}"))
