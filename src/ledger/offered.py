"""An act as it is offered (提交的行为): read, held against its keys and its id, before any rule of a stage is asked.

Reads and writes nothing down: the writer asks it before it appends, and whoever only tries an act asks the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from ledger.drafting import Signed
from ledger.errors import BadInput, Refused, UnreadableEvent
from ledger.events.event import Event
from ledger.events.founding import ActRefused, RecordSealed
from ledger.record.disclosure import BadDisclosure, check_spelling, digest
from ledger.record.envelope import MAX_RECORD_BYTES, Act, Record, Said, act_bytes, read_record, said_bytes
from ledger.record.signing import key_id, verify
from ledger.rules.citation import Finding
from ledger.rules.signatures import has_seen_this_log, is_signed_by_its_signers, is_the_act_of_its_id
from ledger.stages.fact import event_of
from ledger.stages.history import History
from ledger.stages.keys import public_of
from ledger.store import Recorder
from ledger.terms import KeyId
from ledger.tlog.merkle import root_of, run_places
from ledger.vault.reading import facts_of
from ledger.vault.vault import Vault

WHOLE_LINE = "hand in the whole line that `ledger sign` wrote"


def event_offered(said: Said, disclosures: Sequence[str]) -> Event:
    """Return what an act says, its sealed fields opened by what came with it. Raises ``BadInput``."""
    if said.type in ("record.sealed", "act.refused"):
        raise BadInput("type", f"{said.type} is written by the ledger alone", "offer the act that belongs inside it")
    digests = said.body.get("_sd", [])
    fields = len(digests) if isinstance(digests, list) else 0
    if len(disclosures) != fields:
        raise _not_its_own(disclosures, fields)
    try:
        for disclosure in disclosures:
            check_spelling(disclosure)
        # As many as there are sealed fields, and each answers to the digest of one: so none stays closed.
        return event_of(said, lambda _: disclosures)
    except BadDisclosure as error:
        raise BadInput("disclosures", str(error), WHOLE_LINE) from None
    except UnreadableEvent as error:
        if fields and sorted(map(digest, disclosures)) != digests:
            raise _not_its_own(disclosures, fields) from None
        raise BadInput("act", error.why, "`ledger schema acts` shows the fields of each type") from None


def _not_its_own(disclosures: Sequence[str], fields: int) -> BadInput:
    return BadInput("disclosures", f"{len(disclosures)} disclosures for {fields} sealed fields, or of other fields", WHOLE_LINE)


def authenticate(history: History, position: int, signed: Signed, act: Act) -> Finding:
    """Return whether the keys that ``history`` binds made all signatures, in a log that ends at ``position``."""
    said, message = act.said, said_bytes(signed.act)
    verdicts = []
    for signer, signature in zip(said.signers, act.signatures, strict=True):
        bindings = history.registers.keys.bindings.get(signer.key, ())
        public = bindings[0].public if bindings else None if position else _root(said, signer.key)
        verdicts.append((signer.role, signer.key, public is not None and verify(signer.suite, public, signature, message)))
    return is_signed_by_its_signers(tuple(verdicts))


class Heads:
    """Answers which tree heads ``store`` had, and keeps the newest few: thousands of acts have seen the same one."""

    def __init__(self, store: Recorder) -> None:
        self._root_at = lru_cache(maxsize=256)(lambda size: root_of(store.nodes(run_places(0, size))).hex())

    def has_seen(self, said: Said, held: int) -> Finding:
        """Return whether what the author had seen is a head of this log, which holds ``held`` records before the act."""
        seen = said.seen
        return has_seen_this_log(seen.size, held, same_root=0 <= seen.size <= held and self._root_at(seen.size) == seen.root)


def _root(said: Said, key: KeyId) -> bytes | None:
    """Return the public key that the very first record brings with it."""
    if said.type != "ledger.opened":
        return None
    roots = (public_of(str(said.body.get(name, ""))) for name in ("registrar_key", "countersigner_key"))
    return next((public for public in roots if public is not None and key_id(public) == key), None)


def must_fit(record: bytes) -> bytes:
    """Return ``record``. Raises ``BadInput`` for one that is longer than a record may be."""
    if len(record) > MAX_RECORD_BYTES:
        raise BadInput(
            "act", f"its record would have {len(record)} bytes; the most is {MAX_RECORD_BYTES}", "put long texts into an attachment"
        )
    return record


def standing(store: Recorder, vault: Vault, signed: Signed, said: Said) -> tuple[int, bytes] | None:
    """Return (position, record) of the act where it stands already; None for an id that nobody has spent.

    Raises ``Refused`` when the act was refused before, or its id was spent on another act.
    """
    position = store.claimed(said.id)
    if position is None:
        return None
    ((_, data),) = store.read_log(after=position - 1, upto=position)
    record = read_record(data, position, strict=False)
    (fact,) = facts_of(iter([(position, data)]), vault.open)
    if isinstance(fact.event, ActRefused) and fact.event.act == said.id:
        same = fact.event.act_digest == sha256(said_bytes(signed.act)).hexdigest()
        raise Refused((refused_before(fact.event.reasons, same=same),), position)
    stands = said_bytes(act_bytes(data)) if fact.wrapped is None else _said_inside(vault, record)
    must_be_the_same(stands, signed, position)
    return position, data


def must_be_the_same(stands: bytes, signed: Signed, position: int | None) -> None:
    """Raise ``Refused`` where ``signed`` says otherwise than what ``stands`` under its id."""
    finding = is_the_act_of_its_id(stands == said_bytes(signed.act), "")
    if finding.refuses:
        raise Refused((finding,), position)


def refused_before(reasons: Sequence[str], *, same: bool) -> Finding:
    """Return what is said of an id that a refusal has spent, on this act or on another."""
    return is_the_act_of_its_id(same, "refused before: " + "; ".join(reasons))


def _said_inside(vault: Vault, record: Record) -> bytes:
    place = record.log.position
    opened = vault.open([(place, digest) for digest in record.act.said.body.get("_sd", ())])
    event = event_of(record.act.said, lambda _: tuple(opened.values()), place)
    assert isinstance(event, RecordSealed)
    return said_bytes(event.act.encode())
