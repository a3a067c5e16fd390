"""``ledger checkpoint``: signs the head of the log and keeps the note for readers."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.commands.shared import on_ledger, tell_json
from ledger.home import Home, find_home


@click.command("checkpoint")
@on_ledger
def command(ledger_dir: Path | None, as_json: bool) -> None:
    """签发检查点 · Sign and keep a checkpoint of the log, and print it as a C2SP signed note."""
    size, note = sign_and_keep(find_home(ledger_dir))
    if as_json:
        tell_json({"size": size, "checkpoint": note.decode()})
    else:
        click.echo(note.decode(), nl=False)


def sign_and_keep(home: Home) -> tuple[int, bytes]:
    """Return (size, note) of a new checkpoint. Raises ``IntegrityViolation`` when the store is not what was signed."""
    signer = home.log_signer()
    with home.open_store(read_only=False) as store, signer.hold(store):
        head = store.head()
        note = signer.sign(head)
        store.publish(head.size, note)
    signer.close()
    return head.size, note
