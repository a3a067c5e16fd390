"""The demo round from the first mark to the last payment; ``ledger.demo.round`` has what comes before."""

from __future__ import annotations

from datetime import date, timedelta

from ledger.demo.people import organisation
from ledger.demo.round import ROUND, SITE, Opening, Size
from ledger.demo.script import Script
from ledger.events.approval import (
    AwardApproved,
    CandidatesSubmitted,
    CommendationIssued,
    HonourConferred,
    PrizeGranted,
    ResultPublished,
    Winner,
)
from ledger.events.deliberation import (
    AttendanceRecorded,
    BallotsReconciled,
    Candidate,
    CandidatesDetermined,
    DeliberationHeld,
    VoteCounted,
)
from ledger.events.evaluation import OverallReportSubmitted, OverallScoresComputed
from ledger.events.integrity import IntegrityCardReturned
from ledger.events.measure import RubricItem
from ledger.events.notice import (
    CandidateDisqualified,
    LeadReceived,
    NoticeClosed,
    NoticeOpened,
    ObjectionAdmitted,
    ObjectionAnswered,
    ObjectionReceived,
    ObjectionResolved,
    Outcome,
    Told,
)
from ledger.events.prize import BudgetAppropriated, PrizePaid
from ledger.events.promotion import PromotionRecorded
from ledger.events.scoring import (
    ConsensusReached,
    DefenceHeld,
    DefenceListFixed,
    DefenceOrderDrawn,
    DefenceSchemeIssued,
    DocumentReportIssued,
    ScoreRecorded,
    SiteListFixed,
    SiteReportIssued,
    SiteSchemeIssued,
    SiteVisitHeld,
)
from ledger.record.envelope import Correction, Provenance
from ledger.rules.advancement import PAPERS_ALONE, places
from ledger.rules.editions import EDITIONS
from ledger.terms import MAIN, NOMINATION, ActId, ApplicantCode, EditionId, ExpertCode, Fen, Hundredths, OrgId, Phase, Tier

EDITION = EDITIONS[EditionId("2024")]
PLANNED = {MAIN: 2, NOMINATION: 2}
BUDGET_LINE = "示例科目 2013899 · example line"


def demo_round(seed: int = 1, size: Size | None = None) -> Script:
    """Return the demo round as a script. Pure: one seed and size give the same acts every time."""
    opening = Opening(seed, size or Size())
    opening.play()
    _Review(opening).play()
    return opening.script


