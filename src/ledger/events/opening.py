"""Opening a round (评审年度启动、发布信息): articles 3, 9(1)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from ledger.events.event import Event, Occurs, event
from ledger.terms import Role, RoundKind, Tier


class Places(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """计划名额: how many awards of a tier this round plans."""

    tier: Tier
    places: int


class Step(StrEnum):
    """计划环节: a step of the round for which a plan can set days."""

    CALL = "call"
    APPLICATION = "application"
    QUALIFICATION = "qualification"
    DOCUMENT = "document"
    DEFENCE = "defence"
    SITE_VISIT = "site_visit"
    EVALUATION = "evaluation"
    DELIBERATION = "deliberation"
    NOTICE = "notice"
    APPROVAL = "approval"
    PUBLICATION = "publication"


class PlannedStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """计划期限: the first and the last day of a step, both included."""

    step: Step
    first_on: date
    last_on: date


@event
class RoundOpened(Event, frozen=True):
    """评审年度启动 (3). The first record of a round. ``award_year`` is its label; ``year`` the year where the label is one."""

    wire_name = "round.opened"
    cites = ("3.2", "6.2")
    signed_by = (Role.OFFICE,)
    occurs = Occurs.PARTIAL
    registers = ("honours",)

    kind: RoundKind
    award_year: str
    year: int | None
    programme: str
    planned: tuple[Places, ...]
    calendar: str | None


@event
class CallPublished(Event, frozen=True):
    """发布评奖通知 (9(1)). The window of applications, both days included, and where the notice stands."""

    wire_name = "call.published"
    cites = ("9(1)",)
    signed_by = (Role.OFFICE,)

    opens_on: date
    closes_on: date
    site: str


@event
class RoundAnnulled(Event, frozen=True):
    """评审年度作废. The whole round ends without awards, with the reason."""

    wire_name = "round.annulled"
    cites = ("6.1",)
    signed_by = (Role.COMMITTEE, Role.GOVERNMENT)

    why: str


@event
class PlanIssued(Event, frozen=True):
    """年度计划 (6.2). The office sets the days of the steps of this round; a newer plan takes the place of an older one."""

    wire_name = "plan.issued"
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)

    document: str
    steps: tuple[PlannedStep, ...]
