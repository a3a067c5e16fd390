"""Articles 6, 7, 9(3) and 15: which body is competent for whom on which day, and which duties are kept apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ledger.events  # noqa: F401 - enters every type
from ledger.events.event import TYPES
from ledger.rules import article_07, powers
from ledger.rules.citation import Verdict
from ledger.rules.powers import Mandate, Place
from ledger.terms import Role

TOWN = Mandate("area", ("320804100",), (), ())
PARK = Mandate("park", ("320804450",), (), ())
MACHINES = Mandate("department", (), ("C34", "C35"), ("8(2)", "8(5) inspections"))
HERE = Place("320804100012", ("C3451",))


@pytest.mark.parametrize(
    ("mandate", "place", "expected"),
    [
        pytest.param(TOWN, HERE, Verdict.CONFORMS, marks=pytest.mark.provision("7", "holds")),
        pytest.param(PARK, HERE, Verdict.VIOLATES, marks=pytest.mark.provision("7", "breaks")),
        (MACHINES, HERE, Verdict.CONFORMS),
        (MACHINES, Place("320804100012", ("C3311", "I6510")), Verdict.VIOLATES),
        (MACHINES, Place("320804100012", ("I6510", "C35")), Verdict.CONFORMS),
        (MACHINES, Place("320804100012", ("C3",)), Verdict.VIOLATES),
        (TOWN, Place("32080410", ("C3451",)), Verdict.VIOLATES),
        (Mandate("finance", ("320804",), ("C",), ()), HERE, Verdict.VIOLATES),
        (Mandate("department", ("320804",), (), ("8(2)",)), HERE, Verdict.VIOLATES),
        (None, HERE, Verdict.VIOLATES),
        (TOWN, None, Verdict.NOT_ON_RECORD),
    ],
)
def test_7_a_body_recommends_its_area_or_its_trade(mandate: Mandate | None, place: Place | None, expected: Verdict) -> None:
    finding = powers.is_competent_for_the_applicant(mandate, place)
    assert (str(finding.citation), finding.verdict) == ("7", expected)
    assert finding.refuses is (expected is Verdict.VIOLATES)


@pytest.mark.parametrize(
    ("kind", "mandate", "expected"),
    [
        ("area", TOWN, Verdict.CONFORMS),
        ("department", TOWN, Verdict.VIOLATES),
        ("area", None, Verdict.NOT_ON_RECORD),
    ],
)
def test_7_a_body_signs_as_what_it_is(kind: str, mandate: Mandate | None, expected: Verdict) -> None:
    assert powers.signs_as_the_kind_on_record(kind, mandate).verdict is expected


codes = st.text("0123456789", min_size=1, max_size=9)


@given(codes, codes)
def test_7_the_code_of_a_place_covers_what_begins_with_it(code: str, inside: str) -> None:
    assert powers.covers((code,), code + inside)
    assert powers.covers((code,), code)
    assert not powers.covers((code + inside,), code)
    assert not powers.covers((), code)


@pytest.mark.parametrize(
    ("competent", "expected"),
    [
        ((True,), Verdict.CONFORMS),
        ((False, True), Verdict.CONFORMS),
        ((None, True), Verdict.CONFORMS),
        ((False,), Verdict.VIOLATES),
        ((False, None), Verdict.NOT_ON_RECORD),
        ((), Verdict.NOT_ON_RECORD),
    ],
)
def test_7_one_competent_body_suffices(competent: tuple[bool | None, ...], expected: Verdict) -> None:
    assert article_07.has_an_opinion_of_a_competent_body(competent).verdict is expected


BOTH = ("recommended", "not_recommended")


@pytest.mark.parametrize(
    ("qualified", "opinions", "reading", "reasons", "expected"),
    [
        (True, ("recommended",), None, "", Verdict.NOT_APPLICABLE),
        (True, ("not_recommended",), None, "", Verdict.NOT_APPLICABLE),
        (True, (), None, "", Verdict.NOT_APPLICABLE),
        (True, BOTH, None, "weighed", Verdict.SILENT),
        (False, BOTH, None, "weighed", Verdict.SILENT),
        (True, BOTH, "decided_with_reasons", "weighed", Verdict.CONFORMS),
        (False, BOTH, "decided_with_reasons", "weighed", Verdict.CONFORMS),
        (True, BOTH, "decided_with_reasons", " ", Verdict.VIOLATES),
        (True, BOTH, "one_negative_excludes", "weighed", Verdict.VIOLATES),
        (False, BOTH, "one_negative_excludes", "weighed", Verdict.CONFORMS),
        (True, BOTH, "one_positive_suffices", "", Verdict.CONFORMS),
    ],
)
def test_7_competing_opinions_are_weighed_as_adopted(
    qualified: bool, opinions: tuple[str, ...], reading: str | None, reasons: str, expected: Verdict
) -> None:
    assert article_07.weighs_competing_opinions(qualified, opinions, reading, reasons).verdict is expected


@pytest.mark.provision("15", "holds", "breaks")
@pytest.mark.parametrize(
    ("body", "mandate", "expected"),
    [
        ("safety", MACHINES, Verdict.CONFORMS),
        ("club", None, Verdict.VIOLATES),
        ("", None, Verdict.NOT_APPLICABLE),
    ],
)
def test_15_nobody_else_takes_part(body: str, mandate: Mandate | None, expected: Verdict) -> None:
    finding = powers.reviews_as_a_body_of_the_measure(body, mandate)
    assert (finding.citation.zh, finding.verdict, finding.rule.basis.value) == ("第十五条", expected, "method")


@pytest.mark.provision("9(3)", "holds", "breaks")
@pytest.mark.parametrize(
    ("limbs", "expected"),
    [
        ((), Verdict.CONFORMS),
        (("8(2) licences",), Verdict.CONFORMS),
        (("8(5) inspections", "8(2)"), Verdict.CONFORMS),
        (("8(5) accidents",), Verdict.VIOLATES),
        (("8(5)",), Verdict.VIOLATES),
    ],
)
def test_9_3_a_department_is_asked_on_what_it_answers_for(limbs: tuple[str, ...], expected: Verdict) -> None:
    assert powers.asks_who_answers_for_it(limbs, MACHINES).verdict is expected
    assert powers.asks_who_answers_for_it(limbs, None).verdict is Verdict.VIOLATES


@pytest.mark.parametrize(
    ("limb", "is_one"),
    [
        ("8(5) accidents", True),
        ("8(5)", True),
        ("8(5) whole", True),
        ("8(6)", False),
        ("8(5) operation", False),
        ("accidents", False),
        ("", False),
    ],
)
def test_9_3_parts_are_those_of_article_8(limb: str, is_one: bool) -> None:
    assert powers.is_part(limb) is is_one
    assert powers.asks_on_parts_of_the_article((limb,)).verdict is (Verdict.CONFORMS if is_one else Verdict.VIOLATES)


# The register


@pytest.mark.parametrize(
    ("function", "areas", "trades", "answers", "expected"),
    [
        ("area", ("320804100",), (), (), Verdict.CONFORMS),
        ("area", (), ("C",), (), Verdict.VIOLATES),
        ("park", ("",), (), (), Verdict.VIOLATES),
        ("department", (), ("C34",), (), Verdict.CONFORMS),
        ("department", (), (), ("8(5) accidents",), Verdict.CONFORMS),
        ("department", ("320804",), (), (), Verdict.VIOLATES),
        ("department", (), (), ("8(7)",), Verdict.VIOLATES),
        ("committee", (), (), (), Verdict.CONFORMS),
    ],
)
def test_7_a_body_names_what_it_answers_for(
    function: str, areas: tuple[str, ...], trades: tuple[str, ...], answers: tuple[str, ...], expected: Verdict
) -> None:
    assert powers.has_what_its_function_asks(function, areas, trades, answers).verdict is expected


@pytest.mark.parametrize(
    ("function", "others", "expected"),
    [
        ("committee", (), Verdict.CONFORMS),
        ("committee", ("old",), Verdict.VIOLATES),
        ("government", ("old",), Verdict.VIOLATES),
        ("area", ("town-1", "town-2"), Verdict.CONFORMS),
    ],
)
def test_6_1_there_is_one_committee(function: str, others: tuple[str, ...], expected: Verdict) -> None:
    assert powers.is_the_only_body_of_its_function(function, others).verdict is expected


@pytest.mark.parametrize(
    ("member", "person", "sitting", "expected"),
    [
        ("M-01", "甲", {}, Verdict.CONFORMS),
        ("M-02", "乙", {"M-01": "甲"}, Verdict.CONFORMS),
        ("m-01 ", "乙", {"M-01": "甲"}, Verdict.VIOLATES),
        ("M-02", " 甲", {"M-01": "甲"}, Verdict.VIOLATES),
    ],
)
def test_6_1_a_person_has_one_seat(member: str, person: str, sitting: dict[str, str], expected: Verdict) -> None:
    assert powers.sits_once(member, person, sitting).verdict is expected


@pytest.mark.provision("6.1", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("members", "on_record", "expected"), [(17, 17, Verdict.CONFORMS), (16, 17, Verdict.VIOLATES), (18, 17, Verdict.VIOLATES)]
)
def test_6_1_a_meeting_counts_the_members_on_record(members: int, on_record: int, expected: Verdict) -> None:
    assert powers.counts_the_members_on_record(members, on_record).verdict is expected


@pytest.mark.provision("6.2", "holds", "breaks")
@pytest.mark.parametrize(
    ("persons", "members", "expected"),
    [
        (("甲", "乙"), ("丙",), Verdict.CONFORMS),
        (("甲", "乙"), (" 乙",), Verdict.VIOLATES),
        (("甲",), (), Verdict.CONFORMS),
    ],
)
def test_6_2_nobody_scores_and_votes(persons: tuple[str, ...], members: tuple[str, ...], expected: Verdict) -> None:
    assert powers.scores_without_a_vote(persons, members).verdict is expected


# Separation of duties


@pytest.mark.parametrize(
    ("role", "others"),
    [
        (Role.EXPERT, (Role.COMMITTEE,)),
        (Role.COMMITTEE, (Role.EXPERT,)),
        (Role.RECOMMENDER, (Role.EXPERT,)),
        (Role.EXPERT, (Role.CLERK, Role.RECOMMENDER)),
        (Role.DISCIPLINE, (Role.GOVERNMENT,)),
        (Role.OFFICE, (Role.GOVERNMENT,)),
        (Role.COMMITTEE, (Role.OFFICE,)),
        (Role.APPLICANT, (Role.FINANCE,)),
        (Role.APPLICANT, (Role.EXPERT,)),
        (Role.CLERK, (Role.APPLICANT,)),
    ],
)
def test_6_1_one_holder_has_no_two_duties_that_check_each_other(role: Role, others: tuple[Role, ...]) -> None:
    assert powers.keeps_its_duties_apart(role, others).verdict is Verdict.VIOLATES


@pytest.mark.parametrize(
    ("role", "others"),
    [
        (Role.OFFICE, ()),
        (Role.CLERK, (Role.OFFICE,)),
        (Role.CONFIRMER, (Role.CLERK,)),
        (Role.DEPARTMENT, (Role.RECOMMENDER,)),
        (Role.PUBLIC, (Role.APPLICANT,)),
    ],
)
def test_6_1_a_department_recommends_and_answers_and_an_office_has_clerks(role: Role, others: tuple[Role, ...]) -> None:
    assert powers.keeps_its_duties_apart(role, others).verdict is Verdict.CONFORMS


@given(st.sampled_from(Role), st.sampled_from(Role))
def test_6_1_apart_is_mutual_and_nobody_is_apart_from_itself(one: Role, other: Role) -> None:
    assert powers.are_apart(one, other) is powers.are_apart(other, one)
    assert not powers.are_apart(one, one)


DUTIES = {
    "recommend": {"recommendation.signed"},
    "score": {"score.recorded", "consensus.reached"},
    "vote": {"vote.counted", "candidates.determined", "deliberation.held", "place.left_vacant"},
    "verify": {"verification.opened", "verification.concluded", "condition.checked", "qualification.decided"},
    "approve": {"award.approved", "award.denied", "revocation.approved"},
    "pay": {"prize.paid", "clawback.received"},
}


def roles(duty: str) -> set[Role]:
    return {role for name in DUTIES[duty] for role in TYPES[name].signed_by}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("recommend", "score"),
        ("score", "vote"),
        ("recommend", "vote"),
        ("verify", "approve"),
        ("vote", "approve"),
        ("pay", "approve"),
        ("pay", "vote"),
    ],
)
def test_6_1_no_role_may_author_both(one: str, other: str) -> None:
    assert roles(one)
    assert roles(one).isdisjoint(roles(other))


def test_6_1_the_office_never_determines_nor_approves_candidates() -> None:
    decides = {"candidates.determined", "vote.counted", *DUTIES["approve"]}
    assert [name for name in decides if Role.OFFICE in TYPES[name].signed_by] == []
    assert {TYPES["award.approved"].signed_by, TYPES["revocation.approved"].signed_by} == {(Role.GOVERNMENT,)}
