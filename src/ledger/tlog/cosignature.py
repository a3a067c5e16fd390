"""Cosignatures of witnesses (C2SP tlog-cosignature, ``cosignature/v1``, type 0x04).

A witness says: as of this time, this is the largest consistent tree of this origin that I saw. Its
line under the checkpoint holds ``time ‖ signature``, the time in seconds, 8 bytes, big-endian; the
signature is over two lines of header followed by the note's text.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.tlog.note import NoteRefused, Signature, check_key, join_vkey, key_id, split_vkey, verify_ed25519

COSIGNATURE = 0x04
TIME_BYTES = 8
LAST_TIME = 2**63 - 1


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """见证公钥: the Ed25519 key of a witness, a body outside the office. ``public`` has 32 bytes."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        check_key(self.name, self.public)

    @property
    def id(self) -> bytes:
        return key_id(self.name, COSIGNATURE, self.public)

    @classmethod
    def of(cls, vkey: str) -> WitnessKey:
        """Return the key that ``vkey`` writes. Raises ``NoteRefused``, also for a key of another type."""
        name, kind, public = split_vkey(vkey)
        if kind != COSIGNATURE:
            raise NoteRefused(f"the key of {name!r} has type 0x{kind:02x}; a witness signs with 0x{COSIGNATURE:02x}")
        return cls(name, public)

    def vkey(self) -> str:
        return join_vkey(self.name, COSIGNATURE, self.public)

    def verifies(self, text: bytes, payload: bytes) -> bool:
        time = int.from_bytes(payload[:TIME_BYTES])
        return time <= LAST_TIME and verify_ed25519(self.public, payload[TIME_BYTES:], _message(time, text))


def cosign(private: Ed25519PrivateKey, name: str, text: str, time: int) -> Signature:
    """Return the line of a witness under ``text``, as of ``time`` in seconds since 1970.

    Raises ``NoteRefused`` for a bad name, ``ValueError`` for a time that does not fit.
    """
    if not 0 <= time <= LAST_TIME:
        raise ValueError(f"{time} is not a time in seconds since 1970")
    key = WitnessKey(name, private.public_key().public_bytes_raw())
    return Signature(name, key.id, time.to_bytes(TIME_BYTES) + private.sign(_message(time, text.encode())))


def time_of(signature: Signature) -> int:
    """Return when the witness signed, in seconds since 1970. Right only for a line that was verified."""
    return int.from_bytes(signature.payload[:TIME_BYTES])


def _message(time: int, text: bytes) -> bytes:
    return b"cosignature/v1\ntime %d\n" % time + text
