"""`ledger serve`: where it listens, whom it lets in, and how it says no."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.api.world import World

RUN = "from ledger.cli import main; main()"
WAIT = 60


def serve(world: World, *options: str) -> list[str]:
    return [sys.executable, "-c", RUN, "serve", "--ledger", str(world.home.path), "--port", "0", *options]


def environment(lang: str = "C.UTF-8") -> dict[str, str]:
    return {**os.environ, "LC_ALL": lang, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUNBUFFERED": "1"}


def refused(world: World, *options: str, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    return subprocess.run(serve(world, *options), env=environment(lang), capture_output=True, text=True, timeout=WAIT, check=False)


@contextmanager
def running(world: World, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the command until its address is known; stop it as Ctrl-C does."""
    process = subprocess.Popen(serve(world, *options), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], WAIT)[0], "it says nothing"
        line = process.stdout.readline()
        match = re.search(r"http://\S+/", line)
        assert match, (line, process.poll() is not None and process.stderr and process.stderr.read())
        yield match[0], process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=WAIT)


def get(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=WAIT) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_it_serves_and_stops_and_logs_no_request(world: World) -> None:
    with running(world) as (address, process):
        assert address.startswith("http://127.0.0.1:")
        assert get(f"{address}rounds/2025/standings?at=60")[0] == 200
        assert get(f"{address}nowhere?who=zhang")[0] == 404
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=WAIT)
    assert process.returncode == 0
    assert "zhang" not in out + err
    assert "nowhere" not in out + err


def test_a_restricted_view_answers_to_its_own_name_alone(world: World) -> None:
    with running(world, "--view", "auditor", "--purpose", "annual audit") as (address, _):
        assert get(f"{address}rounds")[0] == 200
        assert get(f"{address}rounds", Host="evil.example")[0] == 421


def test_a_port_that_is_taken(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = refused(world, "--port", str(taken.getsockname()[1]))
    assert (said.returncode, said.stdout) == (2, "")
    assert "--port" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--view", "auditor"], "--purpose"),
        (["--view", "auditor", "--purpose", "  "], "--purpose"),
        (["--view", "auditor", "--purpose", "x", "--host", "0.0.0.0"], "--allow-remote"),
        (["--view", "inspector", "--purpose", "x", "--host", "::"], "--allow-remote"),
        (["--view", "everything"], "--view"),
        (["--port", "70000"], "--port"),
        (["--host", "203.0.113.7"], "--port"),
        (["--host", "no such host"], "--host"),
    ],
)
def test_what_it_does_not_do(options: list[str], word: str, world: World) -> None:
    said = refused(world, *options)
    assert (said.returncode, said.stdout) == (2, "")
    assert word in said.stderr
    assert "Traceback" not in said.stderr


def test_where_there_is_no_ledger(world: World, tmp_path: Path) -> None:
    said = refused(world, "--ledger", str(tmp_path))
    assert said.returncode == 2
    assert "ledger init" in said.stderr
