"""Keys in the wrong hands: bound twice, lent to another round, ended in between, ended by who should not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.acceptance.adversary import ORIGIN, ROOTS, ROUND, TWO_CLERKS, Scene, candidate, key_of, on_paper

from ledger.bundle.verify import verify_store
from ledger.errors import Refused
from ledger.events.keys import KeyCompromised, KeyRevoked
from ledger.record.signing import SigningKey
from ledger.terms import NOMINATION, PartialDate, Phase, Role, RoundId, View
from ledger.tlog.note import LogKey

At = Callable[[str], Scene]


def verifies(s: Scene) -> bool:
    with s.home.open_store(read_only=True) as store:
        return verify_store(store, LogKey(ORIGIN, s.home.log_public_key()).vkey()).ok


def test_one_key_does_not_serve_two_bodies(at: At) -> None:
    s = at("opened")
    offices = key_of(Role.OFFICE, "office")
    assert "belongs_to_one_holder" in s.refused(s.binding(Role.GOVERNMENT, "government", key=offices), signers=ROOTS, round=None)
    assert "belongs_to_one_holder" in s.refused(s.binding(Role.EXPERT, "E-01", ROUND, key=offices), signers=ROOTS)


def test_one_holder_may_have_one_key_in_two_roles(at: At) -> None:
    s = at("founded")
    assert s.record(s.binding(Role.RECOMMENDER, "market", key=key_of(Role.DEPARTMENT, "market")), signers=ROOTS, round=None).position


def test_one_key_does_not_serve_two_experts(at: At) -> None:
    s = at("seated")
    own = key_of(Role.EXPERT, "E-01", ROUND)
    assert {"is_bound_anew", "belongs_to_one_holder"} & s.refused(s.binding(Role.EXPERT, "E-09", ROUND, key=own), signers=ROOTS)


def test_nobody_gets_a_second_key_to_an_experts_code(at: At) -> None:
    s = at("seated")
    second = SigningKey.from_seed(b"2" * 32)
    assert "is_the_only_key_of_its_code" in s.refused(s.binding(Role.EXPERT, "E-01", ROUND, key=second), signers=ROOTS)
    assert s.refused(s.mark("A-01", "E-01"), keys={Role.EXPERT: second}) == {"is_signed_by_its_signers"}


def test_who_lost_a_key_gets_another_once_the_first_is_ended(at: At) -> None:
    s = at("seated")
    s.record(KeyRevoked(key=key_of(Role.EXPERT, "E-01", ROUND).id, why="遗失"))
    second = SigningKey.from_seed(b"2" * 32)
    s.record(s.binding(Role.EXPERT, "E-01", ROUND, key=second), signers=ROOTS)
    assert s.record(s.mark("A-01", "E-01"), keys={Role.EXPERT: second}).position
    assert "signs_with_keys_that_hold" in s.refused(s.mark("A-02", "E-01"))


def test_a_binding_for_one_round_is_none_for_the_next(at: At) -> None:
    s = at("seated")
    s.record(s.opened(award_year="2026", year=2026), round=RoundId("2026"))
    assert "signs_with_keys_that_hold" in s.refused(
        s.mark("A-01", "E-01"), round=RoundId("2026"), keys={Role.EXPERT: key_of(Role.EXPERT, "E-01", ROUND)}
    )


def test_what_was_signed_before_the_key_was_ended_is_not_recorded_after(at: At) -> None:
    s = at("seated")
    signed = s.act(s.mark("A-01", "E-01"))
    s.record(KeyRevoked(key=key_of(Role.EXPERT, "E-01", ROUND).id, why="离任"))
    with pytest.raises(Refused, match="F4"):
        s.ledger.record(signed)
    assert s.round.scoring.marks[Phase.DOCUMENT] == {}


def test_a_key_signs_from_the_record_after_its_binding(at: At) -> None:
    s = at("qualified")
    early = s.act(s.mark("A-01", "E-07"))
    with pytest.raises(Refused, match="F4"):
        s.ledger.record(early)
    s.bind(Role.EXPERT, "E-07", ROUND)
    assert "is_done_by_the_panel" in s.refused(s.mark("A-01", "E-07"))


def test_acts_of_before_a_compromise_was_reported_stand_and_are_marked(at: At) -> None:
    s = at("marked")
    lost = key_of(Role.EXPERT, "E-01", ROUND).id
    s.on("2025-06-05").record(KeyCompromised(key=lost, since=PartialDate(2025, 5, 1), why="失窃"))
    history = s.history()
    assert len(history.round(ROUND).scoring.marks[Phase.DOCUMENT]["A-01"]) == 6
    assert str(history.registers.keys.doubtful_since(lost)) == "2025-05-01"
    assert "signs_with_keys_that_hold" in s.refused(s.mark("A-01", "E-01", Phase.DEFENCE))
    assert s.not_kept() == set()
    assert verifies(s)


def test_the_registrar_alone_ends_neither_the_ledgers_key_nor_that_of_who_watches_it(at: At) -> None:
    s = at("seated")
    service = s.home.service_key().id
    watcher = key_of(Role.COUNTERSIGNER, "countersigner").id
    assert "leaves_the_roots_in_force" in s.refused(KeyRevoked(key=service, why="x"), round=None)
    assert "leaves_the_roots_in_force" in s.refused(KeyRevoked(key=watcher, why="x"), round=None)
    s.refused(s.mark("A-01", "E-01", points=1))
    assert verifies(s)


def test_both_bodies_together_replace_a_root(at: At) -> None:
    s = at("seated")
    second = SigningKey.from_seed(b"3" * 32)
    s.record(s.binding(Role.COUNTERSIGNER, "audit bureau", key=second), signers=ROOTS, round=None)
    first = key_of(Role.COUNTERSIGNER, "countersigner")
    s.record(KeyRevoked(key=first.id, why="机构改革"), signers=ROOTS, round=None)
    both = ((Role.REGISTRAR, "registrar"), (Role.COUNTERSIGNER, "audit bureau"))
    s.record(s.binding(Role.EXPERT, "E-08", ROUND), signers=both, keys={Role.COUNTERSIGNER: second})
    assert verifies(s)


def test_a_key_is_not_bound_without_its_holder_or_its_second_body(at: At) -> None:
    s = at("founded")
    mine, theirs = SigningKey.from_seed(b"4" * 32), SigningKey.from_seed(b"5" * 32)
    stolen = s.binding(Role.OFFICE, "office 2", key=theirs, possession=mine.prove_possession(ORIGIN))
    assert "is_held_by_who_asks" in s.refused(stolen, signers=ROOTS, round=None)
    alone = s.binding(Role.OFFICE, "office 2", key=mine)
    assert "is_countersigned_by_another_body" in s.refused(alone, signers=ROOTS[:1], round=None)
    assert s.refused(s.binding(Role.SERVICE, "other", key=mine), signers=ROOTS, round=None) == {"is_bound_for_a_holder"}


def test_a_paper_binds_no_key_and_opens_no_ledger(at: At) -> None:
    s = at("founded")
    paper = {"provenance": on_paper("registrar", dated="2025-03-03"), "signers": TWO_CLERKS, "round": None}
    assert "is_signed_by_its_own_key" in s.refused(s.binding(Role.OFFICE, "x", key=SigningKey.from_seed(b"6" * 32)), **paper)
    assert "is_signed_by_its_own_key" in s.refused(KeyRevoked(key=key_of(Role.OFFICE, "office").id, why="x"), **paper)


def test_a_key_signs_in_its_role_alone(at: At) -> None:
    s = at("closed").on("2025-10-15")
    as_government = {Role.GOVERNMENT: key_of(Role.OFFICE, "office")}
    assert "signs_with_keys_that_hold" in s.refused(s.approved(), keys=as_government)


def test_a_second_signature_that_is_no_good_spoils_the_act(at: At) -> None:
    s = at("closed").on("2025-10-15")
    more = s.approved(candidate("A-01", NOMINATION), candidate("A-02", NOMINATION))
    together = ((Role.GOVERNMENT, "government"), (Role.COMMITTEE, "nobody"))
    assert s.refused(more, signers=together) == {"is_signed_by_its_signers"}


def test_every_record_of_a_whole_year_verifies(at: At) -> None:
    s = at("paid")
    assert verifies(s)
    assert len(s.facts(View.PUBLIC)) == len(s.facts())
