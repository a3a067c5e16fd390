"""What a round must not do, tried in the demo round: each attempt is refused by the rule that it breaks, and changes nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from tests.acceptance.conftest import SMALL
from tests.acceptance.reading import facts_of

from ledger.demo.play import Played, play
from ledger.demo.review import demo_round
from ledger.demo.round import ROUND
from ledger.demo.script import Line, Script
from ledger.stages.history import history_of
from ledger.terms import ActId, View

Change = Callable[[dict[str, Any]], object]
NEXT = "A-05"
"""The next in the ranking after those who were visited and put on notice."""


def put(**values: object) -> Change:
    return lambda event: event.update(values)


def also(field: str, *more: object) -> Change:
    return lambda event: event.update({field: [*event[field], *more]})


def promoted(event: dict[str, Any]) -> None:
    """The next in the ranking moves into the place of who failed the notice."""
    event["applicants"] = [*event["applicants"], NEXT]
    event["winners"] = [*event["winners"], {"applicant": NEXT, "tier": "nomination", "outside_quota": False}]


def third_main(event: dict[str, Any]) -> None:
    event["candidates"][2]["tier"] = "main"


def without_the_first(event: dict[str, Any]) -> None:
    event["winners"] = event["winners"][1:]


ATTEMPTS: tuple[tuple[str, str, str, Change, str], ...] = (
    # before the first act of this type; what kind of act; on which day (empty: as in the script); what is changed; the rule that says no
    ("parameters.adopted", "round.opened", "", put(award_year="2026", year=2026), "comes_after_the_opening_of_its_round"),
    ("rubric.adopted", "rubric.adopted", "", put(standard="GB/T 19580-2004"), "follows_the_adopted_standard"),
    ("call.published", "call.published", "", put(closes_on="2025-03-31"), "has_a_window_in_order"),
    ("application.submitted", "parameters.adopted", "2025-04-01", put(), "is_adopted_before_the_call"),
    ("application.supplemented", "application.submitted", "2025-04-29", put(applicant="A-90", received_on="2025-04-29"), "applies_once"),
    ("recommendation.signed", "application.submitted", "2025-05-06", put(applicant="A-91", received_on="2025-05-06", name="x"),
     "is_received_within_the_window"),
    ("recommendation.signed", "application.late", "2025-05-06", put(applicant="A-92", received_on="2025-04-30"), "came_after_the_window"),
    ("department.replied", "qualified_list.fixed", "2025-05-14", put(), "has_decided_on_everybody"),
    ("qualified_list.fixed", "qualified_list.fixed", "", also("applicants", "A-09"), "lists_exactly_the_qualified"),
    ("panel.constituted", "panel.constituted", "", put(experts=["E-01", "E-02", "E-03", "E-04"]), "has_enough_experts"),
    ("panel.constituted", "panel.constituted", "", put(experts=["E-01", "E-02", "E-03", "E-04", "E-77"]), "was_drawn"),
    ("document_report.issued", "score.recorded", "2025-06-09", put(points=9_999_999), "keeps_to_the_scale_of_the_item"),
    ("document_report.issued", "score.recorded", "2025-06-09", put(points=1), "keeps_to_the_scale_of_the_item"),
    ("document_report.issued", "score.recorded", "2025-06-09", put(item="9.9"), "scores_an_item_of_the_rubric"),
    ("document_report.issued", "score.recorded", "2025-06-09", put(), "is_marked_once"),
    ("document_report.issued", "score.recorded", "2025-06-09", put(phase="site"), "scores_a_visit_that_was_held"),
    ("document_report.issued", "score.recorded", "2025-06-09", put(expert="E-66"), "is_done_by_the_panel"),
    ("document_report.issued", "defence_list.fixed", "2025-06-10", put(), "follows_the_report_on_the_papers"),
    ("defence_scheme.issued", "score.recorded", "2025-06-13", put(), "scores_papers_before_the_defence_list"),
    ("deliberation.held", "candidates.determined", "2025-09-15", put(), "is_decided_at_a_meeting"),
    ("candidates.determined", "candidates.determined", "", third_main, "keeps_to_the_quota"),
    ("notice.opened", "notice.opened", "", put(ends_on="2025-10-08"), "stands_its_full_time"),
    ("notice.opened", "award.approved", "2025-09-23", put(), "approves_after_the_notice"),
    ("notice.closed", "notice.closed", "2025-10-09", put(), "closes_after_its_last_day"),
    ("award.approved", "award.approved", "", promoted, "decides_on_who_passed"),
    ("result.published", "result.published", "", without_the_first, "publishes_what_was_approved"),
    ("prize.granted", "prize.granted", "", put(amount=20_000_001), "grants_the_amount_of_the_tier"),
    ("prize.granted", "prize.granted", "", put(applicant=NEXT), "honours_a_winner"),
    ("prize.paid", "prize.paid", "", put(amount=20_000_001), "pays_no_more_than_was_granted"),
)  # fmt: skip


def with_attempts(script: Script) -> Script:
    """Return ``script`` with every attempt put before the first act of its type, marked as to be refused."""
    lines = list(script.lines)
    for number, (before, kind, day, change, _) in enumerate(ATTEMPTS):
        model = next(line for line in script.lines if line.draft.type == kind and not line.refused)
        event = copy.deepcopy(model.draft.event)
        change(event)
        draft = msgspec.structs.replace(model.draft, event=event, id=ActId(f"{number:032x}"), occurred_at=day or model.draft.occurred_at)
        place = next(n for n, line in enumerate(lines) if line.draft.type == before and line.draft.id in {x.draft.id for x in script.lines})
        lines.insert(place, Line(draft, model.label, model.why, refused=True))
    return replace(script, lines=lines)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Return the small demo round with all attempts made in it."""
    return play(with_attempts(demo_round(1, SMALL)), tmp_path_factory.mktemp("tried") / "ledger")


