"""The ledger's own key gets a successor, on both databases: refusals and neutral acts always stand under a key that is in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.campaigns.kills import faults_of, here, size_of
from tests.faults.test_log_key_rotation import BODIES, killed_at_every_step, signed
from tests.ledger.world import World, key

from ledger.bundle.verify import verify_store
from ledger.errors import BadInput, Refused, StoreUnavailable
from ledger.handle import Ledger
from ledger.home import Home
from ledger.record.envelope import read_record
from ledger.record.signing import SigningKey
from ledger.terms import Role
from ledger.tlog.note import LogKey

NAME = "rotate-service"


@pytest.fixture
def world(tmp_path: Path, store_url: str) -> Iterator[World]:
    """A ledger with an open round, and a process that has it open with the key of the beginning."""
    world = World(tmp_path / "home", store_url if "://" in store_url else None).found().open_round()
    yield world
    world.ledger.close()


def drafted(home: Home) -> str:
    code, out, err = here("key", NAME, "--ledger", home.path, "--lang", "en")
    assert code == 0, err
    return out


def handed_over(home: Home, folder: Path) -> dict[str, str]:
    code, out, err = here("key", NAME, "--act", signed(drafted(home), folder), "--ledger", home.path, "--json")
    assert code == 0, err
    answer: dict[str, str] = json.loads(out)
    return answer


def signer_of(home: Home, position: int) -> str:
    """Return the id of the key that signed what stands at ``position`` in the ledger's own name."""
    with home.open_store(read_only=True) as store:
        ((_, data),) = store.read_log(after=position - 1, upto=position)
    said = read_record(data, position).act.said
    assert said.type == "record.sealed"
    return said.signers[0].key


def refusal(world: World) -> int:
    """Let the ledger refuse an act, and return where that stands."""
    with pytest.raises(Refused) as caught:
        world.by(Role.COMMITTEE, "round.annulled", why=" ")
    assert caught.value.position is not None
    return caught.value.position


def neutral(world: World) -> int:
    return world.by(Role.OFFICE, "lead.received", applicant="A-07", content="匿名").position


def end(world: World, kind: str, ended: str, **fields: str) -> None:
    """End a key, from a process of its own."""
    act = world.act(kind, BODIES, round=None, key=ended, why="换发", **fields)
    with Ledger(world.home, clock=lambda: world.now) as other:
        other.record(act)


def test_what_the_ledger_says_itself_is_signed_by_the_key_in_force(world: World, tmp_path: Path) -> None:
    old = world.home.service_key().id
    assert [signer_of(world.home, say(world)) for say in (refusal, neutral)] == [old, old]
    answer = handed_over(world.home, tmp_path)
    new = world.home.service_key().id
    assert (answer["key"], answer["old"]) == (new, old)
    assert new != old
    assert not list((world.home.path / "keys").glob("*.next.pem"))
    world.now = "2099-03-05T09:00:00.000+08:00"
    with Ledger(world.home) as other:
        assert other._service_key().id == new
    end(world, "key.revoked", old)
    # The process that was open all along does not know of any of this yet.
    assert [signer_of(world.home, say(world)) for say in (neutral, refusal)] == [new, new]
    assert faults_of(world.home) == []


def test_a_stale_process_signs_a_refusal_with_the_key_in_force(world: World, tmp_path: Path) -> None:
    old = world.home.service_key().id
    new = handed_over(world.home, tmp_path)["key"]
    world.now = "2099-03-05T09:00:00.000+08:00"
    end(world, "key.compromised", old, since="2099-03")
    assert signer_of(world.home, refusal(world)) == new
    assert faults_of(world.home) == []


def test_the_last_key_is_not_revoked_and_one_body_ends_none(world: World, tmp_path: Path) -> None:
    old = world.home.service_key().id
    with pytest.raises(Refused, match="once another follows it"):
        end(world, "key.revoked", old)
    handed_over(world.home, tmp_path)
    world.now = "2099-03-05T09:00:00.000+08:00"
    with pytest.raises(Refused, match="Two bodies end a root together"):
        world.record("key.revoked", BODIES[:1], round=None, key=old, why="x")
    end(world, "key.revoked", old)
    assert faults_of(world.home) == []


def test_a_compromised_key_signs_nothing_until_it_has_a_successor(world: World, tmp_path: Path) -> None:
    kept = neutral(world)
    old = world.home.service_key().id
    end(world, "key.compromised", old, since="2025-03-05")
    size = size_of(world.home)
    for act in (neutral, refusal):
        with pytest.raises(StoreUnavailable, match="no longer in force") as caught:
            act(world)
        assert "rotate-service" in caught.value.way_out
    assert size_of(world.home) == size
    assert world.apply("A-01").position == size + 1, "what is neither refused nor neutral is taken in as ever"
    new = handed_over(world.home, tmp_path)["key"]
    world.now = "2099-03-05T09:00:00.000+08:00"
    assert [signer_of(world.home, say(world)) for say in (neutral, refusal)] == [new, new]
    with world.home.open_store(read_only=True) as store:
        report = verify_store(store, LogKey(world.home.origin, world.home.log_public_key()).vkey())
    assert report.ok
    assert [remark.positions for remark in report.remarks] == [(kept,)], "what the old key signed since is marked, and stands"


@pytest.mark.parametrize("waits", [False, True])
def test_a_key_that_is_not_here_is_not_bound(world: World, waits: bool) -> None:
    if waits:
        drafted(world.home)
    stranger = SigningKey.from_seed(b"s" * 32)
    fields = {"key": stranger.id, "suite": stranger.suite, "public": stranger.public.hex(), "role": "service", "holder": "service"}
    with pytest.raises(BadInput, match="does not wait in this ledger"):
        world.record("key.bound", BODIES, round=None, possession=stranger.prove_possession(world.home.origin), person="", **fields)


def test_a_binding_of_somebody_else_is_no_handover(world: World, tmp_path: Path) -> None:
    bound = key("E-01")
    fields = {"key": bound.id, "suite": bound.suite, "public": bound.public.hex(), "role": "expert", "holder": "E-01"}
    act = world.act("key.bound", BODIES, possession=bound.prove_possession(world.home.origin), person="某专家", **fields)
    (tmp_path / "act.jsonl").write_bytes(act.line() + b"\n")
    assert here("key", NAME, "--act", tmp_path / "act.jsonl", "--ledger", world.home.path)[0] == 2


def test_the_handover_is_killed_before_every_step(tmp_path: Path, store_url: str) -> None:
    assert killed_at_every_step(tmp_path, store_url, NAME) >= 8
