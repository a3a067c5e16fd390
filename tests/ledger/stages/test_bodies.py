"""The register of bodies: who is competent on which day, who sits, and which keys one holder may have."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.application import BodyKind, LegalForm, Opinion, ProfileDeclared, RecommendationSigned
from ledger.events.bodies import BodyChanged, BodyDissolved, BodyRegistered, Function, MemberAppointed, MemberLeft
from ledger.events.deliberation import DeliberationHeld
from ledger.events.event import Undisclosed
from ledger.events.panel import PanelDrawn
from ledger.events.qualification import DepartmentConsulted, DepartmentReplied
from ledger.record.envelope import Correction
from ledger.rules.citation import Verdict
from ledger.rules.powers import Mandate
from ledger.stages import bodies
from ledger.stages.check import boundary, check
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, BodyCode, ExpertCode, Role

A1 = ApplicantCode("A-01")
COMPETENT = "powers.is_competent_for_the_applicant"


def body(code: str, function: Function, **names: Any) -> BodyRegistered:
    given = {"name": code, "areas": (), "trades": (), "answers": (), "document": "No. 1"} | names
    return BodyRegistered(body=BodyCode(code), function=function, **given)


def town(code: str = "town", area: str = "320804100") -> BodyRegistered:
    return body(code, Function.AREA, areas=(area,))


def member(code: str, person: str, *, chair: bool = False) -> MemberAppointed:
    return MemberAppointed(body=BodyCode("committee"), member=code, chair=chair, document="No. 2", person=person)


def profile(area: str = "320804100", *trades: str, code: str = "A-01") -> ProfileDeclared:
    return ProfileDeclared(
        applicant=ApplicantCode(code), form=LegalForm.ENTERPRISE, for_profit=True, exports=False, area=area, trades=trades or ("C34",)
    )


def registered(office: Any, event: Any, day: str = "2025-03-01") -> Fact:
    return office.record(event, round=None, occurred_at=day)


def asked(office: Any, event: Any, rule: str) -> bool:
    """Return whether the rule is asked of ``event`` at all."""
    return rule in {finding.rule.name for finding in office.judge(event)}


@pytest.fixture
def seated(office: Any) -> Any:
    """Return an office with a committee of a chair and two members on record."""
    registered(office, body("committee", Function.COMMITTEE))
    for code, person in (("M-01", "甲"), ("M-02", "乙"), ("M-03", "丙")):
        registered(office, member(code, person, chair=code == "M-01"))
    return office


def sitting(office: Any, day: str) -> list[str]:
    return [one.code for one in office.history.registers.bodies.sitting(date.fromisoformat(day))]


# Registering


@pytest.mark.parametrize(
    ("event", "rules"),
    [
        (town(), {"powers.registers_a_body_once"}),
        (body(" TOWN", Function.PARK, areas=("1",)), {"powers.registers_a_body_once"}),
        (body("other", Function.COMMITTEE), {"powers.is_the_only_body_of_its_function"}),
        (body("village", Function.AREA), {"powers.has_what_its_function_asks"}),
        (body("bureau", Function.DEPARTMENT, answers=("8(9)",)), {"powers.has_what_its_function_asks"}),
        (body("bureau", Function.DEPARTMENT, trades=("C",), document=" "), {"powers.rests_on_a_document"}),
    ],
)
def test_a_fault_of_a_registration_is_named(seated: Any, event: BodyRegistered, rules: set[str]) -> None:
    registered(seated, town())
    assert seated.refused(event, round=None) == rules


def test_a_body_outlasts_the_rounds(seated: Any) -> None:
    assert "acts.is_about_a_round_where_it_must" in seated.refused(town(), round="2025")
    assert seated.refused(town(), Role.RECOMMENDER, round=None) >= {"authorship.is_authored_in_its_role"}
    assert seated.refused(town(), Role.COMMITTEE, round=None) == set()
    tags = dict(boundary(seated.fact(town(), round=None)))
    assert set(tags) == {"register:keys", "register:bodies"}


def test_the_office_writes_itself_down_from_paper(seated: Any) -> None:
    paper = {"provenance": seated.transcribed("office"), "signers": [(Role.CLERK, "clerk"), (Role.CONFIRMER, "confirmer")]}
    assert seated.refused(body("office", Function.OFFICE), round=None, **paper) == set()


def test_a_change_takes_effect_in_order_and_on_a_body_that_stands(seated: Any) -> None:
    registered(seated, town(), "2025-02-01")
    changed = BodyChanged(body=BodyCode("town"), areas=("320804200",), trades=(), answers=(), document="No. 3")
    assert seated.refused(changed, round=None, occurred_at="2025-01-31") == {"powers.takes_effect_in_order"}
    assert seated.refused(BodyChanged(body=BodyCode("x"), areas=("1",), trades=(), answers=(), document="d"), round=None) == {
        "powers.speaks_of_a_body_that_stands"
    }
    empty = BodyChanged(body=BodyCode("town"), areas=(), trades=("C",), answers=(), document="No. 3")
    assert seated.refused(empty, round=None) == {"powers.has_what_its_function_asks"}
    registered(seated, changed, "2025-02-10")
    gone = BodyDissolved(body=BodyCode("town"), document="No. 4")
    registered(seated, gone, "2025-02-20")
    assert seated.refused(gone, round=None) == {"powers.speaks_of_a_body_that_stands"}
    state = seated.history.registers.bodies
    areas = {day: m.areas if (m := state.mandate(BodyCode("town"), date.fromisoformat(day))) else None for day in (
        "2025-01-31", "2025-02-01", "2025-02-09", "2025-02-10", "2025-02-19", "2025-02-20")}  # fmt: skip
    assert list(areas.values()) == [None, ("320804100",), ("320804100",), ("320804200",), ("320804200",), None]


DAYS = st.dates(date(2024, 1, 1), date(2024, 3, 1))


@given(st.lists(DAYS, min_size=1, max_size=5).map(sorted), st.none() | DAYS, DAYS)
def test_competence_on_a_day_is_that_of_the_newest_change_up_to_it(changes: list[date], dissolved: date | None, day: date) -> None:
    mandates = [bodies.From(since, Mandate("area", (str(number),), (), ())) for number, since in enumerate(changes)]
    found = bodies.Body("area", "town", mandates, dissolved).on(day)
    counted = [str(number) for number, since in enumerate(changes) if since <= day]
    if not counted or (dissolved is not None and day >= dissolved):
        assert found is None
    else:
        assert found is not None
        assert found.areas == (counted[-1],)


def test_one_committee_may_follow_another(seated: Any) -> None:
    registered(seated, BodyDissolved(body=BodyCode("committee"), document="No. 9"))
    assert seated.refused(body("committee-2", Function.COMMITTEE), round=None) == set()


# Members


def test_members_sit_from_their_day_until_the_day_they_leave(seated: Any) -> None:
    seated.today = date(2025, 6, 1)
    registered(seated, MemberLeft(body=BodyCode("committee"), member="M-02", document="No. 5"), "2025-05-01")
    assert sitting(seated, "2025-02-28") == []
    assert sitting(seated, "2025-04-30") == ["M-01", "M-02", "M-03"]
    assert sitting(seated, "2025-05-01") == ["M-01", "M-03"]
    assert seated.refused(member("M-02", "乙"), round=None) == set(), "a seat may be taken again"


@pytest.mark.parametrize(
    ("event", "rules"),
    [
        (member("M-01", "丁"), {"powers.sits_once"}),
        (member("M-04", " 甲"), {"powers.sits_once"}),
        (member("M-04", "丁", chair=True), {"powers.has_one_chair"}),
        (MemberAppointed(body=BodyCode("town"), member="M-04", chair=False, document="d", person="丁"), {"powers.sits_on_the_committee"}),
        (MemberAppointed(body=BodyCode("committee"), member="M-04", chair=False, document="", person="丁"), {"powers.rests_on_a_document"}),
        (MemberLeft(body=BodyCode("committee"), member="M-09", document="d"), {"powers.leaves_a_seat_that_is_held"}),
    ],
)
def test_a_fault_of_an_appointment_is_named(seated: Any, event: Any, rules: set[str]) -> None:
    registered(seated, town())
    assert seated.refused(event, round=None) == rules


def test_a_name_that_is_closed_is_not_compared(seated: Any) -> None:
    fact = seated.fact(member("M-04", "丁"), round=None)
    closed = {n: getattr(fact.event, n) for n in fact.event.__struct_fields__} | {"person": Undisclosed("person")}
    findings = check(seated.history, Fact(MemberAppointed(**closed), fact.said, None, fact.recorded_at))
    assert {f.verdict for f in findings if f.rule.name == "powers.sits_once"} == {Verdict.NOT_DISCLOSED}


def test_a_meeting_is_held_against_the_members_on_record(seated: Any) -> None:
    rule = "powers.counts_the_members_on_record"
    held = DeliberationHeld(members=3, present=3, stood_aside=0, minutes="sealed")
    seated.open_round()
    assert seated.verdict(rule, held) is Verdict.CONFORMS
    more = DeliberationHeld(members=17, present=15, stood_aside=0, minutes="sealed")
    assert seated.verdict(rule, more) is Verdict.VIOLATES
    assert "register:bodies" in dict(boundary(seated.fact(held)))


def test_nobody_scores_and_votes(seated: Any) -> None:
    seated.open_round()
    for person, expected in (("丁", Verdict.CONFORMS), (" 乙", Verdict.VIOLATES)):
        drawn = PanelDrawn(experts=(ExpertCode("E-01"),), method="x", pool=None, seed=None, persons=(person,))
        assert seated.verdict("powers.scores_without_a_vote", drawn) is expected
        assert ("powers.scores_without_a_vote" in seated.refused(drawn)) is (expected is Verdict.VIOLATES)


def test_an_expert_who_came_to_sit_later_is_flagged_at_the_meeting(seated: Any) -> None:
    seated.open_round()
    seated.take(seated.fact(PanelDrawn(experts=(ExpertCode("E-01"),), method="x", pool=None, seed=None, persons=("丁",))))
    held = DeliberationHeld(members=4, present=4, stood_aside=1, minutes="sealed")
    assert seated.verdict("powers.votes_without_having_scored", held) is Verdict.CONFORMS
    registered(seated, member("M-04", "丁"))
    assert seated.verdict("powers.votes_without_having_scored", held) is Verdict.VIOLATES
    assert "powers.votes_without_having_scored" not in seated.refused(held)
    assert "panel.drawn" in dict(boundary(seated.fact(held)))["round:2025"]


def test_who_is_on_no_record_counts_nobody_out(office: Any) -> None:
    office.open_round()
    held = DeliberationHeld(members=17, present=15, stood_aside=0, minutes="sealed")
    assert not asked(office, held, "powers.counts_the_members_on_record")


# Keys


@pytest.mark.parametrize(
    ("held", "asked", "is_taken"),
    [
        (Role.COMMITTEE, Role.EXPERT, False),
        (Role.RECOMMENDER, Role.EXPERT, False),
        (Role.EXPERT, Role.GOVERNMENT, False),
        (Role.APPLICANT, Role.EXPERT, False),
        (Role.DEPARTMENT, Role.RECOMMENDER, True),
    ],
)
def test_one_holder_has_no_two_duties(office: Any, held: Role, asked: Role, is_taken: bool) -> None:
    office.open_round()
    rounds = {role: "2025" if role in (Role.EXPERT, Role.APPLICANT) else None for role in (held, asked)}
    office.bind(held, "somebody", rounds[held])
    again = office.refused(office.binding(asked, "Somebody ", rounds[asked]), signers=office.TWO_BODIES, round=rounds[asked])
    assert again == (set() if is_taken else {"powers.keeps_its_duties_apart"})


def test_a_code_of_another_round_is_somebody_else(office: Any) -> None:
    office.open_round()
    office.bind(Role.EXPERT, "E-01", "2025")
    office.record(office.opened(award_year="2026", year=2026), round="2026")
    binding = office.binding(Role.APPLICANT, "E-01", "2026")
    assert office.refused(binding, signers=office.TWO_BODIES, round="2026") == set()


# Recommending


@pytest.fixture
def competent(called: Any) -> Any:
    """Return an office that takes applications, with a town, a park and a department on record, and A-01 in that town."""
    registered(called, town())
    registered(called, body("park", Function.PARK, areas=("320804450",)))
    registered(called, body("machines", Function.DEPARTMENT, trades=("C34",)))
    called.record(profile())
    called.record(called.applied())
    for code in ("park", "machines", "club"):
        called.bind(Role.RECOMMENDER, code)
    return called


def opinion(code: str, kind: BodyKind, said: Opinion = Opinion.RECOMMENDED) -> RecommendationSigned:
    return RecommendationSigned(applicant=A1, body=BodyCode(code), body_kind=kind, opinion=said, reasons="sealed")


@pytest.mark.parametrize(
    ("code", "kind", "rules"),
    [
        ("town", BodyKind.AREA, set()),
        ("machines", BodyKind.DEPARTMENT, set()),
        ("park", BodyKind.PARK, {COMPETENT}),
        ("club", BodyKind.AREA, {COMPETENT}),
        ("town", BodyKind.PARK, {"powers.signs_as_the_kind_on_record"}),
    ],
)
def test_an_area_or_a_trade_suffices_and_no_other_body_does(competent: Any, code: str, kind: BodyKind, rules: set[str]) -> None:
    assert competent.refused(opinion(code, kind)) == rules


def test_competence_is_that_of_the_day_of_the_signature(competent: Any) -> None:
    moved = BodyChanged(body=BodyCode("town"), areas=("320804200",), trades=(), answers=(), document="No. 3")
    competent.today = date(2025, 4, 2)
    registered(competent, moved, "2025-04-01")
    assert competent.refused(opinion("town", BodyKind.AREA), occurred_at="2025-03-31") == set()
    assert competent.refused(opinion("town", BodyKind.AREA), occurred_at="2025-04-01") == {COMPETENT}


def test_without_bodies_competence_is_not_asked_and_without_a_profile_it_is_not_on_record(called: Any) -> None:
    called.record(called.applied())
    assert not asked(called, called.recommended(), COMPETENT)
    assert called.refused(called.recommended()) == set()
    registered(called, town())
    assert called.verdict(COMPETENT, called.recommended()) is Verdict.NOT_ON_RECORD
    assert called.refused(called.recommended()) == set()


def test_a_place_that_is_closed_says_so(competent: Any) -> None:
    state = competent.history.round("2025").application.desk
    seen = state.profiles[A1]
    closed = {n: getattr(seen, n) for n in seen.__struct_fields__} | {"area": Undisclosed("area"), "trades": Undisclosed("trades")}
    state.profiles[A1] = ProfileDeclared(**closed)
    assert competent.verdict(COMPETENT, opinion("town", BodyKind.AREA)) is Verdict.NOT_DISCLOSED


# Who takes part


def test_only_bodies_on_record_answer(called: Any) -> None:
    called.record(called.applied())
    called.bind(Role.DEPARTMENT, "club")
    called.record(DepartmentConsulted(applicant=A1, body=BodyCode("club"), limbs=(), question="sealed"))
    reply = DepartmentReplied(applicant=A1, body=BodyCode("club"), limbs=(), clear=True, reply="sealed")
    rule = "powers.reviews_as_a_body_of_the_measure"
    assert not asked(called, reply, rule)
    registered(called, town())
    assert called.refused(reply) == {rule}
    registered(called, body("club", Function.DEPARTMENT, answers=("8(5)",)))
    assert called.refused(reply) == set()
    called.today = date(2025, 3, 25)
    registered(called, BodyDissolved(body=BodyCode("club"), document="d"), "2025-03-22")
    assert called.refused(reply, occurred_at="2025-03-21") == set()
    assert called.refused(reply, occurred_at="2025-03-22") == {rule}


def test_an_act_about_something_else_is_refused_by_the_register(seated: Any) -> None:
    fact = seated.fact(seated.call())
    with pytest.raises(TypeError):
        bodies.evolve(bodies.State(), fact)
    with pytest.raises(TypeError):
        bodies.check(seated.history, seated.history.round("2025"), fact)


def test_a_registration_is_changed_and_never_corrected(seated: Any) -> None:
    first = registered(seated, town())
    corrects = Correction(act=first.said.id, why="typo", approved_by="office")
    assert "acts.corrects_an_act_that_stands" in seated.refused(town(area="320804300"), round=None, corrects=corrects)
