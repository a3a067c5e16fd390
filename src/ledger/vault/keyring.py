"""Keys of the vault (密钥环): one for each round, one for each person, so that one person's data can be shredded alone.

Each key is a file of its own under a master key; neither is ever part of the database or of a backup
of it. A scope is a short ASCII text such as ``round:2025`` or ``person:2025/E-03``.
"""

from __future__ import annotations

import os
import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.errors import IntegrityViolation, StoreUnavailable

KEY_BYTES = 32
NONCE_BYTES = 12


class Keyring:
    """The keys in one folder. Several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._master = AESGCM(_read(folder / "master.key"))
        self._known: dict[str, AESGCM] = {}

    @classmethod
    def create(cls, folder: Path) -> Keyring:
        """Return a new keyring in ``folder``, which must not hold one."""
        (folder / "keys").mkdir(parents=True, mode=0o700)
        write_new(folder / "master.key", secrets.token_bytes(KEY_BYTES))
        return cls(folder)

    def key(self, scope: str) -> AESGCM:
        """Return the key of ``scope``, made when first asked for. Raises ``StoreUnavailable``, ``IntegrityViolation``."""
        known = self._known.get(scope)
        if known is None:
            known = self._known[scope] = self._load(scope) or self._make(scope)
        return known

    def find(self, scope: str) -> AESGCM | None:
        """Return the key of ``scope``, or None where there is none: its values are shredded, or were never here."""
        return self._known.get(scope) or self._load(scope)

    def _path(self, scope: str) -> Path:
        return self.folder / "keys" / f"{sha256(scope.encode()).hexdigest()}.key"

    def _load(self, scope: str) -> AESGCM | None:
        try:
            wrapped = self._path(scope).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreUnavailable(str(self.folder), f"a vault key cannot be read: {error.strerror}") from None
        try:
            return AESGCM(self._master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], scope.encode()))
        except (InvalidTag, ValueError):
            raise IntegrityViolation(f"the vault key of {scope} was changed, or the master key is another") from None

    def _make(self, scope: str) -> AESGCM:
        nonce = secrets.token_bytes(NONCE_BYTES)
        wrapped = nonce + self._master.encrypt(nonce, secrets.token_bytes(KEY_BYTES), scope.encode())
        # Where another process made the key meanwhile, its key is the one.
        write_new(self._path(scope), wrapped)
        made = self._load(scope)
        if made is None:
            raise StoreUnavailable(str(self.folder), "a vault key vanished while it was made")
        return made


def write_new(path: Path, content: bytes) -> bool:
    """Write a file that only its owner reads, whole and durable, unless one stands there. Return whether it was written."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(partial, path)
        finally:
            partial.unlink()
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except FileExistsError:
        return False
    except OSError as error:
        raise StoreUnavailable(
            str(path), f"it cannot be written: {error.strerror}", "look at the disk and at the folder's rights"
        ) from None
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoreUnavailable(str(path), f"the vault's master key cannot be read: {error.strerror}") from None
