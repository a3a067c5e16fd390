"""``ledger checkpoint``: signs the head of the log and keeps the note for readers."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.commands.shared import on_ledger, tell_json
from ledger.errors import BadInput
from ledger.home import Home, find_home


@click.command("checkpoint")
@click.option(
    "--establish",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="NOTE",
    help="签名端记忆遗失时, 依最新送出的检查点重建 · rebuild a lost signer's memory from the newest note that left this house",
)
@on_ledger
def command(establish: Path | None, ledger_dir: Path | None, as_json: bool) -> None:
    """签发检查点 · Sign and keep a checkpoint of the log, and print it as a C2SP signed note."""
    home = find_home(ledger_dir)
    if establish is not None:
        _establish(home, establish)
    size, note = sign_and_keep(home)
    if as_json:
        tell_json({"size": size, "checkpoint": note.decode()})
    else:
        click.echo(note.decode(), nl=False)


def _establish(home: Home, path: Path) -> None:
    try:
        note = path.read_bytes()
    except OSError as error:
        raise BadInput(str(path), f"it cannot be read: {error.strerror}") from None
    signer = home.log_signer()
    with home.open_store(read_only=True) as store:
        signer.establish(store, note)
    signer.close()


def sign_and_keep(home: Home) -> tuple[int, bytes]:
    """Return (size, note) of a new checkpoint. Raises ``IntegrityViolation`` when the store is not what was signed."""
    signer = home.log_signer()
    with home.open_store(read_only=False) as store, signer.hold(store):
        head = store.head()
        note = signer.sign(head)
        store.publish(head.size, note)
    signer.close()
    return head.size, note
