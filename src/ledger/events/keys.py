"""Keys (密钥): whose they are, from when, and until when. Validity is judged by position in the log."""

from __future__ import annotations

from typing import Annotated

from ledger.events.event import Confidential, Event, Subject, event
from ledger.terms import KeyId, PartialDate, Role


@event
class KeyBound(Event, frozen=True):
    """密钥登记. From this position on, ``key`` signs as ``role`` for ``holder``.

    ``public`` is the public key in hex; ``possession`` proves that the holder has the private key. The
    act is signed by the registrar and countersigned by the second body. ``holder`` is a code: of an
    expert or applicant in the act's round, or of a body; who that is stays sealed in ``person``.
    """

    wire_name = "key.bound"
    cites = ("6.2",)
    signed_by = (Role.REGISTRAR,)
    registers = ("keys",)

    key: Annotated[KeyId, Subject]
    suite: str
    public: str
    role: Role
    holder: str
    possession: str
    person: Annotated[str, Confidential]


@event
class KeyRevoked(Event, frozen=True):
    """密钥注销. From this position on the key signs nothing; what it signed before stands."""

    wire_name = "key.revoked"
    cites = ("6.2",)
    signed_by = (Role.REGISTRAR,)
    registers = ("keys",)

    key: Annotated[KeyId, Subject]
    why: str


@event
class KeyCompromised(Event, frozen=True):
    """密钥泄露. Since the day ``since`` somebody else may have signed with the key: later acts are marked, new ones refused."""

    wire_name = "key.compromised"
    cites = ("6.2",)
    signed_by = (Role.REGISTRAR, Role.COUNTERSIGNER, Role.DISCIPLINE)
    registers = ("keys",)

    key: Annotated[KeyId, Subject]
    since: PartialDate
    why: str
