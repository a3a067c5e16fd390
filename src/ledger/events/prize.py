"""Prize money (奖金): what is paid and what comes back. Articles 10, 11, 12. Amounts in fen."""

from __future__ import annotations

from typing import Annotated

from ledger.events.event import Confidential, Event, Subject, event
from ledger.terms import ApplicantCode, Fen, Role


@event
class PrizePaid(Event, frozen=True):
    """奖金拨付 (10.1). Paid to the winner and to nobody else; the voucher's number is public, the account is not."""

    wire_name = "prize.paid"
    cites = ("10.1",)
    signed_by = (Role.FINANCE,)

    applicant: Annotated[ApplicantCode, Subject]
    amount: Fen
    voucher: str
    account: Annotated[str, Confidential]


@event
class ClawbackDemanded(Event, frozen=True):
    """追回奖金 (11, 12). The prize is asked back: so much, by when."""

    wire_name = "clawback.demanded"
    cites = ("11", "12")
    signed_by = (Role.FINANCE, Role.OFFICE)

    applicant: Annotated[ApplicantCode, Subject]
    amount: Fen
    due_on: str


@event
class ClawbackReceived(Event, frozen=True):
    """奖金收回 (11, 12). One instalment came in."""

    wire_name = "clawback.received"
    cites = ("11", "12")
    signed_by = (Role.FINANCE,)

    applicant: Annotated[ApplicantCode, Subject]
    amount: Fen
    voucher: str
