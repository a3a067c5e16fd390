"""The prize ledger: every entry and every prefix sums to zero, and what it says of each winner a slow second reckoning says too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events.approval import AwardApproved, PrizeGranted, ResultPublished, Winner
from ledger.events.deliberation import Candidate
from ledger.events.event import Event
from ledger.events.opening import RoundOpened
from ledger.events.prize import BudgetAppropriated, ClawbackDemanded, ClawbackReceived, ClawbackRefunded, PrizePaid
from ledger.events.revocation import Ground, RevocationAnnulled, RevocationApproved
from ledger.rules.editions import EDITIONS
from ledger.stages.fact import Fact
from ledger.terms import MAIN, NOMINATION, EditionId, RoundId
from projections.prizes import FAULTS, Prizes, prizes_of
from projections.projection import Following, digest

if TYPE_CHECKING:
    from conftest import Book

CODES = ("A-01", "A-02")
FULL = 20_000_000
EDITION = EDITIONS[EditionId("2024")]
MOST = sum(terms.quota * terms.prize for terms in EDITION.tiers.values())


class Step(NamedTuple):
    """One thing that happens to the money of one winner, allowed or not."""

    what: str
    code: str
    amount: int


STEPS = st.builds(
    Step,
    st.sampled_from(["grant", "pay", "pay", "demand", "receive", "receive", "revoke", "annul", "refund"]),
    st.sampled_from(CODES),
    st.integers(0, 30_000_000),
)


def event_of(step: Step, number: int) -> Event:
    """Return the event of a step."""
    code, amount = step.code, step.amount
    match step.what:
        case "grant":
            return PrizeGranted(applicant=code, tier=MAIN, amount=amount)
        case "pay":
            return payment(code, amount, f"V-{number}")
        case "demand":
            return ClawbackDemanded(applicant=code, amount=amount, due_on=date(2026, 6, 1))
        case "receive":
            return ClawbackReceived(applicant=code, amount=amount, voucher=f"R-{number}")
        case "revoke":
            return RevocationApproved(applicant=code, ground=Ground.FRAUD, document="决定")
        case "annul":
            return RevocationAnnulled(applicant=code, document="复议决定")
    return ClawbackRefunded(applicant=code, amount=amount, voucher=f"T-{number}")


def payment(code: str, amount: int, voucher: str = "V-1", year: int | None = 2025) -> PrizePaid:
    line = None if year is None else "2013899"
    return PrizePaid(applicant=code, amount=amount, voucher=voucher, budget_year=year, budget_line=line, account="略", payee=f"9132{code}")


def publish(book: Book, kind: str = "live", round: str = "2025") -> None:
    """Let both codes win the round."""
    opened = RoundOpened(kind=kind, award_year=round, year=int(round), programme="区长质量奖", planned=(), calendar=None)
    book.say(opened, round=RoundId(round))
    winners = tuple(Candidate(applicant=code, tier=tier, outside_quota=False) for code, tier in zip(CODES, (MAIN, NOMINATION), strict=True))
    book.say(AwardApproved(applicants=CODES, winners=winners, document="批复"), round=RoundId(round))
    named = tuple(
        Winner(applicant=w.applicant, organisation=f"9132{w.applicant}", name=f"{w.applicant}公司", tier=w.tier, outside_quota=False)
        for w in winners
    )
    book.say(ResultPublished(winners=named, site="https://award.example", status="awarded", note=""), round=RoundId(round))


@pytest.fixture(scope="module")
def founded(whole_round):
    """Return a maker of books in which nothing but the ledger was founded."""
    made = whole_round()
    opened = next(n for n, fact in enumerate(made.facts) if isinstance(fact.event, RoundOpened))
    return lambda: type(made)(made.facts[:opened], made.acts[:opened])


@pytest.fixture
def won(begun) -> Book:
    book: Book = begun("found")
    publish(book)
    return book


def told(book: Book, on: date | None = None, round: str | None = None) -> Prizes:
    return prizes_of(on, None if round is None else RoundId(round)).fold(book.facts)


def odd(answer: Prizes) -> dict[str, tuple[str, int]]:
    return {one.what.code: (one.of, one.amount) for one in answer.odd}


# The slow second reckoning: one winner at a time, from the list of what happened, without any account


def reckoned(steps: Sequence[Step], code: str) -> dict[str, int | None]:
    """Return what a winner was granted, paid, asked for and gave back, by looking back from the end."""
    mine = [step for step in steps if step.code == code]
    annulled = max((n for n, step in enumerate(mine, 1) if step.what == "annul"), default=0)
    before, since = mine[:annulled], mine[annulled:]
    stopped = kept = 0
    if (revoked := next((n for n, step in enumerate(since) if step.what == "revoke"), None)) is not None:
        until = [*before, *since[:revoked]]
        stopped = max(0, total(until, "grant") - total(until, "pay"))
        kept = max(0, total(before, "receive") - total(until, "refund"))
    return {
        "granted": total(mine, "grant") if any(step.what == "grant" for step in mine) else None,
        "cancelled": stopped,
        "paid": total(mine, "pay"),
        "outstanding": total(mine, "grant") - total(mine, "pay") - stopped,
        "demanded": total(mine, "demand"),
        "recovered": total(mine, "receive"),
        "refunded": total(mine, "refund"),
        "receivable": total(since, "demand") - total(since, "receive"),
        "refundable": total(before, "receive") - total(mine, "refund") - kept,
        "net": total(mine, "pay") - total(mine, "receive") + total(mine, "refund"),
    }


def total(steps: Sequence[Step], what: str) -> int:
    return sum(step.amount for step in steps if step.what == what)


@settings(max_examples=120)
@given(steps=st.lists(STEPS, max_size=14))
def test_in_every_prefix_of_every_history_the_accounts_sum_to_zero_and_agree_with_the_second_reckoning(founded, steps) -> None:
    book = founded()
    publish(book)
    following = Following(prizes_of())
    for fact in book.facts:
        following.take(fact)
    done: list[Step] = []
    for number, step in enumerate(steps, 1):
        done.append(step)
        following.take(book.say(event_of(step, number)))
        answer = following.result()
        assert answer.total == 0
        assert all(sum(line.amount for line in entry.lines) == 0 for entry in answer.entries)
        assert "unbalanced" not in odd(answer)
        for winner in answer.winners:
            plain = msgspec.structs.asdict(winner)
            wanted = reckoned(done, winner.applicant)
            assert {name: plain[name] for name in wanted} == wanted
            assert winner.paid == (winner.granted or 0) - winner.cancelled - winner.outstanding
            assert winner.net == winner.paid - winner.recovered + winner.refunded
        for year in answer.years:
            assert year.net == year.paid - year.recovered + year.refunded
    assert digest(following.result()) == digest(told(book))


# A story, to the fen


def story(book: Book) -> None:
    """Budget, grants, payments, revocation, demand, half of it back."""
    book.today = date(2025, 11, 3)
    book.say(BudgetAppropriated(year=2025, budget_line="2013899", amount=MOST, document="财预 1 号"))
    book.say(PrizeGranted(applicant="A-01", tier=MAIN, amount=FULL))
    book.say(PrizeGranted(applicant="A-02", tier=NOMINATION, amount=5_000_000))
    book.say(payment("A-01", FULL, "V-1"))
    book.say(payment("A-02", 2_000_000, "V-2"))
    book.today = date(2026, 3, 2)
    book.say(RevocationApproved(applicant="A-01", ground=Ground.FRAUD, document="撤销 1 号"))
    book.say(ClawbackDemanded(applicant="A-01", amount=FULL, due_on=date(2026, 6, 1)))
    book.say(ClawbackReceived(applicant="A-01", amount=8_000_000, voucher="R-1"))


def test_a_story_to_the_fen(won: Book) -> None:
    story(won)
    answer = told(won, date(2026, 6, 1))
    first, second = answer.winners
    assert (first.granted, first.paid, first.outstanding, first.receivable, first.net) == (FULL, FULL, 0, 12_000_000, 12_000_000)
    assert (second.paid, second.outstanding, second.net) == (2_000_000, 3_000_000, 2_000_000)
    (year,) = answer.years
    assert (year.most, year.granted, year.paid, year.recovered, year.net) == (MOST, 25_000_000, 22_000_000, 8_000_000, 14_000_000)
    (budget,) = answer.budgets
    assert (budget.appropriated, budget.paid, budget.left) == (MOST, 22_000_000, 28_000_000)
    assert {(b.account.code, b.of): b.amount for b in answer.balances} == {
        ("award", "2025"): 25_000_000,
        ("budget", "2025"): 28_000_000,
        ("funds", "2025"): -50_000_000,
        ("payable", "2025/A-01"): 0,
        ("payable", "2025/A-02"): -3_000_000,
        ("receivable", "2025/A-01"): 12_000_000,
        ("recovered", "2025"): 8_000_000,
        ("recovery", "2025"): -20_000_000,
    }
    assert answer.odd == ()


@pytest.mark.parametrize(("on", "is_late"), [(date(2026, 6, 1), False), (date(2026, 6, 2), True), (None, False)])
def test_a_clawback_is_overdue_from_the_day_after(won: Book, on: date | None, is_late: bool) -> None:
    story(won)
    assert ("overdue" in odd(told(won, on))) is is_late


def test_an_annulment_turns_what_came_in_into_a_debt_to_the_winner(won: Book) -> None:
    story(won)
    won.say(RevocationAnnulled(applicant="A-01", document="复议 1 号"))
    answer = told(won, date(2027, 1, 1))
    assert odd(answer) == {"to_refund": ("2025/A-01", 8_000_000)}
    assert (answer.winners[0].receivable, answer.winners[0].refundable) == (0, 8_000_000)
    won.say(ClawbackRefunded(applicant="A-01", amount=8_000_000, voucher="T-1"))
    answer = told(won, date(2027, 1, 1))
    assert (answer.odd, answer.winners[0].net) == ((), FULL)


def test_a_revocation_stops_what_was_not_paid_and_an_annulment_owes_it_again(won: Book) -> None:
    won.say(PrizeGranted(applicant="A-01", tier=MAIN, amount=FULL))
    won.say(RevocationApproved(applicant="A-01", ground=Ground.FRAUD, document="撤销 1 号"))
    (winner,) = told(won).winners
    assert (winner.cancelled, winner.outstanding, winner.net) == (FULL, 0, 0)
    assert told(won).odd == ()
    won.say(RevocationAnnulled(applicant="A-01", document="复议 1 号"))
    (winner,) = told(won).winners
    assert (winner.cancelled, winner.outstanding) == (0, FULL)


def test_a_repeat_winner_is_granted_nothing_and_owes_nothing(won: Book) -> None:
    won.say(PrizeGranted(applicant="A-01", tier=MAIN, amount=0))
    won.say(RevocationApproved(applicant="A-01", ground=Ground.FRAUD, document="撤销 1 号"))
    answer = told(won, date(2030, 1, 1))
    assert (answer.odd, answer.total) == ((), 0)
    assert answer.entries[0].lines == ()


@pytest.mark.parametrize(
    ("events", "what", "amount"),
    [
        ([payment("A-01", 1)], "overpaid", 1),
        ([PrizeGranted(applicant="A-01", tier=MAIN, amount=FULL), payment("A-01", FULL + 5)], "overpaid", 5),
        ([payment("A-01", 7, year=None)], "no_budget", 7),
        ([payment("A-01", 7, year=2031)], "no_budget", 7),
        ([payment("A-01", 7, "V-9"), payment("A-02", 7, "v-9")], "voucher", 2),
        ([ClawbackReceived(applicant="A-01", amount=3, voucher="R")], "over_received", 3),
        ([ClawbackRefunded(applicant="A-01", amount=3, voucher="T")], "over_refunded", 3),
        ([PrizeGranted(applicant="A-01", tier=MAIN, amount=MOST + 9)], "over_most", 9),
        ([payment("A-01", 7), RevocationApproved(applicant="A-01", ground=Ground.FRAUD, document=None)], "not_demanded", 7),
        ([BudgetAppropriated(year=2025, budget_line="x", amount=5, document="y"), payment("A-01", 7)], "over_budget", 2),
    ],
)
def test_what_does_not_agree_is_named(won: Book, events: list[Event], what: str, amount: int) -> None:
    for event in events:
        won.say(event)
    answer = told(won)
    assert odd(answer)[what][1] == amount
    assert answer.total == 0, "even what is wrong balances"
    assert (what in FAULTS) is (what not in ("no_budget", "not_demanded"))


def test_a_correction_takes_the_place_of_what_it_corrects(won: Book) -> None:
    won.say(PrizeGranted(applicant="A-01", tier=MAIN, amount=FULL))
    first = won.say(payment("A-01", FULL + 5))
    won.correct(first, payment("A-01", FULL))
    answer = told(won)
    assert [entry.move.code for entry in answer.entries] == ["granted", "paid"]
    assert (answer.winners[0].paid, answer.winners[0].outstanding) == (FULL, 0)
    assert answer.entries[1].position == first.position


def test_two_rounds_are_paid_out_of_one_budget_and_told_apart(won: Book) -> None:
    publish(won, round="2026")
    won.say(BudgetAppropriated(year=2025, budget_line="2013899", amount=10, document="财预 1 号"))
    won.say(payment("A-01", 6, "V-1"))
    won.say(payment("A-01", 5, "V-2"), round=RoundId("2026"))
    whole, one = told(won), told(won, round="2026")
    assert [budget.paid for budget in whole.budgets] == [11]
    assert odd(whole)["over_budget"] == odd(one)["over_budget"] == ("2025", 1)
    assert [entry.round for entry in one.entries] == ["2026"]
    assert [winner.round for winner in one.winners] == ["2026"]
    assert one.total == 0


def test_what_another_place_pays_has_no_most_and_its_payments_are_just_not_on_record(begun) -> None:
    book = begun("found")
    publish(book, kind="historical")
    book.facts = [_under(fact, "huangshi") for fact in book.facts]
    book.say(PrizeGranted(applicant="A-01", tier=MAIN, amount=40_000_000), edition="huangshi")
    answer = told(book)
    assert (answer.years[0].most, answer.winners[0].is_historical, answer.odd) == (None, True, ())


def _under(fact: Fact, edition: str) -> Fact:
    said = msgspec.structs.replace(fact.said, edition=EditionId(edition))
    return Fact(fact.event, said, fact.position, fact.recorded_at)


def test_the_public_sees_the_same_money(won: Book, public: Any) -> None:
    story(won)
    assert digest(prizes_of().fold(public(won.facts))) == digest(told(won))


def test_a_whole_round_agrees_with_its_standings(book: Book) -> None:
    answer = told(book, date(2026, 1, 1))
    assert [(w.applicant, w.granted, w.paid, w.net) for w in answer.winners] == [("A-01", FULL, FULL, FULL)]
    assert answer.odd == ()
