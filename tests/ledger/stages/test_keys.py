"""Keys: bound by two bodies to who holds them, once, and ended for a reason."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from ledger.events.founding import LogKeyRotated
from ledger.events.keys import KeyCompromised, KeyRevoked
from ledger.record.signing import SigningKey, encode
from ledger.stages.keys import LOG_KEY, verify_rotation
from ledger.terms import KeyId, PartialDate, Role

DEMO = "award.example/elsewhere"


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


OLD = SigningKey.from_seed(b"o" * 32)
NEW = "log+11111111+" + b64encode(b"\x01" + SigningKey.from_seed(b"n" * 32).public).decode()
OLD_KEY = "log+00000000+" + b64encode(b"\x01" + OLD.public).decode()


def proof_over(message: bytes) -> str:
    return encode(OLD._private.sign(message))


def rotation(office: Any, **changes: str) -> set[str]:
    office.history.registers.keys.log_key = OLD_KEY
    given = {"old": OLD_KEY, "new": NEW, "proof": proof_over(LOG_KEY + NEW.encode())}
    return office.refused(LogKeyRotated(**(given | changes)), signers=office.TWO_BODIES, round=None)


def test_the_old_log_key_signs_for_the_new(office: Any) -> None:
    assert rotation(office) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"old": NEW},
        {"new": OLD_KEY, "proof": proof_over(LOG_KEY + OLD_KEY.encode())},
        {"proof": proof_over(NEW.encode())},
        {"proof": "AAAA"},
        {"proof": "!"},
        {"old": "log"},
    ],
)
def test_a_rotation_that_the_old_key_did_not_sign_is_refused(office: Any, changes: dict[str, str]) -> None:
    assert rotation(office, **changes) == {"authorship.rotates_the_key_in_use"}


def test_a_rotation_needs_a_second_body(office: Any) -> None:
    office.history.registers.keys.log_key = OLD_KEY
    event = LogKeyRotated(old=OLD_KEY, new=NEW, proof=proof_over(LOG_KEY + NEW.encode()))
    assert office.refused(event, round=None) == {"authorship.is_countersigned_by_another_body"}


def test_a_witness_key_is_no_log_key() -> None:
    witness = "log+00000000+" + b64encode(b"\x04" + OLD.public).decode()
    assert not verify_rotation(witness, NEW, proof_over(LOG_KEY + NEW.encode()))
