"""A whole small round by hand: six applicants and a late one, three experts, one place in each tier.

========  =====================================================================
``A-01``  wins the main tier, is granted and paid its prize
``A-02``  candidate for the nomination tier, fails the notice: its place stays empty
``A-03``  defends and is not visited
``A-04``  is not on the defence list
``A-05``  withdraws after it qualified
``A-06``  does not qualify
``A-07``  comes too late
========  =====================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from msgspec.structs import replace

from ledger.drafting import Draft, Signed, sign_act
from ledger.events.application import (
    ApplicationLate,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    BodyKind,
    Opinion,
    RecommendationSigned,
)
from ledger.events.approval import (
    AwardApproved,
    CommendationIssued,
    HonourConferred,
    PrizeGranted,
    ResultPublished,
    Winner,
)
from ledger.events.deliberation import Candidate, CandidatesDetermined, DeliberationHeld, VoteCounted
from ledger.events.evaluation import OverallReportSubmitted, OverallScoresComputed
from ledger.events.event import Event, Undisclosed
from ledger.events.founding import LedgerOpened, RecordSealed
from ledger.events.integrity import AdvisersDeclared, IntegrityCardReturned
from ledger.events.keys import KeyBound
from ledger.events.measure import AdoptedValue, CalendarAdopted, ParametersAdopted, RubricAdopted, RubricItem
from ledger.events.notice import CandidateDisqualified, NoticeClosed, NoticeOpened, ObjectionReceived, ObjectionResolved, Outcome
from ledger.events.opening import CallPublished, Places, RoundOpened
from ledger.events.panel import ExpertEnrolled, InterestDeclared, PanelConstituted, PanelDrawn
from ledger.events.prize import BudgetAppropriated, PrizePaid
from ledger.events.promotion import PromotionRecorded
from ledger.events.qualification import ConditionChecked, Met, QualificationDecided, QualifiedListFixed
from ledger.events.scoring import (
    DefenceHeld,
    DefenceListFixed,
    DefenceSchemeIssued,
    DocumentReportIssued,
    ScoreRecorded,
    SiteListFixed,
    SiteSchemeIssued,
    SiteVisitHeld,
    Total,
)
from ledger.record.envelope import Correction, Said, read_act
from ledger.record.signing import SigningKey
from ledger.rules.article_08 import CONDITIONS
from ledger.rules.parameters import suggested
from ledger.stages.fact import Fact, event_of
from ledger.terms import MAIN, NOMINATION, PartialDate, Phase, Role, RoundId, RoundKind

ORIGIN = "award.example/quality"
ROUND = RoundId("2025")
EXPERTS = ("E-01", "E-02", "E-03")
ITEMS = (("4.1", 11000), ("4.7", 40000))
SCORED = {
    Phase.DOCUMENT: {"A-01": 9000, "A-02": 8600, "A-03": 8200, "A-04": 7100},
    Phase.DEFENCE: {"A-01": 9100, "A-02": 8700, "A-03": 8300},
    Phase.SITE: {"A-01": 9200, "A-02": 8900},
}
"""Points for item 4.1, in hundredths; for item 4.7 three times as many. Each expert is one point above the one before."""


def marks_of(base: int) -> dict[tuple[str, str], int]:
    """Return the marks of one applicant in one phase."""
    return {(item, expert): base * times + 100 * index for item, times in (("4.1", 1), ("4.7", 3)) for index, expert in enumerate(EXPERTS)}


def total_of(base: int) -> int:
    """Return the mean of each item over the experts, summed."""
    return 4 * base + 200


def weighted(*parts: tuple[int, int]) -> int:
    """Return the sum of totals by percent; all shares here come out whole or round half up."""
    hundredfold = sum(percent * total for percent, total in parts)
    return (hundredfold * 2 + 100) // 200


@dataclass
class Book:
    """Facts as they would stand in a log. ``today`` dates acts; ids are told by number."""

    facts: list[Fact] = field(default_factory=list)
    acts: list[Signed] = field(default_factory=list)
    today: date = date(2025, 3, 3)

    def say(self, event: Event, by: Role | None = None, *, round: RoundId | None = ROUND, **envelope: Any) -> Fact:
        """Add ``event`` as an act of its first author, or of ``by``."""
        author = by or type(event).signed_by[0]
        number = len(self.facts) + 1
        signers = envelope.pop("signers", None) or [(author, self.key_of(event, author))]
        given = {"occurred_at": f"{self.today}", "id": f"{number:032x}", "round": round} | envelope
        draft = Draft(type=event.wire_name, event={}, **given)
        salt = sha256(f"{number}".encode()).digest()[:16]
        signed = sign_act(event, draft, ORIGIN, signers, salt=lambda: salt)
        said = read_act(signed.act).said
        outer = self._wrap(said) if type(event).neutral else None
        moment = f"{self.today}T{9 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000+08:00"
        fact = Fact(event, said, number, moment, outer)
        self.facts.append(fact)
        self.acts.append(signed)
        return fact

    def correct(self, fact: Fact, event: Event, by: Role | None = None, **envelope: Any) -> Fact:
        """Add a correction of ``fact``."""
        return self.say(event, by, corrects=Correction(act=fact.said.id, why="笔误", approved_by="office"), **envelope)

    def key_of(self, event: Event, role: Role) -> SigningKey:
        """Return the key of whoever authors ``event`` in this role."""
        own = {Role.EXPERT: "expert", Role.APPLICANT: "applicant", Role.RECOMMENDER: "body"}.get(role, "")
        return key(role, str(getattr(event, own, None) or role.value))

    def bind(self, role: Role, holder: str, round: RoundId | None = None) -> Fact:
        """Bind the key of ``holder``."""
        bound = key(role, holder)
        event = KeyBound(
            key=bound.id, suite=bound.suite, public=bound.public.hex(), role=role, holder=holder,
            possession=bound.prove_possession(ORIGIN), person=f"{holder} (示例)",
        )  # fmt: skip
        signers = [(r, key(r, r.value)) for r in (Role.REGISTRAR, Role.COUNTERSIGNER)]
        return self.say(event, round=round, signers=signers)

    def of(self, kind: type[Event]) -> list[Fact]:
        """Return the facts of one kind."""
        return [fact for fact in self.facts if type(fact.event) is kind]

    def _wrap(self, said: Said) -> Said:
        draft = Draft(type="record.sealed", event={}, occurred_at=f"{self.today}", round=said.round, id=said.id)
        salt = sha256(said.id.encode()).digest()[:16]
        outer = sign_act(RecordSealed(act="{}"), draft, ORIGIN, [(Role.SERVICE, key(Role.SERVICE, "service"))], salt=lambda: salt)
        return read_act(outer.act).said


def key(role: Role, holder: str) -> SigningKey:
    """Return the one key of a holder in a role."""
    return SigningKey.from_seed(sha256(f"{role}/{holder}".encode()).digest())


def as_public(facts: Sequence[Fact]) -> list[Fact]:
    """Return ``facts`` as one sees them who may open nothing."""
    return [_closed(fact) for fact in facts]


def _closed(fact: Fact) -> Fact:
    if fact.wrapped is not None:
        return replace(fact, event=RecordSealed(act=Undisclosed("act")), brief=fact.wrapped, wrapped=None)
    return replace(fact, event=event_of(fact.said))


def found(book: Book) -> None:
    """Open the ledger, bind everybody's keys, adopt a calendar."""
    roots = {f"{role}_key": key(role, role.value).public.hex() for role in (Role.SERVICE, Role.REGISTRAR, Role.COUNTERSIGNER)}
    book.say(LedgerOpened(name_zh="台账", name_en="ledger", log_key="log+00000000+AQ", regulation=None, **roots), round=None)
    for role in (Role.OFFICE, Role.COMMITTEE, Role.GOVERNMENT, Role.FINANCE, Role.PUBLIC, Role.CLERK, Role.CONFIRMER):
        book.bind(role, role.value)
    book.bind(Role.RECOMMENDER, "town")
    calendar = CalendarAdopted(name="cn", first=2025, last=2025, holidays=("2025-10-01",), workdays=(), source="示例")
    book.say(calendar, round=None)
    for number, expert in enumerate(EXPERTS, 1):
        book.say(ExpertEnrolled(pool_code=f"P-{number}", person=expert, fields_of_work=("质量",)), round=None)


