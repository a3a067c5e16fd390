"""The source files, read once for all rules of the house."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
LEFT_BEHIND = {".git", ".venv", "__pycache__", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "build", "dist"}


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def sources() -> dict[str, ast.Module]:
    """Return each source file, by its path under ``src``. Never empty."""
    found = {path.relative_to(SRC).as_posix(): ast.parse(path.read_bytes(), path) for path in sorted(SRC.rglob("*.py"))}
    assert {name.split("/")[0] for name in found} == {"ledger", "projections", "api"}
    return found


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Return every file that is, or would be, committed. Never empty."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=False
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:  # unpacked from an archive, without its history
        paths = [path for path in ROOT.rglob("*") if not LEFT_BEHIND & set(path.relative_to(ROOT).parts)]
    files = [path for path in paths if path.is_file()]
    assert ROOT / "pyproject.toml" in files
    return files
