"""A real sheet as one round (葡萄酒评审): Richard Quandt's report 42 of 2001, seven judges who rank eight wines.

The 56 ranks and the eight vote totals are facts of the source (liquidasset.com/report42.html). It tells
of one sitting only: everything else, dates and names included, is invented so that the sheet can pass
through every stage. Two wines, E and H, have the same total, and the line of the site list runs between them.
"""

from __future__ import annotations

from datetime import date, datetime

from ledger.demo.calendar import CALENDAR, adopt_calendar
from ledger.demo.script import Label, Script
from ledger.demo.seeded import MORNING
from ledger.events.application import ApplicationSubmitted, BodyKind, Opinion, RecommendationSigned
from ledger.events.approval import AwardApproved, CommendationIssued, HonourConferred, PrizeGranted, ResultPublished, Winner
from ledger.events.deliberation import Candidate, CandidatesDetermined, DeliberationHeld, VoteCounted
from ledger.events.evaluation import OverallReportSubmitted, OverallScoresComputed
from ledger.events.event import Event
from ledger.events.measure import AdoptedValue, ParametersAdopted, RubricAdopted, RubricItem
from ledger.events.notice import NoticeClosed, NoticeOpened
from ledger.events.opening import CallPublished, Places, RoundOpened
from ledger.events.panel import InterestDeclared, PanelConstituted, PanelDrawn
from ledger.events.prize import PrizePaid
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
from ledger.rules.article_08 import CONDITIONS, WHOLE
from ledger.rules.parameters import suggested
from ledger.terms import (
    MAIN,
    NOMINATION,
    ApplicantCode,
    BodyCode,
    ExpertCode,
    Fen,
    Hundredths,
    ItemId,
    OrgId,
    PartialDate,
    Phase,
    RoundId,
    RoundKind,
)

SOURCE = "http://liquidasset.com/report42.html"
ORIGIN = "wine-tasting-42.demo.invalid"
ROUND = RoundId("2025")
RANK = ItemId("rank")
PROGRAMME = "葡萄酒评审示例"

WINES = tuple(ApplicantCode(code) for code in "ABCDEFGH")
SHEET: dict[ExpertCode, tuple[int, ...]] = {
    ExpertCode("J1"): (6, 4, 8, 2, 1, 7, 3, 5),
    ExpertCode("J2"): (4, 2, 8, 5, 3, 7, 1, 6),
    ExpertCode("J3"): (5, 3, 1, 7, 2, 8, 6, 4),
    ExpertCode("J4"): (5, 3, 7, 8, 1, 6, 4, 2),
    ExpertCode("J5"): (3, 2, 4, 1, 5, 8, 7, 6),
    ExpertCode("J6"): (4, 3, 6, 7, 8, 2, 5, 1),
    ExpertCode("J7"): (2, 6, 8, 7, 5, 3, 4, 1),
}
"""Judge to the ranks of wines A to H; 1 is best."""

PUBLISHED = dict(zip(WINES, (29, 23, 42, 37, 25, 41, 30, 25), strict=True))
"""Vote totals as the report prints them; the lowest is best."""

JUDGES = tuple(SHEET)
ORDER = tuple(sorted(WINES, key=lambda wine: (PUBLISHED[wine], wine)))
"""Best first; E and H are tied, and stand in the order of their codes, as the tie rule of this example says."""

DEFENDING, VISITED = ORDER[:3], ORDER[:2]
"""1:1.5 and 1:1 of two planned awards; the second list cuts between E and H."""

_ADOPTED: dict[str, object] = {
    "panel.selection": "lot",
    "advisers.years": 0,
    "score.kind": "ranks",
    "score.order": "lower_first",
    "aggregate": {"method": "sum", "trim_each_end": 0, "when_valid_at_least": 1},
    "weights": {"document": "1", "defence": "0", "site": "0"},
    "weights.stage5": {"document": "1", "defence": "0"},
    "tie.site_visit": ["code_order"],
    "tie.tier": ["code_order"],
    "rubric.edition": "Quandt report 42 (2001)",
    "publish.scores": "result.published",
    "publish.applicants": "result.published",
}
"""What this round settles otherwise than the suggested parameters."""


def wine_round() -> Script:
    """Return the round as a script. Pure: the same acts every time."""
    script = Script(ORIGIN, 42, datetime.combine(date(2025, 3, 3), MORNING))
    adopt_calendar(script, "2025-03-03")
    _Round(script).play()
    return script


