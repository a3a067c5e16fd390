"""Keys (密钥): whose each key is, in which role, between which positions of the log."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.event import Event
from ledger.events.founding import LedgerOpened, LogKeyRotated
from ledger.events.keys import KeyBound, KeyCompromised, KeyRevoked
from ledger.record.signing import ED25519, key_id
from ledger.stages.fact import Fact
from ledger.terms import KeyId, PartialDate, Role, RoundId

EVENTS: tuple[type[Event], ...] = (LedgerOpened, LogKeyRotated, KeyBound, KeyRevoked, KeyCompromised)


@dataclass(slots=True)
class Binding:
    """密钥登记: one key in one role. A ``round`` of None means every round; ``until`` is the position of its revocation."""

    public: bytes
    suite: str
    role: Role
    holder: str
    round: RoundId | None
    since: int
    until: int | None = None
    compromised: PartialDate | None = None


@dataclass(slots=True)
class State:
    """What is known of keys. One key may be bound more than once, to several roles."""

    origin: str = ""
    log_key: str = ""
    bindings: dict[KeyId, list[Binding]] = field(default_factory=dict)

    def valid(self, key: KeyId, role: Role, round: RoundId | None) -> Binding | None:
        """Return the binding by which ``key`` signs as ``role`` in ``round`` after the newest fact, or None."""
        for binding in self.bindings.get(key, ()):
            if binding.role is role and binding.until is None and (binding.round is None or binding.round == round):
                return binding
        return None


def evolve(state: State, fact: Fact) -> None:
    """Take one fact about keys into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case LedgerOpened():
            state.origin, state.log_key = fact.said.origin, event.log_key
            roots = (
                (event.service_key, Role.SERVICE),
                (event.registrar_key, Role.REGISTRAR),
                (event.countersigner_key, Role.COUNTERSIGNER),
            )
            for public, role in roots:
                _bind(state, bytes.fromhex(public), ED25519, role, role.value, None, position)
        case LogKeyRotated():
            state.log_key = event.new
        case KeyBound():
            _bind(state, bytes.fromhex(event.public), event.suite, event.role, event.holder, fact.said.round, position)
        case KeyRevoked():
            for binding in state.bindings.get(event.key, ()):
                binding.until = binding.until or position
        case KeyCompromised():
            for binding in state.bindings.get(event.key, ()):
                binding.until, binding.compromised = binding.until or position, event.since
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of keys")


def _bind(state: State, public: bytes, suite: str, role: Role, holder: str, round: RoundId | None, since: int) -> None:
    state.bindings.setdefault(key_id(public), []).append(Binding(public, suite, role, holder, round, since))
