"""``ledger init --edition FILE``: another district's measure becomes drafts that its government signs, and nothing else does."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from tests.ledger.world import ORIGIN

from ledger.drafting import draft_from, event_of_draft, read_sealed
from ledger.events.measure import EditionFixed, MeasureRegistered
from ledger.home import Home
from ledger.terms import View
from ledger.vault.reading import Reader

FILE = Path(__file__).parents[2] / "examples/editions/example-district.json"


@pytest.fixture
def place(run, tmp_path: Path) -> Path:
    for name in ("registrar", "countersigner", "government"):
        assert run("key", "new", tmp_path / f"{name}.pem").code == 0
    (tmp_path / "text.txt").write_text("示范区质量奖管理办法", "utf-8")
    return tmp_path


def init(run, place: Path, *options: object):
    keys = ("--registrar", place / "registrar.pem", "--countersigner", place / "countersigner.pem.pub")
    return run("init", place / "new", "--origin", ORIGIN, *keys, *options)


def test_the_government_gets_two_drafts_to_sign(run, place: Path) -> None:
    ran = init(run, place, "--edition", FILE, "--regulation", place / "text.txt")
    assert ran.code == 0
    assert "--as government" in ran.out
    lines = (place / "new/edition.jsonl").read_bytes().splitlines()
    registered, fixed = (event_of_draft(draft_from(line)) for line in lines)
    digest = sha256((place / "text.txt").read_bytes()).hexdigest()
    assert isinstance(registered, MeasureRegistered)
    assert isinstance(fixed, EditionFixed)
    assert (registered.text, fixed.text, fixed.edition_id) == (digest, digest, "example-district-2023")
    assert {draft_from(line).edition for line in lines} == {"example-district-2023"}
    with Reader(Home.open(place / "new"), View.PUBLIC) as reader:
        assert [fact.said.edition for fact in reader.facts()] == ["example-district-2023"], "the first record, and nothing signed beside it"


def test_the_drafts_are_signed_as_they_stand(run, place: Path) -> None:
    assert init(run, place, "--edition", FILE, "--regulation", place / "text.txt").code == 0
    signing = ("--key", place / "government.pem", "--as", "government", "--origin", ORIGIN, "-o", place / "signed.jsonl")
    assert run("sign", place / "new/edition.jsonl", *signing).code == 0
    sealed = [read_sealed(line) for line in (place / "signed.jsonl").read_bytes().splitlines()]
    assert [act.awaited for act in sealed] == [(), ()]
    assert [act.signers[0].role for act in sealed] == ["government", "government"]


def test_numbers_are_stated_of_a_text(run, place: Path) -> None:
    ran = init(run, place, "--edition", FILE)
    assert (ran.code, "--regulation" in ran.err) == (2, True)
    assert not (place / "new").exists(), "nothing is made where the call is wrong"


@pytest.mark.parametrize("change", ["not json", '{"edition_id": "x"}', None])
def test_a_file_of_another_form_makes_no_ledger(run, place: Path, change: str | None) -> None:
    wrong = place / "edition.json"
    raw = json.loads(FILE.read_text("utf-8"))
    raw["values"][0]["value"] = "three"
    wrong.write_text(json.dumps(raw) if change is None else change, "utf-8")
    ran = init(run, place, "--edition", wrong, "--regulation", place / "text.txt")
    assert ran.code == 2
    assert "Traceback" not in ran.err
    assert not (place / "new").exists()


def test_without_a_file_there_is_nothing_to_sign(run, place: Path) -> None:
    assert init(run, place).code == 0
    assert not (place / "new/edition.jsonl").exists()
