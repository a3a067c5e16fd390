"""What is installed is exactly what is locked, and the lock agrees with what the project declares."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("build", "run", "dev")
PIN = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(\[[^]]*\])?==(?P<version>[^ ;]+)( ; (?P<marker>[^\\]+?))?(?P<hashes>( --hash=sha256:[0-9a-f]{64})*)"
)
DEBIAN = ("3.11", "3.13")
"""The Python of Debian 12 and of Debian 13."""


def pins(text: str) -> dict[str, list[re.Match[str]]]:
    """Return the pins of a lock by name: several where the version depends on the machine. Raises ``ValueError``."""
    found: dict[str, list[re.Match[str]]] = {}
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for line in re.sub(r" *\\\n *", " ", lines).splitlines():
        pin = PIN.fullmatch(line.strip())
        if pin is None or not pin["hashes"]:
            raise ValueError(f"not a pin with hashes: {line}")
        found.setdefault(canonicalize_name(pin["name"]), []).append(pin)
    return found


@pytest.fixture(scope="module")
def locks(root: Path) -> dict[str, dict[str, list[re.Match[str]]]]:
    return {name: pins((root / "requirements" / f"{name}.txt").read_text("utf-8")) for name in LOCKS}


@pytest.fixture(scope="module")
def declared(root: Path) -> dict[str, list[str]]:
    project: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    run = project["project"]["dependencies"]
    return {
        "build": project["build-system"]["requires"],
        "run": run,
        "dev": run + project["project"]["optional-dependencies"]["dev"],
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_each_dependency_is_pinned_to_a_version_that_the_project_allows(
    lock: str, locks: dict[str, dict[str, list[re.Match[str]]]], declared: dict[str, list[str]]
) -> None:
    assert declared[lock]
    for line in declared[lock]:
        wanted = Requirement(line)
        found = locks[lock].get(canonicalize_name(wanted.name))
        assert found, f"{line} is not in requirements/{lock}.txt; run scripts/lock"
        assert all(wanted.specifier.contains(pin["version"]) for pin in found), f"{line}: run scripts/lock"


def test_extras_are_locked_as_packages_of_their_own(locks: dict[str, dict[str, list[re.Match[str]]]]) -> None:
    assert {"psycopg", "psycopg-binary", "psycopg-pool"} <= set(locks["run"])


def test_what_is_developed_with_is_what_runs(locks: dict[str, dict[str, list[re.Match[str]]]]) -> None:
    def versions(lock: str) -> dict[str, list[str]]:
        return {name: sorted(pin["version"] for pin in found) for name, found in locks[lock].items()}

    dev = versions("dev")
    assert {name: version for name, version in versions("run").items() if dev.get(name) != version} == {}
    assert {name: v for name, v in versions("build").items() if name in dev and dev[name] != v} == {}


@pytest.mark.parametrize("python", DEBIAN)
def test_nothing_that_the_project_names_is_left_out_on_debian(
    python: str, locks: dict[str, dict[str, list[re.Match[str]]]], declared: dict[str, list[str]]
) -> None:
    machine = {
        "python_version": python, "python_full_version": f"{python}.2", "platform_python_implementation": "CPython",
        "implementation_name": "cpython", "sys_platform": "linux", "platform_system": "Linux", "os_name": "posix",
    }  # fmt: skip
    for line in declared["dev"]:
        found = locks["dev"][canonicalize_name(Requirement(line).name)]
        assert sum(not pin["marker"] or Marker(pin["marker"]).evaluate(machine) for pin in found) == 1, line


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_registry_or_a_folder(lock: str, root: Path) -> None:
    text = (root / "requirements" / f"{lock}.txt").read_text("utf-8")
    assert re.findall(r"://|--index-url|--extra-index-url|--find-links|--trusted-host| @ |^#.* /|\.\./", text, re.MULTILINE) == []


@pytest.mark.parametrize(
    "line",
    [
        "click==8.5.1",
        "click>=8 --hash=sha256:" + "0" * 64,
        "click==8.5.1 --hash=md5:" + "0" * 32,
        "--index-url https://mirror.example/simple",
        "click @ https://mirror.example/click.whl --hash=sha256:" + "0" * 64,
        "-e .",
    ],
)
def test_a_line_that_is_no_pin_with_hashes_is_not_read(line: str) -> None:
    with pytest.raises(ValueError, match="not a pin"):
        pins(line)
