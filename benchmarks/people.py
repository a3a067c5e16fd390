"""Who acts in the measured ledgers: keys from a seed, acts signed as they would be on each actor's own machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product

from benchmarks.sizes import Sizes
from ledger.demo.seeded import Seed, SeededKeys
from ledger.drafting import Draft, Signed, sign_act
from ledger.events.application import ApplicationSubmitted
from ledger.events.event import Event
from ledger.events.founding import LedgerOpened
from ledger.events.keys import KeyBound
from ledger.events.measure import AdoptedValue, ParametersAdopted, RubricAdopted, RubricItem
from ledger.events.opening import CallPublished, Places, RoundOpened
from ledger.events.panel import InterestDeclared, PanelConstituted, PanelDrawn
from ledger.events.qualification import QualificationDecided, QualifiedListFixed
from ledger.events.scoring import ScoreRecorded
from ledger.record.signing import SigningKey
from ledger.rules.parameters import suggested
from ledger.terms import (
    MAIN,
    SHANGHAI,
    ApplicantCode,
    Digest,
    ExpertCode,
    Hundredths,
    ItemId,
    OrgId,
    Phase,
    Role,
    RoundId,
    RoundKind,
)
from ledger.tlog.note import LogKey

ORIGIN = "bench.demo.invalid"
LIVE = RoundId("live")
"""The round whose marks are recorded and replayed while the clock runs."""

_ROOTS = (Role.REGISTRAR, Role.COUNTERSIGNER)


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody who acts, and how many there are."""

    sizes: Sizes
    keys: SeededKeys

    @classmethod
    def of(cls, sizes: Sizes) -> Company:
        return cls(sizes, SeededKeys(Seed(ORIGIN, 1)))

    @property
    def applicants(self) -> tuple[ApplicantCode, ...]:
        return tuple(ApplicantCode(f"A-{n:02}") for n in range(1, self.sizes.applicants + 1))

    @property
    def experts(self) -> tuple[ExpertCode, ...]:
        return tuple(ExpertCode(f"E-{n:02}") for n in range(1, self.sizes.experts + 1))

    @property
    def items(self) -> tuple[ItemId, ...]:
        """The items of the rubric: those that are marked beforehand, then the spare ones."""
        return tuple(ItemId(f"4.{n}") for n in range(1, self.sizes.items + self.sizes.spare + 1))

    def founding(self) -> Iterator[tuple[Signed, type[Event]]]:
        """Yield the first acts of the ledger: its opening, and the keys of the bodies."""
        registrar, countersigner = (self.keys.of(role, role.value) for role in _ROOTS)
        opened = LedgerOpened(
            name_zh="测量台账 (虚构)",
            name_en="Measured ledger (invented)",
            log_key=LogKey(ORIGIN, self.keys.named("log").public).vkey(),
            service_key=self.keys.named("service").public.hex(),
            registrar_key=registrar.public.hex(),
            countersigner_key=countersigner.public.hex(),
            regulation=None,
        )
        yield self._act(opened, None, (Role.REGISTRAR, Role.REGISTRAR.value))
        for role in (Role.OFFICE, Role.COMMITTEE):
            yield self._bind(role, role.value, None)

    def opening(self, round: RoundId) -> Iterator[tuple[Signed, type[Event]]]:
        """Yield what stands in a round before its first mark."""
        office, committee = (Role.OFFICE, Role.OFFICE.value), (Role.COMMITTEE, Role.COMMITTEE.value)
        settled = {key: value for key, value, _ in suggested()} | {"panel.selection": "lot"}
        adopted = [AdoptedValue(key=key, value=value, source="rules of the round") for key, value in settled.items()]
        opened = RoundOpened(
            kind=RoundKind.LIVE, award_year=str(round), year=None, programme="award", planned=(Places(tier=MAIN, places=2),), calendar=None
        )
        yield self._act(opened, round, office)
        yield self._act(ParametersAdopted(document="rules", values=tuple(adopted)), round, committee)
        rubric = tuple(
            RubricItem(item=item, zh="评分项", en="item", least=Hundredths(0), most=Hundredths(10_000), step=Hundredths(50))
            for item in self.items
        )
        yield self._act(RubricAdopted(standard="rubric", items=rubric), round, committee)
        yield self._act(CallPublished(opens_on=_today(-60), closes_on=_today(-30), site="site"), round, office)
        for code in self.applicants:
            yield self._bind(Role.APPLICANT, code, round)
            event = ApplicationSubmitted(
                applicant=code,
                received_on=_today(-40),
                materials=Digest("0" * 64),
                truth_declared=True,
                organisation=OrgId(f"organisation of {code}"),
                name=f"示例组织 {code}",
            )
            yield self._act(event, round, (Role.APPLICANT, code))
            yield self._act(QualificationDecided(applicant=code, qualified=True, reasons="all conditions met"), round, office)
        yield self._act(QualifiedListFixed(applicants=self.applicants), round, office)
        persons = tuple(f"person {code}" for code in self.experts)
        yield self._act(PanelDrawn(experts=self.experts, method="lot", pool=None, seed=None, persons=persons), round, office)
        for expert in self.experts:
            yield self._bind(Role.EXPERT, expert, round)
            yield self._act(InterestDeclared(expert=expert, ties=()), round, (Role.EXPERT, expert))
        yield self._act(PanelConstituted(experts=self.experts, leader=self.experts[0]), round, office)

    def marks(self, round: RoundId, applicant: ApplicantCode) -> Iterator[tuple[Signed, type[Event]]]:
        """Yield an applicant's marks, each signed by its expert."""
        for item, expert in product(self.items[: self.sizes.items], self.experts):
            yield self.mark(round, applicant, item, expert)

    def spare_marks(self, start: int) -> Iterator[Signed]:
        """Yield marks of the live round that nobody has given yet, from the ``start``-th on."""
        places = product(self.items[self.sizes.items :], self.applicants, self.experts)
        for number, (item, applicant, expert) in enumerate(places):
            if number >= start:
                yield self.mark(LIVE, applicant, item, expert)[0]

    def mark(self, round: RoundId, applicant: ApplicantCode, item: ItemId, expert: ExpertCode) -> tuple[Signed, type[Event]]:
        """Return one mark, signed by its expert."""
        points = Hundredths(50 * (hash_of(applicant, item, expert) % 201))
        event = ScoreRecorded(applicant=applicant, expert=expert, phase=Phase.DOCUMENT, item=item, points=points)
        return self._act(event, round, (Role.EXPERT, expert), basis=("9(4)",))

    def _bind(self, role: Role, holder: str, round: RoundId | None) -> tuple[Signed, type[Event]]:
        key = self._key(role, holder, round)
        event = KeyBound(
            key=key.id,
            suite=key.suite,
            public=key.public.hex(),
            role=role,
            holder=holder,
            possession=key.prove_possession(ORIGIN),
            person=f"holder {holder}",
        )
        return self._act(event, round, *((root, root.value) for root in _ROOTS))

    def _key(self, role: Role, holder: str, round: RoundId | None) -> SigningKey:
        return self.keys.of(role, holder, round if role in (Role.EXPERT, Role.APPLICANT) else None)

    def _act(
        self, event: Event, round: RoundId | None, *signers: tuple[Role, str], basis: Sequence[str] | None = None
    ) -> tuple[Signed, type[Event]]:
        held = [(role, self._key(role, holder, round)) for role, holder in signers]
        draft = Draft(
            type=event.wire_name, occurred_at=_today(0).isoformat(), event={}, round=round, basis=None if basis is None else tuple(basis)
        )
        return sign_act(event, draft, ORIGIN, held), type(event)


def hash_of(*words: str) -> int:
    """Return a number that the words decide, the same in every process."""
    return sum(ord(letter) * (place + 1) for place, letter in enumerate("".join(words)))


def _today(days: int) -> date:
    return datetime.now(SHANGHAI).date() + timedelta(days=days)
