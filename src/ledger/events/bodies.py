"""Bodies (机构): who takes part in the award, what each is competent for, and who sits on the committee. Articles 6, 7, 9(3), 15.

They outlast every round. The day of such an act is the day from which it holds, so that competence on a day
can be told afterwards.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from ledger.events.event import Confidential, Event, Subject, event
from ledger.terms import BodyCode, Role


class Function(StrEnum):
    """机构职能: as what a body takes part. ``area``, ``park`` and ``department`` are the three kinds that recommend (7)."""

    COMMITTEE = "committee"
    OFFICE = "office"
    GOVERNMENT = "government"
    AREA = "area"
    PARK = "park"
    DEPARTMENT = "department"
    FINANCE = "finance"
    DISCIPLINE = "discipline"


@event
class BodyRegistered(Event, frozen=True):
    """机构登记. A body takes part from this day on, by the document that says so.

    ``areas`` are codes of places and ``trades`` codes of industries for whose applicants it answers; each code
    covers all that begin with it. ``answers`` are parts of article 8 on which it is asked, such as ``8(5) accidents``.
    """

    wire_name = "body.registered"
    cites = ("6.2", "7", "15")
    signed_by = (Role.OFFICE, Role.COMMITTEE)
    registers = ("bodies",)

    body: Annotated[BodyCode, Subject]
    function: Function
    name: str
    areas: tuple[str, ...]
    trades: tuple[str, ...]
    answers: tuple[str, ...]
    document: str


@event
class BodyChanged(Event, frozen=True):
    """机构职责调整. From this day on the body answers for these areas, trades and parts, and for no others."""

    wire_name = "body.changed"
    cites = ("6.2", "7")
    signed_by = (Role.OFFICE, Role.COMMITTEE)
    registers = ("bodies",)

    body: Annotated[BodyCode, Subject]
    areas: tuple[str, ...]
    trades: tuple[str, ...]
    answers: tuple[str, ...]
    document: str


@event
class BodyDissolved(Event, frozen=True):
    """机构撤销. From this day on the body takes no part; what it did before stands."""

    wire_name = "body.dissolved"
    cites = ("6.2", "7")
    signed_by = (Role.OFFICE, Role.COMMITTEE)
    registers = ("bodies",)

    body: Annotated[BodyCode, Subject]
    document: str


@event
class MemberAppointed(Event, frozen=True):
    """委员任命 (6.1). From this day on a person sits on the committee under a code; ``chair`` where in its chair."""

    wire_name = "member.appointed"
    cites = ("6.1",)
    signed_by = (Role.COMMITTEE, Role.GOVERNMENT)
    registers = ("bodies",)

    body: Annotated[BodyCode, Subject]
    member: Annotated[str, Subject]
    chair: bool
    document: str
    person: Annotated[str, Confidential]


@event
class MemberLeft(Event, frozen=True):
    """委员离任 (6.1). From this day on the person sits on the committee no more."""

    wire_name = "member.left"
    cites = ("6.1",)
    signed_by = (Role.COMMITTEE, Role.GOVERNMENT)
    registers = ("bodies",)

    body: Annotated[BodyCode, Subject]
    member: Annotated[str, Subject]
    document: str
