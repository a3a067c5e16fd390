"""After the award (推广、使用、冒用): articles 13 to 15."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from ledger.events.event import Confidential, Event, Subject, event
from ledger.terms import ActId, ApplicantCode, Role


class Use(StrEnum):
    """违规使用方式 (14): on a product, on a package, in product advertising, or in the winner's image without the year."""

    ON_PRODUCT = "on_product"
    ON_PACKAGE = "on_package"
    PRODUCT_ADVERTISING = "product_advertising"
    WITHOUT_YEAR = "without_year"


@event
class PromotionRecorded(Event, frozen=True):
    """经验推广 (13). The winner showed others how it works."""

    wire_name = "promotion.recorded"
    cites = ("13",)
    signed_by = (Role.OFFICE, Role.APPLICANT)

    applicant: Annotated[ApplicantCode, Subject]
    what: str


@event
class TradeSecretClaimed(Event, frozen=True):
    """商业秘密例外 (13). The winner keeps this from what it shares; the duty does not reach trade secrets."""

    wire_name = "trade_secret.claimed"
    cites = ("13",)
    signed_by = (Role.APPLICANT, Role.OFFICE)

    applicant: Annotated[ApplicantCode, Subject]
    content: Annotated[str, Confidential]


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
class MisuseFound(Event, frozen=True):
    """违规使用认定 (14). What was found of a report: whether the use is forbidden, and which one it is."""

    wire_name = "misuse.found"
    cites = ("14",)
    signed_by = (Role.OFFICE, Role.DEPARTMENT)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    report: ActId
    found: bool
    use: Use | None
    reasons: Annotated[str, Confidential]


@event
class MisuseClosed(Event, frozen=True):
    """违规使用结案 (14). A report is closed: the use was mended, or there was nothing to mend."""

    wire_name = "misuse.closed"
    cites = ("14",)
    signed_by = (Role.OFFICE,)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    report: ActId
    corrected: bool
    how: Annotated[str, Confidential]


@event
class CounterfeitReported(Event, frozen=True):
    """伪造、冒用称号 (15). Somebody without the title uses it."""

    wire_name = "counterfeit.reported"
    cites = ("15",)
    signed_by = (Role.OFFICE, Role.PUBLIC, Role.DEPARTMENT)
    neutral = True

    who: Annotated[str, Confidential]
    content: Annotated[str, Confidential]


@event
class UnauthorisedReviewReported(Event, frozen=True):
    """擅自开展评审活动 (15). Somebody other than the bodies of the measure runs a review of this award."""

    wire_name = "unauthorised_review.reported"
    cites = ("15",)
    signed_by = (Role.OFFICE, Role.PUBLIC, Role.DEPARTMENT)
    neutral = True

    who: Annotated[str, Confidential]
    content: Annotated[str, Confidential]


@event
class CaseReferred(Event, frozen=True):
    """移送 (14, 15). The case goes to the body that may act on it; ``caused_by`` of the act names the reports."""

    wire_name = "case.referred"
    cites = ("14", "15")
    signed_by = (Role.OFFICE,)
    neutral = True

    to: Annotated[str, Confidential]
    content: Annotated[str, Confidential]


@event
class ReferralConcluded(Event, frozen=True):
    """移送结果 (14, 15). What became of a case that was referred; ``upheld`` of None: the body did not say."""

    wire_name = "referral.concluded"
    cites = ("14", "15")
    signed_by = (Role.OFFICE, Role.DEPARTMENT)
    neutral = True

    referral: ActId
    upheld: bool | None
    outcome: Annotated[str, Confidential]
