"""A small round, played step by step: every act is offered to ``check`` and expected to be taken.

Five applicants, three experts, two items, one place in each tier: three defend, two are visited.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import pytest

from ledger.events.application import ApplicationWithdrawn
from ledger.events.approval import AwardApproved, HonourConferred, PrizeGranted, ResultPublished, Winner
from ledger.events.deliberation import Candidate, CandidatesDetermined, DeliberationHeld, PlaceLeftVacant, VoteCounted
from ledger.events.evaluation import OverallReportSubmitted, OverallScoresComputed
from ledger.events.event import Event
from ledger.events.measure import CalendarAdopted
from ledger.events.notice import CandidateDisqualified, NoticeClosed, NoticeOpened, ObjectionReceived, ObjectionResolved, Outcome
from ledger.events.opening import Places
from ledger.events.panel import InterestDeclared, PanelConstituted, PanelDrawn, RecusalRecorded
from ledger.events.prize import ClawbackDemanded, ClawbackReceived, PrizePaid
from ledger.events.qualification import QualifiedListFixed
from ledger.events.revocation import (
    BarImposed,
    Ground,
    PlaqueRecovered,
    RevocationAnnounced,
    RevocationAnnulled,
    RevocationApproved,
    RevocationProposed,
    RevocationServed,
    StatementHeard,
    Token,
    VerificationConcluded,
    VerificationOpened,
)
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
from ledger.terms import (
    MAIN,
    NOMINATION,
    ActId,
    ApplicantCode,
    ExpertCode,
    Fen,
    Hundredths,
    ItemId,
    OrgId,
    PartialDate,
    Phase,
    Role,
    Tier,
)

APPLICANTS = tuple(ApplicantCode(f"A-0{n}") for n in range(1, 6))
EXPERTS = tuple(ExpertCode(f"E-0{n}") for n in range(1, 4))
ITEMS = (ItemId("4.1"), ItemId("4.7"))
DEFEND, VISIT = APPLICANTS[:3], APPLICANTS[:2]
TOTALS = {code: 20_000 - 1_000 * n for n, code in enumerate(APPLICANTS)}
"""What every expert gives an applicant in every phase, in hundredths, over both items: A-01 is best."""

GOLDEN_WEEK = tuple(f"2025-10-0{n}" for n in range(1, 9))


def codes(*names: str) -> tuple[ApplicantCode, ...]:
    return tuple(map(ApplicantCode, names))


def mark(applicant: str, expert: str, phase: Phase = Phase.DOCUMENT, item: str = "4.1", points: int = 5000) -> ScoreRecorded:
    return ScoreRecorded(
        applicant=ApplicantCode(applicant), expert=ExpertCode(expert), phase=phase, item=ItemId(item), points=Hundredths(points)
    )


def totals(applicants: Iterable[str], **changes: int) -> tuple[Total, ...]:
    """Return the totals that the marks give; ``changes`` as ``A01=…``."""
    given = {code: TOTALS[ApplicantCode(code)] for code in applicants} | {f"A-{name[1:]}": points for name, points in changes.items()}
    return tuple(Total(applicant=ApplicantCode(code), points=Hundredths(points)) for code, points in given.items())


def defence_list(*names: str, **changes: int) -> DefenceListFixed:
    return DefenceListFixed(applicants=codes(*(names or DEFEND)), totals=totals(names or APPLICANTS, **changes))


def site_list(*names: str, **changes: int) -> SiteListFixed:
    return SiteListFixed(applicants=codes(*(names or VISIT)), totals=totals(names or DEFEND, **changes))


def overall(*names: str, **changes: int) -> OverallScoresComputed:
    return OverallScoresComputed(applicants=codes(*(names or VISIT)), totals=totals(names or VISIT, **changes))


def vote(applicant: str, tier: Tier, in_favour: int = 12, **changes: int) -> VoteCounted:
    given = {"issued": 15, "returned": 15, "valid": 14} | changes
    return VoteCounted(applicant=ApplicantCode(applicant), tier=tier, in_favour=in_favour, counted_by="x", supervised_by="y", **given)


def candidate(applicant: str, tier: Tier, *, outside: bool = False) -> Candidate:
    return Candidate(applicant=ApplicantCode(applicant), tier=tier, outside_quota=outside)


BOTH = (candidate("A-01", MAIN), candidate("A-02", NOMINATION))


def determined(*candidates: Candidate, departures: str = "", applicants: tuple[ApplicantCode, ...] | None = None) -> CandidatesDetermined:
    chosen = candidates or BOTH
    return CandidatesDetermined(
        applicants=tuple(c.applicant for c in chosen) if applicants is None else applicants, candidates=chosen, departures=departures
    )


def notice(*names: str, starts: str = "2025-09-24", ends: str = "2025-10-09", site: str = "https://example.org/notice") -> NoticeOpened:
    return NoticeOpened(
        applicants=codes(*(names or VISIT)), starts_on=date.fromisoformat(starts), ends_on=date.fromisoformat(ends), site=site
    )


def objection(applicant: str = "A-01", objector: str = "somebody") -> ObjectionReceived:
    return ObjectionReceived(applicant=ApplicantCode(applicant), objector=objector, content="sealed")


def resolved(act: ActId, applicant: str = "A-01", outcome: Outcome = Outcome.DISMISSED, reasons: str = "looked into") -> ObjectionResolved:
    return ObjectionResolved(applicant=ApplicantCode(applicant), objection=act, outcome=outcome, reasons=reasons)


def failed(applicant: str = "A-02", why: str = "the figures do not hold") -> CandidateDisqualified:
    return CandidateDisqualified(applicant=ApplicantCode(applicant), why=why)


def approved(*candidates: Candidate) -> AwardApproved:
    chosen = candidates or BOTH
    return AwardApproved(applicants=tuple(c.applicant for c in chosen), winners=chosen, document="decision 1")


def winner(applicant: str, tier: Tier, **changes: Any) -> Winner:
    given = {"organisation": OrgId(f"9132080400000{applicant}"), "name": f"组织{applicant}", "outside_quota": False} | changes
    return Winner(applicant=ApplicantCode(applicant), tier=tier, **given)


WINNERS = (winner("A-01", MAIN), winner("A-02", NOMINATION))


def published(*winners: Winner, site: str = "https://example.org/result", status: str = "awarded") -> ResultPublished:
    return ResultPublished(winners=winners or WINNERS, site=site, status=status, note="")


def granted(applicant: str = "A-01", tier: Tier = MAIN, amount: int = 20_000_000) -> PrizeGranted:
    return PrizeGranted(applicant=ApplicantCode(applicant), tier=tier, amount=Fen(amount))


VOUCHERS = count(1)


def paid(applicant: str = "A-01", amount: int = 20_000_000, **changes: Any) -> PrizePaid:
    """Return a payment with a voucher that no other has."""
    given = {
        "voucher": f"V-{next(VOUCHERS)}",
        "budget_year": 2025,
        "budget_line": "2013899",
        "account": "sealed",
        "payee": OrgId(f"9132080400000{applicant}"),
    } | changes
    return PrizePaid(applicant=ApplicantCode(applicant), amount=Fen(amount), **given)


@dataclass
class Play:
    """A round at some step. ``say`` holds what can be said; ``office`` judges it."""

    office: Any
    say: Any = field(default_factory=lambda: Say)
    points: Callable[[str, str, Phase, str], int | None] = lambda applicant, *_: TOTALS[ApplicantCode(applicant)] // 2
    """(applicant, expert, phase, item) -> points, or None for a mark that is missing."""

    def on(self, day: str) -> Play:
        """Go to ``day``."""
        self.office.today = date.fromisoformat(day)
        return self

    def begin(self, *without: str, planned: tuple[int, int] = (1, 1), **settled: Any) -> Play:
        """Open the round and bring it to its panel; stages before are taken without being asked."""
        office = self.office
        office.today = date(2025, 3, 1)
        calendar = CalendarAdopted(name="days", first=2025, last=2025, holidays=GOLDEN_WEEK, workdays=("2025-10-11",), source="gazette")
        office.record(calendar, round=None)
        places = tuple(Places(tier=tier, places=count) for tier, count in zip((MAIN, NOMINATION), planned, strict=True))
        office.open_round(planned=places, calendar="days")
        adopted = office.adopted(*without, **settled)
        for event in (adopted, office.rubric(), office.call()):
            self.take(event)
        self.on("2025-05-20")
        for applicant in APPLICANTS:
            self.take(office.applied(applicant))
        self.take(QualifiedListFixed(applicants=APPLICANTS))
        self.take(PanelDrawn(experts=EXPERTS, method="lot", pool=None, seed=None, persons=("x",)))
        self.take(PanelConstituted(experts=EXPERTS, leader=EXPERTS[0]))
        for expert in EXPERTS:
            office.bind(Role.EXPERT, expert, "2025")
            self.take(InterestDeclared(expert=expert, ties=()))
        return self

    def take(self, event: Event, **said: Any) -> Any:
        """Take ``event`` in without asking."""
        return self.office.take(self.office.fact(event, **said))

    def record(self, event: Event, **said: Any) -> Any:
        """Record ``event``, which must be taken."""
        return self.office.record(event, **said)

    def refused(self, event: Event, by: Role | None = None, **said: Any) -> set[str]:
        """Return the bare names of the rules for which ``event`` is refused."""
        return {name.partition(".")[2] for name in self.office.refused(event, by, **said)}

    def verdict(self, rule: str, event: Event, by: Role | None = None, **said: Any) -> str:
        """Return what a rule says of ``event``."""
        (found,) = [f for f in self.office.judge(event, by, **said) if f.rule.name.endswith(f".{rule}")]
        return str(found.verdict.value)

    def why(self, rule: str, event: Event) -> str:
        (found,) = [f for f in self.office.judge(event) if f.rule.name.endswith(f".{rule}")]
        return str(found.why)

    def mark(self, phase: Phase, applicants: Iterable[str]) -> Play:
        for applicant in applicants:
            for expert in EXPERTS:
                for item in ITEMS:
                    points = self.points(applicant, expert, phase, item)
                    if points is not None and not self.round.panel.recused_at(expert, ApplicantCode(applicant)):
                        self.record(mark(applicant, expert, phase, item, points))
        return self

    @property
    def round(self) -> Any:
        return self.office.history.round("2025")

    # The steps, each from where the one before it ends

    def to_document_marks(self) -> Play:
        return self.on("2025-06-01").mark(Phase.DOCUMENT, APPLICANTS)

    def to_document_report(self) -> Play:
        self.to_document_marks().record(DocumentReportIssued(experts=EXPERTS, summary="sealed"), holder="E-01")
        return self

    def to_defence_list(self) -> Play:
        self.to_document_report().record(defence_list())
        return self

    def to_defence(self) -> Play:
        self.to_defence_list().record(DefenceSchemeIssued(held_on=date(2025, 6, 20), order=DEFEND, drawn_by="lot"))
        self.on("2025-06-20")
        for applicant in DEFEND:
            self.record(DefenceHeld(applicant=applicant, experts=EXPERTS))
        return self

    def to_site_list(self) -> Play:
        self.to_defence().mark(Phase.DEFENCE, DEFEND).record(site_list())
        return self

    def to_visits(self) -> Play:
        self.to_site_list().record(SiteSchemeIssued(first_on=date(2025, 7, 1), last_on=date(2025, 7, 2), applicants=VISIT))
        self.on("2025-07-02")
        for applicant in VISIT:
            self.record(SiteVisitHeld(applicant=applicant, experts=EXPERTS, notes="sealed"))
        return self

    def to_overall(self) -> Play:
        self.to_visits().mark(Phase.SITE, VISIT).record(overall())
        return self

    def to_meeting(self) -> Play:
        self.to_overall().record(OverallReportSubmitted(document="report 1", summary="sealed"))
        self.on("2025-09-01").record(DeliberationHeld(members=17, present=15, stood_aside=0, minutes="sealed"))
        return self

    def to_votes(self) -> Play:
        self.to_meeting().record(vote("A-01", MAIN))
        self.record(vote("A-02", NOMINATION))
        return self

    def to_level_evaluation(self) -> Play:
        """Bring A-01 and A-02 level through all phases; the stages before the committee are taken without being asked."""
        for phase, those in ((Phase.DOCUMENT, DEFEND), (Phase.DEFENCE, DEFEND), (Phase.SITE, VISIT)):
            for applicant in those:
                for expert in EXPERTS:
                    for item in ITEMS:
                        self.take(mark(applicant, expert, phase, item, self.points(applicant, expert, phase, item) or 0))
        for event in (defence_list(), site_list(), overall(), OverallReportSubmitted(document="report 1", summary="sealed")):
            self.take(event)
        self.take(DeliberationHeld(members=17, present=15, stood_aside=0, minutes="sealed"))
        self.take(vote("A-01", MAIN))
        self.take(vote("A-02", NOMINATION))
        return self

    def to_candidates(self) -> Play:
        self.to_votes().record(determined())
        return self

    def to_notice(self) -> Play:
        self.to_candidates().on("2025-09-24").record(notice())
        return self

    def to_closing(self) -> Play:
        self.to_notice().on("2025-10-10").record(NoticeClosed(passed=VISIT))
        return self

    def to_approval(self) -> Play:
        self.to_closing().record(approved())
        return self

    def to_publication(self) -> Play:
        self.to_approval().on("2025-10-15").record(published())
        return self

    def to_payment(self) -> Play:
        self.to_publication().record(granted())
        self.record(granted("A-02", NOMINATION, 5_000_000))
        self.record(paid())
        return self

    def to_revocation(self) -> Play:
        return self.to_payment().on("2026-03-01").revoke()

    def revoke(self) -> Play:
        """Take the title of A-01 for deceit, in all steps that come before its consequences."""
        who = {"applicant": APPLICANTS[0]}
        self.record(VerificationOpened(**who, ground=Ground.FRAUD, content="sealed"))
        self.record(VerificationConcluded(**who, ground=Ground.FRAUD, established=True, impact=None, reasons="forged"))
        self.record(StatementHeard(**who, content="sealed"))
        self.record(RevocationProposed(**who, ground=Ground.FRAUD, reasons="forged"), by=Role.COMMITTEE)
        self.record(RevocationApproved(**who, ground=Ground.FRAUD, document="decision 2"))
        return self


class Say:
    """The events, for tests that cannot import this file."""

    codes = staticmethod(codes)
    mark = staticmethod(mark)
    totals = staticmethod(totals)
    defence_list = staticmethod(defence_list)
    site_list = staticmethod(site_list)
    overall = staticmethod(overall)
    vote = staticmethod(vote)
    candidate = staticmethod(candidate)
    determined = staticmethod(determined)
    notice = staticmethod(notice)
    objection = staticmethod(objection)
    resolved = staticmethod(resolved)
    failed = staticmethod(failed)
    approved = staticmethod(approved)
    winner = staticmethod(winner)
    published = staticmethod(published)
    granted = staticmethod(granted)
    paid = staticmethod(paid)

    @staticmethod
    def report(*experts: str) -> DocumentReportIssued:
        return DocumentReportIssued(experts=tuple(map(ExpertCode, experts or EXPERTS)), summary="sealed")

    @staticmethod
    def recused(expert: str, applicant: str | None) -> RecusalRecorded:
        return RecusalRecorded(expert=ExpertCode(expert), applicant=ApplicantCode(applicant) if applicant else None, why="sealed")

    @staticmethod
    def withdrawn(applicant: str) -> ApplicationWithdrawn:
        return ApplicationWithdrawn(applicant=ApplicantCode(applicant), why="sealed")

    @staticmethod
    def vacant(tier: Tier, places: int = 1, why: str = "nobody reaches the standard") -> PlaceLeftVacant:
        return PlaceLeftVacant(tier=tier, places=places, why=why)

    @staticmethod
    def demanded(amount: int, applicant: str = "A-01") -> ClawbackDemanded:
        return ClawbackDemanded(applicant=ApplicantCode(applicant), amount=Fen(amount), due_on=date(2026, 6, 1))

    @staticmethod
    def received(amount: int, applicant: str = "A-01") -> ClawbackReceived:
        return ClawbackReceived(applicant=ApplicantCode(applicant), amount=Fen(amount), voucher=f"R-{next(VOUCHERS)}")

    @staticmethod
    def conferred(applicant: str, plaque: str = "P-1", certificate: str = "C-1") -> HonourConferred:
        return HonourConferred(applicant=ApplicantCode(applicant), plaque=plaque, certificate=certificate)

    @staticmethod
    def bar(starts_on: str, applicant: str = "A-01") -> BarImposed:
        return BarImposed(applicant=ApplicantCode(applicant), starts_on=PartialDate.parse(starts_on))

    @staticmethod
    def served(applicant: str = "A-01") -> RevocationServed:
        return RevocationServed(applicant=ApplicantCode(applicant), how="by hand")

    @staticmethod
    def announced(applicant: str = "A-01") -> RevocationAnnounced:
        return RevocationAnnounced(applicant=ApplicantCode(applicant), site="https://example.org/revoked")

    @staticmethod
    def annulled(applicant: str = "A-01", document: str = "review 1") -> RevocationAnnulled:
        return RevocationAnnulled(applicant=ApplicantCode(applicant), document=document)

    @staticmethod
    def recovered(applicant: str = "A-01", what: tuple[Token, ...] = (Token.PLAQUE,)) -> PlaqueRecovered:
        return PlaqueRecovered(applicant=ApplicantCode(applicant), what=what)


@pytest.fixture
def play(office: Any) -> Play:
    """Return a play whose round is not open yet; ``begin`` opens it."""
    return Play(office)
