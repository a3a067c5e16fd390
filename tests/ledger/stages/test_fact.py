"""Records put together again as facts: what of the digests in a body is refused."""

from __future__ import annotations

from copy import copy
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from ledger.drafting import Draft, sign_act
from ledger.errors import UnreadableEvent
from ledger.events.event import Undisclosed
from ledger.events.founding import ActRefused, RecordSealed
from ledger.events.scoring import ScoreRecorded
from ledger.record import canonical
from ledger.record.disclosure import encode
from ledger.record.envelope import LogPart, join_record, read_act, read_record
from ledger.record.signing import SigningKey
from ledger.stages.fact import Open, Unopened, closed, closed_facts, event_of, fact_of, unopened
from ledger.terms import ActId, ApplicantCode, Digest, ExpertCode, Hundredths, ItemId, Phase, Role, RoundId

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


# The quick way from a record to its fact gives what the slow one does, or leaves it to that one.

LOG = LogPart(v=1, position=7, recorded_at="2025-09-24T09:12:03.120+08:00", tags=(), rules="0" * 64, findings="x")


def record(**changed: Any) -> bytes:
    """Return the record of the mark at position 7, with members of ``said`` changed."""
    act = msgspec.structs.replace(read_act(SIGNED.act), said=msgspec.structs.replace(SAID, **changed))
    return join_record(canonical.dump(msgspec.to_builtins(act)), LOG)


@pytest.mark.parametrize("open", [closed, lambda _: SIGNED.disclosures], ids=["closed", "open"])
def test_an_unopened_record_gives_the_fact_that_the_whole_record_gives(open: Open) -> None:
    data = record()
    quick, slow = Unopened(data, 7).fact(open), fact_of(read_record(data, 7), open)
    assert msgspec.structs.asdict(quick.event).keys() == msgspec.structs.asdict(slow.event).keys()
    assert [repr(value) for value in msgspec.structs.asdict(quick.event).values()] == [
        repr(value) for value in msgspec.structs.asdict(slow.event).values()
    ]
    assert (quick.position, quick.recorded_at, quick.rules, quick.wrapped, quick.ids) == (7, LOG.recorded_at, LOG.rules, None, slow.ids)
    assert quick.said == slow.said == SAID
    assert replace(quick, position=8).said == SAID


def test_what_is_asked_of_a_fact_and_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="saying"):
        _ = Unopened(record(), 7).fact().saying  # type: ignore[attr-defined]


@pytest.mark.parametrize("changed", [
    {"type": "score.imagined"},
    {"version": 2},
    {"body": {}},
    {"body": SAID.body | {"item": 4}},
    {"body": SAID.body | {"applicant": "A-08"}},
    {"body": SAID.body | {"_sd": []}},
    {"body": SAID.body | {"_sd": [*SAID.body["_sd"], "zz"], "_sd_sm3": [*SAID.body["_sd_sm3"], "zz"]}},
    {"body": SAID.body | {"_sd_sm3": "text"}},
    {"subjects": ()},
    {"subjects": ("applicant:A-07", "applicant:A-08", "expert:E-03")},
    {"subjects": (*SAID.subjects, "register:keys")},
])  # fmt: skip
def test_an_unopened_record_that_is_malformed_is_named_with_its_position(changed: dict[str, Any]) -> None:
    with pytest.raises(UnreadableEvent, match="record 7"):
        Unopened(record(**changed), 7).fact()


@pytest.mark.parametrize("data", [
    b"",
    b"{}",
    record()[:-1],
    record().replace(b'"position":7', b'"position":8'),
    record().replace(b'"id":"', b'"id":7,"x":"'),
    7,
    None,
])  # fmt: skip
def test_what_is_no_record_of_this_place_is_named_with_it(data: bytes) -> None:
    with pytest.raises(UnreadableEvent, match="record 7"):
        Unopened(data, 7)
    with pytest.raises(UnreadableEvent, match="record 7"):
        closed_facts([*mixed()[:3], (7, data)])


def test_a_disclosure_of_another_act_opens_nothing_of_this_one() -> None:
    other = encode(b"x" * 16, "points", 1)
    with pytest.raises(UnreadableEvent, match="record 7.*answers to no digest"):
        Unopened(record(), 7).fact(lambda _: [other])


