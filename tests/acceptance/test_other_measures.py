"""Another district's measure, and other standards to score by, run by data alone: nothing here is known to the program beforehand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.acceptance.adversary import ROUND, Scene, candidate, codes, play_to

from ledger.demo.decisions import rows
from ledger.errors import BadInput, Refused
from ledger.events.approval import AwardApproved, ResultPublished, Winner
from ledger.events.deliberation import Candidate, PlaceLeftVacant
from ledger.events.event import Event
from ledger.events.measure import AdoptedValue, EditionTier, FixedValue, InterpretationIssued, MeasureRegistered, ParametersAdopted
from ledger.events.opening import Places
from ledger.intake.edition import EditionFile, read_edition_file
from ledger.record.envelope import Provenance
from ledger.rules.advancement import Sheet
from ledger.rules.editions import EDITIONS
from ledger.terms import MAIN, ApplicantCode, Digest, EditionId, ItemId, OrgId, Phase, Role, RoundId, RoundKind, Tier
from projections.standings import standings_of

# The point tables of two other standards. Facts: the sums of their categories, as `scoring_models.json` of the reference data has them.
BALDRIGE = {"1": 120, "2": 85, "3": 85, "4": 90, "5": 85, "6": 85, "7": 450}
EFQM = {"1": 100, "2": 100, "3": 100, "4": 200, "5": 100, "6": 200, "7": 200}
RUBRICS = {"Baldrige (2009-2024 point scheme)": BALDRIGE, "EFQM 2020": EFQM}

TEXT = Digest(sha256("示范区质量奖管理办法(虚构)".encode()).hexdigest())
SECOND = Tier("second")


# Scoring by another standard


@dataclass
class Scored(Scene):
    """A year scored in percent of the points of a standard, in steps of five."""

    percent: dict[str, int] = field(default_factory=lambda: {"A-01": 80, "A-02": 75, "A-03": 70, "A-04": 60, "A-05": 55})

    def points(self, applicant: str, expert: str, phase: Phase, item: str) -> int:
        """Return the share of the item; experts differ by five percent, the document phase is five below the others."""
        leaning = 5 * (self.experts.index(expert) - 1) - (5 if phase is Phase.DOCUMENT else 0)  # type: ignore[arg-type]
        most = next(most for id, most, _ in self.items if id == item)
        return most * (self.percent[applicant] + leaning) // 100


def of_standard(folder: Path, standard: str) -> Scored:
    items = tuple((ItemId(item), 100 * points, 5 * points) for item, points in RUBRICS[standard].items())
    return Scored.new(folder, items=items, standard=standard, settled={"rubric.edition": standard})  # type: ignore[return-value]


@pytest.mark.parametrize("standard", list(RUBRICS))
def test_a_round_is_scored_by_another_standard(standard: str, tmp_path: Path) -> None:
    s = play_to(of_standard(tmp_path / "ledger", standard), "published")
    assert sum(item.most for item in s.round.opening.rubric.values()) == 100_000
    # By hand: the mean of three experts is the middle one; papers five percent lower; 40, 20 and 40 in a hundred.
    by_hand = {code: Fraction(1000, 1) * (Fraction(s.percent[code], 100) - Fraction(5, 100) * Fraction(2, 5)) for code in ("A-01", "A-02")}
    stated = {total.applicant: Fraction(total.points, 100) for total in s.round.evaluation.overall.totals}
    assert stated == by_hand == {"A-01": 780, "A-02": 730}
    standings = standings_of(ROUND).fold(s.facts())
    assert [row.applicant for row in standings.standings if row.won] == ["A-01", "A-02"]
    assert s.violated() == set()


@pytest.mark.parametrize("standard", list(RUBRICS))
def test_no_mark_leaves_the_table_of_its_standard(standard: str, tmp_path: Path) -> None:
    s = play_to(of_standard(tmp_path / "ledger", standard), "seated").on("2025-06-01")
    item, most, step = s.items[0]
    for points, rule in ((most + step, "keeps_to_the_scale_of_the_item"), (step + 1, "keeps_to_the_scale_of_the_item")):
        assert rule in s.refused(s.mark("A-01", "E-01", Phase.DOCUMENT, item, points))
    assert "scores_an_item_of_the_rubric" in s.refused(s.mark("A-01", "E-01", Phase.DOCUMENT, "4.1", step))
    assert s.record(s.mark("A-01", "E-01", Phase.DOCUMENT, item, most)).position


def test_a_rubric_of_another_standard_than_the_adopted_one_is_refused(tmp_path: Path) -> None:
    s = play_to(of_standard(tmp_path / "ledger", "EFQM 2020"), "opened")
    s.record(s.adopted())
    s.standard = "Baldrige (2009-2024 point scheme)"
    assert s.refused(s.rubric()) == {"follows_the_adopted_standard"}


@pytest.mark.shared
@pytest.mark.parametrize("standard", list(RUBRICS))
def test_the_point_tables_are_those_of_the_reference_data(standard: str, shared: Path) -> None:
    table = json.loads((shared / "data/scoring_models.json").read_text("utf-8"))[standard]
    points = [value for key, value in table.items() if key not in ("total", "provenance")]
    assert (points, table["total"]) == (list(RUBRICS[standard].values()), sum(RUBRICS[standard].values()))


# Another district's measure


@pytest.fixture
def file(root: Path) -> EditionFile:
    """Return the edition file of the examples: an invented district, three main places."""
    path = root / "examples/editions/example-district.json"
    return read_edition_file(path.read_bytes(), str(path))


@dataclass
class Elsewhere(Scene):
    """A year under the invented measure: three main places and one second, of which one main place stays vacant."""

    @property
    def both(self) -> tuple[Candidate, ...]:
        return candidate("A-01", MAIN), candidate("A-02", MAIN), candidate("A-03", SECOND)

    @property
    def sheet(self) -> Sheet:
        """All marks, counted as the text and the committee say together."""
        return replace(super().sheet, parameters=self.round.opening.parameters)


def elsewhere(folder: Path, file: EditionFile) -> Elsewhere:
    return Elsewhere.new(  # type: ignore[return-value]
        folder,
        edition=file.edition_id,
        tiers=(MAIN, SECOND),
        planned=(3, 1),
        defend=5,
        visit=4,
        without=("notice.counting", "weights"),
    )


def register(s: Scene, file: EditionFile) -> None:
    for event in file.acts(TEXT):
        s.record(event, Role.GOVERNMENT, round=None)


def test_a_round_runs_on_a_measure_that_came_as_data(tmp_path: Path, file: EditionFile) -> None:
    s = play_to(elsewhere(tmp_path / "ledger", file), "founded")
    register(s, file)
    play_to(s, "voted", after="founded")
    s.record(s.determined())
    s.record(PlaceLeftVacant(tier=MAIN, places=1, why="第三名得分不足, 宁缺毋滥"))
    play_to(s, "published", after="determined")
    standings = standings_of(ROUND).fold(s.facts())
    places = {row.tier.code: (row.planned, row.won, row.left_vacant, row.unaccounted) for row in standings.places}
    assert places == {"main": (3, 2, 1, 0), "second": (1, 1, 0, 0)}
    assert {row.tier.zh for row in standings.places} == {"示范区质量奖", "质量管理先进单位"}
    assert s.violated() == set()
    assert s.round.opening.settled["weights"].by == "text"
    there = {row.citation: row.there_zh for row in s.audit(complete=True).by_provision}
    assert (there["9(8)"], there["9(4)"], there["9(6)"]) == ("第十三条", "第十一条第三项", None)


def test_its_own_numbers_count_and_none_of_ours(tmp_path: Path, file: EditionFile) -> None:
    s = play_to(elsewhere(tmp_path / "ledger", file), "founded")
    register(s, file)
    main, second = s.opened().planned
    for over in ((msgspec.structs.replace(main, places=4), second), (main, msgspec.structs.replace(second, places=2))):
        assert s.refused(s.opened(planned=over)) == {"keeps_to_the_quota"}
    play_to(s, "voted", after="founded")
    s.record(s.determined())
    s.record(PlaceLeftVacant(tier=MAIN, places=1, why="宁缺毋滥"))
    s.on("2025-09-24")
    assert s.refused(s.notice(ends="2025-09-30")) == {"stands_its_full_time"}, "five working days end after the holiday"
    s.record(s.notice())
    play_to(s, "published", after="on notice")
    assert "grants_the_amount_of_the_tier" in s.refused(s.granted("A-01", MAIN, 20_000_000))
    assert s.record(s.granted("A-01", MAIN, 10_000_000)).position


def test_what_its_text_settles_is_adopted_by_nobody(tmp_path: Path, file: EditionFile) -> None:
    s = play_to(elsewhere(tmp_path / "ledger", file), "founded")
    register(s, file)
    s.record(s.opened())
    value = AdoptedValue(key="notice.counting", value="calendar_days_first_excluded", source="x")
    assert s.refused(ParametersAdopted(document="x", values=(value,))) == {"leaves_alone_what_the_text_fixes"}
    interpreted = InterpretationIssued(number="1", provision="13", question="q", answer="a", values=(value,))
    assert s.refused(interpreted, round=None) == {"leaves_alone_what_the_text_fixes"}


def test_a_round_waits_until_the_government_stated_the_numbers(tmp_path: Path, file: EditionFile) -> None:
    s = play_to(elsewhere(tmp_path / "ledger", file), "founded")
    registered, fixed = file.acts(TEXT)
    assert "stands_under_a_known_edition" in s.refused(s.opened())
    assert "fixes_a_registered_text_once" in s.refused(fixed, round=None), "nothing was registered"
    s.record(registered, Role.OFFICE, round=None)
    assert "stands_under_a_known_edition" in s.refused(s.opened())
    assert "is_authored_in_its_role" in s.refused(fixed, Role.OFFICE, round=None)
    other = msgspec.structs.replace(fixed, text=Digest("0" * 64))
    assert s.refused(other, round=None) == {"fixes_a_registered_text_once"}
    s.record(fixed, round=None)
    assert s.refused(fixed, round=None) == {"fixes_a_registered_text_once"}, "stated once"
    assert s.record(s.opened()).position


@pytest.mark.parametrize("who", [Role.OFFICE, Role.GOVERNMENT])
def test_terms_that_were_stated_are_not_registered_otherwise(tmp_path: Path, file: EditionFile, who: Role) -> None:
    s = play_to(elsewhere(tmp_path / "ledger", file), "founded")
    register(s, file)
    registered, _ = file.acts(TEXT)
    more = msgspec.structs.replace(registered, tiers=tuple(msgspec.structs.replace(t, quota=9) for t in registered.tiers))
    assert s.refused(more, who, round=None) == {"registers_the_printed_terms"}


def test_numbers_of_the_printed_edition_are_stated_by_nobody(tmp_path: Path, file: EditionFile) -> None:
    s = play_to(Scene.new(tmp_path / "ledger"), "founded")
    _, fixed = file.acts(TEXT)
    assert "fixes_a_registered_text_once" in s.refused(msgspec.structs.replace(fixed, edition_id=EditionId("2024")), round=None)
    assert EditionId("2024") in EDITIONS


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("notice.days", "five"),
        ("notice.days", 0),
        ("notice.replacement", True),
        ("step_order", ["government_approval", "public_notice", "deliberation", "publication"]),
        ("ratio.defence", 1.5),
        ("ratio.defence", "0"),
        ("tier.gold.quota", 1),
        ("prize.main.quota", 1),
        ("prize.main.fen", -1),
        ("bar.win.applies_to", ["gold"]),
        ("repeat_main.occupies_quota", True),
        ("publish.scores", "notice.opened"),
        ("notice.length", 7),
        ("weights", {"document": "1", "defence": "1", "site": "1"}),
        ("notice.days", None),
    ],
)
def test_what_no_text_can_fix_here_is_bad_input(file: EditionFile, key: str, value: Any) -> None:
    rest = tuple(one for one in file.values if one.key != key)
    with pytest.raises(BadInput):
        msgspec.structs.replace(file, values=(*rest, FixedValue(key=key, value=value, provision="1"))).text()


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.pop("tiers"),
        lambda raw: raw.update(unknown=1),
        lambda raw: raw.update(effective_from="May 2023"),
        lambda raw: raw["values"].append(dict(raw["values"][0])),
    ],
)
def test_a_file_that_cannot_be_read_is_bad_input(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    raw = json.loads((root / "examples/editions/example-district.json").read_text("utf-8"))
    change(raw)
    with pytest.raises(BadInput):
        read_edition_file(json.dumps(raw).encode(), "edition.json")


def test_a_number_that_the_data_leave_out_is_not_on_record(tmp_path: Path, file: EditionFile) -> None:
    short = msgspec.structs.replace(file, values=tuple(value for value in file.values if not value.key.startswith("ratio.")))
    s = play_to(elsewhere(tmp_path / "ledger", short), "founded")
    register(s, short)
    play_to(s, "reported", after="founded")
    with pytest.raises(Refused, match="the ratios of this edition"):
        s.record(s.defence_list())


# A real one: 金坛 2018


AWARD = "金坛区区长质量奖"


def test_the_year_2018_of_jintan_gave_two_of_three(tmp_path: Path) -> None:
    """Facts from the district's own page, in the table of decisions: up to three places a year, two given, published 2019-02-11."""
    won = [row for row in rows() if row.place == "常州市金坛区" and row.tier == "main"]
    assert [row.award_year for row in won] == ["2018", "2018"]
    assert all("quota was up to 3" in row.note for row in won)
    past = _jintan(tmp_path / "ledger", [row.organisation for row in won], won[0].source)
    standings = standings_of(RoundId("jintan-2018")).fold(past.facts())
    (places,) = standings.places
    assert (places.planned, places.won, places.left_vacant, places.unaccounted) == (3, 2, 1, 0)
    assert {row.won.zh for row in standings.standings if row.won} == {"金坛区区长质量奖"}


