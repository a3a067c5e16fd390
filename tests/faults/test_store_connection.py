"""The connection to PostgreSQL breaks, at every moment that matters: each act is recorded once or not at all, and said so."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from eventsourcing.dcb.api import DCBAppendCondition
from psycopg.conninfo import conninfo_to_dict

from ledger.errors import StoreUnavailable
from ledger.store import (
    About,
    AlreadyClaimed,
    BoundaryMoved,
    Head,
    Offer,
    create_store,
    open_store,
    pass_through,
    postgres_schema,
    query_of,
)
from ledger.store.postgres import RACES, PostgresRecorder
from ledger.tlog.merkle import leaf_hash, tree_hash

pytestmark = pytest.mark.postgres


def act(name: str) -> list[Offer]:
    return [Offer("t", name.encode(), [name], claims=(name,))]


def unless(tag: str) -> DCBAppendCondition:
    return DCBAppendCondition(query_of([About(tag, ("t",))]), 0)


class Wire:
    """A wire between recorder and server that can be cut on the next message: before it arrives, or before the answer does."""

    def __init__(self, server: str, folder: str) -> None:
        self._server = server
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(f"{folder}/.s.PGSQL.5432")
        self._socket.listen()
        self._lock = threading.Lock()
        self._cuts: list[str] = []
        self.refusing = False
        self._hung_up = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, *moments: str) -> None:
        """Cut one message that appends for each moment, ``before the server`` or ``before the answer``."""
        self._cuts = list(moments)

    def close(self) -> None:
        self._hung_up = True
        self._socket.close()

    def _accept(self) -> None:
        while not self._hung_up:
            try:
                near, _ = self._socket.accept()
            except OSError:
                return
            if self.refusing:
                near.close()
                continue
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._server)
            mute = threading.Event()
            threading.Thread(target=self._carry, args=(near, far, mute, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, mute, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, mute: threading.Event, outward: bool) -> None:
        try:
            while chunk := source.recv(1 << 16):
                moment = None
                # The usual commit binds to a statement, whose preparing is no commit yet; any other sends its text.
                binds, prepares = b"\0append_one\0\0" in chunk, b"append_one\0\n" in chunk
                if outward and (binds or (b"FROM append" in chunk and not prepares)):
                    with self._lock:
                        moment = self._cuts.pop(0) if self._cuts else None
                if moment == "before the server":
                    break
                if moment == "before the answer":
                    mute.set()
                if not outward and mute.is_set():
                    # The answer is here, so the server has done its work.
                    break
                target.sendall(chunk)
        except OSError:
            return
        finally:
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    end.close()


@pytest.fixture
def wire(postgres_server: str) -> Iterator[Wire]:
    folder = conninfo_to_dict(postgres_server)["host"]
    with tempfile.TemporaryDirectory(prefix="wire-") as near:
        wire = Wire(f"{folder}/.s.PGSQL.5432", near)
        wire.folder = near  # type: ignore[attr-defined]
        yield wire
        wire.close()


@pytest.fixture
def store(wire: Wire, postgres_url: str, postgres_server: str) -> Iterator[PostgresRecorder]:
    """Yield a recorder that reaches its ledger of one record through the wire."""
    create_store(postgres_url)
    with open_store(postgres_url, build=pass_through) as direct:
        direct.commit(act("first"))
    here, there = quote(str(conninfo_to_dict(postgres_server)["host"]), safe=""), quote(wire.folder, safe="")  # type: ignore[attr-defined]
    with open_store(postgres_url.replace(here, there), build=pass_through) as store:
        assert isinstance(store, PostgresRecorder)
        assert store._writer is not None
        # The text of every other statement then goes over the wire each time, where the wire can see it.
        store._writer.prepare_threshold = None
        yield store


@pytest.fixture
def log(postgres_url: str) -> Callable[[], list[str]]:
    """Return a function that reads the log past the wire, and checks its tree."""

    def read() -> list[str]:
        with open_store(postgres_url, build=pass_through) as direct:
            records = [record for _, record in direct.read_log()]
            assert direct.head().root == tree_hash([leaf_hash(record) for record in records])
            return [record.decode() for record in records]

    return read


@pytest.mark.parametrize("moment", ["before the server", "before the answer"])
@pytest.mark.parametrize("known", [True, False], ids=["head known", "head unknown"])
def test_a_commit_cut_off_is_recorded_once_and_answered(wire: Wire, store: PostgresRecorder, log: Any, moment: str, known: bool) -> None:
    if known:
        store.head()
        store.commit(act("second"))
    wire.cut(moment)
    head = store.commit(act("cut"), unless("cut"))
    assert head.size == (3 if known else 2)
    assert wire._cuts == []
    assert log() == (["first", "second", "cut"] if known else ["first", "cut"])
    assert head == store.head()
    assert store.commit(act("next")).size == head.size + 1


@pytest.mark.parametrize("moment", ["before the server", "before the answer"])
def test_what_forbids_a_commit_is_still_said_when_it_is_cut_off(wire: Wire, store: PostgresRecorder, log: Any, moment: str) -> None:
    for offered, condition, error in [(act("first"), None, AlreadyClaimed), (act("cut"), unless("first"), BoundaryMoved)]:
        assert store._writer is not None
        store._writer.prepare_threshold = None
        wire.cut(moment)
        with pytest.raises(error):
            store.commit(offered, condition)
        assert wire._cuts == []
    assert log() == ["first"]


@pytest.mark.parametrize("moment", ["before the server", "before the answer"])
def test_a_group_cut_off_is_settled_member_by_member(wire: Wire, store: PostgresRecorder, log: Any, moment: str) -> None:
    wire.cut(moment)
    outcomes = store.commit_each(
        [(act("a"), None), (act("first"), None), (act("b"), unless("a")), (act("c"), unless("b")), (act("d"), None)]
    )
    assert wire._cuts == []
    assert [outcome.size if isinstance(outcome, Head) else type(outcome) for outcome in outcomes] == [
        2, AlreadyClaimed, BoundaryMoved, 3, 4,
    ]  # fmt: skip
    assert log() == ["first", "a", "c", "d"]


@pytest.mark.parametrize("moment", ["before the server", "before the answer"])
def test_when_the_server_stays_away_the_outcome_is_said_to_be_unknown_and_the_same_act_tells(
    wire: Wire, store: PostgresRecorder, log: Any, moment: str
) -> None:
    wire.refusing = True
    wire.cut(moment)
    with pytest.raises(StoreUnavailable, match="not known whether the act was recorded") as caught:
        store.commit(act("cut"))
    assert "record the same act again" in caught.value.remedy()
    for ask in (lambda: store.commit(act("other")), lambda: store.publish(1, b"")):
        with pytest.raises(StoreUnavailable):
            ask()
    wire.refusing = False
    if moment == "before the answer":
        with pytest.raises(AlreadyClaimed) as claimed:
            store.commit(act("cut"))
        assert claimed.value.position == 2
    else:
        assert store.commit(act("cut")).size == 2
    assert log() == ["first", "cut"]


def test_a_wire_that_is_cut_every_time_is_given_up(wire: Wire, store: PostgresRecorder, log: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = postgres_schema.connect

    def talkative(*args: Any, **more: Any) -> Any:
        session = made(*args, **more)
        session.prepare_threshold = None
        return session

    monkeypatch.setattr("ledger.store.postgres.connect", talkative)
    wire.cut(*["before the server"] * 50)
    with pytest.raises(StoreUnavailable, match="broke again at each attempt") as caught:
        store.commit(act("cut"))
    assert len(wire._cuts) == 50 - RACES - 1
    assert "server runs" in caught.value.remedy()
    wire.cut()
    assert store.commit(act("cut")).size == 2
    assert log() == ["first", "cut"]
