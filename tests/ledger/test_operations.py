"""The operations log: what leaves no record leaves a line, never its content, and never more than an hour may have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.world import World, half_signed, key

from ledger.drafting import Signed
from ledger.errors import BadInput, Refused
from ledger.operations import MOST_BYTES, PER_HOUR, OperationsLog
from ledger.terms import Role

NOON = "2025-09-24T12:00:00.000+08:00"


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


@pytest.fixture
def log(tmp_path: Path) -> tuple[OperationsLog, list[str], Path]:
    """Return a log, its clock, and its file."""
    now, path = [NOON], tmp_path / "operations.jsonl"
    return OperationsLog(path, lambda: now[0]), now, path


def test_a_line_tells_when_and_the_digest_and_no_content(log: Any) -> None:
    writer, _, path = log
    writer.note("unreadable", b"secret of somebody")
    (line,) = lines(path)
    digest = sha256(b"secret of somebody").hexdigest()
    assert line == {"at": NOON, "kind": "unreadable", "bytes": 18, "sha256": digest}
    assert path.stat().st_mode & 0o077 == 0


def test_an_hour_has_so_many_lines_and_one_that_says_there_were_more(log: Any) -> None:
    writer, now, path = log
    for number in range(PER_HOUR + 50):
        writer.note("unreadable", b"%d" % number)
    assert [line["kind"] for line in lines(path)] == ["unreadable"] * PER_HOUR + ["more"]
    now[0] = "2025-09-24T12:59:59.999+08:00"
    writer.note("unreadable", b"x")
    assert len(lines(path)) == PER_HOUR + 1
    now[0] = "2025-09-24T13:00:00.000+08:00"
    writer.note("unreadable", b"x")
    assert len(lines(path)) == PER_HOUR + 2


def test_many_processes_share_the_hour(log: Any) -> None:
    _, _, path = log
    for number in range(PER_HOUR + 5):
        OperationsLog(path, lambda: NOON).note("unreadable", b"%d" % number)
    assert len(lines(path)) == PER_HOUR + 1


def test_the_file_stays_small(log: Any) -> None:
    writer, _, path = log
    path.write_bytes(b"{}\n" * (MOST_BYTES // 3 + 1))
    writer.note("unreadable", b"x")
    assert path.stat().st_size < 1_000
    assert path.with_suffix(".old.jsonl").stat().st_size > MOST_BYTES


def test_lines_that_were_cut_off_are_passed_over(log: Any) -> None:
    writer, _, path = log
    path.write_bytes(b'{"at": "2025\n[]\nnull\n\xff\n')
    writer.note("unreadable", b"x")
    assert json.loads(path.read_bytes().splitlines()[-1])["kind"] == "unreadable"


def test_a_log_that_cannot_be_written_hides_no_refusal(tmp_path: Path) -> None:
    writer = OperationsLog(tmp_path / "missing" / "operations.jsonl", lambda: NOON)
    with pytest.raises(BadInput, match="why"), writer.noting(b"x"):
        raise BadInput("where", "why")


# Through the one door


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "home").found().open_round()
    yield world
    world.ledger.close()


def size(world: World) -> int:
    with world.home.open_store(read_only=True) as store:
        return store.head().size


def operations(world: World) -> list[str]:
    return [line["kind"] for line in lines(world.home.path / "operations.jsonl")]


def test_what_cannot_be_read_leaves_a_line_and_no_record(world: World) -> None:
    before = size(world)
    with pytest.raises(BadInput):
        world.ledger.record(Signed(b"not an act", ()))
    assert operations(world) == ["unreadable"]
    assert size(world) == before


def test_what_nobody_signed_leaves_a_line_and_no_record(world: World) -> None:
    before = size(world)
    forged = half_signed(
        world, "round.annulled", [(Role.COMMITTEE, key("committee")), (Role.GOVERNMENT, key("government"))], key("committee"), why="x"
    )
    with pytest.raises(Refused, match="F4"):
        world.ledger.record(forged)
    assert operations(world) == ["unauthenticated"]
    assert size(world) == before


def test_a_signed_act_that_is_refused_leaves_its_record_and_no_line(world: World) -> None:
    before = size(world)
    with pytest.raises(Refused) as caught:
        world.by(Role.COMMITTEE, "round.annulled", why=" ")
    assert caught.value.position == before + 1
    assert operations(world) == []
