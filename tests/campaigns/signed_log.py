"""A small ledger made from fixed seeds: keys bound, scores recorded, each act signed. For what tampers with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.bundle.tiles import publish_tiles
from ledger.events.event import Event, to_wire
from ledger.events.founding import LedgerOpened
from ledger.events.keys import KeyBound
from ledger.events.scoring import ScoreRecorded
from ledger.record import canonical
from ledger.record.disclosure import seal
from ledger.record.envelope import LogPart, Said, join_act, join_record
from ledger.record.signing import SigningKey, decode
from ledger.record.tags import tags_of
from ledger.store import Head, Offer, Recorder, create_store, open_store
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, Role, instant
from ledger.tlog.checkpoint import Checkpoint, sign_checkpoint
from ledger.tlog.merkle import EMPTY
from ledger.tlog.note import LogKey

ORIGIN = "award.example/quality"
ROUND = "2025"
EXPERTS = 7
START = 1_758_675_600
"""2025-09-24T09:00:00+08:00, in seconds since 1970."""


def seeded(name: str) -> bytes:
    """Return 32 bytes that only ``name`` decides."""
    return sha256(b"test key " + name.encode()).digest()


LOG_PRIVATE = Ed25519PrivateKey.from_private_bytes(seeded("log"))
LOG_KEY = LogKey(ORIGIN, LOG_PRIVATE.public_key().public_bytes_raw())
REGISTRAR, COUNTERSIGNER, SERVICE, STRANGER = (
    SigningKey.from_seed(seeded(name)) for name in ("registrar", "countersigner", "service", "stranger")
)
EXPERT = [SigningKey.from_seed(seeded(f"expert {number}")) for number in range(EXPERTS)]
ROOTS = ((Role.REGISTRAR, REGISTRAR), (Role.COUNTERSIGNER, COUNTERSIGNER))

Signers = Sequence[tuple[Role, SigningKey]]


def said_of(number: int, event: Event, signers: Signers, *, round: str | None = None, **changed: Any) -> dict[str, Any]:
    """Return what the author of act ``number`` says, as plain JSON; ``changed`` replaces members of it."""
    wire = to_wire(event)
    body = dict(wire.public)
    if wire.hidden:
        salts = iter(seeded(f"salt {number} {field}")[:16] for field in range(len(wire.hidden)))
        sealing = seal(wire.hidden, lambda: next(salts))
        body |= {"_sd": sealing.sha256, "_sd_sm3": sealing.sm3}
    return {
        "v": 1,
        "origin": ORIGIN,
        "id": seeded(f"act {number}").hex()[:32],
        "seen": {"size": 0, "root": EMPTY.hex()},
        "type": event.wire_name,
        "version": event.version,
        "round": round,
        "subjects": list(wire.subjects),
        "body": body,
        "occurred_at": "2025-09-24",
        "basis": list(event.cites),
        "edition": "2024",
        "evidence": [],
        "provenance": {"kind": "live", "on_behalf_of": None, "serial": None, "dated": None, "scan": None, "source": None},
        "corrects": None,
        "caused_by": [],
        "deviation": None,
        "signers": [{"as": role.value, "key": key.id, "suite": key.suite} for role, key in signers],
    } | changed


def signed(said: dict[str, Any], signers: Signers) -> bytes:
    """Return the act."""
    data = canonical.dump(said)
    return join_act(data, [key.sign(data) for _, key in signers])


def opening(**changed: Any) -> LedgerOpened:
    """Return the event that opens the ledger."""
    return LedgerOpened(
        **{
            "name_zh": "示例区区长质量奖",
            "name_en": "Quality Award of Example District",
            "log_key": LOG_KEY.vkey(),
            "service_key": SERVICE.public.hex(),
            "registrar_key": REGISTRAR.public.hex(),
            "countersigner_key": COUNTERSIGNER.public.hex(),
            "regulation": None,
        }
        | changed
    )


def binding(bound: SigningKey, number: int, **changed: Any) -> KeyBound:
    """Return the event that binds the key of expert ``number``."""
    return KeyBound(
        **{
            "key": bound.id,
            "suite": bound.suite,
            "public": bound.public.hex(),
            "role": Role.EXPERT,
            "holder": f"E-{number:02}",
            "possession": bound.prove_possession(ORIGIN),
            "person": f"专家{number}",
        }
        | changed
    )


def score(number: int) -> ScoreRecorded:
    """Return the mark that act ``number`` records."""
    return ScoreRecorded(
        applicant=ApplicantCode(f"A-{number // EXPERTS % 24:02}"),
        expert=ExpertCode(f"E-{number % EXPERTS:02}"),
        phase=Phase.DOCUMENT,
        item=ItemId(f"4.{number % 9 + 1}"),
        points=Hundredths(number * 37 % 10_000),
    )


def acts(count: int) -> Iterator[bytes]:
    """Yield the first ``count`` acts of the ledger: it opens, the experts' keys are bound, and they mark."""
    for number in range(count):
        if number == 0:
            yield signed(said_of(0, opening(), ROOTS), ROOTS)
        elif number <= EXPERTS:
            yield signed(said_of(number, binding(EXPERT[number - 1], number - 1), ROOTS, round=ROUND), ROOTS)
        else:
            by = [(Role.EXPERT, EXPERT[number % EXPERTS])]
            yield signed(said_of(number, score(number), by, round=ROUND), by)


