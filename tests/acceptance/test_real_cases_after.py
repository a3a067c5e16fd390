"""Real cases after the award: a title that was lost with some of its consequences, and a prize that one city did not pay again."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.acceptance.reading import facts_of

from ledger.demo.play import play
from ledger.demo.script import Script
from ledger.demo.seeded import MORNING
from ledger.events.approval import AwardApproved, ResultPublished, Winner
from ledger.events.deliberation import Candidate
from ledger.events.event import Event
from ledger.events.measure import EditionTier, MeasureRegistered
from ledger.events.opening import RoundOpened
from ledger.events.revocation import (
    Ground,
    PlaqueRecovered,
    RevocationAnnounced,
    RevocationApproved,
    Token,
)
from ledger.record.envelope import Provenance
from ledger.rules import article_12
from ledger.rules.article_10 import EarlierWins, grants_the_amount_of_the_tier
from ledger.rules.article_12 import Accident
from ledger.rules.citation import Verdict
from ledger.rules.silences import SILENCES
from ledger.stages.fact import Fact
from ledger.terms import MAIN, NOMINATION, ApplicantCode, EditionId, Fen, OrgId, PartialDate, Role, RoundId, RoundKind
from projections.conformance import audit
from projections.honours import HONOURS

pytestmark = pytest.mark.shared
ROUND, NATIONAL = RoundId("national"), EditionId("national")


@pytest.fixture(scope="module")
def entry(shared: Path) -> dict[str, Any]:
    """Return the entry of the real revocation."""
    held = json.loads((shared / "data/awards/cn_revocation_votes_funnels.json").read_text("utf-8"))
    (found,) = held["revocations"]
    return dict(found)


@pytest.fixture(scope="module")
def lost(entry: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> list[Fact]:
    """Return the facts of a ledger into which the clerk imported the award and all that its sources tell of its end."""
    script = Script("real-revocation.demo.invalid", 1, datetime.combine(date(2025, 3, 3), MORNING))
    return facts_of(play(_script(script, entry), tmp_path_factory.mktemp("lost") / "ledger"))


def _script(script: Script, entry: dict[str, Any]) -> Script:
    one = Candidate(applicant=ApplicantCode("W-1"), tier=MAIN, outside_quota=False)
    winner = Winner(applicant=one.applicant, organisation=OrgId(entry["holder"]), name=entry["holder"], tier=MAIN, outside_quota=False)
    opened = RoundOpened(
        kind=RoundKind.HISTORICAL, award_year="授奖年度未见", year=None, programme=entry["award"], planned=(), calendar=None
    )
    source = Provenance(kind="imported", on_behalf_of=None, serial=None, dated=None, scan=None, source=entry["sources"][0])
    acts: list[tuple[Event, str]] = [
        (opened, "2016-01-01"),
        (AwardApproved(applicants=(one.applicant,), winners=(one,), document=None), ""),
        (ResultPublished(winners=(winner,), site=entry["sources"][0], status="awarded", note="授奖日期未见"), ""),
        (RevocationApproved(applicant=one.applicant, ground=Ground.ACCIDENT, document=None), entry["decided"]),
        (PlaqueRecovered(applicant=one.applicant, what=tuple(Token)), entry["published"]),
        (RevocationAnnounced(applicant=one.applicant, site=entry["sources"][0]), entry["published"]),
    ]
    measure = MeasureRegistered(
        edition_id=NATIONAL,
        title_zh=entry["legal_basis"][:30],
        title_en="measure of the national award; its text is not on record here",
        programme_zh=entry["award"],
        issued_by="原质检总局",
        effective_from=None,
        valid_until=None,
        text=None,
        tiers=(EditionTier(tier=MAIN, zh=entry["award"], en="national award", quota=None, prize=None, bars=False),),
    )
    script.act(measure, "2025-03-03", edition=NATIONAL)
    for event, day in acts:
        by = "office" if Role.GOVERNMENT not in type(event).signed_by else "government"
        script.act(event, day, round=ROUND, edition=NATIONAL, provenance=msgspec.structs.replace(source, on_behalf_of=by))
    return script


def test_the_real_revocation_shows_what_was_taken_and_what_was_not(lost: list[Fact], entry: dict[str, Any]) -> None:
    (title,) = HONOURS.fold(lost).honours
    (revocation,) = title.revocations
    assert (title.name, title.status.code, revocation.revoked_on, revocation.ground.code) == (
        entry["holder"],
        "revoked",
        entry["decided"],
        "accident",
    )
    states = {one.kind.code: one.state.code for one in revocation.consequences}
    done = {"title revoked": "title", "certificate and trophy taken back": "plaque_and_certificate", "public notice": "announcement"}
    silent = {"prize clawback": "prize", "bar from applying": "bar"}
    assert {states[done[told]] for told in entry["consequences"]} == {"done"}
    assert {states[silent[told]] for told in entry["not_mentioned"]} == {"not_on_record"}
    assert len(done) + len(silent) == len(states) == 5


def test_an_audit_names_the_two_that_are_not_on_record_and_finds_no_guilt(lost: list[Fact]) -> None:
    report = audit(lost, ROUND, complete=True)
    said = {item.rule.partition(".")[2]: item.verdict.code for item in report.findings if item.rule.startswith("after_the_award")}
    assert said == {
        "takes_back_plaque_and_certificate": "conforms",
        "asks_back_what_was_paid": "not on record",
        "tells_the_public": "conforms",
        "keeps_from_applying": "not on record",
    }
    assert not report.violates
    assert report.conclusion.code == "not on record"


def test_it_was_a_subsidiary_s_doing_and_our_text_does_not_say_whose_that_is(entry: dict[str, Any]) -> None:
    assert "subsidiary" in entry["facts"]
    accident = Accident(PartialDate(2018), of_subsidiary=True, attribution=entry["facts"])
    asked = {
        reading: article_12.is_attributed_as_adopted("accident", accident, reading, 0).verdict
        for reading in (None, "always", "never", "case_by_case_with_reasons")
    }
    assert asked == {
        None: Verdict.SILENT,
        "always": Verdict.CONFORMS,
        "never": Verdict.VIOLATES,
        "case_by_case_with_reasons": Verdict.CONFORMS,
    }
    assert "article12.subsidiary_attribution" in SILENCES


def test_two_years_were_its_limit_and_ours_has_none_unless_one_is_adopted(entry: dict[str, Any]) -> None:
    assert "两年内" in entry["legal_basis"]
    accident = Accident(PartialDate(2018, 12, 20), of_subsidiary=False, attribution="")
    asked = {
        years: article_12.happened_within_the_years_that_count("accident", accident, PartialDate(2016, 3, 29), years, 0).verdict
        for years in (None, "none", 2, 3)
    }
    assert asked == {None: Verdict.SILENT, "none": Verdict.CONFORMS, 2: Verdict.VIOLATES, 3: Verdict.CONFORMS}


# The prize that was not paid twice


@pytest.fixture(scope="module")
def huangshi(shared: Path) -> list[dict[str, str]]:
    """Return the eighth award of Huangshi, as decided in 2024."""
    text = (shared / "data/awards/cn_quality_award_decisions.csv").read_text("utf-8-sig")
    found = [row for row in csv.DictReader(text.splitlines()) if row["place"] == "黄石市"]
    assert {row["document_no"] for row in found} == {"黄政发〔2024〕6号"}
    return found


def test_one_nomination_was_not_paid_again_and_ours_is_paid_unless_the_committee_settles_it(huangshi: list[dict[str, str]]) -> None:
    (repeated,) = [row for row in huangshi if "not paid twice" in row["note"]]
    prize = Fen(max(int(row["prize_cny_each"]) for row in huangshi if row["tier"] == "nomination") * 100)
    name = repeated["organisation"]
    earlier = EarlierWins(frozenset({name}), frozenset(), frozenset(), None)

    def verdict(amount: int, reading: str | None) -> Verdict:
        return grants_the_amount_of_the_tier(Fen(amount), prize, (name, name), earlier, reading, is_main=False).verdict

    given = int(repeated["prize_cny_each"]) * 100
    assert (given, prize, repeated["tier"]) == (0, 20_000_000, "nomination")
    assert [verdict(given, reading) for reading in (None, "pay", "first_only")] == [Verdict.SILENT, Verdict.VIOLATES, Verdict.CONFORMS]
    assert [verdict(prize, reading) for reading in (None, "pay", "first_only")] == [Verdict.SILENT, Verdict.CONFORMS, Verdict.VIOLATES]
    assert SILENCES["nomination.repeat_prize"].suggestion == "pay", "the literal reading; a suggestion binds nobody"


def test_a_first_nomination_of_the_same_decision_is_paid_under_every_reading(huangshi: list[dict[str, str]]) -> None:
    firsts = [row for row in huangshi if row["tier"] == NOMINATION and not row["note"]]
    assert len(firsts) == 4
    for row in firsts:
        name, amount = row["organisation"], Fen(int(row["prize_cny_each"]) * 100)
        nobody = EarlierWins(frozenset(), frozenset(), frozenset(), None)
        for reading in (None, "pay", "first_only"):
            found = grants_the_amount_of_the_tier(amount, amount, (name, name), nobody, reading, is_main=False)
            assert found.verdict is Verdict.CONFORMS
