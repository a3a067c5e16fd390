"""The one door for facts (记录): act -> read -> fold -> check -> append -> receipt.

What is known of a round is folded once and kept; each append is made on the condition that nothing
came into the act's boundary since, and whatever did come is folded before the act is judged again.
A signed act that a rule refuses is recorded as refused, sealed, and its id is spent. What nobody is
known to have signed leaves no record.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery
from msgspec.structs import replace

from ledger.drafting import Draft, Signed, sign_act
from ledger.errors import Refused, StoreUnavailable
from ledger.events.event import Event
from ledger.events.founding import ActRefused, LogKeyRotated, RecordSealed
from ledger.events.keys import KeyBound
from ledger.folded import Folded
from ledger.home import Home
from ledger.offered import Heads, authenticate, event_offered, must_fit, standing
from ledger.operations import OperationsLog
from ledger.record.disclosure import Salt, digest, encode
from ledger.record.envelope import Act, LogPart, Said, Seen, join_record, read_act, said_bytes
from ledger.record.signing import SigningKey
from ledger.record.tags import tags_of
from ledger.rules.citation import CONFORMS, Finding
from ledger.stages.check import boundary, check, refusals
from ledger.stages.fact import Fact
from ledger.store import About, AlreadyClaimed, BoundaryMoved, Clock, Offer, query_of, wall_clock
from ledger.terms import ActId, Digest, Role
from ledger.tlog.merkle import leaf_hash
from ledger.vault.vault import Vault

if TYPE_CHECKING:
    from typing import Self

Rows = tuple[tuple[bytes, bytes], ...]
"""(digest, box) rows of the vault."""

Boundary = tuple[tuple[str, tuple[str, ...]], ...]
"""(tag, wire names) pairs: what the answer to an act depends on."""

ATTEMPTS = 8
"""How often an act is judged anew because something came into its boundary meanwhile."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """回执: where an act stands, under which signed tree head. ``again`` when it had been recorded before."""

    id: ActId
    position: int
    leaf: bytes
    checkpoint: bytes
    again: bool = False


class Ledger:
    """A ledger opened to record. Several processes may record into one ledger; each act is taken once."""

    def __init__(self, home: Home, *, clock: Clock = wall_clock, salt: Salt | None = None) -> None:
        self.home, self._clock = home, clock
        self._salt: Salt = salt or (lambda: secrets.token_bytes(16))
        self._store = home.open_store(read_only=False, build=self._build, clock=clock)
        self._vault, self._heads = Vault(self._store, home.keyring()), Heads(self._store)
        self._signer, self._service = home.log_signer(), home.service_key_file()
        self._rules, self._built = rules_digest(), b""
        self._operations = operations_of(home, clock)
        with self._signer.hold(self._store):
            self._folded = Folded(self._store, self._vault)
            # A handover that was interrupted behind its record is finished.
            self._service.in_force(self._folded.history(None).registers.keys)

    def record(self, signed: Signed) -> Receipt:
        """Record one act and return its receipt; an act that stands already gives its first receipt.

        Raises ``BadInput`` for what cannot be read, ``Refused`` with every reason, ``StoreUnavailable``
        and ``IntegrityViolation``. Either the act stands with all that belongs to it, or nothing does.
        """
        with self._operations.noting(signed.act):
            act = read_act(signed.act)
            with self._signer.hold(self._store):
                for _ in range(ATTEMPTS):
                    try:
                        return self._attempt(signed, act)
                    except BoundaryMoved:
                        self._folded.catch_up()
                raise StoreUnavailable(str(self.home.path), "other writers kept coming into the act's boundary", "record it again")

    def close(self) -> None:
        """Let go of the store and of the signer's memory."""
        self._store.close()
        self._signer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # One attempt

    def _attempt(self, signed: Signed, act: Act) -> Receipt:
        said = act.said
        history = self._folded.history(said.round)
        event = event_offered(said, signed.disclosures)
        fact = Fact(event, said, None, self._clock())
        found = authenticate(history, self._folded.position, signed, act)
        if found.refuses:
            if (again := self._recorded_before(signed, said)) is not None:
                return again
            # Another writer may have bound the key meanwhile.
            if self._folded.catch_up():
                return self._attempt(signed, act)
            raise Refused((found,))
        findings = (found, self._heads.has_seen(said, self._folded.position), *check(history, fact))
        reasons = refusals(findings, fact)
        if reasons:
            # What seems to break a rule may only be what is recorded already, or judged on an old state.
            if (again := self._recorded_before(signed, said)) is not None:
                return again
            if self._folded.catch_up():
                return self._attempt(signed, act)
            raise Refused(reasons, self._refuse(signed, said, reasons).position)
        try:
            if event.neutral:
                return self._append_wrapped(signed, fact, findings, (said.id,))
            return self._append(signed.act, fact, findings, (said.id,), self._vault.seal(signed.disclosures, said, type(event)))
        except AlreadyClaimed:
            again = self._recorded_before(signed, said)
            if again is None:
                raise
            return again

    # Appending

    def _append(self, act: bytes, fact: Fact, findings: Sequence[Finding], claims: tuple[str, ...], sealed: Rows) -> Receipt:
        said = fact.wrapped or fact.said
        # Of some 25 rules all but a few say that the act conforms; how many were asked tells that.
        told = [[f.rule.name, f.verdict.value] for f in findings if f.verdict is not CONFORMS]
        note = encode(self._salt(), "findings", [len(findings), *told])
        offer = Offer(
            said.type,
            act,
            list(tags_of(said)),
            claims=claims,
            round=said.round,
            sealed=(*sealed, self._vault.seal_note(note, said)),
            findings=digest(note),
        )
        self._must_hold(fact.event)
        condition = DCBAppendCondition(_about(boundary(fact)), after=self._folded.position)
        head = self._store.commit([offer], condition, self._signer.prepare)
        # The signer holds off all others, so that the record built last is the one that was committed.
        leaf = leaf_hash(self._built)
        checkpoint = self._signer.sign(head)
        self._folded.take(Fact(fact.event, fact.said, head.size, fact.recorded_at, fact.wrapped))
        return Receipt(fact.said.id, head.size, leaf, checkpoint)

    def _append_wrapped(self, signed: Signed, fact: Fact, findings: Sequence[Finding], claims: tuple[str, ...]) -> Receipt:
        """Append a neutral act inside a ``record.sealed``: the public sees that something was recorded, no more."""
        event = RecordSealed(act=signed.act.decode())
        draft = Draft(type=event.wire_name, round=fact.said.round, edition=fact.said.edition, occurred_at=fact.recorded_at[:10], event={})
        outer = sign_act(event, draft, self.home.origin, [(Role.SERVICE, self._service_key())], salt=self._salt, seen=self._seen())
        said = read_act(outer.act).said
        sealed = (
            *self._vault.seal(outer.disclosures, said, RecordSealed),
            *self._vault.seal(signed.disclosures, fact.said, type(fact.event)),
        )
        return self._append(outer.act, replace(fact, wrapped=said), findings, (said.id, *claims), sealed)

    def _refuse(self, signed: Signed, said: Said, reasons: Sequence[Finding]) -> Receipt:
        """Record that a signed act was refused, sealed and signed by the ledger itself. The refused id is spent with it."""
        now = self._clock()
        event = ActRefused(
            act=said.id,
            act_digest=Digest(sha256(said_bytes(signed.act)).hexdigest()),
            citations=tuple(str(f.citation) for f in reasons),
            reasons=tuple(f.sentence() for f in reasons),
        )
        draft = Draft(type=event.wire_name, round=said.round, edition=said.edition, occurred_at=now, event={})
        inner = sign_act(event, draft, self.home.origin, [(Role.SERVICE, self._service_key())], salt=self._salt, seen=self._seen())
        fact = Fact(event, read_act(inner.act).said, None, now)
        return self._append_wrapped(inner, fact, (), (fact.said.id, said.id))

    def _build(self, event: DCBEvent, position: int, recorded_at: str) -> bytes:
        assert isinstance(event, Offer)
        log = LogPart(v=1, position=position, recorded_at=recorded_at, tags=tuple(event.tags), rules=self._rules, findings=event.findings)
        record = join_record(event.data, log)
        self._built = must_fit(record)
        return record

    def _service_key(self) -> SigningKey:
        """Return the key that is in force as far as the log was taken in."""
        key = self._service.in_force(self._folded.history(None).registers.keys)
        if key is not None:
            return key
        if (size := self._store.head().size) > self._folded.position:
            raise BoundaryMoved(size, self._folded.position)
        raise StoreUnavailable(
            str(self.home.path),
            "the ledger's own key is no longer in force, so that it can record no refusal and nothing that must stay neutral",
            "give it a successor with `ledger key rotate-service`",
        )

    def _must_hold(self, event: Event) -> None:
        """Raise ``BadInput`` for a handover of a key of the ledger's own to one that does not wait here."""
        if isinstance(event, LogKeyRotated):
            self.home.log_key().must_hold_vkey(event.new)
        elif isinstance(event, KeyBound) and event.role is Role.SERVICE:
            self._service.must_hold(event.key)

    def _seen(self) -> Seen:
        size, root = self._signer.remembered()
        return Seen(size=size, root=root.hex())

    def _recorded_before(self, signed: Signed, said: Said) -> Receipt | None:
        """Return the receipt of the act if it stands already; None for an id that nobody has spent. Raises ``Refused``."""
        stands = standing(self._store, self._vault, signed, said)
        if stands is None:
            return None
        position, record = stands
        return Receipt(said.id, position, leaf_hash(record), self._signer.sign(self._store.head()), again=True)


@lru_cache(maxsize=1024)
def _about(boundary: Boundary) -> DCBQuery:
    """Return the query of a boundary. Thousands of acts of one round share theirs."""
    return query_of(About(*about) for about in boundary)


def operations_of(home: Home, clock: Clock = wall_clock) -> OperationsLog:
    """Return the operations log of a ledger, for what is turned away before it reaches the ledger too."""
    return OperationsLog(home.path / "operations.jsonl", clock)


def rules_digest() -> Digest:
    """Return the SHA-256 over the installed sources of ``rules`` and ``stages``: which rules judged an act."""
    found = sha256()
    for package in ("ledger.rules", "ledger.stages"):
        for source in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if source.name.endswith(".py"):
                content = source.read_bytes()
                found.update(f"{package}/{source.name} {len(content)}\n".encode() + content)
    return Digest(found.hexdigest())
