"""The scripts start on a machine that has nothing but a shell, or say in two languages what it lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = ("demo", "test", "check", "bench", "lock", "_setup", "_packages")
TOOLS = ("dirname", "cat", "cksum", "tr", "head", "grep", "mkdir", "rm")
READS_REAL_PYTHON = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\nexit 0\n'
"""A Python that is new enough and lacks the venv module, as Debian's does without python3-venv."""


@pytest.fixture
def checkout(tmp_path: Path, root: Path) -> Path:
    """Return a checkout with a space and Chinese in its path, and only what ``_setup`` reads."""
    place = tmp_path / "award ledger 台账"
    shutil.copytree(root / "requirements", place / "requirements")
    shutil.copytree(root / "scripts", place / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", place)
    return place


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """Return a folder with a shell's usual tools, and no Python."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, f"{name} is missing on this machine"
        (folder / name).symlink_to(found)
    return folder


def set_up(checkout: Path, tools: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", checkout / "scripts/_setup", "run"],
        env={"PATH": str(tools), **environment}, cwd="/", capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", [*(f"scripts/{script}" for script in SCRIPTS), ".ci/run"])
def test_a_script_can_be_run(name: str, root: Path) -> None:
    assert os.access(root / name, os.X_OK), f"chmod +x {name}"
    shell = (root / name).read_text("utf-8").splitlines()[0].removeprefix("#!").removeprefix("/usr/bin/env ")
    assert shell in {"/bin/sh", "bash"}
    said = subprocess.run([shell, "-n", root / name], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")


def test_ci_runs_what_a_person_runs(root: Path) -> None:
    assert (root / ".ci/run").read_text("utf-8").rstrip().endswith("exec ./scripts/test")


def test_a_machine_without_python_is_told_so_in_two_languages(checkout: Path, tools: Path) -> None:
    said = set_up(checkout, tools)
    assert (said.returncode, said.stdout) == (2, "")
    assert "缺少 Python 3.11" in said.stderr
    assert "Python 3.11 or newer is missing" in said.stderr
    assert "apt-get install python3 python3-venv" in said.stderr


def test_an_old_python_is_as_good_as_none(checkout: Path, tools: Path) -> None:
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    old.chmod(0o755)
    assert "Python 3.11 or newer is missing" in set_up(checkout, tools).stderr


def test_a_python_without_venv_is_told_which_package_has_it(checkout: Path, tools: Path) -> None:
    bare = tools / "python3"
    bare.write_text(READS_REAL_PYTHON, "utf-8")
    bare.chmod(0o755)
    said = set_up(checkout, tools)
    assert (said.returncode, said.stdout) == (2, "")
    assert "缺少 venv 模块" in said.stderr
    assert "lacks the venv module" in said.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
def test_an_owner_of_nothing_is_told_what_to_set(checkout: Path, tools: Path) -> None:
    checkout.chmod(0o555)
    try:
        said = set_up(checkout, tools, HOME="/nowhere")
    finally:
        checkout.chmod(0o755)
    assert said.returncode == 2
    assert "均不可写" in said.stderr
    assert "XDG_CACHE_HOME" in said.stderr


def ready(venv: Path, checkout: Path) -> None:
    (venv / "bin").mkdir(parents=True)
    shutil.copy("/bin/true", venv / "bin/python")
    locks = b"".join(path.read_bytes() for path in sorted((checkout / "requirements").glob("*.txt")))
    seen = locks + (checkout / "pyproject.toml").read_bytes() + f"{venv}\n".encode()
    key = subprocess.run(["cksum"], input=seen, capture_output=True, check=True).stdout
    (venv / "ready.run").write_bytes(key)


def test_an_environment_that_is_ready_is_not_made_again(checkout: Path, tools: Path) -> None:
    ready(checkout / ".venv", checkout)
    said = set_up(checkout, tools)
    assert (said.returncode, said.stdout, said.stderr) == (0, f"{checkout}/.venv\n", "")


@pytest.mark.parametrize("changed", ["requirements/run.txt", "pyproject.toml"])
def test_an_environment_of_another_lock_is_not_taken_for_ready(changed: str, checkout: Path, tools: Path) -> None:
    ready(checkout / ".venv", checkout)
    with (checkout / changed).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert set_up(checkout, tools).returncode == 2


def test_an_environment_that_was_copied_from_elsewhere_is_not_taken_for_ready(checkout: Path, tools: Path) -> None:
    ready(checkout / ".venv", checkout)
    moved = checkout.rename(checkout.with_name("moved"))
    assert set_up(moved, tools).returncode == 2


def test_nothing_is_installed_where_that_is_not_wanted(root: Path, tmp_path: Path) -> None:
    called = tmp_path / "called"
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\ntouch "{called}"\n', "utf-8")
    apt.chmod(0o755)
    run = [root / "scripts/_packages"]
    environment = {"PATH": f"{tmp_path}:{os.defpath}", "AWARD_LEDGER_NO_INSTALL": "1"}
    said = subprocess.run(run, env=environment, capture_output=True, check=False)
    assert (said.returncode, called.exists()) == (0, False)
