"""``ledger key``: signing keys, made and kept by those who sign."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.commands.shared import answers, tell_json
from ledger.commands.words import say
from ledger.errors import BadInput
from ledger.record.signing import SigningKey


@click.group("key")
def command() -> None:
    """生成、查看签名密钥 · Make and show signing keys, prove that one is held."""


@command.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--password-file", type=click.Path(path_type=Path), help="口令文件 · a file with the password that protects the key")
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
@click.option("--password-file", type=click.Path(path_type=Path))
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
@click.option("--password-file", type=click.Path(path_type=Path))
def prove(path: Path, origin: str, password_file: Path | None) -> None:
    """证明持有私钥 · Prove that this key is held, for `ledger actor bind --proof`. The proof holds no secret."""
    key = SigningKey.load(path, password(password_file))
    tell_json({"key": key.id, "suite": key.suite, "public": key.public.hex(), "origin": origin, "possession": key.prove_possession(origin)})


def password(file: Path | None) -> bytes | None:
    """Return the password in ``file``, without the line end. Raises ``BadInput``."""
    if file is None:
        return None
    try:
        return file.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise BadInput(str(file), f"the password cannot be read: {error.strerror}") from None
