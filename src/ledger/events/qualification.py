"""Qualification (资格审查): articles 8, 9(3)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from ledger.events.event import Confidential, Event, Sealed, Subject, event, upcast
from ledger.terms import ApplicantCode, BodyCode, PartialDate, Role


class Met(StrEnum):
    """核查结果 of one condition."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


@event
class DepartmentConsulted(Event, frozen=True):
    """征求意见. A department is asked about an applicant's record, on parts of article 8 such as ``8(5) accidents``.

    Empty ``limbs``: on all that the department answers for.
    """

    wire_name = "department.consulted"
    version = 2
    cites = ("9(3)",)
    signed_by = (Role.OFFICE,)

    applicant: Annotated[ApplicantCode, Subject]
    body: Annotated[BodyCode, Subject]
    limbs: tuple[str, ...]
    question: Annotated[str, Confidential]


@event
class DepartmentReplied(Event, frozen=True):
    """部门回复. What the department knows; ``clear`` where nothing stands against the applicant on these ``limbs``.

    Empty ``limbs``: on all that it was asked. What is clear and what is not are two replies.
    """

    wire_name = "department.replied"
    version = 2
    cites = ("9(3)",)
    signed_by = (Role.DEPARTMENT,)

    applicant: Annotated[ApplicantCode, Subject]
    body: Annotated[BodyCode, Subject]
    limbs: tuple[str, ...]
    clear: Annotated[bool, Confidential]
    reply: Annotated[str, Confidential]


@upcast("department.consulted", 1)
@upcast("department.replied", 1)
def on_everything(body: dict[str, Any]) -> dict[str, Any]:
    """Lift a question or a reply of before they named the parts of article 8: it was on whatever the department answers for."""
    return body | {"limbs": ()}


@event
class ConditionChecked(Event, frozen=True):
    """资格核查 (8). One condition of one applicant: ``condition`` is a provision such as ``8(3)``, ``limb`` one of its parts.

    ``as_of`` is the reference day; ``since`` the day from which a period of years runs, where the condition has one.
    """

    wire_name = "condition.checked"
    cites = ("8", "9(3)")
    signed_by = (Role.OFFICE,)

    applicant: Annotated[ApplicantCode, Subject]
    condition: str
    limb: str
    as_of: PartialDate
    since: PartialDate | None
    met: Annotated[Met, Sealed("publish.qualification")]
    grounds: Annotated[str, Confidential]


@event
class QualificationDecided(Event, frozen=True):
    """资格审查结论 (9(3)). One reasoned decision for every applicant."""

    wire_name = "qualification.decided"
    cites = ("9(3)",)
    signed_by = (Role.OFFICE,)

    applicant: Annotated[ApplicantCode, Subject]
    qualified: bool
    reasons: Annotated[str, Confidential]


@event
class QualifiedListFixed(Event, frozen=True):
    """确定合格名单 (9(3)). Exactly those whose decision is positive and who have not withdrawn."""

    wire_name = "qualified_list.fixed"
    cites = ("9(3)",)
    signed_by = (Role.OFFICE,)

    applicants: tuple[ApplicantCode, ...]
