"""Drafting acts (拟稿、密封、签名): from what an author means to what the ledger takes in. Needs no ledger, only keys.

A *draft* is a plain object: the type, the round, the fields by name, and whatever of the envelope
differs from the usual. Sealing draws a salt for each sealed field; signing adds one signature for
each signer, in any order and on different machines.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from ledger.errors import BadInput
from ledger.events.event import TYPES, Event, to_wire
from ledger.events.partial import decode_partial
from ledger.record import canonical
from ledger.record.disclosure import Salt, seal
from ledger.record.envelope import Correction, Deviation, Provenance, Said, Seen, Signer, join_act, read_act, said_bytes
from ledger.record.signing import ED25519, SigningKey
from ledger.terms import ActId, Digest, EditionId, KeyId, Role, RoundId
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.merkle import EMPTY

NONE_SEEN = Seen(size=0, root=EMPTY.hex())
LIVE = Provenance(kind="live", on_behalf_of=None, serial=None, dated=None, scan=None, source=None)


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """拟稿: one act as its author writes it. What is left out takes its usual value."""

    type: str
    occurred_at: str
    event: dict[str, Any]
    round: RoundId | None = None
    edition: EditionId = EditionId("2024")
    id: ActId | None = None
    basis: tuple[str, ...] | None = None
    evidence: tuple[Digest, ...] = ()
    provenance: Provenance = LIVE
    corrects: Correction | None = None
    caused_by: tuple[ActId, ...] = ()
    deviation: Deviation | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """已签名的行为: the act's canonical bytes, and the disclosures of its sealed fields."""

    act: bytes
    disclosures: tuple[str, ...]

    def line(self) -> bytes:
        """Return it as one line of JSON Lines."""
        return b'{"act":' + self.act + b',"disclosures":' + canonical.dump(list(self.disclosures)) + b"}"


@dataclass(frozen=True, slots=True)
class Sealed:
    """已密封的行为: canonical ``said`` with its signers named, not yet signed by all. Signatures align; "" is awaited."""

    said: bytes
    signers: tuple[Signer, ...]
    signatures: tuple[str, ...]
    disclosures: tuple[str, ...]

    def sign(self, key: SigningKey) -> Sealed:
        """Return it with the signature of ``key`` in its place. Raises ``BadInput`` when the act names no such signer."""
        if key.id not in {signer.key for signer in self.signers}:
            raise BadInput(
                "key", f"key {key.id[:16]}… is not among the signers that this act names", "use the key that the draft was made for"
            )
        signatures = tuple(key.sign(self.said) if s.key == key.id else old for s, old in zip(self.signers, self.signatures, strict=True))
        return Sealed(self.said, self.signers, signatures, self.disclosures)

    @property
    def awaited(self) -> tuple[Signer, ...]:
        """The signers whose signature is still missing."""
        return tuple(signer for signer, signature in zip(self.signers, self.signatures, strict=True) if not signature)

    def finish(self) -> Signed:
        """Return the act with its signatures, empty strings where one is awaited."""
        return Signed(join_act(self.said, list(self.signatures)), self.disclosures)


def head_in(checkpoint: Checkpoint, origin: str) -> Seen:
    """Return the tree head of ``checkpoint`` as an act for the log ``origin`` names it. Raises ``BadInput`` for another log's."""
    if checkpoint.origin != origin:
        why = f"the checkpoint is of the log {checkpoint.origin}, and the act is for {origin}"
        raise BadInput("--seen", why, "give a checkpoint of the same ledger, or leave it out")
    return Seen(size=checkpoint.size, root=checkpoint.root.hex())


def event_of_draft(draft: Draft) -> Event:
    """Return the event that a draft means. Raises ``BadInput`` naming the field."""
    kind = TYPES.get(draft.type)
    if kind is None:
        raise BadInput("type", f"there is no type {draft.type!r}", "`ledger schema acts` lists the types")
    try:
        return msgspec.convert(draft.event, kind, dec_hook=decode_partial)
    except (msgspec.ValidationError, ValueError) as error:
        raise BadInput("event", f"{draft.type}: {error}", "`ledger schema acts` shows the fields of each type") from None


def seal_act(
    event: Event, draft: Draft, origin: str, signers: Sequence[tuple[Role, KeyId]], *, salt: Salt | None = None, seen: Seen = NONE_SEEN
) -> Sealed:
    """Return the act that says ``event`` in the envelope of ``draft``, ready for its signers. Raises ``BadInput``."""
    draw = salt or (lambda: secrets.token_bytes(16))
    wire = to_wire(event)
    sealing = seal(wire.hidden, draw)
    body = dict(wire.public)
    if sealing.disclosures:
        body |= {"_sd": sealing.sha256, "_sd_sm3": sealing.sm3}
    named = tuple(Signer(role=role.value, key=key, suite=ED25519) for role, key in signers)
    said = Said(
        v=1,
        origin=origin,
        id=draft.id or ActId(draw().hex()),
        seen=draft.seen or seen,
        type=event.wire_name,
        version=event.version,
        round=draft.round,
        subjects=wire.subjects,
        body=body,
        occurred_at=draft.occurred_at,
        basis=draft.basis if draft.basis is not None else event.cites,
        edition=draft.edition,
        evidence=draft.evidence,
        provenance=draft.provenance,
        corrects=draft.corrects,
        caused_by=draft.caused_by,
        deviation=draft.deviation,
        signers=named,
    )
    try:
        plain = canonical.dump(msgspec.to_builtins(said))
    except canonical.NotCanonical as error:
        raise BadInput(error.where, error.why, "use plain text, whole numbers and dates") from None
    return Sealed(plain, named, ("",) * len(named), tuple(sealing.disclosures))


def sign_act(
    event: Event, draft: Draft, origin: str, signers: Iterable[tuple[Role, SigningKey]], *, salt: Salt | None = None, seen: Seen = NONE_SEEN
) -> Signed:
    """Seal and sign in one step, where all keys are at hand."""
    held = list(signers)
    sealed = seal_act(event, draft, origin, [(role, key.id) for role, key in held], salt=salt, seen=seen)
    for _, key in held:
        sealed = sealed.sign(key)
    return sealed.finish()


def read_sealed(line: bytes) -> Sealed:
    """Return an act from its line, whether or not all signatures are there. Raises ``BadInput``."""
    signed = read_signed(line)
    act = read_act(signed.act)
    return Sealed(said_bytes(signed.act), act.said.signers, act.signatures, signed.disclosures)


def read_signed(line: bytes) -> Signed:
    """Return what one line holds, the act's bytes as they stand. Raises ``BadInput``."""
    try:
        found = msgspec.json.decode(line, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("", f"not a signed act: {error}", "`ledger schema acts` describes the form; `ledger sign` writes it") from None
    return Signed(bytes(found.act), tuple(found.disclosures))


def draft_from(line: bytes) -> Draft:
    """Return the draft that one line of JSON writes. Raises ``BadInput``."""
    try:
        return msgspec.json.decode(line, type=Draft)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput("", f"not a draft: {error}", "`ledger schema acts` describes the form") from None


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    act: msgspec.Raw
    disclosures: list[str]