def open_round(book: Book) -> None:
    """Open the round, adopt its rules and rubric, publish the call, and bind the keys of the round."""
    planned = (Places(tier=MAIN, places=1), Places(tier=NOMINATION, places=1))
    opened = RoundOpened(kind=RoundKind.LIVE, award_year="2025", year=2025, programme="区长质量奖", planned=planned, calendar="cn")
    book.say(opened)
    values = {k: v for k, v, _ in suggested()} | {"panel.min": 3, "panel.selection": "lot"}
    adopted = tuple(AdoptedValue(key=k, value=v, source="评审规则 (示例)") for k, v in values.items())
    book.say(ParametersAdopted(document="评审规则 (示例)", values=adopted))
    items = tuple(RubricItem(item=i, zh=i, en=i, least=0, most=most, step=100) for i, most in ITEMS)
    book.say(RubricAdopted(standard="GB/T 19580-2012", items=items))
    book.say(CallPublished(opens_on=date(2025, 3, 10), closes_on=date(2025, 4, 10), site="https://award.example/call"))
    for number in range(1, 7):
        book.bind(Role.APPLICANT, f"A-{number:02}", ROUND)
    for expert in EXPERTS:
        book.bind(Role.EXPERT, expert, ROUND)


def apply(book: Book) -> None:
    """Six apply and are recommended; a seventh comes too late."""
    book.today = date(2025, 3, 20)
    for number in range(1, 7):
        code = f"A-{number:02}"
        book.say(
            ApplicationSubmitted(
                applicant=code, received_on=book.today, materials=None, truth_declared=True,
                organisation=f"9132080400000{code}", name=f"示例{number}公司",
            )
        )  # fmt: skip
        book.say(AdvisersDeclared(applicant=code, years=3, organisations=(), persons=()))
        book.say(RecommendationSigned(applicant=code, body="town", body_kind=BodyKind.AREA, opinion=Opinion.RECOMMENDED, reasons="属实"))
    book.today = date(2025, 4, 11)
    late = ApplicationLate(applicant="A-07", received_on=book.today, organisation="9132080400000A-07", name="示例7公司")
    book.say(late)


