"""Signed notes (C2SP signed-note): a text, and under it one line for each key that signed it.

``— <name> base64(key id ‖ signature)``. A reader says which keys it knows. Lines of other keys are
passed over, which is what lets witnesses and further suites sign the same note; a line of a known
key that fails refuses the whole note. ``open_note`` demands one key by name: a note that only
witnesses signed must not pass for the log's own word.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAX_SIGNATURES = 100
"""The format asks for at least 16."""
MAX_BYTES = 1_000_000

ED25519 = 0x01
ED25519_BYTES = 32
KEY_ID_BYTES = 4

_LINE = re.compile("— ([^ ]+) ([^ ]+)")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


class NoteRefused(ValueError):
    """A note, a key or a signature is not written as the format demands, or is not signed as the reader demands."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note. ``payload`` is what follows the key id; its form is the key type's."""

    name: str
    key_id: bytes
    payload: bytes


class Key(Protocol):
    """A public key that a reader knows: name, 4-byte id, and how its payload is held against a text."""

    @property
    def name(self) -> str: ...

    @property
    def id(self) -> bytes: ...

    def verifies(self, text: bytes, payload: bytes) -> bool:
        """Return whether ``payload`` is this key's signature over ``text``."""


@dataclass(frozen=True, slots=True)
class LogKey:
    """日志公钥: the Ed25519 key (type 0x01) with which a log signs its checkpoints. ``public`` has 32 bytes."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        check_key(self.name, self.public)

    @property
    def id(self) -> bytes:
        return key_id(self.name, ED25519, self.public)

    @classmethod
    def of(cls, vkey: str) -> LogKey:
        """Return the key that ``vkey`` writes. Raises ``NoteRefused``, also for a key of another type."""
        name, kind, public = split_vkey(vkey)
        if kind != ED25519:
            raise NoteRefused(f"the key of {name!r} has type 0x{kind:02x}; a log signs with 0x{ED25519:02x}, Ed25519")
        return cls(name, public)

    def vkey(self) -> str:
        return join_vkey(self.name, ED25519, self.public)

    def verifies(self, text: bytes, payload: bytes) -> bool:
        return verify_ed25519(self.public, payload, text)


@dataclass(frozen=True, slots=True)
class Note:
    """A note as read: whose lines it carries is not yet checked. ``text`` ends in a newline."""

    text: str
    signatures: tuple[Signature, ...]


def open_note(data: bytes, key: Key, others: Sequence[Key] = ()) -> tuple[Note, tuple[Key, ...]]:
    """Return the note in ``data``, and those of ``key`` and ``others`` that signed it, each once.

    Raises ``NoteRefused`` when ``key`` did not sign, when a line of any of these keys fails, or for
    any byte out of place.
    """
    note = read_note(data)
    known = {(key.name, key.id): key}
    for other in others:
        if known.setdefault((other.name, other.id), other) != other:
            raise NoteRefused(f"two of the known keys are named {other.name!r} with the id {other.id.hex()}")
    text = note.text.encode()
    signed: dict[tuple[str, bytes], Key] = {}
    for signature in note.signatures:
        signer = known.get((signature.name, signature.key_id))
        if signer is None:
            continue
        if not signer.verifies(text, signature.payload):
            raise NoteRefused(f"the signature of {signature.name!r} is not that of its key over this text")
        signed[signature.name, signature.key_id] = signer
    if (key.name, key.id) not in signed:
        raise NoteRefused(f"not signed by {key.name!r} with the key {key.id.hex()}")
    return note, tuple(signed.values())


def read_note(data: bytes) -> Note:
    """Return the note that ``data`` writes, unverified. Raises ``NoteRefused``."""
    if len(data) > MAX_BYTES:
        raise NoteRefused(f"a note of {len(data)} bytes; at most {MAX_BYTES} are read")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteRefused(f"byte {error.start} of the note is not UTF-8") from None
    if found := _CONTROL.search(whole):
        raise NoteRefused(f"the note holds the control character U+{ord(found[0]):04X}")
    above, gap, below = whole.rpartition("\n\n")
    if not gap or not below.endswith("\n"):
        raise NoteRefused("not a note: no empty line, or no signature line that ends in a newline, after the text")
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteRefused(f"{len(lines)} signature lines; at most {MAX_SIGNATURES} are read")
    return Note(above + "\n", tuple(map(read_signature, lines)))


def read_signature(line: str) -> Signature:
    """Return the signature that one ``line``, without its newline, writes. Raises ``NoteRefused``."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise NoteRefused(f"{line!r} is not a signature line")
    check_name(match[1])
    data = read_base64(match[2])
    if len(data) <= KEY_ID_BYTES:
        raise NoteRefused(f"the signature line of {match[1]!r} holds no signature")
    return Signature(match[1], data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def write_signature(signature: Signature) -> str:
    """Return the line that writes ``signature``, its newline included."""
    return f"— {signature.name} {write_base64(signature.key_id + signature.payload)}\n"


def write_note(text: str, signatures: Sequence[Signature]) -> bytes:
    """Return the note. Raises ``NoteRefused`` when it would not read back as the same text and signatures."""
    data = (text + "\n" + "".join(map(write_signature, signatures))).encode()
    if read_note(data) != Note(text, tuple(signatures)):
        raise NoteRefused("a note's text ends in a newline, and at least one signature stands under it")
    return data


def sign(private: Ed25519PrivateKey, name: str, text: str) -> Signature:
    """Return the line of a log's key (type 0x01) under ``text``. Raises ``NoteRefused`` for a bad name."""
    key = LogKey(name, private.public_key().public_bytes_raw())
    return Signature(name, key.id, private.sign(text.encode()))


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """Return the 4 bytes by which a signature line tells its key, type included."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:KEY_ID_BYTES]


def join_vkey(name: str, kind: int, public: bytes) -> str:
    """Return the key written as ``name+id+base64(type ‖ public)``."""
    return f"{name}+{key_id(name, kind, public).hex()}+{write_base64(bytes([kind]) + public)}"


def split_vkey(vkey: str) -> tuple[str, int, bytes]:
    """Return name, type and public bytes of ``vkey``. Raises ``NoteRefused``, also where the id is not that of the key."""
    parts = vkey.split("+", 2)
    if len(parts) != 3:
        raise NoteRefused(f"{vkey!r} is not a key: name+id+base64")
    name, id, data = parts[0], parts[1], read_base64(parts[2])
    check_name(name)
    if not data:
        raise NoteRefused(f"the key of {name!r} is empty")
    if key_id(name, data[0], data[1:]).hex() != id:
        raise NoteRefused(f"the key of {name!r} does not have the id {id!r} that is written beside it")
    return name, data[0], data[1:]


def check_key(name: str, public: bytes) -> None:
    """Raise ``NoteRefused`` unless name and length are those of an Ed25519 key."""
    check_name(name)
    if len(public) != ED25519_BYTES:
        raise NoteRefused(f"the key of {name!r} has {len(public)} bytes; Ed25519 has {ED25519_BYTES}")


def check_name(name: str) -> None:
    """Raise ``NoteRefused`` for a key name that is empty or holds a space, a plus or a control character."""
    if not name or "+" in name or any(c.isspace() or c < " " for c in name):
        raise NoteRefused(f"{name!r} cannot name a key: empty, or with a space, a plus or a control character in it")


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether ``signature`` is that of ``public`` over ``message`` (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def write_base64(data: bytes) -> str:
    """Return ``data`` in standard base64, padded (RFC 4648 section 4)."""
    return b64encode(data).decode("ascii")


def read_base64(text: str) -> bytes:
    """Return the bytes that ``text`` writes. Raises ``NoteRefused`` for any second way of writing them."""
    try:
        data = b64decode(text, validate=True)
    except (NotBase64, ValueError):
        raise NoteRefused(f"{text!r} is not base64") from None
    if write_base64(data) != text:
        raise NoteRefused(f"{text!r} is not how base64 writes its bytes")
    return data
