"""Random histories: both recorders agree, step by step, with forty lines that keep everything in a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery, DCBQueryItem
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ledger.errors import BadInput
from ledger.store import AlreadyClaimed, BoundaryMoved, Head, Offer, create_store, open_store, pass_through
from ledger.store.port import Member
from ledger.tlog.merkle import leaf_hash, tree_hash


@dataclass
class Model:
    """What the port promises, in memory: no index, no page, no transaction, no tree."""

    offers: list[Offer] = field(default_factory=list)
    note: tuple[int, bytes] | None = None

    def matching(self, query: DCBQuery | None, after: int = 0, upto: int = 10**9) -> list[int]:
        def matches(offer: Offer, item: DCBQueryItem) -> bool:
            return (not item.types or offer.type in item.types) and set(item.tags) <= set(offer.tags)

        items = query.items if query else []
        return [
            position
            for position, offer in enumerate(self.offers, 1)
            if after < position <= upto and (not items or any(matches(offer, item) for item in items))
        ]

    def commit(self, offers: Sequence[Offer], condition: DCBAppendCondition | None) -> int | type:
        spent: list[str] = []
        for offer in offers:
            if set(offer.claims) & set(spent):
                return AlreadyClaimed
            if len(dict(offer.sealed)) < len(offer.sealed):
                return BadInput
            spent += offer.claims
        if condition is not None and self.matching(condition.fail_if_events_match, condition.after or 0):
            return BoundaryMoved
        if any(id in old.claims for old in self.offers for id in spent):
            return AlreadyClaimed
        self.offers += offers
        return len(self.offers)


types = st.sampled_from(["score.recorded", "list.fixed", "评分"])
tags = st.lists(st.sampled_from(["a", "b", "c", "round:2025"]), max_size=3)
rounds = st.sampled_from([None, "2024", "2025"])
digests = st.sampled_from([bytes([n]) * 32 for n in range(6)])
offers = st.builds(
    Offer,
    types,
    st.binary(max_size=5),
    tags,
    claims=st.lists(st.sampled_from([f"id-{n}" for n in range(12)]), max_size=1).map(tuple),
    round=rounds,
    sealed=st.lists(st.tuples(digests, st.binary(max_size=3)), max_size=2).map(tuple),
)
queries = st.builds(DCBQuery, st.lists(st.builds(DCBQueryItem, st.lists(types, max_size=2), tags), max_size=3))
places = st.integers(0, 30)
conditions = st.none() | st.builds(DCBAppendCondition, queries, st.none() | places)
members = st.tuples(st.lists(offers, min_size=1, max_size=3), conditions)


class History(RuleBasedStateMachine):
    """Two recorders on one store, and the model beside them."""

    def __init__(self, url: str) -> None:
        super().__init__()
        create_store(url)
        self.model = Model()
        self.url = url
        self.stores = [open_store(url, build=pass_through) for _ in range(2)]

    def teardown(self) -> None:
        for store in self.stores:
            store.close()

    def expect(self, outcome: Head | Exception, expected: int | type) -> None:
        assert (outcome.size if isinstance(outcome, Head) else type(outcome)) == expected

    @initialize(first=st.lists(members, max_size=3))
    def begin(self, first: list[Member]) -> None:
        self.group(0, first)

    @rule(which=st.integers(0, 1), member=members)
    def commit(self, which: int, member: Any) -> None:
        expected = self.model.commit(*member)
        if isinstance(expected, int):
            self.expect(self.stores[which].commit(*member), expected)
        else:
            with pytest.raises(expected):
                self.stores[which].commit(*member)

    @rule(which=st.integers(0, 1), group=st.lists(members, max_size=5))
    def group(self, which: int, group: list[Any]) -> None:
        expected = [self.model.commit(*member) for member in group]
        for outcome, wanted in zip(self.stores[which].commit_each(group), expected, strict=True):
            self.expect(outcome, wanted)

    @rule(which=st.integers(0, 1), group=st.lists(members, min_size=1, max_size=2))
    def commit_on_the_head_seen(self, which: int, group: list[Any]) -> None:
        self.group(
            which,
            [
                (events, condition and DCBAppendCondition(condition.fail_if_events_match, len(self.model.offers)))
                for events, condition in group
            ],
        )

    @rule(which=st.integers(0, 1), query=st.none() | queries, after=places, upto=places, limit=st.none() | st.integers(0, 5))
    def read(self, which: int, query: DCBQuery | None, after: int, upto: int, limit: int | None) -> None:
        expected = self.model.matching(query, after, upto)[:limit]
        found = list(self.stores[which].read(query, after=after, upto=upto, limit=limit))
        assert [each.position for each in found] == expected
        assert [(each.event.type, each.event.data) for each in found] == [
            (self.model.offers[position - 1].type, self.model.offers[position - 1].data) for position in expected
        ]

    @rule(which=st.integers(0, 1), round=rounds.filter(bool), upto=places, page=st.integers(1, 3))
    def read_round(self, which: int, round: str, upto: int, page: int) -> None:
        expected = [(p, offer.data) for p, offer in enumerate(self.model.offers, 1) if offer.round == round and p <= upto]
        assert list(self.stores[which].read_round(round, upto=upto, page=page)) == expected

    @rule(which=st.integers(0, 1), some=tags, upto=places, page=st.integers(1, 3))
    def read_tagged(self, which: int, some: list[str], upto: int, page: int) -> None:
        expected = [(p, offer.data) for p, offer in enumerate(self.model.offers, 1) if {*some} & {*offer.tags} and p <= upto]
        assert list(self.stores[which].read_tagged(some, upto=upto, page=page)) == expected

    @rule(which=st.integers(0, 1), digest=digests, id=st.integers(0, 12))
    def look_up(self, which: int, digest: bytes, id: int) -> None:
        sealed = [(position, *row) for position, offer in enumerate(self.model.offers, 1) for row in offer.sealed if row[0] == digest]
        found = self.stores[which].disclosures(range(len(self.model.offers) + 2))
        assert sorted(row for row in found if row[1] == digest) == sorted(sealed)
        spent = [position for position, offer in enumerate(self.model.offers, 1) if f"id-{id}" in offer.claims]
        assert self.stores[which].claimed(f"id-{id}") == (spent[0] if spent else None)

    @rule(which=st.integers(0, 1))
    def open_again(self, which: int) -> None:
        self.stores[which].close()
        self.stores[which] = open_store(self.url, build=pass_through)

    @invariant()
    def the_tree_is_the_tree_of_the_records(self) -> None:
        data = [offer.data for offer in self.model.offers]
        head = self.stores[0].head()
        assert (head.size, head.root) == (len(data), tree_hash([leaf_hash(record) for record in data]))
        assert list(self.stores[1].read_log()) == list(enumerate(data, 1))


BRIEF = settings(max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))


def run(fresh: Callable[[], str], how: settings) -> None:
    """Check random histories, each on the store at a fresh address."""

    class Placed(History):
        def __init__(self) -> None:
            super().__init__(fresh())

    run_state_machine_as_test(Placed, settings=how)


def test_random_histories_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> None:
    run(lambda: str(tmp_path_factory.mktemp("history") / "ledger"), BRIEF)


def test_random_histories_on_postgresql(postgres_server: str) -> None:
    # Making a failing history shorter would take minutes here, and the same one fails on SQLite as a rule.
    whole = settings(BRIEF, phases=[phase for phase in Phase if phase is not Phase.shrink])
    run(lambda: f"{postgres_server}&schema=h_{uuid4().hex}", whole)