def qualify(book: Book) -> None:
    """All conditions are found on; A-06 does not meet one; A-05 withdraws after the decision."""
    book.today = date(2025, 4, 21)
    as_of = PartialDate(2025, 4, 10)
    for number in range(1, 7):
        for condition in CONDITIONS:
            met = Met.NOT_MET if number == 6 and condition == "8(4)" else Met.MET
            book.say(
                ConditionChecked(
                    applicant=f"A-{number:02}", condition=condition, limb="whole", as_of=as_of, since=PartialDate(2015, 1, 1),
                    met=met, grounds="材料属实",
                )
            )  # fmt: skip
        book.say(QualificationDecided(applicant=f"A-{number:02}", qualified=number != 6, reasons="见核查"))
    book.say(ApplicationWithdrawn(applicant="A-05", why="自愿"))
    book.say(QualifiedListFixed(applicants=tuple(f"A-{n:02}" for n in range(1, 5))))


def mark(book: Book, phase: Phase) -> None:
    """Every expert marks every item of everybody in the phase."""
    for applicant, base in SCORED[phase].items():
        for (item, expert), points in marks_of(base).items():
            book.say(ScoreRecorded(applicant=applicant, expert=expert, phase=phase, item=item, points=points))


def review(book: Book) -> None:
    """Papers, defence, visits, overall scores."""
    papers = SCORED[Phase.DOCUMENT]
    defence, site = SCORED[Phase.DEFENCE], SCORED[Phase.SITE]
    book.today = date(2025, 5, 12)
    book.say(PanelDrawn(experts=EXPERTS, method="抽签", pool=None, seed=None, persons=EXPERTS))
    book.say(PanelConstituted(experts=EXPERTS, leader="E-01"))
    for expert in EXPERTS:
        book.say(InterestDeclared(expert=expert, ties=()))
    mark(book, Phase.DOCUMENT)
    book.say(DocumentReportIssued(experts=EXPERTS, summary="略"), Role.OFFICE)
    totals = tuple(Total(applicant=a, points=total_of(base)) for a, base in papers.items() if a != "A-04")
    book.say(DefenceListFixed(applicants=("A-01", "A-02", "A-03"), totals=totals))
    book.today = date(2025, 6, 9)
    book.say(DefenceSchemeIssued(held_on=book.today, order=("A-02", "A-01", "A-03"), drawn_by="office"))
    for code in ("A-02", "A-01", "A-03"):
        book.say(DefenceHeld(applicant=code, experts=EXPERTS))
    mark(book, Phase.DEFENCE)
    combined = {a: two_to_one(papers[a], defence[a]) for a in ("A-01", "A-02")}
    book.say(SiteListFixed(applicants=("A-01", "A-02"), totals=tuple(Total(applicant=a, points=p) for a, p in combined.items())))
    book.today = date(2025, 7, 7)
    book.say(SiteSchemeIssued(first_on=book.today, last_on=book.today, applicants=("A-01", "A-02")))
    for code in ("A-01", "A-02"):
        book.say(SiteVisitHeld(applicant=code, experts=EXPERTS, notes="略"))
        book.say(IntegrityCardReturned(applicant=code, clean=True, remarks="略"))
    mark(book, Phase.SITE)
    book.today = date(2025, 7, 21)
    overall = {a: weighted((40, total_of(papers[a])), (20, total_of(defence[a])), (40, total_of(site[a]))) for a in ("A-01", "A-02")}
    computed = OverallScoresComputed(applicants=("A-01", "A-02"), totals=tuple(Total(applicant=a, points=p) for a, p in overall.items()))
    book.say(computed)
    book.say(OverallReportSubmitted(document="综合评价报告 (示例)", summary="略"))


