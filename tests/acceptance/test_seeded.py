"""Keys, salts and a clock from a seed work in a demo and nowhere else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from ledger.demo.play import play
from ledger.demo.script import Script
from ledger.demo.seeded import MORNING, Seed, SeededClock, SeededKeys, SeededSalt
from ledger.demo.wine import wine_round
from ledger.errors import BadInput
from ledger.terms import Role, RoundId

DEMO = Seed("test.demo.invalid", 1)
START = datetime.combine(date(2025, 3, 3), MORNING)


@pytest.mark.parametrize(
    "origin",
    [
        "award.example/quality",
        "demo.invalid",
        "test.demo.invalid/quality",
        "test.demo.invalid.example",
        "xdemo.invalid",
        "",
        "TEST.DEMO.INVALID",
    ],
)
def test_no_seed_under_another_origin(origin: str) -> None:
    with pytest.raises(BadInput, match="no demo"):
        Seed(origin, 1)


def test_no_script_is_played_under_another_origin(tmp_path: Path) -> None:
    script = wine_round()
    real = Script("award.example/quality", script.seed, script.begins, script.lines)
    with pytest.raises(BadInput, match="no demo"):
        play(real, tmp_path / "ledger")
    assert not (tmp_path / "ledger").exists()


def test_no_script_is_played_into_a_ledger_that_stands(tmp_path: Path) -> None:
    script = wine_round()
    del script.lines[3:]
    play(script, tmp_path / "ledger")
    with pytest.raises(BadInput, match="there is a ledger already"):
        play(script, tmp_path / "ledger")


def test_keys_differ_by_seed_role_holder_and_round() -> None:
    keys = [
        SeededKeys(DEMO).of(Role.EXPERT, "E-01", RoundId("2025")),
        SeededKeys(DEMO).of(Role.EXPERT, "E-01", RoundId("2026")),
        SeededKeys(DEMO).of(Role.EXPERT, "E-02", RoundId("2025")),
        SeededKeys(DEMO).of(Role.APPLICANT, "E-01", RoundId("2025")),
        SeededKeys(Seed(DEMO.origin, 2)).of(Role.EXPERT, "E-01", RoundId("2025")),
        SeededKeys(Seed("other.demo.invalid", 1)).of(Role.EXPERT, "E-01", RoundId("2025")),
    ]
    assert len({key.id for key in keys}) == len(keys)
    assert SeededKeys(DEMO).of(Role.EXPERT, "E-01", RoundId("2025")).id == keys[0].id


def test_salts_never_repeat_and_come_again() -> None:
    one, other, again = SeededSalt(DEMO, "acts"), SeededSalt(DEMO, "ledger"), SeededSalt(DEMO, "acts")
    row = [one() for _ in range(100)]
    assert len({*row, *(other() for _ in range(100))}) == 200
    assert [again() for _ in range(100)] == row
    assert {len(salt) for salt in row} == {16}


def test_the_clock_never_goes_back() -> None:
    clock = SeededClock(DEMO, START, timedelta(seconds=1))
    read = [clock()]
    for day in (date(2025, 3, 3), date(2025, 4, 1), date(2025, 3, 20), date(2025, 4, 1)):
        clock.reach(day)
        read.append(clock())
    assert read == sorted(set(read))
    assert [moment[:19] for moment in read] == [
        "2025-03-03T09:00:01", "2025-03-03T09:00:02", "2025-04-01T09:00:01", "2025-04-01T09:00:02", "2025-04-01T09:00:03",
    ]  # fmt: skip
