"""Drawing experts: the pool is fixed before the numbers, the numbers before they are known, and a draw is never repaired."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.ledger.stages.drawing import PARTIES, Drawing, changed, hashed

from ledger.events.draw import Aborted, Exclusion
from ledger.events.event import Undisclosed
from ledger.events.measure import AdoptedValue, ParametersAdopted
from ledger.events.panel import ExpertReinstated, PanelConstituted, PanelDrawn
from ledger.record.envelope import Correction
from ledger.rules.citation import Verdict
from ledger.rules.draw import commitment
from ledger.stages.check import check
from ledger.terms import Digest, ExpertCode, Role


@pytest.fixture
def drawing(called: Any) -> Drawing:
    """Return a round that asks for a draw that can be recomputed, with ten experts in the pool; it is 2025-05-20."""
    adopted = called.adopted(panel_selection="sealed_draw")
    called.take(called.fact(adopted))
    called.today = date(2025, 5, 20)
    return Drawing(called).enrol()


@pytest.fixture
def committed(drawing: Drawing) -> Drawing:
    return drawing.commit()


@pytest.fixture
def known(committed: Drawing) -> Drawing:
    """Return a draw whose numbers are all revealed."""
    return committed.seal().reveal()


def refused(drawing: Drawing, event: Any, by: Role | None = None, **said: Any) -> set[str]:
    """Return the bare names of the rules for which ``event`` is refused."""
    return {name.partition(".")[2] for name in drawing.office.refused(event, by, **said)}


# The pool


def test_the_pool_outlasts_rounds(office: Any) -> None:
    drawing = Drawing(office, ("P-1", "P-2"))
    office.record(drawing.enrolled("P-1"), round=None)
    assert refused(drawing, drawing.enrolled("P-1", "别人"), round=None) == {"enrols_a_person_once"}
    assert refused(drawing, drawing.enrolled("P-3", " 专家Ｐ-1"), round=None) == {"enrols_a_person_once"}
    assert refused(drawing, drawing.enrolled(" ", "别人"), round=None) == {"enrols_a_person_once"}
    assert refused(drawing, drawing.enrolled("P-2"), round=None) == set()


def test_a_suspension_begins_once_and_ends_once(office: Any) -> None:
    drawing = Drawing(office, ("P-1",)).enrol()
    back = ExpertReinstated(pool_code="P-1", why="sealed")
    assert refused(drawing, back, round=None) == {"ends_a_suspension_that_there_is"}
    assert refused(drawing, drawing.suspended("P-9"), round=None) == {"suspends_who_can_be_drawn"}
    office.record(drawing.suspended("P-1"), round=None)
    assert refused(drawing, drawing.suspended("P-1"), round=None) == {"suspends_who_can_be_drawn"}
    office.record(back, round=None)
    assert refused(drawing, back, round=None) == {"ends_a_suspension_that_there_is"}
    assert refused(drawing, drawing.suspended("P-1"), round=None) == set()


def test_a_closed_pool_is_no_empty_pool(office: Any) -> None:
    drawing = Drawing(office, ("P-1",)).enrol()
    fact = office.fact(drawing.enrolled("P-2"), round=None)
    office.take(type(fact)(changed(fact.event, pool_code=Undisclosed("pool_code"), person=Undisclosed("person")), fact.said, None, ""))
    assert office.history.registers.pool.size == 2
    assert refused(drawing, drawing.enrolled("P-3"), round=None) == {"enrols_a_person_once"}
    assert office.verdict("article_06_draw.enrols_a_person_once", drawing.enrolled("P-3"), round=None) is Verdict.NOT_DISCLOSED


# The snapshot


def test_a_snapshot_of_the_pool_is_taken(drawing: Drawing) -> None:
    assert refused(drawing, drawing.committed()) == set()
    assert refused(drawing, drawing.committed(excluded={"P-1": Exclusion.INTEREST, "P-2": Exclusion.DECLINED})) == set()
    assert refused(drawing, drawing.committed(experts=7, reserves=3)) == set()  # exactly as many as there are


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"draw": 2}, "counts_the_draws_of_the_round"),
        ({"draw": 0}, "counts_the_draws_of_the_round"),
        ({"method": "dice"}, "is_drawn_by_a_known_method"),
        ({"fallback": "go-on-without"}, "is_drawn_by_a_known_method"),
        ({"experts": 8, "reserves": 3}, "has_enough_to_draw_from"),
        ({"experts": 0}, "has_enough_to_draw_from"),
        ({"reserves": -1}, "has_enough_to_draw_from"),
        ({"parties": ("office", "discipline")}, "is_drawn_by_parties_of_the_adopted_kinds"),
        ({"parties": ("office", "discipline", "discipline")}, "is_drawn_by_parties_of_the_adopted_kinds"),
        ({"parties": ("office", "discipline", "committee")}, "is_drawn_by_parties_of_the_adopted_kinds"),
        ({"reveal_by": date(2025, 5, 19)}, "leaves_time_to_reveal"),
        ({"pool": tuple(f"P-{n}" for n in range(1, 10))}, "commits_to_the_whole_pool"),
        ({"pool": (*(f"P-{n}" for n in range(1, 10)), "P-99")}, "commits_to_the_whole_pool"),
        ({"pool": (*(f"P-{n}" for n in range(1, 11)), "P-1")}, "commits_to_the_whole_pool"),
        ({"excluded": {"P-4": Exclusion.SUSPENDED}}, "commits_to_the_whole_pool"),
        ({"openings": ()}, "commits_to_the_whole_pool"),
    ],
)
def test_a_fault_of_a_snapshot_is_named(drawing: Drawing, changes: dict[str, Any], rule: str) -> None:
    assert refused(drawing, drawing.committed(**changes)) == {rule}


def test_the_last_day_for_revealing_may_be_the_day_of_the_snapshot(drawing: Drawing) -> None:
    assert refused(drawing, drawing.committed(reveal_by=date(2025, 5, 20))) == set()


def test_entries_stand_in_order_and_once(drawing: Drawing) -> None:
    found = drawing.committed()
    turned = changed(found, entries=found.entries[::-1], openings=found.openings[::-1])
    assert refused(drawing, turned) == {"lists_each_expert_once_in_order"}
    same_code = changed(found, entries=(changed(found.entries[0], code=found.entries[1].code), *found.entries[1:]))
    assert "lists_each_expert_once_in_order" in refused(drawing, same_code)
    spaced = changed(found, entries=(changed(found.entries[0], code=ExpertCode("E 1")), *found.entries[1:]))
    assert "lists_each_expert_once_in_order" in refused(drawing, spaced)


def test_a_digest_that_hides_somebody_else_is_refused(drawing: Drawing) -> None:
    found = drawing.committed()
    crossed = changed(found, openings=(found.openings[1], found.openings[0], *found.openings[2:]))
    assert refused(drawing, crossed) == {"commits_to_the_whole_pool"}
    short = changed(found, openings=(changed(found.openings[0], salt="00"), *found.openings[1:]))
    assert refused(drawing, short) == {"commits_to_the_whole_pool"}


def test_the_suspended_are_excluded_as_such_and_nobody_else(drawing: Drawing) -> None:
    drawing.office.record(drawing.suspended("P-3"), round=None)
    assert refused(drawing, drawing.committed()) == {"commits_to_the_whole_pool"}
    assert refused(drawing, drawing.committed(excluded={"P-3": Exclusion.OTHER})) == {"commits_to_the_whole_pool"}
    assert refused(drawing, drawing.committed(excluded={"P-3": Exclusion.SUSPENDED})) == set()


def test_without_a_pool_on_record_there_is_no_snapshot(called: Any) -> None:
    called.take(called.fact(called.adopted(panel_selection="sealed_draw")))
    drawing = Drawing(called)
    assert refused(drawing, drawing.committed()) == {"commits_to_the_whole_pool"}
    assert called.verdict("article_06_draw.commits_to_the_whole_pool", drawing.committed()) is Verdict.NOT_ON_RECORD


def test_who_takes_part_must_be_adopted(drawing: Drawing) -> None:
    office = drawing.office
    office.history.round("2025").opening.parameters = changed(office.history.round("2025").opening.parameters, draw_parties=None)
    assert office.verdict("article_06_draw.is_drawn_by_parties_of_the_adopted_kinds", drawing.committed()) is Verdict.SILENT
    assert refused(drawing, drawing.committed()) == {"is_drawn_by_parties_of_the_adopted_kinds"}


# The numbers


def test_each_party_seals_one_number(committed: Drawing) -> None:
    assert refused(committed, committed.sealed("public"), Role.PUBLIC) == set()
    committed.seal("office")
    office = committed.office.history.round("2025").draw.running.sealed["office"]
    assert refused(committed, committed.sealed("office"), Role.OFFICE) == {"seals_one_number_of_its_own"}
    assert refused(committed, committed.sealed("public", commitment=office), Role.PUBLIC) == {"seals_one_number_of_its_own"}
    assert refused(committed, committed.sealed("public", commitment=Digest("12")), Role.PUBLIC) == {"seals_one_number_of_its_own"}
    assert refused(committed, committed.sealed("public", draw=2), Role.PUBLIC) == {"belongs_to_the_draw_that_runs"}


def test_nobody_seals_or_reveals_for_another(committed: Drawing) -> None:
    assert refused(committed, committed.sealed("public"), Role.OFFICE) == {"speaks_for_itself"}
    assert refused(committed, committed.sealed("applicant:A-01"), Role.APPLICANT) == {"speaks_for_itself"}
    committed.seal()
    assert refused(committed, committed.revealed("public"), Role.OFFICE) == {"speaks_for_itself"}


def test_an_applicant_seals_under_its_own_key_or_on_its_own_paper(drawing: Drawing) -> None:
    drawing.commit(parties=("office", "discipline", "applicant:A-01"))
    said = drawing.sealed("applicant:A-01")
    assert refused(drawing, said, Role.APPLICANT) == set()
    assert "is_signed_by_who_it_speaks_of" in refused(drawing, said, Role.APPLICANT, holder="A-02")
    signers = [(Role.CLERK, "clerk"), (Role.CONFIRMER, "confirmer")]
    paper = drawing.office.transcribed("A-01", dated="2025-05-20")
    assert refused(drawing, said, signers=signers, provenance=paper) == set()
    other = drawing.office.transcribed("A-02", dated="2025-05-20")
    assert "speaks_for_itself" in refused(drawing, said, signers=signers, provenance=other)


def test_numbers_are_revealed_when_all_are_sealed(committed: Drawing) -> None:
    committed.seal("office", "discipline")
    assert refused(committed, committed.revealed("office"), Role.OFFICE) == {"reveals_when_all_are_sealed"}
    committed.seal("public")
    assert refused(committed, committed.revealed("office"), Role.OFFICE) == set()
    committed.reveal("office")
    assert "reveals_when_all_are_sealed" in refused(committed, committed.revealed("office"), Role.OFFICE)


@pytest.mark.parametrize("changes", [{"number": hashed("another")}, {"salt": hashed("another")[:32]}, {"number": "12"}, {"salt": ""}])
def test_a_number_that_was_not_sealed_is_refused(committed: Drawing, changes: dict[str, str]) -> None:
    committed.seal()
    assert refused(committed, committed.revealed("office", **changes), Role.OFFICE) == {"reveals_what_was_sealed"}


def test_a_commitment_to_another_snapshot_or_of_another_party_is_worth_nothing(committed: Drawing) -> None:
    number, salt = committed.number("office")
    elsewhere = commitment(Digest(hashed("another snapshot")), "office", number, salt)
    committed.office.record(committed.sealed("office", commitment=elsewhere))
    copied = commitment(committed.digest, "public", *committed.number("discipline"))
    committed.office.record(committed.sealed("discipline", commitment=copied), by=Role.DISCIPLINE)
    committed.seal("public")
    assert refused(committed, committed.revealed("office"), Role.OFFICE) == {"reveals_what_was_sealed"}
    assert refused(committed, committed.revealed("discipline"), Role.DISCIPLINE) == {"reveals_what_was_sealed"}


def test_the_last_day_is_included_and_the_day_after_is_too_late(committed: Drawing) -> None:
    committed.office.today = date(2025, 5, 21)
    committed.seal().reveal("office")
    committed.office.today = date(2025, 5, 22)
    assert refused(committed, committed.revealed("public"), Role.PUBLIC) == {"is_within_the_time"}
    # What was done in time may reach the ledger later: while the draw runs it changes no outcome.
    assert refused(committed, committed.revealed("public"), Role.PUBLIC, occurred_at="2025-05-21") == set()
    assert refused(committed, committed.sealed("public"), Role.PUBLIC) >= {"is_within_the_time"}


@pytest.mark.parametrize("name", ["committed", "sealed", "revealed", "aborted"])
def test_a_draw_is_never_corrected(known: Drawing, name: str) -> None:
    said = {
        "committed": known.committed(),
        "sealed": known.sealed("office"),
        "revealed": known.revealed("office"),
        "aborted": known.aborted("office"),
    }[name]
    acts = known.office.history.round("2025").acts
    corrected = next((id for id, act in acts.items() if act.type == type(said).wire_name), next(iter(acts)))
    found = refused(known, said, corrects=Correction(act=corrected, why="w", approved_by="office"))
    assert "stands_as_it_was_made" in found


# Aborted draws


def test_a_draw_is_aborted_when_the_day_is_over_and_a_number_is_missing(committed: Drawing) -> None:
    committed.seal().reveal("office", "discipline")
    assert refused(committed, committed.aborted("public")) == {"aborts_for_a_stated_reason"}  # the day is not over
    committed.office.today = date(2025, 5, 21)
    assert refused(committed, committed.aborted("public")) == {"aborts_for_a_stated_reason"}  # the last day is included
    committed.office.today = date(2025, 5, 22)
    assert refused(committed, committed.aborted("public")) == set()
    assert refused(committed, committed.aborted("public"), Role.DISCIPLINE) == set()
    assert refused(committed, committed.aborted("office")) == {"aborts_for_a_stated_reason"}
    assert refused(committed, committed.aborted()) == {"aborts_for_a_stated_reason"}
    assert refused(committed, committed.aborted("public", why=" ")) == {"says_why"}


def test_a_known_outcome_is_not_aborted(known: Drawing) -> None:
    known.office.today = date(2025, 5, 22)
    assert refused(known, known.aborted()) == {"aborts_before_the_outcome_is_known", "aborts_for_a_stated_reason"}
    faulty = known.aborted(reason=Aborted.FAULTY_SNAPSHOT)
    assert refused(known, faulty) == {"aborts_before_the_outcome_is_known", "aborts_for_a_stated_reason"}


def test_a_faulty_snapshot_is_aborted_before_any_number_is_known(committed: Drawing) -> None:
    faulty = committed.aborted(reason=Aborted.FAULTY_SNAPSHOT, why="漏列一人")
    assert refused(committed, faulty) == set()
    committed.seal()
    assert refused(committed, faulty) == set()
    assert refused(committed, changed(faulty, absent=("public",))) == {"aborts_for_a_stated_reason"}
    committed.reveal("office")
    assert refused(committed, faulty) == {"aborts_for_a_stated_reason"}


def test_after_an_aborted_draw_the_party_is_replaced_and_numbers_are_fresh(committed: Drawing) -> None:
    office = committed.office
    committed.seal().reveal("office", "discipline")
    assert refused(committed, committed.committed(draw=2)) == {"starts_when_nothing_else_can_be_drawn"}
    office.today = date(2025, 5, 22)
    office.record(committed.aborted("public"))
    old = office.history.round("2025").draw.draws[0].revealed["office"]
    again: dict[str, Any] = {"draw": 2, "reveal_by": date(2025, 5, 23)}
    assert refused(committed, committed.committed(**again)) == {"replaces_who_kept_its_number_back"}
    parties = ("office", "discipline", "applicant:A-02")
    committed.commit(**again, parties=parties).seal(*parties)
    assert refused(committed, committed.sealed("public"), Role.PUBLIC) == {"speaks_for_itself"}
    committed.reveal("discipline", "applicant:A-02")
    used = committed.revealed("office", number=old)
    assert refused(committed, used, Role.OFFICE) == {"reveals_what_was_sealed", "reveals_a_fresh_number"}
    committed.reveal("office")
    draws = office.history.round("2025").draw
    assert list(draws.aborted) == [1]
    assert draws.running.snapshot.draw == 2
    assert refused(committed, committed.drawn()) == set()


def test_an_aborted_draw_draws_nobody(committed: Drawing) -> None:
    committed.seal()
    stated = changed(committed.drawn(seed="0" * 64), experts=("E-01",), persons=("x",))
    assert "equals_the_recomputed_draw" in refused(committed, stated)
    committed.office.today = date(2025, 5, 22)
    committed.office.record(committed.aborted(*PARTIES))
    assert "equals_the_recomputed_draw" in refused(committed, stated)


# The outcome


def test_what_is_drawn_equals_what_anybody_recomputes(known: Drawing) -> None:
    assert refused(known, known.drawn()) == set()
    experts = known.again().experts
    for wrong in (
        {"experts": experts[::-1]},
        {"experts": (*experts[:4], known.again().reserves[0])},
        {"experts": experts[:4]},
        {"seed": hashed("another")},
        {"seed": None},
        {"pool": Digest(hashed("another"))},
        {"pool": None},
        {"method": "lot"},
    ):
        event = known.drawn(**wrong)
        persons = tuple(map(known.person, event.experts))
        assert refused(known, changed(event, persons=persons)) == {"equals_the_recomputed_draw"}, wrong


def test_a_refusal_says_what_was_recomputed(known: Drawing) -> None:
    wrong = known.drawn(experts=known.again().experts[::-1])
    (found,) = [f for f in known.office.judge(wrong) if f.rule.name.endswith("equals_the_recomputed_draw")]
    assert all(code in found.why for code in known.again().experts)


def test_the_persons_are_those_of_the_snapshot(known: Drawing) -> None:
    event = known.drawn()
    assert refused(known, changed(event, persons=event.persons[::-1])) == {"names_the_persons_behind_the_codes"}
    stranger = changed(event, persons=(*event.persons[:4], "外人"))
    found = refused(known, stranger)
    assert found == {"names_the_persons_behind_the_codes", "draws_persons_of_the_pool"}
    assert refused(known, changed(event, persons=event.persons[:4])) >= {"names_the_persons_behind_the_codes"}


def test_a_round_that_asks_for_a_draw_is_refused_a_lot(drawing: Drawing) -> None:
    assert refused(drawing, changed(_lot(), persons=("专家P-1", "专家P-2"))) == {"equals_the_recomputed_draw"}


def _lot() -> PanelDrawn:
    return PanelDrawn(experts=(ExpertCode("E-01"), ExpertCode("E-02")), method="lot", pool=None, seed=None, persons=("a", "b"))


@pytest.mark.parametrize("selection", ["lot", "appointment"])
def test_a_round_that_chooses_otherwise_is_not_held_to_a_draw(called: Any, selection: str) -> None:
    called.take(called.fact(called.adopted(panel_selection=selection)))
    assert called.refused(_lot()) == set()
    assert called.verdict("article_06_panel.equals_the_recomputed_draw", _lot()) is Verdict.NOT_APPLICABLE
    assert called.verdict("article_06_panel.draws_persons_of_the_pool", _lot()) is Verdict.NOT_ON_RECORD


def test_where_nothing_says_how_experts_are_chosen_that_is_said_and_nothing_refused(ready: Any) -> None:
    parameters = changed(ready.history.round("2025").opening.parameters, panel_selection=None)
    ready.history.round("2025").opening.parameters = parameters
    assert ready.refused(_lot()) == set()
    assert ready.verdict("article_06_draw.is_chosen_as_the_rules_say", _lot()) is Verdict.SILENT


def test_who_makes_a_draw_is_held_to_it_whatever_the_rules_ask(known: Drawing) -> None:
    office = known.office
    values = (AdoptedValue(key="panel.selection", value="lot", source="x"),)
    office.take(office.fact(ParametersAdopted(document="x", values=values)))
    assert refused(known, _lot()) >= {"equals_the_recomputed_draw"}
    assert refused(known, known.drawn()) == set()


def test_a_lot_of_persons_outside_the_pool_is_named(called: Any) -> None:
    drawing = Drawing(called, ("P-1", "P-2")).enrol()
    assert refused(drawing, changed(_lot(), persons=("专家P-1", "专家 p-2"))) == set()
    assert refused(drawing, changed(_lot(), persons=("专家P-1", "外人"))) == {"draws_persons_of_the_pool"}
    called.record(drawing.suspended("P-2"), round=None)
    assert refused(drawing, changed(_lot(), persons=("专家P-1", "专家P-2"))) == {"draws_persons_of_the_pool"}


# The panel and its reserves


@pytest.fixture
def drawn(known: Drawing) -> Drawing:
    known.office.record(known.drawn())
    return known


def constituted(*experts: str) -> PanelConstituted:
    codes = tuple(map(ExpertCode, experts))
    return PanelConstituted(experts=codes, leader=codes[0])


def test_the_panel_is_everybody_who_was_drawn(drawn: Drawing) -> None:
    experts, reserves = drawn.again().experts, drawn.again().reserves
    assert refused(drawn, constituted(*experts)) == set()
    assert refused(drawn, constituted(*experts[::-1])) == set()  # seats have no order
    assert refused(drawn, constituted(*experts, reserves[0])) == {"seats_exactly_who_was_drawn", "was_drawn"}
    assert refused(drawn, constituted(*experts[:4])) == {"seats_exactly_who_was_drawn", "has_enough_experts"}
    assert refused(drawn, constituted(*experts[:4], reserves[0])) == {"seats_exactly_who_was_drawn", "was_drawn"}


def test_the_next_reserve_steps_in_and_no_other(drawn: Drawing) -> None:
    experts, reserves = drawn.again().experts, drawn.again().reserves
    assert refused(drawn, drawn.replaced(experts[2])) == set()
    assert refused(drawn, drawn.replaced(experts[2], rank=2)) == {"takes_the_next_reserve"}
    assert refused(drawn, drawn.replaced(experts[2], reserves[0], rank=1, why="")) == {"says_why"}
    outsider = next(f"E-{n:02}" for n in range(1, 11) if f"E-{n:02}" not in (*experts, *reserves))
    assert refused(drawn, drawn.replaced(experts[2], outsider)) == {"takes_the_next_reserve"}
    assert "replaces_a_member_by_somebody_else" in refused(drawn, drawn.replaced(reserves[1]))
    assert "replaces_a_member_by_somebody_else" in refused(drawn, drawn.replaced(experts[2], experts[1]))
    assert refused(drawn, drawn.replaced(experts[2], person="别人")) == {"enters_under_its_own_name"}


def test_reserves_step_in_one_after_another_until_none_is_left(drawn: Drawing) -> None:
    office, experts, reserves = drawn.office, drawn.again().experts, drawn.again().reserves
    office.record(drawn.replaced(experts[2]))
    assert refused(drawn, drawn.replaced(experts[3])) == {"replaces_a_member_by_somebody_else", "takes_the_next_reserve"}
    office.record(drawn.replaced(reserves[0], rank=2))  # whoever stepped in may drop out too
    seats = office.history.round("2025").panel.seats
    assert seats == (*experts[:2], reserves[1], *experts[3:])
    assert refused(drawn, drawn.replaced(experts[3], experts[2])) == {"takes_the_next_reserve"}
    assert refused(drawn, constituted(*seats)) == set()
    assert "seats_exactly_who_was_drawn" in refused(drawn, constituted(*experts))
    # With the reserves used up another draw can start; to seat whom it draws is a deviation of the committee.
    assert refused(drawn, drawn.committed(draw=2)) == set()


def test_while_reserves_are_left_nothing_else_is_drawn(drawn: Drawing) -> None:
    assert refused(drawn, drawn.committed(draw=2)) == {"starts_when_nothing_else_can_be_drawn"}
    assert refused(drawn, drawn.drawn()) == {"draws_once"}


def test_a_replacement_changes_a_panel_that_sits(drawn: Drawing) -> None:
    office, experts, reserves = drawn.office, drawn.again().experts, drawn.again().reserves
    office.record(constituted(*experts))
    office.record(drawn.replaced(experts[0]))
    panel = office.history.round("2025").panel
    assert panel.experts == (reserves[0], *experts[1:])
    assert panel.leader is None, "who led has left"


def test_a_correction_of_a_replacement_keeps_who_was_replaced(drawn: Drawing) -> None:
    experts = drawn.again().experts
    act = drawn.office.record(drawn.replaced(experts[2])).said.id
    correction = Correction(act=act, why="w", approved_by="office")
    assert refused(drawn, drawn.replaced(experts[2], why="住院"), corrects=correction) == set()
    assert "keeps_who_was_replaced" in refused(drawn, drawn.replaced(experts[3]), corrects=correction)


def test_who_is_suspended_after_the_draw_is_replaced_before_the_panel_sits(drawn: Drawing) -> None:
    experts = drawn.again().experts
    drawn.office.record(drawn.suspended(drawn.person(experts[1]).removeprefix("专家")), round=None)
    assert refused(drawn, constituted(*experts)) == {"seats_nobody_who_is_suspended"}
    drawn.office.record(drawn.replaced(experts[1]))
    assert refused(drawn, constituted(*drawn.office.history.round("2025").panel.seats)) == set()


def test_the_public_recomputes_without_knowing_anybody(known: Drawing) -> None:
    """In a view in which nothing confidential is open, what is public of the draw is judged, and the rest is named as closed."""
    office = known.office
    fact = office.fact(known.drawn())
    closed = type(fact)(changed(fact.event, persons=Undisclosed("persons")), fact.said, None, fact.recorded_at)
    running = office.history.round("2025").draw.running
    running.committed = changed(running.committed, openings=Undisclosed("openings"))
    verdicts = {finding.rule.name.partition(".")[2]: finding.verdict for finding in check(office.history, closed)}
    assert verdicts["equals_the_recomputed_draw"] is Verdict.CONFORMS
    assert verdicts["names_the_persons_behind_the_codes"] is Verdict.NOT_DISCLOSED
    assert verdicts["draws_persons_of_the_pool"] is Verdict.NOT_DISCLOSED
