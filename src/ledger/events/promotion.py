"""After the award (推广、使用、冒用): articles 13 to 15."""

from __future__ import annotations

from typing import Annotated

from ledger.events.event import Confidential, Event, Subject, event
from ledger.terms import ApplicantCode, Role


@event
class PromotionRecorded(Event, frozen=True):
    """经验推广 (13). The winner showed others how it works."""

    wire_name = "promotion.recorded"
    cites = ("13",)
    signed_by = (Role.OFFICE, Role.APPLICANT)

    applicant: Annotated[ApplicantCode, Subject]
    what: str


@event
class MisuseReported(Event, frozen=True):
    """违规使用称号 (14). The title is said to stand on a product, a package or in product advertising."""

    wire_name = "misuse.reported"
    cites = ("14",)
    signed_by = (Role.OFFICE, Role.PUBLIC, Role.DEPARTMENT)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    content: Annotated[str, Confidential]


@event
class CounterfeitReported(Event, frozen=True):
    """伪造、冒用称号 (15). Somebody without the title uses it, or runs a review of its own."""

    wire_name = "counterfeit.reported"
    cites = ("15",)
    signed_by = (Role.OFFICE, Role.PUBLIC, Role.DEPARTMENT)
    neutral = True

    who: Annotated[str, Confidential]
    content: Annotated[str, Confidential]


@event
class CaseReferred(Event, frozen=True):
    """移送 (14, 15). The case goes to the body that may act on it."""

    wire_name = "case.referred"
    cites = ("14", "15")
    signed_by = (Role.OFFICE,)
    neutral = True

    to: Annotated[str, Confidential]
    content: Annotated[str, Confidential]
