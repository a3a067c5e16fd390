"""Who may have signed (签名权限): step 7, key by key, judged by position in the log.

The roots of trust stand in the first record, which its own registrar signs; every later key was
bound by the registrar together with the countersigner, and proved to be held. A signature holds
when its key was bound, in the role and for the round, before the position of the act. The log's own
key is followed from one to the next, so that a checkpoint is held against the key of its time.
"""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from ledger.bundle.report import Faults
from ledger.errors import UnreadableEvent
from ledger.events.event import TYPES
from ledger.events.founding import LedgerOpened, LogKeyRotated
from ledger.events.keys import KeyBound
from ledger.messages import in_chinese
from ledger.record.envelope import Record
from ledger.record.signing import key_id, verify, verify_possession, verify_rotation
from ledger.stages import keys
from ledger.stages.effective import effective
from ledger.stages.fact import Fact, fact_of
from ledger.terms import KeyId, Role

STEP = 7
KEY_BYTES = 32
CHUNK = 256
WAITING = 16
"""Chunks of signatures that may wait for a thread: what is read is held in memory until it is verified."""

TWO_BODIES = (KeyBound, LogKeyRotated)
_ROLES = {role.value: role for role in Role}


class _Signed(NamedTuple):
    position: int
    suite: str
    public: bytes
    signature: str
    said: bytes


class LogKeys:
    """日志密钥沿革: the verifier keys of the log, one after the other, as its own records name them."""

    def __init__(self) -> None:
        self._named: list[tuple[int, str]] = []

    def add(self, position: int, vkey: str) -> None:
        """Note that the record at ``position`` makes ``vkey`` the log's key."""
        self._named.append((position, vkey))

    def __contains__(self, vkey: object) -> bool:
        return any(named == vkey for _, named in self._named)

    def __len__(self) -> int:
        return len(self._named)

    @property
    def newest(self) -> str | None:
        return self._named[-1][1] if self._named else None

    @property
    def since(self) -> int:
        """The position of the record that named the newest key."""
        return self._named[-1][0] if self._named else 1

    @property
    def changes(self) -> tuple[int, ...]:
        """The positions of the rotations."""
        return tuple(position for position, _ in self._named[1:])

    def at(self, size: int) -> tuple[str, ...]:
        """Return the keys that may sign a tree of ``size``: one, or both where the last record of the tree is the rotation itself."""
        following = [*self._named[1:], (None, "")]
        spans = ((since, vkey, end) for (since, vkey), (end, _) in zip(self._named, following, strict=True))
        return tuple(vkey for since, vkey, end in spans if (since <= size or since == 1) and (end is None or size <= end))

    def after(self, vkey: str, *, earlier: bool = False) -> frozenset[str]:
        """Return ``vkey`` and the keys that follow from it, with ``earlier`` all; none where it is no key of this log."""
        keys = [named for _, named in self._named]
        return frozenset(keys[0 if earlier else keys.index(vkey) :]) if vkey in keys else frozenset()


