"""Records of older versions: their golden vectors read as today's events, and belong to the lists that they belonged to."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import msgspec
import pytest
from tests.vectors.make_events import FOLDER

from ledger.errors import UnreadableEvent
from ledger.events.event import TYPES, Event
from ledger.events.prize import ClawbackDemanded, PrizePaid
from ledger.events.revocation import PlaqueRecovered, Token
from ledger.record.envelope import Said
from ledger.stages.fact import Fact, event_of
from ledger.stages.history import History

OLDER = sorted(
    path.stem for path in FOLDER.glob("*.json") if TYPES[path.stem.rsplit(".v", 1)[0]].version > int(path.stem.rsplit(".v", 1)[1])
)


def read(stem: str, *, opened: bool = True, **body: Any) -> tuple[Event, Said]:
    """Return the event in a golden vector, its body changed, and what was said."""
    vector = json.loads((FOLDER / f"{stem}.json").read_text("utf-8"))
    said = msgspec.convert(vector["said"] | {"body": vector["said"]["body"] | body}, Said)
    return event_of(said, lambda _: vector["disclosures"] if opened else ()), said


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize("stem", OLDER)
def test_an_older_record_reads_as_the_newest_event(stem: str, opened: bool) -> None:
    event, said = read(stem, opened=opened)
    assert type(event) is TYPES[said.type]
    assert said.version < type(event).version


@pytest.mark.parametrize("stem", OLDER)
def test_an_older_record_with_a_field_too_many_is_refused(stem: str) -> None:
    with pytest.raises(UnreadableEvent, match="surprise"):
        read(stem, surprise=1)


@pytest.mark.parametrize("stem", OLDER)
def test_an_older_record_may_not_claim_a_list_that_its_version_did_not_have(stem: str) -> None:
    vector = json.loads((FOLDER / f"{stem}.json").read_text("utf-8"))["said"]
    said = msgspec.convert(vector | {"subjects": sorted([*vector["subjects"], "register:measures"])}, Said)
    with pytest.raises(UnreadableEvent, match="subjects"):
        event_of(said)


def test_there_are_older_versions_to_read() -> None:
    assert {"prize.paid.v1", "clawback.demanded.v1", "plaque.recovered.v1", "honour.conferred.v1"} <= set(OLDER)


def test_an_older_payment_does_not_tell_whom_and_from_what() -> None:
    event, _ = read("prize.paid.v1")
    assert isinstance(event, PrizePaid)
    assert (event.payee, event.budget_year, event.budget_line) == (None, None, None)


@pytest.mark.parametrize(("told", "due_on"), [("2026-03-31", date(2026, 3, 31)), ("一个月内", None), ("2026-02-30", None), ("", None)])
def test_a_day_that_was_text_is_a_day_or_is_not_known(told: str, due_on: date | None) -> None:
    event, _ = read("clawback.demanded.v1", due_on=told)
    assert isinstance(event, ClawbackDemanded)
    assert event.due_on == due_on


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ("奖牌", (Token.PLAQUE,)),
        ("certificate", (Token.CERTIFICATE,)),
        ("奖牌和证书", (Token.PLAQUE, Token.CERTIFICATE)),
        ("the Plaque", (Token.PLAQUE,)),
        ("其他", ()),
    ],
)
def test_what_came_back_is_read_from_the_words_or_is_not_known(told: str, what: tuple[Token, ...]) -> None:
    event, _ = read("plaque.recovered.v1", what=told)
    assert isinstance(event, PlaqueRecovered)
    assert event.what == what


@pytest.mark.parametrize("stem", ["prize.paid.v1", "honour.conferred.v1"])
def test_a_record_that_is_in_no_register_is_taken_into_none(stem: str) -> None:
    event, said = read(stem)
    history = History()
    history.take(Fact(event, said, 1, "2025-09-24T09:12:03.120+08:00"))
    assert history.registers == History().registers
    newer, said = read(stem.replace(".v1", ".v2"))
    assert "register:honours" in said.subjects
    history.take(Fact(newer, said, 2, "2025-09-24T09:12:03.120+08:00"))
    assert len(history.registers.honours.payments) == (stem == "prize.paid.v1")
