"""Options that subcommands share, and how they answer."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import orjson

from ledger.terms import View

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 · answer as JSON")
lang_option = click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help="语言 · language")
ledger_option = click.option(
    "--ledger", "ledger_dir", type=click.Path(path_type=Path, file_okay=False), help="台账文件夹 · the ledger's folder (or LEDGER_HOME)"
)
view_option = click.option(
    "--view",
    type=click.Choice([view.value for view in View]),
    default=View.AUDITOR.value,
    show_default=True,
    help="视图; 开示即记入查阅日志 · what is opened; the access log says so",
)
purpose_option = click.option("--purpose", default="", help="查阅事由 · why sealed values are opened, for the access log")


def answers(command: F) -> F:
    """Add ``--json`` and ``--lang``."""
    return json_option(lang_option(command))


def on_ledger(command: F) -> F:
    """Add ``--ledger``, ``--json`` and ``--lang``."""
    return ledger_option(answers(command))


def tell_json(answer: object) -> None:
    """Print an answer as indented JSON, keys in the order given."""
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


def whoami() -> str:
    """Return the name of the account that asks, for the access log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
