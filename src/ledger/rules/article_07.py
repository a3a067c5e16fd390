"""Article 7, printed 第7条: who examines and recommends (第七条).

Townships, sub-districts, parks and market authorities examine and recommend applicants of their area;
departments those of their trade. By article 9(2) one of them suffices. A negative opinion is recorded
and ends nothing by itself. What follows where one body recommends and another objects is the silence
``recommendation.conflict``.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ledger.rules.citation import Basis, NotApplicable, NotOnRecord, Silence, rule
from ledger.terms import ApplicantCode

RECOMMENDED, NOT_RECOMMENDED = "recommended", "not_recommended"


@rule("7")
def speaks_of_a_standing_applicant(applicant: ApplicantCode, standing: Collection[ApplicantCode]) -> bool:
    """意见针对在审的申报组织: The opinion is on an applicant whose application stands."""
    return applicant in standing


@rule("7")
def is_the_only_opinion_of_its_body(body: str, others: Collection[str]) -> bool:
    """一个单位对一个组织只出具一份意见: A body gives one opinion on an applicant; a new one corrects the old."""
    return body not in others


@rule("7")
def is_signed_in_time(signed_on: date, until: str | None, closes_on: date | None, *, is_decided: bool) -> bool:
    """推荐意见在规定时间内签署: The body signed in time: by the last day for applications, included, or before the decision."""
    if until is None:
        raise Silence("recommendation.until")
    if until == "qualification_decision":
        return not is_decided
    if closes_on is None:
        raise NotOnRecord("the last day for applications")
    return signed_on <= closes_on


@rule("7")
def has_an_opinion(opinions: Collection[str]) -> bool:
    """至少一个单位签署了意见: At least one competent body has signed its opinion, whatever it says."""
    return len(opinions) > 0


@rule("7")
def has_an_opinion_of_a_competent_body(competent: Collection[bool | None]) -> bool:
    """至少一份意见出自有管辖的单位: At least one opinion is of a body that was competent for the applicant when it signed.

    ``competent`` says so of each opinion; None where it is not on record.
    """
    if any(competent):
        return True
    if not competent or None in competent:
        raise NotOnRecord("whether the bodies that signed were competent")
    return False


@rule("7", basis=Basis.ADOPTED)
def weighs_competing_opinions(qualified: bool, opinions: Collection[str], reading: str | None, reasons: str) -> bool:
    """意见相左时依规定处理: Where one body recommends and another objects, the decision follows the adopted reading."""
    if not competes(opinions):
        raise NotApplicable("the opinions do not differ")
    if reading is None:
        raise Silence("recommendation.conflict")
    if reading == "one_negative_excludes":
        return not qualified
    return reading == "one_positive_suffices" or bool(reasons.strip())


def competes(opinions: Collection[str]) -> bool:
    """Return whether one body recommends and another does not."""
    return {RECOMMENDED, NOT_RECOMMENDED} <= set(opinions)
