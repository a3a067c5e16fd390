"""The log goes over to another key, on both databases: whenever it is interrupted, one key is in force, and it signs."""

from __future__ import annotations

import fcntl
import json
import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.campaigns.kills import faults_of, here, size_of, start
from tests.ledger.world import World, key

from ledger.bundle.verify import verify_store
from ledger.commands.checkpoint import sign_and_keep
from ledger.drafting import Signed, draft_from, event_of_draft, sign_act
from ledger.errors import BadInput, IntegrityViolation
from ledger.handle import Ledger
from ledger.home import Home
from ledger.intake.lines import read_acts
from ledger.record.signing import SigningKey, prove_rotation
from ledger.store import Head
from ledger.terms import Role
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.note import LogKey, NoteRefused
from ledger.vault.key_file import read_key

BODIES = [(Role.REGISTRAR, key("registrar")), (Role.COUNTERSIGNER, key("countersigner"))]

KEYS = ["access.pem", "log.memory", "log.pem", "service.pem"]

KILLED = """
import os, signal, sys
import ledger.store.sqlite, ledger.store.postgres
from ledger.cli import main
left = int(sys.argv.pop(1))
def before(owner, name, after=False):
    call = getattr(owner, name)
    def counted(*arguments, **more):
        step()
        answer = call(*arguments, **more)
        if after:
            step()
        return answer
    setattr(owner, name, counted)
def step():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
for name in ("link", "unlink", "replace", "rename", "fsync", "fdatasync", "pwrite"):
    before(os, name)
for recorder in (ledger.store.sqlite.SQLiteRecorder, ledger.store.postgres.PostgresRecorder):
    before(recorder, "commit_each", after=True)
    before(recorder, "publish", after=True)
main()
"""
"""The command, killed before its n-th call that writes, and around each commit."""


def vkey_of(home: Home) -> str:
    return LogKey(home.origin, home.log_public_key()).vkey()


def signed(draft: str, folder: Path) -> Path:
    """Let both bodies sign a draft, and return the file with the act."""
    made = draft_from(draft.encode())
    path = folder / "handover.jsonl"
    path.write_bytes(sign_act(event_of_draft(made), made, "test.example/quality", BODIES).line() + b"\n")
    return path


def drafted(home: Home) -> str:
    code, out, err = here("key", "rotate-log", "--ledger", home.path, "--lang", "en")
    assert code == 0, err
    assert "is not in force" in err
    return out


def handed_over(home: Home, folder: Path) -> dict[str, str]:
    """Rotate the log's key as an office does, and return what the command says."""
    code, out, err = here("key", "rotate-log", "--act", signed(drafted(home), folder), "--ledger", home.path, "--json")
    assert code == 0, err
    answer: dict[str, str] = json.loads(out)
    return answer


class Made(NamedTuple):
    """A ledger, its key, and a checkpoint that the key signed."""

    world: World
    vkey: str
    checkpoint: bytes

    @property
    def home(self) -> Home:
        return self.world.home


def made(folder: Path, store_url: str) -> Made:
    world = World(folder / "home", store_url if "://" in store_url else None).found()
    return Made(world, vkey_of(world.home), sign_and_keep(world.home)[1])


@pytest.fixture
def before(tmp_path: Path, store_url: str) -> Made:
    return made(tmp_path, store_url)


