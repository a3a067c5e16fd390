"""Real decisions as historical rounds (历史评审年度): 136 awards of 16 programmes, 2009 to 2024, from their publications.

One round for each programme and award year, imported by the clerk from the address that stands in
``award_decisions.csv``. What the source does not tell is not made up: a day that is not known stays
empty, a list that is cut off says so in its note, and of the review before the award nothing is claimed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from ledger.demo.script import UNKNOWN, Label, Script
from ledger.demo.seeded import MORNING
from ledger.events.approval import AwardApproved, PrizeGranted, ResultPublished, Winner
from ledger.events.deliberation import Candidate
from ledger.events.event import Event
from ledger.events.measure import EditionTier, MeasureRegistered
from ledger.events.opening import RoundOpened
from ledger.record.envelope import Provenance
from ledger.terms import ApplicantCode, EditionId, Fen, OrgId, RoundId, RoundKind, Tier

ORIGIN = "award-decisions.demo.invalid"
IMPORTED_ON = "2025-03-03"
"""When the clerk of the example sits down to it: invented, as every import has some such day."""

ON_NOTICE = "public notice"
OF_A_MEASURE = " (measure)"
"""Ends a document number in the table that is the measure's, not the decision's."""

PLACES = {
    "徐州市": "xuzhou", "黄石市": "huangshi", "许昌市": "xuchang", "周口市": "zhoukou", "广州市": "guangzhou", "南京市": "nanjing",
    "如皋市": "rugao", "南通市": "nantong", "盐城市": "yancheng", "江苏省": "jiangsu", "常州市金坛区": "jintan", "宜兴市": "yixing",
    "宁波市鄞州区": "yinzhou", "深圳市": "shenzhen", "辽宁省": "liaoning", "扬州市": "yangzhou",
}  # fmt: skip
"""Place to the name of its programme's edition and rounds."""

TIERS = {
    "main": ("", "main award"),
    "nomination": ("提名奖", "nomination"),
    "gold": ("金奖", "gold"),
    "silver": ("银奖", "silver"),
    "bronze": ("铜奖", "bronze"),
    "second": ("", "second award, with a name of its own"),
}
HIGHEST = ("main", "gold")
"""Tiers whose win is looked at as article 10.2 of the edition 2024 looks at a main win."""


class Row(NamedTuple):
    """One line of the table: one organisation in one award."""

    level: str
    place: str
    award: str
    award_year: str
    tier: str
    organisation: str
    prize_cny_each: str
    document_no: str
    decision_or_notice_date: str
    status: str
    source: str
    note: str


def rows() -> list[Row]:
    """Return the table, in its order."""
    text = files("ledger.demo").joinpath("award_decisions.csv").read_text("utf-8")
    return [Row(**row) for row in csv.DictReader(text.splitlines())]


def historical_rounds() -> Script:
    """Return the decisions as a script: the editions first, then round by round. Pure: the same acts every time."""
    script = Script(ORIGIN, 136, datetime.combine(date.fromisoformat(IMPORTED_ON), MORNING))
    table = rows()
    for place, found in _grouped(table, "place"):
        _register(script, place, found)
    for _, of_place in _grouped(table, "place"):
        for _, of_year in _grouped(of_place, "award_year"):
            _Round(script, of_year).play()
    return script


def round_id(row: Row) -> RoundId:
    """Return the id of the round that ``row`` belongs to, such as ``xuzhou-2023``."""
    return RoundId(f"{PLACES[row.place]}-{row.award_year}")


