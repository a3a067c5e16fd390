"""Signatures over acts: suites, the context string, keys (RFC 8032; docs/formats.md section 4).

A suite names a signature algorithm and the hash that goes with it. ``ed25519`` is the one that
exists today; the table leaves the place where an SM2/SM3 suite (国密) will stand. A suite is never
negotiated: the signer names it inside what is signed, and the key was bound under it.
"""

from __future__ import annotations

import hashlib
import os
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.errors import BadInput
from ledger.record.envelope import CONTEXT
from ledger.terms import KeyId

ED25519 = "ed25519"
_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
POSSESSION = b"award-ledger/key-possession/v1\n"
"""Context of the proof that whoever asks for a binding holds the private key."""

LOG_KEY = b"award-ledger/log-key/v1\n"
"""Context of the two signatures by which one log key hands over to the next."""
_LOG_KEY_ED25519 = b"\x01"
_KEY_BYTES = 32


def _verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


SUITES: dict[str, Callable[[bytes, bytes, bytes], bool]] = {ED25519: _verify_ed25519}
"""Suite name to a verifier of (public key, signature, message)."""


class SigningKey:
    """签名私钥: a private key in the hands of one actor. It never enters the office or the log."""

    suite = ED25519

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw()
        self.id = key_id(self.public)

    @classmethod
    def generate(cls) -> SigningKey:
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """Return the key of 32 ``seed`` bytes. For demos and tests alone: whoever knows the seed signs."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def load(cls, path: Path, password: bytes | None = None) -> SigningKey:
        """Return the key in a PKCS #8 PEM file. Raises ``BadInput``; never repeats what the file holds."""
        try:
            private = serialization.load_pem_private_key(path.read_bytes(), password)
        except OSError as error:
            raise BadInput(str(path), f"the key cannot be read: {error.strerror}") from None
        except (ValueError, TypeError):
            raise BadInput(
                str(path), "not a private key in PEM, or the password is wrong or missing", "make one with `ledger key new`"
            ) from None
        if not isinstance(private, Ed25519PrivateKey):
            raise BadInput(str(path), "not an Ed25519 key", "make one with `ledger key new`")
        return cls(private)

    def save(self, path: Path, password: bytes | None = None) -> None:
        """Write the key to a new file that only its owner can read. Raises ``BadInput`` where one stands already."""
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise BadInput(str(path), "a file stands there already; a key is never overwritten", "choose another name") from None
        with os.fdopen(descriptor, "wb") as file:
            file.write(self.pem(password))

    def pem(self, password: bytes | None = None) -> bytes:
        """Return the private key in PKCS #8 PEM, as ``load`` reads it."""
        secrecy = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        return self._private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secrecy)

    def sign(self, said: bytes) -> str:
        """Return the signature over canonical ``said``, in base64url."""
        return encode(self._private.sign(CONTEXT + said))

    def prove_possession(self, origin: str) -> str:
        """Return the proof that this key is held, made for one ledger so that it serves in no other."""
        return encode(self._private.sign(POSSESSION + origin.encode() + b"\n" + self.public))

    def sign_handover(self, new_vkey: str, origin: str) -> str:
        """Return this log key's half of the proof that the log ``origin`` goes over to the key ``new_vkey``."""
        return encode(self._private.sign(_handover(new_vkey, origin)))


def prove_rotation(old: SigningKey, new: SigningKey, new_vkey: str, origin: str) -> str:
    """Return the proof by which the log key ``old`` of ``origin`` hands over to ``new``, whose C2SP verifier key is ``new_vkey``."""
    return ".".join(key.sign_handover(new_vkey, origin) for key in (old, new))


def verify_rotation(old: str, new: str, proof: str, origin: str) -> bool:
    """Return whether in ``proof`` both log keys, C2SP verifier keys named ``origin``, signed that ``new`` follows ``old``."""
    keys, signatures = (_log_key(old, origin), _log_key(new, origin)), proof.split(".")
    if old == new or len(signatures) != len(keys):
        return False
    message = _handover(new, origin)
    return all(key is not None and _verify(ED25519, key, signature, message) for key, signature in zip(keys, signatures, strict=True))


def verify(suite: str, public: bytes, signature: str, said: bytes) -> bool:
    """Return whether ``signature`` is that of ``public`` over canonical ``said``. An unknown suite never verifies."""
    return _verify(suite, public, signature, CONTEXT + said)


def verify_possession(suite: str, public: bytes, proof: str, origin: str) -> bool:
    """Return whether ``proof`` shows that the holder of ``public`` asked to be bound in the ledger ``origin``."""
    return _verify(suite, public, proof, POSSESSION + origin.encode() + b"\n" + public)


def key_id(public: bytes) -> KeyId:
    """Return the name of a key: the SHA-256 of its public bytes, whole, so that no two can be confused."""
    return KeyId(hashlib.sha256(public).hexdigest())


def encode(data: bytes) -> str:
    """Return ``data`` in base64url without padding."""
    return b2a_base64(data, newline=False).translate(_TO_URL, b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Return the bytes that ``text`` spells in base64url. Raises ``ValueError`` for any second spelling."""
    # What the alphabet does not hold is skipped here, and found out by the comparison.
    data = a2b_base64(text.encode("ascii").translate(_FROM_URL) + b"=" * (-len(text) % 4))
    if encode(data) != text:
        raise ValueError("not base64url without padding")
    return data


def _verify(suite: str, public: bytes, signature: str, message: bytes) -> bool:
    verifier = SUITES.get(suite)
    try:
        return verifier is not None and verifier(public, decode(signature), message)
    except ValueError:
        return False


def _handover(new_vkey: str, origin: str) -> bytes:
    return LOG_KEY + origin.encode() + b"\n" + new_vkey.encode()


def _log_key(vkey: str, origin: str) -> bytes | None:
    """Return the Ed25519 public key in a C2SP verifier key of ``origin``, or None for anything else and any second spelling."""
    name, _, rest = vkey.partition("+")
    id, _, text = rest.partition("+")
    try:
        data = a2b_base64(text, strict_mode=True)
    except ValueError:
        return None
    if name != origin or b2a_base64(data, newline=False).decode() != text or data[:1] != _LOG_KEY_ED25519 or len(data) != 1 + _KEY_BYTES:
        return None
    return data[1:] if hashlib.sha256(name.encode() + b"\n" + data).hexdigest()[:8] == id else None
