"""Records put together again as facts: what of the digests in a body is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ledger.drafting import Draft, sign_act
from ledger.errors import UnreadableEvent
from ledger.events.event import Undisclosed
from ledger.events.scoring import ScoreRecorded
from ledger.record.envelope import read_act
from ledger.record.signing import SigningKey
from ledger.stages.fact import event_of
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, Role, RoundId

MARK = ScoreRecorded(
    applicant=ApplicantCode("A-07"), expert=ExpertCode("E-03"), phase=Phase.DOCUMENT, item=ItemId("4.1"), points=Hundredths(8550)
)
DRAFT = Draft(type="score.recorded", occurred_at="2025-09-24", event={}, round=RoundId("2025"))
SIGNED = sign_act(MARK, DRAFT, "fact.demo.invalid", [(Role.EXPERT, SigningKey.from_seed(bytes(32)))])
SAID = read_act(SIGNED.act).said


def test_the_disclosure_of_a_mark_opens_it() -> None:
    assert event_of(SAID, lambda _: SIGNED.disclosures) == MARK


def test_a_mark_that_nothing_opens_stays_closed() -> None:
    event = event_of(SAID)
    assert isinstance(event, ScoreRecorded)
    assert isinstance(event.points, Undisclosed)


@pytest.mark.parametrize(
    "changed",
    [
        {"_sd": None},
        {"_sd": "digest"},
        {"_sd": []},
        {"_sd": [1]},
        {"_sd": ["a", "b"]},
        {"_sd": ["b", "a"], "_sd_sm3": ["a", "b"]},
        {"_sd": ["a", "a"], "_sd_sm3": ["a", "b"]},
        {"_sd": [], "_sd_sm3": []},
        {"_sd_sm3": None},
        {"_sd_sm3": {}},
        {"_sd_sm3": []},
    ],
)
def test_other_digests_than_the_type_asks_for_are_unreadable(changed: dict[str, Any]) -> None:
    said = msgspec.structs.replace(SAID, body=SAID.body | changed)
    with pytest.raises(UnreadableEvent, match="record 7"):
        event_of(said, position=7)


@pytest.mark.parametrize("missing", ["_sd", "_sd_sm3"])
def test_digests_of_one_kind_alone_are_unreadable(missing: str) -> None:
    said = msgspec.structs.replace(SAID, body={name: value for name, value in SAID.body.items() if name != missing})
    with pytest.raises(UnreadableEvent):
        event_of(said, position=7)


@pytest.mark.parametrize("kept", ["_sd", "_sd_sm3"])
def test_a_type_without_sealed_fields_has_no_digests_at_all(kept: str) -> None:
    body = {"number": "1"} | {kept: []}
    said = msgspec.structs.replace(SAID, type="rubric.adopted", body=body)
    with pytest.raises(UnreadableEvent, match="sealed fields"):
        event_of(said, position=7)


def test_a_disclosure_of_another_record_is_refused() -> None:
    other = sign_act(MARK, DRAFT, "fact.demo.invalid", [(Role.EXPERT, SigningKey.from_seed(bytes(32)))])
    with pytest.raises(UnreadableEvent, match="answers to no digest"):
        event_of(SAID, lambda _: other.disclosures)
