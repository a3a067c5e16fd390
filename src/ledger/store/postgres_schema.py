"""The PostgreSQL schema of a ledger: addresses, sessions, and what the server's errors mean.

No error here repeats an address as it was given, since it may hold a password.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from ledger.errors import BadInput, IntegrityViolation, StoreUnavailable

EDITION = 1
LOCK_SECONDS = 30
DEFAULT_SCHEMA = "award_ledger"
ROLES = ("award_ledger_writer", "award_ledger_reader")

REACHABLE = "check that the server runs and the address, user and password are right, then try again"

_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,50}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a ledger is: what libpq is given, the schema, and how errors name the place."""

    conninfo: str
    schema: str
    shown: str

    def __repr__(self) -> str:
        return f"Address({self.shown})"

    @property
    def lock(self) -> int:
        """The advisory lock of this schema's writers. Locks are apart per database already."""
        return int.from_bytes(sha256(f"award-ledger:{self.schema}".encode()).digest()[:8], signed=True)


def address_of(url: str) -> Address:
    """Return what ``postgresql://USER@HOST/DATABASE?schema=NAME`` says. Raises ``BadInput``."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise _unreadable() from None
    query = parse_qsl(parts.query, keep_blank_values=True)
    schema = dict(query).get("schema", DEFAULT_SCHEMA)
    if not _SCHEMA.fullmatch(schema):
        raise BadInput("store", f"schema {schema!r} is not a plain name", "use small letters, digits and underscores, at most 51")
    conninfo = urlunsplit(parts._replace(query=urlencode([pair for pair in query if pair[0] != "schema"])))
    try:
        known = conninfo_to_dict(conninfo)
    except psycopg.Error:
        # libpq's own message may repeat the password.
        raise _unreadable() from None
    host = known.get("host") or "local socket"
    shown = f"postgresql {host}, database {known.get('dbname') or 'default'}, schema {schema}"
    return Address(conninfo, schema, shown)


def create_schema(url: str) -> None:
    """Make the tables, functions, roles and rights at ``url``, or leave those that are there.

    Raises ``StoreUnavailable`` when the server does not answer or the user has not the right.
    """
    address = address_of(url)
    script = files(__package__).joinpath("postgres.sql").read_text("utf-8")
    script = script.replace("@schema@", address.schema).replace("@lock@", str(address.lock))
    try:
        with psycopg.connect(address.conninfo, client_encoding="UTF8") as connection:
            # Without it, two processes that create the same thing at once trip over each other.
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (address.lock,))
            (encoding,) = connection.execute("SHOW server_encoding").fetchone() or ("",)
            if encoding != "UTF8":
                raise StoreUnavailable(
                    address.shown,
                    f"the database is encoded in {encoding}",
                    "make the database with `CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`",
                )
            if connection.execute("SELECT to_regclass(%s)", (f"{address.schema}.edition",)).fetchone() == (None,):
                for role in ROLES:
                    _create_role(connection, role, address)
                connection.execute(script.encode(), prepare=False)
            else:
                check_edition(connection, address)
    except psycopg.Error as error:
        raise meaning(error, address) from None


def connect(address: Address, *, read_only: bool) -> psycopg.Connection[tuple[object, ...]]:
    """Return a session on the ledger, in autocommit. Raises ``StoreUnavailable``."""
    try:
        connection = psycopg.connect(address.conninfo, autocommit=True, client_encoding="UTF8")
        try:
            connection.prepare_threshold = 0
            connection.execute(_session(address, read_only=read_only), prepare=False)
            if not read_only:
                _check_durable(connection, address)
            check_edition(connection, address)
        except BaseException:
            connection.close()
            raise
    except psycopg.Error as error:
        raise meaning(error, address) from None
    return connection


def check_edition(connection: psycopg.Connection[tuple[object, ...]], address: Address) -> None:
    """Raise ``StoreUnavailable`` unless the schema is there and of the edition that this program knows."""
    try:
        row = connection.execute(f"SELECT max(edition) FROM {address.schema}.edition".encode()).fetchone()
    except (errors.UndefinedTable, errors.InvalidSchemaName):
        raise StoreUnavailable(address.shown, "there is no ledger here", "make one with `ledger init`") from None
    if row != (EDITION,):
        raise StoreUnavailable(
            address.shown,
            f"its tables are of edition {row[0] if row else None}; this program knows edition {EDITION}",
            "use the version of this program that wrote it, or a newer one",
        )


def meaning(error: psycopg.Error, address: Address) -> StoreUnavailable | IntegrityViolation:
    """Return what the server's ``error`` means to the operator, and what to do."""
    why = (error.diag.message_primary or str(error) or type(error).__name__).strip()
    if isinstance(error, errors.DataCorrupted | errors.IndexCorrupted):
        return IntegrityViolation(f"{address.shown}: the server found damaged pages: {why}")
    if isinstance(error, errors.DiskFull | errors.OutOfMemory | errors.InsufficientResources):
        way_out = "free space on the server's disk and record the act again; nothing of it was stored"
    elif isinstance(error, errors.InsufficientPrivilege):
        way_out = f"let the owner GRANT {ROLES[0]} (to record) or {ROLES[1]} (to read) TO this user"
    elif isinstance(error, errors.LockNotAvailable):
        why = f"another writer held the ledger for {LOCK_SECONDS} s"
        way_out = "look in pg_stat_activity for a session that does not end, then record the act again"
    elif isinstance(error, errors.ReadOnlySqlTransaction):
        way_out = "name the primary server, or open the ledger read-only"
    elif isinstance(error, psycopg.OperationalError):
        way_out = REACHABLE
    else:
        way_out = "nothing was stored; if it happens again, report this message with the server's log"
    return StoreUnavailable(address.shown, why, way_out)


