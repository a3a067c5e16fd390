"""How ``ledger key rotate-log`` and ``rotate-service`` work: a successor is made, two bodies sign, and the record brings it into force."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from ledger.commands.checkpoint import sign_and_keep
from ledger.commands.verify import verify_own
from ledger.errors import BadInput
from ledger.events.event import Event
from ledger.events.founding import LogKeyRotated
from ledger.events.keys import KeyBound
from ledger.handle import Ledger
from ledger.home import Home
from ledger.intake.lines import read_acts
from ledger.record.envelope import read_act
from ledger.record.signing import SigningKey, prove_rotation
from ledger.terms import KeyId, Role


class Handover(NamedTuple):
    """交接: the record that hands over, the key that signs from then on, and a checkpoint of the log with it."""

    position: int
    key: str
    checkpoint: bytes


def draft_log_key(home: Home) -> dict[str, str]:
    """Return the fields of the handover to a new log key, which is made where none waits yet; nothing else changes.

    Raises ``IntegrityViolation`` for a ledger that does not verify: a key is not handed on with a fault under it.
    """
    must_verify(home)
    signer, file = home.log_signer(), home.log_key()
    with home.open_store(read_only=True) as store, signer.hold(store):
        # A handover that was recorded and interrupted is finished first, so that the key in force is the one replaced.
        file.follow(store, look=True)
        old, new = file.key, file.prepare()
    signer.close()
    vkey = file.vkey_of(new)
    return {"old": file.vkey_of(old), "new": vkey, "proof": prove_rotation(old, new, vkey, home.origin)}


def draft_service_key(home: Home) -> dict[str, str]:
    """Return the fields of the binding of a new key of the ledger's own. Otherwise as ``draft_log_key``."""
    must_verify(home)
    with Ledger(home):
        # An interrupted handover is finished by whoever opens the ledger to write.
        new = home.service_key_file().prepare()
    fields = {"key": new.id, "suite": new.suite, "public": new.public.hex(), "role": Role.SERVICE, "holder": Role.SERVICE}
    return fields | {"possession": new.prove_possession(home.origin), "person": ""}


def record_log_key(home: Home, file: Path) -> Handover:
    """Record the signed handover in ``file``, and sign a checkpoint with the new key. Safe to repeat.

    Raises ``BadInput``, ``Refused``, ``IntegrityViolation`` for a ledger that does not verify, before or after.
    """
    position, checkpoint = _record(home, file, LogKeyRotated)
    key = home.log_key()
    return Handover(position, key.vkey_of(key.key), checkpoint)


def record_service_key(home: Home, file: Path) -> tuple[Handover, KeyId | None]:
    """Record the signed binding in ``file``; return with it the key that is followed, None where it was followed before."""
    old = home.service_key().id
    position, checkpoint = _record(home, file, KeyBound)
    new: SigningKey = home.service_key()
    return Handover(position, new.id, checkpoint), old if old != new.id else None


def must_verify(home: Home) -> None:
    """Raise ``IntegrityViolation`` unless the whole ledger verifies, the signer's memory and the published checkpoint with it."""
    report = verify_own(home)
    if not report.ok:
        raise report.violation()


def _record(home: Home, file: Path, kind: type[Event]) -> tuple[int, bytes]:
    acts = read_acts([file])
    said = [read_act(signed.act).said for _, signed in acts]
    if len(said) != 1 or said[0].type != kind.wire_name or said[0].body.get("role", Role.SERVICE) != Role.SERVICE:
        raise BadInput(str(file), "it holds something else than one handover", "name the file that both bodies signed")
    must_verify(home)
    with Ledger(home) as ledger:
        receipt = ledger.record(acts[0][1])
    # Whoever opens the ledger next takes the new key up; here that is at once.
    with Ledger(home):
        _, checkpoint = sign_and_keep(home)
    must_verify(home)
    return receipt.position, checkpoint
