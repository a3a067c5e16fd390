"""Keys (密钥): whose each key is, in which role, between which positions of the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from ledger.events.event import Event
from ledger.events.founding import LedgerOpened, LogKeyRotated
from ledger.events.keys import KeyBound, KeyCompromised, KeyRevoked
from ledger.record.signing import ED25519, SUITES, key_id, verify_possession, verify_rotation
from ledger.rules import authorship
from ledger.rules.calendar import span
from ledger.rules.citation import Finding
from ledger.rules.identity import same
from ledger.stages.fact import Fact
from ledger.terms import KeyId, PartialDate, Role, RoundId

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (LedgerOpened, LogKeyRotated, KeyBound, KeyRevoked, KeyCompromised)

READS: tuple[type[Event], ...] = (KeyBound, KeyRevoked, KeyCompromised)
"""Facts of the act's round that its check depends on; those of the register are read whatever the round."""

KEY_BYTES = 32
"""Of a public key of every suite that there is."""


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

    def doubtful_since(self, key: KeyId) -> date | None:
        """Return the first day on which somebody else may have signed with ``key``; None where nobody reported it as compromised.

        What it signed from that day on, by the day of recording, and before it was reported, stands and needs a second look.
        """
        reported = (binding.compromised for binding in self.bindings.get(key, ()))
        return min((span(since)[0] for since in reported if since is not None), default=None)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact about keys into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case KeyBound():
            _bind(state, event.public, event.suite, event.role, event.holder, fact.brief.round, position)
        case LedgerOpened():
            state.origin, state.log_key = fact.said.origin, event.log_key
            roots = (
                (event.service_key, Role.SERVICE),
                (event.registrar_key, Role.REGISTRAR),
                (event.countersigner_key, Role.COUNTERSIGNER),
            )
            for public, role in roots:
                _bind(state, public, ED25519, role, role.value, None, position)
        case LogKeyRotated():
            state.log_key = event.new
        case KeyRevoked():
            for binding in state.bindings.get(event.key, ()):
                binding.until = binding.until or position
        case KeyCompromised():
            for binding in state.bindings.get(event.key, ()):
                known = binding.compromised
                binding.until = binding.until or position
                binding.compromised = event.since if known is None else min(known, event.since, key=span)
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of keys")


def _bind(state: State, text: str, suite: str, role: Role, holder: str, round: RoundId | None, since: int) -> None:
    # What is no public key verifies no signature. A check refuses it; in a record it binds nobody.
    public, key = public_of(text), _id_of(text)
    if public is not None and key is not None:
        state.bindings.setdefault(key, []).append(Binding(public, suite, role, holder, round, since))


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:  # noqa: ARG001 - every stage is asked alike
    """Return what the rules on keys say of ``fact``. That they are valid and countersigned is asked of every act (``acts``)."""
    state, event, said = history.registers.keys, fact.event, fact.said
    match event:
        case LedgerOpened():
            roots = (event.service_key, event.registrar_key, event.countersigner_key)
            return (authorship.begins_with_three_keys(tuple(map(_id_of, roots)), tuple(s.key for s in said.signers)),)
        case LogKeyRotated():
            proof = verify_rotation(event.old, event.new, event.proof, said.origin)
            return (authorship.rotates_the_key_in_use(event.old, state.log_key, event.new, proof_verifies=proof),)
        case KeyBound():
            public = public_of(event.public) or b""
            held = verify_possession(event.suite, public, event.possession, said.origin)
            bindings = state.bindings.get(event.key, ())
            return (
                authorship.names_the_key_by_its_digest(event.key, _id_of(event.public)),
                authorship.is_held_by_who_asks(event.suite, tuple(SUITES), proof_verifies=held),
                authorship.is_bound_anew(
                    any(binding.until is not None for binding in bindings),
                    is_bound=state.valid(event.key, event.role, said.round) is not None,
                ),
                authorship.belongs_to_one_holder(event.holder, tuple(binding.holder for binding in bindings)),
                *_check_code(state, event, said.round),
                authorship.is_bound_for_a_holder(event.role, event.holder, has_round=said.round is not None),
            )
        case KeyRevoked():
            ended = tuple(binding.role for binding in state.bindings.get(event.key, ()) if binding.until is None)
            return (
                authorship.ends_a_key_that_is_known(event.key in state.bindings, event.why),
                authorship.leaves_the_roots_in_force(
                    ended, tuple(signer.role for signer in said.signers), has_successor=_follows_the_service(state, event.key)
                ),
            )
        case KeyCompromised():
            return (
                authorship.ends_a_key_that_is_known(event.key in state.bindings, event.why),
                authorship.was_compromised_before_the_record(event.since, fact.recorded_at),
            )
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of keys")


def _check_code(state: State, event: KeyBound, round: RoundId | None) -> tuple[Finding, ...]:
    if event.role not in (Role.EXPERT, Role.APPLICANT):
        return ()
    others = (key for key in state.bindings if key != event.key)
    held = [(key, binding) for key in others if (binding := state.valid(key, event.role, round)) is not None]
    return (authorship.is_the_only_key_of_its_code(tuple(key for key, binding in held if same(binding.holder) == same(event.holder))),)


def _follows_the_service(state: State, ended: KeyId) -> bool:
    """Return whether the ledger has a key of its own in force besides the one that is ended."""
    return any(state.valid(key, Role.SERVICE, None) for key in state.bindings if key != ended)


@lru_cache(maxsize=4096)
def public_of(text: str) -> bytes | None:
    """Return the public key that ``text`` writes in 64 small hex digits; None for anything else."""
    try:
        public = bytes.fromhex(text)
    except ValueError:
        return None
    return public if public.hex() == text and len(public) == KEY_BYTES else None


@lru_cache(maxsize=4096)
def _id_of(text: str) -> KeyId | None:
    public = public_of(text)
    return key_id(public) if public else None
