"""kill -9 at any moment: every acknowledged commit is there, none is there by half, and the tree is whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from ledger.store import Offer, create_store, open_store, pass_through
from ledger.store.postgres_schema import address_of
from ledger.tlog.merkle import leaf_hash, tree_hash

KILLS = 6
KILLED = "killed writer"
"""What its sessions are called on the server."""

WRITER = """
import sys
from ledger.store import Offer, open_store, pass_through
url, life = sys.argv[1:]
def offer(n, part):
    name = f"{life}-{n}-{part}"
    return Offer("t", name.encode(), ["a"], claims=(name,), sealed=((name.encode().rjust(32), b"box"),))
with open_store(url, build=pass_through) as store:
    print("ready", flush=True)
    for n in range(10**6):
        if n % 2:
            heads = [store.commit([offer(n, part) for part in range(3)])]
        else:
            heads = store.commit_each([([offer(n, part)], None) for part in range(3)])
        print(f"{life}-{n} {heads[-1].size} {heads[-1].root.hex()}", flush=True)
"""


def sessions(url: str) -> int:
    """Return how many sessions of the writer the server has; those that other tests of this process left open do not count."""
    if not url.startswith("postgresql://"):
        return 0
    with psycopg.connect(address_of(url).conninfo, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", (KILLED,)).fetchone()
        return int(row[0]) if row else 0


def wait_for_orphans(url: str) -> None:
    """Wait until the server has ended the sessions of the killed writer: what it was sent it may still carry out."""
    deadline = time.monotonic() + 30
    while sessions(url):
        assert time.monotonic() < deadline, "a session of the killed writer does not end"
        time.sleep(0.01)


@pytest.mark.slow
def test_no_acknowledged_commit_is_lost_and_no_half_one_is_left(store_url: str) -> None:
    create_store(store_url)
    # Where in a commit the signal falls is chance; the seed only spreads the moments.
    moments = random.Random(20250924)
    acknowledged: list[tuple[str, int, str]] = []
    for life in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, store_url, str(life)],
            stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PGAPPNAME": KILLED},
        )  # fmt: skip
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        assert sessions(store_url) or "://" not in store_url
        time.sleep(0.03 + moments.random() / 10)
        writer.send_signal(signal.SIGKILL)
        told = writer.communicate()[0]
        # The last line may have been cut; what was cut was not acknowledged.
        whole = [line.split() for line in told[: told.rfind("\n") + 1].splitlines()]
        acknowledged += [(act, int(size), root) for act, size, root in whole]
        wait_for_orphans(store_url)
        with open_store(store_url, build=pass_through) as store:
            log = [record for _, record in store.read_log()]
            leaves = [leaf_hash(record) for record in log]
            head = store.head()
            assert (head.size, head.root) == (len(log), tree_hash(leaves))
            assert len(set(log)) == len(log)
            assert len(log) % 3 == 0
            for act, size, root in acknowledged[-40:]:
                assert log[size - 3 : size] == [f"{act}-{part}".encode() for part in range(3)]
                assert tree_hash(leaves[:size]).hex() == root
            for act, size, _ in acknowledged:
                assert log[size - 1] == f"{act}-2".encode()
            # The appends between the lives, below, claim and seal nothing.
            written = [(position, record) for position, record in enumerate(log, 1) if b"-after-" not in record]
            for position, record in written[-30:]:
                assert store.claimed(record.decode()) == position
                assert store.disclosures([position]) == [(position, record.rjust(32), b"box")]
            assert store.commit([Offer("t", b"%d-after-%d" % (life, part), ["a"]) for part in range(3)]).size == len(log) + 3
    assert len(acknowledged) >= KILLS
