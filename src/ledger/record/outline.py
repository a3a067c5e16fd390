"""The outline (要略): what folding reads of a record that the ledger itself admitted, decoded at once; the rest is left where it is.

Whatever is not as usual is read whole (``ledger.record.envelope``), which finds the fault, or that there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Literal, TypeVar, cast

import msgspec

from ledger.errors import UnreadableEvent
from ledger.record.envelope import Correction, Deviation, Said, check_place
from ledger.terms import ActId, Digest, Role, RoundId

Body = TypeVar("Body")
Name = TypeVar("Name", bound=str)
Version = TypeVar("Version", bound=int)


class OutlinedProvenance(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Of the provenance, what folding reads."""

    kind: Literal["live", "transcribed", "imported"]
    on_behalf_of: str | None


class OutlinedSigner(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Of a signer, what folding reads."""

    role: Role = msgspec.field(name="as")


class Outline(msgspec.Struct, Generic[Body, Name, Version], frozen=True, kw_only=True, gc=False):
    """要略: what folding reads of ``said``. The order is that of canonical JSON, in which it is found fastest."""

    body: Body
    corrects: Correction | None
    deviation: Deviation | None
    id: ActId
    provenance: OutlinedProvenance
    round: RoundId | None
    signers: tuple[OutlinedSigner, ...]
    subjects: tuple[str, ...]
    type: Name
    version: Version


Brief = Outline[Any, str, int] | Said
"""What folding reads of an act: all of ``said`` where that is at hand."""


class OutlinedAct(msgspec.Struct, Generic[Body, Name, Version], frozen=True, kw_only=True, gc=False):
    """Of an act, the outline."""

    said: Outline[Body, Name, Version]


class OutlinedLog(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Of the log part, what a fact keeps."""

    position: int
    recorded_at: str
    rules: Digest
    v: int


class Outlined(msgspec.Struct, Generic[Body, Name, Version], frozen=True, kw_only=True, gc=False):
    """A record of which only that much was read."""

    act: OutlinedAct[Body, Name, Version]
    log: OutlinedLog


_decode_outlined = msgspec.json.Decoder(Outlined[msgspec.Raw, str, int]).decode


def read_outline(data: bytes, position: int) -> Outlined[msgspec.Raw, str, int]:
    """Return the outline of the record that the ledger itself admitted at ``position``, the body as it stands.

    What it does not read is held against the form of a record when it is asked for (``ledger.stages.fact``). Raises ``UnreadableEvent``.
    """
    try:
        found = _decode_outlined(data)
    except (ValueError, TypeError) as error:
        # SQLite keeps a value of any kind in any column.
        raise UnreadableEvent(position, str(error)) from None
    check_place(found.log, position)
    return found


def outline_reader(
    name: str, version: int, body: type[Body], dec_hook: Callable[[type, Any], Any]
) -> Callable[[bytes], Outlined[Body, str, int]]:
    """Return what reads the outline of a record of this type and version, with such a ``body``.

    It raises ``ValueError``, for a record of another type too, and leaves the place unchecked.
    """
    kind: Any = Outlined[body, Literal[name], Literal[version]]  # type: ignore[valid-type]
    return cast("Callable[[bytes], Outlined[Body, str, int]]", msgspec.json.Decoder(kind, dec_hook=dec_hook).decode)
