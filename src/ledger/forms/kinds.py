"""The forms that are printed (表单): name on the command line, number that stands at the foot, title, and the ending of the file."""

from __future__ import annotations

from typing import NamedTuple

from ledger.forms.step import Text


class Kind(NamedTuple):
    """表单: one form."""

    name: str
    number: str
    text: Text
    ending: str

    def is_named(self, name: str) -> bool:
        """Return whether somebody who writes ``name`` means this form."""
        return name in (self.name, self.number, *self.text)

    def filename(self, lang: str, *parts: str) -> str:
        """Return the name of its file: the title and ``parts``, joined."""
        return "_".join((self.text.said(lang), *parts)).replace(" ", "-") + self.ending


CONFIRMATION = Kind("score-confirmation", "ZL-01", Text("评分确认单", "Score confirmation"), ".docx")
SUMMARY = Kind("summary", "ZL-02", Text("评分汇总表", "Summary of scores"), ".xlsx")
NOTICE = Kind("notice", "ZL-03", Text("公示稿", "Public notice"), ".docx")
RECEIPT = Kind("objection-receipt", "ZL-04", Text("异议回执", "Objection receipt"), ".docx")
COUNT_SHEET = Kind("count-sheet", "ZL-05", Text("计票单", "Ballot count sheet"), ".docx")
PAYMENTS = Kind("payment-list", "ZL-06", Text("奖金拨付表", "Prize payments"), ".xlsx")
RECONCILIATION = Kind("reconciliation", "ZL-07", Text("核对表", "Reconciliation"), ".xlsx")

PRINTED = (CONFIRMATION, SUMMARY, NOTICE, RECEIPT, COUNT_SHEET, PAYMENTS)
"""What ``ledger print`` writes; ``ledger reconcile`` writes its own."""