@pytest.fixture(scope="module")
def refused_by(tried: Played) -> dict[str, set[str]]:
    """Return the rules that refused each attempt, by the id of its act."""
    offered = [line.draft.id for line in with_attempts(demo_round(1, SMALL)).lines if line.refused]
    rules = [{breach.rule.name.partition(".")[2] for breach in refused.breaches} for refused in tried.refused]
    return {str(id): of_act for id, of_act in zip(offered, rules, strict=True)}


@pytest.mark.parametrize(
    ("number", "attempt"), list(enumerate(ATTEMPTS)), ids=lambda value: value if isinstance(value, int) else f"{value[1]}-{value[4]}"
)
def test_it_is_refused_by_the_rule_that_it_breaks(refused_by: dict[str, set[str]], number: int, attempt: tuple[Any, ...]) -> None:
    assert attempt[-1] in refused_by[f"{number:032x}"]


def test_the_next_in_the_ranking_is_the_best_of_those_who_were_not_visited(small_demo: Played) -> None:
    round = history_of(facts_of(small_demo)).round(ROUND)
    papers, visited = round.scoring.defence_list, round.scoring.site_list
    assert papers is not None
    assert visited is not None
    ranking = sorted(papers.totals, key=lambda total: -total.points)
    assert next(total.applicant for total in ranking if total.applicant not in visited.applicants) == NEXT
    assert NEXT not in round.approval.winners


def test_every_refusal_is_kept_and_sealed(tried: Played) -> None:
    assert sum(fact.said.type == "act.refused" for fact in facts_of(tried)) == len(ATTEMPTS) + 1
    assert not any(fact.said.type == "act.refused" for fact in facts_of(tried, View.PUBLIC))


def test_the_round_goes_on_as_if_nobody_had_tried(tried: Played, small_demo: Played) -> None:
    rounds = [history_of(facts_of(played)).round(ROUND) for played in (tried, small_demo)]
    one, other = rounds
    assert one.scoring.marks == other.scoring.marks
    assert one.approval.winners == other.approval.winners
    assert one.prize.paid == other.prize.paid
    assert one.refused == other.refused + len(ATTEMPTS)
