"""Acts of every type, changed at random, at moments of a whole round: each is judged, read as bad input or not read at all."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.acceptance.adversary import ROUND, Scene
from tests.acceptance.reading import facts_of
from tests.vectors.make_events import FOLDER

from ledger.demo.play import Played
from ledger.errors import BadInput, UnreadableEvent
from ledger.events.event import Event, Unreadable, from_wire, to_wire
from ledger.events.measure import AdoptedValue, CalendarAdopted, ParametersAdopted
from ledger.record.disclosure import decode
from ledger.record.envelope import Correction, Deviation, Said
from ledger.stages.check import boundary, check, refusals
from ledger.stages.fact import Fact
from ledger.stages.history import History, Round, history_of, take_into_round
from ledger.terms import ActId
from projections.conformance import audit
from projections.honours import HONOURS
from projections.prizes import prizes_of
from projections.standings import standings_of
from projections.timeline import timeline_of

Parts = dict[str, Any]
"""``public`` and ``hidden`` fields of an event, as plain JSON."""

VALUES = [None, True, 0, 1, -1, 2**53 - 1, 10**9, "", "x", "示例", "A-01", "E-01", "2025", "2025-01-01", "9999-12-31", "0001-01-01",
          "2025-02-30", "2025-13", "24:00", "9(4)", "1/0", "2/3", [], ["x"], ["A-01"], ["A-01", "A-01"], {}, {"a": 1}, "0" * 64,
          "main"]  # fmt: skip
DAYS = ("0001-01-01", "9999-12-31", "2024-02-29", "", "2025-06-01")
MOMENTS, ACTS = 12, 60
EACH_TYPE = 12


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        yield (*path, name)
        yield from places(inner, (*path, name))


def put(value: Any, path: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(value)
    changed = copy.copy(value)
    changed[path[0]] = put(value[path[0]], path[1:], change)
    return changed


def other(rng: random.Random, old: Any) -> Any:
    if isinstance(old, list) and rng.random() < 0.6:
        return rng.choice(([], old + old, old[::-1], old[:1], old[:-1]))
    if type(old) is int and rng.random() < 0.7:
        return rng.choice((0, -1, old + 1, old - 1, old * 2, -old))
    return rng.choice(VALUES)


def said_of(rng: random.Random, said: Said, subjects: tuple[str, ...], round: Round) -> Said:
    day = rng.choice((said.occurred_at, said.occurred_at, *DAYS))
    said = replace(said, subjects=subjects, round=ROUND if said.round is not None else None, occurred_at=day)
    kind = rng.random()
    if kind < 0.1 and round.acts:
        return replace(said, corrects=Correction(act=ActId(rng.choice(list(round.acts))), why=rng.choice(("", "笔误")), approved_by="x"))
    if kind < 0.15:
        return replace(said, deviation=Deviation(rule=rng.choice(("", "x", "article_10.is_free_of_a_bar")), why="x", authority=""))
    return said


def offers(rng: random.Random, known: list[tuple[Said, Parts]], codes: list[str], round: Round) -> Iterator[Fact]:
    for said, parts in rng.sample(known, ACTS):
        swapped = {code if code.startswith("register") or rng.random() < 0.7 else rng.choice(codes) for code in said.subjects}
        subjects, changed = tuple(sorted(swapped)), other_parts(rng, parts)
        try:
            event = from_wire(said.type, said.version, subjects, changed["public"], changed["hidden"])
        except Unreadable:
            continue
        yield Fact(event, said_of(rng, said, subjects, round), None, "2025-09-24T09:12:03.120+08:00")


def other_parts(rng: random.Random, parts: Parts) -> Parts:
    found = [path for path in places(parts) if len(path) > 1]
    for path in rng.sample(found, min(len(found), rng.choice((0, 1, 1, 2)))):
        # What one change leaves without a place the next one passes over.
        with suppress(LookupError, TypeError):
            parts = put(parts, path, lambda old: other(rng, old))
    return parts


def known_acts(facts: list[Fact]) -> list[tuple[Said, Parts]]:
    """Return one act of each type and version, and the first few of each type that the round has."""
    found: list[tuple[Said, Parts]] = []
    for path in sorted(FOLDER.glob("*.json")):
        vector = json.loads(path.read_text("utf-8"))
        public = {name: value for name, value in vector["said"]["body"].items() if not name.startswith("_sd")}
        found.append((msgspec.convert(vector["said"], Said), {"public": public, "hidden": dict(map(decode, vector["disclosures"]))}))
    counted: dict[str, int] = {}
    for fact in facts:
        name = type(fact.event).wire_name
        counted[name] = counted.get(name, 0) + 1
        if counted[name] <= EACH_TYPE and name not in ("record.sealed", "act.refused"):
            wire = to_wire(fact.event)
            found.append((fact.said, json.loads(msgspec.json.encode({"public": wire.public, "hidden": wire.hidden}))))
    return found


def judged(facts: list[Fact], seed: int) -> int:
    """Return how many acts were judged; each that no rule refused is folded too."""
    rng, history, count = random.Random(seed), History(), 0
    known, codes = known_acts(facts), sorted({code for fact in facts for code in fact.said.subjects})
    rare = [number for number, fact in enumerate(facts) if fact.said.type != "score.recorded"]
    moments = {*rng.sample(rare, MOMENTS), len(facts) - 1}
    for number, fact in enumerate(facts):
        if fact.said.corrects is None:
            history.take(fact)
        if number not in moments:
            continue
        for offered in offers(rng, known, codes, history.round(ROUND)):
            try:
                findings = check(history, offered)
                told = [finding.sentence(lang) for finding in findings for lang in ("zh", "en")]
                refused = refusals(findings, offered)
            except BadInput:
                continue
            assert all(told)
            assert boundary(offered)
            count += 1
            if not refused and offered.said.round is not None:
                take_into_round(history.begin(ROUND), replace(offered, position=number + 2))
    return count


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_acts_at_any_moment_of_a_whole_round(small_demo: Played, seed: int) -> None:
    assert judged(facts_of(small_demo), seed) > 200


@pytest.mark.parametrize("seed", [1, 2])
def test_acts_at_any_moment_of_a_title_that_was_revoked(at: Callable[[str], Scene], seed: int) -> None:
    assert judged(at("revoked").facts(), seed) > 200


ASKED: tuple[Callable[[list[Fact]], object], ...] = (
    history_of,
    standings_of(ROUND).fold,
    timeline_of(ROUND).fold,
    HONOURS.fold,
    prizes_of(date(2026, 1, 1)).fold,
    lambda facts: audit(facts, ROUND),
)


def planted(facts: list[Fact], wrong: Fact, place: int) -> list[Fact]:
    """Return the log with ``wrong`` in it at position ``place``, as whoever writes past the ledger's own door leaves it."""
    return [replace(fact, position=position) for position, fact in enumerate([*facts[: place - 1], wrong, *facts[place - 1 :]], 1)]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_record_that_was_planted_is_judged_or_named(at: Callable[[str], Scene], seed: int) -> None:
    facts, rng, named = at("revoked").facts(), random.Random(seed), set[tuple[type[Event], bool]]()
    round = history_of(facts).round(ROUND)
    codes = sorted({code for fact in facts for code in fact.said.subjects})
    for wrong in offers(rng, known_acts(facts), codes, round):
        place = rng.randrange(2, len(facts) + 2)
        for ask in ASKED:
            try:
                ask(planted(facts, wrong, place))
            except UnreadableEvent as error:
                named.add((type(wrong.event), error.position == place))
    assert {right for _, right in named} <= {True}


@pytest.mark.parametrize(
    ("kind", "changes", "why"),
    [
        (ParametersAdopted, {"values": (AdoptedValue(key="no.such_key", value=1, source=""),)}, "no open question has this key"),
        (ParametersAdopted, {"values": (AdoptedValue(key="vote.pass", value="most", source=""),)}, "permitted"),
        (CalendarAdopted, {"holidays": ("2025-02-30",)}, "is not a date"),
        (CalendarAdopted, {"last": 2024}, "would run from"),
    ],
)
def test_what_no_ledger_of_ours_admits_is_named_with_its_record(
    at: Callable[[str], Scene], kind: type[Event], changes: dict[str, Any], why: str
) -> None:
    facts = at("revoked").facts()
    like = next(fact for fact in facts if type(fact.event) is kind)
    wrong = replace(like, event=replace(like.event, **changes))
    for ask in (history_of, standings_of(ROUND).fold, timeline_of(ROUND).fold, lambda facts: audit(facts, ROUND)):
        with pytest.raises(UnreadableEvent, match=f"record 40: {kind.wire_name} says what cannot be: .*{why}"):
            ask(planted(facts, wrong, 40))
