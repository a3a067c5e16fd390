"""How a conformance report looks on a terminal (核查报告), in Chinese or English."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from ledger.commands.words import say
from ledger.terms import View
from projections.answers import AsOf
from projections.conformance import Count, Report
from projections.judging import Item
from projections.terminal import DIM, RED, add_row, console_of, show_deviations, show_head, show_shares, style_of, table_of, words

NOT_KEPT = ("violates", "method not kept")
LONGEST = 50
"""Findings on one rule that the terminal lists; JSON has them all."""


def show_report(answer: Report, stands: AsOf, view: View) -> None:
    """Print a conformance report."""
    console = console_of()
    show_head(console, f"{say('合规核查报告', 'Conformance report')} {answer.round} · {words(answer.status)}", stands, view)
    console.print(Text.assemble(f"{say('结论', 'Conclusion')}: ", (words(answer.conclusion), style_of(answer.conclusion))))
    console.print(_counted(answer.counts))
    if answer.method_counts:
        console.print(Text.assemble(say("记录方法: ", "method: "), _counted(answer.method_counts)))
    table = table_of(None, ("条款", "provision"), ("核查结果", "findings"))
    for row in answer.by_provision:
        there = say(f" (本版办法{row.there_zh})", f" (there {row.there})") if row.there else ""
        add_row(table, say(row.citation_zh, row.citation) + there, _counted(row.counts))
    console.print(table)
    _items(console, say("核查结果 (办法条文与评审规则)", "Findings on the text and the adopted rules"), answer.findings)
    _items(console, say("记录方法", "Findings on the keeping of records"), answer.of_method)
    show_shares(console, answer.provenance, answer.sealed)
    show_deviations(console, answer.deviations)
    console.print(Text(say("本报告的局限", "What this report does not say"), style="bold"))
    for limit in answer.limits:
        console.print(Text(f"· {words(limit)}"))


def _items(console: Console, title: str, items: Sequence[Item]) -> None:
    """Print findings rule by rule: each in full where a rule is not kept, the others by their positions."""
    if not items:
        return
    console.print(Text(title, style="bold"))
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        groups.setdefault((item.verdict.code, item.rule), []).append(item)
    for (verdict, _), group in groups.items():
        first = group[0]
        line = Text(f"  {words(first.verdict)}", style=style_of(first.verdict))
        line.append(f"  {say(first.citation_zh, first.citation)}  {say(first.rule_zh, first.rule_en)}  [{words(first.basis)}]", style="")
        line.append(f"  × {len(group)}" if len(group) > 1 else "", style=DIM)
        console.print(line)
        if len(group) == 1 or verdict in NOT_KEPT:
            for item in group[:LONGEST]:
                _item(console, item)
            _rest(console, len(group) - LONGEST)
        else:
            places = list(dict.fromkeys(map(_where, group)))
            console.print(Text(f"      {' '.join(places[:LONGEST])}"), style=DIM)
            _rest(console, len(places) - LONGEST)


def _item(console: Console, item: Item) -> None:
    console.print(Text(f"      {_where(item)} {item.type or ''}  {item.act or ''}  {say(item.why_zh, item.why)}".rstrip()), style=DIM)
    for name, value in item.given.items():
        console.print(Text(f"      {name} = {value}"), style=DIM)
    if item.deviation:
        console.print(Text(f"      {say('例外', 'deviation')}: {item.deviation}", style=RED))


def _where(item: Item) -> str:
    if not item.position:
        return say("整体", "whole round")
    if item.recorded_at_position == item.position:
        return f"#{item.position}"
    return f"#{item.position} {say(f'(更正记录 #{item.recorded_at_position})', f'(correction recorded at #{item.recorded_at_position})')}"


def _rest(console: Console, count: int) -> None:
    if count > 0:
        console.print(Text(say(f"      … 另有 {count} 条, 见 --json", f"      … {count} more, see --json")), style=DIM)


def _counted(counts: Sequence[Count]) -> Text:
    line = Text()
    for count in counts:
        line.append(f"{words(count.verdict)} {count.findings}  ", style=style_of(count.verdict))
    return line
