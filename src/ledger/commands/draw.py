"""``ledger draw``: experts drawn so that anybody can recompute it. Drafts the acts of a draw; nothing signs for anybody."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import msgspec
import orjson

from ledger.commands.shared import lang_option, ledger_option, on_ledger, purpose_option, tell_json, whoami
from ledger.commands.words import say
from ledger.errors import BadInput
from ledger.events.draw import DrawNumberRevealed, DrawNumberSealed, Entry, Exclusion, Opening, PoolCommitted
from ledger.events.event import Event
from ledger.events.panel import PanelDrawn
from ledger.home import find_home
from ledger.rules import draw as drawing
from ledger.stages.draw import Draw, persons_behind
from ledger.stages.history import History
from ledger.store import wall_clock
from ledger.terms import ApplicantCode, ExpertCode, Role, RoundId, View
from ledger.vault.reading import Reader

ROLES = tuple(role.value for role in (Role.OFFICE, Role.DISCIPLINE, Role.COMMITTEE, Role.APPLICANT, Role.PUBLIC))


@click.group("draw")
@lang_option
def command() -> None:
    """抽取专家 · Draw experts so that anybody can recompute it."""


@command.command()
@click.argument("round_id", metavar="ROUND")
@on_ledger
def show(round_id: str, ledger_dir: Path | None, as_json: bool) -> None:
    """重算抽取结果 · Show every draw of ROUND, the aborted ones too, and whom its public records draw."""
    round = _read(ledger_dir, round_id, View.PUBLIC, "").round(RoundId(round_id))
    rows = [
        _row(draw) | {"recorded": list(round.panel.drawn or ()) if draw.digest == round.panel.drawn_in else None}
        for draw in round.draw.draws
    ]
    if as_json:
        tell_json(rows)
        return
    if not rows:
        click.echo(say("本年度没有可重算的抽取。", "This round has no draw that can be recomputed."))
    for row in rows:
        click.echo(say(f"第 {row['draw']} 次抽取, 快照 {row['snapshot']}", f"draw {row['draw']}, snapshot {row['snapshot']}"))
        for zh, en, value in (
            ("已封存", "sealed", row["sealed"]),
            ("未揭示", "not revealed", row["missing"]),
            ("中止", "aborted", row["aborted"]),
            ("种子", "seed", row["seed"]),
            ("重算", "recomputed", row["experts"]),
            ("记录", "recorded", row["recorded"]),
            ("替补", "reserves", row["reserves"]),
        ):
            if value:
                click.echo(f"    {say(zh, en)}: {', '.join(map(_named, value)) if isinstance(value, list) else value}")


@command.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--experts", required=True, type=click.IntRange(1), help="抽取人数 · how many are drawn")
@click.option("--reserves", default=2, show_default=True, type=click.IntRange(0), help="替补人数 · how many reserves")
@click.option("--party", "parties", multiple=True, required=True, help="参与各方, 如 discipline、applicant:A-07 · who puts a number in")
@click.option("--reveal-by", required=True, type=click.DateTime(["%Y-%m-%d"]), help="揭示截止日 · the last day for revealing")
@click.option("--exclude", "excluded", multiple=True, metavar="CODE=REASON", help="排除, 如 P-005=interest · who cannot be drawn, and why")
@purpose_option
@ledger_option
@lang_option
def pool(
    round_id: str,
    experts: int,
    reserves: int,
    parties: tuple[str, ...],
    reveal_by: datetime,
    excluded: tuple[str, ...],
    purpose: str,
    ledger_dir: Path | None,
) -> None:
    """起草专家库快照 · Draft the snapshot of the pool for the next draw. Codes and salts are drawn afresh; the suspended are excluded."""
    history = _read(ledger_dir, round_id, View.AUDITOR, purpose or f"ledger draw pool {round_id}")
    members, reasons = history.registers.pool.known(), dict(map(_exclusion, excluded))
    if unknown := sorted(set(reasons) - set(members)):
        raise BadInput("--exclude", f"{', '.join(unknown)} is nobody in the pool", "name a code under which somebody is enrolled")
    reasons |= dict.fromkeys(history.registers.pool.suspended(), Exclusion.SUSPENDED)
    lasting = list(members)
    secrets.SystemRandom().shuffle(lasting)
    rows = []
    for number, code in enumerate(lasting, 1):
        expert, salt = ExpertCode(f"E-{number:02}"), secrets.token_hex(16)
        digest = drawing.entry_digest(round_id, expert, code, salt)
        rows.append((Entry(code=expert, digest=digest, excluded=reasons.get(code)), Opening(pool_code=code, salt=salt)))
    rows.sort(key=lambda row: row[0].digest)
    event = PoolCommitted(
        draw=len(history.round(RoundId(round_id)).draw.draws) + 1,
        entries=tuple(entry for entry, _ in rows),
        experts=experts,
        reserves=reserves,
        method=drawing.METHOD,
        fallback=drawing.ABORT_AND_REPLACE,
        parties=parties,
        reveal_by=reveal_by.date(),
        openings=tuple(opening for _, opening in rows),
    )
    click.echo(_draft(event, round_id))


@command.command()
@click.argument("round_id", metavar="ROUND")
@click.option("--party", required=True, help="哪一方, 如 discipline、applicant:A-07 · for whom")
@click.option("--reveal", required=True, type=click.Path(path_type=Path, dir_okay=False), help="揭示稿, 揭示前不外传 · the draft to keep")
@ledger_option
@lang_option
def number(round_id: str, party: str, reveal: Path, ledger_dir: Path | None) -> None:
    """生成并封存抽取数 · Choose a number: prints the draft that seals it, and writes the one that reveals it to a file of your own."""
    role, _, code = party.partition(":")
    if role not in ROLES:
        raise BadInput(
            "--party", f"{role!r} puts no number into a draw", f"write one of {', '.join(ROLES)}; an applicant as applicant:A-07"
        )
    running = _running(_read(ledger_dir, round_id, View.PUBLIC, ""), round_id)
    chosen, salt = secrets.token_hex(32), secrets.token_hex(16)
    who: dict[str, Any] = {"draw": running.snapshot.draw, "party": Role(role), "applicant": ApplicantCode(code) if code else None}
    later = _draft(DrawNumberRevealed(**who, number=chosen, salt=salt), round_id)
    try:
        # Never over another: that one may belong to a number that is sealed already.
        with os.fdopen(os.open(reveal, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(later + "\n")
    except FileExistsError:
        raise BadInput(str(reveal), "it is there already", "name a file that does not exist") from None
    click.echo(_draft(DrawNumberSealed(**who, commitment=drawing.commitment(running.digest, party, chosen, salt)), round_id))


@command.command()
@click.argument("round_id", metavar="ROUND")
@purpose_option
@ledger_option
@lang_option
def outcome(round_id: str, purpose: str, ledger_dir: Path | None) -> None:
    """起草抽取结果 · Draft what the draw gives, once all numbers are revealed."""
    history = _read(ledger_dir, round_id, View.AUDITOR, purpose or f"ledger draw outcome {round_id}")
    running, round = _running(history, round_id), history.round(RoundId(round_id))
    if round.panel.drawn_in == running.digest:
        raise BadInput(
            "ROUND",
            f"the outcome of draw {running.snapshot.draw} is on record already: {', '.join(round.panel.drawn or ())}",
            "see it with `ledger draw show`; who cannot take part is replaced by a reserve, with `expert.replaced`",
        )
    again = running.again()
    if again.seed is None:
        raise BadInput(
            "ROUND", f"numbers are missing: {', '.join(running.missing)}", "have them revealed, or the draw aborted after its last day"
        )
    persons = persons_behind(history, round, again.experts) or ()
    event = PanelDrawn(experts=again.experts, method=again.method, pool=again.snapshot, seed=again.seed, persons=persons)
    click.echo(_draft(event, round_id))


def _read(ledger_dir: Path | None, round_id: str, view: View, purpose: str) -> History:
    with Reader(find_home(ledger_dir), view, who=whoami(), purpose=purpose) as reader:
        return reader.history(reader.opened(round_id))


def _named(code: str) -> str:
    """Return a party of a draw in the language of this terminal; an expert's code as it is."""
    role, colon, rest = code.partition(":")
    return f"{say(Role(role).zh, role)}{colon}{rest}" if role in ROLES else code


