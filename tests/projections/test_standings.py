"""Standings: one reasoned end each, nobody moves up, and nothing shows that the view does not open."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import orjson
import pytest

from ledger.events.application import ApplicationWithdrawn
from ledger.events.approval import AwardApproved, AwardDenied, ResultPublished
from ledger.events.deliberation import Candidate, CandidatesDetermined, PlaceLeftVacant
from ledger.events.evaluation import OverallScoresComputed
from ledger.events.notice import CandidateDisqualified
from ledger.events.opening import RoundAnnulled, RoundOpened
from ledger.events.panel import RecusalRecorded
from ledger.events.prize import ClawbackDemanded, ClawbackReceived
from ledger.events.qualification import QualificationDecided
from ledger.events.revocation import Ground, RevocationApproved
from ledger.events.scoring import DefenceListFixed, ScoreRecorded, SiteListFixed
from ledger.record.envelope import Deviation
from ledger.terms import MAIN, NOMINATION, Role, RoundKind
from projections.endings import End
from projections.projection import plain
from projections.standings import Standing, Standings, standings_of

if TYPE_CHECKING:
    from conftest import Book

ROUND = "2025"
POINTS = re.compile(r"\b(36200|362\.00|36600|366\.00|36333|109000/3|37000|35160|34600|9000|9100|27000|8600)\b")
"""Totals and marks of the round."""


def answer(book: Book, size: int | None = None) -> Standings:
    return standings_of(ROUND).fold(book.facts[:size])


def row(standings: Standings, code: str) -> Standing:
    return next(found for found in standings.standings if found.applicant == code)


def end(standings: Standings, code: str) -> str | None:
    ended = row(standings, code).ended
    return ended and ended.end.code


def balanced(standings: Standings) -> bool:
    return standings.received == standings.on_the_way + sum(count.applicants for count in standings.ends) == len(standings.standings)


def test_a_finished_round_accounts_for_everybody(book: Book) -> None:
    found = answer(book)
    assert (found.status.code, found.on_the_way, found.received) == ("finished", 0, 7)
    assert {row.applicant: row.ended.end.code for row in found.standings if row.ended} == {
        "A-01": "approved",
        "A-02": "failed_notice",
        "A-03": "eliminated_defence",
        "A-04": "eliminated_document",
        "A-05": "withdrawn",
        "A-06": "unqualified",
        "A-07": "late",
    }
    assert all(row.ended and row.ended.position and row.ended.why_zh and row.ended.why_en for row in found.standings)


def test_at_every_prefix_nobody_is_without_a_state_and_nobody_comes_back(book: Book) -> None:
    ended: dict[str, object] = {}
    for size in range(len(book.facts) + 1):
        found = answer(book, size)
        assert balanced(found)
        for standing in found.standings:
            if standing.applicant in ended:
                assert standing.ended == ended[standing.applicant], f"{standing.applicant} ends anew at {size}"
            elif standing.ended is not None:
                ended[standing.applicant] = standing.ended
                assert standing.ended.position == size
        begun = "running" if size >= book.of(RoundOpened)[0].position else "not_on_record"
        assert found.status.code == ("finished" if size >= book.of(ResultPublished)[0].position else begun)


def test_totals_are_recomputed_and_ranked_with_ties(book: Book) -> None:
    found = answer(book)
    scores = {score.of.code: score for score in row(found, "A-01").scores}
    assert (scores["document"].recomputed.exact, scores["document"].recomputed.hundredths) == ("36200", 36200)
    assert (scores["document_and_defence"].recomputed.exact, scores["document_and_defence"].claimed.hundredths) == ("109000/3", 36333)
    assert scores["overall"].differs is False
    assert [(s.applicant, s.rank) for s in found.standings[:4]] == [("A-01", 1), ("A-02", 2), ("A-03", 3), ("A-04", 4)]
    marks = [fact.event for fact in book.of(ScoreRecorded)]
    for fact in book.of(ScoreRecorded):
        if fact.event.applicant == "A-02":
            at = (fact.event.phase, fact.event.item, fact.event.expert)
            equal = next(m for m in marks if m.applicant == "A-01" and (m.phase, m.item, m.expert) == at)
            book.correct(fact, msgspec.structs.replace(equal, applicant="A-02"))
    tied = answer(book)
    assert [(row(tied, code).rank, row(tied, code).tied) for code in ("A-01", "A-02", "A-03")] == [(1, 1), (1, 1), (3, 0)]


def test_places_follow_the_published_totals_where_the_marks_are_closed_and_say_so(book: Book, public) -> None:
    found = standings_of(ROUND).fold(totals_open(book, public))
    assert [(s.applicant, s.rank, s.rank_of) for s in found.standings[:4]] == [
        ("A-01", 1, "as_published"), ("A-02", 2, "as_published"), ("A-03", 3, "as_published"), ("A-04", None, None),
    ]  # fmt: skip
    scores = {score.of.code: score for score in row(found, "A-02").scores}
    assert (scores["overall"].rank, scores["overall"].rank_of) == (2, "as_published")
    assert (scores["defence"].rank, scores["defence"].rank_of) == (None, None)
    assert {s.rank_of for s in answer(book).standings} == {"recomputed", None}


def test_published_totals_give_ties_and_the_order_that_was_adopted(book: Book, public) -> None:
    facts = totals_open(book, public, points=lambda _: 30_000)
    assert [(row(found, code).rank, row(found, code).tied) for found in [standings_of(ROUND).fold(facts)] for code in ("A-01", "A-02")] == [
        (1, 1),
        (1, 1),
    ]
    unordered = [fact for fact in totals_open(book, public) if fact.said.type != "parameters.adopted"]
    assert {s.rank for s in standings_of(ROUND).fold(unordered).standings} == {None}


def test_one_closed_total_leaves_a_ranking_of_published_totals_without_places(book: Book, public) -> None:
    facts = totals_open(book, public)
    shut = {fact.position: fact for fact in public(book.facts) if fact.said.type == "overall_scores.computed"}
    found = standings_of(ROUND).fold([shut.get(fact.position, fact) for fact in facts])
    scores = {score.of.code: score for score in row(found, "A-01").scores}
    assert (scores["overall"].rank, scores["document_and_defence"].rank_of) == (None, "as_published")


def test_marks_go_before_published_totals(book: Book) -> None:
    """A claim that differs from the marks moves nobody."""
    fixed = book.of(OverallScoresComputed)[0]
    swapped = tuple(replace_points(total, 1 if total.applicant == "A-01" else 2) for total in fixed.event.totals)
    book.correct(fixed, msgspec.structs.replace(fixed.event, totals=swapped))
    found = answer(book)
    assert [(row(found, code).rank, row(found, code).rank_of) for code in ("A-01", "A-02")] == [(1, "recomputed"), (2, "recomputed")]


def test_nobody_moves_up_for_a_candidate_that_fails(book: Book) -> None:
    before, after = answer(book, book.of(CandidateDisqualified)[0].position - 1), answer(book)
    assert [(s.applicant, s.rank, s.tied) for s in before.standings] == [(s.applicant, s.rank, s.tied) for s in after.standings]
    nomination = next(tier for tier in after.places if tier.tier.code == "nomination")
    assert (nomination.planned, nomination.won, nomination.emptied, nomination.unaccounted) == (1, 0, 1, 0)
    assert (row(after, "A-03").candidate_for, row(after, "A-03").won, row(after, "A-02").won) == (None, None, None)
    assert row(after, "A-02").candidate_for is not None


def test_a_candidate_that_withdraws_leaves_its_place_empty(begun) -> None:
    book = begun("review")
    chosen = (
        Candidate(applicant="A-01", tier=MAIN, outside_quota=False),
        Candidate(applicant="A-02", tier=NOMINATION, outside_quota=False),
    )
    book.say(CandidatesDetermined(applicants=("A-01", "A-02"), candidates=chosen, departures=""))
    book.say(ApplicationWithdrawn(applicant="A-02", why=""))
    found = answer(book)
    assert end(found, "A-02") == "withdrawn"
    assert (row(found, "A-02").rank, row(found, "A-03").rank) == (2, 3)
    assert next(tier for tier in found.places if tier.tier.code == "nomination").emptied == 1


def test_whoever_is_on_no_list_of_candidates_was_not_proposed(begun) -> None:
    book = begun("review")
    only = (Candidate(applicant="A-01", tier=MAIN, outside_quota=False),)
    book.say(CandidatesDetermined(applicants=("A-01",), candidates=only, departures=""))
    book.say(PlaceLeftVacant(tier=NOMINATION, places=1, why="宁缺毋滥"))
    found = answer(book)
    assert (end(found, "A-02"), end(found, "A-01")) == ("not_proposed", None)
    nomination = next(tier for tier in found.places if tier.tier.code == "nomination")
    assert (nomination.left_vacant, nomination.vacant_why, nomination.unaccounted) == (1, "宁缺毋滥", 0)


def test_an_undecided_candidate_is_on_its_way_even_after_a_publication(book: Book) -> None:
    at = book.of(CandidateDisqualified)[0].position
    book.facts = [fact for fact in book.facts if fact.position != at]
    found = answer(book)
    assert (end(found, "A-02"), found.on_the_way, found.status.code) == (None, 1, "running")
    assert balanced(found)


def test_a_denial_ends_a_candidate_and_a_later_approval_stands_over_it(begun) -> None:
    book = begun("review")
    chosen = (Candidate(applicant="A-01", tier=MAIN, outside_quota=False),)
    book.say(CandidatesDetermined(applicants=("A-01",), candidates=chosen, departures=""))
    book.say(AwardDenied(applicant="A-01", why="另行研究"))
    assert end(answer(book), "A-01") == "not_approved"
    book.say(AwardApproved(applicants=("A-01",), winners=chosen, document=None))
    assert end(answer(book), "A-01") == "approved"


def test_an_approval_against_the_rules_is_shown_as_it_happened_and_red(book: Book) -> None:
    third = (Candidate(applicant="A-03", tier=NOMINATION, outside_quota=False),)
    departed = Deviation(rule="article_09_9.approves_who_passed", why="区长办公会决定", authority="区人民政府")
    book.say(AwardApproved(applicants=("A-03",), winners=third, document=None), deviation=departed)
    found = answer(book)
    assert end(found, "A-03") == "approved"
    assert [(one.position, one.authority) for one in found.deviations] == [(len(book.facts), "区人民政府")]


def test_an_annulled_round_ends_whoever_was_left(begun) -> None:
    book = begun("review")
    book.say(RoundAnnulled(why="评审组织不当"))
    found = answer(book)
    assert (found.status.code, found.on_the_way, found.annulled_why) == ("annulled", 0, "评审组织不当")
    assert [end(found, code) for code in ("A-01", "A-02", "A-03", "A-05")] == ["annulled", "annulled", "eliminated_defence", "withdrawn"]


def test_a_list_that_leaves_somebody_out_without_a_decision_says_so(begun) -> None:
    book = begun("qualify")
    missing = next(fact for fact in book.of(QualificationDecided) if fact.event.applicant == "A-06")
    book.facts = [fact for fact in book.facts if fact is not missing]
    ended = row(answer(book), "A-06").ended
    assert ended is not None
    assert ended.end.code == "unqualified"
    assert "未见记录" in ended.why_zh


def test_a_correction_changes_the_standings_and_no_position(book: Book) -> None:
    before = answer(book)
    mark = next(f for f in book.of(ScoreRecorded) if f.event.applicant == "A-04")
    event = mark.event
    book.correct(mark, ScoreRecorded(applicant="A-04", expert=event.expert, phase=event.phase, item=event.item, points=event.points + 3000))
    after = answer(book)
    score = row(after, "A-04").scores[0]
    assert (score.recomputed.hundredths, row(before, "A-04").scores[0].recomputed.hundredths) == (29600, 28600)
    assert after.corrections == 1
    assert [(s.applicant, s.ended) for s in before.standings] == [(s.applicant, s.ended) for s in after.standings]


def test_a_claim_that_differs_stands_beside_what_the_marks_give(book: Book) -> None:
    fixed = book.of(DefenceListFixed)[0]
    totals = tuple(replace_points(total, 36201) if total.applicant == "A-01" else total for total in fixed.event.totals)
    book.correct(fixed, DefenceListFixed(applicants=fixed.event.applicants, totals=totals))
    score = row(answer(book), "A-01").scores[0]
    assert (score.recomputed.hundredths, score.claimed.hundredths, score.differs) == (36200, 36201, True)


def test_marks_of_whom_stands_aside_do_not_count(book: Book) -> None:
    book.say(RecusalRecorded(expert="E-03", applicant="A-01", why="亲属"), Role.OFFICE)
    score = row(answer(book), "A-01").scores[0]
    assert (score.recomputed.hundredths, score.differs) == (36100, True)


def test_a_rule_that_is_silent_gives_no_total(begun) -> None:
    book = begun("review")
    book.facts = [fact for fact in book.facts if fact.said.type != "parameters.adopted"]
    score = row(answer(book), "A-01").scores[0]
    assert (score.recomputed.state.value, score.recomputed.why, score.rank, score.differs) == ("rule_silent", "aggregate", None, None)


def test_the_public_sees_no_score_no_name_and_no_objection(book: Book, public) -> None:
    found = standings_of(ROUND).fold(public(book.facts))
    shown = orjson.dumps(plain(found)).decode()
    assert POINTS.search(orjson.dumps(plain(answer(book))).decode())
    assert not POINTS.search(shown)
    assert "示例2公司" not in shown
    assert "9132080400000A-02" not in shown
    assert row(found, "A-01").name.value == "示例1公司"  # published
    assert row(found, "A-02").open_objections is None
    assert found.sealed == 4
    assert row(found, "A-01").scores[0].recomputed.state.value == "not_disclosed"
    assert [(s.applicant, s.ended and s.ended.end.code) for s in sorted(found.standings, key=lambda s: s.applicant)] == [
        (s.applicant, s.ended and s.ended.end.code) for s in sorted(answer(book).standings, key=lambda s: s.applicant)
    ]


def test_a_mismatch_that_a_closed_recusal_would_explain_is_no_mismatch_in_public(book: Book, public) -> None:
    book.say(RecusalRecorded(expert="E-03", applicant="A-01", why="亲属"), Role.OFFICE)
    closed = {fact.position: fact for fact in public(book.facts) if fact.said.type == "record.sealed"}
    found = standings_of(ROUND).fold([closed.get(fact.position, fact) for fact in book.facts])
    assert row(found, "A-01").scores[0].differs is False  # as if nobody stood aside
    fixed = book.of(DefenceListFixed)[0]
    totals = tuple(replace_points(total, 36100) if total.applicant == "A-01" else total for total in fixed.event.totals)
    book.correct(fixed, DefenceListFixed(applicants=fixed.event.applicants, totals=totals))
    found = standings_of(ROUND).fold([closed.get(fact.position, fact) for fact in book.facts])
    assert row(found, "A-01").scores[0].differs is None
    assert row(answer(book), "A-01").scores[0].differs is False


def test_money_is_told_apart(book: Book) -> None:
    assert row(answer(book), "A-01").money.paid == 20_000_000
    book.say(RevocationApproved(applicant="A-01", ground=Ground.FRAUD, document=None))
    book.say(ClawbackDemanded(applicant="A-01", amount=20_000_000, due_on=date(2026, 1, 31)))
    book.say(ClawbackReceived(applicant="A-01", amount=5_000_000, voucher="V-2"))
    money = row(answer(book), "A-01").money
    assert (money.granted, money.paid, money.demanded, money.recovered) == (20_000_000, 20_000_000, 20_000_000, 5_000_000)
    assert row(answer(book), "A-04").money.granted is None


def test_what_other_rounds_say_changes_nothing(book: Book) -> None:
    before = plain(answer(book))
    other = book.say(
        RoundOpened(kind=RoundKind.LIVE, award_year="2026", year=2026, programme="区长质量奖", planned=(), calendar=None), round="2026"
    )
    book.say(RoundAnnulled(why="x"), round="2026")
    assert plain(answer(book)) == before
    assert standings_of("2026").fold(book.facts).status.code == "annulled"
    assert other.said.round == "2026"


def test_a_round_that_nobody_opened_is_not_on_record(book: Book) -> None:
    found = standings_of("1999").fold(book.facts)
    assert (found.status.code, found.received, found.records, found.kind) == ("not_on_record", 0, 0, None)


def test_provenance_is_counted_over_all_records(book: Book, public) -> None:
    assert [(share.kind.code, share.records) for share in answer(book).provenance] == [("live", answer(book).records)]
    closed = standings_of(ROUND).fold(public(book.facts))
    assert {share.kind.code: share.records for share in closed.provenance} == {"live": closed.records - 4, "sealed": 4}


@pytest.mark.parametrize("end", list(End))
def test_every_end_reads_in_both_languages(end: End) -> None:
    assert not end.zh.isascii()
    assert end.en.isascii()
    assert end.term.code == end.value


def totals_open(book: Book, public, points=None) -> list:
    """Return the facts as one sees them to whom the office's totals are open and the marks are not."""
    open = {fact.position: fact for fact in book.facts if isinstance(fact.event, DefenceListFixed | SiteListFixed | OverallScoresComputed)}
    if points is not None:
        for position, fact in open.items():
            totals = tuple(replace_points(total, points(total)) for total in fact.event.totals)
            open[position] = msgspec.structs.replace(fact, event=msgspec.structs.replace(fact.event, totals=totals))
    return [open.get(fact.position, fact) for fact in public(book.facts)]


def replace_points(total, points: int):
    return type(total)(applicant=total.applicant, points=points)
