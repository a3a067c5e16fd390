"""The operations log: what leaves no record leaves a line, never its content, and never more than an hour may have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.campaigns.kills import here
from tests.ledger.intake.conftest import Desk
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


# Before the one door


def turned_away(world: World) -> list[tuple[str, str, int, str]]:
    """Return (kind, file, bytes, digest) of each line."""
    found = lines(world.home.path / "operations.jsonl")
    assert all(set(line) == {"at", "kind", "bytes", "sha256", "file"} for line in found)
    return [(line["kind"], line["file"], line["bytes"], line["sha256"]) for line in found]


def record(world: World, *arguments: Any) -> str:
    code, out, err = here("record", *arguments, "--ledger", world.home.path, "--lang", "en")
    assert (code, out) == (2, ""), err
    return err


@pytest.mark.parametrize(
    ("content", "kept"),
    [(b"a secret\n", b"a secret"), (b"\x00secret", b"\x00secret"), (b"[" * 1_000_001, b"[" * 1_000_001), (b"\n\n", b"")],
    ids=["line", "binary", "long", "empty"],
)
def test_a_file_that_holds_no_act_leaves_a_line_without_its_content(world: World, tmp_path: Path, content: bytes, kept: bytes) -> None:
    (tmp_path / "from somebody.jsonl").write_bytes(content)
    record(world, tmp_path / "from somebody.jsonl")
    assert turned_away(world) == [("unreadable", "from somebody.jsonl", len(kept), sha256(kept).hexdigest())]
    written = (world.home.path / "operations.jsonl").read_text()
    assert "secret" not in written
    assert str(tmp_path) not in written


def test_each_line_that_cannot_be_read_leaves_one_and_the_others_none(world: World, tmp_path: Path) -> None:
    good = world.application("A-01").line()
    (tmp_path / "acts.jsonl").write_bytes(b"one\n" + good + b"\n{}\n")
    record(world, tmp_path / "acts.jsonl")
    assert [line[3] for line in turned_away(world)] == [sha256(b"one").hexdigest(), sha256(b"{}").hexdigest()]


def test_an_act_that_waits_for_a_signature_leaves_a_line(world: World, tmp_path: Path) -> None:
    signers = [(Role.COMMITTEE, key("committee")), (Role.GOVERNMENT, key("government"))]
    (tmp_path / "half.jsonl").write_bytes(half_signed(world, "round.annulled", signers, key("committee"), why="x").line())
    assert "waits for the signature" in record(world, tmp_path / "half.jsonl")
    assert [line[:2] for line in turned_away(world)] == [("unreadable", "half.jsonl")]


def test_a_file_that_cannot_be_opened_leaves_a_line(world: World, tmp_path: Path) -> None:
    record(world, tmp_path / "nowhere.jsonl")
    assert turned_away(world) == [("unopened", "nowhere.jsonl", 0, sha256(b"").hexdigest())]


def test_many_bad_lines_leave_no_more_than_an_hour_may_have(world: World, tmp_path: Path) -> None:
    (tmp_path / f"{'n' * 240}.jsonl").write_bytes(b"bad\n" * (3 * PER_HOUR))
    record(world, tmp_path / f"{'n' * 240}.jsonl")
    assert operations(world) == ["unreadable"] * PER_HOUR + ["more"]
    assert (world.home.path / "operations.jsonl").stat().st_size < 64_000


def test_what_is_only_tried_leaves_none(world: World, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_bytes(b"bad\n")
    record(world, tmp_path / "bad.jsonl", "--dry-run")
    assert operations(world) == []


def test_a_workbook_that_cannot_be_read_leaves_a_line(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (desk.folder / "坏.xlsx").write_bytes(b"no workbook, and a secret")
    code, _, _ = here("record", desk.folder, "--ledger", desk.world.home.path)
    assert code == 2
    bad = ("unreadable", "坏.xlsx", 25, sha256(b"no workbook, and a secret").hexdigest())
    assert turned_away(desk.world) == [bad]
    desk.book.unlink()
    assert here("record", desk.folder, "--ledger", desk.world.home.path)[0] == 2
    assert turned_away(desk.world) == [bad, bad]
    assert here("record", desk.folder, "--ledger", desk.world.home.path, "--dry-run")[0] == 2
    assert len(turned_away(desk.world)) == 2
    desk.world.ledger.close()
