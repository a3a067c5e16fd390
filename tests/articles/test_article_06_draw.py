"""Article 6.2, drawing experts: the pool, the snapshot, the sealed numbers, the outcome, the reserves. No article says how (trap 18)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.rules import article_06_draw as article
from ledger.rules import article_06_panel as panel
from ledger.rules import draw as drawing
from ledger.rules.article_06_panel import Redrawn
from ledger.rules.citation import RULES, Basis, NotApplicable, Verdict
from ledger.rules.draw import ABORT_AND_REPLACE, METHOD, PoolEntry
from ledger.rules.parameter_values import DrawParties
from ledger.terms import Digest, ExpertCode

Y, N, SILENT, ABSENT, NA = Verdict.CONFORMS, Verdict.VIOLATES, Verdict.SILENT, Verdict.NOT_ON_RECORD, Verdict.NOT_APPLICABLE
E = tuple(ExpertCode(f"E-{n}") for n in range(1, 8))
DAY = date(2025, 5, 21)
THREE = DrawParties(among=("office", "discipline", "applicant", "public"), at_least=3)
TWO = DrawParties(among=("office", "discipline", "applicant"), at_least=2)
SALTS = tuple(f"{n:032x}" for n in range(4))
ENTRIES = tuple(
    sorted(PoolEntry(drawing.entry_digest("2025", E[n], f"P-{n}", SALTS[n]), E[n], None) for n in range(4)),
)
OPENED = tuple((f"P-{E.index(entry.code)}", SALTS[E.index(entry.code)]) for entry in ENTRIES)
POOL = {"P-0", "P-1", "P-2", "P-3"}

holds_and_breaks = pytest.mark.provision("6.2", "holds", "breaks")
at_the_line = pytest.mark.provision("6.2", "holds", "breaks", "boundary")


@holds_and_breaks
@pytest.mark.parametrize(("code", "known", "expected"), [("P-1", False, Y), ("P-1", True, N), (" ", False, N)])
def test_6_2_a_person_is_enrolled_once(code: str, known: bool, expected: Verdict) -> None:
    assert article.enrols_a_person_once(code, known).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("inside", "suspended", "expected"), [(True, False, Y), (True, True, N), (False, False, N), (False, True, N)])
def test_6_2_who_is_suspended_could_be_drawn(inside: bool, suspended: bool, expected: Verdict) -> None:
    assert article.suspends_who_can_be_drawn(inside, suspended).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("suspended", "expected"), [(True, Y), (False, N)])
def test_6_2_who_comes_back_was_suspended(suspended: bool, expected: Verdict) -> None:
    assert article.ends_a_suspension_that_there_is(suspended).verdict is expected


@at_the_line
@pytest.mark.parametrize(("draw", "before", "expected"), [(1, 0, Y), (2, 1, Y), (1, 1, N), (3, 1, N), (0, 0, N)])
def test_6_2_draws_are_counted(draw: int, before: int, expected: Verdict) -> None:
    assert article.counts_the_draws_of_the_round(draw, before).verdict is expected


@at_the_line
@pytest.mark.parametrize(("running", "reserves", "expected"), [(False, 0, Y), (True, 0, N), (False, 1, N), (True, 2, N)])
def test_6_2_one_draw_at_a_time(running: bool, reserves: int, expected: Verdict) -> None:
    assert article.starts_when_nothing_else_can_be_drawn(running, reserves).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(
    ("method", "fallback", "expected"),
    [(METHOD, ABORT_AND_REPLACE, Y), ("sha256-counter/v2", ABORT_AND_REPLACE, N), (METHOD, "", N), (METHOD, "seed-without-that-party", N)],
)
def test_6_2_the_method_is_one_that_anybody_can_recompute(method: str, fallback: str, expected: Verdict) -> None:
    assert article.is_drawn_by_a_known_method(method, fallback).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(
    ("entries", "words", "expected"),
    [
        (ENTRIES, ("office",), Y),
        (ENTRIES[::-1], (), N),
        ((ENTRIES[0], ENTRIES[0]), (), N),
        ((), (), N),
        (ENTRIES, ("of fice",), N),
        ((ENTRIES[0]._replace(code=ENTRIES[1].code), *ENTRIES[1:]), (), N),
        ((PoolEntry(Digest("12"), E[0], None),), (), N),
    ],
)
def test_6_2_entries_stand_in_order(entries: Any, words: Any, expected: Verdict) -> None:
    assert article.lists_each_expert_once_in_order(entries, words).verdict is expected


OUT = tuple(entry._replace(excluded="suspended" if entry.code == E[1] else None) for entry in ENTRIES)


@holds_and_breaks
@pytest.mark.parametrize(
    ("entries", "opened", "pool", "suspended", "expected"),
    [
        (ENTRIES, OPENED, POOL, (), Y),
        (OUT, OPENED, POOL, {"P-1"}, Y),
        (ENTRIES, OPENED, POOL, {"P-1"}, N),
        (OUT, OPENED, POOL, (), N),
        (ENTRIES, OPENED, POOL | {"P-4"}, (), N),
        (ENTRIES, OPENED, POOL - {"P-3"}, (), N),
        (ENTRIES, OPENED[::-1], POOL, (), N),
        (ENTRIES, OPENED[:3], POOL, (), N),
        (ENTRIES, ((OPENED[0][0], "00"), *OPENED[1:]), POOL, (), N),
        (ENTRIES[:3], OPENED[:3], POOL, (), N),
        (ENTRIES, OPENED, (), (), ABSENT),
        (ENTRIES, NotApplicable("closed"), POOL, (), NA),
    ],
)
def test_6_2_the_snapshot_is_the_pool_of_the_day(entries: Any, opened: Any, pool: Any, suspended: Any, expected: Verdict) -> None:
    assert article.commits_to_the_whole_pool("2025", entries, opened, pool, suspended).verdict is expected


def test_6_2_a_snapshot_is_of_one_round() -> None:
    assert article.commits_to_the_whole_pool("2026", ENTRIES, OPENED, POOL, ()).verdict is N


@at_the_line
@pytest.mark.parametrize(
    ("eligible", "experts", "reserves", "expected"),
    [(10, 7, 3, Y), (9, 7, 3, N), (11, 7, 3, Y), (1, 1, 0, Y), (5, 0, 3, N), (5, 1, -1, N)],
)
def test_6_2_the_pool_is_large_enough(eligible: int, experts: int, reserves: int, expected: Verdict) -> None:
    assert article.has_enough_to_draw_from(eligible, experts, reserves).verdict is expected


@at_the_line
@pytest.mark.parametrize(
    ("parties", "reading", "expected"),
    [
        (("office", "discipline", "applicant:A-1"), THREE, Y),
        (("office", "applicant:A-1", "applicant:A-2"), THREE, Y),
        (("office", "discipline"), THREE, N),
        (("office", "discipline"), TWO, Y),
        (("office", "office", "discipline"), THREE, N),
        (("office", "discipline", "committee"), THREE, N),
        (("office", "discipline", "public"), TWO, N),
        (("office",), TWO, N),
        ((), TWO, N),
        (("office", "discipline"), None, SILENT),
    ],
)
def test_6_2_the_parties_are_those_of_the_adopted_rules(parties: tuple[str, ...], reading: DrawParties | None, expected: Verdict) -> None:
    assert article.is_drawn_by_parties_of_the_adopted_kinds(parties, reading).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("absent", "expected"), [((), Y), (("public",), Y), (("discipline",), N), (("public", "office"), N)])
def test_6_2_who_kept_its_number_back_is_replaced(absent: tuple[str, ...], expected: Verdict) -> None:
    assert article.replaces_who_kept_its_number_back(("office", "discipline"), absent).verdict is expected


@at_the_line
@pytest.mark.parametrize(("on", "expected"), [(date(2025, 5, 20), Y), (DAY, Y), (date(2025, 5, 22), N), (None, N)])
def test_6_2_the_last_day_is_included(on: date | None, expected: Verdict) -> None:
    assert article.leaves_time_to_reveal(on, DAY).verdict is expected
    assert article.is_within_the_time(on, DAY).verdict is expected
    assert article.is_within_the_time(on, None).verdict is N


@holds_and_breaks
@pytest.mark.parametrize(("draw", "running", "expected"), [(2, 2, Y), (1, 2, N), (0, 0, N), (1, 0, N)])
def test_6_2_numbers_belong_to_the_draw_that_runs(draw: int, running: int, expected: Verdict) -> None:
    assert article.belongs_to_the_draw_that_runs(draw, running).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(
    ("party", "author", "expected"),
    [
        ("office", "office", Y),
        ("applicant:A-1", "applicant", Y),
        ("applicant:A-1", "A-1", Y),
        ("applicant:A-1", "A-2", N),
        ("discipline", "office", N),
        ("public", "public", N),
    ],
)
def test_6_2_a_party_speaks_for_itself(party: str, author: str, expected: Verdict) -> None:
    assert article.speaks_for_itself(party, ("office", "discipline", "applicant:A-1"), author).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(
    ("commitment", "sealed", "others", "expected"),
    [
        ("a" * 64, False, (), Y),
        ("a" * 64, True, (), N),
        ("a" * 64, False, ("a" * 64,), N),
        ("a" * 63, False, (), N),
        ("A" * 64, False, (), N),
    ],
)
def test_6_2_a_party_seals_one_number(commitment: str, sealed: bool, others: tuple[str, ...], expected: Verdict) -> None:
    assert article.seals_one_number_of_its_own(commitment, sealed, others).verdict is expected


@at_the_line
@pytest.mark.parametrize(("missing", "revealed", "expected"), [((), False, Y), (("public",), False, N), ((), True, N)])
def test_6_2_nobody_reveals_before_all_have_sealed(missing: tuple[str, ...], revealed: bool, expected: Verdict) -> None:
    assert article.reveals_when_all_are_sealed(missing, revealed).verdict is expected


NUMBER, SALT, SNAPSHOT = "b" * 64, "c" * 32, Digest("d" * 64)
SEALED = drawing.commitment(SNAPSHOT, "office", NUMBER, SALT)


@holds_and_breaks
@pytest.mark.parametrize(
    ("snapshot", "party", "number", "salt", "sealed", "expected"),
    [
        (SNAPSHOT, "office", NUMBER, SALT, SEALED, Y),
        (SNAPSHOT, "office", "a" * 64, SALT, SEALED, N),
        (SNAPSHOT, "office", NUMBER, "a" * 32, SEALED, N),
        (SNAPSHOT, "public", NUMBER, SALT, SEALED, N),
        (Digest("e" * 64), "office", NUMBER, SALT, SEALED, N),
        (SNAPSHOT, "office", NUMBER, SALT, None, N),
        (None, "office", NUMBER, SALT, SEALED, N),
    ],
)
def test_6_2_what_is_revealed_was_sealed(
    snapshot: Digest | None, party: str, number: str, salt: str, sealed: Digest | None, expected: Verdict
) -> None:
    assert article.reveals_what_was_sealed(snapshot, party, number, salt, sealed).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("known", "expected"), [((), Y), (("a" * 64,), Y), ((NUMBER,), N)])
def test_6_2_no_number_is_used_twice(known: tuple[str, ...], expected: Verdict) -> None:
    assert article.reveals_a_fresh_number(NUMBER, known).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("complete", "expected"), [(False, Y), (True, N)])
def test_6_2_a_known_outcome_stands(complete: bool, expected: Verdict) -> None:
    assert article.aborts_before_the_outcome_is_known(is_complete=complete).verdict is expected


@at_the_line
@pytest.mark.parametrize(
    ("reason", "absent", "missing", "known", "late", "expected"),
    [
        ("not_revealed", ("public",), ("public",), 2, True, Y),
        ("not_revealed", ("public",), ("public",), 2, False, N),
        ("not_revealed", ("office",), ("public",), 2, True, N),
        ("not_revealed", ("public",), ("public", "office"), 1, True, N),
        ("not_revealed", (), (), 3, True, N),
        ("faulty_snapshot", (), ("public", "office"), 0, False, Y),
        ("faulty_snapshot", (), ("public",), 1, False, N),
        ("faulty_snapshot", ("public",), ("public", "office"), 0, False, N),
    ],
)
def test_6_2_a_draw_is_aborted_for_what_is_so(
    reason: str, absent: tuple[str, ...], missing: tuple[str, ...], known: int, late: bool, expected: Verdict
) -> None:
    assert article.aborts_for_a_stated_reason(reason, absent, missing, known, is_late=late).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("new", "expected"), [(True, Y), (False, N)])
def test_6_2_a_draw_is_not_corrected(new: bool, expected: Verdict) -> None:
    assert article.stands_as_it_was_made(new).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("why", "expected"), [("ill", Y), (" ", N)])
def test_6_2_reasons_are_given(why: str, expected: Verdict) -> None:
    assert article.says_why(why).verdict is expected


AGAIN = Redrawn(METHOD, SNAPSHOT, Digest("f" * 64), E[:3], E[3:5])


@holds_and_breaks
@pytest.mark.parametrize(
    ("experts", "seed", "again", "selection", "expected"),
    [
        (E[:3], "f" * 64, AGAIN, "sealed_draw", Y),
        (E[:3], "f" * 64, AGAIN, None, Y),
        (E[1::-1], "f" * 64, AGAIN, "sealed_draw", N),
        (E[:4], "f" * 64, AGAIN, "sealed_draw", N),
        (E[:3], "e" * 64, AGAIN, "lot", N),
        (E[:3], "f" * 64, AGAIN._replace(seed=None), "sealed_draw", N),
        (E[:3], "f" * 64, None, "sealed_draw", N),
        (E[:3], "f" * 64, None, "lot", NA),
        (E[:3], "f" * 64, None, None, NA),
        (E[:3], "e" * 64, AGAIN, "appointment", NA),
    ],
)
def test_6_2_the_outcome_is_what_anybody_recomputes(
    experts: tuple[ExpertCode, ...], seed: str, again: Redrawn | None, selection: str | None, expected: Verdict
) -> None:
    assert panel.equals_the_recomputed_draw(experts, METHOD, SNAPSHOT, seed, again, selection).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(
    ("persons", "behind", "expected"),
    [(("甲", "乙"), ("甲 ", "乙"), Y), (("乙", "甲"), ("甲", "乙"), N), (("甲",), ("甲", "乙"), N), (("甲",), None, NA)],
)
def test_6_2_the_persons_are_those_behind_the_codes(persons: tuple[str, ...], behind: tuple[str, ...] | None, expected: Verdict) -> None:
    assert panel.names_the_persons_behind_the_codes(persons, behind).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("strangers", "size", "expected"), [((), 3, Y), (("外人",), 3, N), (("外人",), 0, ABSENT)])
def test_6_2_who_is_drawn_is_in_the_pool(strangers: tuple[str, ...], size: int, expected: Verdict) -> None:
    assert panel.draws_persons_of_the_pool(strangers, size).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(
    ("experts", "seats", "bound", "expected"),
    [(E[:3], E[2::-1], True, Y), (E[:2], E[:3], True, N), (E[:4], E[:3], True, N), (E[:3], None, True, N), (E[:2], E[:3], False, NA)],
)
def test_6_2_the_panel_is_who_was_drawn(experts: Any, seats: Any, bound: bool, expected: Verdict) -> None:
    assert panel.seats_exactly_who_was_drawn(experts, seats, is_bound=bound).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("others", "expected"), [((), Y), (E[5:], Y), (E[2:4], N)])
def test_6_2_the_suspended_and_who_stands_aside_do_not_sit(others: Any, expected: Verdict) -> None:
    assert panel.seats_nobody_who_is_suspended(E[:3], others).verdict is expected
    assert panel.seats_nobody_who_stands_aside_from_all(E[:3], others, 0).verdict is expected
    closed = Verdict.NOT_DISCLOSED if expected is Y else N
    assert panel.seats_nobody_who_stands_aside_from_all(E[:3], others, 1).verdict is closed


@holds_and_breaks
@pytest.mark.parametrize(("leaves", "enters", "expected"), [(E[0], E[3], Y), (E[3], E[4], N), (E[0], E[1], N), (E[0], E[0], N)])
def test_6_2_who_leaves_has_a_seat_and_who_enters_has_none(leaves: ExpertCode, enters: ExpertCode, expected: Verdict) -> None:
    assert panel.replaces_a_member_by_somebody_else(leaves, enters, E[:3]).verdict is expected
    assert panel.replaces_a_member_by_somebody_else(leaves, enters, None).verdict is N


@at_the_line
@pytest.mark.parametrize(
    ("enters", "rank", "reserves", "entered", "bound", "expected"),
    [
        (E[3], 1, E[3:5], (), True, Y),
        (E[4], 2, E[3:5], (E[3],), True, Y),
        (E[4], 2, E[3:5], (), True, N),
        (E[3], 2, E[3:5], (), True, N),
        (E[4], 1, E[3:5], (E[3],), True, N),
        (E[5], 3, E[3:5], E[3:5], True, N),
        (E[3], 1, None, (), True, ABSENT),
        (E[3], 1, None, (), False, NA),
    ],
)
def test_6_2_the_next_reserve_steps_in(enters: ExpertCode, rank: int, reserves: Any, entered: Any, bound: bool, expected: Verdict) -> None:
    assert panel.takes_the_next_reserve(enters, rank, reserves, entered, is_bound=bound).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("person", "behind", "expected"), [("甲", "甲 ", Y), ("甲", "乙", N), ("甲", "", N), ("甲", None, NA)])
def test_6_2_a_reserve_enters_as_who_it_is(person: str, behind: str | None, expected: Verdict) -> None:
    assert panel.enters_under_its_own_name(person, behind).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("before", "expected"), [((E[0], E[3], 1), Y), ((E[1], E[3], 1), N), ((E[0], E[3], 2), N), (None, N)])
def test_6_2_a_correction_keeps_who_was_replaced(before: Any, expected: Verdict) -> None:
    assert panel.keeps_who_was_replaced((E[0], E[3], 1), before).verdict is expected


@pytest.mark.parametrize(("selection", "expected"), [("sealed_draw", Y), ("lot", Y), ("appointment", Y), (None, SILENT)])
def test_6_2_how_experts_are_chosen_is_a_silence(selection: str | None, expected: Verdict) -> None:
    assert article.is_chosen_as_the_rules_say(selection).verdict is expected


def test_6_2_no_rule_of_the_draw_poses_as_text() -> None:
    """Trap 18: no article says anything of a draw, so that nothing about it can rest on the text."""
    ours = {rule.basis for name, rule in RULES.items() if name.startswith(("article_06_draw.", "article_06_panel."))}
    assert ours == {Basis.ADOPTED, Basis.METHOD}
