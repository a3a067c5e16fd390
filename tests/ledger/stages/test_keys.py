"""Keys: bound by two bodies to who holds them, once, and ended for a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.events.founding import LogKeyRotated
from ledger.events.keys import KeyCompromised, KeyRevoked
from ledger.record.signing import SigningKey, key_id, prove_rotation, verify_rotation
from ledger.stages import keys
from ledger.terms import KeyId, PartialDate, Role
from ledger.tlog.note import LogKey, join_vkey

ORIGIN, DEMO = "award.example/quality", "award.example/elsewhere"


def refused(office: Any, role: Role = Role.EXPERT, holder: str = "E-01", round: str | None = "2025", **changes: Any) -> set[str]:
    return office.refused(office.binding(role, holder, round, **changes), signers=office.TWO_BODIES, round=round)


def test_a_key_of_an_expert_is_bound_for_a_round(ready: Any) -> None:
    assert refused(ready) == set()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"key": KeyId("0" * 64)}, "authorship.names_the_key_by_its_digest"),
        ({"public": "zz"}, "authorship.names_the_key_by_its_digest"),
        ({"public": ""}, "authorship.names_the_key_by_its_digest"),
        ({"suite": "rot13"}, "authorship.is_held_by_who_asks"),
        ({"possession": "AAAA"}, "authorship.is_held_by_who_asks"),
        ({"holder": " "}, "authorship.is_bound_for_a_holder"),
    ],
)
def test_a_fault_of_a_binding_is_named(ready: Any, changes: dict[str, Any], rule: str) -> None:
    assert rule in refused(ready, **changes)


def test_a_proof_for_another_ledger_serves_not_here(ready: Any) -> None:
    proof = ready.key_of(Role.EXPERT, "E-01", "2025").prove_possession(DEMO)
    assert refused(ready, possession=proof) == {"authorship.is_held_by_who_asks"}


@pytest.mark.parametrize("role", [Role.EXPERT, Role.APPLICANT])
def test_codes_of_a_round_are_bound_in_a_round(ready: Any, role: Role) -> None:
    assert refused(ready, role, "X-01", None) == {"authorship.is_bound_for_a_holder"}


def test_nobody_is_bound_as_the_ledger_itself(ready: Any) -> None:
    assert refused(ready, Role.SERVICE, "other", None) == {"authorship.is_bound_for_a_holder"}


def test_a_second_body_countersigns(ready: Any) -> None:
    binding = ready.binding(Role.EXPERT, "E-01", "2025")
    assert ready.refused(binding) == {"authorship.is_countersigned_by_another_body"}
    same = ready.binding(Role.COUNTERSIGNER, "registrar")
    ready.record(same, signers=ready.TWO_BODIES, round=None)
    twice = [(Role.REGISTRAR, "registrar"), (Role.COUNTERSIGNER, "registrar")]
    assert ready.refused(binding, signers=twice) == {"authorship.is_countersigned_by_another_body"}


def test_a_key_is_bound_once_in_a_role(office: Any) -> None:
    assert refused(office, Role.OFFICE, "office", None) == {"authorship.is_bound_anew"}


def test_an_ended_key_does_not_come_back(office: Any) -> None:
    office.record(KeyRevoked(key=office.key_of(Role.OFFICE, "office").id, why="lost"), round=None)
    assert refused(office, Role.OFFICE, "office", None) == {"authorship.is_bound_anew"}


@pytest.mark.parametrize(("key", "why"), [(KeyId("0" * 64), "lost"), (None, " ")])
def test_only_a_known_key_is_ended_for_a_reason(office: Any, key: KeyId | None, why: str) -> None:
    event = KeyRevoked(key=key or office.key_of(Role.OFFICE, "office").id, why=why)
    assert office.refused(event, round=None) == {"authorship.ends_a_key_that_is_known"}


@pytest.mark.parametrize(
    ("since", "is_taken"), [(PartialDate(2025, 3, 1), True), (PartialDate(2025), True), (PartialDate(2025, 3, 2), False)]
)
def test_a_key_was_compromised_by_today(office: Any, since: PartialDate, is_taken: bool) -> None:
    event = KeyCompromised(key=office.key_of(Role.OFFICE, "office").id, since=since, why="stolen")
    assert office.refused(event, round=None) == (set() if is_taken else {"authorship.was_compromised_before_the_record"})


@pytest.mark.parametrize("changes", [{"service_key": "zz"}, {"countersigner_key": "registrar"}, {"service_key": "registrar"}])
def test_a_ledger_begins_with_three_keys(office: Any, changes: dict[str, str]) -> None:
    registrar = office.key_of(Role.REGISTRAR, "registrar").public.hex()
    event = office.founded()
    fields = {name: getattr(event, name) for name in event.__struct_fields__}
    fields |= {name: registrar if value == "registrar" else value for name, value in changes.items()}
    assert type(office)().refused(type(event)(**fields), round=None, holder="registrar") == {"authorship.begins_with_three_keys"}


def test_a_stranger_does_not_found_a_ledger(office: Any) -> None:
    assert type(office)().refused(office.founded(), round=None, holder="stranger") == {"authorship.begins_with_three_keys"}


OLD, NEW = SigningKey.from_seed(b"o" * 32), SigningKey.from_seed(b"n" * 32)


def vkey(key: SigningKey, origin: str = ORIGIN) -> str:
    return LogKey(origin, key.public).vkey()


def proof_of(old: SigningKey = OLD, new: SigningKey = NEW, named: str = vkey(NEW), origin: str = ORIGIN) -> str:
    return prove_rotation(old, new, named, origin)


def rotation(office: Any, **changes: str) -> set[str]:
    office.history.registers.keys.log_key = vkey(OLD)
    given = {"old": vkey(OLD), "new": vkey(NEW), "proof": proof_of()}
    return office.refused(LogKeyRotated(**(given | changes)), signers=office.TWO_BODIES, round=None)


def test_both_log_keys_sign_the_handover(office: Any) -> None:
    assert rotation(office) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"old": vkey(NEW)},
        {"new": vkey(OLD), "proof": proof_of(OLD, OLD, vkey(OLD))},
        {"proof": proof_of(NEW, NEW)},
        {"proof": proof_of(OLD, OLD)},
        {"proof": proof_of(NEW, OLD)},
        {"proof": proof_of(named=vkey(OLD))},
        {"proof": proof_of(origin=DEMO)},
        {"proof": proof_of().partition(".")[0]},
        {"proof": proof_of() + "."},
        {"proof": "."},
        {"proof": ""},
        {"old": "log"},
        {"new": vkey(NEW, DEMO), "proof": proof_of(named=vkey(NEW, DEMO))},
        {"new": vkey(NEW).replace(vkey(NEW).split("+")[1], "0" * 8)},
    ],
)
def test_a_rotation_that_not_both_keys_signed_is_refused(office: Any, changes: dict[str, str]) -> None:
    assert rotation(office, **changes) == {"authorship.rotates_the_key_in_use"}


def test_a_rotation_needs_a_second_body(office: Any) -> None:
    office.history.registers.keys.log_key = vkey(OLD)
    event = LogKeyRotated(old=vkey(OLD), new=vkey(NEW), proof=proof_of())
    assert office.refused(event, round=None) == {"authorship.is_countersigned_by_another_body"}


@pytest.mark.parametrize(
    "spoilt",
    [
        join_vkey(ORIGIN, 0x04, NEW.public),
        join_vkey(ORIGIN, 0x01, NEW.public[:31]),
        join_vkey(ORIGIN, 0x01, NEW.public + b"x"),
        vkey(NEW) + "=",
        vkey(NEW)[:-1],
        vkey(NEW).replace("+", " +", 1),
        ORIGIN,
        "",
    ],
)
def test_what_is_no_log_key_hands_over_nothing(spoilt: str) -> None:
    assert not verify_rotation(vkey(OLD), spoilt, proof_of(named=spoilt), ORIGIN)
    assert not verify_rotation(spoilt, vkey(NEW), proof_of(), ORIGIN)


@pytest.mark.parametrize("public", ["", "zz", "ab", NEW.public.hex().upper(), NEW.public.hex() + "00", NEW.public.hex()[:-2], " " * 64])
def test_a_public_key_that_is_none_binds_nobody(office: Any, public: str) -> None:
    state = keys.State()
    founded = office.founded()
    fields = {name: getattr(founded, name) for name in founded.__struct_fields__}
    for event in (
        type(founded)(**(fields | {"countersigner_key": public})),
        office.binding(Role.EXPERT, "E-01", "2025", public=public),
    ):
        keys.evolve(state, office.fact(event))
    assert {binding.role for bindings in state.bindings.values() for binding in bindings} == {Role.SERVICE, Role.REGISTRAR}


@pytest.mark.parametrize("public", ["ab", NEW.public.hex().upper(), NEW.public.hex() + "00"])
def test_a_public_key_of_another_length_or_spelling_is_refused(ready: Any, public: str) -> None:
    assert "authorship.names_the_key_by_its_digest" in refused(ready, public=public, key=key_id(bytes.fromhex(public)))


def test_the_earliest_report_says_since_when_a_key_is_in_doubt(office: Any) -> None:
    key, state = office.key_of(Role.OFFICE, "office").id, office.history.registers.keys
    assert state.doubtful_since(key) is None
    for since in (PartialDate(2025, 2), PartialDate(2025, 1, 20), PartialDate(2025, 2, 10)):
        office.record(KeyCompromised(key=key, since=since, why="stolen"), round=None)
    assert state.doubtful_since(key) == date(2025, 1, 20)
    assert state.doubtful_since(KeyId("0" * 64)) is None
