"""The ledger without its rules: what is left when nobody asks whether an act is allowed.

An act is read in its one spelling, its disclosures are opened, its signature is verified, its values are sealed, and it goes into the
ledger's own tables with its place in the tree; the checkpoint is signed while the server works, the signer's memory synced. No
rule, no state of the round, no boundary, no look for a second writer, no receipt of what stands already, no finding.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from eventsourcing.dcb.api import DCBEvent

from benchmarks.people import LIVE, ORIGIN, Company
from ledger.drafting import Signed
from ledger.home import Home
from ledger.offered import event_offered
from ledger.record.envelope import CONTEXT, LogPart, join_record, read_act, said_bytes
from ledger.record.signing import decode
from ledger.record.tags import tags_of
from ledger.store import Head, Offer
from ledger.terms import Digest, Role
from ledger.tlog.checkpoint import Checkpoint
from ledger.vault.vault import Vault

NO_RULES = Digest("0" * 64)


class WithoutRules:
    """Records the marks of ``company`` into the ledger in ``home``; the signer's memory is a file in ``folder``."""

    def __init__(self, home: Home, company: Company, folder: Path) -> None:
        held = [company.keys.of(Role.EXPERT, expert, LIVE) for expert in company.experts]
        self._keys = {key.id: Ed25519PublicKey.from_public_bytes(key.public) for key in held}
        self._store = home.open_store(read_only=False, build=_build)
        self._vault, self._signer = Vault(self._store, home.keyring()), Ed25519PrivateKey.generate()
        self._memory = os.open(folder / "without-rules.memory", os.O_RDWR | os.O_CREAT, 0o600)
        self._signed = b""

    def record(self, signed: Signed) -> bytes:
        """Record one act and return the signed checkpoint after it."""
        act = read_act(signed.act)
        said = act.said
        event = event_offered(said, signed.disclosures)
        self._keys[said.signers[0].key].verify(decode(act.signatures[0]), CONTEXT + said_bytes(signed.act))
        sealed = self._vault.seal(signed.disclosures, said, type(event))
        offer = Offer(said.type, signed.act, list(tags_of(said)), claims=(said.id,), round=said.round, sealed=sealed)
        self._signed = b""
        head = self._store.commit([offer], None, self._sign)
        if not self._signed:
            self._sign(head)
        os.pwrite(self._memory, head.size.to_bytes(8, "big") + head.root, 0)
        os.fdatasync(self._memory)
        return self._signed

    def close(self) -> None:
        """Let go of the store and of the memory."""
        self._store.close()
        os.close(self._memory)

    def _sign(self, head: Head) -> None:
        text = Checkpoint(ORIGIN, head.size, head.root).text().encode()
        self._signed = text + self._signer.sign(text)


def _build(event: DCBEvent, position: int, recorded_at: str) -> bytes:
    assert isinstance(event, Offer)
    log = LogPart(v=1, position=position, recorded_at=recorded_at, tags=tuple(event.tags), rules=NO_RULES, findings="")
    return join_record(event.data, log)
