"""The home of a ledger: the folder with its configuration, keys and vault, and where its records are.

======================  ==============================================================================
``ledger.json``         format, origin, and the address of the store
``ledger.sqlite``       the records, unless the address names a PostgreSQL database
``keys/``               the log's key and its memory, the service key, the access log's key; successors that wait
``vault/``              keys of sealed values (the values are in the store), and the access log
``attachments/``        papers and scans, each named by its SHA-256
``operations.jsonl``    what was turned away without a record
======================  ==============================================================================
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import orjson

from ledger.errors import BadInput, StoreUnavailable
from ledger.record.signing import SigningKey
from ledger.store import Build, Clock, Recorder, create_store, open_store, pass_through, wall_clock
from ledger.vault.access import AccessLog
from ledger.vault.key_file import ServiceKeyFile, read_key
from ledger.vault.keyring import Keyring, write_new
from ledger.vault.log_key import LogKeyFile
from ledger.vault.signer import LogSigner

DEMO = ".demo.invalid"
"""Only under an origin that ends so may salts, keys and clocks come from a seed."""

CONFIGURATION = "ledger.json"
"""The file by which a folder is a ledger's."""

_ORIGIN = re.compile(r"[a-z0-9][a-z0-9.-]*(/[A-Za-z0-9._-]+)*")


class _Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    v: int
    origin: str
    store: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """A ledger's folder. ``store`` is the address of its records: a path or ``postgresql://…``."""

    path: Path
    origin: str
    store: str | Path

    @classmethod
    def create(
        cls, path: Path, origin: str, dsn: str | None = None, log_key: SigningKey | None = None, service_key: SigningKey | None = None
    ) -> Home:
        """Make a new home with an empty store. Keys are drawn here unless given. Raises ``BadInput`` where one stands already."""
        if not _ORIGIN.fullmatch(origin):
            raise BadInput("--origin", f"{origin!r} is no origin", "write a domain and a path, such as award.example.gov.cn/quality")
        if dsn and re.search(r"//[^/@]*:[^/@]*@|[?&]password=", dsn):
            raise BadInput("--dsn", "the address holds a password, which would be kept in a file", "put the password into ~/.pgpass")
        if (path / CONFIGURATION).exists():
            raise BadInput(str(path), "there is a ledger already", "choose another folder, or use the one that is there")
        try:
            for folder in (path, path / "keys", path / "attachments"):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreUnavailable(str(path), f"the folder cannot be made: {error.strerror}") from None
        home = cls(path, origin, dsn or path / "ledger.sqlite")
        for name, key in (("log", log_key), ("service", service_key), ("access", None)):
            (key or SigningKey.generate()).save(path / "keys" / f"{name}.pem")
        Keyring.create(path / "vault")
        create_store(home.store)
        # From the first record on, a missing memory means that it was lost.
        signer = home.log_signer()
        with home.open_store(read_only=False) as store, signer.hold(store):
            pass
        signer.close()
        write_new(path / CONFIGURATION, orjson.dumps({"v": 1, "origin": origin, "store": dsn}) + b"\n")
        return home

    @classmethod
    def open(cls, path: Path) -> Home:
        """Return the home in ``path``. Raises ``BadInput`` where there is none."""
        try:
            found = msgspec.json.decode((path / CONFIGURATION).read_bytes(), type=_Configuration)
        except FileNotFoundError:
            raise BadInput(str(path), "there is no ledger here", "make one with `ledger init`, or name the folder with --ledger") from None
        except OSError as error:
            raise StoreUnavailable(str(path), f"ledger.json cannot be read: {error.strerror}") from None
        except msgspec.DecodeError as error:
            raise BadInput(str(path / CONFIGURATION), str(error), "restore the file from a backup") from None
        return cls(path, found.origin, os.environ.get("LEDGER_DSN") or found.store or path / "ledger.sqlite")

    @property
    def attachments(self) -> Path:
        """The folder of papers and scans, each named by its SHA-256."""
        return self.path / "attachments"

    @property
    def has_vault(self) -> bool:
        return (self.path / "vault" / "master.key").exists()

    def open_store(self, *, read_only: bool, build: Build = pass_through, clock: Clock = wall_clock) -> Recorder:
        """Return a recorder on the records."""
        return open_store(self.store, build=build, clock=clock, read_only=read_only)

    def keyring(self) -> Keyring:
        """Return the vault's keys."""
        return Keyring(self.path / "vault")

    def open_access_log(self) -> AccessLog:
        """Return the access log, made where there is none."""
        return AccessLog(self.path / "vault" / "access.sqlite", self.origin, read_key(self.path / "keys" / "access.pem"))

    def log_signer(self) -> LogSigner:
        """Return the signer of the log."""
        file = self.log_key()
        return LogSigner(self.origin, file.private, self.path / "keys" / "log.memory", file)

    def log_key(self) -> LogKeyFile:
        """Return the files of the log's key and of its successor."""
        return LogKeyFile(self.path / "keys", self.origin)

    def service_key(self) -> SigningKey:
        """Return the key with which the ledger signs its own acts."""
        return self.service_key_file().key

    def service_key_file(self) -> ServiceKeyFile:
        """Return the files of that key and of its successor."""
        return ServiceKeyFile(self.path / "keys")

    def log_public_key(self) -> bytes:
        """Return the log's public key, 32 bytes."""
        return self.log_key().key.public


def find_home(option: Path | None, environment: Callable[[str], str | None] = os.environ.get) -> Home:
    """Return the home that ``--ledger`` or ``LEDGER_HOME`` names, or that the working folder is. Raises ``BadInput``."""
    named = option or (Path(found) if (found := environment("LEDGER_HOME")) else None)
    return Home.open(named or Path.cwd())
