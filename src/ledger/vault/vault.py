"""The vault (保险库): seals disclosures into boxes for the store, and opens them for the ledger's own checks.

A box is ``version ‖ scope length ‖ scope ‖ nonce ‖ AES-256-GCM(padded disclosure)`` with the
disclosure's digest as associated data, so that a box answers to one digest alone. Boxes come in few
sizes, so that their length tells little. Opening for others goes through ``ledger.vault.door``.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.errors import IntegrityViolation
from ledger.events.event import Event, Openness
from ledger.record.disclosure import decode, hash_of
from ledger.record.envelope import Said
from ledger.record.signing import encode as text_of
from ledger.vault.keyring import NONCE_BYTES, Keyring

VERSION = b"\x01"
SMALL, LARGE = 128, 4096
"""Disclosures are padded to a multiple of these many bytes: the larger one for whole acts, which must all look alike."""


Place = tuple[int, str]
"""(position, digest): a sealed field of one record. A neutral act's stand at the position of the record around it."""


class Boxes(Protocol):
    """What the vault needs of a store: the boxes that were stored with the records at some positions."""

    def disclosures(self, positions: Iterable[int]) -> Iterable[tuple[int, bytes, bytes]]: ...


class Vault:
    """Sealed values of one ledger: ``boxes`` are in its store, the keys are apart from it."""

    def __init__(self, boxes: Boxes, keyring: Keyring) -> None:
        self._boxes, self._keyring = boxes, keyring

    def seal(self, disclosures: Iterable[str], said: Said, kind: type[Event]) -> tuple[tuple[bytes, bytes], ...]:
        """Return the (digest, box) rows of the ``disclosures`` of one act."""
        personal = _personal(kind)
        unit = LARGE if said.type == "record.sealed" else SMALL
        rows = []
        for disclosure in disclosures:
            scope = _person(said) if personal and decode(disclosure)[0] in personal else _round(said)
            rows.append(self._box(disclosure, scope, unit))
        return tuple(rows)

    def seal_note(self, disclosure: str, said: Said) -> tuple[bytes, bytes]:
        """Return the row of a disclosure of the ledger's own, such as its findings on an act."""
        return self._box(disclosure, _round(said), SMALL)

    def open(self, places: Iterable[Place]) -> dict[Place, str]:
        """Return the disclosures that the vault holds at ``places``, without those that are shredded.

        Raises ``IntegrityViolation`` for a box that does not answer to its digest.
        """
        wanted = set(places)
        opened: dict[Place, str] = {}
        # Kept for these boxes alone: a key that is shredded meanwhile opens nothing at the next call.
        keys: dict[bytes, AESGCM | None] = {}
        for position, hash, box in self._boxes.disclosures(position for position, _ in wanted) if wanted else ():
            place = position, text_of(hash)
            # The ledger's own notes stand there too, and nobody asked for them.
            if place in wanted and (disclosure := self._unbox(hash, box, keys)) is not None:
                opened[place] = disclosure
        return opened

    def _box(self, disclosure: str, scope: str, unit: int) -> tuple[bytes, bytes]:
        hash, name = hash_of(disclosure), scope.encode()
        nonce = secrets.token_bytes(NONCE_BYTES)
        padded = disclosure.encode().ljust(-(-len(disclosure) // unit) * unit)
        sealed = self._keyring.key(scope).encrypt(nonce, padded, hash)
        return hash, VERSION + bytes((len(name),)) + name + nonce + sealed

    def _unbox(self, hash: bytes, box: bytes, keys: dict[bytes, AESGCM | None]) -> str | None:
        if box[:1] != VERSION:
            raise IntegrityViolation(f"the vault holds a box of an unknown version under {hash.hex()}")
        start = 2 + box[1]
        scope = box[2:start]
        if scope not in keys:
            keys[scope] = self._keyring.find(scope.decode())
        key = keys[scope]
        if key is None:
            return None
        try:
            padded = key.decrypt(box[start : start + NONCE_BYTES], box[start + NONCE_BYTES :], hash)
        except InvalidTag:
            raise IntegrityViolation(f"the vault's box under {hash.hex()} was changed") from None
        return padded.rstrip().decode()


@cache
def _personal(kind: type[Event]) -> frozenset[str]:
    return frozenset(f.name for f in kind.fields() if f.openness is Openness.PERSONAL)


def _round(said: Said) -> str:
    return f"round:{said.round}" if said.round is not None else "ledger"


def _person(said: Said) -> str:
    # Data of a person is under the key of whom the act is about; where it is about nobody, under a key of its own.
    about = next((s for s in said.subjects if s.startswith(("expert:", "applicant:"))), f"act:{said.id}")
    return f"person:{said.round}/{about}"
