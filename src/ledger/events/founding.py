"""The ledger itself (台账): its beginning, its log key, what it keeps neutral, what it refused."""

from __future__ import annotations

from typing import Annotated

from ledger.events.event import Confidential, Event, Occurs, event
from ledger.terms import ActId, Digest, Role


@event
class LedgerOpened(Event, frozen=True):
    """台账启用. The first record of every ledger: its origin stands in the act, its roots of trust here.

    Keys are public keys in hex. The registrar (office) asks for bindings, the countersigner (a second
    body) confirms them; ``log_key`` is the C2SP verifier key of the log. ``regulation`` is the SHA-256
    of the official text that the operator supplied, or None.
    """

    wire_name = "ledger.opened"
    cites = ("6.2",)
    signed_by = (Role.REGISTRAR,)
    registers = ("keys", "measures")

    name_zh: str
    name_en: str
    log_key: str
    service_key: str
    registrar_key: str
    countersigner_key: str
    regulation: Digest | None


@event
class LogKeyRotated(Event, frozen=True):
    """日志密钥更换. Signed by the registrar and the countersigner; ``proof`` is the old log key's signature over the new verifier key."""

    wire_name = "log_key.rotated"
    cites = ("6.2",)
    signed_by = (Role.REGISTRAR,)
    registers = ("keys",)

    old: str
    new: str
    proof: str


@event
class RecordSealed(Event, frozen=True):
    """密封记录. An act of which the public sees only that it is there: ``act`` is the whole signed act, as text.

    Objections, leads, recusals, verifications and refusals stand in the log only inside one of these,
    so that the log warns nobody. The ledger's service key signs the wrapping; the act inside carries
    its own signatures unchanged.
    """

    wire_name = "record.sealed"
    cites = ()
    signed_by = (Role.SERVICE,)

    act: Annotated[str, Confidential]


@event
class ActRefused(Event, frozen=True):
    """不予受理记录. A signed act that a rule refused; its id is spent. ``act_digest`` is the SHA-256 of its ``said``."""

    wire_name = "act.refused"
    cites = ("4",)
    signed_by = (Role.SERVICE,)
    occurs = Occurs.INSTANT
    neutral = True

    act: Annotated[ActId, Confidential]
    act_digest: Annotated[Digest, Confidential]
    citations: Annotated[tuple[str, ...], Confidential]
    reasons: Annotated[tuple[str, ...], Confidential]
