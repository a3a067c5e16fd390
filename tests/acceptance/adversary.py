"""A small award year played through the real writer, and left at any stage for somebody to cheat at.

Five applicants, three experts, two items, one place in each tier: three defend, two are visited. Everybody
signs with a key of his own. A stage is played once; each test gets a copy of the ledger as it stood then.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ledger.drafting import Draft, Signed, sign_act
from ledger.errors import Refused
from ledger.events.application import ApplicationSubmitted, BodyKind, Opinion, RecommendationSigned
from ledger.events.approval import AwardApproved, CommendationIssued, HonourConferred, PrizeGranted, ResultPublished, Winner
from ledger.events.deliberation import Candidate, CandidatesDetermined, DeliberationHeld, VoteCounted
from ledger.events.evaluation import OverallReportSubmitted, OverallScoresComputed
from ledger.events.event import Event
from ledger.events.founding import LedgerOpened
from ledger.events.keys import KeyBound
from ledger.events.measure import AdoptedValue, CalendarAdopted, ParametersAdopted, RubricAdopted, RubricItem
from ledger.events.notice import NoticeClosed, NoticeOpened
from ledger.events.opening import CallPublished, Places, RoundOpened
from ledger.events.panel import InterestDeclared, PanelConstituted, PanelDrawn
from ledger.events.prize import PrizePaid
from ledger.events.qualification import ConditionChecked, Met, QualificationDecided, QualifiedListFixed
from ledger.events.revocation import (
    Ground,
    RevocationApproved,
    RevocationProposed,
    RevocationServed,
    StatementHeard,
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
from ledger.handle import Ledger, Receipt
from ledger.home import Home
from ledger.record.envelope import Correction, Deviation, Provenance
from ledger.record.signing import SigningKey
from ledger.rules.advancement import PAPERS_ALONE, Sheet, Weights
from ledger.rules.article_08 import CONDITIONS, WHOLE
from ledger.rules.parameters import Parameters, settle, suggested
from ledger.stages.fact import Fact
from ledger.stages.history import History, Round
from ledger.terms import (
    MAIN,
    NOMINATION,
    ActId,
    ApplicantCode,
    BodyCode,
    EditionId,
    ExpertCode,
    Fen,
    Hundredths,
    ItemId,
    OrgId,
    PartialDate,
    Phase,
    Role,
    RoundId,
    RoundKind,
    Tier,
    View,
)
from ledger.tlog.note import LogKey
from ledger.vault.reading import Reader
from projections.conformance import Report, audit

ORIGIN = "adversary.example/quality"
ROUND = RoundId("2025")
THIS_MEASURE = EditionId("2024")
BODIES = (Role.OFFICE, Role.COMMITTEE, Role.GOVERNMENT, Role.FINANCE, Role.DISCIPLINE, Role.PUBLIC, Role.CLERK, Role.CONFIRMER)
TOWN, DEPARTMENT = BodyCode("town"), BodyCode("market")
ITEMS = (ItemId("4.1"), ItemId("4.7"))
GOLDEN_WEEK = tuple(f"2025-10-0{n}" for n in range(1, 9))
ROOTS = ((Role.REGISTRAR, "registrar"), (Role.COUNTERSIGNER, "countersigner"))
VOUCHERS = count(1)
PRIZE = {MAIN: Fen(20_000_000), NOMINATION: Fen(5_000_000)}
PAPER = "a" * 64

Signers = tuple[tuple[Role, str], ...]
"""(role, holder) of each who signs."""


def key_of(role: Role, holder: str, round: str | None = None) -> SigningKey:
    """Return the one key of a holder in a role, the same in every run."""
    return SigningKey.from_seed(sha256(f"{role}/{holder}/{round}".encode()).digest())


def correction(act: Receipt | ActId, why: str = "笔误", approved_by: str = "办公室") -> Correction:
    return Correction(act=act.id if isinstance(act, Receipt) else act, why=why, approved_by=approved_by)


def departing(rule: str, why: str = "会议决定", authority: str = "会议纪要 3 号") -> Deviation:
    return Deviation(rule=rule, why=why, authority=authority)


def on_paper(author: str, dated: str = "2025-03-10", **changes: Any) -> Provenance:
    given = {"on_behalf_of": author, "serial": "PF-0017", "dated": dated, "scan": PAPER, "source": None} | changes
    return Provenance(kind="transcribed", **given)


TWO_CLERKS: Signers = ((Role.CLERK, "clerk"), (Role.CONFIRMER, "confirmer"))


@dataclass
class Scene:
    """One ledger in the middle of its year. ``today`` is the day on which acts are offered."""

    home: Home
    today: str = "2025-03-03"
    time: str = "09:00:00.000"
    applicants: tuple[ApplicantCode, ...] = tuple(ApplicantCode(f"A-0{n}") for n in range(1, 6))
    experts: tuple[ExpertCode, ...] = tuple(ExpertCode(f"E-0{n}") for n in range(1, 4))
    planned: tuple[int, int] = (1, 1)
    settled: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    """Open questions that no act of this round settles."""
    edition: EditionId = THIS_MEASURE
    tiers: tuple[Tier, ...] = (MAIN, NOMINATION)
    standard: str = "GB/T 19580-2012"
    items: tuple[tuple[ItemId, int, int], ...] = tuple((item, 10_000, 50) for item in ITEMS)
    """What is scored: the most points and the step of each item, in hundredths."""
    defend: int = 3
    visit: int = 2
    marks: dict[Phase, dict[ApplicantCode, dict[tuple[ItemId, ExpertCode], Hundredths]]] = field(
        default_factory=lambda: {phase: {} for phase in Phase}
    )
    ids: dict[str, ActId] = field(default_factory=dict)
    """The newest act of each type, and of each mark as ``document A-01 E-01 4.1``."""
    acts: int = 0

    def __post_init__(self) -> None:
        self.ledger = self._opened()

    def _opened(self) -> Ledger:
        return Ledger(self.home, clock=lambda: f"{self.today}T{self.time}+08:00")

    @classmethod
    def new(cls, folder: Path, store: str | None = None, **given: Any) -> Scene:
        return cls(Home.create(folder, ORIGIN, store), **given)

    def copied(self, folder: Path) -> Scene:
        """Return the same scene in a copy of the ledger."""
        shutil.copytree(self.home.path, folder)
        given = {f: copy.deepcopy(getattr(self, f)) for f in self.__dataclass_fields__ if f != "home"}
        return Scene(Home.open(folder), **given)

    def on(self, day: str, time: str = "09:00:00.000") -> Scene:
        self.today, self.time = day, time
        return self

    # Offering acts

    def act(self, event: Event, by: Role | None = None, signers: Signers | None = None, **envelope: Any) -> Signed:
        """Return ``event`` signed by its first author, or whoever else is named."""
        author = by or type(event).signed_by[0]
        holder = envelope.pop("holder", None) or _holder(event, author)
        round = envelope.pop("round", ROUND)
        origin, keys = envelope.pop("origin", ORIGIN), envelope.pop("keys", {})
        self.acts += 1
        given = {"occurred_at": self.today, "id": ActId(f"{self.acts:032x}"), "edition": self.edition} | envelope
        draft = Draft(type=event.wire_name, event={}, round=round, **given)
        held = [
            (role, keys.get(role) or key_of(role, name, round if role in (Role.EXPERT, Role.APPLICANT) else None))
            for role, name in signers or ((author, holder),)
        ]
        return sign_act(event, draft, origin, held)

    def record(self, event: Event, by: Role | None = None, **envelope: Any) -> Receipt:
        """Record ``event``, which must be taken."""
        receipt = self.ledger.record(self.act(event, by, **envelope))
        self.ids[event.wire_name] = receipt.id
        return receipt

    def refused(self, event: Event, by: Role | None = None, **envelope: Any) -> set[str]:
        """Offer ``event``, which must be refused, and return the bare names of the rules that say no."""
        with pytest.raises(Refused) as caught:
            self.ledger.record(self.act(event, by, **envelope))
        return {breach.rule.name.partition(".")[2] for breach in caught.value.breaches}

    def bind(self, role: Role, holder: str, round: RoundId | None = None, **changes: Any) -> Receipt:
        return self.record(self.binding(role, holder, round, **changes), signers=ROOTS, round=round)

    def binding(self, role: Role, holder: str, round: RoundId | None = None, key: SigningKey | None = None, **changes: Any) -> KeyBound:
        bound = key or key_of(role, holder, round)
        given = {
            "key": bound.id,
            "suite": bound.suite,
            "public": bound.public.hex(),
            "role": role,
            "holder": holder,
            "possession": bound.prove_possession(ORIGIN),
            "person": f"{role} {holder}",
        }
        return KeyBound(**(given | changes))

    # Reading

    def facts(self, view: View = View.AUDITOR) -> list[Fact]:
        with Reader(self.home, view, who="test", purpose="test") as reader:
            return list(reader.facts())

    def history(self) -> History:
        with Reader(self.home, View.AUDITOR, who="test", purpose="test") as reader:
            return reader.history()

    @property
    def round(self) -> Round:
        return self.history().round(ROUND)

    def audit(self, view: View = View.AUDITOR, *, complete: bool = False) -> Report:
        return audit(self.facts(view), ROUND, complete=complete)

    def violated(self) -> set[str]:
        """Return the bare names of the rules of which the audit says 不符合."""
        return {item.rule.partition(".")[2] for item in self.audit().findings if item.verdict.code == "violates"}

    def not_kept(self) -> set[str]:
        """Return the bare names of the rules of method that the audit finds not kept."""
        return {item.rule.partition(".")[2] for item in self.audit().of_method if item.verdict.code == "method not kept"}

    # What can be said

    def organisation(self, code: str) -> tuple[OrgId, str]:
        return OrgId(f"9132080400000{code}"), f"示例组织{code}"

    def applied(self, code: str, **changes: Any) -> ApplicationSubmitted:
        organisation, name = self.organisation(code)
        given = {
            "applicant": ApplicantCode(code),
            "received_on": date.fromisoformat(self.today),
            "materials": None,
            "truth_declared": True,
            "organisation": organisation,
            "name": name,
        }
        return ApplicationSubmitted(**(given | changes))

    def opened(self, **changes: Any) -> RoundOpened:
        given = {
            "kind": RoundKind.LIVE,
            "award_year": "2025",
            "year": 2025,
            "programme": "示例区区长质量奖",
            "planned": tuple(Places(tier=t, places=n) for t, n in zip(self.tiers, self.planned, strict=True)),
            "calendar": "days",
        }
        return RoundOpened(**(given | changes))

    def adopted(self, **changes: Any) -> ParametersAdopted:
        """Return the adoption of all suggestions; ``changes`` by key, with the first underscore for the dot."""
        values = {key: value for key, value, _ in suggested()} | {"panel.min": 3, "panel.selection": "lot"} | self.settled
        values |= {key.replace("_", ".", 1): value for key, value in changes.items()}
        adopted = tuple(AdoptedValue(key=k, value=v, source="评审规则") for k, v in values.items() if k not in self.without)
        return ParametersAdopted(document="评审规则", values=adopted)

    def rubric(self) -> RubricAdopted:
        """Return the rubric: every item from nothing to its most points."""
        items = tuple(
            RubricItem(item=i, zh=i, en=i, least=Hundredths(0), most=Hundredths(most), step=Hundredths(step))
            for i, most, step in self.items
        )
        return RubricAdopted(standard=self.standard, items=items)

    def called(self, opens: str = "2025-03-10", closes: str = "2025-04-10") -> CallPublished:
        return CallPublished(opens_on=date.fromisoformat(opens), closes_on=date.fromisoformat(closes), site="https://award.example/call")

    def mark(self, applicant: str, expert: str, phase: Phase = Phase.DOCUMENT, item: str = "4.1", points: int = 5000) -> ScoreRecorded:
        return ScoreRecorded(
            applicant=ApplicantCode(applicant), expert=ExpertCode(expert), phase=phase, item=ItemId(item), points=Hundredths(points)
        )

    def checked(self, code: str, condition: str, limb: str = WHOLE, met: Met = Met.MET, since: str = "2001-01-01") -> ConditionChecked:
        return ConditionChecked(
            applicant=ApplicantCode(code),
            condition=condition,
            limb=limb,
            as_of=PartialDate(2025, 4, 10),
            since=PartialDate.parse(since),
            met=met,
            grounds="核查",
        )

    def defence_list(self, *names: str) -> DefenceListFixed:
        return DefenceListFixed(applicants=codes(*(names or self.ranked(PAPERS_ALONE)[: self.defend])), totals=self.totals(PAPERS_ALONE))

    def site_list(self, *names: str) -> SiteListFixed:
        weights = self.sheet.stage5
        return SiteListFixed(applicants=codes(*(names or self.ranked(weights)[: self.visit])), totals=self.totals(weights))

    def overall(self) -> OverallScoresComputed:
        return OverallScoresComputed(applicants=self.ranked(self.sheet.final), totals=self.totals(self.sheet.final))

    def vote(self, applicant: str, tier: Tier, in_favour: int = 12, **changes: int) -> VoteCounted:
        given = {"issued": 15, "returned": 15, "valid": 14} | changes
        who = {"counted_by": "计票人", "supervised_by": "监票人"}
        return VoteCounted(applicant=ApplicantCode(applicant), tier=tier, in_favour=in_favour, **given, **who)

    def meeting(self, members: int = 17, present: int = 15, stood_aside: int = 0) -> DeliberationHeld:
        return DeliberationHeld(members=members, present=present, stood_aside=stood_aside, minutes="纪要")

    def determined(self, *candidates: Candidate, departures: str = "") -> CandidatesDetermined:
        chosen = candidates or self.both
        return CandidatesDetermined(applicants=tuple(c.applicant for c in chosen), candidates=chosen, departures=departures)

    def notice(self, *names: str, starts: str = "2025-09-24", ends: str = "2025-10-09") -> NoticeOpened:
        shown = codes(*(names or [c.applicant for c in self.both]))
        days = {"starts_on": date.fromisoformat(starts), "ends_on": date.fromisoformat(ends)}
        return NoticeOpened(applicants=shown, site="https://award.example/notice", **days)

    def approved(self, *candidates: Candidate) -> AwardApproved:
        chosen = candidates or self.both
        return AwardApproved(applicants=tuple(c.applicant for c in chosen), winners=chosen, document="政发〔2025〕20号")

    def approved_nobody(self) -> AwardApproved:
        return AwardApproved(applicants=(), winners=(), document="政发〔2025〕20号")

    def published(self, *candidates: Candidate) -> ResultPublished:
        return ResultPublished(
            winners=tuple(self.winner(c.applicant, c.tier) for c in candidates or self.both),
            site="https://award.example/result",
            status="awarded",
            note="",
        )

    def winner(self, code: str, tier: Tier, **changes: Any) -> Winner:
        organisation, name = self.organisation(code)
        given = {"organisation": organisation, "name": name, "outside_quota": False} | changes
        return Winner(applicant=ApplicantCode(code), tier=tier, **given)

    def granted(self, code: str = "A-01", tier: Tier = MAIN, amount: int | None = None) -> PrizeGranted:
        return PrizeGranted(applicant=ApplicantCode(code), tier=tier, amount=PRIZE[tier] if amount is None else Fen(amount))

    def paid(self, code: str = "A-01", amount: int = 20_000_000, voucher: str = "") -> PrizePaid:
        """Return a payment; where no voucher is named, one that no other has."""
        return PrizePaid(
            applicant=ApplicantCode(code),
            amount=Fen(amount),
            voucher=voucher or f"V-{next(VOUCHERS):06}",
            budget_year=2025,
            budget_line="2013899",
            account="账户",
            payee=self.organisation(code)[0],
        )

    @property
    def both(self) -> tuple[Candidate, ...]:
        return candidate("A-01", MAIN), candidate("A-02", self.tiers[1])

    # What the marks give

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.marks, settle(Parameters(), [(v.key, v.value) for v in self.adopted().values]), lambda *_: False)

    def ranked(self, weights: Weights) -> tuple[ApplicantCode, ...]:
        return tuple(applicant for group in self.sheet.ranking(weights) for applicant in group)

    def totals(self, weights: Weights) -> tuple[Total, ...]:
        found = self.sheet.published(weights)
        return tuple(Total(applicant=code, points=found[code]) for code in self.ranked(weights))

    def points(self, applicant: str, _expert: str, _phase: Phase, _item: str) -> int:
        """Return what an expert gives: A-01 is best, then in the order of the codes."""
        return 10_000 - 500 * self.applicants.index(ApplicantCode(applicant))

    def record_mark(self, applicant: str, expert: str, phase: Phase, item: str, points: int) -> Receipt:
        receipt = self.record(self.mark(applicant, expert, phase, item, points))
        self.marks[phase].setdefault(ApplicantCode(applicant), {})[ItemId(item), ExpertCode(expert)] = Hundredths(points)
        self.ids[f"{phase} {applicant} {expert} {item}"] = receipt.id
        return receipt

    def mark_all(self, phase: Phase, applicants: tuple[ApplicantCode, ...]) -> None:
        for applicant in applicants:
            for expert in self.experts:
                for item, *_ in self.items:
                    self.record_mark(applicant, expert, phase, item, self.points(applicant, expert, phase, item))


def _holder(event: Event, author: Role) -> str:
    field = {Role.EXPERT: "expert", Role.APPLICANT: "applicant", Role.RECOMMENDER: "body", Role.DEPARTMENT: "body"}.get(author, "")
    named = getattr(event, field, None) if field else None
    return str(named or (event.experts[0] if author is Role.EXPERT and hasattr(event, "experts") else author.value))


def codes(*names: str) -> tuple[ApplicantCode, ...]:
    return tuple(map(ApplicantCode, names))


def candidate(code: str, tier: Tier, *, outside: bool = False) -> Candidate:
    return Candidate(applicant=ApplicantCode(code), tier=tier, outside_quota=outside)


# The year, step by step


def _founded(s: Scene) -> None:
    keys = {role: key_of(role, role.value) for role, _ in ROOTS}
    event = LedgerOpened(
        name_zh="台账",
        name_en="ledger",
        log_key=LogKey(ORIGIN, s.home.log_public_key()).vkey(),
        service_key=s.home.service_key().public.hex(),
        registrar_key=keys[Role.REGISTRAR].public.hex(),
        countersigner_key=keys[Role.COUNTERSIGNER].public.hex(),
        regulation=None,
    )
    s.record(event, round=None)
    for role in BODIES:
        s.bind(role, role.value)
    s.bind(Role.RECOMMENDER, TOWN)
    s.bind(Role.DEPARTMENT, DEPARTMENT)
    days = CalendarAdopted(name="days", first=2025, last=2026, holidays=GOLDEN_WEEK, workdays=("2025-10-11",), source="国务院办公厅通知")
    s.record(days, round=None)


def _opened(s: Scene) -> None:
    s.record(s.opened())


def _adopted(s: Scene) -> None:
    s.record(s.adopted())
    s.record(s.rubric())


def _called(s: Scene) -> None:
    s.record(s.called())
    for code in s.applicants:
        s.bind(Role.APPLICANT, code, ROUND)


def _applied(s: Scene) -> None:
    s.on("2025-03-20")
    for code in s.applicants:
        s.ids[f"application {code}"] = s.record(s.applied(code)).id
    for code in s.applicants:
        opinion = RecommendationSigned(applicant=code, body=TOWN, body_kind=BodyKind.AREA, opinion=Opinion.RECOMMENDED, reasons="同意")
        s.record(opinion)


def _decided(s: Scene) -> None:
    s.on("2025-05-10")
    for code in s.applicants:
        for condition in CONDITIONS:
            s.ids[f"{condition} {code}"] = s.record(s.checked(code, condition)).id
        s.ids[f"decision {code}"] = s.record(QualificationDecided(applicant=code, qualified=True, reasons="各项条件均符合")).id


def _qualified(s: Scene) -> None:
    s.record(QualifiedListFixed(applicants=s.applicants))


def _seated(s: Scene) -> None:
    s.on("2025-05-20").record(PanelDrawn(experts=s.experts, method="抽签", pool=None, seed=None, persons=("甲", "乙", "丙")))
    for expert in s.experts:
        s.bind(Role.EXPERT, expert, ROUND)
        s.record(InterestDeclared(expert=expert, ties=()))
    s.record(PanelConstituted(experts=s.experts, leader=s.experts[0]))


def _marked(s: Scene) -> None:
    s.on("2025-06-01").mark_all(Phase.DOCUMENT, s.applicants)


def _reported(s: Scene) -> None:
    s.record(DocumentReportIssued(experts=s.experts, summary="资料评审报告全文"))


def _defence_listed(s: Scene) -> None:
    s.record(s.defence_list())


def _heard(s: Scene) -> None:
    three = s.ranked(PAPERS_ALONE)[: s.defend]
    s.on("2025-06-20").record(DefenceSchemeIssued(held_on=date(2025, 6, 20), order=three, drawn_by="抽签"))
    for code in three:
        s.record(DefenceHeld(applicant=code, experts=s.experts))
    s.mark_all(Phase.DEFENCE, three)


def _site_listed(s: Scene) -> None:
    s.record(s.site_list())


def _visited(s: Scene) -> None:
    two = s.ranked(s.sheet.stage5)[: s.visit]
    s.on("2025-07-02").record(SiteSchemeIssued(first_on=date(2025, 7, 1), last_on=date(2025, 7, 2), applicants=two))
    for code in two:
        s.record(SiteVisitHeld(applicant=code, experts=s.experts, notes="现场"))
    s.mark_all(Phase.SITE, two)


def _evaluated(s: Scene) -> None:
    s.record(s.overall())
    s.record(OverallReportSubmitted(document="质办〔2025〕9号", summary="综合评价报告全文"))


def _voted(s: Scene) -> None:
    s.on("2025-09-01").record(s.meeting())
    for one in s.both:
        s.ids[f"vote {one.applicant}"] = s.record(s.vote(one.applicant, one.tier)).id


def _determined(s: Scene) -> None:
    s.record(s.determined())


def _on_notice(s: Scene) -> None:
    s.on("2025-09-24").record(s.notice())


def _closed(s: Scene) -> None:
    s.on("2025-10-10").record(NoticeClosed(passed=tuple(one.applicant for one in s.both)))


def _approved(s: Scene) -> None:
    s.on("2025-10-15").record(s.approved())


def _published(s: Scene) -> None:
    s.on("2025-10-17").record(s.published())


def _honoured(s: Scene) -> None:
    s.record(CommendationIssued(applicants=codes("A-01"), document="政发〔2025〕21号"))
    for number, one in enumerate(s.both, 1):
        s.record(HonourConferred(applicant=one.applicant, plaque=f"P-{number}", certificate=f"C-{number}"))
        s.ids[f"grant {one.applicant}"] = s.record(s.granted(one.applicant, one.tier)).id


def _paid(s: Scene) -> None:
    for number, one in enumerate(s.both, 1):
        s.ids[f"payment {one.applicant}"] = s.record(s.paid(one.applicant, PRIZE[one.tier], f"V-{number}")).id


def _revoked(s: Scene) -> None:
    s.on("2025-12-01").record(VerificationOpened(applicant=ApplicantCode("A-01"), ground=Ground.FRAUD, content="反映材料"))
    found = {"established": True, "impact": None, "reasons": "查实"}
    s.record(VerificationConcluded(applicant=ApplicantCode("A-01"), ground=Ground.FRAUD, **found), by=Role.DISCIPLINE)
    s.record(StatementHeard(applicant=ApplicantCode("A-01"), content="陈述"))
    s.record(RevocationProposed(applicant=ApplicantCode("A-01"), ground=Ground.FRAUD, reasons="查实"), by=Role.COMMITTEE)
    s.record(RevocationApproved(applicant=ApplicantCode("A-01"), ground=Ground.FRAUD, document="政发〔2025〕30号"))
    s.record(RevocationServed(applicant=ApplicantCode("A-01"), how="直接送达"))


STEPS: dict[str, Callable[[Scene], None]] = {
    "founded": _founded,
    "opened": _opened,
    "adopted": _adopted,
    "called": _called,
    "applied": _applied,
    "decided": _decided,
    "qualified": _qualified,
    "seated": _seated,
    "marked": _marked,
    "reported": _reported,
    "defence listed": _defence_listed,
    "heard": _heard,
    "site listed": _site_listed,
    "visited": _visited,
    "evaluated": _evaluated,
    "voted": _voted,
    "determined": _determined,
    "on notice": _on_notice,
    "closed": _closed,
    "approved": _approved,
    "published": _published,
    "honoured": _honoured,
    "paid": _paid,
    "revoked": _revoked,
}
"""Every stage by name, in order; each begins where the one before it ends."""


def play_to(scene: Scene, stage: str, after: str | None = None) -> Scene:
    """Play ``scene`` up to and with ``stage``, from the beginning or from ``after``."""
    names = list(STEPS)
    for name in names[names.index(after) + 1 if after else 0 : names.index(stage) + 1]:
        STEPS[name](scene)
    return scene


class Stages:
    """Copies of one year at every stage, played once."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._scenes = folder, dict[str, Scene]()
        scene = Scene.new(folder / "played")
        for name, step in STEPS.items():
            step(scene)
            scene.ledger.close()
            self._scenes[name] = scene.copied(folder / name)
            self._scenes[name].ledger.close()
            scene.ledger = scene._opened()
        scene.ledger.close()

    def copy(self, stage: str, folder: Path) -> Scene:
        """Return a copy of the year as it stood after ``stage``, in ``folder``."""
        return self._scenes[stage].copied(folder)

    @contextmanager
    def copies(self, folder: Path) -> Iterator[Callable[[str], Scene]]:
        """Give copies into ``folder`` by the name of the stage, and close them afterwards."""
        given: list[Scene] = []
        numbers = count(1)

        def at(stage: str) -> Scene:
            given.append(self.copy(stage, folder / f"{next(numbers)} {stage}"))
            return given[-1]

        yield at
        for scene in given:
            scene.ledger.close()
