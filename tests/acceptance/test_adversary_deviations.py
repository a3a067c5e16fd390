"""Deviations used to excuse everything: a departure is owned by the body above the rule, signed by itself, and never a key to money."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.acceptance.adversary import TWO_CLERKS, Scene, candidate, codes, departing, on_paper

from ledger.events.approval import ResultPublished
from ledger.events.notice import NoticeClosed
from ledger.terms import NOMINATION, Role

At = Callable[[str], Scene]


def test_a_rule_of_method_is_not_departed_from(at: At) -> None:
    s = at("marked")
    owned = departing("article_09_4_to_6.is_marked_once")
    assert {"names_a_rule_that_can_be_departed_from", "is_marked_once"} <= s.refused(s.mark("A-01", "E-01"), deviation=owned)


def test_a_signature_is_not_departed_from(at: At) -> None:
    s = at("closed").on("2025-10-15")
    owned = departing("authorship.is_authored_in_its_role")
    assert "is_authored_in_its_role" in s.refused(s.approved(), by=Role.COMMITTEE, deviation=owned)


def test_a_departure_is_not_kept_in_store(at: At) -> None:
    s = at("closed").on("2025-10-15")
    assert s.refused(s.approved(), deviation=departing("article_03.keeps_to_the_quota")) == {"departs_from_what_it_breaks"}


def test_one_departure_owns_one_rule(at: At) -> None:
    s = at("on notice")
    owned = departing("article_09_9.approves_after_the_notice")
    assert {"decides_on_who_passed", "is_dated_after_the_notice"} <= s.refused(s.approved(), deviation=owned)


@pytest.mark.parametrize("words", [{"why": " "}, {"authority": ""}])
def test_a_departure_has_reason_and_authority(at: At, words: dict[str, str]) -> None:
    s = at("closed").on("2025-10-15")
    more = s.approved(candidate("A-01", NOMINATION), candidate("A-02", NOMINATION))
    reasons = s.refused(more, deviation=departing("article_09_9.approves_as_determined", **words))
    assert reasons == {"is_owned_by_who_departed"}


def test_an_expert_departs_from_nothing(at: At) -> None:
    s = at("defence listed")
    owned = departing("article_09_4_to_6.scores_papers_before_the_defence_list")
    assert "is_owned_by_who_departed" in s.refused(s.mark("A-01", "E-01"), deviation=owned)


def test_two_clerks_do_not_depart_in_the_name_of_the_government(at: At) -> None:
    s = at("closed").on("2025-10-15")
    more = s.approved(candidate("A-01", NOMINATION), candidate("A-02", NOMINATION))
    owned = departing("article_09_9.approves_as_determined")
    reasons = s.refused(more, deviation=owned, provenance=on_paper("government"), signers=TWO_CLERKS)
    assert reasons == {"is_owned_by_who_departed"}
    assert s.record(more, deviation=owned).position


def test_the_office_makes_nobody_a_winner_by_a_departure(at: At) -> None:
    s = at("approved")
    own: ResultPublished = s.published(*s.both, candidate("A-03", NOMINATION))
    owned = departing("article_09_9.publishes_what_was_approved")
    assert s.refused(own, by=Role.OFFICE, deviation=owned) == {"is_owned_by_who_departed"}


@pytest.mark.parametrize(
    ("code", "amount", "rule"),
    [("A-03", 1, "article_10.honours_a_winner"), ("A-01", 20_000_001, "article_10.pays_no_more_than_was_granted")],
)
def test_finance_pays_nobody_by_a_departure_of_its_own(at: At, code: str, amount: int, rule: str) -> None:
    s = at("honoured")
    assert "is_owned_by_who_departed" in s.refused(s.paid(code, amount), deviation=departing(rule))


def test_finance_pays_beyond_the_grant_where_the_government_signs_for_it_and_it_stands_red(at: At) -> None:
    s = at("honoured")
    together = ((Role.FINANCE, "finance"), (Role.GOVERNMENT, "government"))
    s.record(s.paid("A-01", 20_000_001), deviation=departing("article_10.pays_no_more_than_was_granted"), signers=together)
    assert "pays_no_more_than_was_granted" in s.violated()


def test_the_committee_does_not_depart_from_what_binds_the_government(at: At) -> None:
    s = at("honoured")
    together = ((Role.FINANCE, "finance"), (Role.COMMITTEE, "committee"))
    owned = departing("article_10.pays_no_more_than_was_granted")
    assert s.refused(s.paid("A-01", 20_000_001), deviation=owned, signers=together) == {"is_owned_by_who_departed"}


def test_the_office_does_not_shorten_the_notice_by_a_departure_of_its_own(at: At) -> None:
    s = at("determined").on("2025-09-24")
    short, owned = s.notice(ends="2025-09-26"), departing("article_09_8_notice.stands_its_full_time")
    assert s.refused(short, deviation=owned) == {"is_owned_by_who_departed"}
    together = ((Role.OFFICE, "office"), (Role.COMMITTEE, "committee"))
    s.record(short, deviation=owned, signers=together)
    assert "stands_its_full_time" in s.violated()


def test_a_departing_act_needs_every_other_rule(at: At) -> None:
    s = at("on notice").on("2025-10-08")
    owned = departing("article_09_8_notice.closes_after_its_last_day")
    together = ((Role.OFFICE, "office"), (Role.COMMITTEE, "committee"))
    assert s.refused(NoticeClosed(passed=codes("A-01")), deviation=owned, signers=together) == {"passes_who_still_stands"}
