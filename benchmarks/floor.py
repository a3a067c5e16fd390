"""The floor: the least program that does what a target asks for, and nothing else.

No rules, no boundary, no vault, no idempotence, no checks in the database. Where even this misses a target, no program in this
language reaches it on this machine. It is measured beside the library in turns, as everything is.

An append: the signature is verified; the record, its tags, its nodes and the head are one durable transaction; the checkpoint is
signed; the signer's memory is synced. A replay: rows, one typed decoding, a dict; opened, for each value also its box, both digests.
"""

from __future__ import annotations

import os
import sqlite3
from binascii import a2b_base64
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec
import orjson
import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import pq

from benchmarks.people import LIVE, ORIGIN, Company
from ledger.home import Home
from ledger.record.disclosure import digest_sm3
from ledger.record.envelope import CONTEXT
from ledger.record.signing import decode
from ledger.store.boxes import unpack
from ledger.store.postgres_call import exchange
from ledger.store.postgres_schema import address_of
from ledger.terms import KeyId, Role
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.merkle import extend, leaf_hash, root_of
from ledger.vault.keyring import NONCE_BYTES

PAGE = 1000
SCHEMA = "bench_floor"
MARKS = f"SELECT pos, data FROM record WHERE round = ? AND pos > ? AND type = 'score.recorded' ORDER BY round, pos LIMIT {PAGE}"
SEALED = "SELECT pos, boxes FROM sealed WHERE pos >= ? AND pos <= ?"

SQLITE_TABLES = """
CREATE TABLE record (pos INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE tag (tag TEXT, type TEXT, pos INTEGER, PRIMARY KEY (tag, type, pos)) WITHOUT ROWID;
CREATE TABLE node (pos INTEGER, level INTEGER, hash BLOB, PRIMARY KEY (pos, level)) WITHOUT ROWID;
CREATE TABLE head (size INTEGER PRIMARY KEY, root BLOB NOT NULL);
"""

POSTGRES_TABLES = f"""
DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}; SET search_path = {SCHEMA};
CREATE TABLE record (pos bigint PRIMARY KEY, data bytea NOT NULL);
ALTER TABLE record ALTER data SET STORAGE EXTERNAL;
CREATE TABLE tag (tag text COLLATE "C", type text COLLATE "C", pos bigint, PRIMARY KEY (tag, type, pos));
CREATE TABLE node (pos bigint, level int, hash bytea, PRIMARY KEY (pos, level));
CREATE TABLE head (size bigint PRIMARY KEY, root bytea NOT NULL);
CREATE FUNCTION append(pos bigint, kind text, data bytea, tags text[], nodes bytea, root bytea) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO record VALUES (pos, data);
    INSERT INTO tag SELECT one, kind, pos FROM unnest(tags) AS one;
    FOR level IN 0 .. octet_length(nodes) / 32 - 1 LOOP
        INSERT INTO node VALUES (pos, level, substr(nodes, level * 32 + 1, 32));
    END LOOP;
    INSERT INTO head VALUES (pos, root);
END $$;
"""


class Made(NamedTuple):
    """One record with all that is its own. ``nodes`` are the hashes that it completes, from level 0 up."""

    pos: int
    kind: str
    record: bytes
    tags: list[str]
    nodes: list[bytes]
    root: bytes


class Store(Protocol):
    """Where the least program keeps its records."""

    def commit(self, made: Made, sign: Callable[[], object]) -> None:
        """Insert what was made, durable; call ``sign`` once, at the best moment for it."""

    def close(self) -> None: ...


