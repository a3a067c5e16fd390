"""The rules that a naive build gets wrong, one test each, played through the real writer.

Traps 8 and 24 (revocation, its service and its annulment) come after the prize: their rules stand, and are held by
``tests/articles/test_article_11.py`` and ``tests/ledger/stages/review/test_revocation.py``; here only that a
revocation is no correction. Trap 25 is two silences, and trap 26 what a report says once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from tests.acceptance.adversary import (
    ITEMS,
    ROUND,
    TWO_CLERKS,
    Scene,
    candidate,
    codes,
    on_paper,
    play_to,
)

from ledger.errors import BadInput, Refused
from ledger.events.application import ApplicationWithdrawn, BodyKind, LegalForm, Opinion, ProfileDeclared, RecommendationSigned
from ledger.events.approval import AwardDenied, CommendationIssued, HonourConferred
from ledger.events.bodies import BodyRegistered, Function
from ledger.events.deliberation import PlaceLeftVacant
from ledger.events.eligibility import (
    AccidentField,
    AccidentReported,
    AdverseRecordReported,
    CertificatePresented,
    InspectionReported,
    Interruption,
    Level,
    Matter,
)
from ledger.events.event import TYPES
from ledger.events.measure import AdoptedValue, InterpretationIssued, ParametersAdopted
from ledger.events.notice import CandidateDisqualified, LeadReceived, NoticeClosed, ObjectionReceived
from ledger.events.opening import Places
from ledger.events.qualification import Met, QualificationDecided, QualifiedListFixed
from ledger.events.revocation import RevocationApproved
from ledger.rules.aggregation import item_score, places_by_ratio
from ledger.rules.article_08 import CONDITIONS
from ledger.rules.editions import EDITIONS
from ledger.rules.outside import OUTSIDE
from ledger.rules.parameters import Aggregate, Rounding
from ledger.rules.silences import SILENCES
from ledger.terms import MAIN, NOMINATION, EditionId, Fen, PartialDate, Phase, Role, RoundId, View
from projections.conformance import audit
from projections.standings import standings_of

At = Callable[[str], Scene]


def test_trap_01_no_replacement(at: At) -> None:
    s = at("on notice").on("2025-10-09")
    s.record(CandidateDisqualified(applicant="A-01", why="数据不实"))
    assert "decides_before_the_candidates" in s.refused(s.vote("A-03", MAIN))
    s.on("2025-10-10").record(NoticeClosed(passed=codes("A-02")))
    s.on("2025-10-15")
    next_in_line, moved_up = candidate("A-03", MAIN), candidate("A-02", MAIN)
    assert "decides_on_who_passed" in s.refused(s.approved(candidate("A-02", NOMINATION), next_in_line))
    assert "approves_as_determined" in s.refused(s.approved(moved_up))
    s.record(s.approved(candidate("A-02", NOMINATION)))
    s.on("2025-10-17").record(s.published(candidate("A-02", NOMINATION)))
    assert s.violated() == set()
    won = [standing.applicant for standing in standings_of(ROUND).fold(s.facts()).standings if standing.won is not None]
    assert won == ["A-02"]


def test_trap_02_the_quota_is_a_ceiling_and_vacant_is_not_missing(at: At) -> None:
    s = at("founded")
    assert "keeps_to_the_quota" in s.refused(s.opened(planned=(Places(tier=MAIN, places=3),)))
    s = at("voted")
    s.record(s.determined(candidate("A-01", MAIN)))
    s.on("2025-09-24")
    assert "accounts_for_every_place" in s.refused(s.notice("A-01"))
    assert "leaves_exactly_the_rest_vacant" in s.refused(PlaceLeftVacant(tier=NOMINATION, places=1, why=" "))
    s.record(PlaceLeftVacant(tier=NOMINATION, places=1, why="未达标准"))
    assert s.record(s.notice("A-01")).position
    edition = EDITIONS[EditionId("2024")]
    assert sum(terms.quota * terms.prize for terms in edition.tiers.values()) == 50_000_000


def test_trap_03_one_and_a_half_of_what_and_no_float_rounds_it(at: At) -> None:
    half = Fraction(3, 2)
    assert [places_by_ratio(half, [n], "ceiling") for n in (1, 2, 3, 4)] == [2, 3, 5, 6]
    assert [places_by_ratio(half, [n], "floor") for n in (1, 2, 3, 4)] == [1, 3, 4, 6]
    s = at("opened")
    values = tuple(v for v in s.adopted().values if v.key not in ("ratio.base", "ratio.rounding"))
    s.record(ParametersAdopted(document="评审规则", values=values))
    s.record(next(fact.event for fact in at("adopted").facts() if fact.said.type == "rubric.adopted"))
    play_to(s, "reported", after="adopted")
    with pytest.raises(Refused, match=r"ratio\.base"):
        s.record(s.defence_list())


def test_trap_04_a_nomination_winner_may_apply_again_and_a_main_winner_may_not(at: At) -> None:
    s, after = at("paid"), RoundId("2026")
    s.on("2026-01-05").record(s.opened(award_year="2026", year=2026), round=after)
    s.record(s.adopted(), round=after)
    s.record(next(fact.event for fact in s.facts() if fact.said.type == "rubric.adopted"), round=after)
    s.record(s.called("2026-02-02", "2026-03-31"), round=after)
    s.on("2026-02-10")
    for code, won_as in (("B-01", "A-01"), ("B-02", "A-02")):
        s.bind(Role.APPLICANT, code, after)
        organisation, name = s.organisation(won_as)
        event = s.applied(code, organisation=organisation, name=name)
        if won_as == "A-01":
            assert s.refused(event, round=after) == {"is_past_the_bar_of_an_earlier_win"}
        else:
            assert s.record(event, round=after).position
    assert "bar.win.scope" in SILENCES


def test_trap_05_the_bar_starts_on_the_day_of_the_decision_and_not_with_the_award_year(at: At) -> None:
    s = at("paid")
    (main,) = [title for title in s.history().registers.honours.titles if title.tier == MAIN]
    assert (str(main.decided_on), main.award_year) == ("2025-10-15", "2025")
    assert {"government_decision_date", "start_of_award_year", "end_of_award_year"} == {
        reading.value for reading in SILENCES["bar.win.start"].readings
    }
    for applies_on, is_barred in (("2030-10-15", True), ("2030-10-16", False)):
        s, after = at("paid"), RoundId("2030")
        s.on("2030-01-07").record(s.opened(award_year="2030", year=2030), round=after)
        s.record(s.adopted(), round=after)
        s.record(next(fact.event for fact in s.facts() if fact.said.type == "rubric.adopted"), round=after)
        s.record(s.called("2030-09-01", "2030-12-31"), round=after)
        s.on(applies_on).bind(Role.APPLICANT, "B-01", after)
        organisation, name = s.organisation("A-01")
        event = s.applied("B-01", organisation=organisation, name=name)
        if is_barred:
            assert s.refused(event, round=after) == {"is_past_the_bar_of_an_earlier_win"}
        else:
            assert s.record(event, round=after).position


def test_trap_06_seven_days_by_the_adopted_count_and_no_guess_past_the_calendar(at: At) -> None:
    s = at("determined").on("2025-09-24")
    assert s.refused(s.notice(ends="2025-10-08")) == {"stands_its_full_time"}
    s.record(s.notice(ends="2025-10-09"))
    assert "closes_after_its_last_day" in s.on("2025-10-09").refused(NoticeClosed(passed=codes("A-01", "A-02")))
    s.on("2025-10-10").record(NoticeClosed(passed=codes("A-01", "A-02")))
    assert s.record(s.approved()).position
    past = at("determined").on("2026-12-28")
    assert past.refused(past.notice(starts="2026-12-28", ends="2027-12-31")) == {"stands_its_full_time"}


def test_trap_07_the_order_and_an_objection_that_blocks_one_candidate_alone(at: At) -> None:
    assert "follows_the_candidates" in at("voted").refused(at("voted").notice())
    assert "approves_after_the_notice" in at("on notice").refused(at("on notice").approved())
    assert "publishes_after_the_approval" in at("closed").refused(at("closed").published())
    s = at("on notice")
    s.record(ObjectionReceived(applicant="A-01", objector="某甲", content="不实"), by=Role.PUBLIC)
    s.on("2025-10-10").record(NoticeClosed(passed=codes("A-01", "A-02")))
    assert s.refused(s.approved(candidate("A-01", MAIN))) == {"waits_for_open_objections"}
    assert s.record(s.approved(candidate("A-02", NOMINATION))).position


def test_trap_07_an_objection_without_a_name_becomes_a_lead_and_is_never_dropped(at: At) -> None:
    s = at("on notice")
    assert s.refused(ObjectionReceived(applicant="A-01", objector=" ", content="不实"), by=Role.OFFICE) == {"objects_by_name"}
    s.record(LeadReceived(applicant="A-01", content="不实"), by=Role.OFFICE)
    assert s.round.notice.leads == 1
    for stage in ("called", "paid"):
        any_time = at(stage)
        any_time.record(LeadReceived(applicant=None, content="来信"), by=Role.PUBLIC)


def test_trap_08_a_title_is_taken_by_a_revocation_and_not_otherwise(at: At) -> None:
    s = at("paid")
    revoked = RevocationApproved(applicant="A-01", ground="fraud", document="政发 1 号")
    assert "approves_what_was_proposed" in s.refused(revoked)
    five = ("revocation.approved", "plaque.recovered", "clawback.received", "revocation.announced", "bar.imposed")
    assert set(five) <= set(TYPES), "five consequences, five facts"


@pytest.mark.parametrize(("since", "is_enough"), [("2020-04-10", True), ("2020-04-11", False)])
def test_trap_09_five_years_to_the_day_are_enough(at: At, since: str, is_enough: bool) -> None:
    s = at("applied").on("2025-05-10")
    event = s.checked("A-01", "8(1)", "operation", since=since)
    if is_enough:
        assert s.record(event).position
    else:
        assert s.refused(event) == {"has_operated_long_enough"}


@pytest.mark.parametrize(("ended", "is_enough"), [("2022-04-09", True), ("2022-04-10", False)])
def test_trap_09_a_clock_that_starts_anew_is_full_to_the_day(at: At, ended: str, is_enough: bool) -> None:
    s = at("applied").on("2025-05-10")
    assert s.settled.get("eligibility.lapsed_certificate", "restarts_the_years") == "restarts_the_years"
    lapsed = Interruption(from_on=date(2022, 4, 1), until_on=date.fromisoformat(ended))
    s.record(
        CertificatePresented(
            applicant="A-01",
            standard="GB/T 19001-2016",
            number="1",
            issuer="x",
            issued_on=date(2015, 1, 1),
            valid_until=date(2027, 1, 1),
            interruptions=(lapsed,),
        )
    )
    event = s.checked("A-01", "8(3)", "quality_system", since="2022-04-10")
    if is_enough:
        assert s.record(event).position
    else:
        assert s.refused(event) == {"counts_the_system_from_its_certificate"}
    assert "counts_the_system_from_its_certificate" in s.refused(s.checked("A-01", "8(3)", since="2015-01-01"))


def test_trap_10_what_counts_as_grave_is_a_finding_by_an_adopted_reading(at: At) -> None:
    readings = {reading.value for reading in SILENCES["eligibility.graver_accident"].readings}
    assert readings == {"work_safety_grades_by_analogy", "department_finding"}
    s = at("opened")
    s.record(ParametersAdopted(document="x", values=tuple(v for v in s.adopted().values if v.key != "eligibility.graver_accident")))
    s.record(next(fact.event for fact in at("adopted").facts() if fact.said.type == "rubric.adopted"))
    play_to(s, "applied", after="adopted").on("2025-05-10")
    with pytest.raises(Refused, match=r"eligibility\.graver_accident"):
        s.record(s.checked("A-01", "8(5)", "accidents"))
    assert "市级以上" in CONDITIONS["8(5)"]["inspections"][0], "a district's own inspection does not count"


@pytest.mark.parametrize(
    ("deaths", "hurt", "loss", "day", "counts"),
    [
        (2, 9, 999_999_999, "2024-05-01", False),
        (3, 0, 0, "2024-05-01", True),
        (0, 10, 0, "2024-05-01", True),
        (0, 0, 1_000_000_000, "2024-05-01", True),
        (30, 0, 0, "2024-05-01", True),
        (3, 0, 0, "2022-04-10", True),
        (3, 0, 0, "2022-04-09", False),
    ],
)
def test_trap_10_a_serious_accident_begins_at_its_number(at: At, deaths: int, hurt: int, loss: int, day: str, *, counts: bool) -> None:
    s = at("applied").on("2025-05-10")
    what = {"deaths": deaths, "hurt": hurt, "loss": Fen(loss), "own": None, "source": "x"}
    on = date.fromisoformat(day)
    s.record(AccidentReported(applicant="A-01", body=None, field=AccidentField.WORK_SAFETY, day=on, grade=None, **what))
    clean = s.checked("A-01", "8(5)", "accidents")
    if counts:
        assert s.refused(clean) == {"finds_as_the_accidents_on_record"}
        assert s.record(s.checked("A-01", "8(5)", "accidents", met=Met.NOT_MET)).position
    else:
        assert s.record(clean).position


def test_trap_10_the_log_warns_nobody_that_an_accident_was_reported(at: At) -> None:
    s = at("applied").on("2025-05-10")
    s.record(InspectionReported(applicant="A-01", body=None, level=Level.CITY, day=date(2024, 5, 1), passed=False, source="x"))
    seen = s.facts(View.PUBLIC)[-1]
    assert (seen.said.type, seen.said.subjects) == ("record.sealed", ())


@pytest.mark.parametrize(("level", "counts"), [(Level.DISTRICT, False), (Level.CITY, True), (Level.PROVINCE, True)])
def test_trap_10_a_district_s_own_inspection_does_not_count(at: At, level: Level, counts: bool) -> None:
    s = at("applied").on("2025-05-10")
    s.record(InspectionReported(applicant="A-01", body=None, level=level, day=date(2024, 5, 1), passed=False, source="x"))
    clean = s.checked("A-01", "8(5)", "inspections")
    if counts:
        assert s.refused(clean) == {"finds_as_the_inspections_on_record"}
    else:
        assert s.record(clean).position


def test_trap_11_one_opinion_suffices_and_a_negative_one_ends_nothing(at: At) -> None:
    s = at("called").on("2025-03-20")
    for code in codes("A-01", "A-02"):
        s.record(s.applied(code))
    opinion = RecommendationSigned(
        applicant="A-01", body="town", body_kind=BodyKind.AREA, opinion=Opinion.NOT_RECOMMENDED, reasons="不推荐"
    )
    s.record(opinion)
    s.on("2025-05-10")
    for code in codes("A-01", "A-02"):
        for condition in CONDITIONS:
            s.record(s.checked(code, condition))
    assert "has_an_opinion" in s.refused(QualificationDecided(applicant="A-02", qualified=True, reasons="符合"))
    assert s.record(QualificationDecided(applicant="A-01", qualified=True, reasons="符合")).position


def test_trap_11_an_area_or_a_trade_and_nobody_else(at: At) -> None:
    s = at("called").on("2025-03-20")
    for body, function, where in (
        ("town", Function.AREA, {"areas": ("320804100",)}),
        ("machines", Function.DEPARTMENT, {"trades": ("C34",)}),
    ):
        given = {"name": body, "areas": (), "trades": (), "answers": (), "document": "x"} | where
        s.record(BodyRegistered(body=body, function=function, **given), round=None)
    s.bind(Role.RECOMMENDER, "machines")
    for code, area, trade in (("A-01", "320804100", "I65"), ("A-02", "320804200", "C3451"), ("A-03", "320804200", "I65")):
        given = {"form": LegalForm.ENTERPRISE, "for_profit": True, "exports": False, "area": area, "trades": (trade,)}
        s.record(ProfileDeclared(applicant=code, **given))
        s.record(s.applied(code))

    def opinion(code: str, body: str, kind: BodyKind) -> RecommendationSigned:
        return RecommendationSigned(applicant=code, body=body, body_kind=kind, opinion=Opinion.RECOMMENDED, reasons="x")

    assert s.record(opinion("A-01", "town", BodyKind.AREA)).position
    assert s.record(opinion("A-02", "machines", BodyKind.DEPARTMENT)).position
    for body, kind in (("town", BodyKind.AREA), ("machines", BodyKind.DEPARTMENT)):
        assert s.refused(opinion("A-03", body, kind)) == {"is_competent_for_the_applicant"}


def test_trap_11_an_audit_asks_of_bodies_that_changed_while_the_round_ran(at: At) -> None:
    s = at("called").on("2025-03-20")
    s.record(BodyRegistered(body="town", function=Function.AREA, name="t", areas=("1",), trades=(), answers=(), document="x"), round=None)
    asked = {item.rule for item in s.audit(complete=True).of_method if item.type == "body.registered"}
    assert {"powers.registers_a_body_once", "powers.has_what_its_function_asks"} <= asked


def test_trap_11_competing_opinions_are_a_silence_and_the_review_decides_with_reasons(at: At) -> None:
    assert {"decided_with_reasons", "one_positive_suffices", "one_negative_excludes"} == {
        reading.value for reading in SILENCES["recommendation.conflict"].readings
    }
    s = at("called").on("2025-03-20")
    s.bind(Role.RECOMMENDER, "park")
    s.record(s.applied("A-01"))
    for body, said in (("town", Opinion.RECOMMENDED), ("park", Opinion.NOT_RECOMMENDED)):
        s.record(RecommendationSigned(applicant="A-01", body=body, body_kind=BodyKind.AREA, opinion=said, reasons="x"))
    s.on("2025-05-10")
    for condition in CONDITIONS:
        s.record(s.checked("A-01", condition))
    assert "weighs_competing_opinions" in s.refused(QualificationDecided(applicant="A-01", qualified=True, reasons=" "))
    assert s.record(QualificationDecided(applicant="A-01", qualified=False, reasons="异议属实 · the objection is sound")).position


def test_trap_12_a_second_nomination_is_paid_as_adopted(at: At) -> None:
    assert {reading.value for reading in SILENCES["nomination.repeat_prize"].readings} == {"pay", "first_only"}
    s = at("published")
    assert "grants_the_amount_of_the_tier" in s.refused(s.granted("A-02", NOMINATION, 0))


def test_trap_13_no_call_without_weights(at: At) -> None:
    s = at("opened")
    s.record(ParametersAdopted(document="x", values=tuple(v for v in s.adopted().values if not v.key.startswith("weights"))))
    s.record(next(fact.event for fact in at("adopted").facts() if fact.said.type == "rubric.adopted"))
    assert s.refused(s.called()) == {"has_weights_before_the_call"}


def test_trap_14_missing_is_not_zero(at: At) -> None:
    mean = Aggregate(method="mean", trim_each_end=1, when_valid_at_least=5)
    assert item_score([8000, 8100, 8200, 8300], mean) == 8150
    assert item_score([8000, 8100, 8200, 8300, 0], mean) == 8100, "a zero that was given counts, and is trimmed as the lowest"
    assert item_score([], mean) is None
    s = at("seated").on("2025-06-01")
    for code in s.applicants:
        for expert in s.experts:
            for item in ITEMS:
                if (code, expert, item) != ("A-05", "E-03", "4.7"):
                    s.record_mark(code, expert, Phase.DOCUMENT, item, s.points(code, expert, Phase.DOCUMENT, item))
    play_to(s, "reported", after="marked")
    assert s.refused(s.defence_list()) == {"has_every_expected_mark"}


def test_trap_15_where_a_score_is_rounded_decides(at: At) -> None:
    thirds = [833, 833, 834]
    each = Rounding(places=0, mode="half_up", apply_to="item")
    last = Rounding(places=0, mode="half_up", apply_to="published")
    assert item_score(thirds, Aggregate(method="mean", trim_each_end=0, when_valid_at_least=1), each) == 800
    assert item_score(thirds, Aggregate(method="mean", trim_each_end=0, when_valid_at_least=1), last) == Fraction(2500, 3)
    s = at("opened")
    s.record(ParametersAdopted(document="x", values=tuple(v for v in s.adopted().values if v.key != "rounding")))
    s.record(next(fact.event for fact in at("adopted").facts() if fact.said.type == "rubric.adopted"))
    play_to(s, "reported", after="adopted")
    with pytest.raises(Refused, match="rounding"):
        s.record(s.defence_list())


def test_trap_16_an_interpretation_after_the_marks_is_allowed_and_flagged(at: At) -> None:
    s = at("marked")
    value = AdoptedValue(key="tie.defence", value="none_tied_advances", source="解释 1 号")
    late = InterpretationIssued(number="1", provision="9(4)", question="并列如何处理", answer="均不进入", values=(value,))
    s.record(late, round=None)
    flagged = {item.rule.partition(".")[2] for item in s.audit().of_method if item.verdict.code == "method not kept"}
    assert flagged == {"comes_before_marks_are_known"}
    assert str(s.round.opening.parameters.tie_defence) == "all_tied_advance", "what the committee adopted goes before it"
    text = AdoptedValue(key="notice.days", value=3, source="解释 2 号")
    fixed = InterpretationIssued(number="2", provision="9(8)", question="几天", answer="3", values=(text,))
    assert "fills_open_questions_only" in s.refused(fixed, round=None)


def test_trap_17_the_measure_is_in_force_in_2024_and_nobody_knows_the_day(at: At) -> None:
    edition = EDITIONS[EditionId("2024")]
    assert (edition.effective_from, edition.valid_until) == (PartialDate(2024), None)
    s = at("founded")
    s.record(s.opened(award_year="2023", year=2023), round=RoundId("2023"), occurred_at="2023-12-31")
    flagged = {item.rule.partition(".")[2] for item in audit(s.facts(), RoundId("2023")).findings if item.verdict.code == "violates"}
    assert flagged == {"opens_after_the_measure_came_into_force"}
    with pytest.raises(Refused, match=r"F2"):
        s.record(s.opened(), basis=("18.1",))
    assert s.record(s.opened(), basis=("3.2", "7", "17")).position


def test_trap_18_what_no_article_says_rests_on_an_adopted_rule_and_says_so(at: At) -> None:
    keys = {"panel.min", "vote.quorum", "vote.pass", "objection.blocks_approval", "threshold.total", "recusal.lookback_years"}
    assert keys <= set(SILENCES)
    s = at("opened")
    s.record(ParametersAdopted(document="x", values=tuple(v for v in s.adopted().values if v.key != "panel.min")))
    s.record(next(fact.event for fact in at("adopted").facts() if fact.said.type == "rubric.adopted"))
    with pytest.raises(Refused, match=r"panel\.min"):
        play_to(s, "seated", after="adopted")


def test_trap_19_a_round_keeps_the_law_of_its_opening_day(at: At) -> None:
    s = at("marked")
    assert "stands_under_the_edition_of_its_round" in s.refused(s.mark("A-01", "E-01"), edition=EditionId("2029"))


def test_trap_20_every_applicant_has_exactly_one_end(at: At) -> None:
    s = at("seated")
    s.record(ApplicationWithdrawn(applicant="A-05", why="另有安排"))
    s.applicants = codes("A-01", "A-02", "A-03", "A-04")
    play_to(s, "on notice", after="seated").on("2025-10-09")
    s.record(CandidateDisqualified(applicant="A-02", why="数据不实"))
    s.on("2025-10-10").record(NoticeClosed(passed=codes("A-01")))
    s.on("2025-10-15").record(s.approved(candidate("A-01", MAIN)))
    s.on("2025-10-17").record(s.published(candidate("A-01", MAIN)))
    ends = {standing.applicant: standing.ended.end.code for standing in standings_of(ROUND).fold(s.facts()).standings if standing.ended}
    assert ends == {
        "A-01": "approved",
        "A-02": "failed_notice",
        "A-03": "eliminated_defence",
        "A-04": "eliminated_document",
        "A-05": "withdrawn",
    }
    assert "decides_on_each_once" in s.refused(s.approved(candidate("A-01", MAIN)))
    assert {"decides_on_each_once"} <= s.refused(AwardDenied(applicant="A-01", why="x"))


def test_trap_21_the_clause_on_exports_is_a_silence_of_its_own(at: At) -> None:
    assert {reading.value for reading in SILENCES["eligibility.exporter_period"].readings} == {"three_years", "no_limit"}
    assert "eligibility.other_record" in SILENCES
    s = at("applied").on("2025-05-10")
    assert s.record(s.checked("A-01", "8(5)", "exports", since="2024-12-31")).position, "the three years do not bind exports"
    assert "looks_back_far_enough" in s.refused(s.checked("A-01", "8(5)", "complaints", since="2024-12-31"))


@pytest.mark.parametrize(("reading", "counts"), [("three_years", False), ("no_limit", True), (None, None)])
def test_trap_21_how_far_back_exports_count_is_asked_only_where_it_matters(at: At, reading: str | None, counts: bool | None) -> None:
    s = at("opened")
    values = tuple(v for v in s.adopted(eligibility_exporter_period=reading).values if v.value is not None)
    s.record(ParametersAdopted(document="x", values=values))
    s.record(next(fact.event for fact in at("adopted").facts() if fact.said.type == "rubric.adopted"))
    play_to(s, "applied", after="adopted").on("2025-05-10")
    back = {"grave": None, "own": None, "what": "退运", "source": "x"}
    s.record(AdverseRecordReported(applicant="A-01", body=None, matter=Matter.EXPORTS, day=date(2020, 1, 1), **back))
    clean = s.checked("A-01", "8(5)", "exports")
    if counts is None:
        with pytest.raises(Refused, match=r"eligibility\.exporter_period"):
            s.record(clean)
    elif counts:
        assert s.refused(clean) == {"finds_as_the_exports_on_record"}
    else:
        assert s.record(clean).position


def test_trap_22_a_secret_ballot_has_counts_and_no_names(at: At) -> None:
    names = {field.name for field in TYPES["vote.counted"].fields()}
    assert {"issued", "returned", "valid", "in_favour", "counted_by", "supervised_by"} <= names
    assert not {"voters", "voted_for", "members"} & names
    s = at("evaluated").on("2025-09-01")
    s.record(s.meeting())
    assert s.refused(s.vote("A-01", MAIN, in_favour=15)) == {"counts_ballots_in_order"}
    paper = {"provenance": on_paper("committee", dated="2025-09-01"), "signers": TWO_CLERKS}
    assert s.record(s.vote("A-01", MAIN), **paper).position


def test_trap_23_commendation_is_for_the_main_tier_and_money_for_both(at: At) -> None:
    s = at("published")
    for named in (codes("A-02"), codes("A-01", "A-02")):
        assert "commends_the_main_tier_alone" in s.refused(CommendationIssued(applicants=named, document=None))
    for one in s.both:
        s.record(HonourConferred(applicant=one.applicant, plaque=f"P {one.applicant}", certificate=f"C {one.applicant}"))
        s.record(s.granted(one.applicant, one.tier))
    assert s.record(CommendationIssued(applicants=codes("A-01"), document=None)).position


def test_trap_24_a_revocation_can_be_served_answered_and_set_aside() -> None:
    assert {"revocation.served", "statement.heard", "revocation.annulled"} <= set(TYPES)


def test_trap_25_who_verifies_and_who_proposes_are_silences() -> None:
    assert {"revocation.verifier", "revocation.proposer"} <= set(SILENCES)


def test_trap_26_a_report_says_once_how_the_round_was_kept(at: At) -> None:
    s = at("seated").on("2025-06-10")
    paper = {"provenance": on_paper("E-01", dated="2025-05-26"), "signers": TWO_CLERKS}
    for code in s.applicants:
        s.record(s.mark(code, "E-01"), occurred_at="2025-05-26", **paper)
    report = s.audit()
    assert not [item for item in (*report.findings, *report.of_method) if item.type == "score.recorded"], (
        "no sheet is flagged for its delay"
    )
    assert {share.kind.code for share in report.provenance if share.records} >= {"live", "transcribed"}
    assert report.limits


def test_what_no_program_decides_is_said_and_everything_else_has_a_rule() -> None:
    assert {"7", "8(4)", "4"} <= set(OUTSIDE)


def test_a_first_look_at_nobody_is_no_decision(at: At) -> None:
    s = at("applied").on("2025-05-10")
    assert "has_decided_on_everybody" in s.refused(QualifiedListFixed(applicants=()))
    with pytest.raises(BadInput):
        s.record(ParametersAdopted(document="x", values=(AdoptedValue(key="no.such.key", value=1, source="x"),)))
    assert s.refused(s.checked("A-01", "8(9)", met=Met.MET)) >= {"finds_on_a_condition_of_the_article"}
