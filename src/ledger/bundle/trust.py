"""What is trusted, and what was signed (检查点与日志签名): step 1.

The verifier key at hand comes from outside the log and is the only one that is trusted. A checkpoint
that a later key of the log signed is believed when the log itself hands over from the one key to the
other, by records that both signed, and when that key was the log's at the checkpoint's size. Only
the entries can tell; so such a checkpoint waits until they are read. An earlier key is believed for
what was kept from its time, never for the log as a whole: it may have been stolen since.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.bundle.authority import LogKeys
from ledger.bundle.report import ALONE, CLOCK, CLOSED, OMITTED, ROOTS, TRUTH, Faults, Text
from ledger.errors import BadInput
from ledger.tlog.checkpoint import Checkpoint, Opened, open_checkpoint, read_checkpoint
from ledger.tlog.note import LogKey, NoteRefused, read_note
from ledger.tlog.policy import Policy

DEMO = "demo.invalid"
"""Origins that end so are made with seeds that everybody knows; a policy never accepts them."""

SIGNED = 1


@dataclass(slots=True)
class Presented:
    """A checkpoint as it was handed over. ``opened`` is None as long as no key was found that signed it; ``why`` says why not."""

    note: bytes
    checkpoint: Checkpoint
    opened: Opened | None
    why: str
    signer: str


class Trust:
    """The key at hand, the policy, and the checkpoints that are held against them: the log's own, and one that was kept."""

    def __init__(self, vkey: str, policy: Policy | None, faults: Faults) -> None:
        """Raise ``BadInput`` for a key that is none."""
        try:
            self.key = LogKey.of(vkey)
        except NoteRefused as error:
            raise BadInput("key", str(error), "give the log's verifier key, name+id+base64, as it was published") from None
        self._policy, self._faults = policy, faults
        self._checkpoint: Presented | None = None
        self._kept: Presented | None = None
        self._witnessed = False
        if policy and policy.logs and self.key not in policy.logs:
            self._fail(f"信任策略未列入日志 {self.key.name}", f"the policy does not name the log {self.key.name} with this key")
        if policy and self.key.name.endswith(DEMO):
            self._fail("演示台账不受任何信任策略认可", "this is a demonstration, which no policy accepts")

    def present(self, note: bytes | None, kept: bytes | None) -> None:
        """Take the log's checkpoint and the one that was kept, either of which may be missing."""
        if note is not None:
            self._checkpoint = self._read(note, "检查点不被接受", "the checkpoint is refused")
        if kept is not None:
            self._kept = self._read(kept, "留存的检查点不被接受", "the checkpoint that was kept is refused")

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The log's checkpoint, believed or waiting; None where there is none or it is refused."""
        return self._checkpoint.checkpoint if self._checkpoint else None

    @property
    def kept(self) -> Checkpoint | None:
        return self._kept.checkpoint if self._kept else None

    @property
    def marks(self) -> list[int]:
        """The sizes of tree whose roots were signed."""
        return [checkpoint.size for checkpoint in (self.checkpoint, self.kept) if checkpoint]

    def settle(self, keys: LogKeys, *, own: bool = False) -> bool:
        """Hold the checkpoints against the log's keys, now that they are known; return whether the log's own is believed.

        ``own``: the log is in one's own store, where the newest published checkpoint may be older than the key.
        """
        trusted = self.key.vkey()
        if self._checkpoint and not self._believe(self._checkpoint, keys.after(trusted, earlier=own), keys, "检查点", "checkpoint"):
            self._checkpoint = None
            return False
        if self._kept:
            allowed = keys.after(trusted, earlier=True)
            if not self._believe(self._kept, allowed, keys, "留存的检查点", "checkpoint that was kept"):
                self._kept = None
        self._figure()
        checkpoint, kept = self.checkpoint, self.kept
        if checkpoint and kept and checkpoint.size < kept.size:
            self._faults.add(
                SIGNED,
                checkpoint.size + 1,
                f"检查点只有 {checkpoint.size} 条记录，少于留存检查点的 {kept.size} 条",
                f"the checkpoint is of {checkpoint.size} records and the kept one of {kept.size}: it is stale, or the log went back",
                kept.size,
            )
        return True

    def unproven(self) -> tuple[Text, ...]:
        """Return what no step proves, given who signed."""
        return (TRUTH, OMITTED, *(() if self._witnessed else (ALONE,)), ROOTS, CLOCK, CLOSED)

    def _read(self, note: bytes, zh: str, en: str) -> Presented | None:
        witnesses = tuple(self._policy.witnesses.values()) if self._policy else ()
        try:
            opened = open_checkpoint(note, self.key, witnesses)
        except NoteRefused as error:
            why = str(error)
        else:
            return Presented(note, opened.checkpoint, opened, "", self.key.vkey())
        if (checkpoint := self._of_another_key(note)) is not None:
            return Presented(note, checkpoint, None, why, "")
        self._fail(f"{zh}：{why}", f"{en}: {why}")
        return None

    def _of_another_key(self, note: bytes) -> Checkpoint | None:
        """Return the checkpoint in ``note`` where another key of this log may have signed it, and the key at hand did not."""
        try:
            found = read_note(note)
            checkpoint = read_checkpoint(found.text)
        except NoteRefused:
            return None
        signed = {signature.key_id for signature in found.signatures if signature.name == self.key.name}
        return checkpoint if checkpoint.origin == self.key.name and signed and self.key.id not in signed else None

    def _believe(self, presented: Presented, allowed: frozenset[str], keys: LogKeys, zh: str, en: str) -> bool:
        size, trusted = presented.checkpoint.size, self.key.vkey()
        if presented.opened is None:
            for vkey in keys.at(size):
                if vkey in allowed:
                    self._try(presented, vkey)
        if presented.opened is None:
            self._fail(f"{zh}不被接受：{presented.why}", f"the {en} is refused: {presented.why}")
            return False
        # A key that is none of the log's is named in step 7.
        if trusted in keys and presented.signer not in keys.at(size):
            changes = ", ".join(map(str, keys.changes))
            self._fail(
                f"{size} 条记录的{zh}由当时不在用的日志密钥签署；日志密钥的更换见记录 {changes}",
                f"the {en} of {size} records is signed by a key that was not the log's at that size; it changed at record {changes}",
            )
        return True

    def _try(self, presented: Presented, vkey: str) -> None:
        witnesses = tuple(self._policy.witnesses.values()) if self._policy else ()
        try:
            presented.opened, presented.signer = open_checkpoint(presented.note, LogKey.of(vkey), witnesses), vkey
        except NoteRefused as error:
            presented.why = str(error)

    def _figure(self) -> None:
        figures, policy = self._faults.figures[SIGNED], self._policy
        if self._kept:
            figures["kept_size"] = self._kept.checkpoint.size
        if self._checkpoint is None or self._checkpoint.opened is None:
            return
        checkpoint, signed = self._checkpoint.checkpoint, self._checkpoint.opened.signed
        figures |= {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex(), "witnesses": len(signed)}
        if self._checkpoint.signer != self.key.vkey():
            figures["signed_by"] = self._checkpoint.signer
        self._witnessed = policy is not None and bool(signed) and policy.met(signed)
        if policy and not policy.met(signed):
            self._fail(
                f"见证签名未达到信任策略要求（现有 {len(signed)} 个）",
                f"the witnesses of the policy's quorum have not all signed; {len(signed)} did",
            )

    def _fail(self, zh: str, en: str) -> None:
        self._faults.add(SIGNED, None, zh, en)
