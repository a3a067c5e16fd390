"""Whatever stands in an act of any type and version: it is read, or refused by name. Nothing else ever happens."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.vectors.make_events import FOLDER

from ledger.bundle.examine import Examination
from ledger.bundle.report import Faults
from ledger.drafting import draft_from, event_of_draft, read_sealed, read_signed, seal_act
from ledger.errors import BadInput, UnreadableEvent
from ledger.events.event import TYPES, Event, Unreadable, from_wire
from ledger.offered import event_offered
from ledger.record import canonical
from ledger.record.canonical import NotCanonical
from ledger.record.disclosure import decode, digest, digest_sm3, encode
from ledger.record.envelope import Said, read_act, read_record
from ledger.record.signing import SigningKey
from ledger.record.tags import tags_of
from ledger.stages.check import boundary
from ledger.stages.fact import Fact, closed_facts, fact_of, unopened
from ledger.terms import KeyId, Role

VECTORS = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
ORIGIN, POSITION = "vectors.demo.invalid", 5
LOG: dict[str, Any] = {
    "v": 1,
    "position": POSITION,
    "recorded_at": "2025-09-24T09:12:03.120+08:00",
    "tags": [],
    "rules": "0" * 64,
    "findings": "",
}
VERSIONS = st.integers(-3, 5) | st.integers()


def opened_of(vector: dict[str, Any]) -> dict[str, Any]:
    return dict(map(decode, vector["disclosures"]))


@given(st.data())
def test_one_field_of_a_body_may_hold_anything(data: st.DataObject) -> None:
    vector = data.draw(st.sampled_from(VECTORS))
    said = vector["said"]
    public = {name: value for name, value in said["body"].items() if not name.startswith("_sd")}
    opened = opened_of(vector)
    for part in data.draw(st.lists(st.sampled_from([public, opened]), min_size=1, max_size=3)):
        if part:
            part[data.draw(st.sampled_from(sorted(part)))] = data.draw(ANYTHING)
    for part in (public, opened):
        if part and data.draw(st.booleans()):
            del part[data.draw(st.sampled_from(sorted(part)))]
    with suppress(Unreadable):
        event = from_wire(said["type"], said["version"], said["subjects"], public, opened)
        assert isinstance(event, Event)


@given(
    st.sampled_from(sorted(TYPES)),
    VERSIONS,
    st.lists(st.text(max_size=12), max_size=3),
    st.dictionaries(st.text(max_size=6), ANYTHING, max_size=3),
)
@example("score.recorded", 0, [], {})
@example("interest.declared", 1, ["expert:E-01"], {"ties": 5})
def test_any_version_with_any_body_is_refused_by_name(name: str, version: int, subjects: list[str], body: dict[str, Any]) -> None:
    with suppress(Unreadable):
        from_wire(name, version, subjects, body, {})
    with suppress(Unreadable):
        from_wire(name, version, subjects, {}, body)


@pytest.mark.parametrize("version", [0, -1, 1, 2, 3, 99])
@pytest.mark.parametrize("ties", [5, None, "x", {"a": 1}, [5], [None], [["x"]], [{"kind": "as_stated"}]])
def test_an_offer_of_any_version_is_bad_input_or_an_event(version: int, ties: Any) -> None:
    vector = next(one for one in VECTORS if one["said"]["type"] == "interest.declared")
    disclosure = encode(bytes(16), "ties", ties)
    body = {"_sd": [digest(disclosure)], "_sd_sm3": [digest_sm3(disclosure)]}
    said = msgspec.convert(vector["said"] | {"version": version, "body": body}, Said)
    with suppress(BadInput):
        assert isinstance(event_offered(said, [disclosure]), Event)


def changed(data: st.DataObject, value: Any) -> Any:
    """Return ``value`` with anything in some place of it, or something left out."""
    if not isinstance(value, dict | list) or not value or data.draw(st.integers(0, 3)) == 0:
        return data.draw(ANYTHING)
    if isinstance(value, list):
        at = data.draw(st.integers(0, len(value) - 1))
        return [*value[:at], changed(data, value[at]), *value[at + 1 :]]
    name = data.draw(st.sampled_from(sorted(value)))
    if data.draw(st.integers(0, 5)) == 0:
        return {other: found for other, found in value.items() if other != name}
    return value | {name: changed(data, value[name])}


@given(st.data())
def test_an_act_with_anything_anywhere_is_read_or_refused_wherever_it_is_met(data: st.DataObject) -> None:
    vector = data.draw(st.sampled_from(VECTORS))
    record = {"act": {"said": vector["said"], "signatures": ["x" * 86 for _ in vector["said"]["signers"]]}, "log": LOG}
    where = data.draw(st.sampled_from(["said", "said", "said", "whole"]))
    if where == "whole":
        record = changed(data, record)
    else:
        record["act"]["said"] = changed(data, vector["said"])
    try:
        entry = canonical.dump(record)
    except NotCanonical:
        return
    Examination(ORIGIN, Faults()).take(POSITION, entry)
    for read in (closed_facts, unopened, lambda rows: [fact_of(read_record(data, place)) for place, data in rows]):
        with suppress(UnreadableEvent):
            read([(POSITION, entry)])
    if isinstance(record, dict) and "act" in record:
        with suppress(BadInput):
            said = read_act(canonical.dump(record["act"])).said
            tags_of(said)
            boundary(Fact(event_offered(said, vector["disclosures"]), said, None, LOG["recorded_at"]))


@given(st.data())
def test_a_draft_with_anything_anywhere_is_sealed_or_refused(data: st.DataObject) -> None:
    vector = data.draw(st.sampled_from(VECTORS))
    copied = (
        "type",
        "round",
        "id",
        "occurred_at",
        "basis",
        "edition",
        "evidence",
        "provenance",
        "corrects",
        "caused_by",
        "deviation",
        "seen",
    )
    line = json.dumps(changed(data, {"event": vector["event"]} | {name: vector["said"][name] for name in copied})).encode()
    with suppress(BadInput):
        draft = draft_from(line)
        seal_act(event_of_draft(draft), draft, ORIGIN, [(Role.OFFICE, KeyId("5" * 64))])


@given(st.data())
def test_a_line_that_waits_for_signatures_is_read_or_refused(data: st.DataObject) -> None:
    vector = data.draw(st.sampled_from(VECTORS))
    act = {"said": vector["said"], "signatures": ["" for _ in vector["said"]["signers"]]}
    line = json.dumps(changed(data, {"act": act, "disclosures": vector["disclosures"]}), sort_keys=True, separators=(",", ":"))
    with suppress(BadInput):
        read_sealed(line.encode()).sign(SigningKey.from_seed(bytes(32)))
    with suppress(BadInput):
        read_signed(line.encode())
