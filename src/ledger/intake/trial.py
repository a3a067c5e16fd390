"""Signed acts tried in order (试录): what ``ledger record`` would answer to each, with the earlier ones taken in.

Nothing is written: no record, no refusal, no line of the operations log. Sealed values are opened as the writer opens
them to judge an act, and leave in no other way than the reasons of a refusal, as they would from the writer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from ledger.drafting import Signed
from ledger.errors import BadInput, Refused
from ledger.handle import rules_digest
from ledger.home import Home
from ledger.intake.scratch import Tried
from ledger.offered import Heads, authenticate, event_offered, must_be_the_same, must_fit, refused_before, standing
from ledger.record.envelope import Act, LogPart, Said, join_record, read_act, said_bytes
from ledger.record.tags import tags_of
from ledger.stages.fact import Fact
from ledger.store import Clock, Recorder, wall_clock
from ledger.terms import ActId, RoundId
from ledger.vault.reading import facts_of
from ledger.vault.registers import REGISTERS
from ledger.vault.vault import Vault


class Answer(StrEnum):
    """试录答复: what would become of an act."""

    RECORDED = "recorded"
    AGAIN = "again"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Would:
    """What would become of one act. ``position`` is where it stands already, or where its refusal stands."""

    where: str
    id: ActId
    type: str
    answer: Answer
    position: int | None = None
    refused: Refused | None = None


@dataclass(slots=True)
class Trial:
    """试录结果: what would become of each act that was tried, in order."""

    each: list[Would] = field(default_factory=list)

    def of(self, answer: Answer) -> list[Would]:
        """Return those that would get ``answer``."""
        return [one for one in self.each if one.answer is answer]


def try_acts(
    home: Home,
    acts: Sequence[tuple[str, Signed]],
    *,
    keep_going: bool,
    clock: Clock = wall_clock,
    on_each: Callable[[], None] = lambda: None,
) -> Trial:
    """Try ``acts`` in order, as ``record_acts`` would record them: the first refusal ends it, unless ``keep_going``.

    Raises ``BadInput`` with the place of an act that cannot be recorded, ``IntegrityViolation`` where nothing could be.
    """
    trial = Trial()
    with home.open_store(read_only=True) as store:
        home.log_signer().agree(store)
        desk = _Desk(home, store, acts, clock)
        for where, signed in acts:
            try:
                trial.each.append(desk.answer(where, signed))
            except BadInput as error:
                raise error.at(where) from None
            on_each()
            if not keep_going and trial.each[-1].answer is Answer.REFUSED:
                break
    return trial


class _Desk:
    """A store that is only read, and the acts that were tried on it so far."""

    def __init__(self, home: Home, store: Recorder, acts: Sequence[tuple[str, Signed]], clock: Clock) -> None:
        self._store, self._vault, self._clock = store, Vault(store, home.keyring()), clock
        rounds = {read_act(signed.act).said.round for _, signed in acts}
        self._state = Tried(self._facts([round for round in rounds if round is not None]))
        self._heads, self._held = Heads(store), store.head().size
        self._state.history.position = self._held
        self._rules = rules_digest()
        self._tried: dict[ActId, tuple[bytes, Refused | None]] = {}

    def answer(self, where: str, signed: Signed) -> Would:
        """Return what the ledger would answer. Raises ``BadInput``."""
        act = read_act(signed.act)
        said = act.said
        fact = Fact(event_offered(said, signed.disclosures), said, None, self._clock())
        try:
            if (stands := standing(self._store, self._vault, signed, said)) is not None:
                return Would(where, said.id, said.type, Answer.AGAIN, stands[0])
            if self._tried_before(signed, said):
                return Would(where, said.id, said.type, Answer.AGAIN)
            self._judge(signed, act, fact)
        except Refused as refused:
            return Would(where, said.id, said.type, Answer.REFUSED, refused.position, refused)
        self._must_fit(signed, fact)
        self._state.take(fact)
        self._tried[said.id] = said_bytes(signed.act), None
        return Would(where, said.id, said.type, Answer.RECORDED)

    def _judge(self, signed: Signed, act: Act, fact: Fact) -> None:
        """Raise ``Refused`` with every reason; an id is spent by a refusal of what its signers are known to have signed."""
        found = authenticate(self._state.history, self._state.history.position, signed, act)
        if found.refuses:
            raise Refused((found,))
        seen = self._heads.has_seen(fact.said, self._held)
        if reasons := (*((seen,) if seen.refuses else ()), *self._state.refusals(fact)):
            refused = Refused(reasons)
            self._tried[fact.said.id] = said_bytes(signed.act), refused
            # The ledger would keep the refusal, as a record of its own.
            self._state.history.position += 1
            raise refused

    def _tried_before(self, signed: Signed, said: Said) -> bool:
        """Tell whether the act was tried before and would stand. Raises ``Refused`` as of an id that is spent."""
        if (before := self._tried.get(said.id)) is None:
            return False
        stands, refused = before
        if refused is not None:
            reasons = tuple(finding.sentence() for finding in refused.breaches)
            raise Refused((refused_before(reasons, same=stands == said_bytes(signed.act)),))
        must_be_the_same(stands, signed, None)
        return True

    def _must_fit(self, signed: Signed, fact: Fact) -> None:
        """Raise ``BadInput`` for an act whose record would be too long. Of a neutral one only digests stand in it."""
        if not fact.event.neutral:
            log = LogPart(
                v=1,
                position=self._state.history.position + 1,
                recorded_at=fact.recorded_at,
                tags=tuple(sorted(tags_of(fact.said))),
                rules=self._rules,
                findings=self._rules,  # a digest, as long as any other
            )
            must_fit(join_record(signed.act, log))

    def _facts(self, rounds: Sequence[RoundId]) -> Iterator[Fact]:
        """Return the facts of some rounds and of the registers, in order, each once."""
        tags = [*REGISTERS, *(f"round:{round}" for round in rounds)]
        found = self._store.read(DCBQuery(items=[DCBQueryItem(tags=[tag]) for tag in tags]))
        return facts_of(((one.position, one.event.data) for one in found), self._vault.open)
