"""What the tables of the pages hold (页面表格): their columns, and the rows that belong together."""

from __future__ import annotations

from typing import NamedTuple

from api.words import award_year
from ledger.rules.citation import Verdict
from ledger.terms import RoundKind
from projections.honours import Honour, Reading
from projections.judging import METHOD_FAULT, Item
from projections.prizes import Winner
from projections.scores import Of, Score
from projections.standings import Standing, Standings
from projections.terms import Points, Shown


class Column(NamedTuple):
    """A column that a table may have: the code of what it holds, and its heading in Chinese and English."""

    code: str
    zh: str
    en: str


COLUMNS = (
    Column(Of.DOCUMENT.value, "资料评审", "Document"),
    Column(Of.DEFENCE.value, "陈述答辩", "Defence"),
    Column(Of.COMBINED.value, "资料+答辩", "Document + defence"),
    Column(Of.SITE.value, "现场评审", "Site visit"),
    Column(Of.OVERALL.value, "综合评分", "Overall"),
)
"""Scores, in the order of the procedure."""

PLACES = (
    Column("planned", "计划", "Planned"),
    Column("candidates", "候选", "Candidates"),
    Column("won", "已授予", "Won"),
    Column("left_vacant", "空缺", "Left vacant"),
    Column("emptied", "失格未递补", "Fell empty"),
    Column("unaccounted", "未决", "Open"),
)
"""What became of the places of a tier."""

AMOUNTS = (
    Column("granted", "核定", "Granted"),
    Column("cancelled", "停付", "Cancelled"),
    Column("paid", "已付", "Paid"),
    Column("outstanding", "未付", "Outstanding"),
    Column("demanded", "追缴", "Asked back"),
    Column("recovered", "已收回", "Recovered"),
    Column("receivable", "应收", "Receivable"),
    Column("refunded", "退还", "Refunded"),
    Column("net", "净额", "Net"),
)
"""What there is to tell of the prize of a winner. The columns in between are told where any winner has something there."""

YEAR_AMOUNTS = (
    Column("most", "全年最高额", "Most of a year"),
    *(column for column in AMOUNTS if column.code in ("granted", "paid", "outstanding", "recovered", "net")),
)
BUDGET_AMOUNTS = (
    Column("appropriated", "安排", "Appropriated"),
    Column("paid", "已付", "Paid"),
    Column("left", "结余", "Left"),
)

ALWAYS = frozenset({"granted", "paid", "outstanding", "net"})
UNRECORDED = frozenset({"paid", "outstanding", "net"})
"""What is not on record where a round was put together afterwards and no payment is told of."""

READINGS = (
    Column(Reading.DECISION.value, "自批准之日起", "from the decision"),
    Column(Reading.START_OF_AWARD_YEAR.value, "自年度年初起", "from the start of the year"),
    Column(Reading.END_OF_AWARD_YEAR.value, "自年度年末起", "from the end of the year"),
)
"""The readings of 10.2, in short, in the order in which a title that stands has its bars."""


class Scored(NamedTuple):
    """A kind of score that is shown; ``as_published`` where none of its totals follows from marks that this view opens."""

    column: Column
    as_published: bool


class Awarded(NamedTuple):
    """One award of one year, with its titles."""

    round: str
    programme: str
    year: tuple[str, str]
    honours: list[Honour]


class Group(NamedTuple):
    """Findings of one verdict on one rule for one reason, with the positions of their records; none: the whole round."""

    item: Item
    positions: list[int]


_GRAVITY = {
    code: order for order, code in enumerate((Verdict.VIOLATES.value, METHOD_FAULT.code, Verdict.SILENT.value, Verdict.NOT_ON_RECORD.value))
}


def grouped(items: list[Item]) -> list[Group]:
    """Return findings that say the same thing together, the gravest first."""
    found: dict[tuple[str, str, str], list[Item]] = {}
    for item in items:
        found.setdefault((item.verdict.code, item.rule, item.why), []).append(item)
    groups = [Group(same[0], [item.recorded_at_position for item in same if item.position]) for same in found.values()]
    return sorted(groups, key=lambda group: _GRAVITY.get(group.item.verdict.code, len(_GRAVITY)))


def columns_of(standings: tuple[Standing, ...]) -> tuple[list[Scored], list[Column]]:
    """Return the kinds of score of which something can be shown, and those that this view leaves closed."""
    scores: dict[str, list[Score]] = {}
    for score in (score for standing in standings for score in standing.scores):
        scores.setdefault(score.of.code, []).append(score)
    known = [(column, scores[column.code]) for column in COLUMNS if column.code in scores]
    shown = [(column, same) for column, same in known if not all(_is_closed(s.recomputed) and _is_closed(s.claimed) for s in same)]
    shut = [column for column, same in known if (column, same) not in shown]
    return [Scored(column, all(s.recomputed.value is None for s in same)) for column, same in shown], shut


def _is_closed(points: Points) -> bool:
    return points.state in (Shown.NOT_DISCLOSED, Shown.NOT_ON_RECORD)


def place_columns_of(standings: Standings) -> list[Column]:
    """Return what is told of places: of a round put together afterwards only what its papers say something of."""
    if standings.kind != RoundKind.HISTORICAL.value:
        return list(PLACES)
    return [column for column in PLACES if column.code == "won" or any(getattr(row, column.code) for row in standings.places)]


def amounts_of(winners: tuple[Winner, ...]) -> list[Column]:
    """Return the amounts of which something is told."""
    return [column for column in AMOUNTS if column.code in ALWAYS or any(getattr(row, column.code) for row in winners)]


def amount_of(winner: Winner, code: str) -> int | None:
    """Return an amount of a winner in fen; None where it is not on record."""
    amount: int | None = getattr(winner, code)
    return None if winner.is_historical and not winner.paid and code in UNRECORDED else amount


def awards(honours: tuple[Honour, ...]) -> list[Awarded]:
    """Return titles by award: those of a year first, in the order of the years; then those that count themselves."""
    found: dict[str, list[Honour]] = {}
    for one in honours:
        found.setdefault(one.round, []).append(one)
    rows = [Awarded(round, same[0].programme, award_year(same[0].award_year), same) for round, same in found.items()]
    return sorted(rows, key=lambda row: (not row.honours[0].award_year[:4].isdigit(), row.honours[0].award_year, row.honours[0].position))


def score_of(standing: Standing, kind: str) -> Score | None:
    """Return the score of one kind that an applicant has."""
    return next((score for score in standing.scores if score.of.code == kind), None)
