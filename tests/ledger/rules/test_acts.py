"""Rules of record keeping as plain predicates: each with what holds and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.rules import acts, authorship
from ledger.rules.authorship import Standing
from ledger.rules.citation import RULES, Verdict
from ledger.terms import ActId, EditionId, PartialDate, Role

YES, NO = Verdict.CONFORMS, Verdict.VIOLATES
ID = ActId("a" * 32)


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (acts.is_said_to_this_ledger("a", "a"), YES),
        (acts.is_said_to_this_ledger("a", ""), NO),
        (acts.comes_after_the_opening(is_opening=True, is_open=False), YES),
        (acts.comes_after_the_opening(is_opening=True, is_open=True), NO),
        (acts.comes_after_the_opening(is_opening=False, is_open=False), NO),
        (acts.comes_after_the_opening_of_its_round(is_opening=False, is_open=True), YES),
        (acts.comes_after_the_opening_of_its_round(is_opening=False, is_open=False), NO),
        (acts.is_about_a_round_where_it_must(has_round=True, needs_round=None), YES),
        (acts.is_about_a_round_where_it_must(has_round=False, needs_round=True), NO),
        (acts.is_about_a_round_where_it_must(has_round=True, needs_round=False), NO),
        (acts.comes_before_the_annulment(0), YES),
        (acts.comes_before_the_annulment(9), NO),
        (acts.says_when_it_had_effect("2025-09-24", "day"), YES),
        (acts.says_when_it_had_effect("2025", "partial"), YES),
        (acts.says_when_it_had_effect("2025-09-24T09:00:00+08:00", "instant"), YES),
        (acts.says_when_it_had_effect("2025-09-24T09:00:00", "instant"), NO),
        (acts.says_when_it_had_effect("2025-09-24", "instant"), NO),
        (acts.says_when_it_had_effect("2025-13", "partial"), NO),
        (acts.says_when_it_had_effect("2025-9-24", "day"), NO),
        (acts.had_effect_before_it_was_recorded("2025", "2025-01-01T00:00:00.000+08:00"), YES),
        (acts.had_effect_before_it_was_recorded("2025-01-02", "2025-01-01T23:59:59.999+08:00"), NO),
        (acts.had_effect_before_it_was_recorded("2026", "2025-12-31T00:00:00.000+08:00"), NO),
        (acts.had_effect_before_it_was_recorded("x", "2025-12-31T00:00:00.000+08:00"), Verdict.NOT_ON_RECORD),
        (acts.cites_known_provisions(("9(2)", "F4"), frozenset({"9(2)"}), may_be_empty=False), YES),
        (acts.cites_known_provisions(("9(2)",), None, may_be_empty=False), YES),
        (acts.cites_known_provisions((), None, may_be_empty=True), YES),
        (acts.cites_known_provisions((), None, may_be_empty=False), NO),
        (acts.cites_known_provisions(("18",), frozenset({"9(2)"}), may_be_empty=False), NO),
        (acts.stands_under_the_edition_of_its_round(EditionId("2024"), EditionId("2024")), YES),
        (acts.stands_under_the_edition_of_its_round(EditionId("2030"), EditionId("2024")), NO),
        (acts.stands_under_the_edition_of_its_round(EditionId("2030"), None), Verdict.NOT_ON_RECORD),
        (acts.is_imported_into_a_historical_round_only("imported", is_historical=True), YES),
        (acts.is_imported_into_a_historical_round_only("imported", is_historical=False), NO),
        (acts.is_not_signed_as_if_the_past_ran("live", is_historical=True, follows_the_award=True), YES),
        (acts.is_not_signed_as_if_the_past_ran("transcribed", is_historical=True, follows_the_award=False), YES),
        (acts.is_not_signed_as_if_the_past_ran("live", is_historical=True, follows_the_award=False), NO),
        (acts.names_causes_of_its_round((ID,), (ID,)), YES),
        (acts.names_causes_of_its_round((ID,), ()), NO),
        (acts.corrects_an_act_that_stands("a", "a"), YES),
        (acts.corrects_an_act_that_stands("a", "b"), NO),
        (acts.corrects_an_act_that_stands("a", None), NO),
        (acts.says_why_it_corrects("typo", "office"), YES),
        (acts.says_why_it_corrects("typo", " "), NO),
        (acts.names_a_rule_that_can_be_departed_from("r", {"r"}), YES),
        (acts.names_a_rule_that_can_be_departed_from("q", {"r"}), NO),
        (acts.is_owned_by_who_departed("committee", {"committee"}, "why", "minutes"), YES),
        (acts.is_owned_by_who_departed("expert", {"committee"}, "why", "minutes"), NO),
        (acts.is_owned_by_who_departed(None, {"committee"}, "why", "minutes"), NO),
        (acts.departs_from_what_it_breaks("r", {"r"}), YES),
        (acts.departs_from_what_it_breaks("r", set()), NO),
        (acts.is_sealed_where_it_warns(is_neutral=True, is_wrapped=True), YES),
        (acts.is_sealed_where_it_warns(is_neutral=True, is_wrapped=False), NO),
        (acts.is_sealed_where_it_warns(is_neutral=False, is_wrapped=True), NO),
    ],
)
def test_envelope(finding: Any, expected: Verdict) -> None:
    assert finding.verdict is expected
    assert finding.citation.form or str(finding.citation) == "6.1"


PAPER = ("E-03", "PF-1", "2025-03-01", "ab" * 32)


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        (authorship.signs_with_keys_that_hold((("expert", "k", Standing.VALID),)), YES),
        (authorship.signs_with_keys_that_hold((("expert", "k", Standing.VALID), ("clerk", "l", Standing.REVOKED))), NO),
        (authorship.signs_with_keys_that_hold(()), NO),
        (authorship.names_its_suite((("ed25519", "ed25519"),)), YES),
        (authorship.names_its_suite((("ed25519", None),)), NO),
        (authorship.is_authored_in_its_role(Role.OFFICE, (Role.OFFICE,), is_stated=True), YES),
        (authorship.is_authored_in_its_role(None, (Role.OFFICE,), is_stated=True), NO),
        (authorship.is_authored_in_its_role(None, (Role.OFFICE,), is_stated=False), Verdict.NOT_ON_RECORD),
        (authorship.is_signed_as_its_provenance_asks("live", ["registrar", "countersigner"], Role.REGISTRAR), YES),
        (authorship.is_signed_as_its_provenance_asks("live", ["countersigner", "registrar"], Role.REGISTRAR), NO),
        (authorship.is_signed_as_its_provenance_asks("live", ["office", "clerk"], Role.OFFICE), NO),
        (authorship.is_signed_as_its_provenance_asks("live", ["x"], None), NO),
        (authorship.is_signed_as_its_provenance_asks("transcribed", ["clerk", "confirmer"], Role.EXPERT), YES),
        (authorship.is_signed_as_its_provenance_asks("transcribed", ["clerk"], Role.EXPERT), NO),
        (authorship.is_signed_as_its_provenance_asks("transcribed", ["clerk", "confirmer", "office"], Role.EXPERT), NO),
        (authorship.is_signed_as_its_provenance_asks("imported", ["clerk"], None), YES),
        (authorship.is_signed_as_its_provenance_asks("imported", ["clerk", "confirmer"], None), YES),
        (authorship.is_signed_as_its_provenance_asks("imported", ["office"], None), NO),
        (authorship.is_confirmed_by_a_second_person("transcribed", ("li", "wang")), YES),
        (authorship.is_confirmed_by_a_second_person("transcribed", ("li", "li")), NO),
        (authorship.is_confirmed_by_a_second_person("live", ("li", "li")), YES),
        (authorship.says_where_it_comes_from("live", None, None, None, None, None), YES),
        (authorship.says_where_it_comes_from("live", None, "PF-1", None, None, None), NO),
        (authorship.says_where_it_comes_from("transcribed", *PAPER, None), YES),
        (authorship.says_where_it_comes_from("transcribed", *PAPER, "gazette"), NO),
        (authorship.says_where_it_comes_from("transcribed", None, *PAPER[1:], None), NO),
        (authorship.says_where_it_comes_from("transcribed", *PAPER[:3], "scan.pdf", None), NO),
        (authorship.says_where_it_comes_from("imported", None, None, None, None, "gazette"), YES),
        (authorship.says_where_it_comes_from("imported", *PAPER, None), NO),
        (authorship.rests_on_a_paper_of_before(None, "2025-03-01T00:00:00.000+08:00"), YES),
        (authorship.rests_on_a_paper_of_before("2025-03-01", "2025-03-01T00:00:00.000+08:00"), YES),
        (authorship.rests_on_a_paper_of_before("2025-03-02", "2025-03-01T00:00:00.000+08:00"), NO),
        (authorship.rests_on_a_paper_of_before("March", "2025-03-01T00:00:00.000+08:00"), NO),
        (authorship.is_signed_by_who_it_speaks_of("E-01", ("E-01",)), YES),
        (authorship.is_signed_by_who_it_speaks_of("E-01", ()), YES),
        (authorship.is_signed_by_who_it_speaks_of("E-02", ("E-01",)), NO),
        (authorship.is_signed_by_who_it_speaks_of(None, ("E-01",)), NO),
        (authorship.is_countersigned_by_another_body("office", ("audit",)), YES),
        (authorship.is_countersigned_by_another_body("office", ("office", None)), NO),
        (authorship.is_countersigned_by_another_body("office", ()), NO),
        (authorship.is_countersigned_by_another_body(None, ("audit",)), NO),
        (authorship.is_signed_by_its_own_key("live"), YES),
        (authorship.is_signed_by_its_own_key("transcribed"), NO),
        (authorship.names_the_key_by_its_digest("k", "k"), YES),
        (authorship.names_the_key_by_its_digest("k", None), NO),
        (authorship.is_held_by_who_asks("s", ("s",), proof_verifies=True), YES),
        (authorship.is_held_by_who_asks("s", ("s",), proof_verifies=False), NO),
        (authorship.is_held_by_who_asks("t", ("s",), proof_verifies=True), NO),
        (authorship.is_bound_anew(key_is_spent=False, is_bound=False), YES),
        (authorship.is_bound_anew(key_is_spent=True, is_bound=False), NO),
        (authorship.is_bound_anew(key_is_spent=False, is_bound=True), NO),
        (authorship.is_bound_for_a_holder(Role.EXPERT, "E-01", has_round=True), YES),
        (authorship.is_bound_for_a_holder(Role.EXPERT, "E-01", has_round=False), NO),
        (authorship.is_bound_for_a_holder(Role.OFFICE, "", has_round=False), NO),
        (authorship.is_bound_for_a_holder(Role.SERVICE, "x", has_round=False), NO),
        (authorship.ends_a_key_that_is_known(is_known=True, why="lost"), YES),
        (authorship.ends_a_key_that_is_known(is_known=False, why="lost"), NO),
        (authorship.was_compromised_before_the_record(PartialDate(2025), "2025-03-01T00:00:00.000+08:00"), YES),
        (authorship.was_compromised_before_the_record(PartialDate(2025, 3, 2), "2025-03-01T00:00:00.000+08:00"), NO),
        (authorship.begins_with_three_keys(("a", "b", "c"), ("b",)), YES),
        (authorship.begins_with_three_keys(("a", "b", "c"), ("a",)), NO),
        (authorship.begins_with_three_keys(("a", "b", "b"), ("b",)), NO),
        (authorship.begins_with_three_keys(("a", "b", None), ("b",)), NO),
        (authorship.rotates_the_key_in_use("o", "o", "n", proof_verifies=True), YES),
        (authorship.rotates_the_key_in_use("o", "p", "n", proof_verifies=True), NO),
        (authorship.rotates_the_key_in_use("o", "o", "o", proof_verifies=True), NO),
        (authorship.rotates_the_key_in_use("o", "o", "n", proof_verifies=False), NO),
    ],
)
def test_authorship(finding: Any, expected: Verdict) -> None:
    assert finding.verdict is expected
    assert finding.citation.form


def test_findings_speak_both_languages() -> None:
    for name, rule in RULES.items():
        if name.startswith(("acts.", "authorship.")):
            assert not rule.zh.isascii()
            assert rule.en
            assert rule.en.isascii()
