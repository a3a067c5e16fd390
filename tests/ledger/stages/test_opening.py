"""Opening a round, and the measure under it: articles 3, 5, 6, 9(1), 16, 17."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import BadInput
from ledger.events.approval import ResultPublished
from ledger.events.measure import AdoptedValue, CalendarAdopted, EditionTier, InterpretationIssued, MeasureRegistered, ParametersAdopted
from ledger.events.opening import Places, RoundAnnulled
from ledger.events.scoring import ScoreRecorded
from ledger.rules.citation import Verdict
from ledger.terms import (
    MAIN,
    NOMINATION,
    ApplicantCode,
    EditionId,
    ExpertCode,
    Fen,
    Hundredths,
    ItemId,
    PartialDate,
    Phase,
    Role,
    RoundKind,
    Tier,
)


def test_a_round_within_the_quota_opens(office: Any) -> None:
    assert office.refused(office.opened()) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"planned": (Places(tier=MAIN, places=3),)}, "article_03.keeps_to_the_quota"),
        ({"planned": (Places(tier=MAIN, places=-1),)}, "article_03.keeps_to_the_quota"),
        ({"planned": (Places(tier=MAIN, places=1), Places(tier=MAIN, places=1))}, "article_03.plans_tiers_of_the_edition"),
        ({"planned": (Places(tier=Tier("gold"), places=1),)}, "article_03.plans_tiers_of_the_edition"),
        ({"planned": ()}, "article_03.plans_tiers_of_the_edition"),
        ({"award_year": "2025", "year": 2024}, "article_03.names_its_award_year"),
        ({"award_year": "2025", "year": None}, "article_03.names_its_award_year"),
        ({"award_year": " ", "year": None}, "article_03.names_its_award_year"),
        ({"calendar": "2025"}, "article_09_1_to_3.counts_by_an_adopted_calendar"),
    ],
)
def test_a_fault_of_an_opening_is_named(office: Any, changes: dict[str, Any], rule: str) -> None:
    assert rule in office.refused(office.opened(**changes))


def test_a_year_has_one_round(ready: Any) -> None:
    assert ready.refused(ready.opened(), round="2025-b") == {"article_03.is_the_one_round_of_its_year"}
    assert ready.refused(ready.opened(programme="other award"), round="2025-b") == {"article_03.is_of_the_programme_of_its_edition"}
    past = ready.opened(programme="other award", kind=RoundKind.HISTORICAL)
    assert ready.refused(past, round="2025-b") == set()


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        ("2023-12-31", Verdict.VIOLATES),
        ("2024-06-27", Verdict.NOT_ON_RECORD),
        ("2025-01-01", Verdict.CONFORMS),
    ],
)
def test_a_round_before_the_measure_is_flagged_and_opens(office: Any, on: str, verdict: Verdict) -> None:
    rule = "article_17.opens_after_the_measure_came_into_force"
    assert office.verdict(rule, office.opened(), occurred_at=on) is verdict
    assert office.refused(office.opened(), occurred_at=on) == set()


def test_a_round_of_the_past_may_know_the_year_of_its_opening_alone(office: Any) -> None:
    past = office.opened(kind=RoundKind.HISTORICAL)
    assert office.verdict("article_17.opens_after_the_measure_came_into_force", past, occurred_at="2024") is Verdict.NOT_ON_RECORD
    assert office.refused(past, occurred_at="2024") == set()
    assert office.refused(office.opened(), occurred_at="2024") == {"acts.says_when_it_had_effect"}


MEASURE = {
    "title_zh": "办法",
    "title_en": "measure",
    "programme_zh": "区长质量奖",
    "issued_by": "government",
    "text": None,
}
PRINTED = (
    EditionTier(tier=MAIN, zh="主", en="main", quota=2, prize=Fen(20_000_000), bars=True),
    EditionTier(tier=NOMINATION, zh="提名", en="nomination", quota=2, prize=Fen(5_000_000), bars=False),
)


def registered(edition: str = "2024", tiers: Any = PRINTED, since: PartialDate | None = None, until: PartialDate | None = None) -> Any:
    return MeasureRegistered(edition_id=EditionId(edition), tiers=tiers, effective_from=since, valid_until=until, **MEASURE)


def test_the_registered_validity_is_what_counts(office: Any) -> None:
    office.record(registered(since=PartialDate(2024, 6, 27), until=PartialDate(2025, 2, 28)), round=None)
    since, until = "article_17.opens_after_the_measure_came_into_force", "article_17.opens_before_the_measure_expires"
    assert office.verdict(since, office.opened(), occurred_at="2024-06-26") is Verdict.VIOLATES
    assert office.verdict(since, office.opened(), occurred_at="2024-06-27") is Verdict.CONFORMS
    assert office.verdict(until, office.opened(), occurred_at="2025-02-28") is Verdict.CONFORMS
    assert office.verdict(until, office.opened(), occurred_at="2025-03-01") is Verdict.VIOLATES
    assert office.refused(office.opened(), occurred_at="2025-03-01") == set()


def test_nobody_registers_other_terms_than_the_printed(office: Any) -> None:
    more = (EditionTier(tier=MAIN, zh="主", en="main", quota=3, prize=Fen(20_000_000), bars=True), PRINTED[1])
    assert office.refused(registered(tiers=more), round=None) == {"article_17.registers_the_printed_terms"}
    assert office.refused(registered(tiers=PRINTED[:1]), round=None) == {"article_17.registers_the_printed_terms"}
    assert office.refused(registered("elsewhere", tiers=PRINTED[:1] * 2), round=None) == {"article_17.registers_the_printed_terms"}
    assert office.refused(registered("elsewhere", tiers=more), round=None) == set()


def test_a_round_stands_under_a_known_edition(office: Any) -> None:
    assert "article_17.stands_under_a_known_edition" in office.refused(office.opened(), edition=EditionId("elsewhere"))
    office.record(registered("elsewhere"), round=None)
    past = office.opened(kind=RoundKind.HISTORICAL)
    assert office.refused(past, edition=EditionId("elsewhere")) == set()
    assert office.refused(office.opened(), edition=EditionId("elsewhere")) == {"article_17.stands_under_a_known_edition"}


def test_a_quota_that_nobody_knows_is_not_on_record(office: Any) -> None:
    office.record(registered("open", tiers=(EditionTier(tier=MAIN, zh="主", en="main", quota=None, prize=None, bars=True),)), round=None)
    opened = office.opened(planned=(Places(tier=MAIN, places=10),))
    assert office.verdict("article_03.keeps_to_the_quota", opened, edition=EditionId("open")) is Verdict.NOT_ON_RECORD


def test_a_calendar_is_adopted_once_under_its_name(office: Any) -> None:
    calendar = CalendarAdopted(name="2025", first=2025, last=2025, holidays=("2025-10-01",), workdays=(), source="State Council")
    office.record(calendar, round=None)
    assert office.refused(calendar, round=None) == {"article_09_1_to_3.adopts_a_calendar_of_a_new_name"}
    assert office.refused(office.opened(calendar="2025")) == set()


def test_a_calendar_that_contradicts_itself_is_bad_input(office: Any) -> None:
    calendar = CalendarAdopted(name="c", first=2025, last=2025, holidays=("2025-10-01",), workdays=("2025-10-01",), source="s")
    with pytest.raises(BadInput, match="holiday and a make-up working day"):
        office.judge(calendar, round=None)


def interpretation(key: str = "notice.counting", value: Any = "calendar_days_first_excluded", **changes: str) -> InterpretationIssued:
    given = {"number": "1", "provision": "9(8)", "question": "how?", "answer": "so"}
    return InterpretationIssued(values=(AdoptedValue(key=key, value=value, source="1"),), **(given | changes))


def test_an_interpretation_fills_a_gap(office: Any) -> None:
    assert office.refused(interpretation(), round=None) == set()


@pytest.mark.parametrize("key", ["notice.days", "tier.main.quota", "bar.win.years", "notice.replacement", "no.such.key"])
def test_an_interpretation_leaves_the_text_alone(office: Any, key: str) -> None:
    assert office.refused(interpretation(key, 9), round=None) == {"article_16.fills_open_questions_only"}


@pytest.mark.parametrize("changes", [{"number": ""}, {"provision": "article 9"}, {"question": " "}, {"answer": ""}])
def test_an_interpretation_says_what_it_interprets(office: Any, changes: dict[str, str]) -> None:
    assert office.refused(interpretation(**changes), round=None) == {"article_16.says_what_it_interprets"}


def test_an_interpretation_of_no_permitted_reading_is_bad_input(office: Any) -> None:
    with pytest.raises(BadInput, match="notice.counting"):
        office.judge(interpretation(value="seven of some days"), round=None)


def test_an_interpretation_after_marks_is_flagged_and_taken(called: Any) -> None:
    rule = "article_16.comes_before_marks_are_known"
    assert called.verdict(rule, interpretation(), round=None) is Verdict.CONFORMS
    called.take(called.fact(mark(), holder="E-01"))
    assert called.verdict(rule, interpretation(), round=None) is Verdict.VIOLATES
    assert called.refused(interpretation(), round=None) == set()


def mark() -> ScoreRecorded:
    return ScoreRecorded(
        applicant=ApplicantCode("A-01"), expert=ExpertCode("E-01"), phase=Phase.DOCUMENT, item=ItemId("4.1"), points=Hundredths(8000)
    )


# Rules, rubric, call


def test_rules_are_adopted_before_the_call(ready: Any) -> None:
    assert ready.refused(ready.adopted()) == set()
    ready.record(ready.call())
    assert ready.refused(ready.adopted()) == {"article_06.is_adopted_before_the_call"}


def test_an_unknown_key_is_bad_input(ready: Any) -> None:
    event = ParametersAdopted(document="d", values=(AdoptedValue(key="panel.max", value=5, source="s"),))
    with pytest.raises(BadInput, match="panel.max: no open question has this key"):
        ready.judge(event)


@pytest.mark.parametrize(("document", "source"), [("", "s"), ("d", " ")])
def test_every_value_has_its_source(ready: Any, document: str, source: str) -> None:
    event = ParametersAdopted(document=document, values=(AdoptedValue(key="panel.min", value=5, source=source),))
    assert ready.refused(event) == {"article_06.names_its_sources"}


def test_an_adoption_adopts_something(ready: Any) -> None:
    assert ready.refused(ParametersAdopted(document="d", values=())) == {"article_06.names_its_sources"}


def test_the_rubric_is_of_the_adopted_standard(office: Any) -> None:
    office.open_round()
    rule = "article_05.follows_the_adopted_standard"
    assert office.verdict(rule, office.rubric()) is Verdict.SILENT
    assert rule in office.refused(office.rubric())
    office.record(office.adopted())
    assert office.refused(office.rubric()) == set()
    assert office.refused(office.rubric("GB/T 19580-2004")) == {rule}


@pytest.mark.parametrize("items", [(), (("4.1", 100), ("4.1", 100)), (("4.1", 150),), (("4.1", -100),)])
def test_items_can_be_scored(ready: Any, items: Any) -> None:
    assert ready.refused(ready.rubric(items=items)) == {"article_05.has_items_that_can_be_scored"}


def test_a_rubric_after_the_call_is_too_late(called: Any) -> None:
    assert called.refused(called.rubric()) == {"article_05.keeps_the_rubric_after_the_call"}


def test_a_call_in_order_is_published(ready: Any) -> None:
    assert ready.refused(ready.call(opens="2025-03-01", closes="2025-03-01")) == set()  # the boundary day of both


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"opens": "2025-03-10", "closes": "2025-03-09"}, "has_a_window_in_order"),
        ({"opens": "2025-02-28"}, "is_called_before_the_window_opens"),
        ({"site": " "}, "stands_on_a_website"),
    ],
)
def test_a_fault_of_a_call_is_named(ready: Any, changes: dict[str, str], rule: str) -> None:
    assert ready.refused(ready.call(**changes)) == {f"article_09_1_to_3.{rule}"}


def test_a_round_is_called_once(called: Any) -> None:
    called.today = called.call().opens_on
    assert called.refused(called.call()) == {"article_09_1_to_3.calls_once"}


def test_weights_come_before_the_call(office: Any) -> None:
    office.open_round()
    office.record(office.adopted("weights"))
    office.record(office.rubric())
    assert office.verdict("article_09_1_to_3.has_weights_before_the_call", office.call()) is Verdict.SILENT
    assert office.refused(office.call()) == {"article_09_1_to_3.has_weights_before_the_call"}


def test_a_rubric_comes_before_the_call(office: Any) -> None:
    office.open_round()
    office.record(office.adopted())
    assert office.refused(office.call()) == {"article_05.has_a_rubric_before_the_call"}


def test_a_round_with_a_result_is_not_annulled(called: Any) -> None:
    assert called.refused(RoundAnnulled(why=" ")) == {"article_06.annuls_a_round_without_a_result"}
    assert called.refused(RoundAnnulled(why="flood")) == set()
    called.take(called.fact(ResultPublished(winners=(), site="s", status="awarded", note=""), Role.OFFICE))
    assert called.refused(RoundAnnulled(why="flood")) == {"article_06.annuls_a_round_without_a_result"}


# Historical rounds


CLERK = [(Role.CLERK, "clerk")]


def historical(office: Any) -> Any:
    opened = office.opened(kind=RoundKind.HISTORICAL, award_year="2020", year=2020, planned=())
    office.record(opened, round="2020", occurred_at="2020", provenance=office.imported(), signers=CLERK)
    return office


def test_a_historical_round_is_imported(office: Any) -> None:
    assert historical(office).history.round("2020").opening.is_historical


def test_a_historical_application_is_not_asked_for_a_call(office: Any) -> None:
    historical(office)
    given = {"round": "2020", "occurred_at": "2020-05-01", "provenance": office.imported(for_whom="A-01"), "signers": CLERK}
    assert office.refused(office.applied(on="2020-05-01"), **given) == set()


def test_nobody_signs_the_past_live(office: Any) -> None:
    historical(office)
    reasons = office.refused(office.call("2020-03-01", "2020-04-01"), round="2020", occurred_at="2020-03-01")
    assert reasons == {"acts.is_not_signed_as_if_the_past_ran"}


def test_an_import_names_its_source(office: Any) -> None:
    historical(office)
    given = {"round": "2020", "occurred_at": "2020-05-01", "signers": CLERK}
    event = office.applied(on="2020-05-01")
    assert office.refused(event, provenance=office.imported("", "A-01"), **given) == {"authorship.says_where_it_comes_from"}
    rule = "authorship.is_authored_in_its_role"
    assert office.verdict(rule, event, provenance=office.imported("gazette", None), **given) is Verdict.NOT_ON_RECORD
