"""The vocabulary: one golden vector for every type and version, strict reading, field classes."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from tests.vectors.make_events import FOLDER, example, path_of, vector

import ledger.events  # noqa: F401 - enters every event type
from ledger.errors import NotDisclosed, UnreadableEvent
from ledger.events.event import TYPES, Event, Openness, Undisclosed, from_wire, to_wire
from ledger.record import canonical
from ledger.record.envelope import Said
from ledger.rules.citation import Citation
from ledger.stages.fact import event_of

KINDS = sorted(TYPES.values(), key=lambda kind: kind.wire_name)
each_type = pytest.mark.parametrize("kind", KINDS, ids=[kind.wire_name for kind in KINDS])


def golden(kind: type[Event]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path_of(kind).read_text("utf-8"))
    return found


def said_of(kind: type[Event], **changes: Any) -> Said:
    return msgspec.convert(golden(kind)["said"] | changes, Said)


@each_type
def test_a_golden_vector_reads_as_its_event(kind: type[Event]) -> None:
    found = golden(kind)
    said = canonical.dump(found["said"])
    assert sha256(said).hexdigest() == found["said_sha256"]
    event = event_of(msgspec.json.decode(said, type=Said), lambda _: found["disclosures"])
    assert event == example(kind)
    assert json.loads(msgspec.json.encode(event, enc_hook=str)) == found["event"]


@each_type
def test_the_same_event_is_written_with_the_same_bytes(kind: type[Event]) -> None:
    assert json.loads(json.dumps(vector(kind))) == golden(kind)


def test_every_vector_belongs_to_a_type_and_version_that_is_still_read() -> None:
    names = {path.stem.rsplit(".v", 1)[0] for path in FOLDER.glob("*.json")}
    assert names == set(TYPES)


@each_type
def test_what_is_closed_stays_closed(kind: type[Event]) -> None:
    event = event_of(said_of(kind))
    for field in kind.sealed_fields():
        value = getattr(event, field)
        assert isinstance(value, Undisclosed)
        with pytest.raises(NotDisclosed, match=field):
            bool(value)


@each_type
def test_an_extra_field_is_refused(kind: type[Event]) -> None:
    body = golden(kind)["said"]["body"] | {"surprise": 1}
    with pytest.raises(UnreadableEvent, match="surprise"):
        event_of(said_of(kind, body=body))


@each_type
def test_a_missing_field_is_refused(kind: type[Event]) -> None:
    body = dict(golden(kind)["said"]["body"])
    public = [f.name for f in kind.fields() if f.openness is Openness.PUBLIC]
    sealed_or_public = public[0] if public else "_sd"
    if sealed_or_public not in body:
        pytest.skip(f"{kind.wire_name} has neither public nor sealed fields")
    del body[sealed_or_public]
    with pytest.raises(UnreadableEvent):
        event_of(said_of(kind, body=body))


@each_type
def test_a_newer_version_is_refused_by_name(kind: type[Event]) -> None:
    with pytest.raises(UnreadableEvent, match=f"{kind.wire_name} version {kind.version + 1} is newer"):
        event_of(said_of(kind, version=kind.version + 1))


@each_type
@pytest.mark.parametrize("version", [0, -1, -(10**15)])
def test_a_version_before_the_first_is_refused(kind: type[Event], version: int) -> None:
    with pytest.raises(UnreadableEvent, match="versions begin with 1"):
        event_of(said_of(kind, version=version))


def test_an_unknown_type_is_refused_by_name() -> None:
    with pytest.raises(UnreadableEvent, match="score.imagined"):
        event_of(said_of(TYPES["score.recorded"], type="score.imagined"))


@each_type
def test_another_number_of_sealed_fields_is_refused(kind: type[Event]) -> None:
    body = dict(golden(kind)["said"]["body"])
    more = sorted([*body.get("_sd", []), "A" * 43])
    body |= {"_sd": more, "_sd_sm3": sorted([*body.get("_sd_sm3", []), "B" * 43])}
    with pytest.raises(UnreadableEvent, match="sealed fields"):
        event_of(said_of(kind, body=body))


@each_type
def test_subjects_follow_from_the_fields(kind: type[Event]) -> None:
    subjects = [*golden(kind)["said"]["subjects"], "applicant:Z-99"]
    with pytest.raises(UnreadableEvent, match="subjects|twice"):
        event_of(said_of(kind, subjects=subjects))


@each_type
def test_a_type_tells_what_it_is(kind: type[Event]) -> None:
    heading = kind.heading()
    assert not heading[0].isascii(), "the Chinese term comes first"
    assert kind.signed_by or kind.wire_name == "record.sealed"
    for citation in kind.cites:
        assert str(Citation.parse(citation)) == citation


def test_a_disclosure_may_not_take_the_place_of_a_public_field() -> None:
    kind = TYPES["score.recorded"]
    wire = to_wire(example(kind))
    with pytest.raises(ValueError, match="item is no sealed field"):
        from_wire(kind.wire_name, kind.version, wire.subjects, {}, {"item": "4.7"})


def test_neutral_types_are_those_that_must_warn_nobody() -> None:
    neutral = {kind.wire_name for kind in KINDS if kind.neutral}
    assert {"objection.received", "lead.received", "recusal.recorded", "act.refused", "verification.opened"} <= neutral
    assert "score.recorded" not in neutral
