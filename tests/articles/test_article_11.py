"""Article 11: verified, proposed, approved; five consequences, each a fact of its own."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.event import Undisclosed
from ledger.rules import article_11 as article
from ledger.rules.citation import RULES, Verdict
from ledger.terms import Fen, PartialDate

YES, NO = Verdict.CONFORMS, Verdict.VIOLATES


@pytest.mark.provision("11", "holds", "breaks")
@pytest.mark.parametrize(
    "rule", [article.concludes_an_open_verification, article.follows_an_established_ground, article.approves_what_was_proposed]
)
@pytest.mark.parametrize(
    ("found", "sealed", "verdict"),
    [("fraud", 0, YES), ("accident", 0, NO), (None, 0, NO), (None, 2, Verdict.NOT_DISCLOSED), ("fraud", 2, YES)],
)
def test_11_each_step_rests_on_the_one_before(rule: Any, found: str | None, sealed: int, verdict: Verdict) -> None:
    assert rule(found, "fraud", sealed).verdict is verdict


@pytest.mark.provision("11", "holds", "breaks")
@pytest.mark.parametrize(
    ("author", "verifier", "verdict"),
    [
        ("office", "office", YES),
        ("discipline", "office", NO),
        ("discipline", "either", YES),
        ("office", "either", YES),
        ("committee", "either", NO),
        ("office", None, Verdict.SILENT),
    ],
)
def test_11_who_verifies(author: str, verifier: str | None, verdict: Verdict) -> None:
    assert article.is_verified_by_who_verifies(author, verifier).verdict is verdict


@pytest.mark.provision("11", "holds", "breaks")
@pytest.mark.parametrize(
    ("author", "proposer", "verdict"), [("committee", "committee", YES), ("office", "committee", NO), ("office", None, Verdict.SILENT)]
)
def test_11_who_proposes(author: str, proposer: str | None, verdict: Verdict) -> None:
    assert article.is_proposed_by_who_proposes(author, proposer).verdict is verdict


@pytest.mark.provision("11", "holds", "breaks")
@pytest.mark.parametrize(("given", "verdict"), [((True, True), YES), ((True, False), NO), ((False, False), NO)])
def test_11_what_is_revoked_stands(given: tuple[bool, bool], verdict: Verdict) -> None:
    assert article.concerns_a_title_that_stands(*given).verdict is verdict


FULL, INTEREST = "amount_paid_in_full_instalments_no_interest", "amount_paid_with_interest"


@pytest.mark.provision("11", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("amount", "demanded", "paid", "scope", "verdict"),
    [
        (100, 0, 100, FULL, YES),
        (40, 60, 100, FULL, YES),
        (99, 0, 100, FULL, NO),
        (101, 0, 100, FULL, NO),
        (0, 0, 0, FULL, YES),  # a repeat winner was paid nothing
        (1, 0, 0, FULL, NO),
        (1, 0, 0, INTEREST, NO),
        (105, 0, 100, INTEREST, YES),
        (100, 0, 100, INTEREST, YES),
        (99, 0, 100, INTEREST, NO),
        (100, 0, 100, None, Verdict.SILENT),
    ],
)
def test_11_what_was_paid_is_asked_back(amount: int, demanded: int, paid: int, scope: str | None, verdict: Verdict) -> None:
    assert article.demands_what_was_paid(Fen(amount), Fen(demanded), Fen(paid), scope).verdict is verdict


@pytest.mark.provision("11", "holds", "breaks", "boundary")
@pytest.mark.parametrize(("amount", "verdict"), [(40, YES), (41, NO)])
def test_11_instalments_end_at_what_was_asked(amount: int, verdict: Verdict) -> None:
    assert article.receives_no_more_than_was_demanded(Fen(amount), Fen(60), Fen(100)).verdict is verdict


@pytest.mark.provision("11", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("start", "day", "verdict"),
    [
        ("revocation_approval_date", PartialDate(2026, 3, 1), YES),
        ("revocation_approval_date", PartialDate(2026, 3, 2), NO),
        ("revocation_service_date", None, Verdict.NOT_ON_RECORD),
        (None, PartialDate(2026, 3, 1), Verdict.SILENT),
    ],
)
def test_11_the_bar_starts_on_the_adopted_day(start: str | None, day: PartialDate | None, verdict: Verdict) -> None:
    assert article.bars_from_the_adopted_day(PartialDate(2026, 3, 1), start, day).verdict is verdict


def test_11_a_hearing_is_not_asked_for_and_its_absence_is_said() -> None:
    assert article.heard_the_organisation(5, 0).verdict is YES
    assert article.heard_the_organisation(0, 0).verdict is Verdict.NOT_ON_RECORD
    assert not article.heard_the_organisation(0, 0).refuses
    assert article.heard_the_organisation(0, 1).verdict is Verdict.NOT_DISCLOSED


@pytest.mark.provision("11", "holds", "breaks")
@pytest.mark.parametrize(("in_force", "document", "verdict"), [(True, "review 1", YES), (False, "review 1", NO), (True, " ", NO)])
def test_11_a_revocation_in_force_can_be_annulled(in_force: bool, document: str, verdict: Verdict) -> None:
    assert article.annuls_a_revocation_in_force(in_force, document).verdict is verdict


@pytest.mark.provision("11", "holds", "breaks")
def test_11_closed_reasons_are_not_disclosed() -> None:
    closed: Any = Undisclosed("reasons")
    assert [article.gives_its_grounds(text).verdict for text in ("x", " ", closed)] == [YES, NO, Verdict.NOT_DISCLOSED]


@pytest.mark.provision("11", "holds", "breaks")
def test_11_every_consequence_needs_the_approval() -> None:
    assert [article.follows_the_revocation(in_force).verdict for in_force in (True, False)] == [YES, NO]
    assert RULES["article_11.follows_the_revocation"].citation.zh == "第十一条"