def _jintan(folder: Path, names: list[str], source: str) -> Scene:
    s = play_to(Scene.new(folder), "founded")
    edition, year = EditionId("jintan-2018"), RoundId("jintan-2018")
    tier = EditionTier(tier=MAIN, zh=AWARD, en="main award", quota=3, prize=None, bars=True)
    measure = MeasureRegistered(
        edition_id=edition,
        title_zh="坛政规〔2018〕1号",
        title_en="measure of 2018",
        programme_zh=AWARD,
        issued_by="金坛区人民政府",
        effective_from=None,
        valid_until=None,
        text=None,
        tiers=(tier,),
    )
    s.record(measure, Role.GOVERNMENT, round=None)

    def imported(event: Event, by: str, on: str) -> None:
        provenance = Provenance(kind="imported", on_behalf_of=by, serial=None, dated=None, scan=None, source=source)
        s.record(event, Role.CLERK, round=year, edition=edition, provenance=provenance, occurred_at=on)

    planned = (Places(tier=MAIN, places=3),)
    opened = s.opened(kind=RoundKind.HISTORICAL, award_year="2018", year=2018, programme=AWARD, planned=planned, calendar=None)
    imported(opened, "office", "")
    winners = tuple(
        Winner(applicant=ApplicantCode(f"W-{n}"), organisation=OrgId(name), name=name, tier=MAIN, outside_quota=False)
        for n, name in enumerate(names, 1)
    )
    given = tuple(candidate(winner.applicant, MAIN) for winner in winners)
    vacant = PlaceLeftVacant(tier=MAIN, places=1, why="来源: 仅授予排名前两名 · the source: the first two of the ranking alone")
    imported(vacant, "committee", "2019-02-11")
    imported(AwardApproved(applicants=codes(*(w.applicant for w in winners)), winners=given, document=None), "government", "2019-02-11")
    imported(ResultPublished(winners=winners, site=source, status="awarded", note=""), "government", "2019-02-11")
    return s


def test_its_quota_holds_in_a_round_of_the_past_too(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="3.2"):
        _jintan(tmp_path / "ledger", ["甲", "乙", "丙", "丁"], "https://www.jintan.gov.cn/")
