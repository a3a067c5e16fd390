"""Opening a round (评审年度启动、发布信息): articles 3, 9(1)."""

from __future__ import annotations

from datetime import date

import msgspec

from ledger.events.event import Event, Occurs, event
from ledger.terms import Role, RoundKind, Tier


class Places(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """计划名额: how many awards of a tier this round plans."""

    tier: Tier
    places: int


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