class _Review:
    """Adds the acts from the first mark on."""

    def __init__(self, opening: Opening) -> None:
        self._o, self._sheets, self._act = opening, opening.sheets, opening.act
        self._settled = opening.sheets.parameters
        self._stood: tuple[ApplicantCode, ...] = ()

    def play(self) -> None:
        self._read_documents()
        self._hear_defences()
        self._visit()
        self._evaluate()
        self._deliberate()
        self._give_notice()
        self._award()

    def _read_documents(self) -> None:
        o = self._o
        missing = (o.experts[3], o.applicants[2], o.items[-1].item)
        ids: dict[tuple[ApplicantCode, ExpertCode], ActId] = {}
        for number, applicant in enumerate(o.qualified):
            day = (date(2025, 5, 26) + timedelta(days=number // 3)).isoformat()
            for expert in o.experts:
                sheet = o.on_paper(expert, day, f"{applicant}评分表") if expert == o.experts[-1] and number < 3 else None
                for item in o.items:
                    if (expert, applicant, item.item) != missing:
                        found = self._mark(Phase.DOCUMENT, applicant, expert, item, day, sheet)
                        if found is not None:
                            ids.setdefault((applicant, expert), found)
        expert, applicant = min(self._sheets.recused)
        refused = ScoreRecorded(applicant=applicant, expert=expert, phase=Phase.DOCUMENT, item=o.items[0].item, points=o.items[0].most)
        o.script.act(refused, "2025-06-09", round=ROUND, refused=True)
        self._correct(ids[o.applicants[1], o.experts[2]], o.applicants[1], o.experts[2], o.items[0])
        agreed = ConsensusReached(
            applicant=o.applicants[0],
            phase=Phase.DOCUMENT,
            item=o.items[0].item,
            experts=o.experts,
            points=Hundredths(o.items[0].step * 14),
        )
        self._act(agreed, "2025-06-10")
        self._act(DocumentReportIssued(experts=o.experts, summary="示例报告 · example report"), "2025-06-11", text="资料评审报告 · report")
        going = places(EDITION.ratio_defence, self._settled, PLANNED, len(o.qualified))
        self._stood = self._sheets.chosen(PAPERS_ALONE, going, self._settled.tie_defence, "tie.defence")
        self._act(DefenceListFixed(applicants=self._stood, totals=self._sheets.published(PAPERS_ALONE)), "2025-06-12")

    def _mark(
        self, phase: Phase, applicant: ApplicantCode, expert: ExpertCode, item: RubricItem, day: str, sheet: Provenance | None = None
    ) -> ActId | None:
        if (expert, applicant) in self._sheets.recused:
            return None
        points = self._sheets.draw(phase, applicant, expert, item)
        self._sheets.keep(phase, applicant, expert, item.item, points)
        return self._act(
            ScoreRecorded(applicant=applicant, expert=expert, phase=phase, item=item.item, points=points), day, provenance=sheet
        )

    def _correct(self, act: ActId, applicant: ApplicantCode, expert: ExpertCode, item: RubricItem) -> None:
        before = self._sheets.marks[Phase.DOCUMENT][applicant][item.item, expert]
        points = Hundredths(before - item.step if before else item.step)
        self._sheets.keep(Phase.DOCUMENT, applicant, expert, item.item, points)
        why = Correction(
            act=act, why="录入笔误, 与原评分表不符 · slip of the pen against the sheet", approved_by="示例专家组组长 · panel leader"
        )
        event = ScoreRecorded(applicant=applicant, expert=expert, phase=Phase.DOCUMENT, item=item.item, points=points)
        self._act(event, "2025-06-09", corrects=why)

    def _hear_defences(self) -> None:
        o = self._o
        order = tuple(sorted(self._stood, key=lambda applicant: self._sheets.seed.draw("order", applicant)))
        drawn = DefenceOrderDrawn(order=order, method="示例抽签 · example lot", witnesses="申报组织代表 · applicants' delegates")
        self._act(drawn, "2025-06-16")
        self._act(DefenceSchemeIssued(held_on=date(2025, 6, 24), order=order, drawn_by="示例抽签 · example lot"), "2025-06-17")
        for applicant in order:
            self._act(DefenceHeld(applicant=applicant, experts=self._present(applicant)), "2025-06-24")
            for expert in o.experts:
                for item in o.items:
                    self._mark(Phase.DEFENCE, applicant, expert, item, "2025-06-25")
        weights = self._sheets.sheet.stage5
        going = places(EDITION.ratio_site, self._settled, PLANNED, len(self._stood))
        self._stood = self._sheets.chosen(weights, going, self._settled.tie_site_visit, "tie.site_visit")
        self._act(SiteListFixed(applicants=self._stood, totals=self._sheets.published(weights)), "2025-06-27")

    def _visit(self) -> None:
        o = self._o
        self._act(SiteSchemeIssued(first_on=date(2025, 7, 14), last_on=date(2025, 7, 18), applicants=self._stood), "2025-07-04")
        for number, applicant in enumerate(self._stood):
            day = f"2025-07-{14 + number}"
            self._act(SiteVisitHeld(applicant=applicant, experts=self._present(applicant), notes="示例 · example"), day)
            for expert in o.experts:
                for item in o.items:
                    self._mark(Phase.SITE, applicant, expert, item, day)
            report = SiteReportIssued(applicant=applicant, experts=self._present(applicant), summary="示例报告 · example report")
            self._act(report, "2025-07-21")
            self._act(IntegrityCardReturned(applicant=applicant, clean=True, remarks="无 · none"), "2025-07-22")

    def _evaluate(self) -> None:
        weights = self._sheets.sheet.final
        self._stood = self._sheets.ranked(weights)
        self._act(OverallScoresComputed(applicants=self._stood, totals=self._sheets.published(weights)), "2025-08-05")
        self._act(
            OverallReportSubmitted(document="示例质办〔2025〕9号", summary="示例报告 · example report"),
            "2025-08-12",
            text="综合评价报告 · report",
        )

    def _deliberate(self) -> None:
        members = self._o.size.committee
        present = members - 2 if members > 3 else members
        self._act(DeliberationHeld(members=members, present=present, stood_aside=0, minutes="示例纪要 · example minutes"), "2025-09-16")
        self._attend(present)
        for candidate in self._candidates():
            event = VoteCounted(
                applicant=candidate.applicant,
                tier=candidate.tier,
                issued=present,
                returned=present,
                valid=present - 1,
                in_favour=present - 2,
                counted_by="示例计票人 · example teller",
                supervised_by="示例监票人 · example scrutineer",
            )
            self._act(event, "2025-09-16", provenance=self._o.on_paper("committee", "2025-09-16", "计票单"))
            ended = BallotsReconciled(applicant=candidate.applicant, tier=candidate.tier, not_returned=0, invalid=1, against=1, abstained=0)
            self._act(ended, "2025-09-16")
        self._act(CandidatesDetermined(applicants=self._stood, candidates=self._candidates(), departures=""), "2025-09-16")

    def _give_notice(self) -> None:
        stood = self._stood
        notice = NoticeOpened(applicants=stood, starts_on=date(2025, 9, 24), ends_on=date(2025, 10, 9), site=f"{SITE}/notice")
        self._act(notice, "2025-09-24")
        objected = ObjectionReceived(
            applicant=stood[1], objector="示例甲 · example objector", content="称其指标不实 · says that its figures are wrong"
        )
        objection = self._act(objected, "2025-09-26")
        admitted = ObjectionAdmitted(
            applicant=stood[1],
            objection=objection,
            admitted=True,
            named=True,
            received_at="2025-09-26T09:40:00+08:00",
            took_no_part=True,
            handler="示例乙 · example handler",
            reasons="期内实名提出 · in time and by name",
        )
        self._act(admitted, "2025-09-28")
        self._act(LeadReceived(applicant=stood[2], content="匿名来信 · an unsigned letter"), "2025-09-28")
        reasons = "经核, 指标属实 · the figures were checked and hold"
        resolved = ObjectionResolved(applicant=stood[1], objection=objection, outcome=Outcome.DISMISSED, reasons=reasons)
        self._act(resolved, "2025-10-09")
        for told in Told:
            answer = ObjectionAnswered(applicant=stood[1], objection=objection, told=told, how="书面答复 · by letter")
            self._act(answer, "2025-10-09")
        failed = CandidateDisqualified(applicant=stood[3], why="公示期间查实环保处罚 · an environmental penalty came to light")
        self._act(failed, "2025-10-09")
        self._stood = stood[:3]
        self._act(NoticeClosed(passed=self._stood), "2025-10-10")

    def _award(self) -> None:
        won = self._candidates()
        self._act(CandidatesSubmitted(applicants=self._stood, document="示例质发〔2025〕12号"), "2025-10-13")
        self._act(AwardApproved(applicants=self._stood, winners=won, document="示例政发〔2025〕20号"), "2025-10-15", text="批复 · approval")
        names = {code: organisation(number) for number, code in enumerate(self._o.applicants, 1)}
        winners = tuple(
            Winner(applicant=c.applicant, organisation=OrgId(names[c.applicant]), name=names[c.applicant], tier=c.tier, outside_quota=False)
            for c in won
        )
        self._act(ResultPublished(winners=winners, site=f"{SITE}/result", status="awarded", note=""), "2025-10-17")
        main = tuple(candidate.applicant for candidate in won if candidate.tier == MAIN)
        self._act(CommendationIssued(applicants=main, document="示例政发〔2025〕21号"), "2025-10-20")
        most = Fen(sum(terms.quota * terms.prize for terms in EDITION.tiers.values()))
        budget = BudgetAppropriated(year=2025, budget_line=BUDGET_LINE, amount=most, document="示例财〔2025〕3号")
        self._act(budget, "2025-10-20")
        for number, candidate in enumerate(won, 1):
            amount = EDITION.tiers[candidate.tier].prize
            self._act(
                HonourConferred(applicant=candidate.applicant, plaque=f"P-2025-{number}", certificate=f"C-2025-{number}"), "2025-10-28"
            )
            self._act(PrizeGranted(applicant=candidate.applicant, tier=candidate.tier, amount=amount), "2025-10-29")
            self._act(
                PrizePaid(
                    applicant=candidate.applicant,
                    amount=amount,
                    voucher=f"V-2025-{number}",
                    budget_year=2025,
                    budget_line=BUDGET_LINE,
                    account="示例账户 · example account",
                    payee=OrgId(names[candidate.applicant]),
                ),
                "2025-11-05",
            )
            shared = PromotionRecorded(applicant=candidate.applicant, what="示例经验交流会 · an example meeting on what works")
            self._act(shared, "2025-11-20")
        self._o.return_forms("2025-11-20")

    def _attend(self, present: int) -> None:
        """Add the list of attendance, by the codes under which members sit."""
        self._act(AttendanceRecorded(attending=tuple(f"M-{n:02}" for n in range(1, present + 1))), "2025-09-16")

    def _candidates(self) -> tuple[Candidate, ...]:
        tiers: tuple[Tier, ...] = (MAIN, MAIN, NOMINATION, NOMINATION)
        return tuple(Candidate(applicant=a, tier=tier, outside_quota=False) for a, tier in zip(self._stood, tiers, strict=False))

    def _present(self, applicant: ApplicantCode) -> tuple[ExpertCode, ...]:
        return tuple(expert for expert in self._o.experts if (expert, applicant) not in self._sheets.recused)