def recorded(act: bytes, position: int, **changed: Any) -> bytes:
    """Return the record of ``act`` at ``position``; ``changed`` replaces members of the log part."""
    said = json.loads(act)["said"]
    log: dict[str, Any] = {
        "v": 1,
        "position": position,
        "recorded_at": at(position),
        "tags": tags_of(_said(said)),
        "rules": "0" * 64,
        "findings": "",
    } | changed
    return join_record(act, LogPart(**log))


def at(position: int) -> str:
    """Return when the record at ``position`` was taken in: two a second."""
    return instant(datetime.fromtimestamp(START, UTC) + timedelta(milliseconds=500 * position))


def _said(plain: dict[str, Any]) -> Said:
    return msgspec.convert(plain, Said)


@dataclass
class Log:
    """A ledger in a store of its own; ``entries`` are the records as they were built."""

    path: Path
    entries: list[bytes] = field(default_factory=list)

    def open(self) -> Recorder:
        """Return a recorder that stores what ``entries`` holds for each position."""
        create_store(self.path)
        return open_store(self.path, build=lambda _, position, __: self.entries[position - 1], clock=lambda: at(len(self.entries)))

    def store(self, recorder: Recorder, entries: Sequence[bytes]) -> Head:
        """Append ``entries`` as they are, with the rows that their records call for."""
        offers = []
        for entry in entries:
            said = json.loads(entry)["act"]["said"]
            tags = list(json.loads(entry)["log"]["tags"])
            sealed = tuple((decode(digest), b"a box") for digest in said["body"].get("_sd", ()))
            offers.append(Offer(type=said["type"], tags=tags, data=b"", claims=(said["id"],), round=said["round"], sealed=sealed))
        self.entries += entries
        return recorder.commit(offers)


def entries_of(count: int) -> list[bytes]:
    """Return the records of a sound ledger."""
    return [recorded(act, position) for position, act in enumerate(acts(count), 1)]


def checkpoint_of(head: Head, private: Ed25519PrivateKey = LOG_PRIVATE) -> bytes:
    """Return the signed checkpoint of ``head``."""
    return sign_checkpoint(Checkpoint(ORIGIN, head.size, head.root), private)


def published(folder: Path, entries: Sequence[bytes], *, steps: Sequence[int] = ()) -> Path:
    """Store and publish ``entries`` below ``folder``, with a checkpoint at each of ``steps`` too; return the tiles' folder."""
    log = Log(folder / "ledger.sqlite")
    with log.open() as recorder:
        for end in [*steps, len(entries)]:
            note = checkpoint_of(log.store(recorder, entries[len(log.entries) : end]))
            recorder.publish(end, note)
            publish_tiles(recorder, folder / "tiles", note)
    return folder / "tiles"
