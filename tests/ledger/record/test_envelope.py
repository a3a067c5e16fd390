"""The envelope: strict reading of acts and records; the act's bytes are spliced in unchanged."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger.drafting import Draft, sign_act
from ledger.errors import BadInput, UnreadableEvent
from ledger.events.scoring import ScoreRecorded
from ledger.record import canonical
from ledger.record.envelope import LogPart, act_bytes, join_record, read_act, read_record, said_bytes
from ledger.record.signing import SigningKey, verify
from ledger.record.tags import tags_of
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, Role, RoundId

KEY = SigningKey.from_seed(b"k" * 32)
EVENT = ScoreRecorded(
    applicant=ApplicantCode("A-07"), expert=ExpertCode("E-03"), phase=Phase.DOCUMENT, item=ItemId("4.1.2"), points=Hundredths(4250)
)
ACT = sign_act(
    EVENT,
    Draft(type="score.recorded", round=RoundId("2025"), occurred_at="2025-09-24", event={}),
    "test.example/quality",
    [(Role.EXPERT, KEY)],
    salt=lambda: b"s" * 16,
).act
LOG = LogPart(v=1, position=814, recorded_at="2025-09-24T09:12:03.120+08:00", tags=("round:2025",), rules="0" * 64, findings="x")
RECORD = join_record(ACT, LOG)


def changed(path: str, value: Any, data: bytes = ACT) -> bytes:
    plain = json.loads(data)
    target = plain
    *parents, last = path.split(".")
    for step in parents:
        target = target[int(step) if step.isdigit() else step]
    if value is ...:
        del target[last]
    else:
        target[int(last) if last.isdigit() else last] = value
    return canonical.dump(plain)


def test_an_act_reads_back_and_its_signature_is_over_its_own_bytes() -> None:
    act = read_act(ACT)
    assert act.said.subjects == ("applicant:A-07", "expert:E-03")
    assert verify("ed25519", KEY.public, act.signatures[0], said_bytes(ACT))


def test_the_record_holds_the_act_unchanged() -> None:
    assert act_bytes(RECORD) == ACT
    assert canonical.dump(json.loads(RECORD)) == RECORD
    assert read_record(RECORD, 814).log == LOG


def test_tags_follow_from_what_was_said() -> None:
    assert tags_of(read_act(ACT).said) == ("applicant:2025/A-07", "expert:2025/E-03", "round:2025")


def test_a_code_of_another_round_is_another_tag() -> None:
    one = tags_of(read_act(ACT).said)
    other = tags_of(read_act(changed("said.round", "2026")).said)
    assert not set(one) & set(other)


def test_a_register_is_a_tag_of_its_own() -> None:
    said = read_act(changed("said.subjects", ["key:ab", "register:keys"])).said
    assert tags_of(said) == ("key:ab", "register:keys", "round:2025")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("said.v", 2),
        ("said.v", "1"),
        ("said.surprise", 1),
        ("said.seen.surprise", 1),
        ("surprise", 1),
        ("said.origin", ...),
        ("said.round", ...),
        ("said.deviation", ...),
        ("said.provenance.scan", ...),
        ("said.provenance.kind", "guessed"),
        ("said.occurred_at", 20250924),
        ("said.round", ""),
        ("said.round", "x" * 65),
        ("said.round", "2025/26"),
        ("said.subjects", ["A-07"]),
        ("said.subjects", ["applicant:A-07", "applicant:A-07"]),
        ("said.subjects", ["applicant:a b"]),
        ("said.subjects", ["Applicant:A-07"]),
        ("said.signers", []),
        ("said.signers.0.as", ...),
        ("signatures", []),
        ("signatures", ["a", "b"]),
        ("signatures", ...),
        ("said.body", [1]),
        ("said.evidence", "x"),
    ],
)
def test_an_act_of_another_shape_is_refused(path: str, value: Any) -> None:
    with pytest.raises(BadInput):
        read_act(changed(path, value))


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"{}", ACT + b"\n", ACT[:-1], ACT.replace(b'"v":1', b'"v":1.0'), b"\x00\xff", b'{"said":{}}']
)
def test_bytes_that_are_no_act_are_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read_act(data)


def test_an_act_above_the_limit_is_refused() -> None:
    with pytest.raises(BadInput, match="at most"):
        read_act(changed("said.body", {"text": "x" * 60_000}))


def test_one_key_may_not_sign_twice() -> None:
    signer = json.loads(ACT)["said"]["signers"][0]
    twice = changed("said.signers", [signer, signer])
    with pytest.raises(BadInput, match="twice"):
        read_act(changed("signatures", ["a", "b"], twice))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("log.position", 815),
        ("log.v", 2),
        ("log.tags", ...),
        ("log.surprise", 1),
        ("act.said.v", 2),
        ("log.recorded_at", 1),
        ("log.position", "814"),
    ],
)
def test_a_record_of_another_shape_names_its_position(path: str, value: Any) -> None:
    with pytest.raises(UnreadableEvent, match="814"):
        read_record(changed(path, value, RECORD), 814)


def test_a_record_in_another_spelling_is_refused_where_it_is_verified() -> None:
    with pytest.raises(UnreadableEvent, match="canonical"):
        read_record(RECORD.replace(b",", b", ", 1), 814)
