"""How answers look on a terminal (表格), in Chinese or English. Recorded text is shown as text, never as markup."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ledger.commands.words import say
from ledger.terms import View
from projections.answers import VIEWS, AsOf
from projections.conformance import Count, Item, Report
from projections.honours import Honours
from projections.scores import Of, Score
from projections.standings import Departed, Share, Standing, Standings
from projections.terms import Points, Shown, Term
from projections.terms import Text as Recorded
from projections.timeline import Timeline

RED, GREEN, AMBER, DIM = "bold red", "green", "yellow", "dim"
PIPED = 160
"""Columns where no terminal says how many it has."""

_STYLES = {"violates": RED, "method not kept": AMBER, "conforms": GREEN, "rule silent": AMBER, "not on record": AMBER}


def show_rounds(rows: Iterable[Standings]) -> None:
    """Print the rounds of a ledger."""
    table = _table(
        None,
        ("年度", "round"),
        ("奖项", "programme"),
        ("方式", "kind"),
        ("状态", "status"),
        ("申报", "received"),
        ("记录", "records"),
    )
    for row in rows:
        kind = {"live": say("随评随记", "live"), "historical": say("历史补录", "historical")}.get(row.kind or "", "–")
        _row(table, row.round, row.programme or "–", kind, _term(row.status), row.received, row.records)
    _console().print(table)


def show_standings(answer: Standings, stands: AsOf, view: View) -> None:
    """Print the standings of a round."""
    console = _console()
    _head(console, f"{say('名次', 'Standings')} {answer.round} · {_term(answer.status)}", stands, view)
    table = _table(
        None,
        ("名次", "rank"),
        ("代号", "code"),
        ("组织", "organisation"),
        ("所到环节", "reached"),
        ("结局 (位置)", "end (position)"),
        ("资料", "papers"),
        ("资料+答辩", "papers+defence"),
        ("综合", "overall"),
        ("奖项", "tier"),
        ("奖金 (元)", "prize (yuan)"),
    )
    for row in answer.standings:
        _row(table, *_standing(row))
    console.print(table)
    ends = [*((_term(count.end), count.applicants) for count in answer.ends), (say("在途", "on the way"), answer.on_the_way)]
    console.print(Text("  ".join(f"{name} {count}" for name, count in [*ends, (say("合计", "total"), answer.received)])))
    places = _table(
        ("名额", "Places"),
        ("奖项", "tier"),
        ("计划", "planned"),
        ("候选", "candidates"),
        ("授予", "given"),
        ("不占名额", "outside quota"),
        ("空缺", "left vacant"),
        ("失格空出", "fell empty"),
        ("未说明", "unaccounted"),
    )
    for tier in answer.places:
        unaccounted = Text(str(tier.unaccounted), style=RED) if tier.unaccounted else tier.unaccounted
        given = tier.planned, tier.candidates, tier.won, tier.won_outside_quota, tier.left_vacant, tier.emptied
        _row(places, _term(tier.tier), *given, unaccounted)
    console.print(places)
    _shares(console, answer.provenance, answer.sealed, answer.corrections)
    _deviations(console, answer.deviations)


def show_timeline(answer: Timeline, *, records: bool) -> None:
    """Print the links of a round, and on request every record."""
    console = _console()
    table = _table(
        ("进程", "Timeline"),
        ("条款", "provision"),
        ("环节", "link"),
        ("进度", "progress"),
        ("位置", "positions"),
        ("日期", "days"),
        ("天数", "length"),
        ("主体", "who"),
    )
    for link in answer.links:
        positions = f"{link.first_position}–{link.last_position}" if link.records else "–"
        days = f"{link.first_day} – {link.last_day}" if link.first_day else "–"
        who = ", ".join(_term(term) for term in link.who[:4]) + (" …" if len(link.who) > 4 else "")
        _row(table, say(link.citation_zh, link.citation), _term(link.link), _term(link.progress), positions, days, link.days, who)
    console.print(table)
    if not records:
        return
    listed = _table(
        ("记录", "Records"),
        ("#", "#"),
        ("发生", "occurred"),
        ("入账", "recorded"),
        ("行为", "act"),
        ("对象", "subjects"),
        ("依据", "basis"),
        ("来源", "provenance"),
        ("更正", "correction"),
    )
    for fact in answer.facts:
        links = [f"{say('更正', 'corrects')} {fact.corrects}"] if fact.corrects else []
        links += [f"{say('被更正于', 'corrected by')} {fact.corrected_by}"] if fact.corrected_by else []
        style = RED if fact.deviates else DIM if fact.corrected_by else ""
        basis = ", ".join(say(",".join(fact.basis_zh), ",".join(fact.basis)).split(","))
        _row(
            listed,
            fact.position,
            fact.occurred_at,
            fact.recorded_at[:19],
            _term(fact.type),
            " ".join(fact.subjects),
            basis,
            _term(fact.provenance),
            "; ".join(links),
            style=style,
        )
    console.print(listed)


def show_report(answer: Report, stands: AsOf, view: View) -> None:
    """Print a conformance report."""
    console = _console()
    _head(console, f"{say('合规核查报告', 'Conformance report')} {answer.round} · {_term(answer.status)}", stands, view)
    console.print(Text(f"{say('结论', 'Conclusion')}: "), Text(_term(answer.conclusion), style=_style(answer.conclusion)))
    console.print(_counted(answer.counts))
    if answer.method_counts:
        console.print(Text(say("记录方法: ", "method: ")), _counted(answer.method_counts))
    table = _table(None, ("条款", "provision"), ("核查结果", "findings"))
    for row in answer.by_provision:
        _row(table, say(row.citation_zh, row.citation), _counted(row.counts))
    console.print(table)
    _items(console, say("核查结果 (办法条文与评审规则)", "Findings on the text and the adopted rules"), answer.findings)
    _items(console, say("记录方法", "Findings on the keeping of records"), answer.of_method)
    _shares(console, answer.provenance, answer.sealed, None)
    _deviations(console, answer.deviations)
    console.print(Text(say("本报告的局限", "What this report does not say"), style="bold"))
    for limit in answer.limits:
        console.print(Text(f"· {_term(limit)}"))


def show_honours(answer: Honours) -> None:
    """Print every title with its bars."""
    table = _table(
        ("荣誉", "Honours"),
        ("年度", "award year"),
        ("奖项", "tier"),
        ("组织", "organisation"),
        ("决定日期", "decided"),
        ("状态", "status"),
        ("奖金 (元)", "prize (yuan)"),
        ("不得申报至 (各读法)", "may not apply until (each reading)"),
    )
    for row in answer.honours:
        missing = say("未见记录", "not on record")
        bars = "\n".join(f"{_term(bar.reading)}: {bar.last_day or missing}" for bar in row.bars) or "–"
        prize = missing if row.granted is None else _yuan(row.granted)
        status = Text(_term(row.status), style=RED if row.status.code == "revoked" else "")
        _row(table, row.award_year, _term(row.tier), row.name, row.decided_on or missing, status, prize, bars)
    _console().print(table)


def _standing(row: Standing) -> Sequence[Any]:
    scores = {score.of.code: score for score in row.scores}
    rank = "–" if row.rank is None else f"{row.rank}{say(' 并列', ' =') if row.tied else ''}"
    end = "–" if row.ended is None else f"{_term(row.ended.end)} ({row.ended.position})"
    tier = _term(row.won) if row.won else f"({_term(row.candidate_for)})" if row.candidate_for else "–"
    money = row.money
    prize = "–" if money.granted is None else f"{_yuan(money.granted)} / {say('已付', 'paid')} {_yuan(money.paid)}"
    if money.demanded:
        prize += f" / {say('追回', 'recovered')} {_yuan(money.recovered)}"
    columns = (_score(scores.get(kind.value)) for kind in (Of.DOCUMENT, Of.COMBINED, Of.OVERALL))
    return rank, row.applicant, _recorded(row.name), _term(row.reached), end, *columns, tier, prize


def _score(score: Score | None) -> Text:
    if score is None:
        return Text("–")
    if score.differs:
        told = say(
            f"{_points(score.recomputed)} (所报 {_points(score.claimed)})",
            f"{_points(score.recomputed)} (claimed {_points(score.claimed)})",
        )
        return Text(told, style=RED)
    if score.recomputed.state is not Shown.SHOWN and score.claimed.state is Shown.SHOWN:
        return Text(f"{_points(score.claimed)} ({say('所报', 'claimed')})")
    return Text(_points(score.recomputed))


def _points(points: Points) -> str:
    if points.hundredths is None:
        return points.exact or say(points.state.zh, points.state.en)
    return f"{points.hundredths // 100}.{points.hundredths % 100:02}"


def _recorded(text: Recorded) -> str:
    return text.value if text.value is not None else say(text.state.zh, text.state.en)


def _items(console: Console, title: str, items: Sequence[Item]) -> None:
    if not items:
        return
    console.print(Text(title, style="bold"))
    for item in items:
        where = say("整体", "whole round") if not item.position else f"#{item.position}"
        if item.recorded_at_position != item.position:
            where += say(f" (更正记录 #{item.recorded_at_position})", f" (correction recorded at #{item.recorded_at_position})")
        line = Text(f"  {_term(item.verdict)}", style=_style(item.verdict))
        line.append(f"  {say(item.citation_zh, item.citation)}  {say(item.rule_zh, item.rule_en)}  [{_term(item.basis)}]", style="")
        console.print(line)
        console.print(Text(f"      {where} {item.type or ''}  {item.act or ''}  {item.why}".rstrip()), style=DIM)
        for name, value in item.given.items():
            console.print(Text(f"      {name} = {value}"), style=DIM)
        if item.deviation:
            console.print(Text(f"      {say('例外', 'deviation')}: {item.deviation}", style=RED))


def _counted(counts: Sequence[Count]) -> Text:
    line = Text()
    for count in counts:
        line.append(f"{_term(count.verdict)} {count.findings}  ", style=_style(count.verdict))
    return line


def _shares(console: Console, shares: Sequence[Share], sealed: int, corrections: int | None) -> None:
    total = sum(share.records for share in shares) or 1
    told = "  ".join(f"{_term(s.kind)} {s.records} ({s.records * 100 // total}%)" for s in shares)
    console.print(Text(f"{say('来源', 'Provenance')}: {told}"))
    if sealed:
        console.print(Text(say(f"本视图未开示的密封记录: {sealed}", f"sealed records closed in this view: {sealed}")))
    if corrections:
        console.print(Text(say(f"更正: {corrections}", f"corrections: {corrections}")))


def _deviations(console: Console, deviations: Sequence[Departed]) -> None:
    for one in deviations:
        told = f"{say('例外', 'Deviation')} #{one.position} {one.type}: {one.rule} · {one.authority} · {one.why}"
        console.print(Text(told, style=RED))


def _head(console: Console, title: str, stands: AsOf, view: View) -> None:
    console.print(Text(title, style="bold"))
    shown = VIEWS[view]
    at = say(f"截至第 {stands.position} 号记录 / 共 {stands.size} 条", f"as of record {stands.position} of {stands.size}")
    console.print(Text(f"{at} · {say('树根', 'root')} {stands.root or '–'} · {say(shown['zh'], shown['en'])}"), style=DIM)


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else PIPED, highlight=False)


def _table(title: tuple[str, str] | None, *columns: tuple[str, str]) -> Table:
    table = Table(title=None if title is None else Text(say(*title), style="bold"), title_justify="left")
    for column in columns:
        table.add_column(Text(say(*column)), overflow="fold")
    return table


def _row(table: Table, *cells: object, style: str = "") -> None:
    table.add_row(*(cell if isinstance(cell, Text) else Text("–" if cell is None else str(cell)) for cell in cells), style=style)


def _term(term: Term) -> str:
    return say(term.zh, term.en)


def _style(term: Term) -> str:
    return _STYLES.get(term.code, "")


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02}"