def _unreadable() -> BadInput:
    return BadInput("store", "the PostgreSQL address cannot be read", "write postgresql://USER@HOST/DATABASE")


def _session(address: Address, *, read_only: bool) -> bytes:
    # The planner may not trade the index descent of a look-up for a scan while statistics are young.
    settings = {
        "search_path": f"{address.schema}, pg_catalog",
        "default_transaction_isolation": "'read committed'",
        "default_transaction_read_only": "on" if read_only else "off",
        "lock_timeout": f"'{LOCK_SECONDS}s'",
        "idle_in_transaction_session_timeout": f"'{LOCK_SECONDS}s'",
        "enable_seqscan": "off",
        "enable_bitmapscan": "off",
        "enable_hashjoin": "off",
        "enable_mergejoin": "off",
        "jit": "off",
        "plan_cache_mode": "force_generic_plan",
    }
    return "; ".join(f"SET {name} = {value}" for name, value in settings.items()).encode()


def _check_durable(connection: psycopg.Connection[tuple[object, ...]], address: Address) -> None:
    row = connection.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')").fetchone()
    fsync, synchronous = row or ("", "")
    if fsync != "on":
        raise StoreUnavailable(
            address.shown, "the server runs with fsync = off, and would lose acknowledged acts", "set fsync = on and restart it"
        )
    if synchronous == "off":
        connection.execute("SET synchronous_commit = on", prepare=False)


def _create_role(connection: psycopg.Connection[tuple[object, ...]], role: str, address: Address) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
        return
    try:
        with connection.transaction():
            connection.execute(f"CREATE ROLE {role} NOLOGIN".encode(), prepare=False)
    except (errors.DuplicateObject, errors.UniqueViolation):
        # Roles are common to all databases of a server: another ledger was made at the same moment.
        return
    except errors.InsufficientPrivilege:
        raise StoreUnavailable(
            address.shown,
            f"the role {role} is missing and this user may not make roles",
            "let the administrator run: " + "; ".join(f"CREATE ROLE {name} NOLOGIN" for name in ROLES),
        ) from None
