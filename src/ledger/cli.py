"""The command ``ledger``: finds subcommands by entry point and loads only the one that is called.

Every package of the distribution contributes its own to the group ``ledger.commands``, so that no
import runs upward and the command starts fast. Errors become one message in Chinese and English and
the exit code of their kind: 0 done, 1 a check failed, 2 bad usage or input, 3 refused by a rule, 4
integrity violated.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from typing import NoReturn

import click

from ledger.commands.help_page import HelpPage
from ledger.commands.words import COMMANDS, language, say
from ledger.errors import LedgerError, Refused
from ledger.messages import in_chinese, remedy, what

GROUP = "ledger.commands"

# Every command asks its context for the formatter, and none of them names one.
click.Context.formatter_class = HelpPage


class Commands(click.Group):
    """The subcommands, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        found = next(iter(entry_points(group=GROUP, name=cmd_name)), None)
        if found is None:
            return None
        command: click.Command = found.load()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        # The table stands in words.py, so that --help need not import what it lists.
        with formatter.section("Commands"):
            formatter.write_dl([(name, say(*texts)) for name, texts in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="award-ledger", message="%(prog)s %(version)s")
@click.option("--lang", type=click.Choice(["zh", "en"]), expose_value=False, help="语言 · language")
def ledger() -> None:
    """区长质量奖评审台账 · The award ledger: a record of the District Mayor's Quality Award that anyone can replay and verify."""


def main() -> NoReturn:
    """Run the command and exit with the code of what happened."""
    # A console that cannot print a character shows its number rather than failing on it.
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = ledger.main(standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        show_usage(error, as_json="--json" in sys.argv)
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read our output had enough; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except LedgerError as error:
        show(error, as_json="--json" in sys.argv)
        sys.exit(error.exit_code)


def show(error: LedgerError, *, as_json: bool) -> None:
    """Write an error to stderr: what, where, which rule, and the next step. As JSON, in both languages."""
    if as_json:
        reasons = [
            {"citation": str(f.citation), "rule": f.rule.name, "verdict": f.verdict.value, "zh": f.sentence("zh"), "en": f.sentence("en")}
            for f in (error.breaches if isinstance(error, Refused) else ())
        ]
        _tell(type(error).__name__, error.exit_code, _both(error, what), _both(error, remedy), reasons)
        return
    lang = language()
    zh = lang == "zh"
    lines = [f.sentence(lang) for f in error.breaches] if isinstance(error, Refused) else what(error, lang).split("\n")
    click.echo(("不予受理:" if zh else "Refused:") if isinstance(error, Refused) else ("错误:" if zh else "Error:"), err=True)
    for line in lines:
        click.echo(f"  {line}", err=True)
    if isinstance(error, Refused) and error.position:
        click.echo(f"  {'已记入第' if zh else 'recorded as refused at position '}{error.position}{'号记录' if zh else ''}", err=True)
    if way_out := remedy(error, lang):
        click.echo(f"{'下一步' if zh else 'Next'}: {way_out}", err=True)


def show_usage(error: click.ClickException, *, as_json: bool) -> None:
    """Write to stderr what is wrong with the command line, in the language of this terminal; as JSON, in both."""
    said = error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = f"{context.command_path if context else 'ledger'} --help"
    if as_json:
        ways = {"zh": f"用法见 `{command}`", "en": f"`{command}` shows the usage"}
        _tell(type(error).__name__, 2, {"zh": in_chinese(said), "en": said}, ways, [])
    elif language() == "zh":
        if context is not None:
            click.echo(context.get_usage(), err=True)
        click.echo(f"用法说明见 `{command}`。\n\n错误: {in_chinese(said)}", err=True)
    else:
        error.show()


def _both(error: LedgerError, tell: Callable[[LedgerError, str], str]) -> dict[str, str]:
    return {lang: tell(error, lang) for lang in ("zh", "en")}


def _tell(name: str, code: int, said: dict[str, str], way_out: dict[str, str], reasons: list[dict[str, str]]) -> None:
    told = {"error": name, "exit": code, "what": said, "next": way_out, "reasons": reasons}
    click.echo(json.dumps(told, ensure_ascii=False), err=True)
