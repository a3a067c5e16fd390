"""Numbers and days at and past their limits: what is out of bounds is refused with its reason, and never a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.acceptance.adversary import TWO_CLERKS, Scene, candidate, codes, key_of, on_paper, play_to

from ledger.errors import BadInput, Refused
from ledger.events.approval import AwardApproved, ResultPublished
from ledger.events.keys import KeyCompromised
from ledger.events.measure import AdoptedValue, CalendarAdopted, ParametersAdopted, RubricAdopted, RubricItem
from ledger.events.notice import NoticeClosed
from ledger.events.panel import PanelConstituted, PanelDrawn
from ledger.record.envelope import Provenance
from ledger.rules.calendar import anniversary
from ledger.terms import MAIN, NOMINATION, EditionId, Hundredths, ItemId, PartialDate, Role, RoundId, RoundKind

At = Callable[[str], Scene]

# Points


@pytest.mark.parametrize("points", [-50, -1, 1, 49, 10_001, 10_050, 2**53 - 1])
def test_points_keep_to_their_scale_and_step(at: At, points: int) -> None:
    s = at("seated")
    assert s.refused(s.mark("A-01", "E-01", points=points)) == {"keeps_to_the_scale_of_the_item"}


@pytest.mark.parametrize("points", [0, 50, 10_000])
def test_the_ends_of_a_scale_are_on_it(at: At, points: int) -> None:
    assert at("seated").record(at("seated").mark("A-01", "E-01", points=points)).position


@pytest.mark.parametrize("points", [2**53, -(2**53), 2**63, 10**30])
def test_a_number_that_no_reader_holds_exactly_is_never_signed(at: At, points: int) -> None:
    s = at("seated")
    with pytest.raises((BadInput, ValueError)):
        s.act(s.mark("A-01", "E-01", points=points))


@pytest.mark.parametrize(
    "item",
    [
        {"least": 0, "most": 1000, "step": 300},
        {"least": 0, "most": 1000, "step": 0},
        {"least": 0, "most": 1000, "step": -100},
        {"least": 1000, "most": 0, "step": 100},
    ],
    ids=["a step that leads past the end", "no step", "a step backwards", "the ends exchanged"],
)
def test_a_rubric_can_be_scored(at: At, item: dict[str, int]) -> None:
    s = at("opened")
    s.record(s.adopted())
    rubric = RubricAdopted(
        standard="GB/T 19580-2012",
        items=(RubricItem(item=ItemId("4.1"), zh="x", en="x", **{name: Hundredths(n) for name, n in item.items()}),),
    )
    assert "has_items_that_can_be_scored" in s.refused(rubric)


# Ballots


@pytest.mark.parametrize(
    "ballots",
    [
        {"in_favour": 15},
        {"valid": 16},
        {"returned": 16},
        {"issued": 16, "returned": 16, "valid": 16, "in_favour": 16},
        {"in_favour": -1},
        {"in_favour": -2, "valid": -1, "returned": -1, "issued": -1},
    ],
    ids=[
        "more in favour than valid",
        "more valid than returned",
        "more returned than issued",
        "more than were there",
        "negative",
        "all negative",
    ],
)
def test_ballots_are_counted_in_order(at: At, ballots: dict[str, int]) -> None:
    s = at("evaluated").on("2025-09-01")
    s.record(s.meeting())
    assert s.refused(s.vote("A-01", MAIN, **ballots)) == {"counts_ballots_in_order"}


@pytest.mark.parametrize(("members", "present", "aside"), [(17, 18, 0), (17, 15, 16), (17, 0, 0), (17, 15, -1), (-1, -1, 0), (0, 0, 0)])
def test_a_meeting_counts_its_members(at: At, members: int, present: int, aside: int) -> None:
    s = at("evaluated").on("2025-09-01")
    assert "counts_its_members" in s.refused(s.meeting(members, present, aside))


def test_a_meeting_short_of_its_quorum_decides_nothing(at: At) -> None:
    s = at("evaluated").on("2025-09-01")
    assert "has_a_quorum" in s.refused(s.meeting(17, 11))
    assert s.record(s.meeting(17, 12)).position


# Money


@pytest.mark.parametrize("amount", [0, -1, -20_000_000])
def test_a_payment_is_more_than_nothing(at: At, amount: int) -> None:
    s = at("honoured")
    assert "is_an_amount" in s.refused(s.paid(amount=amount))


@pytest.mark.parametrize("amount", [0, -1, 19_999_999, 20_000_001, 2**53 - 1])
def test_a_prize_is_the_amount_of_the_text(at: At, amount: int) -> None:
    s = at("published")
    assert "grants_the_amount_of_the_tier" in s.refused(s.granted(amount=amount))


# Adopted numbers


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("weights", {"document": "2/5", "defence": "1/5", "site": "1/5"}),
        ("weights", {"document": "0.4", "defence": "0.2", "site": "0.40001"}),
        ("weights", {"document": 0.4, "defence": 0.2, "site": 0.4}),
        ("weights", {"document": "1", "defence": "1/2", "site": "-1/2"}),
        ("weights.stage5", {"document": "2/3", "defence": "2/3"}),
        ("aggregate", {"method": "mean", "trim_each_end": 2, "when_valid_at_least": 4}),
        ("aggregate", {"method": "mean", "trim_each_end": -1, "when_valid_at_least": 4}),
        ("vote.pass", {"share": "0", "of": "present", "more_than": False}),
        ("vote.pass", {"share": "3/2", "of": "present", "more_than": False}),
        ("vote.quorum", "0"),
        ("panel.min", 0),
        ("threshold.total", -1),
        ("notice.days", 1),
        ("tier.main.quota", 3),
        ("notice.replacement", True),
        ("ratio.defence", "2"),
    ],
)
def test_what_is_no_reading_or_touches_the_text_is_not_adopted(at: At, key: str, value: Any) -> None:
    s = at("opened")
    before = len(s.facts())
    with pytest.raises((BadInput, ValueError), match=r".") as caught:
        s.record(ParametersAdopted(document="x", values=(AdoptedValue(key=key, value=value, source="x"),)))
    assert not isinstance(caught.value, Refused)
    assert len(s.facts()) == before


def test_a_panel_of_one_is_a_panel_where_the_committee_says_so_beforehand(at: At) -> None:
    s = at("opened")
    s.settled, s.experts = {"panel.min": 1}, s.experts[:1]
    play_to(s, "qualified", after="opened")
    s.on("2025-05-20").record(PanelDrawn(experts=s.experts, method="抽签", pool=None, seed=None, persons=("甲",)))
    assert "names_different_experts" in s.refused(PanelConstituted(experts=(), leader=None))
    s.record(PanelConstituted(experts=s.experts, leader=None))


def test_an_unsettled_question_is_told_and_not_guessed(at: At) -> None:
    s = at("opened")
    values = tuple(v for v in s.adopted().values if v.key != "notice.counting")
    s.record(ParametersAdopted(document="x", values=values))
    items = (RubricItem(item=ItemId("4.1"), zh="x", en="x", least=Hundredths(0), most=Hundredths(100), step=Hundredths(50)),)
    s.record(RubricAdopted(standard="GB/T 19580-2012", items=items))
    with pytest.raises(Refused, match=r"notice\.counting"):
        s.record(s.notice(starts="2025-03-03", ends="2025-03-12"))


# Days


def test_past_the_end_of_the_calendar_no_notice_is_counted(at: At) -> None:
    s = at("determined").on("2026-12-28")
    assert s.refused(s.notice(starts="2026-12-28", ends="2027-01-20")) == {"stands_its_full_time"}
    s.on("2026-12-24")
    assert s.record(s.notice(starts="2026-12-24", ends="2026-12-31")).position


@pytest.mark.parametrize(
    ("starts", "ends", "is_taken"),
    [
        ("2025-09-24", "2025-10-08", False),  # the seventh day falls into the holiday, which ends on the 8th
        ("2025-09-24", "2025-10-09", True),
        ("2025-10-09", "2025-10-15", False),
        ("2025-10-09", "2025-10-16", True),
        ("2025-10-10", "2025-10-17", True),
        ("2025-10-10", "2025-10-09", False),
    ],
)
def test_a_notice_stands_seven_days_to_the_day(at: At, starts: str, ends: str, is_taken: bool) -> None:
    s = at("determined").on(starts)
    if is_taken:
        assert s.record(s.notice(starts=starts, ends=ends)).position
    else:
        assert s.refused(s.notice(starts=starts, ends=ends)) == {"stands_its_full_time"}


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(9999, 12, 25)])
def test_a_notice_at_the_end_of_time_is_refused_and_breaks_nothing(at: At, day: date) -> None:
    s = at("determined").on("2025-09-24")
    assert "stands_its_full_time" in s.refused(s.notice(starts=day.isoformat(), ends="9999-12-31"))


@pytest.mark.parametrize("counting", ["calendar_days_first_excluded", "working_days_first_excluded", "working_days_first_included"])
def test_nor_does_it_by_another_way_of_counting(at: At, counting: str) -> None:
    s = at("opened")
    s.settled = {"notice.counting": counting}
    play_to(s, "determined", after="opened").on("2025-09-24")
    assert "stands_its_full_time" in s.refused(s.notice(starts="9999-12-31", ends="9999-12-31"))


@pytest.mark.parametrize("since", ["9999-12-31", "9998", "9999-12"])
def test_a_condition_met_since_the_end_of_time_is_refused_and_breaks_nothing(at: At, since: str) -> None:
    s = at("applied").on("2025-05-10")
    assert "has_operated_long_enough" in s.refused(s.checked("A-01", "8(1)", since=since))


def test_a_key_lost_at_the_end_of_time_is_refused_and_breaks_nothing(at: At) -> None:
    s = at("seated")
    event = KeyCompromised(key=key_of(Role.EXPERT, "E-01", "2025").id, since=PartialDate(9999, 12), why="遗失")
    assert "was_compromised_before_the_record" in s.refused(event)


def test_five_years_from_a_leap_day_end_on_the_last_of_february() -> None:
    assert anniversary(date(2024, 2, 29), 5) == date(2029, 2, 28)
    assert anniversary(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(("applies_on", "is_barred"), [("2029-02-28", True), ("2029-03-01", False)])
def test_a_win_on_a_leap_day_bars_to_the_last_of_february(at: At, applies_on: str, is_barred: bool) -> None:
    s = at("paid")
    past, edition = RoundId("2023"), EditionId("2024")
    taken = {
        "round": past,
        "edition": edition,
        "signers": ((Role.CLERK, "clerk"),),
        "occurred_at": "2024-02-29",
        "provenance": Provenance(kind="imported", on_behalf_of="government", serial=None, dated=None, scan=None, source="公报"),
    }
    office = dict(taken, provenance=Provenance(kind="imported", on_behalf_of="office", serial=None, dated=None, scan=None, source="公报"))
    s.record(s.opened(kind=RoundKind.HISTORICAL, award_year="2023", year=2023, planned=(), calendar=None), **office)
    winner = s.winner("W-01", MAIN, organisation="91LEAP", name="闰年厂")
    s.record(AwardApproved(applicants=codes("W-01"), winners=(candidate("W-01", MAIN),), document=None), **taken)
    s.record(ResultPublished(winners=(winner,), site="公报", status="awarded", note=""), **taken)
    future = RoundId("2029")
    s.on("2029-01-02").record(s.opened(award_year="2029", year=2029, calendar=None), round=future)
    s.record(s.adopted(), round=future)
    s.record(next(f.event for f in s.facts() if f.said.type == "rubric.adopted"), round=future)
    s.record(s.called("2029-02-01", "2029-03-31"), round=future)
    s.on(applies_on).bind(Role.APPLICANT, "A-09", future)
    event = s.applied("A-09", organisation="91LEAP", name="闰年厂")
    if is_barred:
        assert s.refused(event, round=future) == {"is_past_the_bar_of_an_earlier_win"}
    else:
        assert s.record(event, round=future).position


@pytest.mark.parametrize(
    "day", ["2025-02-29", "2025-13-01", "2025-6-1", "20250601", "２０２５-０６-０１", "2025-06-01T09:00:00+08:00", "yesterday", ""]
)
def test_a_day_that_is_none_is_refused(at: At, day: str) -> None:
    s = at("seated").on("2025-06-01")
    assert "says_when_it_had_effect" in s.refused(s.mark("A-01", "E-01"), occurred_at=day)


def test_nothing_had_effect_tomorrow_in_beijing(at: At) -> None:
    s = at("seated").on("2025-06-01", "23:59:59.999")
    assert "had_effect_before_it_was_recorded" in s.refused(s.mark("A-01", "E-01"), occurred_at="2025-06-02")
    s.on("2025-06-02", "00:00:00.000")
    assert s.record(s.mark("A-01", "E-01"), occurred_at="2025-06-02").position


@pytest.mark.parametrize("dated", ["2025-06-02", "2025-02-30", "２０２５-０６-０１", "1 June", ""])
def test_a_paper_bears_a_day_that_was(at: At, dated: str) -> None:
    s = at("seated").on("2025-06-01")
    paper = {"provenance": on_paper("E-01", dated=dated), "signers": TWO_CLERKS}
    assert s.refused(s.mark("A-01", "E-01"), **paper) & {"rests_on_a_paper_of_before", "says_where_it_comes_from"}


def test_nothing_of_a_round_bears_a_day_before_it_opened(at: At) -> None:
    s = at("seated")
    assert s.refused(s.mark("A-01", "E-01"), occurred_at="2025-03-02") == {"had_effect_after_its_round_opened"}
    assert s.record(s.mark("A-01", "E-01"), occurred_at="2025-03-03").position
    earlier = at("opened")
    assert earlier.record(earlier.adopted(), occurred_at="2025-01-15").position, "rules may be older than the round"


def test_an_application_is_in_time_to_the_day(at: At) -> None:
    s = at("called").on("2025-04-11")
    assert "is_received_within_the_window" in s.refused(s.applied("A-01"))
    assert "is_received_within_the_window" in s.refused(s.applied("A-01", received_on=date(2025, 3, 9)))
    assert "was_received_before_it_was_recorded" in s.refused(s.applied("A-01", received_on=date(2025, 4, 12)))
    assert s.record(s.applied("A-01", received_on=date(2025, 4, 10))).position


def test_nothing_happens_in_a_round_before_the_call(at: At) -> None:
    s = at("adopted")
    s.bind(Role.APPLICANT, "A-01", RoundId("2025"))
    assert {"follows_a_call"} <= s.refused(s.applied("A-01"))


def test_a_call_is_out_when_its_window_opens(at: At) -> None:
    s = at("adopted").on("2025-03-11")
    assert "is_called_before_the_window_opens" in s.refused(s.called("2025-03-10", "2025-04-10"))
    assert "has_a_window_in_order" in s.refused(s.called("2025-04-10", "2025-04-09"))


def test_a_clock_that_was_moved_back_moves_no_record_back(at: At) -> None:
    s = at("on notice").on("2025-10-10")
    s.record(NoticeClosed(passed=codes("A-01", "A-02")))
    s.on("2025-01-01")
    assert "had_effect_before_it_was_recorded" in s.refused(s.approved(), occurred_at="2025-10-10")
    late = s.refused(s.approved(), occurred_at="2025-01-01")
    assert "is_dated_after_the_notice" in late
    recorded = [fact.recorded_at for fact in s.facts()]
    assert recorded == sorted(recorded)
    assert s.violated() == set()


def test_a_calendar_runs_forwards_and_names_days_of_its_years(at: At) -> None:
    s = at("founded")
    for first, last, holidays in ((2026, 2025, ()), (2025, 2025, ("2026-01-01",)), (2025, 2025, ("2025-02-30",))):
        with pytest.raises(BadInput):
            s.record(CalendarAdopted(name="other", first=first, last=last, holidays=holidays, workdays=(), source="x"), round=None)
    assert "adopts_a_calendar_of_a_new_name" in s.refused(
        CalendarAdopted(name="days", first=2025, last=2030, holidays=(), workdays=(), source="x"), round=None
    )


def test_a_nomination_costs_what_a_nomination_costs(at: At) -> None:
    s = at("paid")
    assert s.round.approval.granted == {"A-01": 20_000_000, "A-02": 5_000_000}
    assert "names_the_tier_that_was_won" in at("published").refused(s.granted("A-01", NOMINATION))
