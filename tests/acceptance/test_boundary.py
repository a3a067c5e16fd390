"""The consistency boundary is wide enough: what lies outside it changes no finding, and a change inside it fails the append."""

from __future__ import annotations

from tests.acceptance.reading import facts_of

from ledger.demo.play import Played
from ledger.record.tags import tags_of
from ledger.stages.check import boundary, check
from ledger.stages.fact import Fact
from ledger.stages.history import history_of


def verdicts(before: list[Fact], fact: Fact) -> list[tuple[str, str, str]]:
    return [(found.rule.name, found.verdict.value, found.why) for found in check(history_of(before), fact)]


def is_inside(other: Fact, fact: Fact) -> bool:
    said = other.wrapped or other.said
    return any(tag in tags_of(said) and said.type in types for tag, types in boundary(fact))


def test_what_lies_outside_the_boundary_changes_no_finding(small_demo: Played) -> None:
    facts = facts_of(small_demo)
    latest = {fact.said.type: place for place, fact in enumerate(facts) if fact.said.corrects is None}
    assert len(latest) > 40
    for kind, place in latest.items():
        before, fact = facts[:place], facts[place]
        inside = [other for other in before if is_inside(other, fact)]
        assert len(inside) < len(before) or place < 10, kind
        assert verdicts(inside, fact) == verdicts(before, fact), kind


def test_some_fact_inside_each_boundary_does_change_a_finding(small_demo: Played) -> None:
    facts = facts_of(small_demo)
    latest = {fact.said.type: place for place, fact in enumerate(facts) if fact.said.corrects is None}
    for kind in ("score.recorded", "defence_list.fixed", "award.approved", "application.submitted", "prize.paid"):
        before, fact = facts[: latest[kind]], facts[latest[kind]]
        inside = [other for other in before if is_inside(other, fact)]
        assert verdicts(inside[:1], fact) != verdicts(inside, fact), kind
