"""Clean hands: declarations before the first mark, relations that ask to stand aside, challenges, advisers, interference, cards."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from ledger.events.event import Undisclosed
from ledger.events.integrity import (
    Adviser,
    AdvisersDeclared,
    ChallengeDecided,
    ExpertChallenged,
    Help,
    IntegrityCardReturned,
    InterferenceRecorded,
    RelationRecorded,
)
from ledger.events.panel import InterestDeclared, PanelConstituted, PanelDrawn, RecusalRecorded, Relation, RelationKind
from ledger.events.qualification import QualifiedListFixed
from ledger.events.scoring import ScoreRecorded, SiteVisitHeld
from ledger.record.envelope import Correction
from ledger.rules.citation import Verdict
from ledger.stages.check import boundary
from ledger.terms import ActId, ApplicantCode, ExpertCode, Hundredths, ItemId, PartialDate, Phase, Role

EXPERTS = tuple(ExpertCode(f"E-0{n}") for n in range(1, 6))
A = tuple(ApplicantCode(f"A-0{n}") for n in range(1, 4))


def mark(applicant: str = "A-01", expert: str = "E-01", item: str = "4.1") -> ScoreRecorded:
    return ScoreRecorded(
        applicant=ApplicantCode(applicant),
        expert=ExpertCode(expert),
        phase=Phase.DOCUMENT,
        item=ItemId(item),
        points=Hundredths(5000),
    )


def relation(one: str, other: str, kind: RelationKind = RelationKind.OTHER, ended: str | None = None) -> Relation:
    return Relation(kind=kind, one=one, other=other, ended=PartialDate.parse(ended) if ended else None, words="")


def declared(*ties: Relation, expert: str = "E-01") -> InterestDeclared:
    return InterestDeclared(expert=ExpertCode(expert), ties=ties)


def advisers(applicant: str = "A-01", *names: str, years: int = 3, persons: tuple[Adviser, ...] = ()) -> AdvisersDeclared:
    found = tuple(Adviser(name=name, help=Help.CONSULTING, for_whom=None, ended=None) for name in names)
    return AdvisersDeclared(applicant=ApplicantCode(applicant), years=years, organisations=found, persons=persons)


def challenged(
    expert: str = "E-01", concerns: str | None = "A-01", applicant: str | None = "A-02", grounds: str = "曾为其顾问"
) -> ExpertChallenged:
    return ExpertChallenged(
        expert=ExpertCode(expert),
        applicant=ApplicantCode(applicant) if applicant else None,
        concerns=ApplicantCode(concerns) if concerns else None,
        challenger="某组织",
        grounds=grounds,
    )


def decided(challenge: str, *, upheld: bool = True, expert: str = "E-01", reasons: str = "查实") -> ChallengeDecided:
    return ChallengeDecided(expert=ExpertCode(expert), challenge=ActId(challenge), upheld=upheld, reasons=reasons)


def interference(
    who: str = "某人", what: str = "请关照", expert: str | None = "E-01", applicant: str | None = "A-01"
) -> InterferenceRecorded:
    return InterferenceRecorded(
        expert=ExpertCode(expert) if expert else None, applicant=ApplicantCode(applicant) if applicant else None, who=who, what=what
    )


def card(applicant: str = "A-01") -> IntegrityCardReturned:
    return IntegrityCardReturned(applicant=ApplicantCode(applicant), clean=True, remarks="")


@pytest.fixture
def seated(called: Any) -> Any:
    """Return an office with three applicants and a panel of five; nobody has declared anything. It is 2025-05-20."""
    for applicant in A:
        called.record(called.applied(applicant))
    called.today = date(2025, 5, 20)
    called.take(called.fact(QualifiedListFixed(applicants=A)))
    persons = tuple(f"张{n}" for n in range(1, 6))
    called.record(PanelDrawn(experts=EXPERTS, method="lot", pool=None, seed=None, persons=persons))
    called.record(PanelConstituted(experts=EXPERTS, leader=EXPERTS[0]))
    for expert in EXPERTS:
        called.bind(Role.EXPERT, expert, "2025")
    return called


def refused(office: Any, event: Any, by: Role | None = None, **said: Any) -> set[str]:
    return {name.partition(".")[2] for name in office.refused(event, by, **said)}


RELATION = "article_06_experts.has_no_relation_to_the_applicant"


# Declarations


def test_nobody_marks_before_declaring_even_that_there_is_nothing(seated: Any) -> None:
    assert refused(seated, mark()) == {"has_declared_its_interests"}
    seated.record(declared(expert="E-02"))
    assert refused(seated, mark()) == {"has_declared_its_interests"}, "somebody else's declaration is not its own"
    seated.record(declared())
    assert refused(seated, mark()) == set()


def test_a_declaration_is_asked_for_at_the_first_mark_alone(seated: Any) -> None:
    seated.take(seated.fact(mark()))
    assert refused(seated, mark(item="4.7")) == set()
    assert refused(seated, mark("A-02")) == {"has_declared_its_interests"}


@pytest.mark.parametrize("reading", ["not_required", None])
def test_rules_that_ask_for_no_declaration_refuse_nothing(seated: Any, reading: str | None) -> None:
    settle(seated, recusal_declaration=reading)
    assert refused(seated, mark()) == set()
    assert seated.verdict("article_06_experts.has_declared_its_interests", mark()) is Verdict.NOT_APPLICABLE


def test_where_nothing_says_when_to_declare_the_panel_tells_so(seated: Any) -> None:
    settle(seated, recusal_declaration=None)
    again = PanelConstituted(experts=EXPERTS, leader=EXPERTS[0])
    assert seated.verdict("article_06_experts.is_told_when_interests_are_declared", again) is Verdict.SILENT
    assert refused(seated, again) == set()


def settle(office: Any, **settled: Any) -> None:
    opening = office.history.round("2025").opening
    opening.parameters = msgspec.structs.replace(opening.parameters, **settled)


# Relations


@pytest.mark.parametrize("name", ["A-01", " a-01", "组织A-01", "9132080400000A-01", "９132080400000A-01"])
def test_a_declared_relation_asks_to_stand_aside_however_it_is_spelled(seated: Any, name: str) -> None:
    seated.record(declared(relation("E-01", name, RelationKind.EMPLOYED)))
    assert refused(seated, mark()) == {"has_no_relation_to_the_applicant"}
    assert refused(seated, mark("A-02")) == set()


def test_who_stands_aside_is_refused_for_that(seated: Any) -> None:
    seated.record(declared(relation("张1", "A-01")))
    seated.record(RecusalRecorded(expert=EXPERTS[0], applicant=A[0], why="sealed"), by=Role.OFFICE)
    assert "is_done_by_who_does_not_stand_aside" in refused(seated, mark())
    assert refused(seated, mark("A-02")) == set()


CHAINS = [
    (("E-01", "甲咨询"), ("甲咨询", "乙集团"), ("乙集团", "A-01")),
    (("张1", "李四"), ("李四", "王五"), ("王五", "组织A-01")),
    (("A-01", "甲咨询"), ("丙公司", "甲咨询"), ("丙公司", "E-01")),
]


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize(("depth", "counts"), [(1, False), (2, False), (3, True), (4, True)])
def test_a_chain_of_three_steps_counts_to_depth_three(seated: Any, chain: Any, depth: int, counts: bool) -> None:
    settle(seated, recusal_depth=depth)
    seated.record(declared(relation(*chain[0])))
    seated.record(RelationRecorded(relations=tuple(relation(*pair) for pair in chain[1:]), source="工商登记"))
    assert refused(seated, mark()) == ({"has_no_relation_to_the_applicant"} if counts else set())


def test_what_an_applicant_declares_meets_what_an_expert_declares(seated: Any) -> None:
    seated.record(declared(relation("E-01", "甲咨询有限公司", RelationKind.EMPLOYED)))
    seated.record(declared(relation("E-02", "甲咨询有限公司", RelationKind.TRAINER), expert="E-02"))
    assert refused(seated, mark()) == set()
    seated.record(advisers("A-01", "甲咨询 有限公司"))
    assert refused(seated, mark()) == {"has_no_relation_to_the_applicant"}
    assert refused(seated, mark(expert="E-02")) == {"has_no_relation_to_the_applicant"}
    assert refused(seated, mark("A-02")) == set()


def test_an_adviser_leads_to_its_firm(seated: Any) -> None:
    seated.record(declared(relation("E-01", "乙咨询")))
    person = Adviser(name="赵六", help=Help.TRAINING, for_whom="乙咨询", ended=None)
    seated.record(advisers("A-01", persons=(person,)))
    assert refused(seated, mark()) == {"has_no_relation_to_the_applicant"}


def test_the_expert_may_be_the_adviser_itself(seated: Any) -> None:
    seated.record(declared())
    person = Adviser(name="张 1", help=Help.BOTH, for_whom=None, ended=PartialDate.parse("2024"))
    seated.record(advisers("A-01", persons=(person,)))
    assert refused(seated, mark()) == {"has_no_relation_to_the_applicant"}


@pytest.mark.parametrize(("ended", "counts"), [("2022-02-28", False), ("2022-03-01", True), ("2022-03-02", True), ("2021-12", False)])
def test_an_ended_relation_counts_for_the_adopted_years(seated: Any, ended: str, counts: bool) -> None:
    """The round opened on 2025-03-01; three years back, that day included."""
    seated.record(declared(relation("E-01", "A-01", ended=ended)))
    assert (refused(seated, mark()) != set()) is counts


@pytest.mark.parametrize(
    ("opened", "ended", "verdict"),
    [
        ("2025", "2021-12-31", Verdict.CONFORMS),
        ("2025", "2022-01-01", Verdict.NOT_ON_RECORD),
        ("2025", "2022-12-30", Verdict.NOT_ON_RECORD),
        ("2025", "2022-12-31", Verdict.VIOLATES),
        ("2025-03", "2022-02-28", Verdict.CONFORMS),
        ("2025-03", "2022-03-01", Verdict.NOT_ON_RECORD),
        ("2025-03", "2022-03-31", Verdict.VIOLATES),
        ("2025", None, Verdict.VIOLATES),
    ],
)
def test_a_round_opened_on_an_unknown_day_leaves_open_what_hangs_on_it(
    seated: Any, opened: str, ended: str | None, verdict: Verdict
) -> None:
    seated.history.round("2025").opening.opened_on = opened
    seated.record(declared(relation("E-01", "A-01", ended=ended)))
    assert seated.verdict(RELATION, mark()) is verdict
    assert (RELATION in seated.refused(mark())) is (verdict is Verdict.VIOLATES)


@pytest.mark.parametrize("key", ["recusal_depth", "recusal_lookback_years"])
def test_a_chain_without_a_rule_that_says_whether_it_counts_holds_the_mark_up(seated: Any, key: str) -> None:
    settle(seated, **{key: None})
    seated.record(declared(relation("E-01", "A-01", ended="2024")))
    assert seated.verdict(RELATION, mark()) is Verdict.SILENT
    assert refused(seated, mark()) == {"has_no_relation_to_the_applicant"}
    assert refused(seated, mark("A-02")) == set(), "without a chain nothing need be settled"


def test_free_words_lead_nowhere(seated: Any) -> None:
    stated = Relation(kind=RelationKind.AS_STATED, one="", other="", ended=None, words="A-01 的校友")
    seated.record(declared(stated))
    assert refused(seated, mark()) == set()


def test_closed_relations_are_named_as_closed(seated: Any) -> None:
    fact = seated.fact(declared(relation("E-01", "A-01")))
    seated.take(type(fact)(msgspec.structs.replace(fact.event, ties=Undisclosed("ties")), fact.said, None, fact.recorded_at))
    assert seated.verdict(RELATION, mark()) is Verdict.NOT_DISCLOSED
    seated.history.round("2025").sealed = 1
    assert seated.verdict(RELATION, mark()) is Verdict.NOT_DISCLOSED


def test_what_changes_the_answer_to_a_mark_is_read_by_it(seated: Any) -> None:
    read = dict(boundary(seated.fact(mark())))["round:2025"]
    assert {"interest.declared", "advisers.declared", "expert.replaced", "panel.drawn", "record.sealed"} <= set(read)


# Advisers


def test_none_is_a_declaration_too(seated: Any) -> None:
    assert refused(seated, advisers()) == set()
    seated.record(advisers())
    assert seated.history.round("2025").integrity.declared == {"A-01"}


@pytest.mark.parametrize(
    ("event", "rules"),
    [
        (advisers(years=2), {"declares_as_many_years_as_asked"}),
        (advisers(years=3), set()),
        (advisers(years=4), set()),
        (advisers("A-01", "甲", " "), {"names_each_adviser_once"}),
        (advisers("A-01", "甲", "甲 "), {"names_each_adviser_once"}),
    ],
)
def test_a_fault_of_a_declaration_of_advisers_is_named(seated: Any, event: AdvisersDeclared, rules: set[str]) -> None:
    assert refused(seated, event) == rules


def test_who_did_not_apply_has_no_advisers_to_declare(seated: Any) -> None:
    seated.bind(Role.APPLICANT, "A-09", "2025")
    assert refused(seated, advisers("A-09")) == {"is_declared_for_an_application"}


def test_advisers_are_declared_before_the_first_mark(seated: Any) -> None:
    act = seated.record(advisers("A-02")).said.id
    seated.take(seated.fact(mark("A-02")))
    assert refused(seated, advisers("A-02")) == {"declares_before_it_is_scored"}
    assert refused(seated, advisers("A-01")) == set()
    correction = Correction(act=act, why="漏列", approved_by="office")
    assert "declares_before_it_is_scored" not in refused(seated, advisers("A-02", "甲"), corrects=correction)


@pytest.mark.parametrize("asked", [0, None])
def test_rules_that_ask_for_no_advisers_refuse_none(seated: Any, asked: int | None) -> None:
    settle(seated, advisers_years=asked)
    assert refused(seated, advisers(years=1)) == set()
    assert seated.verdict("article_06_experts.declares_as_many_years_as_asked", advisers()) is Verdict.NOT_APPLICABLE


# Challenges


def test_an_upheld_challenge_stops_the_marks_until_the_expert_stands_aside(seated: Any) -> None:
    seated.record(declared())
    act = seated.record(challenged()).said.id
    assert refused(seated, mark()) == set(), "a challenge alone decides nothing"
    seated.record(decided(act), by=Role.COMMITTEE)
    assert refused(seated, mark()) == {"was_not_successfully_challenged"}
    assert refused(seated, mark("A-02")) == set()


def test_a_dismissed_challenge_stops_nothing(seated: Any) -> None:
    seated.record(declared())
    act = seated.record(challenged(concerns=None)).said.id
    seated.record(decided(act, upheld=False), by=Role.DISCIPLINE)
    assert refused(seated, mark()) == set()


def test_a_challenge_to_everything_stops_everything(seated: Any) -> None:
    seated.record(declared())
    act = seated.record(challenged(concerns=None, applicant=None), by=Role.PUBLIC).said.id
    seated.record(decided(act), by=Role.OFFICE)
    assert refused(seated, mark("A-03")) == {"was_not_successfully_challenged"}


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (challenged("E-09"), "is_an_expert_of_the_round"),
        (challenged(concerns="A-09"), "stands_aside_from_an_applicant"),
        (challenged(grounds=" "), "is_challenged_with_grounds"),
    ],
)
def test_a_fault_of_a_challenge_is_named(seated: Any, event: ExpertChallenged, rule: str) -> None:
    assert refused(seated, event) == {rule}


def test_a_challenge_is_decided_once_with_reasons_by_somebody_else(seated: Any) -> None:
    act = seated.record(challenged(applicant=None), by=Role.DISCIPLINE).said.id
    assert refused(seated, decided("0" * 32), Role.COMMITTEE) == {"decides_a_challenge_once"}
    assert refused(seated, decided(act, expert="E-02"), Role.COMMITTEE) == {"decides_a_challenge_once"}
    assert refused(seated, decided(act, reasons=""), Role.COMMITTEE) == {"decides_with_reasons"}
    assert refused(seated, decided(act), Role.DISCIPLINE) == {"is_decided_by_somebody_else"}
    seated.record(decided(act), by=Role.COMMITTEE)
    assert refused(seated, decided(act, upheld=False), Role.COMMITTEE) == {"decides_a_challenge_once"}


# Interference and cards


@pytest.mark.parametrize(
    ("event", "by", "rules"),
    [
        (interference(), Role.EXPERT, set()),
        (interference(expert=None, applicant=None), Role.OFFICE, set()),
        (interference(expert=None), Role.DISCIPLINE, set()),
        (interference(what=""), Role.EXPERT, {"tells_what_was_said"}),
        (interference(who=" "), Role.EXPERT, {"tells_what_was_said"}),
        (interference(applicant="A-09"), Role.EXPERT, {"stands_aside_from_an_applicant"}),
        (interference(expert="E-09"), Role.OFFICE, {"is_an_expert_of_the_round"}),
    ],
)
def test_interference_is_recorded_by_whom_it_met(seated: Any, event: InterferenceRecorded, by: Role, rules: set[str]) -> None:
    assert refused(seated, event, by) == rules


def test_an_applicant_returns_one_card_for_its_visit(seated: Any) -> None:
    assert refused(seated, card()) == {"speaks_of_a_visit_that_was_held"}
    seated.take(seated.fact(SiteVisitHeld(applicant=A[0], experts=EXPERTS, notes="sealed")))
    assert refused(seated, card("A-02")) == {"speaks_of_a_visit_that_was_held"}
    act = seated.record(card()).said.id
    assert refused(seated, card()) == {"speaks_of_a_visit_that_was_held"}
    assert refused(seated, card(), corrects=Correction(act=act, why="w", approved_by="office")) == set()


@pytest.mark.parametrize("kind", [RelationRecorded, ExpertChallenged, ChallengeDecided, InterferenceRecorded, IntegrityCardReturned])
def test_what_must_warn_nobody_stands_in_a_neutral_record(kind: Any) -> None:
    assert kind.neutral
