"""Rules that change while a round runs, and interpretations that reach one: who settles what, what goes before what, what is flagged."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.measure import AdoptedValue, InterpretationIssued, ParametersChanged
from ledger.record.envelope import Correction
from ledger.rules.parameters import suggested
from ledger.stages.settled import LASTING, settled_late
from ledger.terms import EditionId, Phase, Role, RoundKind

TIE, NONE, ALL = "tie.defence", "none_tied_advances", "all_tied_advance"
RULES = "article_06_1_rules"


def values(**settled: Any) -> tuple[AdoptedValue, ...]:
    """Return values by key, with the first underscore for the dot."""
    return tuple(AdoptedValue(key=key.replace("_", ".", 1), value=value, source="minutes 4") for key, value in settled.items())


def changed(why: str = "the draft left it open", document: str = "minutes 4", **settled: Any) -> ParametersChanged:
    return ParametersChanged(document=document, why=why, values=values(**(settled or {"tie_defence": NONE})))


def interpreted(number: str = "1", **settled: Any) -> InterpretationIssued:
    return InterpretationIssued(
        number=number, provision="9(4)", question="what of a tie?", answer="so", values=values(**(settled or {"tie_defence": NONE}))
    )


def verdicts(play: Any, event: Any, **said: Any) -> dict[str, str]:
    return {f.rule.name: f.verdict.value for f in play.office.judge(event, **said)}


def marked(play: Any) -> Any:
    """Put marks on the papers on record, whoever may have been asked first."""
    for code in play.round.application.applications:
        for expert in play.round.panel.experts:
            for item in ("4.1", "4.7"):
                play.take(play.say.mark(code, expert, Phase.DOCUMENT, item, play.points(code, expert, Phase.DOCUMENT, item)))
    return play


# Changes after the call


@pytest.mark.parametrize("by", [Role.OFFICE, Role.GOVERNMENT, Role.DISCIPLINE])
def test_nobody_but_the_committee_changes_the_rules(play: Any, by: Role) -> None:
    play.begin()
    assert "is_authored_in_its_role" in play.refused(changed(), by)


def test_a_change_is_taken_shows_and_counts(play: Any) -> None:
    play.begin()
    said = verdicts(play, changed())
    assert said[f"{RULES}.changes_no_rule_after_the_call"] == "violates"
    assert said[f"{RULES}.changes_before_marks_are_known"] == "conforms"
    fact = play.record(changed())
    assert play.round.opening.parameters.tie_defence == NONE
    settled = play.round.opening.settled[TIE]
    assert (settled.by, settled.position, settled.source) == ("changed", fact.position, "minutes 4")
    assert settled_late(play.round.opening.settled.values(), play.round.opening.call_at) == [TIE]


def test_a_change_after_marks_is_flagged_and_taken(play: Any) -> None:
    marked(play.begin())
    assert verdicts(play, changed())[f"{RULES}.changes_before_marks_are_known"] == "violates"
    assert play.refused(changed()) == set()


def test_a_change_that_moves_who_goes_on_says_which_list(play: Any) -> None:
    marked(play.begin())
    moving = changed(ratio_rounding="floor", ratio_base="planned_main_awards")
    (found,) = [f for f in play.office.judge(moving) if f.rule.name == f"{RULES}.leaves_the_outcome_as_it_was"]
    assert found.verdict.value == "violates"
    assert "defence list" in found.sentence()
    assert "site list" not in found.sentence(), "there are no marks of the defence yet"
    assert verdicts(play, changed(objection_handler="discipline"))[f"{RULES}.leaves_the_outcome_as_it_was"] == "conforms"


@pytest.mark.parametrize(("why", "document"), [("", "minutes 4"), (" ", "minutes 4"), ("because", "")])
def test_a_change_says_why_and_by_what(play: Any, why: str, document: str) -> None:
    play.begin()
    assert "changes_rules_that_were_called_under" in play.refused(changed(why, document))


def test_before_the_call_rules_are_adopted_and_not_changed(office: Any) -> None:
    office.open_round()
    assert office.refused(changed()) == {f"{RULES}.changes_rules_that_were_called_under"}


def test_a_change_is_not_corrected_in_its_place(play: Any) -> None:
    fact = play.begin().record(changed())
    slip = Correction(act=fact.said.id, why="slip", approved_by="committee")
    assert "is_changed_anew" in play.refused(changed(), corrects=slip)
    play.record(changed(tie_defence=ALL))
    assert play.round.opening.parameters.tie_defence == ALL


def test_what_the_government_decided_on_is_left_alone(play: Any) -> None:
    play.begin().take(play.say.approved())
    assert play.refused(changed()) == {"leaves_what_the_government_decided"}
    assert {"clawback.scope", "bar.revocation.start", "nomination.repeat_prize"} <= LASTING
    assert not {"weights", "tie.defence", "vote.pass", "notice.counting", "eligibility.as_of"} & LASTING
    assert play.refused(changed(clawback_scope="amount_paid_with_interest")) == set()


# Interpretations


def test_an_interpretation_fills_what_is_open(play: Any) -> None:
    play.begin(TIE)
    assert play.round.opening.parameters.tie_defence is None
    fact = play.record(interpreted(), round=None)
    settled = play.round.opening.settled[TIE]
    assert (settled.value, settled.by, settled.position) == (NONE, "interpreted", fact.position)
    assert play.round.opening.parameters.tie_defence == NONE


def test_what_the_committee_adopted_goes_before_an_interpretation(play: Any) -> None:
    play.begin(tie_defence=ALL)
    play.record(interpreted(), round=None)
    assert (play.round.opening.parameters.tie_defence, play.round.opening.settled[TIE].by) == (ALL, "adopted")


def test_the_committee_may_settle_otherwise_what_an_interpretation_filled(play: Any) -> None:
    play.begin(TIE).record(interpreted(), round=None)
    play.record(changed(tie_defence=ALL))
    assert (play.round.opening.parameters.tie_defence, play.round.opening.settled[TIE].by) == (ALL, "changed")


def test_a_later_interpretation_counts_until_the_call_and_not_afterwards(office: Any) -> None:
    office.open_round()
    office.record(interpreted(), round=None)
    office.record(interpreted("2", tie_defence=ALL), round=None)
    round = office.history.round("2025")
    assert round.opening.parameters.tie_defence == ALL
    for event in (office.adopted(TIE), office.rubric(), office.call()):
        office.record(event)
    office.record(interpreted("3"), round=None)
    assert round.opening.parameters.tie_defence == ALL, "a rule in force in a round that was called is for the committee"


def test_an_interpretation_reaches_rounds_that_open_later(office: Any) -> None:
    office.record(interpreted(), round=None)
    office.open_round()
    assert office.history.round("2025").opening.parameters.tie_defence == NONE


def test_an_interpretation_of_another_edition_reaches_nobody_here(play: Any) -> None:
    play.begin(TIE).take(interpreted(), round=None, edition=EditionId("elsewhere"))
    assert play.round.opening.parameters.tie_defence is None


def test_an_interpretation_reaches_no_review_that_is_over(play: Any) -> None:
    play.begin("objection.inform", "clawback.scope").take(play.say.published())
    play.record(interpreted(objection_inform="both", clawback_scope="amount_paid_with_interest"), round=None)
    parameters = play.round.opening.parameters
    assert (parameters.objection_inform, parameters.clawback_scope) == (None, "amount_paid_with_interest")


def test_an_interpretation_settles_nothing_of_a_review_of_the_past(office: Any) -> None:
    office.record(office.opened(kind=RoundKind.HISTORICAL), Role.CLERK, provenance=office.imported(), signers=[(Role.CLERK, "clerk")])
    office.record(interpreted(tie_defence=NONE, clawback_scope="amount_paid_with_interest"), round=None)
    parameters = office.history.round("2025").opening.parameters
    assert (parameters.tie_defence, parameters.clawback_scope) == (None, "amount_paid_with_interest")


@pytest.mark.parametrize("key", ["publish.scores", "publish.totals", "publish.applicants", "publish.qualification"])
def test_an_interpretation_opens_nothing_to_the_public(play: Any, key: str) -> None:
    play.begin(key)
    opening = interpreted(**{key.replace(".", "_"): "notice.opened"})
    assert play.refused(opening, round=None) == {"opens_no_sealed_field"}
    play.take(opening, round=None)
    assert play.round.opening.parameters.publish_scores == ("never" if key != "publish.scores" else None)


def test_an_interpretation_after_the_marks_that_decides_who_goes_on_says_so(play: Any) -> None:
    marked(play.begin("ratio.rounding"))
    name = "article_16.leaves_the_outcome_as_it_was"
    late = interpreted(ratio_base="previous_stage")
    assert verdicts(play, late, round=None)[name] == "conforms", "the committee settled it, and the interpretation moves nothing"
    filling = interpreted(ratio_rounding="ceiling")
    assert verdicts(play, filling, round=None)[name] == "conforms", "of two places 3 to 2 gives no fraction to round"
    assert play.refused(filling, round=None) == set()


def test_an_interpretation_that_makes_a_list_possible_moves_it(play: Any) -> None:
    marked(play.begin("ratio.base"))
    (found,) = [
        f for f in play.office.judge(interpreted(ratio_base="previous_stage"), round=None) if f.rule.name.endswith("outcome_as_it_was")
    ]
    assert found.verdict.value == "violates"
    assert "2025 答辩名单" in found.sentence("zh")


def test_nothing_in_force_makes_a_round_silent_again(play: Any) -> None:
    play.begin()
    before = play.round.opening.parameters
    assert {key for key, _, _ in suggested()} == set(play.round.opening.settled)
    assert play.round.opening.parameters is before, "what is settled is worked out once"
