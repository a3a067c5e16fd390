"""Honours: titles and bars. Every reading agrees with the rule of article 10.2 to the day; partial dates give no guess."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from ledger.events.approval import AwardApproved, PrizeGranted, ResultPublished, Winner
from ledger.events.deliberation import Candidate
from ledger.events.opening import RoundOpened
from ledger.events.revocation import BarImposed, Ground, RevocationAnnulled, RevocationApproved
from ledger.rules.article_10_2 import Win, is_past_the_bar_of_an_earlier_win
from ledger.rules.citation import Verdict
from ledger.terms import MAIN, NOMINATION, BarStart, PartialDate, Tier
from projections.honours import HONOURS, Honour

if TYPE_CHECKING:
    from conftest import Book

DECISION, START, END = (start.value for start in BarStart)


def won(book: Book, on: str, *, tier: Tier = MAIN, year: int | None = 2023, status: str = "awarded", edition: str = "2024") -> Honour:
    """Publish a win in a round of its own and return the title."""
    label = f"{year or '第一届'}"
    opened = RoundOpened(kind="historical", award_year=label, year=year, programme="区长质量奖", planned=(), calendar=None)
    book.say(opened, round=label, occurred_at=on, edition=edition)
    winner = Winner(applicant="W-1", organisation="91320804MA1W", name="示例公司", tier=tier, outside_quota=False)
    if status == "awarded":
        decided = AwardApproved(applicants=("W-1",), winners=(Candidate(applicant="W-1", tier=tier, outside_quota=False),), document=None)
        book.say(decided, round=label, occurred_at=on, edition=edition)
    book.say(ResultPublished(winners=(winner,), site="", status=status, note="见公报"), round=label, occurred_at=on, edition=edition)
    return HONOURS.fold(book.facts).honours[0]


def last_days(title: Honour) -> dict[str, str | None]:
    return {bar.reading.code: bar.last_day for bar in title.bars}


@pytest.fixture
def empty(begun) -> Book:
    return begun("found")


def test_the_readings_differ_by_a_whole_round(empty: Book) -> None:
    title = won(empty, "2024-06-27")
    assert last_days(title) == {DECISION: "2029-06-27", START: "2027-12-31", END: "2028-12-31"}
    assert [bar.may_apply_from for bar in title.bars] == ["2029-06-28", "2028-01-01", "2029-01-01"]
    assert {bar.citation for bar in title.bars} == {"10.2"}


@pytest.mark.parametrize("on", ["2024-06-27", "2024-02-29", "2023-12-31"])
@pytest.mark.parametrize("start", list(BarStart))
def test_each_reading_agrees_with_the_rule_on_both_sides_of_the_line(empty: Book, on: str, start: BarStart) -> None:
    last = date.fromisoformat(last_days(won(empty, on))[start.value] or "")
    win = Win(2023, PartialDate.parse(on), is_certain=True)

    def verdict(day: date) -> Verdict:
        return is_past_the_bar_of_an_earlier_win(day, [win], 5, start, "programme", "application_submission_date").verdict

    assert verdict(last) is Verdict.VIOLATES
    assert verdict(last + timedelta(days=1)) is Verdict.CONFORMS


@pytest.mark.parametrize("on", ["2024", "2024-06"])
def test_a_partly_known_day_gives_no_bar_by_decision_and_the_year_readings_stand(empty: Book, on: str) -> None:
    title = won(empty, on)
    assert title.decided_on == on
    by_decision = title.bars[0]
    assert (by_decision.state.zh, by_decision.last_day, by_decision.may_apply_from) == ("未见记录", None, None)
    assert last_days(title)[START] == "2027-12-31"


def test_without_a_year_only_the_decision_gives_a_bar(empty: Book) -> None:
    title = won(empty, "2024-06-27", year=None)
    assert title.award_year == "第一届"
    assert last_days(title) == {DECISION: "2029-06-27", START: None, END: None}


def test_a_day_that_nobody_knows_is_not_on_record(empty: Book) -> None:
    title = won(empty, "")
    assert (title.decided_on, last_days(title)[DECISION]) == (None, None)


def test_a_nomination_bars_nobody(empty: Book) -> None:
    title = won(empty, "2024-06-27", tier=NOMINATION)
    assert (title.tier.zh, title.bars) == ("区长质量奖提名奖", ())


def test_what_is_known_from_a_notice_alone_is_no_award_yet(empty: Book) -> None:
    title = won(empty, "2024-06-27", status="on_notice")
    assert title.status.code == "on_notice"
    assert set(last_days(title).values()) == {None}


def test_a_win_under_another_measure_is_read_under_ours_and_says_so(empty: Book) -> None:
    title = won(empty, "2024-06-27", edition="other-2019")
    assert (title.tier.code, title.tier.zh) == ("main", "main")
    assert last_days(title)[DECISION] == "2029-06-27"
    assert {bar.measure for bar in title.bars} == {"2024"}


def test_the_bar_runs_from_the_decision_and_not_from_its_publication(empty: Book) -> None:
    opened = RoundOpened(kind="live", award_year="2023", year=2023, programme="区长质量奖", planned=(), calendar=None)
    empty.say(opened, round="2023", occurred_at="2023-01-09")
    decided = AwardApproved(applicants=("W-1",), winners=(Candidate(applicant="W-1", tier=MAIN, outside_quota=False),), document=None)
    empty.say(decided, round="2023", occurred_at="2024-06-27")
    winner = Winner(applicant="W-1", organisation="91320804MA1W", name="示例公司", tier=MAIN, outside_quota=False)
    empty.say(ResultPublished(winners=(winner,), site="", status="awarded", note=""), round="2023", occurred_at="2024-07-05")
    assert last_days(HONOURS.fold(empty.facts).honours[0])[DECISION] == "2029-06-27"


def test_a_revocation_takes_the_title_and_its_own_bar_takes_the_place_of_the_other(book: Book) -> None:
    book.say(RevocationApproved(applicant="A-01", ground=Ground.FRAUD, document=None), occurred_at="2026-03-01")
    (title,) = HONOURS.fold(book.facts).honours
    assert (title.status.code, title.revoked_on) == ("revoked", "2026-03-01")
    assert [(bar.reading.code, bar.citation, bar.last_day) for bar in title.bars] == [("revocation_approval_date", "11", "2031-03-01")]
    book.say(BarImposed(applicant="A-01", starts_on=PartialDate(2026, 3, 15)))
    (title,) = HONOURS.fold(book.facts).honours
    assert [(bar.reading.code, bar.last_day) for bar in title.bars] == [("imposed", "2031-03-15")]


def test_an_annulled_revocation_restores_the_title_and_erases_nothing(book: Book) -> None:
    (before,) = HONOURS.fold(book.facts).honours
    book.say(RevocationApproved(applicant="A-01", ground=Ground.FRAUD, document=None), occurred_at="2026-03-01")
    book.say(RevocationAnnulled(applicant="A-01", document="行政判决"))
    (title,) = HONOURS.fold(book.facts).honours
    assert (title.status.code, title.revoked_on, title.bars) == ("restored", "2026-03-01", before.bars)


def test_a_round_kept_live_gives_the_same_register(book: Book) -> None:
    (title,) = HONOURS.fold(book.facts).honours
    assert (title.name, title.tier.zh, title.status.code, title.granted, title.award_year) == (
        "示例1公司", "区长质量奖", "held", 20_000_000, "2025",
    )  # fmt: skip


def test_a_corrected_publication_is_one_title(book: Book) -> None:
    published = book.of(ResultPublished)[0]
    other = ResultPublished(winners=published.event.winners, site="https://award.example/new", status="awarded", note="更正")
    book.correct(published, other)
    (title,) = HONOURS.fold(book.facts).honours
    assert (title.note, title.position) == ("更正", published.position)


def test_no_grant_is_not_a_grant_of_nothing(book: Book) -> None:
    book.facts = [fact for fact in book.facts if not isinstance(fact.event, PrizeGranted)]
    assert HONOURS.fold(book.facts).honours[0].granted is None


def test_the_register_needs_nothing_that_is_sealed(book: Book, public) -> None:
    assert HONOURS.fold(public(book.facts)) == HONOURS.fold(book.facts)