def _running(history: History, round_id: str) -> Draw:
    running = history.round(RoundId(round_id)).draw.running
    if running is None:
        raise BadInput("ROUND", "no draw runs in this round", "record the snapshot of the pool first: `ledger draw pool`")
    return running


def _row(draw: Draw) -> dict[str, Any]:
    again = draw.again()
    return {
        "draw": draw.snapshot.draw,
        "snapshot": draw.digest,
        "parties": list(draw.snapshot.parties),
        "reveal_by": draw.snapshot.reveal_by.isoformat(),
        "sealed": list(draw.sealed),
        "missing": list(draw.missing),
        "aborted": draw.aborted.why if draw.aborted is not None else None,
        "seed": again.seed,
        "experts": list(again.experts),
        "reserves": list(again.reserves),
    }


def _exclusion(text: str) -> tuple[str, Exclusion]:
    code, equals, reason = text.rpartition("=")
    if not equals or reason not in set(Exclusion):
        raise BadInput("--exclude", f"{text!r} is not CODE=REASON", f"reasons: {', '.join(Exclusion)}")
    return code, Exclusion(reason)


def _draft(event: Event, round_id: str) -> str:
    line = {"type": event.wire_name, "round": round_id, "occurred_at": wall_clock()[:10], "event": msgspec.to_builtins(event)}
    return orjson.dumps(line).decode()