def test_what_folding_does_not_read_is_read_when_it_is_asked_for() -> None:
    fact = Unopened(record().replace(b'"occurred_at":"2025', b'"occurred_on":"2025'), 7).fact()
    with pytest.raises(UnreadableEvent, match="record 7.*occurred_on"):
        _ = fact.said


# Several records at once: each is tried in the form of the one before it first.

SEALED = sign_act(
    RecordSealed(act="{}"), Draft(type="record.sealed", occurred_at="2025-09-24", event={}), "fact.demo.invalid",
    [(Role.SERVICE, SigningKey.from_seed(bytes(32)))],
)  # fmt: skip


def mixed() -> list[tuple[int, bytes]]:
    """Return records of three types at positions 1 to 6, some of which have bodies of the same shape."""
    report = SAID.body | {"experts": ["E-03"]}
    del report["item"], report["phase"]
    said = [
        SAID,
        msgspec.structs.replace(SAID, type="document_report.issued", subjects=("expert:E-03",), body=report),
        SAID,
        SAID,
        read_act(SEALED.act).said,
        SAID,
    ]
    acts = [canonical.dump({"said": msgspec.to_builtins(one), "signatures": ["x"]}) for one in said]
    return [(place, join_record(act, msgspec.structs.replace(LOG, position=place))) for place, act in enumerate(acts, 1)]


def test_records_read_one_after_the_other_give_the_facts_that_each_gives_alone() -> None:
    slow = [fact_of(read_record(data, place)) for place, data in mixed()]
    for quick in (closed_facts(mixed())[0], [record.fact() for record in unopened(mixed())]):
        assert [repr(fact.event) for fact in quick] == [repr(fact.event) for fact in slow]
        assert [(fact.position, fact.recorded_at, fact.rules, fact.said, fact.wrapped, fact.corrected, fact.first) for fact in quick] == [
            (fact.position, fact.recorded_at, fact.rules, fact.said, fact.wrapped, fact.corrected, fact.first) for fact in slow
        ]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_what_is_likely_goes_on_from_handful_to_handful_and_changes_nothing(size: int) -> None:
    rows, found, likely = mixed(), [], None
    for start in range(0, len(rows), size):
        facts, likely = closed_facts(rows[start : start + size], likely)
        found += [repr(fact.event) for fact in facts]
    assert found == [repr(fact.event) for fact in closed_facts(rows)[0]]
    assert likely == closed_facts(rows)[1]


@pytest.mark.parametrize("changed", [{"type": "consensus.imagined"}, {"version": 2}, {"body": SAID.body | {"item": None}}])
def test_a_malformed_record_among_others_is_named_with_its_position(changed: dict[str, Any]) -> None:
    rows = [*mixed()[:3], (7, record(**changed))]
    with pytest.raises(UnreadableEvent, match="record 7"):
        closed_facts(rows)


def test_a_record_in_the_place_of_another_is_named_whatever_stood_before_it() -> None:
    with pytest.raises(UnreadableEvent, match="record 4.*position is 3"):
        closed_facts([*mixed()[:3], (4, mixed()[2][1])])


def test_digests_out_of_order_are_refused_in_a_record_read_quickly() -> None:
    refused = ActRefused(act=ActId("1" * 32), act_digest=Digest("2" * 64), citations=("4",), reasons=("no",))
    draft = Draft(type="act.refused", occurred_at="2025-09-24T09:00:00.000+08:00", event={})
    said = read_act(sign_act(refused, draft, "fact.demo.invalid", [(Role.SERVICE, SigningKey.from_seed(bytes(32)))]).act).said
    turned = msgspec.structs.replace(said, body=said.body | {"_sd": said.body["_sd"][::-1]})
    data = join_record(canonical.dump({"said": msgspec.to_builtins(turned), "signatures": ["x"]}), LOG)
    with pytest.raises(UnreadableEvent, match="record 7.*sorted"):
        closed_facts([(7, data)])


def test_a_fact_read_quickly_is_copied_whole() -> None:
    ((fact,), _) = closed_facts([(7, record())])
    again = copy(fact)
    assert (again.said, again.brief.id, again.recorded_at, again.ids) == (SAID, SAID.id, LOG.recorded_at, (SAID.id,))
