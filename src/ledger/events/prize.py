"""Prize money (奖金): what the budget gives, what is paid, what comes back and what is given back. Articles 10, 11, 12. Amounts in fen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ledger.events.event import Confidential, Event, Subject, event, upcast
from ledger.terms import ApplicantCode, Fen, OrgId, Role


@event
class BudgetAppropriated(Event, frozen=True):
    """预算安排 (10.1). So much for the prizes stands in the budget of a year, on this line, by this document. A change is a correction."""

    wire_name = "budget.appropriated"
    cites = ("10.1",)
    signed_by = (Role.FINANCE, Role.GOVERNMENT)
    registers = ("honours",)

    year: int
    budget_line: str
    amount: Fen
    document: str


@event
class PrizePaid(Event, frozen=True):
    """奖金拨付 (10.1). Paid to the winner and to nobody else, out of a line of a year's budget.

    The voucher's number is public; account and payee (credit code, or name) are not. None: the source does not tell.
    """

    wire_name = "prize.paid"
    version = 2
    cites = ("10.1",)
    signed_by = (Role.FINANCE,)
    registers = ("honours",)
    registers_from = 2

    applicant: Annotated[ApplicantCode, Subject]
    amount: Fen
    voucher: str
    budget_year: int | None
    budget_line: str | None
    account: Annotated[str, Confidential]
    payee: Annotated[OrgId | None, Confidential]


@event
class ClawbackDemanded(Event, frozen=True):
    """追回奖金 (11, 12). The prize is asked back: so much, by the end of which day; None: no day is known."""

    wire_name = "clawback.demanded"
    version = 2
    cites = ("11", "12")
    signed_by = (Role.FINANCE, Role.OFFICE)
    registers = ("honours",)
    registers_from = 2

    applicant: Annotated[ApplicantCode, Subject]
    amount: Fen
    due_on: date | None


@event
class ClawbackReceived(Event, frozen=True):
    """奖金收回 (11, 12). One instalment came in."""

    wire_name = "clawback.received"
    version = 2
    cites = ("11", "12")
    signed_by = (Role.FINANCE,)
    registers = ("honours",)
    registers_from = 2

    applicant: Annotated[ApplicantCode, Subject]
    amount: Fen
    voucher: str


@event
class ClawbackRefunded(Event, frozen=True):
    """退还已追回奖金 (11, 12). After the revocation was set aside, what had come back is given back."""

    wire_name = "clawback.refunded"
    cites = ("11", "12")
    signed_by = (Role.FINANCE,)
    registers = ("honours",)

    applicant: Annotated[ApplicantCode, Subject]
    amount: Fen
    voucher: str


@upcast("prize.paid", 1)
def _without_payee(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "budget_year": None, "budget_line": None, "payee": None}


@upcast("clawback.demanded", 1)
def _due_as_text(body: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(body.get("due_on"), str):
        return body
    try:
        due = date.fromisoformat(body["due_on"])
    except ValueError:
        return {**body, "due_on": None}  # words such as "within a month" give no day, and none is made up
    return {**body, "due_on": due.isoformat()}


@upcast("clawback.received", 1)
def _received_outside_the_register(body: dict[str, Any]) -> dict[str, Any]:
    return body