class Authority:
    """Folds the facts about keys as it goes, and verifies signatures in chunks on threads."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._state = keys.State()
        self._facts: list[Fact] = []
        self.log_keys = LogKeys()
        self._signed: dict[KeyId, array[int]] = defaultdict(lambda: array("q"))
        self._days: list[tuple[str, int]] = []
        self._chunk: list[_Signed] = []
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, "signatures")
        self._running: deque[Future[list[_Signed]]] = deque()
        self._count = 0

    def take(self, record: Record, position: int, said: bytes) -> None:
        """Judge the signatures of the record at ``position``, whose said stands in ``said`` as it was signed."""
        kind = TYPES.get(record.act.said.type)
        opens = kind is LedgerOpened
        if opens != (position == 1):
            self._fail(position, "启用台账的记录必须且只能是第一条", "the record that opens the ledger must be the first, and no other")
        if opens and position == 1:
            self._learn(record, position)
        if (day := record.log.recorded_at[:10]) > (self._days[-1][0] if self._days else ""):
            self._days.append((day, position))
        self._judge(record, position, said)
        if kind in keys.EVENTS and not opens:
            self._learn(record, position)

    def close(self, log_key: str) -> None:
        """Wait for the last signatures, and hold the log's key as the log itself names it against ``log_key``, a vkey."""
        self._submit()
        while self._running:
            self._await_one()
        self._pool.shutdown()
        if log_key not in self.log_keys:
            named = self.log_keys.newest or "none"
            self._fail(
                self.log_keys.since,
                f"台账自述的日志密钥是 {named}，不是核验所用的 {log_key}",
                f"the log names {named} as its key, not {log_key}, under which it is verified",
            )
        elif log_key != self.log_keys.newest:
            self._faults.remark(
                self.log_keys.changes,
                f"核验所用的日志密钥已被更换，现用密钥 {self.log_keys.newest} 由其逐次交接而来；请另行取得现用密钥核对",
                f"the key at hand was replaced; {self.log_keys.newest} follows from it by signed handovers. "
                "Obtain the key in use by another road than the log, and compare",
            )
        self._remark_doubts()
        self._faults.figures[STEP] |= {"signatures": self._count, "keys": len(self._state.bindings), "log_keys": len(self.log_keys)}

    def _remark_doubts(self) -> None:
        """Mark what a key signed between the day since which it is in doubt and the record that reported it."""
        for key, signed in self._signed.items():
            since = self._state.doubtful_since(key)
            if since is None:
                continue
            day = bisect_left(self._days, (since.isoformat(), 0))
            positions = signed[bisect_left(signed, self._days[day][1]) :] if day < len(self._days) else ()
            if positions:
                self._faults.remark(
                    positions,
                    f"密钥 {key[:16]}… 报称自 {since} 起可能为他人所用：此后由其签署并入账的 {len(positions)} 条记录须另行核实",
                    f"key {key[:16]}… may have been used by somebody else since {since}: "
                    f"the records that it signed from then on ({len(positions)}) need a second look",
                )

    def _judge(self, record: Record, position: int, said: bytes) -> None:
        act = record.act
        for signer, signature in zip(act.said.signers, act.signatures, strict=True):
            self._count += 1
            role = _role(signer.role)
            binding = self._state.valid(signer.key, role, act.said.round) if role else None
            if binding is None:
                self._fail(
                    position,
                    f"密钥 {signer.key[:16]}… 在此位置之前未登记为 {role.zh if role else signer.role}",
                    f"key {signer.key[:16]}… is not bound as {signer.role} before this position",
                )
            elif binding.suite != signer.suite:
                self._fail(
                    position,
                    f"密钥登记的算法是 {binding.suite}，签名写的是 {signer.suite}",
                    f"the key is bound under suite {binding.suite}, the signature names {signer.suite}",
                )
            else:
                self._signed[signer.key].append(position)
                self._chunk.append(_Signed(position, signer.suite, binding.public, signature, said))
        if len(self._chunk) >= CHUNK:
            self._submit()

    def _learn(self, record: Record, position: int) -> None:
        try:
            fact = fact_of(record)
        except UnreadableEvent as error:
            self._fail(position, f"密钥记录不可读：{in_chinese(error.why)}", f"a record about keys cannot be read: {error.why}")
            return
        if not self._has_the_right(fact, position):
            return  # a key that was bound without the right signs nothing
        self._facts.append(fact)
        if fact.said.corrects is None:
            keys.evolve(self._state, fact)
        else:
            self._state = keys.State()
            for earlier in effective(self._facts):
                keys.evolve(self._state, earlier)
        if isinstance(fact.event, LedgerOpened):
            self.log_keys.add(position, fact.event.log_key)
        if isinstance(fact.event, LogKeyRotated):
            self.log_keys.add(position, fact.event.new)

    def _has_the_right(self, fact: Fact, position: int) -> bool:
        wrong = list(self._wrongs(fact))
        for zh, en in wrong:
            self._fail(position, zh, en)
        return not wrong

    def _wrongs(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """Yield what forbids to take in a fact about keys, in Chinese and English. Its signatures are judged apart."""
        event, roles = fact.event, [signer.role for signer in fact.said.signers]
        if roles[0] not in event.signed_by:
            yield f"密钥事项由 {roles[0]} 签署，无此权限", f"{roles[0]} has no right to sign {fact.said.type}"
        if isinstance(event, TWO_BODIES) and Role.COUNTERSIGNER not in roles:
            yield "密钥事项缺少第二机构会签", f"{fact.said.type} without the countersignature of the second body"
        if isinstance(event, LedgerOpened):
            if event.registrar_key == event.countersigner_key:
                yield "登记人与会签机构是同一密钥", "registrar and countersigner are one key"
            if any(len(_bytes(key)) != KEY_BYTES for key in (event.service_key, event.registrar_key, event.countersigner_key)):
                yield "信任根的公钥不可读", "a root of trust is not a public key in hex"
        if isinstance(event, LogKeyRotated):
            if event.old != self._state.log_key:
                yield f"更换前的日志密钥并非 {event.old}", f"{event.old} is not the log's key that is replaced"
            if not verify_rotation(event.old, event.new, event.proof, fact.said.origin):
                yield "新旧日志密钥的交接签名不成立", "the handover is not signed by both the old and the new log key"
        if isinstance(event, KeyBound):
            public = _bytes(event.public)
            if key_id(public) != event.key:
                yield "密钥编号与公钥不符", "the key's id is not that of the public key"
            if not verify_possession(event.suite, public, event.possession, fact.said.origin):
                yield "持有证明不成立", "the proof that the holder has the private key does not hold"

    def _submit(self) -> None:
        if self._chunk:
            self._running.append(self._pool.submit(_refuted, self._chunk))
            self._chunk = []
        while len(self._running) > WAITING:
            self._await_one()

    def _await_one(self) -> None:
        for signed in self._running.popleft().result():
            self._fail(signed.position, "行为签名不成立", "a signature under the act does not hold")

    def _fail(self, position: int, zh: str, en: str) -> None:
        self._faults.add(STEP, position, f"记录 {position}：{zh}", f"record {position}: {en}")


def _refuted(chunk: Sequence[_Signed]) -> list[_Signed]:
    return [signed for signed in chunk if not verify(signed.suite, signed.public, signed.signature, signed.said)]


def _role(name: str) -> Role | None:
    return _ROLES.get(name)


def _bytes(hex: str) -> bytes:
    try:
        return bytes.fromhex(hex)
    except ValueError:
        return b""
