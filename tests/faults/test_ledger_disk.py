"""A full disk, wherever the ledger writes: said plainly, nothing acknowledged is lost, and the same command ends the work."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.campaigns.kills import faults_of, here, ids_in, ids_of, ledger, offered, record, size_of
from tests.ledger.world import World

from ledger.errors import StoreUnavailable
from ledger.home import Home

ACTS = 30
KEY_FILE, SLOT = 60, 64
"""Bytes of a vault key as it is kept, and of one slot of the signer's memory."""


def files_of_at_most(size: int) -> Callable[[], None]:
    """Return what makes every write of a child behind ``size`` bytes of a file fail, or be cut there."""
    # Python ignores SIGXFSZ by itself, so that the write fails instead.
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def check_made_good(home: Home, acts: Path, before: int) -> None:
    """The same command records what is missing, and no act stands twice."""
    stands = ids_in(home, before)
    assert ids_of(acts)[: len(stands)] == stands
    assert faults_of(home) == []
    code, told, complaint = here("record", acts, "--ledger", home.path, "--json")
    assert code == 0, complaint
    assert (json.loads(told)["recorded"], json.loads(told)["again"]) == (ACTS - len(stands), len(stands))
    assert ids_in(home, before) == ids_of(acts)
    assert here("verify", "--ledger", home.path)[0] == 0


@pytest.mark.parametrize("limit", [200_000, 600_001])
def test_the_database_may_not_grow(tmp_path: Path, limit: int) -> None:
    home, acts = offered(tmp_path, ACTS)
    before = size_of(home)
    code, answer, complaint = record(home, acts, files_of_at_most(limit))
    assert (code, answer) == (2, {})
    assert "disk" in complaint
    assert "ledger.sqlite" in complaint
    assert size_of(home) < before + ACTS
    check_made_good(home, acts, before)


@pytest.mark.postgres
@pytest.mark.parametrize("limit", [SLOT, 2 * SLOT - 1])
def test_the_signers_memory_cannot_be_written(tmp_path: Path, postgres_url: str, limit: int) -> None:
    home, acts = offered(tmp_path, ACTS, postgres_url)
    before = size_of(home)
    code, answer, complaint = record(home, acts, files_of_at_most(limit))
    assert (code, answer) == (2, {})
    assert "signer's memory cannot be written" in complaint
    assert "record the same act again" in complaint
    # The slot below the limit takes one; the other is the one that fails, or is cut short.
    assert size_of(home) in {before + 1, before + 2}
    check_made_good(home, acts, before)


@pytest.mark.postgres
def test_the_key_of_a_sealed_value_cannot_be_written(tmp_path: Path, postgres_url: str) -> None:
    home, acts = offered(tmp_path, ACTS, postgres_url, persons=True)
    before, keys = size_of(home), sorted((home.path / "vault" / "keys").iterdir())
    code, answer, complaint = record(home, acts, files_of_at_most(KEY_FILE - 1))
    assert (code, answer) == (2, {})
    assert "vault" in complaint
    assert size_of(home) == before, "no act is recorded whose sealed values could not be opened again"
    assert sorted((home.path / "vault" / "keys").iterdir()) == keys, "no half key is left"
    check_made_good(home, acts, before)


@pytest.mark.postgres
def test_the_access_log_cannot_be_written_and_nothing_is_released(tmp_path: Path, postgres_url: str) -> None:
    home, acts = offered(tmp_path, 1, postgres_url)
    assert here("record", acts, "--ledger", home.path)[0] == 0
    asked = ("replay", "2025", "--ledger", home.path, "--view", "auditor", "--purpose", "test")
    code, out, complaint = ledger(*asked, prepare=files_of_at_most(20_000))
    assert (code, out) == (2, "")
    assert "access.sqlite" in complaint
    code, out, complaint = here(*asked)
    assert code == 0, complaint
    assert "A-0000" in out


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[Path, str], Callable[[str], None]]]:
    """Return a function that mounts a small file system with these options on a folder, and returns one that changes them."""
    mounted: list[Path] = []

    def mount(folder: Path, options: str) -> Callable[[str], None]:
        folder.mkdir(exist_ok=True)
        tried = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, text=True, check=False)
        if tried.returncode:
            pytest.skip(f"this user may not mount a small disk: {tried.stderr.strip()}")
        mounted.append(folder)
        return lambda changed: subprocess.run(["mount", "-o", f"remount,{changed}", folder], capture_output=True, check=True) and None

    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    yield mount
    for folder in mounted:
        subprocess.run(["umount", folder], capture_output=True, check=True)


def test_the_whole_disk_is_full(tmp_path: Path, small_disk: Callable[[Path, str], Callable[[str], None]]) -> None:
    resize = small_disk(tmp_path / "disk", "size=64m")
    home, acts = offered(tmp_path / "disk", ACTS)
    shutil.move(acts, acts := tmp_path / "acts.jsonl")
    resize(f"size={shutil.disk_usage(tmp_path / 'disk').used // 1024 + 120}k")
    before = size_of(home)
    code, answer, complaint = record(home, acts)
    assert (code, answer) == (2, {})
    assert "disk" in complaint
    resize("size=64m")
    check_made_good(home, acts, before)


def test_no_further_file_can_be_made(tmp_path: Path, small_disk: Callable[[Path, str], Callable[[str], None]]) -> None:
    home, acts = offered(tmp_path, ACTS, persons=True)
    before, vault = size_of(home), home.path / "vault"
    shutil.copytree(vault, tmp_path / "vault")
    files = sum(1 for _ in vault.rglob("*"))
    resize = small_disk(vault, f"nr_inodes={files + 8}")
    shutil.copytree(tmp_path / "vault", vault, dirs_exist_ok=True)
    code, answer, complaint = record(home, acts)
    assert (code, answer) == (2, {})
    assert "No space left" in complaint
    assert before < size_of(home) < before + ACTS
    resize("nr_inodes=0")
    check_made_good(home, acts, before)


def no_space(*_: object) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(("name", "fails"), [("pwrite", no_space), ("fdatasync", no_space), ("pwrite", lambda *_: 17)])
def test_an_act_that_was_not_acknowledged_gets_its_receipt_from_the_same_ledger(
    tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch, name: str, fails: Callable[..., int]
) -> None:
    world = World(tmp_path / "home", store_url if "://" in store_url else None).found().open_round()
    act = world.application("A-07")
    with monkeypatch.context() as patch:
        patch.setattr(os, name, fails)
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="recorded but not acknowledged") as caught:
                world.ledger.record(act)
            assert "record the same act again" in caught.value.remedy()
    size = size_of(world.home)
    receipt = world.ledger.record(act)
    assert (receipt.position, receipt.again) == (size, True)
    assert world.apply("A-08").position == size + 1
    world.ledger.close()
    assert faults_of(world.home) == []
