"""异议回执: a numbered receipt for an objection, and its stub. It holds the number and the day, and nothing of who objects to whom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from ledger.errors import BadInput
from ledger.events.forms import Form
from ledger.forms.kinds import RECEIPT
from ledger.forms.numbers import ranges
from ledger.forms.paper import TITLE_SONG, Paper, Stand
from ledger.rules.paper_forms import Serial
from ledger.stages.history import Round


def free_receipts(round: Round, used: Collection[Serial], serials: Sequence[Serial]) -> list[Serial]:
    """Return the receipts that can be printed: those asked for, or all that were handed out and have not ended.

    Raises ``BadInput`` where none was handed out, and for one that was not, or has ended.
    """
    state = round.forms
    issued = [serial for serial, event in state.handed_out() if event.form is Form.OBJECTION_RECEIPT]
    free = [serial for serial in issued if serial not in used and serial.number not in state.ended(serial.series)]
    if not issued:
        raise BadInput(
            "ROUND",
            "no receipt was handed out in this round",
            "record forms.issued for objection_receipt first, so that every receipt has its number",
        )
    if not free:
        raise BadInput("ROUND", "every receipt that was handed out is used, spoiled or back", "record forms.issued with further numbers")
    strange = [serial for serial in serials if serial not in free]
    if strange:
        raise BadInput(
            "--serial",
            f"{', '.join(map(str, strange))} cannot be printed: not handed out, or ended",
            f"take one of {', '.join(ranges(free))}",
        )
    return list(serials) or free


def write_receipts(path: Path, stand: Stand, lang: str, round: Round, serials: Sequence[Serial]) -> None:
    """Write one page for each serial: the receipt, and under it the stub that the office keeps."""
    paper = Paper(RECEIPT, stand, lang)
    programme = round.opening.opened.programme if round.opening.opened else ""
    for at, serial in enumerate(serials):
        if at:
            paper.next_page()
        paper.line(paper.say("编号：", "No. ") + str(serial), align="right", size=12, bold=True)
        paper.title(paper.say("异议回执", "Receipt for an objection"))
        paper.text(
            paper.say(
                f"今收到关于 {round.id} 年度{programme}公示的书面异议一件, 收到时间: ______年____月____日____时____分。",
                f"One written objection to the public notice of {programme}, {round.id}, was received on ________________ at ________.",
            ),
            14,
        )
        days = round.opening.parameters.objection_resolve_working_days
        if days is not None:
            paper.text(
                paper.say(
                    f"按采用的评审规则, 自收到之日起 {days} 个工作日内作出处理并答复。",
                    f"Under the adopted rules it is decided on and answered within {days} working days.",
                ),
                14,
            )
        paper.text(
            paper.say(
                "请妥善保存本回执。凭编号可查询处理进度, 本回执及其存根不记载异议人、被异议组织和异议内容。",
                "Please keep this receipt; ask by its number. Neither it nor its stub says who objects, to whom, or why.",
            ),
            14,
        )
        paper.signatures((paper.say("接收人（签名）", "received by"),))
        paper.box(["", paper.say("（用印处）", "(place of the seal)"), ""], width=60, dotted=True)
        paper.line(
            paper.say("┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 裁剪线 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄", "- - - - - - - - - - - - - - cut here - - - - - - - - - - - - - -"),
            align="center",
            size=10,
            after=10,
        )
        paper.line(paper.say("异议回执（存根）", "Receipt for an objection (stub)"), align="center", size=16, typeface=TITLE_SONG)
        paper.line(paper.say("编号：", "No. ") + str(serial), size=12, bold=True)
        paper.line(
            paper.say(
                "收到时间：______年____月____日____时____分    份数：____    页数：____",
                "received on ________________ at ________    papers: ____    pages: ____",
            ),
            size=12,
        )
        paper.signatures((paper.say("接收人（签名）", "received by"),))
    paper.write(path)
