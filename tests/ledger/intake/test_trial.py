"""``ledger record FILE --dry-run``: the answers of recording, and a ledger that is left as it was."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.ledger.world import World, half_signed, key

from ledger.drafting import Signed
from ledger.errors import IntegrityViolation, Refused
from ledger.handle import Ledger
from ledger.intake.trial import Answer, try_acts
from ledger.record.envelope import Correction, Seen
from ledger.terms import Role


def digest_of(home: Path) -> dict[str, str]:
    """Return the digest of every file of a ledger; the store's shared memory is no content of it."""
    files = sorted(path for path in home.rglob("*") if path.is_file() and path.suffix != ".sqlite-shm")
    return {str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest() for path in files if path.stat().st_size}


def tried(world: World, *acts: Signed, keep_going: bool = True) -> list[tuple[str, list[str]]]:
    """Return the (answer, citations) that trying ``acts`` gives, and make sure that nothing of the ledger changed."""
    before = digest_of(world.home.path)
    offered = [(f"line {n}", act) for n, act in enumerate(acts, 1)]
    found = try_acts(world.home, offered, keep_going=keep_going, clock=lambda: world.now).each
    assert digest_of(world.home.path) == before
    return [(one.answer.value, [str(f.citation) for f in one.refused.breaches] if one.refused else []) for one in found]


def recorded(world: World, *acts: Signed, keep_going: bool = True) -> list[tuple[str, list[str]]]:
    """Return the same of recording them."""
    found: list[tuple[str, list[str]]] = []
    with Ledger(world.home, clock=lambda: world.now) as ledger:
        for act in acts:
            try:
                found.append(("again" if ledger.record(act).again else "recorded", []))
            except Refused as refused:
                found.append(("refused", [str(f.citation) for f in refused.breaches]))
                if not keep_going:
                    break
    return found


def late(world: World, code: str, **fields: Any) -> Signed:
    return world.application(code, received_on="2025-05-01", _occurred_at="2025-03-05", **fields)


def test_acts_that_rest_on_each_other_would_all_be_recorded(opened: World) -> None:
    acts = [opened.application("A-01"), opened.application("A-02")]
    assert tried(opened, *acts) == [("recorded", []), ("recorded", [])]
    assert recorded(opened, *acts) == [("recorded", []), ("recorded", [])]


def test_an_act_that_stands_is_told_with_its_position_and_one_that_comes_twice_once(opened: World) -> None:
    act, other = opened.application("A-01"), opened.application("A-02")
    with opened.open() as ledger:
        position = ledger.record(act).position
    found = try_acts(opened.home, [("1", act), ("2", other), ("3", other)], keep_going=False, clock=lambda: opened.now).each
    assert [(one.answer, one.position) for one in found] == [(Answer.AGAIN, position), (Answer.RECORDED, None), (Answer.AGAIN, None)]


def test_each_act_is_judged_as_if_those_before_it_stood(opened: World) -> None:
    bound = key("fresh")
    binding = opened.act(
        "key.bound", [(Role.REGISTRAR, key("registrar")), (Role.COUNTERSIGNER, key("countersigner"))], round=None, key=bound.id,
        suite=bound.suite, public=bound.public.hex(), role="office", holder="office", possession=bound.prove_possession(opened.home.origin),
        person="示例",
    )  # fmt: skip
    lead = opened.act("lead.received", [(Role.OFFICE, bound)], applicant=None, content="匿名")
    assert [answer for answer, _ in tried(opened, lead, binding)] == ["refused", "recorded"]
    assert [answer for answer, _ in tried(opened, binding, lead)] == ["recorded", "recorded"]


def test_a_second_application_under_one_code_is_refused_as_recording_refuses_it(opened: World) -> None:
    acts = [opened.application("A-01"), opened.application("A-01")]
    answers = tried(opened, *acts)
    assert [answer for answer, _ in answers] == ["recorded", "refused"]
    assert answers == recorded(opened, *acts)


def test_a_refusal_cites_the_provision_and_ends_the_trial(opened: World) -> None:
    acts = [late(opened, "A-01"), opened.application("A-02")]
    answers = tried(opened, *acts, keep_going=False)
    assert [answer for answer, _ in answers] == ["refused"]
    assert answers[0][1]
    assert answers == recorded(opened, *acts, keep_going=False)


def test_an_id_spent_by_a_refusal_stays_spent_on_trial_and_on_record(opened: World) -> None:
    refused = late(opened, "A-01")
    assert [answer for answer, _ in tried(opened, refused, refused)] == ["refused", "refused"]
    assert tried(opened, refused, refused) == recorded(opened, refused, refused)
    assert [answer for answer, _ in tried(opened, refused)] == ["refused"]


def test_an_id_of_another_act_on_record_is_refused(opened: World) -> None:
    first, other = (opened.application(code, _id="d" * 32) for code in ("A-01", "A-02"))
    with opened.open() as ledger:
        ledger.record(first)
    assert tried(opened, other)[0] == recorded(opened, other)[0]
    assert tried(opened, other)[0][0] == "refused"


@pytest.mark.parametrize("signer", ["nobody", "clerk"])
def test_a_signature_of_a_key_that_may_not_is_refused_as_recording_refuses_it(opened: World, signer: str) -> None:
    act = opened.act("round.annulled", [(Role.OFFICE, key(signer))], why="x")
    before = digest_of(opened.home.path)
    answers = tried(opened, act)
    assert answers[0][0] == "refused"
    assert digest_of(opened.home.path) == before
    assert answers == recorded(opened, act)


