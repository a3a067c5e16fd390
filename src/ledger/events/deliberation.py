"""Deliberation (审定): the committee decides on candidates. Articles 3, 4, 6, 9(8)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from ledger.events.event import Confidential, Event, Subject, event
from ledger.terms import ApplicantCode, Role, Tier


class Candidate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """候选: an applicant proposed for a tier. ``outside_quota`` for who wins the main tier again (10.3)."""

    applicant: ApplicantCode
    tier: Tier
    outside_quota: bool


@event
class DeliberationHeld(Event, frozen=True):
    """审议 (9(8)). A meeting of the committee: how many members there are, how many came, how many stood aside."""

    wire_name = "deliberation.held"
    cites = ("6.1", "9(8)")
    signed_by = (Role.COMMITTEE,)

    members: int
    present: int
    stood_aside: int
    minutes: Annotated[str, Confidential]


@event
class VoteCounted(Event, frozen=True):
    """表决计票. A secret ballot has counts, not names: on one applicant for one tier."""

    wire_name = "vote.counted"
    cites = ("4", "9(8)")
    signed_by = (Role.COMMITTEE,)

    applicant: Annotated[ApplicantCode, Subject]
    tier: Tier
    issued: int
    returned: int
    valid: int
    in_favour: int
    counted_by: Annotated[str, Confidential]
    supervised_by: Annotated[str, Confidential]


@event
class CandidatesDetermined(Event, frozen=True):
    """确定候选名单 (9(8)). ``departures`` gives the reasons where the list departs from the ranking; empty where it does not."""

    wire_name = "candidates.determined"
    cites = ("3.2", "9(8)")
    signed_by = (Role.COMMITTEE,)

    applicants: tuple[ApplicantCode, ...]
    candidates: tuple[Candidate, ...]
    departures: str


@event
class PlaceLeftVacant(Event, frozen=True):
    """空缺 (3). So many planned places of a tier are given to nobody, and why: vacant is not missing."""

    wire_name = "place.left_vacant"
    cites = ("3.2",)
    signed_by = (Role.COMMITTEE,)

    tier: Tier
    places: int
    why: str