def test_checkpoints_of_both_ages_verify_under_the_key_of_their_time(before: Made, tmp_path: Path) -> None:
    home, size = before.home, size_of(before.home)
    answer = handed_over(home, tmp_path)
    assert int(answer["position"]) == size + 1
    assert answer["vkey"] == vkey_of(home) != before.vkey
    assert sorted(path.name for path in (home.path / "keys").glob("log*")) == ["log.memory", "log.pem"]
    # The ledger that was open all along, with the old key in its hands, goes on with the new one.
    receipt = before.world.bind(Role.OFFICE, "office", name="another key of the office", round=None)
    assert open_checkpoint(receipt.checkpoint, LogKey.of(answer["vkey"])).checkpoint.size == size + 2
    with pytest.raises(NoteRefused):
        open_checkpoint(receipt.checkpoint, LogKey.of(before.vkey))
    before.world.ledger.close()
    assert faults_of(home) == []
    memory = home.log_signer().remembered()
    with home.open_store(read_only=True) as store:
        for vkey in (before.vkey, answer["vkey"]):
            for since in (before.checkpoint, receipt.checkpoint if vkey == answer["vkey"] else None):
                sign_and_keep(home)
                report = verify_store(store, vkey, since=since, memory=memory)
                assert report.ok, (vkey, report)
                assert report.steps[6].figures["log_keys"] == 2
    assert memory[0] == size + 2
    tiles = tmp_path / "tiles"
    assert here("publish", tiles, "--ledger", home.path)[0] == 0
    (tmp_path / "kept").write_bytes(before.checkpoint)
    for vkey in (before.vkey, answer["vkey"]):
        code, told, _ = here("verify", tiles, "--vkey", vkey, "--since", tmp_path / "kept")
        assert code == 0, told


def test_a_second_rotation_follows_the_first(before: Made, tmp_path: Path) -> None:
    first, second = (handed_over(before.home, tmp_path) for _ in range(2))
    assert len({before.vkey, first["vkey"], second["vkey"]}) == 3
    assert faults_of(before.home) == []
    with before.home.open_store(read_only=True) as store:
        assert all(verify_store(store, vkey).ok for vkey in (before.vkey, first["vkey"], second["vkey"]))


def test_a_draft_changes_nothing_and_comes_again(before: Made, tmp_path: Path) -> None:
    first = drafted(before.home)
    assert drafted(before.home) == first
    assert vkey_of(before.home) == before.vkey
    receipt = before.world.bind(Role.OFFICE, "office", name="another key of the office", round=None)
    open_checkpoint(receipt.checkpoint, LogKey.of(before.vkey))


def test_what_is_recorded_without_the_command_brings_the_key_into_force_too(before: Made, tmp_path: Path) -> None:
    act = signed(drafted(before.home), tmp_path)
    assert here("record", act, "--ledger", before.home.path)[0] == 0
    assert vkey_of(before.home) == json.loads(act.read_bytes())["act"]["said"]["body"]["new"] != before.vkey
    code, out, err = here("key", "rotate-log", "--act", act, "--ledger", before.home.path, "--json")
    assert (code, json.loads(out)["vkey"]) == (0, vkey_of(before.home)), err


@pytest.mark.parametrize("waits", [False, True])
def test_a_key_that_is_not_here_takes_over_nothing(before: Made, waits: bool) -> None:
    if waits:
        drafted(before.home)
    size, stranger = size_of(before.home), SigningKey.from_seed(b"s" * 32)
    new = LogKey(before.home.origin, stranger.public).vkey()
    proof = prove_rotation(before.home.log_key().key, stranger, new, before.home.origin)
    with pytest.raises(BadInput, match="does not wait in this ledger"):
        before.world.record("log_key.rotated", BODIES, round=None, old=before.vkey, new=new, proof=proof)
    assert size_of(before.home) == size


@pytest.mark.parametrize("content", ["", "[]\n", "other"])
def test_only_one_handover_is_taken(before: Made, tmp_path: Path, content: str) -> None:
    path = tmp_path / "acts.jsonl"
    other: Signed = before.world.act("key.revoked", BODIES, round=None, key=key("office").id, why="x")
    path.write_bytes(other.line() + b"\n" if content == "other" else content.encode())
    assert here("key", "rotate-log", "--act", path, "--ledger", before.home.path)[0] == 2


def test_an_older_copy_of_the_keys_signs_nothing(before: Made, tmp_path: Path) -> None:
    keys = before.home.path / "keys"
    shutil.copy(keys / "log.pem", tmp_path / "older.pem")
    handed_over(before.home, tmp_path)
    before.world.ledger.close()
    shutil.copy(tmp_path / "older.pem", keys / "log.pem")
    with pytest.raises(IntegrityViolation, match="an older copy of the keys"):
        Ledger(before.home)
    assert here("checkpoint", "--ledger", before.home.path)[0] == 4


