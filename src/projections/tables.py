"""How standings, timelines and honours look on a terminal (表格), in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.text import Text

from ledger.commands.words import say
from ledger.terms import View
from projections.answers import AsOf
from projections.honours import Honours
from projections.scores import Of, RankOf, Score
from projections.standings import Standing, Standings
from projections.terminal import DIM, RED, add_row, console_of, show_deviations, show_head, show_shares, table_of, words, yuan
from projections.terms import Points, Shown
from projections.terms import Text as Recorded
from projections.timeline import Timeline


def show_rounds(rows: Iterable[Standings]) -> None:
    """Print the rounds of a ledger."""
    table = table_of(
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
        add_row(table, row.round, row.programme or "–", kind, words(row.status), row.received, row.records)
    console_of().print(table)


def show_standings(answer: Standings, stands: AsOf, view: View) -> None:
    """Print the standings of a round."""
    console = console_of()
    show_head(console, f"{say('名次', 'Standings')} {answer.round} · {words(answer.status)}", stands, view)
    told_by = {row.rank_of for row in answer.standings if row.rank_of is not None}
    by = RankOf.AS_PUBLISHED if told_by == {RankOf.AS_PUBLISHED} else None
    table = table_of(
        None,
        (f"名次 ({by.zh})", f"rank ({by.en})") if by else ("名次", "rank"),
        ("代号", "code"),
        ("组织", "organisation"),
        ("所到环节", "reached"),
        ("结局 (位置)", "end (position)"),
        ("资料", "papers"),
        ("资料+答辩", "papers+defence"),
        ("综合", "overall"),
        ("奖项", "tier"),
        ("奖金 (元)", "prize (yuan)"),
        figures=("papers", "papers+defence", "overall"),
    )
    for row in answer.standings:
        add_row(table, *_standing(row, is_told=by is not None))
    console.print(table)
    ends = [*((words(count.end), count.applicants) for count in answer.ends), (say("在途", "on the way"), answer.on_the_way)]
    console.print(Text("  ".join(f"{name} {count}" for name, count in [*ends, (say("合计", "total"), answer.received)])))
    places = table_of(
        ("名额", "Places"),
        ("奖项", "tier"),
        ("计划", "planned"),
        ("候选", "candidates"),
        ("授予", "given"),
        ("不占名额", "outside quota"),
        ("空缺", "left vacant"),
        ("失格空出", "fell empty"),
        ("未说明", "unaccounted"),
        figures=("planned", "candidates", "given", "outside quota", "left vacant", "fell empty", "unaccounted"),
    )
    for tier in answer.places:
        unaccounted = Text(str(tier.unaccounted), style=RED) if tier.unaccounted else tier.unaccounted
        given = tier.planned, tier.candidates, tier.won, tier.won_outside_quota, tier.left_vacant, tier.emptied
        add_row(places, words(tier.tier), *given, unaccounted)
    console.print(places)
    show_shares(console, answer.provenance, answer.sealed, answer.corrections, answer.refused)
    show_deviations(console, answer.deviations)


def show_timeline(answer: Timeline, *, records: bool) -> None:
    """Print the links of a round, and on request every record."""
    console = console_of()
    table = table_of(
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
        days = "; ".join([*([f"{link.first_day} – {link.last_day}"] if link.first_day else []), *link.partly_known]) or "–"
        who = ", ".join(words(term) for term in link.who[:4]) + (" …" if len(link.who) > 4 else "")
        add_row(table, say(link.citation_zh, link.citation), words(link.link), words(link.progress), positions, days, link.days, who)
    console.print(table)
    if not records:
        return
    listed = table_of(
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
        add_row(
            listed,
            fact.position,
            fact.occurred_at,
            fact.recorded_at[:19],
            words(fact.type),
            " ".join(fact.subjects),
            basis,
            words(fact.provenance),
            "; ".join(links),
            style=style,
        )
    console.print(listed)


def show_honours(answer: Honours) -> None:
    """Print every title with its bars."""
    table = table_of(
        ("荣誉", "Honours"),
        ("年度", "award year"),
        ("奖项", "tier"),
        ("组织", "organisation"),
        ("决定日期", "decided"),
        ("状态", "status"),
        ("奖金 (元)", "prize (yuan)"),
        ("不得申报至 (各读法)", "may not apply until (each reading)"),
        figures=("prize (yuan)",),
    )
    for row in answer.honours:
        missing = say("未见记录", "not on record")
        known = any(bar.last_day for bar in row.bars)
        bars = "\n".join(f"{words(bar.reading)}: {bar.last_day or missing}" for bar in row.bars) if known else missing if row.bars else "–"
        prize = missing if row.granted is None else yuan(row.granted)
        status = Text(words(row.status), style=RED if row.status.code == "revoked" else "")
        add_row(table, row.award_year, words(row.tier), row.name, row.decided_on or missing, status, prize, bars)
    console_of().print(table)


def _standing(row: Standing, *, is_told: bool) -> Sequence[Any]:
    scores = {score.of.code: score for score in row.scores}
    rank = "–" if row.rank is None else f"{row.rank}{say(' 并列', ' =') if row.tied else ''}"
    if row.rank_of == RankOf.AS_PUBLISHED and not is_told:
        rank += f" ({say(RankOf.AS_PUBLISHED.zh, RankOf.AS_PUBLISHED.en)})"
    end = "–" if row.ended is None else f"{words(row.ended.end)} ({row.ended.position})"
    tier = words(row.won) if row.won else f"({words(row.candidate_for)})" if row.candidate_for else "–"
    money = row.money
    prize = "–" if money.granted is None else f"{yuan(money.granted)} / {say('已付', 'paid')} {yuan(money.paid)}"
    if money.demanded:
        prize += f" / {say('追回', 'recovered')} {yuan(money.recovered)}"
    columns = (_score(scores.get(kind.value)) for kind in (Of.DOCUMENT, Of.COMBINED, Of.OVERALL))
    return rank, row.applicant, _recorded(row.name), words(row.reached), end, *columns, tier, prize


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
        return Text(f"{_points(score.claimed)} ({say('公布值', 'as published')})")
    return Text(_points(score.recomputed))


def _points(points: Points) -> str:
    if points.hundredths is None:
        return points.exact or say(points.state.zh, points.state.en)
    return f"{points.hundredths // 100}.{points.hundredths % 100:02}"


def _recorded(text: Recorded) -> str:
    return text.value if text.value is not None else say(text.state.zh, text.state.en)
