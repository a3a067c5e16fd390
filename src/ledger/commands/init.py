"""``ledger init``: a new ledger, with its roots of trust in the first record."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import click

from ledger.commands.shared import answers, tell_json
from ledger.commands.words import say
from ledger.drafting import Draft, sign_act
from ledger.errors import BadInput
from ledger.events.founding import LedgerOpened
from ledger.handle import Ledger
from ledger.home import Home
from ledger.intake.edition import EditionFile, draft_lines, read_edition_file
from ledger.record.signing import SigningKey
from ledger.store import wall_clock
from ledger.terms import Digest, EditionId, Role
from ledger.tlog.note import LogKey

DRAFTS = "edition.jsonl"
"""In the ledger's folder: what the government of another district has yet to sign."""


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--origin", required=True, help="日志来源名 · the log's name, such as award.example.gov.cn/quality")
@click.option("--registrar", required=True, type=click.Path(path_type=Path), help="登记人私钥 · private key of the registrar (the office)")
@click.option("--countersigner", required=True, type=click.Path(path_type=Path), help="会签机构公钥 · public key of the second body")
@click.option("--name-zh", default="区长质量奖评审台账", show_default=True, help="台账的中文名称 · what the ledger is called in Chinese")
@click.option(
    "--name-en",
    default="Award ledger of the District Mayor's Quality Award",
    show_default=True,
    help="台账的英文名称 · what it is called in English",
)
@click.option("--regulation", type=click.Path(path_type=Path), help="办法正文文件 · the official text; its hash is recorded")
@click.option("--edition", "edition_file", type=click.Path(path_type=Path), help="其他办法的版本文件 · another district's measure, as data")
@click.option("--dsn", help="PostgreSQL 地址 · address of a PostgreSQL database instead of the embedded store")
@answers
def command(
    folder: Path,
    origin: str,
    registrar: Path,
    countersigner: Path,
    name_zh: str,
    name_en: str,
    regulation: Path | None,
    edition_file: Path | None,
    dsn: str | None,
    as_json: bool,
) -> None:
    """建立新台账 · Make a new ledger: origin, log key, roots of trust, first record."""
    key, second = SigningKey.load(registrar), read_public(countersigner)
    if second == key.public:
        raise BadInput("--countersigner", "it is the registrar's own key", "the second body makes its own key: `ledger key new`")
    text = _read(regulation) if regulation else None
    measure = _edition(edition_file, text)
    home = Home.create(folder, origin, dsn)
    log_key = LogKey(origin, home.log_public_key()).vkey()
    event = LedgerOpened(
        name_zh=name_zh,
        name_en=name_en,
        log_key=log_key,
        service_key=home.service_key().public.hex(),
        registrar_key=key.public.hex(),
        countersigner_key=second.hex(),
        regulation=Digest(sha256(text).hexdigest()) if text is not None else None,
    )
    if text is not None:
        (home.attachments / sha256(text).hexdigest()).write_bytes(text)
    today = wall_clock()[:10]
    if measure is not None and text is not None:
        (folder / DRAFTS).write_bytes(draft_lines(measure, Digest(sha256(text).hexdigest()), today))
    edition = EditionId("2024") if measure is None else measure.edition_id
    draft = Draft(type=event.wire_name, occurred_at=today, event={}, edition=edition)
    with Ledger(home) as ledger:
        receipt = ledger.record(sign_act(event, draft, origin, [(Role.REGISTRAR, key)]))
    if as_json:
        tell_json({"folder": str(folder), "origin": origin, "log_key": log_key, "position": receipt.position})
        return
    click.echo(say(f"台账已建立: {folder}", f"The ledger stands in {folder}"))
    click.echo(say("日志公钥 (请另行交给验证者):", "The log's verifier key (hand it to verifiers by another road):"))
    click.echo(f"  {log_key}")
    if measure is not None:
        click.echo(
            say(
                f"办法定值待制定机关签署: ledger sign {folder / DRAFTS} --as government --origin {origin}",
                f"The measure's numbers wait for its government: ledger sign {folder / DRAFTS} --as government --origin {origin}",
            )
        )


def _edition(file: Path | None, text: bytes | None) -> EditionFile | None:
    if file is None:
        return None
    if text is None:
        raise BadInput("--edition", "the numbers of a measure are stated of its text", "name the official text with --regulation")
    return read_edition_file(_read(file), str(file))


def read_public(path: Path) -> bytes:
    """Return the 32 bytes of the public key in a file that ``ledger key`` wrote. Raises ``BadInput``."""
    text = _read(path).decode("ascii", "replace").strip()
    try:
        public = bytes.fromhex(text)
    except ValueError:
        public = b""
    if len(public) != 32:
        raise BadInput(str(path), "not a public key of 64 hex digits", "use the .pub file that `ledger key new` wrote")
    return public


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(str(path), f"it cannot be read: {error.strerror}") from None