def test_a_checkpoint_ahead_of_the_store_stops_it(tmp_path: Path) -> None:
    before = made(tmp_path, "sqlite")
    before.world.ledger.close()
    assert isinstance(before.home.store, Path)
    with closing(sqlite3.connect(before.home.store)) as connection:
        connection.execute("INSERT INTO checkpoint SELECT seq + 1, size + 50, note FROM checkpoint")
        connection.commit()
    code, out, err = here("key", "rotate-log", "--ledger", before.home.path)
    assert (code, out) == (4, ""), err
    assert not list((before.home.path / "keys").glob("log.next*"))


def test_a_handover_that_lands_while_another_writer_appends_is_followed(
    before: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a server the commit of a process that died may land after the next one took the memory's lock."""
    ((_, handover),) = read_acts([signed(drafted(before.home), tmp_path)])
    dying, living = Ledger(before.home), before.world.ledger

    def die(_head: Head) -> bytes:
        raise KeyboardInterrupt

    commit, unlocked = living._store.commit, fcntl.flock

    def late(*arguments: Any) -> Head:
        monkeypatch.setattr(fcntl, "flock", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            dying.record(handover)
        monkeypatch.setattr(fcntl, "flock", unlocked)
        monkeypatch.setattr(living._store, "commit", commit)
        return commit(*arguments)

    monkeypatch.setattr(dying._signer, "sign", die)
    monkeypatch.setattr(living._store, "commit", late)
    receipt = before.world.bind(Role.OFFICE, "office", name="another key of the office", round=None)
    monkeypatch.undo()
    dying.close()
    assert receipt.position == size_of(before.home)
    assert open_checkpoint(receipt.checkpoint, LogKey.of(vkey_of(before.home))).checkpoint.size == receipt.position
    assert vkey_of(before.home) != before.vkey
    assert faults_of(before.home) == []


def killed_at_every_step(folder: Path, store_url: str, name: str, *, act: bool = True) -> int:
    """Kill the draft of a handover, or its recording, before each step in turn; return how many there were."""
    file = "log" if name == "rotate-log" else "service"
    for number in range(1, 100):
        place = folder / f"{'act' if act else 'draft'} {number}"
        place.mkdir()
        before = made(place, f"{store_url}_{number}" if "://" in store_url else store_url)
        before.world.ledger.close()
        home, size = before.home, size_of(before.home)
        path = home.path / "keys" / f"{file}.pem"
        old = public_of(path)
        command: list[str | Path] = ["key", name, "--ledger", home.path, "--json"]
        draft = here(*command)[1] if act else ""
        acts = signed(draft, place) if act else None
        process = start(KILLED, str(number), *command, *(["--act", acts] if acts else []))
        _, err = process.communicate(timeout=60)
        ended = process.returncode != -signal.SIGKILL
        assert not ended or process.returncode == 0, err
        # Whatever was acknowledged stands; whoever opens the ledger next signs with the key in force, and no other.
        assert faults_of(home) == [], number
        assert size_of(home) in ({size, size + 1} if act else {size})
        Ledger(home).close()
        assert here("checkpoint", "--ledger", home.path)[0] == 0
        assert (public_of(path) == old) == (size_of(home) == size), number
        if acts is None:
            assert signed(here(*command)[1], place)
        else:
            for _ in range(2):
                code, _, err = here(*command, "--act", acts)
                assert code == 0, err
            assert public_of(path) != old
            assert (size_of(home), faults_of(home)) == (size + 1, [])
            assert sorted(path.name for path in (home.path / "keys").glob("*")) == KEYS
        if ended:
            return number - 1
    pytest.fail("it never ends")


def public_of(path: Path) -> bytes:
    return read_key(path).public_key().public_bytes_raw()


def test_the_handover_is_killed_before_every_step(tmp_path: Path, store_url: str) -> None:
    assert killed_at_every_step(tmp_path, store_url, "rotate-log") >= 8


@pytest.mark.parametrize("name", ["rotate-log", "rotate-service"])
def test_the_draft_is_killed_before_every_step(tmp_path: Path, name: str) -> None:
    assert killed_at_every_step(tmp_path, "sqlite", name, act=False) >= 4
