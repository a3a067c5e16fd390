"""拨付表: what each winner was granted, what is paid and still to pay. The account stays blank, and is filled in by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from ledger.errors import BadInput
from ledger.forms.book import Book, Value, points
from ledger.forms.kinds import PAYMENTS
from ledger.forms.paper import Stand
from ledger.forms.public_notice import tier_text
from ledger.stages.contenders import title_of
from ledger.stages.history import History, Round


def write_payment_list(path: Path, stand: Stand, lang: str, history: History, round: Round) -> None:
    """Write the list of published winners. Nothing in it is sealed. Raises ``BadInput`` before the publication."""
    published = round.approval.published
    if published is None:
        raise BadInput("ROUND", "the result is not published yet, and nothing is paid before it is", "record the publication first")
    book = Book(path, PAYMENTS, stand, lang)
    head = [
        book.say("序号", "no."),
        book.say("获奖组织", "winner"),
        book.say("统一社会信用代码或名称", "credit code or name"),
        book.say("奖项", "tier"),
    ]
    head += [
        book.say("核定金额（元）", "granted (yuan)"),
        book.say("已拨付（元）", "paid (yuan)"),
        book.say("待拨付（元）", "to pay (yuan)"),
    ]
    head += [book.say("开户行及账号", "bank and account"), book.say("凭证号", "voucher"), book.say("备注", "remarks")]
    rows: list[list[Value]] = []
    sums = [0, 0, 0]
    for number, winner in enumerate(published.winners, 1):
        granted, paid = round.approval.granted.get(winner.applicant), round.prize.paid[winner.applicant]
        title = title_of(history, round, winner.applicant)
        held = title is None or title.held
        to_pay = max(0, (granted or 0) - paid) if held else 0
        sums = [sums[0] + (granted or 0), sums[1] + paid, sums[2] + to_pay]
        remarks = [] if held else [book.say("称号已撤销, 不予拨付", "title revoked: not to be paid")]
        remarks += [book.say("未核定", "not granted yet")] if granted is None else []
        remarks += [book.say("不占名额 (再次获奖)", "outside the quota (won before)")] if winner.outside_quota else []
        rows.append(
            [
                number,
                winner.name,
                str(winner.organisation),
                tier_text(round, winner.tier).said(lang),
                None if granted is None else points(granted),
                points(paid),
                points(to_pay),
                "",
                "",
                "; ".join(remarks),
            ]
        )
    total: list[Value] = [book.say("合计", "total"), "", "", "", *(_yuan(amount) for amount in sums), "", "", ""]
    opened = round.opening.opened
    notes = [
        book.say(
            "单位: 元。账号由财政部门依据获奖组织提供的材料填写, 不记入台账公开部分。",
            "In yuan. The account is filled in by finance, from the winner's own papers.",
        ),
        book.say(
            "制表：____________    审核：____________    审批：____________    日期：____________",
            "made by: ____________    checked by: ____________    approved by: ____________    date: ____________",
        ),
    ]
    name = book.say("奖金拨付表", "prize payments")
    book.sheet(name, f"{opened.programme if opened else ''} {round.id} {name}", head, rows, notes=notes, under=[total])
    book.write()


def _yuan(amount: int) -> Decimal:
    return points(amount)
