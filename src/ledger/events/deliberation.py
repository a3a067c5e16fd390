"""Deliberation (审定): the committee decides on candidates. Articles 3, 4, 6, 9(8)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from ledger.events.event import Confidential, Event, Personal, Subject, event
from ledger.terms import ApplicantCode, Role, Tier


class AtLine(StrEnum):
    """划线处: the line at which applicants wait for the committee, since the scores do not tell them apart."""

    DEFENCE = "defence"
    SITE_VISIT = "site_visit"
    TIER = "tier"


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


@event
class AttendanceRecorded(Event, frozen=True):
    """出席名单. Who was at the meeting, each member by code or name; sealed, so that no ballot can be traced to a chair."""

    wire_name = "attendance.recorded"
    cites = ("6.1", "9(8)")
    signed_by = (Role.COMMITTEE,)

    attending: Annotated[tuple[str, ...], Confidential]


@event
class MemberRecused(Event, frozen=True):
    """委员回避. A member of the committee has no part in what concerns an applicant; None: in the whole round."""

    wire_name = "member.recused"
    cites = ("6.1", "9(8)")
    signed_by = (Role.COMMITTEE,)
    neutral = True

    applicant: Annotated[ApplicantCode | None, Subject]
    member: Annotated[str, Personal]
    why: Annotated[str, Confidential]


@event
class BallotsReconciled(Event, frozen=True):
    """选票核对. Every ballot of one count ends somewhere: not returned, invalid, in favour, against or abstaining."""

    wire_name = "ballots.reconciled"
    cites = ("4", "9(8)")
    signed_by = (Role.COMMITTEE,)

    applicant: Annotated[ApplicantCode, Subject]
    tier: Tier
    not_returned: int
    invalid: int
    against: int
    abstained: int


@event
class TieDecided(Event, frozen=True):
    """并列裁定 (9(4), 9(5), 9(8)). The committee decides on who is level at a line, or on a field too short for its ratio.

    ``order`` names best first those of ``tied`` whom it puts above the line; the others stay below. At the line between
    tiers it is the order among them. ``members``, ``present``, ``valid`` and ``in_favour`` are the counts of its vote.
    """

    wire_name = "tie.decided"
    cites = ("6.1", "9(4)", "9(5)", "9(8)")
    signed_by = (Role.COMMITTEE,)

    line: AtLine
    tied: tuple[ApplicantCode, ...]
    order: tuple[ApplicantCode, ...]
    members: int
    present: int
    valid: int
    in_favour: int
    reasons: str
