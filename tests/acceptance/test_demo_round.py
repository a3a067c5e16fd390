"""The demo round: the same seed gives the same ledger, and everything that makes real years hard is in it."""

from __future__ import annotations

import time
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from tests.acceptance.conftest import SMALL
from tests.acceptance.reading import facts_of, violations

from ledger.bundle.verify import verify_store
from ledger.demo.play import Played, play
from ledger.demo.review import demo_round
from ledger.demo.round import ROUND, Size
from ledger.demo.signing import steps
from ledger.errors import BadInput
from ledger.events.event import TYPES
from ledger.events.notice import Outcome
from ledger.stages.history import History, history_of
from ledger.terms import View
from ledger.tlog.note import LogKey
from projections.conformance import audit

SECONDS = 25
"""Of CPU within which the whole round is recorded. Waiting for the disk is left out: it says more of the machine than of us."""


@pytest.fixture(scope="module")
def history(small_demo: Played) -> History:
    return history_of(facts_of(small_demo))


def root_of(played: Played) -> bytes:
    return played.last.checkpoint.split(b"\n\n")[0]


def test_one_seed_gives_one_root(small_demo: Played, tmp_path: Path) -> None:
    again = play(demo_round(1, SMALL), tmp_path / "elsewhere")
    assert root_of(again) == root_of(small_demo)
    assert again.last.checkpoint == small_demo.last.checkpoint, "Ed25519 signs without chance"


def test_another_seed_gives_another_root(small_demo: Played, tmp_path: Path) -> None:
    assert root_of(play(demo_round(2, SMALL), tmp_path / "ledger")) != root_of(small_demo)


def test_a_script_is_signed_the_same_every_time() -> None:
    lines = [sha256(b"".join(step.signed.line() for step in steps(demo_round(1, SMALL)))).hexdigest() for _ in range(2)]
    assert lines[0] == lines[1]


def test_what_happens_in_a_hard_year(small_demo: Played, history: History) -> None:
    round = history.round(ROUND)
    types = Counter(fact.said.type for fact in facts_of(small_demo))
    assert len(round.application.late) == 1
    assert sum(not found.stands for found in round.application.applications.values()) == 1
    assert [decided.qualified for decided in round.qualification.decided.values()].count(False) == 1
    assert len(round.panel.recused) == 2
    assert round.refused == 1
    assert sum(fact.said.corrects is not None for fact in facts_of(small_demo)) == 1
    assert [objection.outcome for objection in round.notice.objections.values()] == [Outcome.DISMISSED]
    assert round.notice.leads == 1
    assert len(round.notice.disqualified) == 1
    assert len(round.approval.winners) == 3
    assert types["prize.paid"] == types["honour.conferred"] == 3
    kinds = Counter(fact.said.provenance.kind for fact in facts_of(small_demo))
    assert kinds["transcribed"] > 20
    assert kinds["imported"] == 0


def test_the_place_of_who_failed_the_notice_stays_empty(history: History) -> None:
    round = history.round(ROUND)
    (failed,) = round.notice.disqualified
    ranked = round.evaluation.overall
    assert ranked is not None
    assert failed == ranked.applicants[3]
    assert set(round.approval.winners) == set(ranked.applicants[:3])


def test_the_mark_of_who_stood_aside_is_refused(small_demo: Played, history: History) -> None:
    (refused,) = small_demo.refused
    assert [breach.rule.name.partition(".")[2] for breach in refused.breaches] == ["is_done_by_who_does_not_stand_aside"]
    for expert, applicant in history.round(ROUND).panel.recused:
        for marks in history.round(ROUND).scoring.marks.values():
            assert all(who != expert for _, who in marks.get(applicant, {}))  # type: ignore[arg-type]


def test_the_public_sees_neither_recusals_nor_objections_nor_refusals(small_demo: Played) -> None:
    types = Counter(fact.said.type for fact in facts_of(small_demo, View.PUBLIC))
    neutral = {kind.wire_name for kind in TYPES.values() if kind.neutral}
    opened = Counter(fact.said.type for fact in facts_of(small_demo) if fact.said.type in neutral)
    assert {"recusal.recorded", "objection.received", "objection.resolved", "lead.received", "act.refused"} <= set(opened)
    assert types["record.sealed"] == opened.total()
    assert not neutral & set(types)


def test_no_rule_is_broken(small_demo: Played) -> None:
    facts = facts_of(small_demo)
    assert [(position, finding.sentence()) for position, finding in violations(facts, ROUND)] == []
    report = audit(facts, ROUND)
    assert [(i.citation, i.rule_en, i.why) for i in report.findings if i.verdict.code == "violates"] == []


def test_a_bar_runs_from_the_approval_and_not_from_the_publication(history: History) -> None:
    assert {str(title.decided_on) for title in history.registers.honours.titles} == {"2025-10-15"}


def test_the_ledger_verifies(small_demo: Played) -> None:
    home = small_demo.home
    with home.open_store(read_only=True) as store:
        report = verify_store(store, LogKey(home.origin, home.log_public_key()).vkey())
    assert report.ok, report


def test_the_papers_that_acts_name_are_there(small_demo: Played) -> None:
    folder = small_demo.home.path / "attachments"
    named = {fact.said.provenance.scan for fact in facts_of(small_demo)} | {d for fact in facts_of(small_demo) for d in fact.said.evidence}
    for digest in named - {None}:
        assert sha256((folder / str(digest)).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("size", [{"applicants": 8}, {"experts": 5}, {"items": 0}, {"committee": 2}])
def test_a_round_too_small_for_its_story_is_no_round(size: dict[str, int]) -> None:
    with pytest.raises(BadInput, match="too small"):
        Size(**size)


@pytest.mark.parametrize("seed", range(2, 8))
def test_other_seeds_make_a_round_too(seed: int) -> None:
    assert len(demo_round(seed).lines) > 5000


@pytest.mark.slow
def test_the_whole_round_is_recorded_in_time(tmp_path: Path) -> None:
    began = time.process_time()
    played = play(demo_round(1), tmp_path / "ledger")
    took = time.process_time() - began
    assert 5000 < played.recorded < 6000
    assert len(played.refused) == 1
    assert took < SECONDS, f"{played.recorded} acts took {took:.1f} s of CPU"
