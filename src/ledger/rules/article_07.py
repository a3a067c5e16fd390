"""Article 7, printed 第7条: who examines and recommends (第七条).

Townships, sub-districts, parks and market authorities examine and recommend applicants of their area;
departments those of their trade. By article 9(2) one of them suffices. A negative opinion is recorded
and ends nothing by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ledger.rules.citation import NotOnRecord, Silence, rule
from ledger.terms import ApplicantCode


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
