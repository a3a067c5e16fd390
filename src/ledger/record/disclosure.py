"""Sealed fields: a salted digest in the record, the value elsewhere (RFC 9901, SD-JWT disclosures).

A disclosure is ``base64url(JSON([salt, name, value]))``; the record holds the digest of its ASCII
bytes, once in SHA-256 and once in SM3. Who holds the disclosure can prove the value; who does not
learns nothing, not even which of the type's sealed fields a digest stands for, since digests are
sorted. A fresh 128-bit salt for every field keeps a score of 0 to 100 from being guessed.
"""

from __future__ import annotations

import hashlib
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

import orjson
from cryptography.hazmat.primitives import hashes

from ledger.record import canonical

SALT_BYTES = 16
_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
_SM3 = hashlib.new("sm3") if "sm3" in hashlib.algorithms_available else None
"""Copied for each use: finding the algorithm takes longer than a short hash. None where this Python has no SM3; ``cryptography`` does."""
Salt = Callable[[], bytes]
"""A source of fresh salts: 16 bytes a call, ``secrets.token_bytes`` outside a demo."""


class BadDisclosure(ValueError):
    """A disclosure is malformed, belongs to no digest of the record, or is there twice."""


class Sealing(NamedTuple):
    """What sealing yields: the two digest arrays for the record, and the disclosures for the vault."""

    sha256: list[str]
    sm3: list[str]
    disclosures: list[str]


def seal(fields: Mapping[str, Any], salt: Salt) -> Sealing:
    """Seal each of ``fields`` (name to plain JSON value) under a fresh salt."""
    disclosures = [encode(salt(), name, value) for name, value in sorted(fields.items())]
    return Sealing(sorted(map(digest, disclosures)), sorted(map(digest_sm3, disclosures)), disclosures)


def encode(salt: bytes, name: str, value: Any) -> str:
    """Return one disclosure. The value is written canonically, so that equal values look equal once opened."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return _b64(canonical.dump([_b64(salt), name, value]))


def check_spelling(disclosure: str) -> None:
    """Raise ``BadDisclosure`` unless ``disclosure`` is spelled as ``encode`` spells it, with a salt of full length.

    Asked once, when an act is taken in: another spelling would open just as well, and a short salt could be guessed.
    """
    salt, name, value = _parts(disclosure)
    try:
        same = encode(a2b_base64(salt.encode("ascii").translate(_FROM_URL) + b"=" * (-len(salt) % 4)), name, value) == disclosure
    except ValueError as error:
        raise BadDisclosure(f"not a disclosure: {error}") from None
    if not same:
        raise BadDisclosure(f"the disclosure of {name!r} is not in its one spelling")


def decode(disclosure: str) -> tuple[str, Any]:
    """Return the name and value that ``disclosure`` opens. Raises ``BadDisclosure``."""
    return _parts(disclosure)[1:]


def _parts(disclosure: str) -> tuple[str, str, Any]:
    try:
        padded = disclosure.encode("ascii") + b"=" * (-len(disclosure) % 4)
        salt, name, value = orjson.loads(a2b_base64(padded.translate(_FROM_URL)))
    except ValueError as error:
        raise BadDisclosure(f"not a disclosure: {error}") from None
    if not isinstance(name, str) or not isinstance(salt, str):
        raise BadDisclosure("a disclosure is [salt, name, value]")
    return salt, name, value


def digest(disclosure: str) -> str:
    """Return the SHA-256 digest that stands in the record (RFC 9901 section 4.2.3)."""
    return _b64(hash_of(disclosure))


def hash_of(disclosure: str) -> bytes:
    """Return the 32 bytes that ``digest`` writes."""
    return hashlib.sha256(disclosure.encode("ascii")).digest()


def digest_sm3(disclosure: str) -> str:
    """Return the SM3 digest (GB/T 32905) of the same bytes, for readers who must rely on 国密 alone."""
    if _SM3 is None:
        found = hashes.Hash(hashes.SM3())
        found.update(disclosure.encode("ascii"))
        return _b64(found.finalize())
    sm3 = _SM3.copy()
    sm3.update(disclosure.encode("ascii"))
    return _b64(sm3.digest())


def open_fields(disclosures: Iterable[str], sha256: Collection[str], sm3: Collection[str]) -> dict[str, Any]:
    """Return the values that ``disclosures`` open, by name.

    Raises ``BadDisclosure`` unless every disclosure answers to a digest of each array, and no name
    comes twice. Digests that nothing opens stay closed.
    """
    opened: dict[str, Any] = {}
    for disclosure in disclosures:
        name, value = decode(disclosure)
        if digest(disclosure) not in sha256 or digest_sm3(disclosure) not in sm3:
            raise BadDisclosure(f"the disclosure of {name!r} answers to no digest of this record")
        if name in opened:
            raise BadDisclosure(f"{name!r} is disclosed twice")
        opened[name] = value
    return opened


def _b64(data: bytes) -> str:
    return b2a_base64(data, newline=False).translate(_TO_URL, b"=").decode("ascii")