def _register(script: Script, place: str, found: list[Row]) -> None:
    tiers = tuple(
        EditionTier(
            tier=Tier(tier),
            zh=TIERS[tier][0] or of_tier[0].award,
            en=TIERS[tier][1],
            quota=None,
            prize=None,
            bars=tier in HIGHEST,
        )
        for tier, of_tier in _grouped(sorted(found, key=lambda row: list(TIERS).index(row.tier)), "tier")
    )
    event = MeasureRegistered(
        edition_id=EditionId(PLACES[place]),
        title_zh=f"{found[0].award}: 办法文本未见",
        title_en=f"Quality award of {PLACES[place].capitalize()}: the text of its measure is not on record",
        programme_zh=found[0].award,
        issued_by=place,
        effective_from=None,
        valid_until=None,
        text=None,
        tiers=tiers,
    )
    why = (
        "奖项取自获奖名单; 是否限制再次申报按本办法第十条第二款比照"
        " · tiers as the lists name them; whether a win bars is set as article 10.2 of this measure would have it, to compare"
    )
    script.act(event, IMPORTED_ON, label=Label.DERIVED, why=why)


class _Round:
    """Adds the acts of one historical round."""

    def __init__(self, script: Script, found: list[Row]) -> None:
        self._script, self._rows, self._first = script, found, found[0]
        self._codes = {ApplicantCode(f"W-{number:02}"): row for number, row in enumerate(found, 1)}

    def play(self) -> None:
        first = self._first
        year = int(first.award_year) if first.award_year.isdigit() else None
        programme = next(row.award for row in rows() if row.place == first.place)
        opened = RoundOpened(
            kind=RoundKind.HISTORICAL, award_year=first.award_year, year=year, programme=programme, planned=(), calendar=None
        )
        unknown = "来源未载启动日期, 留空 · the source does not tell when the round opened: left empty"
        self._act(opened, UNKNOWN, "office", Label.DERIVED, unknown)
        decided = first.decision_or_notice_date or UNKNOWN
        if first.status != ON_NOTICE:
            self._act(
                AwardApproved(applicants=tuple(self._codes), winners=self._candidates(), document=self._document()), decided, "government"
            )
        status = "on_notice" if first.status == ON_NOTICE else "awarded"
        published = ResultPublished(winners=self._winners(), site=first.source, status=status, note=self._note())
        self._act(published, decided, "office" if status == "on_notice" else "government")
        for code, row in self._codes.items():
            if row.prize_cny_each:
                amount = Fen(100 * int(row.prize_cny_each))
                self._act(PrizeGranted(applicant=code, tier=Tier(row.tier), amount=amount), decided, "government")

    def _act(self, event: Event, on: str, by: str, label: Label = Label.FACT, why: str = "") -> None:
        imported = Provenance(kind="imported", on_behalf_of=by, serial=None, dated=None, scan=None, source=self._first.source)
        self._script.act(
            event,
            on,
            round=round_id(self._first),
            edition=EditionId(PLACES[self._first.place]),
            label=label,
            why=why or self._first.source,
            provenance=imported,
        )

    def _candidates(self) -> tuple[Candidate, ...]:
        return tuple(Candidate(applicant=code, tier=Tier(row.tier), outside_quota=False) for code, row in self._codes.items())

    def _winners(self) -> tuple[Winner, ...]:
        # No credit codes are in the sources: the name stands for the organisation.
        return tuple(
            Winner(applicant=code, organisation=OrgId(row.organisation), name=row.organisation, tier=Tier(row.tier), outside_quota=False)
            for code, row in self._codes.items()
        )

    def _document(self) -> str | None:
        number = self._first.document_no
        return None if not number or number.endswith(OF_A_MEASURE) else number

    def _note(self) -> str:
        notes: dict[str, list[str]] = {}
        for code, row in self._codes.items():
            if row.note:
                notes.setdefault(row.note, []).append(code)
        found = [text if len(codes) == len(self._codes) else f"{', '.join(codes)}: {text}" for text, codes in notes.items()]
        number = self._first.document_no
        return "; ".join([*found, *([f"under the measure {number.removesuffix(OF_A_MEASURE)}"] if number.endswith(OF_A_MEASURE) else [])])


def _grouped(table: Iterable[Row], column: str) -> Iterable[tuple[str, list[Row]]]:
    """Yield (value, rows) for the runs of equal values in ``column``."""
    for value, found in groupby(table, key=lambda row: str(getattr(row, column))):
        yield value, list(found)
