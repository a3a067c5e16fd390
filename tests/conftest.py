"""What tests stand on: the shared reference data, and a real PostgreSQL that is thrown away afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import hypothesis
import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
SOCKET_PATH_BYTES = 107
"""What a Unix socket's address holds on Linux."""

SETTINGS = ("-D", "data", "-c", "listen_addresses=", "-c", "fsync=on", "-c", "max_connections=200")
WATCH = '"$@" >log 2>&1 & read _; kill -INT $!; wait $!; here=$PWD; cd /; rm -rf "$here"'
"""Ends the server on a word, and just as well when the tests are killed, since then their end of the pipe closes."""

# Two busy cores stretch single examples; how long one takes says nothing about whether it holds.
hypothesis.settings.register_profile("house", hypothesis.settings(), deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference data: ``shared`` beside the checkout, or ``AWARD_LEDGER_SHARED``."""
    folder = Path(os.environ.get("AWARD_LEDGER_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip("no folder `shared` beside the checkout; name it in AWARD_LEDGER_SHARED")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Yield the address of an empty PostgreSQL server of this test process alone, as its superuser.

    It listens on a socket in a private folder only, and keeps ``fsync`` on. Skips where there are no binaries.
    """
    programs = find_postgres()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    with server_of(programs) as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """Return the address of a schema of this test alone, which ``create_store`` is yet to make."""
    return f"{postgres_server}&schema=t_{uuid4().hex}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a store of this test alone, once for each kind, which ``create_store`` is yet to make."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.sqlite")
    address: str = request.getfixturevalue("postgres_url")
    return address


def find_postgres() -> Path | None:
    """Return the folder of the newest installed server's programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


@contextmanager
def server_of(programs: Path) -> Iterator[str]:
    """Run a server of these programs in a folder of its own, and leave nothing of it."""
    # PostgreSQL refuses to run as root, and a socket's address must be short.
    owner = _unprivileged() if os.geteuid() == 0 else None
    place = tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="award-ledger-", dir="/tmp" if owner or len(place) > SOCKET_PATH_BYTES // 2 else place))
    start = partial(
        subprocess.Popen[str],
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder), "TZ": "UTC"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=() if owner else None,
    )
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        made = start([programs / "initdb", "-D", "data", "-U", "ledger", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"])
        said, _ = made.communicate()
        if made.returncode:
            pytest.fail(f"initdb failed: {said}")
        watcher = start(["/bin/sh", "-c", WATCH, "watcher", programs / "postgres", *SETTINGS, "-k", folder])
        try:
            address = f"postgresql://ledger@/postgres?host={quote(str(folder), safe='')}"
            _wait_for(address, folder / "log")
            yield address
        finally:
            watcher.communicate("stop\n", timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("PostgreSQL cannot run as root, and there is neither a user postgres nor nobody to run it")


def _wait_for(address: str, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address, connect_timeout=START_SECONDS).close()
        except psycopg.OperationalError:
            if time.monotonic() > end:
                pytest.fail(f"PostgreSQL did not start: {log.read_text('utf-8', 'replace') if log.exists() else 'no log'}")
            time.sleep(0.05)
        else:
            return
