"""Pre-numbered paper (编号表单): what was handed out, spoiled and brought back. A number in an act's provenance is used."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from ledger.events.event import Confidential, Event, event
from ledger.terms import Role


class Form(StrEnum):
    """编号表单种类: what kind of paper carries a number."""

    SCORE_SHEET = "score_sheet"
    BALLOT = "ballot"
    COUNT_SHEET = "count_sheet"
    OBJECTION_RECEIPT = "objection_receipt"
    OTHER = "other"

    @property
    def zh(self) -> str:
        return _FORMS_ZH[self]


_FORMS_ZH = {
    Form.SCORE_SHEET: "评分确认单",
    Form.BALLOT: "表决票",
    Form.COUNT_SHEET: "计票单",
    Form.OBJECTION_RECEIPT: "异议回执",
    Form.OTHER: "其他",
}


@event
class FormsIssued(Event, frozen=True):
    """领用编号表单. Numbers ``first`` to ``last`` of ``series``, both included, went to ``issued_to``: a role or a code, never a name."""

    wire_name = "forms.issued"
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)

    series: str
    first: int
    last: int
    form: Form
    issued_to: str


@event
class FormSpoiled(Event, frozen=True):
    """作废编号表单. One number was spoiled and is kept; it never becomes an act."""

    wire_name = "form.spoiled"
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)

    series: str
    number: int
    why: Annotated[str, Confidential]


@event
class FormsReturned(Event, frozen=True):
    """交回未用编号表单. Numbers ``first`` to ``last`` came back blank."""

    wire_name = "forms.returned"
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)

    series: str
    first: int
    last: int
