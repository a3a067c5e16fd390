"""``ledger sign``: seals and signs on the actor's own machine, without the ledger and without a network."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import orjson

from ledger.commands.key import password, password_option
from ledger.commands.shared import answers
from ledger.commands.words import say
from ledger.drafting import NONE_SEEN, Sealed, draft_from, event_of_draft, head_in, read_sealed, seal_act
from ledger.errors import BadInput
from ledger.intake.lines import read_lines
from ledger.record.signing import SigningKey
from ledger.terms import KeyId, Role
from ledger.tlog.checkpoint import Checkpoint, read_checkpoint
from ledger.tlog.note import read_note


@click.command("sign")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--key", "key_file", required=True, type=click.Path(path_type=Path), help="本人私钥 · your private key")
@click.option("--as", "role", type=click.Choice([role.value for role in Role]), help="签名身份 · in what role you sign drafts")
@click.option("--with", "others", multiple=True, metavar="ROLE=KEYID", help="其他签名人 · who else must sign, such as confirmer=9f3a…")
@click.option("--origin", help="日志来源名 · the ledger that the acts are for")
@click.option("--seen", type=click.Path(path_type=Path), help="所见检查点 · the newest checkpoint that you know")
@password_option
@click.option("--yes", is_flag=True, help="不逐件询问即确认 · confirm without being asked")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="输出文件 · where to write; default: standard output")
@answers
def command(
    file: Path,
    key_file: Path,
    role: str | None,
    others: tuple[str, ...],
    origin: str | None,
    seen: Path | None,
    password_file: Path | None,
    yes: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """离线密封并签名 · Seal and sign drafts, or add your signature to acts that wait for it. Needs no ledger.

    文件为 JSON Lines：草稿，或列有本人密钥、待会签的行为；也可以是本人的评分工作簿。复核他人代录的内容之前，逐件用文字列出，
    并在“附件”文件夹中查找扫描件。

    FILE is JSON Lines: drafts, or acts that name your key as a further signer; or your own score workbook. Before you
    confirm what somebody else wrote off a paper, each act is shown in words and its scan is looked for in the folder 附件.
    """
    key = SigningKey.load(key_file, password(password_file))
    if file.suffix.lower() == ".xlsx":
        signed = _scores(file, key, role, origin, seen)
        output = output or file.with_suffix(".jsonl")
    else:
        signed = _lines(file, key, role, others, origin, seen)
        if confirmed := [act for act in signed if _confirms(act, key)]:
            _look(file, confirmed, yes=yes)
            output = output or (_beside(file) if str(file) != "-" else None)
    text = b"".join(act.finish().line() + b"\n" for act in signed)
    if output is None:
        click.echo(text, nl=False)
    else:
        # Whole or not at all: the file may be the one that was read.
        beside = output.with_name(output.name + ".part")
        beside.write_bytes(text)
        beside.replace(output)
    waiting = sum(1 for act in signed if act.awaited)
    told = {"signed": len(signed), "waiting": waiting, "key": key.id, "output": str(output) if output else None}
    if as_json:
        click.echo(orjson.dumps(told).decode(), err=True)
        return
    click.echo(
        say(f"已签名 {len(signed)} 件; 尚待他人签名 {waiting} 件", f"signed {len(signed)}; {waiting} wait for another signature"), err=True
    )
    if output is not None:
        click.echo(say(f"写入 {output}", f"written to {output}"), err=True)


def read_seen(path: Path | None) -> Checkpoint | None:
    """Return the checkpoint in a file; None where no file is named. Raises ``BadInput``."""
    if path is None:
        return None
    try:
        return read_checkpoint(read_note(path.read_bytes()).text)
    except (OSError, ValueError) as error:
        raise BadInput(str(path), f"not a checkpoint: {error}", "use a file that `ledger checkpoint` wrote") from None


def _lines(file: Path, key: SigningKey, role: str | None, others: tuple[str, ...], origin: str | None, seen: Path | None) -> list[Sealed]:
    known = read_seen(seen)
    signed = []
    for where, line in read_lines(file):
        try:
            sealed = read_sealed(line) if b'"act"' in line[:8] else _seal(line, key, role, others, origin, known)
            signed.append(sealed.sign(key))
        except BadInput as error:
            raise error.at(where) from None
    return signed


def _seal(line: bytes, key: SigningKey, role: str | None, others: tuple[str, ...], origin: str | None, known: Checkpoint | None) -> Sealed:
    if role is None or origin is None:
        raise BadInput("--as, --origin", "a draft is signed in a role, for one ledger", "add --as ROLE and --origin ORIGIN")
    draft = draft_from(line)
    signers = [(Role(role), key.id)]
    for other in others:
        name, equals, id = other.partition("=")
        if not equals or name not in {role.value for role in Role} or len(id) != 64:
            raise BadInput("--with", f"{other!r} is not ROLE=KEYID", "write confirmer= and the 64 digits that `ledger key show` prints")
        signers.append((Role(name), KeyId(id)))
    seen = NONE_SEEN if known is None else head_in(known, origin)
    return seal_act(event_of_draft(draft), draft, origin, signers, seen=seen)


def _scores(file: Path, key: SigningKey, role: str | None, origin: str | None, seen: Path | None) -> list[Sealed]:
    from ledger.intake.signing import sign_scores

    if role not in (None, Role.EXPERT.value):
        raise BadInput("--as", "a score workbook is signed by its expert", "leave --as out")
    return sign_scores(file, key, origin, read_seen(seen))


def _confirms(act: Sealed, key: SigningKey) -> bool:
    """Return whether ``key`` confirms the act, which somebody else wrote down."""
    return any(signer.key == key.id and signer.role == Role.CONFIRMER.value for signer in act.signers)


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.stem}_已复核.jsonl")


def _look(file: Path, acts: list[Sealed], *, yes: bool) -> None:
    """Show what is confirmed, each with its scan. Raises ``BadInput`` for a scan that is not there, and for whoever does not agree."""
    from ledger.intake.signing import confirmable

    for number, text in enumerate(confirmable(file, acts), 1):
        click.echo(f"{number}. {text}\n", err=True)
    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput("--yes", "whoever confirms is asked first, and nobody can be asked here", "look at the acts, then add --yes")
    count = len(acts)
    question = say(f"以上 {count} 件与纸面文件逐件核对无误，签名确认？", f"Do these {count} acts say what their papers say? Sign them?")
    if not click.confirm(question, err=True):
        raise click.Abort