def test_a_forged_signature_is_refused_and_spends_no_id(opened: World) -> None:
    act = opened.application("A-01")
    other = opened.application("A-02")
    genuine, others = (json.loads(one.act)["signatures"][0].encode() for one in (act, other))
    forged = Signed(act.act.replace(genuine, others), act.disclosures)
    assert [answer for answer, _ in tried(opened, forged, act)] == ["refused", "recorded"]
    assert [answer for answer, _ in recorded(opened, forged, act)] == ["refused", "recorded"]


def test_a_correction_changes_what_later_acts_are_held_against(opened: World) -> None:
    first = opened.application("A-01")
    said = json.loads(first.act)["said"]
    right = opened.application("A-01", name="示例更正公司", _corrects=Correction(act=said["id"], why="笔误", approved_by="office"))
    acts = [first, right, opened.application("A-01"), opened.application("A-02")]
    answers = tried(opened, *acts)
    assert answers == recorded(opened, *acts)
    assert [answer for answer, _ in answers][2:] == ["refused", "recorded"]


def test_the_memory_of_the_signer_is_held_against_the_store_on_trial_too(opened: World, tmp_path: Path) -> None:
    store = opened.home.path / "ledger.sqlite"
    shutil.copy(store, tmp_path / "older.sqlite")
    with opened.open() as ledger:
        ledger.record(opened.application("A-01"))
    for path in opened.home.path.glob("ledger.sqlite*"):
        path.unlink()
    shutil.copy(tmp_path / "older.sqlite", store)
    with pytest.raises(IntegrityViolation, match="missing"):
        try_acts(opened.home, [("1", opened.application("A-02"))], keep_going=False)


# The command


def written(path: Path, *acts: Signed) -> Path:
    path.write_bytes(b"\n".join(act.line() for act in acts))
    return path


def test_the_command_says_what_would_be_and_ends_as_recording_would(run, opened: World, tmp_path: Path) -> None:
    office = [(Role.OFFICE, key("office"))]
    good = opened.act("lead.received", office, applicant=None, content="匿名")
    bad = opened.act("lead.received", [(Role.OFFICE, key("clerk"))], applicant=None, content="匿名")
    file = written(tmp_path / "acts.jsonl", good, bad, good)
    home = tmp_path / "home"
    before = digest_of(home)
    ran = run("record", file, "--dry-run", "--ledger", home)
    assert ran.code == 3
    assert "3 acts tried, nothing recorded: 1 would be recorded, 0 stood already, 1 would be refused" in ran.out
    assert "acts.jsonl: line 2: refused" in ran.err
    assert "F4" in ran.err
    assert "1 acts after it were not tried" in ran.err
    told = json.loads(run("record", file, "--dry-run", "--keep-going", "--ledger", home, "--json").out)
    assert [(act["answer"]) for act in told["acts"]] == ["recorded", "refused", "again"]
    assert (told["dry_run"], told["would_record"], told["again"], told["would_refuse"], told["not_tried"]) == (True, 1, 1, 1, 0)
    assert told["acts"][1]["reasons"][0]["citation"] == "F4"
    assert digest_of(home) == before
    assert run("record", written(tmp_path / "good.jsonl", good), "--dry-run", "--ledger", home).code == 0
    assert run("record", file, "--ledger", home).code == 3


def test_the_command_speaks_chinese(run, opened: World, tmp_path: Path) -> None:
    bad = opened.act("lead.received", [(Role.OFFICE, key("clerk"))], applicant=None, content="匿名")
    ran = run("--lang", "zh", "record", written(tmp_path / "acts.jsonl", bad), "--dry-run", "--ledger", tmp_path / "home")
    assert (ran.code, "试录 1 件，未入账" in ran.out, "不予受理" in ran.err, "下一步" in ran.err) == (3, True, True, True)


def half_signed_annulment(world: World, _: bytes) -> bytes:
    signers = [(Role.OFFICE, key("office")), (Role.CLERK, key("clerk"))]
    return half_signed(world, "round.annulled", signers, key("office"), why="x").line()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda _, __: b"not json", "line 1"),
        (lambda _, line: line[:-9], "line 1"),
        (lambda _, line: orjson.dumps(orjson.loads(line) | {"disclosures": []}), "0 disclosures for 2 sealed fields"),
        (half_signed_annulment, "signature"),
    ],
    ids=["no json", "cut off", "without its disclosures", "half signed"],
)  # fmt: skip
def test_what_cannot_be_read_is_bad_input_on_trial_too(run, opened: World, tmp_path: Path, spoil: Any, why: str) -> None:
    file = tmp_path / "acts.jsonl"
    file.write_bytes(spoil(opened, opened.application("A-01").line()))
    before = digest_of(tmp_path / "home")
    ran = run("record", file, "--dry-run", "--ledger", tmp_path / "home")
    assert (ran.code, why in ran.err, "acts.jsonl" in ran.err) == (2, True, True)
    assert digest_of(tmp_path / "home") == before


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--key", "clerk.pem"), "folder of workbooks"),
        (("--confirmer", "x"), "folder of workbooks"),
        (("--receipts", "r.jsonl"), "no receipt"),
    ],
)
def test_options_that_make_no_sense_on_trial_are_bad_usage(run, opened: World, tmp_path: Path, options: tuple[str, str], why: str) -> None:
    file = written(tmp_path / "acts.jsonl", opened.application("A-01"))
    ran = run("record", file, "--dry-run", *options, "--ledger", tmp_path / "home")
    assert (ran.code, why in ran.err) == (2, True)


def test_who_had_seen_another_log_would_be_refused(opened: World) -> None:
    acts = [opened.application("A-01", _seen=Seen(size=5, root="0" * 64)), opened.application("A-02")]
    assert tried(opened, *acts) == [("refused", ["F2"]), ("recorded", [])]
    assert recorded(opened, *acts) == [("refused", ["F2"]), ("recorded", [])]
