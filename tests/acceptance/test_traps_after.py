"""The traps after the award (2, 8, 23 to 25), played through the real writer, read back through the real reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.acceptance.adversary import Scene, codes

from ledger.events.approval import CommendationIssued, HonourConferred
from ledger.events.event import Event
from ledger.events.prize import BudgetAppropriated, ClawbackDemanded, ClawbackReceived, ClawbackRefunded
from ledger.events.revocation import (
    BarImposed,
    Ground,
    PlaqueRecovered,
    PlaqueReturned,
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
from ledger.rules.silences import SILENCES
from ledger.terms import MAIN, ApplicantCode, Fen, PartialDate, Role, View
from projections.certificates import certificate
from projections.honours import HONOURS, Honour
from projections.prizes import Prizes, prizes_of

At = Callable[[str], Scene]
A1 = {"applicant": ApplicantCode("A-01")}
FULL = Fen(20_000_000)


def title(s: Scene, view: View = View.AUDITOR) -> Honour:
    return next(one for one in HONOURS.fold(s.facts(view)).honours if one.tier.code == MAIN)


def states(s: Scene) -> dict[str, str]:
    return {one.kind.code: one.state.code for one in title(s).revocations[-1].consequences}


def prizes(s: Scene, on: date | None = None) -> Prizes:
    return prizes_of(on).fold(s.facts(View.PUBLIC))


def revoke(s: Scene, *without: type[Event]) -> Scene:
    """Take the main title for deceit, step by step, without some steps."""
    steps: list[tuple[Event, Role]] = [
        (VerificationOpened(**A1, ground=Ground.FRAUD, content="来信"), Role.DISCIPLINE),
        (VerificationConcluded(**A1, ground=Ground.FRAUD, established=True, impact=None, reasons="数据不实"), Role.DISCIPLINE),
        (StatementHeard(**A1, content="申辩"), Role.OFFICE),
        (RevocationProposed(**A1, ground=Ground.FRAUD, reasons="数据不实"), Role.COMMITTEE),
        (RevocationApproved(**A1, ground=Ground.FRAUD, document="政发 9 号"), Role.GOVERNMENT),
        (RevocationServed(**A1, how="直接送达"), Role.OFFICE),
    ]
    for event, by in steps:
        if type(event) not in without:
            s.record(event, by=by)
    return s


@pytest.fixture
def revoked(at: At) -> Scene:
    """Return a year whose main winner was paid, and lost its title on 2026-03-02."""
    s = at("paid").on("2026-03-02")
    return revoke(s)


def test_trap_02_the_most_of_a_year_follows_from_the_edition_and_bounds_what_is_granted(at: At) -> None:
    s = at("paid")
    (year,) = prizes(s).years
    assert (year.most, year.granted, year.net) == (50_000_000, 25_000_000, 25_000_000)
    s.record(BudgetAppropriated(year=2025, budget_line="2013899", amount=Fen(50_000_000), document="财预 1 号"))
    assert [odd.what.code for odd in prizes(s).odd] == []


def test_trap_08_five_consequences_are_five_facts_and_each_waits_for_the_government(at: At) -> None:
    five: list[tuple[str, Event]] = [
        ("plaque_and_certificate", PlaqueRecovered(**A1, what=tuple(Token))),
        ("prize", ClawbackDemanded(**A1, amount=FULL, due_on=date(2026, 6, 1))),
        ("announcement", RevocationAnnounced(**A1, site="https://award.example")),
        ("bar", BarImposed(**A1, starts_on=PartialDate(2026, 3, 2))),
    ]
    s = at("paid").on("2026-03-02")
    for _, event in five:
        assert "follows_the_revocation" in s.refused(event)
    revoke(s)
    for kind, event in five:
        assert states(s)[kind] == "not_on_record"
        s.record(event)
        assert states(s)[kind] == ("demanded" if kind == "prize" else "done")
    for amount, state in ((5_000_000, "partly"), (15_000_000, "done")):
        s.record(ClawbackReceived(**A1, amount=Fen(amount), voucher=f"R-{amount}"))
        assert states(s)["prize"] == state
    assert title(s, View.PUBLIC) == title(s), "the public sees what became of a title"


def test_trap_08_a_clawback_in_instalments_balances_at_every_step(revoked: Scene) -> None:
    revoked.record(ClawbackDemanded(**A1, amount=FULL, due_on=date(2026, 6, 1)))
    for number in range(1, 5):
        revoked.record(ClawbackReceived(**A1, amount=Fen(5_000_000), voucher=f"R-{number}"))
        answer = prizes(revoked, date(2026, 6, 2))
        main = next(winner for winner in answer.winners if winner.applicant == "A-01")
        assert (answer.total, main.receivable, main.net) == (0, FULL - number * 5_000_000, FULL - number * 5_000_000)
        assert ("overdue" in {odd.what.code for odd in answer.odd}) is (number < 4)
    assert revoked.refused(ClawbackReceived(**A1, amount=Fen(1), voucher="R-5")) == {"receives_no_more_than_was_demanded"}


def test_trap_23_plaque_and_certificate_go_to_both_and_their_numbers_to_one_each(at: At) -> None:
    s = at("published")
    s.record(HonourConferred(**A1, plaque="P-1", certificate="C-1"))
    for plaque, number in (("P-1", "C-2"), ("P-2", "c-1"), ("C-1", "C-2")):
        other = HonourConferred(applicant=ApplicantCode("A-02"), plaque=plaque, certificate=number)
        assert s.refused(other) == {"has_numbers_of_its_own"}
    s.record(HonourConferred(applicant=ApplicantCode("A-02"), plaque="P-2", certificate="C-2"))
    assert "commends_the_main_tier_alone" in s.refused(CommendationIssued(applicants=codes("A-02"), document=None))
    assert {one.certificate for one in HONOURS.fold(s.facts(View.PUBLIC)).honours} == {"C-1", "C-2"}


def test_trap_24_an_annulment_restores_the_title_ends_the_bar_and_erases_neither(revoked: Scene) -> None:
    s = revoked
    s.record(PlaqueRecovered(**A1, what=tuple(Token)))
    s.record(ClawbackDemanded(**A1, amount=FULL, due_on=date(2026, 6, 1)))
    s.record(ClawbackReceived(**A1, amount=Fen(8_000_000), voucher="R-1"))
    s.record(BarImposed(**A1, starts_on=PartialDate(2026, 3, 2)))
    number = title(s).certificate or ""
    assert certificate(HONOURS.fold(s.facts()), number).state.code == "revoked"
    s.on("2026-09-01").record(RevocationAnnulled(**A1, document="行复 3 号"))
    after = title(s)
    assert (after.status.code, after.revoked_on, after.revocations[0].annulled_on) == ("restored", "2026-03-02", "2026-09-01")
    assert {bar.citation for bar in after.bars} == {"10.2"}, "the bar of the revocation ended, that of the win stands again"
    assert certificate(HONOURS.fold(s.facts()), number).state.code == "restored"
    s.record(PlaqueReturned(**A1, what=tuple(Token)))
    assert s.refused(ClawbackRefunded(**A1, amount=Fen(8_000_001), voucher="T-1")) == {"refunds_no_more_than_came_back"}
    s.record(ClawbackRefunded(**A1, amount=Fen(8_000_000), voucher="T-1"))
    answer = prizes(s, date(2030, 1, 1))
    assert (answer.total, next(w.net for w in answer.winners if w.applicant == "A-01")) == (0, FULL)
    assert {odd.what.code for odd in answer.odd} <= {"no_budget"}


@pytest.mark.parametrize(
    ("left_out", "rule", "verdict"),
    [(StatementHeard, "heard_the_organisation", "not on record"), (RevocationServed, "was_served_first", "not on record")],
)
def test_trap_24_that_nobody_was_heard_or_served_stands_in_the_audit(at: At, left_out: type[Event], rule: str, verdict: str) -> None:
    s = at("paid").on("2026-03-02")
    revoke(s, left_out)
    s.record(RevocationAnnounced(**A1, site="https://award.example"))
    report = s.audit()
    said = {item.verdict.code for item in (*report.findings, *report.of_method) if item.rule.endswith(rule)}
    assert said == {verdict}


def test_trap_25_whoever_verifies_and_submits_is_settled_by_a_rule_and_not_by_us(revoked: Scene) -> None:
    assert {reading.value for reading in SILENCES["revocation.verifier"].readings} == {"office", "discipline", "either"}
    assert {reading.value for reading in SILENCES["revocation.proposer"].readings} == {"office", "committee"}
    opened = VerificationOpened(applicant=ApplicantCode("A-02"), ground=Ground.FRAUD, content="来信")
    assert "is_authored_in_its_role" in revoked.refused(opened, by=Role.COMMITTEE)
    assert revoked.round.opening.parameters.revocation_proposer == "committee"
