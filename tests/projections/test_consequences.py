"""Five consequences as five facts, each with its own state; certificates as anybody asks for them; what an audit says of both."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ledger.events.approval import HonourConferred, PrizeGranted, ResultPublished, Winner
from ledger.events.opening import RoundOpened
from ledger.events.prize import ClawbackDemanded, ClawbackReceived, ClawbackRefunded
from ledger.events.promotion import PromotionRecorded
from ledger.events.revocation import (
    BarImposed,
    Ground,
    PlaqueRecovered,
    PlaqueReturned,
    RevocationAnnounced,
    RevocationAnnulled,
    RevocationApproved,
    RevocationServed,
    Token,
)
from ledger.terms import MAIN, PartialDate
from projections.certificates import Certificate, certificate
from projections.conformance import audit
from projections.consequences import Revocation
from projections.honours import HONOURS
from projections.timeline import timeline_of

if TYPE_CHECKING:
    from conftest import Book

A1 = {"applicant": "A-01"}
FULL = 20_000_000
BOTH = (Token.PLAQUE, Token.CERTIFICATE)


@pytest.fixture
def revoked(book: Book) -> Book:
    """Return the whole round, whose title was revoked on 2026-03-02."""
    book.today = date(2026, 3, 2)
    book.say(RevocationApproved(**A1, ground=Ground.ACCIDENT, document="撤销 1 号"))
    return book


def last(book: Book) -> Revocation:
    return HONOURS.fold(book.facts).honours[0].revocations[-1]


def states(book: Book) -> dict[str, str]:
    return {one.kind.code: one.state.code for one in last(book).consequences}


def said(book: Book) -> dict[str, str]:
    """Return what the audit says of what follows the award."""
    found = audit(book.facts, "2025", complete=True)
    rules = ("after_the_award", "article_11_carried_out.is_paid_back", "article_13.shares")
    return {
        i.rule.partition(".")[2]: i.verdict.code
        for i in (*found.findings, *found.of_method)
        if i.position == 0 and i.rule.startswith(rules)
    }


def test_of_a_revocation_alone_only_the_title_is_gone(revoked: Book) -> None:
    assert states(revoked) == {
        "title": "done",
        "plaque_and_certificate": "not_on_record",
        "prize": "not_on_record",
        "announcement": "not_on_record",
        "bar": "not_on_record",
    }
    assert said(revoked) == {
        "takes_back_plaque_and_certificate": "not on record",
        "asks_back_what_was_paid": "not on record",
        "is_paid_back_by_its_day": "conforms",  # nothing was asked for
        "tells_the_public": "not on record",
        "keeps_from_applying": "not on record",
        "shares_what_it_knows": "not applicable",
    }


@pytest.mark.parametrize(
    ("event", "kind", "state"),
    [
        (PlaqueRecovered(**A1, what=(Token.PLAQUE,)), "plaque_and_certificate", "partly"),
        (PlaqueRecovered(**A1, what=BOTH), "plaque_and_certificate", "done"),
        (ClawbackDemanded(**A1, amount=FULL, due_on=date(2026, 6, 1)), "prize", "demanded"),
        (RevocationAnnounced(**A1, site="https://award.example"), "announcement", "done"),
        (BarImposed(**A1, starts_on=PartialDate(2026, 3, 2)), "bar", "done"),
    ],
)
def test_each_consequence_is_a_fact_of_its_own(revoked: Book, event, kind: str, state: str) -> None:
    before = states(revoked)
    revoked.say(event)
    assert states(revoked) == before | {kind: state}


def test_the_prize_comes_back_in_instalments(revoked: Book) -> None:
    revoked.say(ClawbackDemanded(**A1, amount=FULL, due_on=date(2026, 6, 1)))
    for amount, state, open_ in ((5_000_000, "partly", 15_000_000), (15_000_000, "done", 0)):
        revoked.say(ClawbackReceived(**A1, amount=amount, voucher=f"R-{amount}"))
        assert (states(revoked)["prize"], last(revoked).clawback.outstanding) == (state, open_)
    assert last(revoked).clawback.due_on == "2026-06-01"


@pytest.mark.parametrize(("today", "verdict"), [(date(2026, 6, 1), "not due"), (date(2026, 6, 2), "method not kept")])
def test_a_late_instalment_is_seen_the_day_after_and_is_no_violation(revoked: Book, today: date, verdict: str) -> None:
    revoked.say(ClawbackDemanded(**A1, amount=FULL, due_on=date(2026, 6, 1)))
    revoked.today = today
    revoked.say(RevocationServed(**A1, how="邮寄"))
    assert said(revoked)["is_paid_back_by_its_day"] == verdict
    assert "violates" not in said(revoked).values()


def carry_out(book: Book) -> None:
    for event in (
        RevocationServed(**A1, how="直接送达"),
        PlaqueRecovered(**A1, what=BOTH),
        ClawbackDemanded(**A1, amount=FULL, due_on=date(2026, 6, 1)),
        ClawbackReceived(**A1, amount=FULL, voucher="R-1"),
        RevocationAnnounced(**A1, site="https://award.example"),
        BarImposed(**A1, starts_on=PartialDate(2026, 3, 2)),
    ):
        book.say(event)


def test_what_was_carried_out_conforms(revoked: Book) -> None:
    carry_out(revoked)
    assert set(states(revoked).values()) == {"done"}
    assert {name: verdict for name, verdict in said(revoked).items() if verdict != "conforms"} == {"shares_what_it_knows": "not applicable"}
    (link,) = [link for link in timeline_of("2025").fold(revoked.facts).links if link.link.code == "revoke"]
    assert link.progress.code == "done"


def test_an_annulment_ends_what_was_due_and_says_what_goes_back(revoked: Book) -> None:
    carry_out(revoked)
    revoked.say(RevocationAnnulled(**A1, document="复议 1 号"))
    assert states(revoked) == {
        "title": "given_back",
        "plaque_and_certificate": "to_give_back",
        "prize": "to_give_back",
        "announcement": "done",  # what was said in public stays said
        "bar": "ended",
    }
    assert said(revoked) == {"gives_everything_back": "not due", "shares_what_it_knows": "conforms"}
    revoked.say(PlaqueReturned(**A1, what=BOTH))
    revoked.say(ClawbackRefunded(**A1, amount=FULL, voucher="T-1"))
    assert {states(revoked)[kind] for kind in ("plaque_and_certificate", "prize")} == {"given_back"}
    assert said(revoked)["gives_everything_back"] == "conforms"
    (title,) = HONOURS.fold(revoked.facts).honours
    assert (title.status.code, title.revoked_on, len(title.revocations)) == ("restored", "2026-03-02", 1)


def test_a_second_revocation_stands_beside_the_first(revoked: Book) -> None:
    revoked.say(RevocationAnnulled(**A1, document="复议 1 号"))
    revoked.say(RevocationApproved(**A1, ground=Ground.FRAUD, document="撤销 2 号"))
    (title,) = HONOURS.fold(revoked.facts).honours
    assert [(r.ground.code, r.annulled_by) for r in title.revocations] == [("accident", "复议 1 号"), ("fraud", None)]
    assert title.status.code == "revoked"


def test_of_who_was_paid_nothing_nothing_is_asked_back(book: Book) -> None:
    grant = book.of(PrizeGranted)[0]
    book.facts = [fact for fact in book.facts if fact.said.type not in ("prize.granted", "prize.paid")]
    book.say(PrizeGranted(**A1, tier=grant.event.tier, amount=0))
    book.say(RevocationApproved(**A1, ground=Ground.FRAUD, document="撤销 1 号"))
    assert states(book)["prize"] == "nothing_paid"
    assert said(book)["asks_back_what_was_paid"] == "not applicable"


def test_a_winner_that_has_not_shared_is_named_and_nothing_is_violated(book: Book) -> None:
    assert said(book) == {"shares_what_it_knows": "conforms"}
    book.facts = [fact for fact in book.facts if not isinstance(fact.event, PromotionRecorded)]
    assert said(book) == {"shares_what_it_knows": "not due"}
    assert not audit(book.facts, "2025").violates


# Certificates


def asked(book: Book, number: str) -> Certificate:
    return certificate(HONOURS.fold(book.facts), number)


@pytest.mark.parametrize("number", ["C-1", "P-1", " c-1 ", "Ｃ－１"])
def test_a_number_stands_for_its_title(book: Book, number: str) -> None:
    found = asked(book, number)
    assert (found.state.code, found.name, found.award_year, found.ground, found.others) == ("valid", "示例1公司", "2025", None, 0)


@pytest.mark.parametrize("number", ["C-2", "", " ", "C", "A-01"])
def test_a_number_that_nobody_recorded_is_unknown_and_not_forged(book: Book, number: str) -> None:
    found = asked(book, number)
    assert (found.state.code, found.state.zh, found.name) == ("unknown", "未见记录", None)


def test_a_revoked_title_says_when_and_why(revoked: Book) -> None:
    found = asked(revoked, "C-1")
    assert found.ground is not None
    assert (found.state.code, found.revoked_on, found.ground.code) == ("revoked", "2026-03-02", "accident")


def test_a_restored_title_says_both(revoked: Book) -> None:
    revoked.today = date(2026, 5, 6)
    revoked.say(RevocationAnnulled(**A1, document="复议 1 号"))
    found = asked(revoked, "C-1")
    assert (found.state.code, found.revoked_on, found.restored_on) == ("restored", "2026-03-02", "2026-05-06")


def test_a_title_that_does_not_stand_hides_behind_none_with_the_same_number(revoked: Book) -> None:
    opened = RoundOpened(kind="historical", award_year="2023", year=2023, programme="区长质量奖", planned=(), calendar=None)
    revoked.say(opened, round="2023")
    winner = Winner(applicant="W-1", organisation="91320804MA1W", name="示例公司", tier=MAIN, outside_quota=False)
    revoked.say(ResultPublished(winners=(winner,), site="", status="awarded", note=""), round="2023")
    revoked.say(HonourConferred(applicant="W-1", plaque="P-9", certificate="C-1"), round="2023")
    found = asked(revoked, "C-1")
    assert (found.state.code, found.others) == ("revoked", 1)
    assert asked(revoked, "P-9").state.code == "valid"
