"""Bodies and papers of the demo round (机构与资格材料): who is competent for what, who sits, and what each applicant brings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ledger.demo.people import AREAS, DEPARTMENTS
from ledger.events.application import BodyKind, LegalForm, ProfileDeclared
from ledger.events.bodies import BodyRegistered, Function, MemberAppointed
from ledger.events.eligibility import CertificatePresented, Interruption, ModelUsePresented, OperationPresented
from ledger.events.event import Event
from ledger.terms import ApplicantCode, BodyCode

DISTRICT = "900001"
"""The code of a district that does not exist."""

COMMITTEE = BodyCode("committee")
ANSWERS = {
    DEPARTMENTS[0]: ("8(2)", "8(5) complaints", "8(5) claims", "8(5) inspections", "8(5) exports"),
    DEPARTMENTS[1]: ("8(5) accidents", "8(5) labour"),
    DEPARTMENTS[2]: ("8(5) responsibility", "8(5) other_records"),
}
"""Department to the parts of article 8 on which it is asked."""

INSPECTIONS = "8(5) inspections"
_DOCUMENT = "示例政办〔2025〕1号"
_PLACES = {body: f"{DISTRICT}{100 + 50 * number}" for number, (body, _) in enumerate(AREAS)}


def bodies(members: int) -> Iterator[Event]:
    """Yield the registration of every body, and a committee of so many members, the first in the chair."""
    for function in (Function.COMMITTEE, Function.OFFICE, Function.GOVERNMENT, Function.FINANCE, Function.DISCIPLINE):
        yield _registered(BodyCode(function.value), function, areas=(DISTRICT,) if function is Function.GOVERNMENT else ())
    for body, kind in AREAS:
        place = () if kind is BodyKind.DEPARTMENT else (_PLACES[body],)
        yield _registered(body, Function(kind.value), areas=place, trades=() if place else ("C",))
    for body in DEPARTMENTS:
        yield _registered(body, Function.DEPARTMENT, answers=ANSWERS[body])
    for number in range(1, members + 1):
        yield MemberAppointed(
            body=COMMITTEE,
            member=f"M-{number:02}",
            chair=number == 1,
            document=_DOCUMENT,
            person=f"示例委员{number} · example member {number}",
        )


def profile(applicant: ApplicantCode, number: int) -> ProfileDeclared:
    """Return what applicant ``number``, counted from 0, says of itself: it lies with the body that recommends it."""
    body, kind = AREAS[number % len(AREAS)]
    place = _PLACES[AREAS[0][0] if kind is BodyKind.DEPARTMENT else body]
    return ProfileDeclared(
        applicant=applicant, form=LegalForm.ENTERPRISE, for_profit=True, exports=number % 3 == 0, area=f"{place}001", trades=("C34",)
    )


def papers(applicant: ApplicantCode, number: int) -> Iterator[Event]:
    """Yield what applicant ``number`` presents: operation, certificate, model. One certificate had lapsed, long ago."""
    since = date(2010, 1, 1)
    lapsed = (Interruption(from_on=date(2012, 1, 1), until_on=date(2012, 5, 31)),) if number == 1 else ()
    yield OperationPresented(applicant=applicant, in_district_since=since, operating_since=since, interruptions=(), paper=None)
    yield CertificatePresented(
        applicant=applicant,
        standard="GB/T 19001-2016",
        number=f"EXAMPLE-{number + 1:04}",
        issuer="示例认证机构 · example certifier",
        issued_on=since,
        valid_until=date(2027, 12, 31),
        interruptions=lapsed,
    )
    yield ModelUsePresented(applicant=applicant, in_use_since=since, interruptions=(), paper=None)


def _registered(
    body: BodyCode, function: Function, *, areas: tuple[str, ...] = (), trades: tuple[str, ...] = (), answers: tuple[str, ...] = ()
) -> BodyRegistered:
    return BodyRegistered(
        body=body,
        function=function,
        name=f"示例 {body} · example {body}",
        areas=areas,
        trades=trades,
        answers=answers,
        document=_DOCUMENT,
    )
