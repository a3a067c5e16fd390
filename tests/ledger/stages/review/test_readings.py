"""Readings that change what a list or a place is: the panel's agreed mark, and main places that nobody takes."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.scoring import ConsensusReached
from ledger.rules.citation import Silence
from ledger.stages.contenders import sheet_of
from ledger.terms import MAIN, NOMINATION, ApplicantCode, Hundredths, ItemId, Phase

A = ApplicantCode("A-05")


def agreed(play: Any, points: int = 9000, item: str = "4.1") -> ConsensusReached:
    experts = play.round.panel.experts
    return ConsensusReached(applicant=A, phase=Phase.DOCUMENT, item=ItemId(item), points=Hundredths(points), experts=experts)


def of_papers(play: Any) -> dict[str, int]:
    """Mark the papers, let the panel agree on one item of A-05, and return the totals."""
    for code in play.round.application.applications:
        for expert in play.round.panel.experts:
            for item in ("4.1", "4.7"):
                play.take(play.say.mark(code, expert, Phase.DOCUMENT, item, play.points(code, expert, Phase.DOCUMENT, item)))
    play.take(agreed(play), holder="E-01")
    sheet = sheet_of(play.round, Phase.DOCUMENT)
    return {code: int(total) for code, total in sheet.totals({Phase.DOCUMENT: 1}).items()}


def test_single_marks_count_where_the_rules_say_so(play: Any) -> None:
    assert of_papers(play.begin(score_consensus="mean_of_single_marks"))[A] == 16_000
    assert play.round.scoring.consensus[Phase.DOCUMENT][A] == {"4.1": 9000}, "and the agreed mark stands beside them"


def test_the_agreed_mark_counts_where_the_rules_put_it_in_their_place(play: Any) -> None:
    totals = of_papers(play.begin(score_consensus="consensus_takes_their_place"))
    assert (totals[A], totals["A-01"]) == (17_000, 20_000), "one item by consensus, the other by single marks"


def test_nothing_says_which_of_both_counts_is_a_silence(play: Any) -> None:
    with pytest.raises(Silence, match=r"score\.consensus"):
        of_papers(play.begin("score.consensus"))


def test_without_an_agreed_mark_nobody_is_asked(play: Any) -> None:
    play.begin("score.consensus")
    play.take(play.say.mark("A-01", "E-01"))
    assert sheet_of(play.round, Phase.DOCUMENT).marks[Phase.DOCUMENT]


@pytest.mark.parametrize(
    ("reading", "taken", "places"),
    [
        ("stay_vacant", {MAIN: 1, NOMINATION: 2}, {MAIN: 2, NOMINATION: 1}),
        ("go_to_nomination", {MAIN: 1, NOMINATION: 2}, {MAIN: 1, NOMINATION: 2}),
        ("go_to_nomination", {MAIN: 0, NOMINATION: 2}, {MAIN: 1, NOMINATION: 2}),  # no more than are taken
        ("go_to_nomination", {MAIN: 2, NOMINATION: 2}, {MAIN: 2, NOMINATION: 1}),  # nothing is unused
        ("go_to_nomination", {MAIN: 1, NOMINATION: 1}, {MAIN: 2, NOMINATION: 1}),
        ("go_to_nomination", {}, {MAIN: 2, NOMINATION: 1}),
    ],
)
def test_unused_main_places_go_where_the_rules_let_them(play: Any, reading: str, taken: Any, places: Any) -> None:
    play.begin(planned=(2, 1), places_unused_main=reading)
    assert play.round.opening.places_for(taken) == places


def test_nothing_settled_moves_no_place(play: Any) -> None:
    play.begin("places.unused_main", planned=(2, 1))
    assert play.round.opening.places_for({MAIN: 0, NOMINATION: 3}) == {MAIN: 2, NOMINATION: 1}


@pytest.mark.parametrize(("reading", "refused"), [("stay_vacant", True), ("go_to_nomination", False)])
def test_a_candidate_takes_an_unused_place_or_does_not(play: Any, reading: str, refused: bool) -> None:
    play.begin(planned=(2, 1), places_unused_main=reading)
    candidates = play.say.determined(
        play.say.candidate("A-01", MAIN), play.say.candidate("A-02", NOMINATION), play.say.candidate("A-03", NOMINATION)
    )
    assert ("keeps_to_the_planned_places" in play.refused(candidates)) is refused
    third = play.say.determined(*(play.say.candidate(f"A-0{n}", NOMINATION) for n in (1, 2, 3)))
    assert "keeps_to_the_quota" in play.refused(third), "the quota of the text binds whatever is unused"
