"""The order of the defence by lot, and what a visit brings: findings and a report by who was there, before the overall scores."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.events.scoring import DefenceHeld, DefenceOrderDrawn, DefenceSchemeIssued, SiteFindingRaised, SiteReportIssued
from ledger.terms import ApplicantCode, ExpertCode, ItemId, Role

EXPERTS = tuple(ExpertCode(f"E-0{n}") for n in range(1, 4))


def drawn(play: Any, *names: str, method: str = "lots from an urn", witnesses: str = "two applicants") -> DefenceOrderDrawn:
    return DefenceOrderDrawn(order=play.say.codes(*(names or ("A-02", "A-01", "A-03"))), method=method, witnesses=witnesses)


def scheme(play: Any, *names: str, drawn_by: str = "") -> DefenceSchemeIssued:
    order = play.say.codes(*(names or ("A-01", "A-02", "A-03")))
    return DefenceSchemeIssued(held_on=date(2025, 6, 20), order=order, drawn_by=drawn_by)


def heard(applicant: str) -> DefenceHeld:
    return DefenceHeld(applicant=ApplicantCode(applicant), experts=EXPERTS)


def finding(applicant: str = "A-01", experts: tuple[ExpertCode, ...] = EXPERTS[:1], item: str | None = "4.1", text: str = "x") -> Any:
    return SiteFindingRaised(applicant=ApplicantCode(applicant), experts=experts, item=ItemId(item) if item else None, finding=text)


def report(applicant: str = "A-01", experts: tuple[ExpertCode, ...] = EXPERTS, text: str = "x") -> SiteReportIssued:
    return SiteReportIssued(applicant=ApplicantCode(applicant), experts=experts, summary=text)


IN_ORDER = "is_heard_in_the_drawn_order"


def test_a_draw_is_of_the_defence_list_before_witnesses(play: Any) -> None:
    play.begin().to_document_report()
    assert "follows_the_defence_list" in play.refused(drawn(play))
    play.record(play.say.defence_list())
    for names in (("A-01", "A-02"), ("A-01", "A-02", "A-04"), ("A-01", "A-02", "A-03", "A-03")):
        assert play.refused(drawn(play, *names)) == {"hears_exactly_the_defence_list"}
    assert play.refused(drawn(play, method=" ")) == play.refused(drawn(play, witnesses="")) == {"says_how_it_was_drawn"}
    assert play.refused(drawn(play)) == set()


def test_who_is_heard_out_of_turn_stands_out_and_is_heard(play: Any) -> None:
    play.begin().to_defence_list().record(drawn(play))
    assert play.verdict(IN_ORDER, scheme(play)) == "violates"
    assert play.verdict(IN_ORDER, scheme(play, "A-02", "A-01", "A-03")) == "conforms"
    play.record(scheme(play))
    assert play.verdict(IN_ORDER, heard("A-02")) == "conforms"
    assert play.verdict(IN_ORDER, heard("A-01")) == "violates"
    assert play.refused(heard("A-01")) == set()
    play.record(heard("A-02"))
    assert play.verdict(IN_ORDER, heard("A-01")) == "conforms"
    assert play.verdict(IN_ORDER, heard("A-03")) == "violates"
    play.record(heard("A-01"))
    assert play.verdict(IN_ORDER, heard("A-03")) == "conforms"


def test_the_turn_of_who_withdrew_is_the_next_ones(play: Any) -> None:
    play.begin().to_defence_list().record(drawn(play))
    play.record(scheme(play))
    play.take(play.say.withdrawn("A-02"))
    assert play.verdict(IN_ORDER, heard("A-01")) == "conforms"


def test_a_scheme_that_names_who_drew_its_order_is_the_draw(play: Any) -> None:
    play.begin().to_defence_list().record(scheme(play, drawn_by="lot"))
    assert play.verdict(IN_ORDER, heard("A-01")) == "conforms"
    assert play.verdict(IN_ORDER, heard("A-03")) == "violates"


@pytest.mark.parametrize(
    ("settled", "verdict"),
    [({}, "rule silent"), ({"defence_order": "as_arranged"}, "conforms"), ({"defence_order": "drawn_by_lot"}, "not on record")],
)
def test_whether_lots_are_drawn_is_adopted(play: Any, settled: dict[str, str], verdict: str) -> None:
    play.begin("defence.order", **settled).to_defence_list().record(scheme(play))
    assert play.verdict(IN_ORDER, heard("A-01")) == verdict
    assert play.refused(heard("A-01")) == set()


def test_nothing_is_drawn_once_somebody_was_heard(play: Any) -> None:
    play.begin().to_defence_list().record(scheme(play))
    play.record(heard("A-01"))
    assert play.refused(drawn(play)) == {"draws_its_order_before_the_first_defence"}


@pytest.mark.parametrize("event", [finding(), report()])
def test_nothing_is_found_before_the_visit(play: Any, event: Any) -> None:
    play.begin().to_site_list()
    assert play.refused(event, Role.OFFICE) == {"follows_the_visit", "speaks_of_a_visit_it_was_at"}


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (finding(item="4.9"), "scores_an_item_of_the_rubric"),
        (finding(text=" "), "says_what_was_found"),
        (finding(experts=()), "speaks_of_a_visit_it_was_at"),
        (finding("A-03"), "follows_the_visit"),
        (report(experts=(*EXPERTS, ExpertCode("E-09"))), "speaks_of_a_visit_it_was_at"),
        (report(text=""), "says_what_was_found"),
    ],
)
def test_a_fault_of_what_a_visit_brought_is_named(play: Any, event: Any, rule: str) -> None:
    assert rule in play.begin().to_visits().refused(event, Role.OFFICE)


def test_a_visit_brings_findings_and_one_report_before_the_overall_scores(play: Any) -> None:
    play.begin().to_visits()
    for event in (finding(), finding(item=None), report()):
        play.record(event, by=Role.OFFICE)
    assert play.round.scoring.findings == {ApplicantCode("A-01"): 2}
    assert play.refused(report(), Role.OFFICE) == {"is_reported_once"}
    assert play.refused(report("A-02"), Role.OFFICE) == set()


@pytest.mark.parametrize("event", [finding(), report()])
def test_nothing_is_found_after_the_overall_scores(play: Any, event: Any) -> None:
    assert play.begin().to_overall().refused(event, Role.OFFICE) == {"reports_the_visit_before_the_overall_scores"}