class _Round:
    """Adds the acts of the one round, stage by stage."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def play(self) -> None:
        self._open()
        self._apply()
        self._qualify()
        self._seat_the_panel()
        self._taste()
        self._defend_and_visit()
        self._decide()
        self._award()

    def _act(self, event: Event, on: str, label: Label = Label.INVENTED, why: str = "来源未载 · the source does not tell") -> None:
        self._script.act(event, on, round=ROUND, label=label, why=why)

    def _open(self) -> None:
        planned = tuple(Places(tier=tier, places=1) for tier in (MAIN, NOMINATION))
        self._act(
            RoundOpened(kind=RoundKind.LIVE, award_year="2025", year=2025, programme=PROGRAMME, planned=planned, calendar=CALENDAR),
            "2025-03-10",
        )
        values = {key: value for key, value, _ in suggested()} | _ADOPTED
        adopted = tuple(AdoptedValue(key=key, value=value, source="示例评审规则 · example rules") for key, value in values.items())
        self._act(ParametersAdopted(document="示例评审规则 · example rules", values=adopted), "2025-03-17")
        item = RubricItem(item=RANK, zh="名次", en="rank", least=Hundredths(100), most=Hundredths(800), step=Hundredths(100))
        self._act(
            RubricAdopted(standard="Quandt report 42 (2001)", items=(item,)),
            "2025-03-17",
            Label.DERIVED,
            "评委对八种酒排名 1 至 8 · the judges rank eight wines from 1 to 8",
        )
        call = CallPublished(opens_on=date(2025, 4, 1), closes_on=date(2025, 4, 30), site="https://wine-tasting-42.demo.invalid/call")
        self._act(call, "2025-03-24")

    def _apply(self) -> None:
        for number, wine in enumerate(WINES):
            day = date(2025, 4, 1 + number)
            name = f"酒样{wine} · wine {wine}"
            self._act(
                ApplicationSubmitted(
                    applicant=wine, received_on=day, materials=None, truth_declared=True, organisation=OrgId(name), name=name
                ),
                day.isoformat(),
                Label.DERIVED,
                "来源列有该酒 · the source lists this wine",
            )
        for wine in WINES:
            self._act(
                RecommendationSigned(
                    applicant=wine,
                    body=BodyCode("example-town"),
                    body_kind=BodyKind.AREA,
                    opinion=Opinion.RECOMMENDED,
                    reasons="示例 · example",
                ),
                "2025-04-15",
            )

    def _qualify(self) -> None:
        deadline = PartialDate(2025, 4, 30)
        for wine in WINES:
            for condition, limbs in CONDITIONS.items():
                for limb in limbs if condition in ("8(1)", "8(3)", "8(5)") else (WHOLE,):
                    self._act(
                        ConditionChecked(
                            applicant=wine,
                            condition=condition,
                            limb=limb,
                            as_of=deadline,
                            since=PartialDate(2001, 1, 1),
                            met=Met.MET,
                            grounds="示例 · example",
                        ),
                        "2025-05-12",
                    )
            self._act(QualificationDecided(applicant=wine, qualified=True, reasons="各项条件均符合 · every condition is met"), "2025-05-13")
        self._act(QualifiedListFixed(applicants=WINES), "2025-05-14")

    def _seat_the_panel(self) -> None:
        known = (Label.DERIVED, "来源列有七名评委, 未载抽取 · the source lists seven judges and tells of no draw")
        persons = tuple(f"评委 · judge {judge}" for judge in JUDGES)
        self._act(PanelDrawn(experts=JUDGES, method="示例 · example", pool=None, seed=None, persons=persons), "2025-05-15", *known)
        self._act(PanelConstituted(experts=JUDGES, leader=JUDGES[0]), "2025-05-16", *known)
        for judge in JUDGES:
            self._act(InterestDeclared(expert=judge, ties=()), "2025-05-16")

    def _taste(self) -> None:
        for judge, ranks in SHEET.items():
            for wine, rank in zip(WINES, ranks, strict=True):
                self._act(_mark(wine, judge, Phase.DOCUMENT, rank), "2025-05-19", Label.FACT, f"名次见 · the rank stands in {SOURCE}")
        self._act(DocumentReportIssued(experts=JUDGES, summary="示例报告 · example report"), "2025-05-26")
        self._act(
            DefenceListFixed(applicants=DEFENDING, totals=_totals(WINES)),
            "2025-05-27",
            Label.DERIVED,
            f"总票数见 · vote totals stand in {SOURCE}; 名单由其推出 · the list follows from them",
        )

    def _defend_and_visit(self) -> None:
        self._act(DefenceSchemeIssued(held_on=date(2025, 6, 10), order=DEFENDING, drawn_by="示例 · example"), "2025-06-03")
        weightless = "虚构, 权重为零 · invented, of weight 0"
        for wine in DEFENDING:
            self._act(DefenceHeld(applicant=wine, experts=JUDGES), "2025-06-10")
        for judge in JUDGES:
            for rank, wine in enumerate(DEFENDING, 1):
                self._act(_mark(wine, judge, Phase.DEFENCE, rank), "2025-06-10", Label.INVENTED, weightless)
        follows = (Label.DERIVED, "由总票数和同分规则推出 · follows from the vote totals and the rule on ties")
        self._act(SiteListFixed(applicants=VISITED, totals=_totals(DEFENDING)), "2025-06-12", *follows)
        self._act(SiteSchemeIssued(first_on=date(2025, 7, 7), last_on=date(2025, 7, 8), applicants=VISITED), "2025-06-20")
        for number, wine in enumerate(VISITED):
            self._act(SiteVisitHeld(applicant=wine, experts=JUDGES, notes="示例 · example"), f"2025-07-{7 + number:02}")
        for judge in JUDGES:
            for rank, wine in enumerate(VISITED, 1):
                self._act(_mark(wine, judge, Phase.SITE, rank), "2025-07-09", Label.INVENTED, weightless)
        self._act(OverallScoresComputed(applicants=VISITED, totals=_totals(VISITED)), "2025-07-15", *follows)
        self._act(OverallReportSubmitted(document="示例〔2025〕1号", summary="示例报告 · example report"), "2025-07-18")

    def _decide(self) -> None:
        self._act(DeliberationHeld(members=9, present=9, stood_aside=0, minutes="示例 · example"), "2025-07-25")
        for wine, tier in zip(VISITED, (MAIN, NOMINATION), strict=True):
            self._act(
                VoteCounted(
                    applicant=wine,
                    tier=tier,
                    issued=9,
                    returned=9,
                    valid=9,
                    in_favour=8,
                    counted_by="示例 · example",
                    supervised_by="示例 · example",
                ),
                "2025-07-25",
            )
        follows = (Label.DERIVED, "按名次 · by rank")
        self._act(CandidatesDetermined(applicants=VISITED, candidates=_candidates(), departures=""), "2025-07-25", *follows)
        self._act(
            NoticeOpened(
                applicants=VISITED,
                starts_on=date(2025, 8, 4),
                ends_on=date(2025, 8, 11),
                site="https://wine-tasting-42.demo.invalid/notice",
            ),
            "2025-08-04",
        )
        self._act(NoticeClosed(passed=VISITED), "2025-08-12")

    def _award(self) -> None:
        follows = (Label.DERIVED, "按名次 · by rank")
        self._act(AwardApproved(applicants=VISITED, winners=_candidates(), document="示例府〔2025〕2号"), "2025-08-20", *follows)
        winners = tuple(
            Winner(applicant=c.applicant, organisation=OrgId(name), name=name, tier=c.tier, outside_quota=False)
            for c in _candidates()
            for name in (f"酒样{c.applicant} · wine {c.applicant}",)
        )
        self._act(
            ResultPublished(winners=winners, site="https://wine-tasting-42.demo.invalid/result", status="awarded", note=""),
            "2025-08-22",
            *follows,
        )
        self._act(CommendationIssued(applicants=VISITED[:1], document="示例府〔2025〕3号"), "2025-08-25")
        for number, (wine, tier, amount) in enumerate(zip(VISITED, (MAIN, NOMINATION), (20_000_000, 5_000_000), strict=True), 1):
            self._act(HonourConferred(applicant=wine, plaque=f"P-{number}", certificate=f"C-{number}"), "2025-08-29")
            self._act(PrizeGranted(applicant=wine, tier=tier, amount=Fen(amount)), "2025-09-01")
            paid = PrizePaid(
                applicant=wine,
                amount=Fen(amount),
                voucher=f"V-{number}",
                budget_year=None,
                budget_line=None,
                account="示例 · example",
                payee=winners[number - 1].organisation,
            )
            self._act(paid, "2025-09-10")


def _mark(wine: ApplicantCode, judge: ExpertCode, phase: Phase, rank: int) -> ScoreRecorded:
    return ScoreRecorded(applicant=wine, expert=judge, phase=phase, item=RANK, points=Hundredths(100 * rank))


def _totals(wines: tuple[ApplicantCode, ...]) -> tuple[Total, ...]:
    return tuple(Total(applicant=wine, points=Hundredths(100 * PUBLISHED[wine])) for wine in ORDER if wine in wines)


def _candidates() -> tuple[Candidate, ...]:
    return tuple(Candidate(applicant=wine, tier=tier, outside_quota=False) for wine, tier in zip(VISITED, (MAIN, NOMINATION), strict=True))
