"""``ledger key``: signing keys, made and kept by those who sign."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.commands.shared import answers, lang_option, on_ledger, tell_json
from ledger.commands.words import say
from ledger.errors import BadInput
from ledger.record.signing import SigningKey

password_option = click.option(
    "--password-file", type=click.Path(path_type=Path), help="口令文件 · a file with the password that protects the key"
)


@click.group("key")
@lang_option
def command() -> None:
    """生成、查看签名密钥 · Make and show signing keys, prove that one is held."""


@command.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@password_option
@answers
def new(path: Path, password_file: Path | None, as_json: bool) -> None:
    """生成密钥 · Make a key: PATH holds the private key, PATH.pub the public one."""
    key = SigningKey.generate()
    key.save(path, password(password_file))
    public = path.with_name(path.name + ".pub")
    public.write_text(key.public.hex() + "\n")
    if as_json:
        tell_json({"key": key.id, "public": key.public.hex(), "private_file": str(path), "public_file": str(public)})
        return
    click.echo(
        say(
            f"私钥: {path} (只归本人保管)\n公钥: {public}\n编号: {key.id}",
            f"private: {path} (yours alone)\npublic:  {public}\nid:      {key.id}",
        )
    )


@command.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@password_option
@answers
def show(path: Path, password_file: Path | None, as_json: bool) -> None:
    """查看密钥编号与公钥 · Show the id and the public half of a key."""
    key = SigningKey.load(path, password(password_file))
    if as_json:
        tell_json({"key": key.id, "public": key.public.hex(), "suite": key.suite})
        return
    click.echo(f"{say('编号', 'id')}: {key.id}\n{say('公钥', 'public')}: {key.public.hex()}")


@command.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--origin", required=True, help="日志来源名 · the ledger that the proof is made for")
@password_option
@lang_option
def prove(path: Path, origin: str, password_file: Path | None) -> None:
    """证明持有私钥 · Prove that this key is held, for `ledger actor bind --proof`. The proof holds no secret."""
    key = SigningKey.load(path, password(password_file))
    tell_json({"key": key.id, "suite": key.suite, "public": key.public.hex(), "origin": origin, "possession": key.prove_possession(origin)})


@command.command("rotate-log")
@click.option("--act", type=click.Path(path_type=Path, dir_okay=False), help="两机构均已签名的交接 · the handover, signed by both bodies")
@on_ledger
def rotate_log(act: Path | None, ledger_dir: Path | None, as_json: bool) -> None:
    """更换日志密钥 · Draft the handover of the log to a new key; with --act record it and sign on with the new key.

    前后各验证一次整个台账；中断后可重复运行。 · Verifies the whole ledger first, and again afterwards. Safe to repeat after an
    interruption.
    """
    from ledger.commands.key_rotation import draft_log_key, record_log_key
    from ledger.home import find_home

    home = find_home(ledger_dir)
    if act is None:
        _draft("log_key.rotated", draft_log_key(home), home.origin, "rotate-log")
        return
    position, vkey, checkpoint = record_log_key(home, act)
    if as_json:
        tell_json({"position": position, "vkey": vkey, "checkpoint": checkpoint.decode()})
        return
    click.echo(
        say(
            f"第{position}号记录起由新密钥签署，旧私钥已销毁。请另行把新的日志公钥交给验证者:\n  {vkey}",
            f"From record {position} on the new key signs, and the old private key is gone. "
            f"Hand the new verifier key to verifiers by another road:\n  {vkey}",
        )
    )


@command.command("rotate-service")
@click.option("--act", type=click.Path(path_type=Path, dir_okay=False), help="两机构均已签名的登记 · the binding, signed by both bodies")
@on_ledger
def rotate_service(act: Path | None, ledger_dir: Path | None, as_json: bool) -> None:
    """更换台账密钥 · Draft the binding of a new key with which the ledger signs refusals; with --act record it and use it.

    旧密钥随后用 `ledger actor revoke` 或 `ledger actor compromised` 终止；验证与重复运行同 rotate-log。

    The old key is ended afterwards, by `ledger actor revoke` or `ledger actor compromised`. Verifies and repeats as rotate-log.
    """
    from ledger.commands.key_rotation import draft_service_key, record_service_key
    from ledger.home import find_home

    home = find_home(ledger_dir)
    if act is None:
        _draft("key.bound", draft_service_key(home), home.origin, "rotate-service")
        return
    (position, key, _), old = record_service_key(home, act)
    if as_json:
        tell_json({"position": position, "key": key, "old": old})
        return
    click.echo(say(f"第{position}号记录登记的新密钥已启用: {key}", f"The key that record {position} binds is in use: {key}"))
    if old is not None:
        click.echo(
            say(
                f"旧密钥 {old} 尚有效；请用 ledger actor revoke 或 compromised 起草注销，由两机构签名。",
                f"The old key {old} is still bound: draft its end with `ledger actor revoke` or `compromised`, for both bodies to sign.",
            )
        )


def _draft(kind: str, fields: dict[str, str], origin: str, name: str) -> None:
    """Print a draft as a line that ``ledger sign`` takes, and say who signs it and what comes then."""
    from ledger.commands.actor import draft

    draft(kind, None, fields)
    signing = f"--as registrar --origin {origin} --with countersigner=KEYID"
    click.echo(
        say(
            f"新密钥已备好，尚未启用。请登记机构签名 (ledger sign 文件 {signing})，再请会签机构签名，然后: ledger key {name} --act 文件",
            f"The new key waits and is not in force. Let the registrar sign this (ledger sign FILE {signing}), then the countersigner, "
            f"and run: ledger key {name} --act FILE",
        ),
        err=True,
    )


def password(file: Path | None) -> bytes | None:
    """Return the password in ``file``, without the line end. Raises ``BadInput``."""
    if file is None:
        return None
    try:
        return file.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise BadInput(str(file), f"the password cannot be read: {error.strerror}") from None