class SQLite:
    """One file, in the same mode as the ledger's."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.executescript(SQLITE_TABLES)

    def commit(self, made: Made, sign: Callable[[], object]) -> None:
        file, pos = self._file, made.pos
        file.execute("BEGIN IMMEDIATE")
        file.execute("INSERT INTO record VALUES (?, ?)", (pos, made.record))
        file.executemany("INSERT INTO tag VALUES (?, ?, ?)", [(tag, made.kind, pos) for tag in made.tags])
        file.executemany("INSERT INTO node VALUES (?, ?, ?)", [(pos, level, hash) for level, hash in enumerate(made.nodes)])
        file.execute("INSERT INTO head VALUES (?, ?)", (pos, made.root))
        file.execute("COMMIT")
        sign()

    def close(self) -> None:
        self._file.close()


class PostgreSQL:
    """A schema of its own on the measured server; one prepared statement an act, and the client signs while the server works."""

    NAME = b"floor"
    FORMATS = (pq.Format.TEXT, pq.Format.TEXT, pq.Format.BINARY, pq.Format.TEXT, pq.Format.BINARY, pq.Format.BINARY)

    def __init__(self, url: str) -> None:
        self._session = psycopg.connect(url, autocommit=True)
        self._session.execute(POSTGRES_TABLES.encode(), prepare=False)
        call = b"SELECT append($1::bigint, $2::text, $3::bytea, $4::text[], $5::bytea, $6::bytea)"
        self._session.pgconn.prepare(self.NAME, call)

    def commit(self, made: Made, sign: Callable[[], object]) -> None:
        tags = ("{" + ",".join(made.tags) + "}").encode()
        given = (b"%d" % made.pos, made.kind.encode(), made.record, tags, b"".join(made.nodes), made.root)
        answer = exchange(self._session.pgconn, self.NAME, given, self.FORMATS, sign)
        if answer.status != pq.ExecStatus.TUPLES_OK:
            raise psycopg.errors.error_from_result(answer)

    def close(self) -> None:
        self._session.close()


class _Signer(msgspec.Struct):
    key: KeyId


class _Offered(msgspec.Struct):
    type: str
    round: str
    subjects: tuple[str, ...]
    signers: tuple[_Signer, ...]


class _Act(msgspec.Struct):
    said: msgspec.Raw
    signatures: tuple[str, ...]


_read_act, _read_said = msgspec.json.Decoder(_Act).decode, msgspec.json.Decoder(_Offered).decode


class LeastLedger:
    """Records the marks of ``company`` into ``store``; the signer's memory is a file in ``folder``."""

    def __init__(self, store: Store, company: Company, folder: Path) -> None:
        held = [company.keys.of(Role.EXPERT, expert, LIVE) for expert in company.experts]
        self._keys = {key.id: Ed25519PublicKey.from_public_bytes(key.public) for key in held}
        self._store, self._signer = store, Ed25519PrivateKey.generate()
        self._memory = os.open(folder / "floor.memory", os.O_RDWR | os.O_CREAT, 0o600)
        self._size = 0
        self._frontier: tuple[bytes, ...] = ()

    def record(self, act: bytes) -> bytes:
        """Record one act and return the signed checkpoint after it."""
        offered = _read_act(act)
        said = _read_said(offered.said)
        self._keys[said.signers[0].key].verify(decode(offered.signatures[0]), CONTEXT + bytes(offered.said))
        size = self._size + 1
        tags = [*(subject.replace(":", f":{said.round}/") for subject in said.subjects), f"round:{said.round}"]
        log = {"findings": "", "position": size, "recorded_at": "2025-09-24T09:12:03.120+08:00", "rules": "0" * 64, "tags": tags, "v": 1}
        record = b'{"act":' + act + b',"log":' + orjson.dumps(log) + b"}"
        _, frontier, nodes = extend(self._size, self._frontier, [leaf_hash(record)])
        checkpoint = Checkpoint(ORIGIN, size, root_of(frontier))
        text = checkpoint.text().encode()
        signed: list[bytes] = []
        made = Made(size, said.type, record, tags, [hash for _, _, hash in nodes], checkpoint.root)
        self._store.commit(made, lambda: signed.append(self._signer.sign(text)))
        os.pwrite(self._memory, size.to_bytes(8, "big") + checkpoint.root, 0)
        os.fdatasync(self._memory)
        self._size, self._frontier = size, frontier
        return text + signed[0]

    def close(self) -> None:
        self._store.close()
        os.close(self._memory)


class _Body(msgspec.Struct, kw_only=True, gc=False):
    digests: tuple[str] = msgspec.field(name="_sd")
    digests_sm3: tuple[str] = msgspec.field(name="_sd_sm3")
    item: str


class _Said(msgspec.Struct, gc=False):
    body: _Body
    subjects: tuple[str, ...]


class _Signed(msgspec.Struct, gc=False):
    said: _Said


class _Record(msgspec.Struct, gc=False):
    act: _Signed


_read_record = msgspec.json.Decoder(_Record).decode


Rows = list[tuple[int, bytes]]


class LeastReader:
    """Reads the marks of the live round out of the ledger in ``home``."""

    def __init__(self, home: Home) -> None:
        self._key = home.keyring().key(f"round:{LIVE}")
        if isinstance(home.store, str):
            address = address_of(home.store)
            session = psycopg.connect(address.conninfo, autocommit=True)
            session.prepare_threshold = 0
            session.execute(f"SET search_path = {address.schema}; SET plan_cache_mode = force_generic_plan".encode(), prepare=False)
            self._rows = partial(_rows_of_session, session)
            self.close = session.close
        else:
            file = sqlite3.connect(home.store)
            self._rows = partial(_rows_of_file, file)
            self.close = file.close

    def replay(self, *, opened: bool) -> int:
        """Fold the marks into a dict; return how many there are."""
        sheet: dict[str, dict[tuple[str, str], Any]] = {}
        count = 0
        for marks in self._pages():
            sealed = self._rows(SEALED, (marks[0][0], marks[-1][0])) if opened else []
            boxes = {(pos, hash): box for pos, hash, box in unpack(sealed)}
            for pos, data in marks:
                said = _read_record(data).act.said
                applicant, expert = said.subjects
                of_applicant = sheet.get(applicant)
                if of_applicant is None:
                    of_applicant = sheet[applicant] = {}
                of_applicant[said.body.item, expert] = _opened(self._key, pos, said.body, boxes) if opened else None
                count += 1
        return count

    def _pages(self) -> Iterator[Rows]:
        after = 0
        while rows := self._rows(MARKS, (str(LIVE), after)):
            yield rows
            after = rows[-1][0]


def _rows_of_session(session: psycopg.Connection[Any], sql: str, given: tuple[Any, ...]) -> Rows:
    return session.execute(sql.replace("?", "%s").encode(), given, binary=True).fetchall()


def _rows_of_file(file: sqlite3.Connection, sql: str, given: tuple[Any, ...]) -> Rows:
    return file.execute(sql, given).fetchall()


def _opened(key: AESGCM, pos: int, body: _Body, boxes: dict[tuple[int, bytes], bytes]) -> Any:
    digest = a2b_base64(body.digests[0].replace("-", "+").replace("_", "/") + "=")
    box = boxes[pos, digest]
    start = 2 + box[1]
    disclosure = key.decrypt(box[start : start + NONCE_BYTES], box[start + NONCE_BYTES :], digest).rstrip()
    if sha256(disclosure).digest() != digest or digest_sm3(disclosure.decode()) != body.digests_sm3[0]:
        raise ValueError(f"the value of record {pos} was changed")
    return orjson.loads(a2b_base64(disclosure.replace(b"-", b"+").replace(b"_", b"/") + b"=="))[2]
