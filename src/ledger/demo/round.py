"""The demo round (演示年度): a whole year of the award, invented from a seed, with what makes real years hard.

Twenty-four organisations apply and one comes too late; one withdraws and one does not qualify. Three parties draw
seven experts from a pool of twenty, and a reserve steps in; they score the 23 items of GB/T 19580-2012, two of them
stand aside from somebody, one is challenged in vain, one is spoken to, one mark is missing, one is corrected, some came
on paper, and one by a recused expert is refused. An objection is dismissed, a lead came without a name, and a candidate
fails the notice: its place stays empty. Days are those of 2025.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ledger.demo.calendar import CALENDAR, adopt_calendar
from ledger.demo.marks import Sheets
from ledger.demo.papers import ANSWERS, INSPECTIONS, bodies, papers, profile
from ledger.demo.people import AREAS, DEPARTMENTS, organisation
from ledger.demo.rubric import STANDARD, items_of_the_standard
from ledger.demo.script import Script
from ledger.demo.seating import Seating
from ledger.demo.seeded import MORNING, Seed
from ledger.errors import BadInput
from ledger.events.application import (
    ApplicationLate,
    ApplicationReceived,
    ApplicationSubmitted,
    ApplicationSupplemented,
    ApplicationWithdrawn,
    Channel,
    Opinion,
    RecommendationSigned,
    SupplementRequested,
)
from ledger.events.eligibility import InspectionReported, Level
from ledger.events.event import Event
from ledger.events.forms import Form, FormsIssued, FormsReturned
from ledger.events.integrity import Adviser, AdvisersDeclared, ChallengeDecided, ExpertChallenged, Help, InterferenceRecorded
from ledger.events.measure import AdoptedValue, ParametersAdopted, RubricAdopted, RubricItem
from ledger.events.opening import CallPublished, Places, PlanIssued, PlannedStep, RoundOpened, Step
from ledger.events.panel import InterestDeclared, PanelConstituted, RecusalRecorded, Relation, RelationKind
from ledger.events.qualification import (
    ConditionChecked,
    DepartmentConsulted,
    DepartmentReplied,
    Met,
    QualificationDecided,
    QualifiedListFixed,
)
from ledger.record.envelope import Correction, Provenance
from ledger.rules.article_08 import CONDITIONS, WHOLE
from ledger.rules.parameters import Parameters, settle, suggested
from ledger.terms import MAIN, NOMINATION, ActId, ApplicantCode, BodyCode, ExpertCode, OrgId, PartialDate, RoundId, RoundKind

ORIGIN = "demo-round.demo.invalid"
ROUND = RoundId("2025")
PROGRAMME = "示例区区长质量奖"
SITE = "https://demo-round.demo.invalid"
RULES = "示例质发〔2025〕1号"
FIRM = "示例咨询有限公司"
"""It advised one of the applicants, and one of the experts works for it."""

OTHERWISE: dict[str, object] = {"score.expected": "any"}
"""What the demo settles otherwise than the suggestions: a list may be fixed although a mark is missing, so that one is."""


@dataclass(frozen=True, slots=True)
class Size:
    """规模: how many apply, how many experts sit, how many items of the standard they score, how many are in the committee."""

    applicants: int = 24
    experts: int = 7
    items: int = 23
    committee: int = 17

    def __post_init__(self) -> None:
        if self.applicants < 9 or self.experts < 6 or self.items < 1 or self.committee < 3:
            raise BadInput("size", f"{self} is too small for all that happens in the demo", "take 9 applicants, 6 experts, 1 item or more")


class Opening:
    """The round up to the panel: everything before the first mark. ``ledger.demo.review`` goes on from here."""

    def __init__(self, seed: int, size: Size) -> None:
        self.size = size
        self.script = Script(ORIGIN, seed, datetime.combine(date(2025, 3, 3), MORNING))
        self.applicants = tuple(ApplicantCode(f"A-{n:02}") for n in range(1, size.applicants + 1))
        self.seating = Seating(Seed(ORIGIN, seed), ROUND, size.experts)
        self.experts = self.seating.experts
        self.items: tuple[RubricItem, ...] = items_of_the_standard()[: size.items]
        self.values = {key: value for key, value, _ in suggested()} | OTHERWISE
        self.sheets = Sheets(Seed(ORIGIN, seed), settle(Parameters(), self.values.items()))
        self.withdrawn, self.unqualified = self.applicants[-2:]
        self.late = ApplicantCode(f"A-{size.applicants + 1:02}")
        self.sheets.recused = {(self.experts[1], self.applicants[4]), (self.experts[5], self.applicants[3])}
        self.qualified = self.applicants[:-2]
        self.advised = self.applicants[4]
        self._papers = 0
        self._forms = 200 + size.applicants

    def act(
        self, event: Event, on: str, *, provenance: Provenance | None = None, text: str = "", corrects: Correction | None = None
    ) -> ActId:
        """Add an act of the round; ``text`` becomes a paper in its evidence."""
        evidence = (self.script.paper(text),) if text else ()
        if provenance is None:
            return self.script.act(event, on, round=ROUND, evidence=evidence, corrects=corrects)
        return self.script.act(event, on, round=ROUND, evidence=evidence, corrects=corrects, provenance=provenance)

    def on_paper(self, behalf: str, dated: str, what: str) -> Provenance:
        """Return where an act comes from that stands on the next numbered paper form."""
        self._papers += 1
        serial = f"PF-{self._papers:04}"
        scan = self.script.paper(f"示例扫描件 · example scan {serial}: {what}")
        return Provenance(kind="transcribed", on_behalf_of=behalf, serial=serial, dated=dated, scan=scan, source=None)

    def return_forms(self, on: str) -> None:
        """Take the numbered forms back that nobody used."""
        self.act(FormsReturned(series="PF", first=self._papers + 1, last=self._forms), on)

    def play(self) -> None:
        """Add everything up to the panel."""
        adopt_calendar(self.script, "2025-03-03")
        for event in bodies(self.size.committee):
            self.script.act(event, "2025-03-04")
        for event in self.seating.pool():
            self.script.act(event, "2025-03-05")
        self._open()
        self._apply()
        self._declare_advisers()
        self._recommend()
        self._qualify()
        self._seat()

    def _open(self) -> None:
        planned = tuple(Places(tier=tier, places=2) for tier in (MAIN, NOMINATION))
        self.act(
            RoundOpened(kind=RoundKind.LIVE, award_year="2025", year=2025, programme=PROGRAMME, planned=planned, calendar=CALENDAR),
            "2025-03-10",
        )
        adopted = tuple(AdoptedValue(key=key, value=value, source=f"{RULES}附件") for key, value in self.values.items())
        self.act(ParametersAdopted(document=RULES, values=adopted), "2025-03-17", text="示例评审规则 · example rules of review")
        self.act(RubricAdopted(standard=STANDARD, items=self.items), "2025-03-17")
        self.act(_plan(), "2025-03-18")
        self.act(CallPublished(opens_on=date(2025, 4, 1), closes_on=date(2025, 4, 30), site=f"{SITE}/call"), "2025-03-24")
        self.act(FormsIssued(series="PF", first=1, last=self._forms, form=Form.OTHER, issued_to="office"), "2025-03-24")

    def _apply(self) -> None:
        for number, applicant in enumerate(self.applicants, 1):
            day = (date(2025, 4, 1) + timedelta(days=number)).isoformat()
            name = organisation(number)
            event = ApplicationSubmitted(
                applicant=applicant,
                received_on=date.fromisoformat(day),
                materials=self.script.paper(f"示例申报材料 · example papers of {applicant}"),
                truth_declared=True,
                organisation=OrgId(name),
                name=name,
            )
            self.act(profile(applicant, number - 1), day)
            self.act(ApplicationReceived(applicant=applicant, channel=Channel.ONLINE), f"{day}T08:30:00+08:00")
            self.act(event, day, provenance=self.on_paper(applicant, day, "申报书") if number % 8 == 0 else None)
            for paper in papers(applicant, number - 1):
                self.act(paper, day)
        missing = SupplementRequested(applicant=self.applicants[2], due_on=date(2025, 4, 29), what="审计报告 · audit report")
        self.act(missing, "2025-04-28")
        supplement = ApplicationSupplemented(
            applicant=self.applicants[2], materials=self.script.paper("示例补正材料 · example supplement"), what="缺审计报告 · audit report"
        )
        self.act(supplement, "2025-04-29")
        late = organisation(self.size.applicants + 1)
        self.act(
            ApplicationLate(applicant=self.late, received_on=date(2025, 5, 6), organisation=OrgId(late), name=late),
            "2025-05-06",
        )

    def _declare_advisers(self) -> None:
        firm = Adviser(name=FIRM, help=Help.CONSULTING, for_whom=None, ended=None)
        for applicant in self.applicants:
            event = AdvisersDeclared(applicant=applicant, years=3, organisations=(firm,) if applicant == self.advised else (), persons=())
            self.act(event, "2025-04-29")

    def _recommend(self) -> None:
        for number, applicant in enumerate(self.applicants):
            body, kind = AREAS[number % len(AREAS)]
            # A negative opinion is recorded and ends nothing by itself.
            opinion = Opinion.NOT_RECOMMENDED if number == 6 else Opinion.RECOMMENDED
            event = RecommendationSigned(applicant=applicant, body=body, body_kind=kind, opinion=opinion, reasons="示例 · example")
            self.act(event, "2025-05-07", provenance=self.on_paper(body, "2025-05-06", "推荐意见") if number % 5 == 0 else None)

    def _qualify(self) -> None:
        for body in DEPARTMENTS:
            for applicant in self.applicants:
                asked = DepartmentConsulted(applicant=applicant, body=body, limbs=(), question="近三年记录 · record of three years")
                self.act(asked, "2025-05-08")
        for body in DEPARTMENTS:
            reply = self.on_paper(body, "2025-05-13", "复函") if body == DEPARTMENTS[-1] else None
            for applicant in self.applicants:
                knows = (body, applicant) == (DEPARTMENTS[0], self.unqualified)
                clear = tuple(limb for limb in ANSWERS[body] if limb != INSPECTIONS) if knows else ()
                text = "无记录 · nothing on record"
                self.act(
                    DepartmentReplied(applicant=applicant, body=body, limbs=clear, clear=True, reply=text), "2025-05-14", provenance=reply
                )
        self._report(DEPARTMENTS[0])
        self.act(ApplicationWithdrawn(applicant=self.withdrawn, why="另有安排 · other plans"), "2025-05-15")
        for applicant in (*self.qualified, self.unqualified):
            self._decide(applicant)
        self.act(QualifiedListFixed(applicants=self.qualified), "2025-05-21")

    def _report(self, body: BodyCode) -> None:
        """Add what the market regulator knows of one applicant, in its reply and, sealed, as a record of its own."""
        text = "市级抽查不合格一次 · one failed inspection at city level"
        self.act(DepartmentReplied(applicant=self.unqualified, body=body, limbs=(INSPECTIONS,), clear=False, reply=text), "2025-05-14")
        failed = InspectionReported(
            applicant=self.unqualified, body=None, level=Level.CITY, day=date(2024, 9, 12), passed=False, source="复函 · the reply"
        )
        self.act(failed, "2025-05-14")

    def _decide(self, applicant: ApplicantCode) -> None:
        passes = applicant != self.unqualified
        for condition, limbs in CONDITIONS.items():
            for limb in (WHOLE,) if passes or condition != "8(5)" else limbs:
                event = ConditionChecked(
                    applicant=applicant,
                    condition=condition,
                    limb=limb,
                    as_of=PartialDate(2025, 4, 30),
                    since=PartialDate(2012, 6, 1),
                    met=Met.NOT_MET if limb == "inspections" else Met.MET,
                    grounds="部门复函 · the department's reply" if condition == "8(5)" else "示例 · example",
                )
                self.act(event, "2025-05-19")
        reasons = "各项条件均符合 · every condition is met" if passes else "8(5): 市级抽查不合格 · failed an inspection at city level"
        self.act(QualificationDecided(applicant=applicant, qualified=passes, reasons=reasons), "2025-05-20")

    def _seat(self) -> None:
        for event, day in self.seating.steps():
            self.act(event, day)
        self.act(PanelConstituted(experts=self.experts, leader=self.experts[0]), "2025-05-23")
        ties = dict(sorted(self.sheets.recused))
        for expert in self.experts:
            declared = (self._tie(expert, ties[expert]),) if expert in ties else ()
            self.act(InterestDeclared(expert=expert, ties=declared), "2025-05-23")
        for expert, applicant in sorted(self.sheets.recused):
            self.act(RecusalRecorded(expert=expert, applicant=applicant, why="曾任顾问 · former adviser"), "2025-05-23")
        self._challenge()

    def _challenge(self) -> None:
        expert, applicant = self.experts[2], self.applicants[1]
        grounds = "称其曾任竞争对手顾问 · says that it advised a competitor"
        challenged = ExpertChallenged(expert=expert, applicant=applicant, concerns=applicant, challenger=organisation(2), grounds=grounds)
        challenge = self.act(challenged, "2025-05-23")
        self.act(ChallengeDecided(expert=expert, challenge=challenge, upheld=False, reasons="查无实据 · nothing was found"), "2025-05-23")
        spoken = InterferenceRecorded(
            expert=self.experts[3], applicant=None, who="示例某 · example somebody", what="请予关照 · asks for a favour"
        )
        self.act(spoken, "2025-05-23", provenance=self.on_paper(self.experts[3], "2025-05-23", "说情打招呼登记"))

    def _tie(self, expert: ExpertCode, applicant: ApplicantCode) -> Relation:
        """Return what ties ``expert`` to ``applicant``: it works for the firm that advised it, or advised it itself."""
        works, other = (RelationKind.EMPLOYED, FIRM) if applicant == self.advised else (RelationKind.ADVISER, applicant)
        return Relation(kind=works, one=expert, other=other, ended=None, words="示例 · example")


def _plan() -> PlanIssued:
    """Return the yearly plan: a stretch of days for each step, in the order of the regulation."""
    days = (
        (Step.CALL, "2025-03-20", "2025-03-31"),
        (Step.APPLICATION, "2025-04-01", "2025-04-30"),
        (Step.QUALIFICATION, "2025-05-08", "2025-05-23"),
        (Step.DOCUMENT, "2025-05-26", "2025-06-13"),
        (Step.DEFENCE, "2025-06-16", "2025-06-30"),
        (Step.SITE_VISIT, "2025-07-14", "2025-07-25"),
        (Step.EVALUATION, "2025-08-01", "2025-08-15"),
        (Step.DELIBERATION, "2025-09-15", "2025-09-19"),
        (Step.NOTICE, "2025-09-22", "2025-10-10"),
        (Step.APPROVAL, "2025-10-13", "2025-10-17"),
        (Step.PUBLICATION, "2025-10-17", "2025-10-24"),
    )
    steps = tuple(PlannedStep(step=step, first_on=date.fromisoformat(a), last_on=date.fromisoformat(b)) for step, a, b in days)
    return PlanIssued(document="示例质办〔2025〕2号", steps=steps)
