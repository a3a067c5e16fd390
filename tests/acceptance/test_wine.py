"""A real score sheet through every stage: the published totals and their order come out, and no rule is broken."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from tests.acceptance.reading import facts_of, violations

from ledger.demo.play import Played, play
from ledger.demo.script import Label
from ledger.demo.wine import DEFENDING, JUDGES, ORDER, PUBLISHED, ROUND, SHEET, VISITED, WINES, wine_round
from ledger.events.scoring import ScoreRecorded
from ledger.stages.history import History, history_of
from ledger.terms import MAIN, NOMINATION, Phase, View
from projections.conformance import audit
from projections.standings import standings_of


@pytest.fixture(scope="module")
def history(wine: Played) -> History:
    return history_of(facts_of(wine))


def test_marks_sum_to_the_published_totals(history: History) -> None:
    marks = history.round(ROUND).scoring.marks[Phase.DOCUMENT]
    assert {wine: sum(marks[wine].values()) for wine in WINES} == {wine: 100 * total for wine, total in PUBLISHED.items()}


def test_the_list_states_the_published_totals_in_their_order(history: History) -> None:
    fixed = history.round(ROUND).scoring.defence_list
    assert fixed is not None
    assert [(t.applicant, t.points) for t in fixed.totals] == [(wine, 100 * PUBLISHED[wine]) for wine in ORDER]
    assert [PUBLISHED[wine] for wine in ORDER] == sorted(PUBLISHED.values())


def test_the_line_runs_through_the_tie(history: History) -> None:
    scoring = history.round(ROUND).scoring
    assert scoring.defence_list is not None
    assert scoring.site_list is not None
    assert scoring.defence_list.applicants == DEFENDING == ("B", "E", "H")
    assert scoring.site_list.applicants == VISITED == ("B", "E")
    assert PUBLISHED[VISITED[-1]] == PUBLISHED[DEFENDING[-1]] == 25


def test_every_stage_is_reached(history: History) -> None:
    round = history.round(ROUND)
    assert round.opening.call_at
    assert set(round.application.applications) == set(WINES)
    assert round.qualification.qualified == WINES
    assert round.panel.experts == JUDGES
    assert {phase: len(marks) for phase, marks in round.scoring.marks.items()} == {Phase.DOCUMENT: 8, Phase.DEFENCE: 3, Phase.SITE: 2}
    assert round.evaluation.report_at > round.evaluation.overall_at > 0
    assert {tier: vote.in_favour for (_, tier), vote in round.deliberation.votes.items()} == {MAIN: 8, NOMINATION: 8}
    assert round.notice.closed is not None
    assert round.notice.closed.passed == VISITED
    assert {winner: c.tier for winner, c in round.approval.winners.items()} == {"B": MAIN, "E": NOMINATION}
    assert round.approval.published_at > round.approval.approved_at > round.notice.closed_at
    assert round.prize.paid == {"B": 20_000_000, "E": 5_000_000}


def test_no_rule_is_broken(wine: Played) -> None:
    facts = facts_of(wine)
    assert [(position, finding.sentence()) for position, finding in violations(facts, ROUND)] == []
    report = audit(facts, ROUND)
    assert not report.violates, [item for item in report.findings if item.verdict.code == "violates"]
    assert [item.rule for item in report.of_method if item.verdict.code == "method not kept"] == []


def test_nobody_but_the_winners_moves_up(wine: Played) -> None:
    standings = standings_of(ROUND).fold(facts_of(wine))
    assert standings.status.code == "finished"
    ended = Counter(s.ended.end.code if s.ended else None for s in standings.standings)
    assert None not in ended
    assert sum(ended.values()) == len(WINES)


def test_the_public_learns_ranks_and_names_by_the_milestones_that_were_adopted(wine: Played) -> None:
    marks = [
        fact.event for fact in facts_of(wine, View.PUBLIC) if isinstance(fact.event, ScoreRecorded) and fact.event.phase is Phase.DOCUMENT
    ]
    assert {(mark.expert, mark.applicant): mark.points for mark in marks} == {
        (judge, wine_): 100 * rank for judge, ranks in SHEET.items() for wine_, rank in zip(WINES, ranks, strict=True)
    }


def test_a_list_with_another_total_is_refused(tmp_path: Path) -> None:
    script = wine_round()
    place, line = next((n, line) for n, line in enumerate(script.lines) if line.draft.type == "defence_list.fixed")
    event = line.draft.event
    event["totals"][0]["points"] += 1
    script.lines[place:] = [replace(line, draft=msgspec.structs.replace(line.draft, event=event), refused=True)]
    (refused,) = play(script, tmp_path / "ledger").refused
    assert [breach.rule.name.partition(".")[2] for breach in refused.breaches] == ["states_the_totals_that_the_scores_give"]


def test_a_list_that_breaks_the_tie_the_other_way_is_refused(tmp_path: Path) -> None:
    script = wine_round()
    place, line = next((n, line) for n, line in enumerate(script.lines) if line.draft.type == "site_list.fixed")
    event = line.draft.event | {"applicants": ["B", "H"]}
    script.lines[place:] = [replace(line, draft=msgspec.structs.replace(line.draft, event=event), refused=True)]
    (refused,) = play(script, tmp_path / "ledger").refused
    assert [breach.rule.name.partition(".")[2] for breach in refused.breaches] == ["lists_who_the_scores_send_to_the_visit"]


def test_only_the_document_marks_are_called_facts() -> None:
    lines = wine_round().lines
    facts = [line for line in lines if line.label is Label.FACT and line.draft.type != "calendar.adopted"]
    assert Counter((line.draft.type, line.draft.event["phase"]) for line in facts) == {("score.recorded", "document"): 56}


@pytest.mark.shared
def test_the_sheet_is_the_published_one(shared: Path) -> None:
    with (shared / "data/scoring/quandt_report42_2001.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["judge"]: tuple(int(row[wine]) for wine in WINES) for row in rows} == SHEET
    published = json.loads((shared / "data/scoring/expected.json").read_bytes())["quandt_published"]["report42_2001"]
    assert list(PUBLISHED.values()) == published["va"]
    assert "".join(WINES) == published["wines"]
