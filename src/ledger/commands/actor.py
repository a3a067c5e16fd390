"""``ledger actor``: who may sign as what. Drafts the acts; the registrar and the countersigner sign them."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
import orjson

from ledger.commands.shared import lang_option, on_ledger, tell_json
from ledger.commands.words import say
from ledger.errors import BadInput
from ledger.home import find_home
from ledger.store import wall_clock
from ledger.terms import Role, View
from ledger.vault.reading import Reader


class _Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    suite: str
    public: str
    origin: str
    possession: str


@click.group("actor")
@lang_option
def command() -> None:
    """登记、注销、列出签名人 · Draft the binding or revocation of a key; list who may sign."""


@command.command()
@click.option("--proof", required=True, type=click.Path(path_type=Path), help="`ledger key prove` 的输出 · what `ledger key prove` printed")
@click.option(
    "--role",
    required=True,
    type=click.Choice([role.value for role in Role if role is not Role.SERVICE]),
    help="登记的身份 · in what role the key will sign",
)
@click.option("--holder", required=True, help="代号 · code of the body, expert or applicant")
@click.option("--round", "round_id", help="评审年度, 专家与申报组织必填 · the round, for experts and applicants")
@click.option("--person", default="", help="持有人 (密封) · who that is; sealed")
@lang_option
def bind(proof: Path, role: str, holder: str, round_id: str | None, person: str) -> None:
    """起草密钥登记 · Draft `key.bound`; sign it as registrar and as countersigner, then record it."""
    try:
        shown = msgspec.json.decode(proof.read_bytes(), type=_Proof)
    except OSError as error:
        raise BadInput(str(proof), f"it cannot be read: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise BadInput(str(proof), str(error), "ask the holder for the output of `ledger key prove`") from None
    if Role(role) in (Role.EXPERT, Role.APPLICANT) and round_id is None:
        raise BadInput("--round", f"the key of an {role} is bound for one round", "name the round")
    fields = {"key": shown.key, "suite": shown.suite, "public": shown.public, "role": role, "holder": holder}
    draft("key.bound", round_id, fields | {"possession": shown.possession, "person": person})


@command.command()
@click.option("--key", required=True, help="密钥编号 · the key's id")
@click.option("--why", required=True, help="原因 · the reason")
@lang_option
def revoke(key: str, why: str) -> None:
    """起草密钥注销 · Draft `key.revoked`."""
    draft("key.revoked", None, {"key": key, "why": why})


@command.command()
@click.option("--key", required=True, help="密钥编号 · the key's id")
@click.option("--since", required=True, help="自何日起 · since which day: 2025-09-24, 2025-09 or 2025")
@click.option("--why", required=True, help="原因 · the reason")
@lang_option
def compromised(key: str, since: str, why: str) -> None:
    """起草密钥泄露 · Draft `key.compromised`."""
    draft("key.compromised", None, {"key": key, "since": since, "why": why})


@command.command("list")
@on_ledger
def list_(ledger_dir: Path | None, as_json: bool) -> None:
    """列出登记的密钥 · List the keys that are bound, and until when."""
    with Reader(find_home(ledger_dir), View.PUBLIC) as reader:
        keys = reader.history(round=None).registers.keys
    rows = [
        {
            "key": key,
            "role": binding.role.value,
            "role_zh": binding.role.zh,
            "holder": binding.holder,
            "round": binding.round,
            "since": binding.since,
            "until": binding.until,
            "compromised_since": str(binding.compromised) if binding.compromised else None,
        }
        for key, bindings in keys.bindings.items()
        for binding in bindings
    ]
    if as_json:
        tell_json(rows)
        return
    for row in rows:
        until = say(f"至第{row['until']}号", f"until {row['until']}") if row["until"] else say("有效", "valid")
        click.echo(f"{str(row['key'])[:16]}…  {say(str(row['role_zh']), str(row['role']))}  {row['holder']}  {row['round'] or ''}  {until}")


def draft(kind: str, round_id: str | None, fields: dict[str, str]) -> None:
    """Print one draft, as a line that ``ledger sign`` takes."""
    click.echo(orjson.dumps({"type": kind, "round": round_id, "occurred_at": wall_clock()[:10], "event": fields}).decode())
