"""Numbered paper on the record: handed out once, to nobody by name, and ended once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.ledger.world import World

from ledger.errors import Refused
from ledger.rules.paper_forms import MOST, Serial, serial_of
from ledger.terms import Role


@pytest.fixture
def world(opened: World) -> Iterator[World]:
    opened.ledger = opened.open()
    yield opened
    opened.ledger.close()


def issue(
    world: World, first: int = 1, last: int = 5, *, series: str = "PF", form: str = "score_sheet", to: str = "office", **envelope: object
) -> str:
    return world.by(Role.OFFICE, "forms.issued", series=series, first=first, last=last, form=form, issued_to=to, **envelope).id


def refusal(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {breach.rule.name for breach in caught.value.breaches}


def test_numbers_are_handed_out_spoiled_and_taken_back(world: World) -> None:
    issue(world)
    issue(world, 6, 6)
    issue(world, series="YY", form="objection_receipt")
    world.by(Role.OFFICE, "form.spoiled", series="PF", number=3, why="填错")
    world.by(Role.OFFICE, "forms.returned", series="PF", first=4, last=6)


@pytest.mark.parametrize(("first", "last"), [(5, 6), (1, 1), (2, 3), (5, 5)])
def test_a_number_is_not_handed_out_twice(world: World, first: int, last: int) -> None:
    issue(world)
    with pytest.raises(Refused) as caught:
        issue(world, first, last)
    assert refusal(caught) == {"paper_forms.hands_out_each_number_once"}


@pytest.mark.parametrize(("first", "last"), [(0, 3), (4, 3), (-1, -1), (1, MOST + 1), (10_000_000, 10_000_000)])
def test_numbers_that_run_nowhere_are_refused(world: World, first: int, last: int) -> None:
    with pytest.raises(Refused) as caught:
        issue(world, first, last)
    assert refusal(caught) == {"paper_forms.runs_from_a_first_to_a_last_number"}


def test_as_many_as_may_be_are_handed_out_at_once(world: World) -> None:
    issue(world, 1, MOST)


@pytest.mark.parametrize("series", ["", "P F", "PF-1", "a/b", "a:b", "x" * 17])
def test_a_series_has_a_short_name(world: World, series: str) -> None:
    with pytest.raises(Refused) as caught:
        issue(world, series=series)
    assert refusal(caught) == {"paper_forms.names_its_series"}


@pytest.mark.parametrize("to", ["张三", "E-01", ""])
def test_paper_goes_to_nobody_by_name_and_to_no_unknown_code(world: World, to: str) -> None:
    with pytest.raises(Refused) as caught:
        issue(world, to=to)
    assert refusal(caught) == {"paper_forms.hands_out_to_a_role_or_a_code"}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("form.spoiled", {"number": 6, "why": "填错"}),
        ("form.spoiled", {"number": 3, "why": "又填错"}),
        ("form.spoiled", {"number": 4, "why": "填错"}),
        ("forms.returned", {"first": 3, "last": 3}),
        ("forms.returned", {"first": 5, "last": 6}),
        ("forms.returned", {"first": 4, "last": 4}),
    ],
)
def test_a_number_ends_once_and_only_if_it_was_out(world: World, kind: str, fields: dict[str, object]) -> None:
    issue(world)
    world.by(Role.OFFICE, "form.spoiled", series="PF", number=3, why="填错")
    world.by(Role.OFFICE, "forms.returned", series="PF", first=4, last=4)
    with pytest.raises(Refused) as caught:
        world.by(Role.OFFICE, kind, series="PF", **fields)
    assert refusal(caught) == {"paper_forms.ends_numbers_that_are_out"}


def test_numbers_of_another_series_are_other_papers(world: World) -> None:
    issue(world)
    with pytest.raises(Refused):
        world.by(Role.OFFICE, "form.spoiled", series="QF", number=1, why="填错")


def test_a_correction_is_not_held_against_what_it_corrects(world: World) -> None:
    act = issue(world, 1, 50)
    issue(world, 1, 5, _corrects={"act": act, "why": "多写一个零", "approved_by": "办公室"})
    with pytest.raises(Refused):
        world.by(Role.OFFICE, "form.spoiled", series="PF", number=6, why="未领用")


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.FINANCE, Role.GOVERNMENT])
def test_the_office_alone_hands_paper_out(world: World, role: Role) -> None:
    with pytest.raises(Refused) as caught:
        world.by(role, "forms.issued", series="PF", first=1, last=2, form="ballot", issued_to="committee")
    assert "authorship.is_authored_in_its_role" in refusal(caught)


@pytest.mark.parametrize(
    ("text", "serial"),
    [("PF-0017", Serial("PF", 17)), ("PF-17", Serial("PF", 17)), (" 评分-3 ", Serial("评分", 3)), ("YY-1234567", Serial("YY", 1_234_567))],
)
def test_a_serial_is_read(text: str, serial: Serial) -> None:
    assert serial_of(text) == serial
    assert serial_of(str(serial)) == serial


@pytest.mark.parametrize("text", ["", "PF", "PF0017", "17", "PF-", "PF-12345678", "PF-1-2", "质办〔2025〕9号", "P F-1"])
def test_a_number_of_another_form_is_no_serial(text: str) -> None:
    assert serial_of(text) is None
