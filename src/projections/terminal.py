"""The terminal (终端): tables and colours, in the language of whoever reads. Recorded text is shown as text, never as markup."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ledger.commands.words import say
from ledger.terms import View
from projections.answers import VIEWS, AsOf
from projections.standings import Departed, Share
from projections.terms import Term

RED, AMBER, GREEN, DIM = "bold red", "yellow", "green", "dim"
PIPED = 160
"""Columns where no terminal says how many it has."""

_STYLES = {"violates": RED, "method not kept": AMBER, "conforms": GREEN, "rule silent": AMBER, "not on record": AMBER}


def show_shares(console: Console, shares: Sequence[Share], sealed: int, corrections: int = 0, refused: int = 0) -> None:
    """Print the share of each provenance, and what is sealed, corrected and refused."""
    total = sum(share.records for share in shares) or 1
    told = (f"{words(s.kind)} {s.records} ({_tenths(s.records * 1000 // total)}%)" for s in shares)
    console.print(Text(f"{say('来源', 'Provenance')}: {'  '.join(told)}"))
    if sealed:
        console.print(Text(say(f"本视图未开示的密封记录: {sealed}", f"sealed records closed in this view: {sealed}")))
    if corrections:
        console.print(Text(say(f"更正: {corrections}", f"corrections: {corrections}")))
    if refused:
        console.print(Text(say(f"不予受理的行为: {refused}", f"acts refused: {refused}")))


def show_deviations(console: Console, deviations: Sequence[Departed]) -> None:
    """Print what departed from a rule, in red."""
    for one in deviations:
        told = f"{say('例外', 'Deviation')} #{one.position} {one.type}: {one.rule} · {one.authority} · {one.why}"
        console.print(Text(told, style=RED))


def show_head(console: Console, title: str, stands: AsOf, view: View) -> None:
    """Print what is shown, where it stands and for whom."""
    console.print(Text(title, style="bold"))
    shown = VIEWS[view]
    at = say(f"截至第 {stands.position} 号记录 / 共 {stands.size} 条", f"as of record {stands.position} of {stands.size}")
    console.print(Text(f"{at} · {say('树根', 'root')} {stands.root or '–'} · {say(shown['zh'], shown['en'])}"), style=DIM)


def console_of() -> Console:
    """Return the terminal, or a page of fixed width where there is none."""
    return Console(width=None if sys.stdout.isatty() else PIPED, highlight=False)


def table_of(title: tuple[str, str] | None, *columns: tuple[str, str], figures: Collection[str] = ()) -> Table:
    """Return a table; title and columns are (Chinese, English). The columns ``figures``, named in English, stand to the right."""
    table = Table(title=None if title is None else Text(say(*title), style="bold"), title_justify="left")
    for column in columns:
        table.add_column(Text(say(*column)), overflow="fold", justify="right" if column[1] in figures else "left")
    return table


def add_row(table: Table, *cells: object, style: str = "") -> None:
    """Add cells as recorded text, never as markup; None is a dash."""
    table.add_row(*(cell if isinstance(cell, Text) else Text("–" if cell is None else str(cell)) for cell in cells), style=style)


def words(term: Term) -> str:
    """Return a term in the language of this terminal."""
    return say(term.zh, term.en)


def style_of(term: Term) -> str:
    """Return the colour of a verdict."""
    return _STYLES.get(term.code, "")


def yuan(fen: int) -> str:
    """Return an amount in fen as yuan."""
    return f"{fen // 100:,}.{fen % 100:02}"


def _tenths(number: int) -> str:
    return f"{number // 10}.{number % 10}"
