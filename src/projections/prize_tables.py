"""How prize money and certificates look on a terminal (奖金账), in Chinese or English. Amounts are printed in yuan."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from ledger.commands.words import say
from ledger.terms import View
from projections.answers import AsOf
from projections.certificates import Answer, Certificate
from projections.prizes import FAULTS, Prizes
from projections.terminal import AMBER, GREEN, RED, add_row, console_of, show_head, table_of, words, yuan

AMOUNTS = frozenset(
    {"granted", "cancelled", "paid", "outstanding", "asked back", "recovered", "receivable", "refunded", "net", "most of a year"}
    | {"appropriated", "left", "debit", "credit"}
)
"""Columns that hold money."""


def show_prizes(answer: Prizes, stands: AsOf, *, journal: bool) -> None:
    """Print balances per winner, award year and budget, what does not agree, and on request the journal."""
    console = console_of()
    judged = say(f"逾期以 {answer.on} 判断", f"overdue as of {answer.on}")
    show_head(console, f"{say('奖金账 (元)', 'Prizes (yuan)')} · {judged}", stands, View.PUBLIC)
    _show_winners(console, answer)
    _show_sums(console, answer)
    if journal:
        _show_journal(console, answer)
    total = say(f"全部科目余额合计 {money(answer.total)}", f"sum over all accounts {money(answer.total)}")
    console.print(Text(total, style=RED if answer.total else GREEN))
    for one in answer.odd:
        since = say(f", 期限 {one.since}", f", due {one.since}") if one.since else ""
        amount = str(one.amount) if one.what.code == "voucher" else money(one.amount)
        console.print(Text(f"{words(one.what)}: {one.of} · {amount}{since}", style=RED if one.what.code in FAULTS else AMBER))
    if not answer.odd:
        console.print(Text(say("账目相符, 无逾期", "everything agrees, nothing is overdue"), style=GREEN))


def show_certificate(answer: Certificate) -> None:
    """Print what a number stands for."""
    console = console_of()
    style = {Answer.REVOKED.value: RED, Answer.UNKNOWN.value: AMBER}.get(answer.state.code, GREEN)
    console.print(Text(f"{say('证书编号', 'certificate')} {answer.number}: {words(answer.state)}", style=style))
    if answer.tier is not None:
        console.print(Text(f"{answer.name} · {answer.award_year} · {answer.programme} · {words(answer.tier)}"))
    if answer.ground is not None:
        told = f"{say('撤销', 'revoked')} {answer.revoked_on}: {words(answer.ground)}"
        restored = f" · {say('恢复', 'restored')} {answer.restored_on}" if answer.restored_on else ""
        console.print(Text(told + restored))
    if answer.others:
        console.print(Text(say(f"另有 {answer.others} 项荣誉载有同一编号", f"{answer.others} more titles carry this number"), style=RED))


def money(fen: int) -> str:
    """Return an amount in fen as yuan, a credit with its sign."""
    return f"-{yuan(-fen)}" if fen < 0 else yuan(fen)


def _show_winners(console: Console, answer: Prizes) -> None:
    table = table_of(
        ("获奖组织", "Winners"),
        ("年度", "round"),
        ("代号", "code"),
        ("组织", "organisation"),
        ("核定", "granted"),
        ("停付", "cancelled"),
        ("已付", "paid"),
        ("未付", "outstanding"),
        ("追缴", "asked back"),
        ("已收回", "recovered"),
        ("应收", "receivable"),
        ("退还", "refunded"),
        ("净额", "net"),
        ("期限", "due"),
        figures=AMOUNTS,
    )
    missing = say("未见记录", "not on record")
    for row in answer.winners:
        known = not row.is_historical or row.paid
        add_row(
            table,
            row.round,
            row.applicant,
            row.name,
            missing if row.granted is None else money(row.granted),
            money(row.cancelled),
            money(row.paid) if known else missing,
            money(row.outstanding) if known else missing,
            money(row.demanded),
            money(row.recovered),
            money(row.receivable),
            money(row.refunded),
            money(row.net) if known else missing,
            row.due_on,
        )
    console.print(table)


def _show_sums(console: Console, answer: Prizes) -> None:
    years = table_of(
        ("奖项年度", "Award years"),
        ("年度", "round"),
        ("全年最高额", "most of a year"),
        ("核定", "granted"),
        ("已付", "paid"),
        ("未付", "outstanding"),
        ("已收回", "recovered"),
        ("净额", "net"),
        figures=AMOUNTS,
    )
    missing = say("未见记录", "not on record")
    for row in answer.years:
        most = missing if row.most is None else money(row.most)
        add_row(years, row.round, most, money(row.granted), money(row.paid), money(row.outstanding), money(row.recovered), money(row.net))
    console.print(years)
    budgets = table_of(
        ("预算", "Budgets"),
        ("年度", "year"),
        ("科目", "line"),
        ("安排", "appropriated"),
        ("已付", "paid"),
        ("结余", "left"),
        figures=AMOUNTS,
    )
    for budget in answer.budgets:
        given = [missing if amount is None else money(amount) for amount in (budget.appropriated, budget.left)]
        add_row(budgets, budget.year, budget.line, given[0], money(budget.paid), given[1])
    console.print(budgets)


def _show_journal(console: Console, answer: Prizes) -> None:
    table = table_of(
        ("分录", "Journal"),
        ("#", "#"),
        ("日期", "day"),
        ("事项", "move"),
        ("凭证", "paper"),
        ("科目", "account"),
        ("借", "debit"),
        ("贷", "credit"),
        figures=AMOUNTS,
    )
    for entry in answer.entries:
        head = (entry.position, entry.day, words(entry.move), entry.paper)
        if not entry.lines:
            add_row(table, *head, "–", "", "")
        for number, line in enumerate(entry.lines):
            amount = (money(line.amount), "") if line.amount > 0 else ("", money(-line.amount))
            add_row(table, *(head if not number else ("", "", "", "")), f"{words(line.account)} {line.of}", *amount)
    console.print(table)