def two_to_one(document: int, defence: int) -> int:
    """Return document and defence at two to one, rounded half up."""
    return ((2 * total_of(document) + total_of(defence)) * 2 + 3) // 6


def decide(book: Book) -> None:
    """Candidates, notice with an objection, failure of one, approval, publication, prize."""
    book.today = date(2025, 8, 4)
    book.say(DeliberationHeld(members=17, present=15, stood_aside=0, minutes="略"))
    for applicant, tier in (("A-01", MAIN), ("A-02", NOMINATION)):
        book.say(
            VoteCounted(applicant=applicant, tier=tier, issued=15, returned=15, valid=15, in_favour=14, counted_by="甲", supervised_by="乙")
        )
    chosen = (
        Candidate(applicant="A-01", tier=MAIN, outside_quota=False),
        Candidate(applicant="A-02", tier=NOMINATION, outside_quota=False),
    )
    book.say(CandidatesDetermined(applicants=("A-01", "A-02"), candidates=chosen, departures=""))
    book.today = date(2025, 8, 6)
    book.say(
        NoticeOpened(applicants=("A-01", "A-02"), starts_on=book.today, ends_on=date(2025, 8, 13), site="https://award.example/notice")
    )
    book.today = date(2025, 8, 8)
    objection = book.say(ObjectionReceived(applicant="A-02", objector="某人", content="材料不实"))
    book.today = date(2025, 8, 12)
    resolved = ObjectionResolved(applicant="A-02", objection=objection.said.id, outcome=Outcome.SUSTAINED, reasons="属实")
    book.say(resolved, caused_by=(objection.said.id,))
    book.today = date(2025, 8, 14)
    book.say(CandidateDisqualified(applicant="A-02", why="公示不通过"))
    book.say(NoticeClosed(passed=("A-01",)))
    book.today = date(2025, 9, 1)
    book.say(AwardApproved(applicants=("A-01",), winners=chosen[:1], document="淮区政发〔2025〕1号 (示例)"))
    book.today = date(2025, 9, 3)
    winner = Winner(applicant="A-01", organisation="9132080400000A-01", name="示例1公司", tier=MAIN, outside_quota=False)
    book.say(ResultPublished(winners=(winner,), site="https://award.example/result", status="awarded", note=""))
    book.today = date(2025, 9, 10)
    book.say(HonourConferred(applicant="A-01", plaque="P-1", certificate="C-1"))
    book.say(CommendationIssued(applicants=("A-01",), document=None))
    book.say(PrizeGranted(applicant="A-01", tier=MAIN, amount=20_000_000))
    book.today = date(2025, 9, 20)
    book.say(PromotionRecorded(applicant="A-01", what="质量管理经验交流会 (示例)"))
    book.say(BudgetAppropriated(year=2025, budget_line="2013899", amount=50_000_000, document="财预〔2025〕1号 (示例)"))
    book.say(
        PrizePaid(
            applicant="A-01", amount=20_000_000, voucher="V-1", budget_year=2025, budget_line="2013899", account="略",
            payee="9132080400000A-01",
        )
    )  # fmt: skip


STEPS: tuple[Callable[[Book], None], ...] = (found, open_round, apply, qualify, review, decide)


def whole() -> Book:
    """Return the whole round."""
    book = Book()
    for step in STEPS:
        step(book)
    return book


@pytest.fixture
def book(whole_round: Callable[[], Book]) -> Book:
    """Return a fresh book with the whole round in it."""
    return whole_round()


@pytest.fixture
def begun() -> Callable[..., Book]:
    """Return a maker of books that end after the step of this name."""

    def until(name: str) -> Book:
        made = Book()
        for step in STEPS:
            step(made)
            if step.__name__ == name:
                return made
        raise ValueError(name)

    return until


@pytest.fixture(scope="session")
def whole_round() -> Callable[[], Book]:
    """Return a maker of copies of the whole round, which is signed once."""
    made = whole()
    return lambda: Book(list(made.facts), list(made.acts), made.today)


@pytest.fixture
def public() -> Callable[[Sequence[Fact]], list[Fact]]:
    """Return what turns facts into those of a view that opens nothing."""
    return as_public


@pytest.fixture(scope="session")
def service_key() -> SigningKey:
    """Return the service key of the ledger that the round was written for."""
    return key(Role.SERVICE, "service")
