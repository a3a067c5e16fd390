"""The envelope: what every act says, and what the log adds (docs/formats.md sections 2 and 3).

An *act* is ``{"said": …, "signatures": […]}``. ``said`` is all that the signers stand for; each
signature is over ``CONTEXT`` followed by its canonical bytes. A *record* is ``{"act": …, "log": …}``
and is one entry of the log. The ledger splices the act's bytes into the record and never writes
them anew, so what was signed is what is hashed. Every field is always present.

What is read from JSON holds no cycles, so none of it is shown to the cycle collector (``gc=False``):
with a round in memory that would cost more than reading it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ledger.errors import BadInput, UnreadableEvent
from ledger.record import canonical
from ledger.terms import ActId, Digest, EditionId, KeyId, RoundId

if TYPE_CHECKING:
    from ledger.record.outline import OutlinedLog

FORMAT = 1
CONTEXT = b"award-ledger/act/v1\n"
MAX_RECORD_BYTES = 60_000
"""Below the 65,535 bytes of a C2SP entry. What is larger is an attachment, named by its digest."""

_ROUND = re.compile(r"[^\s:/]{1,64}")
_SUBJECT = re.compile(r"[a-z_]+:[^\s:/]{1,64}")


class Seen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """所见树头: the newest tree head that the author knew. Size 0 and the empty root where none was."""

    size: int
    root: str


class Provenance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """来源: how the act came into the ledger. Every report states the share of each kind.

    ``live``: signed by the actor's own key. ``transcribed`` (代录): written off a paper by the clerk
    ``on_behalf_of`` the actor, with the paper's ``serial``, its date and the digest of its ``scan``, and
    confirmed (复核) by a second person. ``imported``: taken over from the ``source`` named.
    """

    kind: Literal["live", "transcribed", "imported"]
    on_behalf_of: str | None
    serial: str | None
    dated: str | None
    scan: Digest | None
    source: str | None


class Correction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """更正: the act that this one takes the place of, why, and who approved it (a document or a body)."""

    act: ActId
    why: str
    approved_by: str


class Deviation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """例外: a fact that happened against a rule, owned by the body that brought it about."""

    rule: str
    why: str
    authority: str


class Signer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """签署人: in what role, with which key, under which suite."""

    role: str = msgspec.field(name="as")
    key: KeyId
    suite: str


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """所述: everything that the signers sign."""

    v: int
    origin: str
    id: ActId
    seen: Seen
    type: str
    version: int
    round: RoundId | None
    subjects: tuple[str, ...]
    body: dict[str, Any]
    occurred_at: str
    basis: tuple[str, ...]
    edition: EditionId
    evidence: tuple[Digest, ...]
    provenance: Provenance
    corrects: Correction | None
    caused_by: tuple[ActId, ...]
    deviation: Deviation | None
    signers: tuple[Signer, ...]

    def subject(self, kind: str) -> str | None:
        """Return the code of the one subject of this ``kind``, or None."""
        prefix = kind + ":"
        return next((s[len(prefix) :] for s in self.subjects if s.startswith(prefix)), None)


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """行为: what was said and the signatures under it, aligned with ``said.signers``."""

    said: Said
    signatures: tuple[str, ...]


class LogPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """入账: what the ledger adds. Position is leaf index + 1; ``recorded_at`` never goes back."""

    v: int
    position: int
    recorded_at: str
    tags: tuple[str, ...]
    rules: Digest
    findings: str


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """记录: one entry of the log."""

    act: Act
    log: LogPart


class _RawAct(msgspec.Struct, forbid_unknown_fields=True):
    said: msgspec.Raw
    signatures: tuple[str, ...]


class _RawRecord(msgspec.Struct, forbid_unknown_fields=True):
    act: msgspec.Raw
    log: msgspec.Raw


_decode_act, _decode_record = msgspec.json.Decoder(Act).decode, msgspec.json.Decoder(Record).decode
_raw_act = msgspec.json.Decoder(_RawAct).decode
_raw_record = msgspec.json.Decoder(_RawRecord).decode


def read_act(data: bytes) -> Act:
    """Return the act that ``data`` holds. Raises ``BadInput`` for any byte out of place."""
    if len(data) > MAX_RECORD_BYTES:
        raise BadInput("act", f"{len(data)} bytes; an act has at most {MAX_RECORD_BYTES}", "put long texts into an attachment")
    try:
        canonical.load(data)
        act = _decode_act(data)
        check_form(act)
    except (canonical.NotCanonical, msgspec.ValidationError, ValueError) as error:
        raise BadInput("act", str(error), "write the act with `ledger sign`, which gives it its canonical form") from None
    return act


def read_record(data: bytes, position: int | None = None, *, strict: bool = True) -> Record:
    """Return the record that ``data`` holds; ``position`` is where it was found.

    ``strict`` also holds the bytes against their canonical spelling, as a verifier must; the ledger
    reads back without it what it once admitted under it. Raises ``UnreadableEvent``.
    """
    try:
        if strict:
            canonical.load(data)
        record = _decode_record(data)
        if strict:
            check_form(record.act)
    except (canonical.NotCanonical, msgspec.DecodeError, ValueError) as error:
        raise UnreadableEvent(position, str(error)) from None
    check_place(record.log, position)
    return record


def check_place(log: LogPart | OutlinedLog, position: int | None) -> None:
    """Raise ``UnreadableEvent`` unless the log part is of this format, and says that it stands at ``position``."""
    if log.v != FORMAT:
        raise UnreadableEvent(position, f"log format {log.v} is not {FORMAT}")
    if position is not None and log.position != position:
        raise UnreadableEvent(position, f"the record says that its position is {log.position}")


def check_form(act: Act) -> None:
    """Raise ``ValueError`` unless the parts of ``act`` agree with each other."""
    said = act.said
    if said.v != FORMAT:
        raise ValueError(f"$.said.v: format {said.v} is not {FORMAT}; a newer program wrote this")
    if not said.signers:
        raise ValueError("$.said.signers: nobody signs")
    if len(act.signatures) != len(said.signers):
        raise ValueError(f"$.signatures: {len(act.signatures)} for {len(said.signers)} signers")
    if len({signer.key for signer in said.signers}) != len(said.signers):
        raise ValueError("$.said.signers: one key signs twice")
    if said.round is not None and not _ROUND.fullmatch(said.round):
        raise ValueError(f"$.said.round: {said.round[:80]!r} is not a label of at most 64 characters without spaces, colons and slashes")
    for subject in said.subjects:
        if not _SUBJECT.fullmatch(subject):
            raise ValueError(f"$.said.subjects: {subject!r} is not kind:code")
    if len(set(said.subjects)) != len(said.subjects):
        raise ValueError("$.said.subjects: one subject is named twice")


def said_bytes(act: bytes) -> bytes:
    """Return the bytes of ``said`` exactly as they stand in the act."""
    return bytes(_raw_act(act).said)


def act_bytes(record: bytes) -> bytes:
    """Return the bytes of the act exactly as they stand in the record."""
    return bytes(_raw_record(record).act)


def join_act(said: bytes, signatures: list[str]) -> bytes:
    """Return the act that carries ``signatures`` (base64url) under canonical ``said``."""
    return b'{"said":' + said + b',"signatures":' + canonical.dump(signatures) + b"}"


def join_record(act: bytes, log: LogPart) -> bytes:
    """Return the record's bytes: the act spliced in unchanged, the log part beside it."""
    return b'{"act":' + act + b',"log":' + canonical.dump(msgspec.to_builtins(log)) + b"}"
