"""An event of which some sealed fields are open and others are not, as the public sees it after a milestone."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import NotDisclosed
from ledger.events.event import Undisclosed, Unreadable, from_wire
from ledger.events.qualification import ConditionChecked, Met

SUBJECTS = ("applicant:A-07",)
PUBLIC = {"condition": "8(3)", "limb": "", "as_of": "2025-05-06", "since": None}


def read(opened: dict[str, Any], subjects: tuple[str, ...] = SUBJECTS, **public: Any) -> ConditionChecked:
    event = from_wire("condition.checked", 1, subjects, PUBLIC | public, opened)
    assert isinstance(event, ConditionChecked)
    return event


def test_an_open_field_has_its_type_though_another_is_closed() -> None:
    event = read({"met": "not_met"})
    assert event.met is Met.NOT_MET
    with pytest.raises(NotDisclosed, match="grounds"):
        str(event.grounds)


def test_closed_fields_are_undisclosed_and_the_public_ones_typed() -> None:
    event = read({})
    assert isinstance(event.met, Undisclosed)
    assert isinstance(event.grounds, Undisclosed)
    assert event.applicant == "A-07"


@pytest.mark.parametrize(
    ("opened", "subjects", "public", "why"),
    [
        ({"met": "perhaps"}, SUBJECTS, {}, "Invalid enum value"),
        ({"met": 1}, SUBJECTS, {}, "Expected"),
        ({"grounds": None}, SUBJECTS, {}, "Expected `str`"),
        ({"met": "met", "points": 1}, SUBJECTS, {}, "points is no sealed field"),
        ({}, SUBJECTS, {"limb": 1}, "Expected `str`"),
        ({}, SUBJECTS, {"more": 1}, "unknown field"),
        ({}, SUBJECTS, {"applicant": "A-07"}, "applicant is there twice"),
        ({}, ("applicant:A-07", "applicant:A-08"), {}, "applicant is there twice"),
        ({}, ("applicant:A-07", "expert:E-01"), {}, "do not follow"),
        ({}, ("register:keys", "applicant:A-07"), {}, "do not follow"),
        ({}, (), {}, "applicant"),
    ],
)
def test_what_does_not_fit_is_unreadable(opened: dict[str, Any], subjects: tuple[str, ...], public: dict[str, Any], why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(opened, subjects, **public)


def test_what_was_refused_once_is_refused_again() -> None:
    for _ in range(2):
        with pytest.raises(Unreadable, match="do not follow"):
            read({}, ("applicant:A-07", "expert:E-01"))
