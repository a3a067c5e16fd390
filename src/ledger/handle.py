"""The one door for facts (记录): act -> read -> fold -> check -> append -> receipt.

What is known of a round is folded once and kept; each append is made on the condition that nothing
came into the act's boundary since, and whatever did come is folded before the act is judged again.
A signed act that a rule refuses is recorded as refused, sealed, and its id is spent. What nobody is
known to have signed leaves no record.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery

from ledger.drafting import Draft, Signed, sign_act
from ledger.errors import BadInput, Refused, StoreUnavailable, UnreadableEvent
from ledger.events.event import Event
from ledger.events.founding import ActRefused, RecordSealed
from ledger.folded import Folded
from ledger.home import Home
from ledger.operations import OperationsLog
from ledger.record.disclosure import BadDisclosure, Salt, check_spelling, digest, encode
from ledger.record.envelope import (
    MAX_RECORD_BYTES,
    Act,
    LogPart,
    Record,
    Said,
    Seen,
    act_bytes,
    join_record,
    read_act,
    read_record,
    said_bytes,
)
from ledger.record.signing import key_id, verify
from ledger.record.tags import tags_of
from ledger.rules.citation import Finding, Verdict
from ledger.rules.signatures import is_signed_by_its_signers, is_the_act_of_its_id
from ledger.stages.check import boundary, check, refusals
from ledger.stages.fact import Fact, event_of
from ledger.stages.history import History
from ledger.stages.keys import public_of
from ledger.store import About, AlreadyClaimed, BoundaryMoved, Clock, Offer, query_of, wall_clock
from ledger.terms import ActId, Digest, KeyId, Role
from ledger.tlog.merkle import leaf_hash
from ledger.vault.reading import facts_of
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
        self._vault = Vault(self._store, home.keyring())
        self._signer, self._service = home.log_signer(), home.service_key()
        self._rules, self._built = rules_digest(), b""
        self._operations = OperationsLog(home.path / "operations.jsonl", clock)
        with self._signer.hold(self._store):
            self._folded = Folded(self._store, self._vault)

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
        event = self._event(said, signed.disclosures)
        fact = Fact(event, said, None, self._clock())
        found = self._authenticate(history, signed, act)
        if found.refuses:
            if (again := self._recorded_before(signed, said)) is not None:
                return again
            # Another writer may have bound the key meanwhile.
            if self._folded.catch_up():
                return self._attempt(signed, act)
            raise Refused((found,))
        findings = (found, *check(history, fact))
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

    def _event(self, said: Said, disclosures: Sequence[str]) -> Event:
        if said.type in ("record.sealed", "act.refused"):
            raise BadInput("type", f"{said.type} is written by the ledger alone", "offer the act that belongs inside it")
        digests = said.body.get("_sd", [])
        if sorted(map(digest, disclosures)) != digests:
            raise BadInput(
                "disclosures",
                f"{len(disclosures)} disclosures for {len(digests)} sealed fields, or of other fields",
                "hand in the whole line that `ledger sign` wrote",
            )
        try:
            for disclosure in disclosures:
                check_spelling(disclosure)
            return event_of(said, lambda _: disclosures)
        except BadDisclosure as error:
            raise BadInput("disclosures", str(error), "hand in the whole line that `ledger sign` wrote") from None
        except UnreadableEvent as error:
            raise BadInput("act", error.why, "`ledger schema acts` shows the fields of each type") from None

    def _authenticate(self, history: History, signed: Signed, act: Act) -> Finding:
        said, message = act.said, said_bytes(signed.act)
        verdicts = []
        for signer, signature in zip(said.signers, act.signatures, strict=True):
            bindings = history.registers.keys.bindings.get(signer.key, ())
            public = bindings[0].public if bindings else self._root(said, signer.key)
            verdicts.append((signer.role, signer.key, public is not None and verify(signer.suite, public, signature, message)))
        return is_signed_by_its_signers(tuple(verdicts))

    def _root(self, said: Said, key: KeyId) -> bytes | None:
        """Return the public key that the very first record brings with it."""
        if said.type != "ledger.opened" or self._folded.position:
            return None
        roots = (public_of(str(said.body.get(name, ""))) for name in ("registrar_key", "countersigner_key"))
        return next((public for public in roots if public is not None and key_id(public) == key), None)

    # Appending

    def _append(self, act: bytes, fact: Fact, findings: Sequence[Finding], claims: tuple[str, ...], sealed: Rows) -> Receipt:
        said = fact.wrapped or fact.said
        # Of some 25 rules all but a few say that the act conforms; how many were asked tells that.
        told = [[f.rule.name, f.verdict.value] for f in findings if f.verdict is not Verdict.CONFORMS]
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
        condition = DCBAppendCondition(_about(boundary(fact)), after=self._folded.position)
        head = self._store.commit([offer], condition, self._signer.prepare)
        # The signer holds off all others, so that the record built last is the one that was committed.
        leaf = leaf_hash(self._built)
        checkpoint = self._signer.sign(head)
        self._folded.take(replace(fact, position=head.size))
        return Receipt(fact.said.id, head.size, leaf, checkpoint)

    def _append_wrapped(self, signed: Signed, fact: Fact, findings: Sequence[Finding], claims: tuple[str, ...]) -> Receipt:
        """Append a neutral act inside a ``record.sealed``: the public sees that something was recorded, no more."""
        event = RecordSealed(act=signed.act.decode())
        draft = Draft(type=event.wire_name, round=fact.said.round, edition=fact.said.edition, occurred_at=fact.recorded_at[:10], event={})
        outer = sign_act(event, draft, self.home.origin, [(Role.SERVICE, self._service)], salt=self._salt, seen=self._seen())
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
        inner = sign_act(event, draft, self.home.origin, [(Role.SERVICE, self._service)], salt=self._salt, seen=self._seen())
        fact = Fact(event, read_act(inner.act).said, None, now)
        return self._append_wrapped(inner, fact, (), (fact.said.id, said.id))

    def _build(self, event: DCBEvent, position: int, recorded_at: str) -> bytes:
        assert isinstance(event, Offer)
        log = LogPart(v=1, position=position, recorded_at=recorded_at, tags=tuple(event.tags), rules=self._rules, findings=event.findings)
        record = join_record(event.data, log)
        if len(record) > MAX_RECORD_BYTES:
            raise BadInput(
                "act", f"its record would have {len(record)} bytes; the most is {MAX_RECORD_BYTES}", "put long texts into an attachment"
            )
        self._built = record
        return record

    def _seen(self) -> Seen:
        size, root = self._signer.remembered()
        return Seen(size=size, root=root.hex())

    # What stands already

    def _recorded_before(self, signed: Signed, said: Said) -> Receipt | None:
        """Return the receipt of the act if it stands already; None for an id that nobody has spent.

        Raises ``Refused`` when the act was refused before, or its id was spent on another act.
        """
        position = self._store.claimed(said.id)
        if position is None:
            return None
        ((_, data),) = self._store.read_log(after=position - 1, upto=position)
        record = read_record(data, position, strict=False)
        (fact,) = facts_of(iter([(position, data)]), self._vault.open)
        if isinstance(fact.event, ActRefused) and fact.event.act == said.id:
            same = fact.event.act_digest == sha256(said_bytes(signed.act)).hexdigest()
            raise Refused((is_the_act_of_its_id(same, "refused before: " + "; ".join(fact.event.reasons)),), position)
        stands = said_bytes(act_bytes(data)) if fact.wrapped is None else self._said_inside(record)
        finding = is_the_act_of_its_id(stands == said_bytes(signed.act), "")
        if finding.refuses:
            raise Refused((finding,), position)
        return Receipt(said.id, position, leaf_hash(data), self._signer.sign(self._store.head()), again=True)

    def _said_inside(self, record: Record) -> bytes:
        place = record.log.position
        opened = self._vault.open([(place, digest) for digest in record.act.said.body.get("_sd", ())])
        event = event_of(record.act.said, lambda _: tuple(opened.values()), place)
        assert isinstance(event, RecordSealed)
        return said_bytes(event.act.encode())


@lru_cache(maxsize=1024)
def _about(boundary: Boundary) -> DCBQuery:
    """Return the query of a boundary. Thousands of acts of one round share theirs."""
    return query_of(About(*about) for about in boundary)


def rules_digest() -> Digest:
    """Return the SHA-256 over the installed sources of ``rules`` and ``stages``: which rules judged an act."""
    found = sha256()
    for package in ("ledger.rules", "ledger.stages"):
        for source in sorted(files(package).iterdir(), key=lambda entry: entry.name):
            if source.name.endswith(".py"):
                content = source.read_bytes()
                found.update(f"{package}/{source.name} {len(content)}\n".encode() + content)
    return Digest(found.hexdigest())
