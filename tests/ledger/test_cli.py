"""The command: what it says, in which language, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import jsonschema
import pytest
from tests.ledger.world import ORIGIN, World, key
from tests.vectors.make_events import FOLDER

from ledger.commands.words import COMMANDS
from ledger.errors import Refused
from ledger.events.event import TYPES
from ledger.intake.schema import acts_schema
from ledger.terms import Role
from ledger.tlog.checkpoint import Checkpoint


def test_every_subcommand_has_its_line_and_every_line_its_subcommand() -> None:
    assert set(COMMANDS) == {entry.name for entry in entry_points(group="ledger.commands")}


def test_help_speaks_both_languages(run) -> None:
    assert "命令" in run("--lang", "zh", "--help").out
    assert "Commands" in run("--help").out


def test_an_unknown_subcommand_is_bad_usage(run) -> None:
    ran = run("imagine")
    assert (ran.code, "imagine" in ran.err) == (2, True)


def test_without_a_ledger_the_way_out_is_told(run, tmp_path: Path) -> None:
    ran = run("verify", "--ledger", tmp_path)
    assert ran.code == 2
    assert "ledger init" in ran.err
    assert "Traceback" not in ran.err


def test_errors_are_json_when_the_answer_would_be(run, tmp_path: Path) -> None:
    told = json.loads(run("verify", "--ledger", tmp_path, "--json").err)
    assert told["exit"] == 2
    assert told["next"]


@pytest.fixture
def keys(run, tmp_path: Path) -> Path:
    for name in ("registrar", "countersigner"):
        assert run("key", "new", tmp_path / f"{name}.pem").code == 0
    return tmp_path


def init(run, folder: Path, **changes):
    options = {"--origin": ORIGIN, "--registrar": folder / "registrar.pem", "--countersigner": folder / "countersigner.pem.pub"} | changes
    return run("init", folder / "new", *(part for pair in options.items() for part in pair))


def test_a_new_ledger_verifies(run, keys: Path) -> None:
    assert init(run, keys).code == 0
    ran = run("verify", "--ledger", keys / "new", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["ok"] is True


@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("--origin", "not an origin", "origin"),
        ("--origin", "UPPER.example", "origin"),
        ("--countersigner", "registrar.pem.pub", "registrar's own key"),
        ("--countersigner", "registrar.pem", "public key"),
        ("--registrar", "nowhere.pem", "nowhere"),
        ("--registrar", "countersigner.pem.pub", "private key"),
    ],
)
def test_a_bad_start_makes_no_ledger(run, keys: Path, option: str, value: str, why: str) -> None:
    ran = init(run, keys, **{option: keys / value if option != "--origin" else value})
    assert ran.code == 2
    assert why in ran.err
    assert not (keys / "new" / "ledger.json").exists()


def test_a_ledger_is_never_made_over_another(run, keys: Path) -> None:
    assert init(run, keys).code == 0
    ran = init(run, keys)
    assert (ran.code, "there is a ledger already" in ran.err) == (2, True)


def test_a_password_in_the_address_is_refused(run, keys: Path) -> None:
    ran = init(run, keys, **{"--dsn": "postgresql://clerk:secret@host/db"})
    assert ran.code == 2
    assert "secret" not in ran.err


def test_signing_needs_no_ledger_and_recording_takes_what_it_wrote(run, opened, tmp_path: Path) -> None:
    key("office").save(tmp_path / "office.pem")
    draft = {"type": "panel.drawn", "round": "2025", "occurred_at": "2025-03-05",
             "event": {"experts": ["E-01"], "method": "lot", "pool": None, "seed": None, "persons": ["某专家"]}}  # fmt: skip
    (tmp_path / "drafts.jsonl").write_text(json.dumps(draft, ensure_ascii=False))
    signed = tmp_path / "signed.jsonl"
    ran = run("sign", tmp_path / "drafts.jsonl", "--key", tmp_path / "office.pem", "--as", "office", "--origin", ORIGIN, "-o", signed)
    assert ran.code == 0
    ran = run("record", signed, "--ledger", tmp_path / "home", "--json")
    assert (ran.code, json.loads(ran.out)["recorded"]) == (0, 1)
    again = json.loads(run("record", signed, "--ledger", tmp_path / "home", "--json").out)
    assert (again["recorded"], again["again"]) == (0, 1)


def test_who_signs_names_the_checkpoint_that_was_seen(run, opened, tmp_path: Path) -> None:
    key("office").save(tmp_path / "office.pem")
    home, drafts, signed = tmp_path / "home", tmp_path / "drafts.jsonl", tmp_path / "signed.jsonl"
    event = {"experts": ["E-01"], "method": "lot", "pool": None, "seed": None, "persons": ["某专家"]}
    drafts.write_text(json.dumps({"type": "panel.drawn", "round": "2025", "occurred_at": "2025-03-05", "event": event}, ensure_ascii=False))
    note = Checkpoint(ORIGIN, *opened.ledger._signer.remembered()).text()
    (tmp_path / "seen").write_text(f"{note}\n— {ORIGIN} AAAAAAAAAAA=\n")
    (tmp_path / "other").write_text(f"{note.replace(ORIGIN, 'other.example/quality')}\n— other.example/quality AAAAAAAAAAA=\n")
    (tmp_path / "wrong").write_text(f"{Checkpoint(ORIGIN, 3, bytes(32)).text()}\n— {ORIGIN} AAAAAAAAAAA=\n")
    sign = ("sign", drafts, "--key", tmp_path / "office.pem", "--as", "office", "--origin", ORIGIN, "-o", signed)
    for name, why in (("other", "is of the log other.example/quality"), ("drafts.jsonl", "not a checkpoint"), ("nowhere", "nowhere")):
        ran = run(*sign, "--seen", tmp_path / name)
        assert (ran.code, why in ran.err, signed.exists()) == (2, True, False), ran.err
    assert run(*sign, "--seen", tmp_path / "wrong").code == 0
    ran = run("record", signed, "--ledger", home)
    assert (ran.code, "tree head" in ran.err) == (3, True)
    assert run(*sign, "--seen", tmp_path / "seen").code == 0
    assert run("record", signed, "--ledger", home).code == 0
    report = json.loads(run("verify", "--ledger", home, "--json").out)
    assert report["steps"][5]["figures"]["heads_seen"] == 2, "that of the office, and that of the ledger's own refusal"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "holds no act"),
        (b"\n\n", "holds no act"),
        (b"not json\n", "line 1"),
        (b'{"act":{}}\n', "line 1"),
        (b"\x00\x01\x02binary", "binary file"),
        (b"\xff\xfe\xfd\n", "line 1"),
        (b'{"act":{"said":{},"signatures":[]},"disclosures":[]}\n', "line 1"),
        (b"[" * 100_000, "line 1"),
    ],
)
def test_a_file_that_cannot_be_read_records_nothing(run, opened, tmp_path: Path, content: bytes, why: str) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(content)
    before = run("checkpoint", "--ledger", tmp_path / "home").out
    ran = run("record", bad, "--ledger", tmp_path / "home")
    assert ran.code == 2
    assert why in ran.err
    assert "bad.jsonl" in ran.err
    assert "Traceback" not in ran.err
    assert run("checkpoint", "--ledger", tmp_path / "home").out == before


def test_a_truncated_file_names_the_line_and_records_nothing(run, opened, tmp_path: Path) -> None:
    lines = [opened.application(f"A-0{n}").line() for n in range(3)]
    (tmp_path / "acts.jsonl").write_bytes(b"\n".join(lines)[:-40])
    ran = run("record", tmp_path / "acts.jsonl", "--ledger", tmp_path / "home")
    assert (ran.code, "line 3" in ran.err) == (2, True)


def test_an_id_used_twice_in_a_file_names_both_lines(run, opened, tmp_path: Path) -> None:
    lines = [opened.application(code, _id="d" * 32).line() for code in ("A-01", "A-02")]
    (tmp_path / "acts.jsonl").write_bytes(b"\n".join(lines))
    ran = run("record", tmp_path / "acts.jsonl", "--ledger", tmp_path / "home")
    assert ran.code == 2
    assert "line 1" in ran.err
    assert "line 2" in ran.err


def test_every_bad_line_is_listed_at_once(run, opened, tmp_path: Path) -> None:
    (tmp_path / "acts.jsonl").write_bytes(b"one\ntwo\n" + opened.application("A-01").line() + b"\nthree\n")
    ran = run("record", tmp_path / "acts.jsonl", "--ledger", tmp_path / "home")
    assert all(f"line {number}" in ran.err for number in (1, 2, 4))
    assert "line 3" not in ran.err


def test_a_refusal_ends_with_three_and_names_provision_and_place(run, opened, tmp_path: Path) -> None:
    lines = [opened.application("A-01").line(), opened.application("A-01").line(), opened.application("A-02").line()]
    (tmp_path / "acts.jsonl").write_bytes(b"\n".join(lines))
    ran = run("record", tmp_path / "acts.jsonl", "--ledger", tmp_path / "home")
    assert ran.code == 3
    assert "line 2" in ran.err
    assert "9(2)" in ran.err
    assert "1 acts after it were not tried" in ran.err
    ran = run("record", tmp_path / "acts.jsonl", "--ledger", tmp_path / "home", "--keep-going", "--json")
    assert ran.code == 3
    assert json.loads(ran.out)["recorded"] == 1


def test_the_schema_admits_what_we_write_and_nothing_else() -> None:
    validator = jsonschema.Draft202012Validator(acts_schema())
    validator.check_schema(acts_schema())
    vectors = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
    newest = [v for v in vectors if v["said"]["version"] == TYPES[v["said"]["type"]].version]
    assert {vector["said"]["type"] for vector in newest} == set(TYPES)
    for vector in newest:
        line = {"act": {"said": vector["said"], "signatures": ["A" * 86]}, "disclosures": vector["disclosures"]}
        validator.validate(line)
        draft = {"type": vector["said"]["type"], "round": "2025", "occurred_at": vector["said"]["occurred_at"], "event": vector["event"]}
        validator.validate(draft)
        for spoiled in ({**line, "extra": 1}, {**draft, "type": "no.such"}, {**draft, "event": {}}, {"act": line["act"]}):
            if spoiled.get("event") == {} and not vector["event"]:
                continue
            assert not validator.is_valid(spoiled), vector["said"]["type"]


def test_the_schema_is_printed(run) -> None:
    assert json.loads(run("schema", "acts").out) == json.loads(json.dumps(acts_schema()))


@pytest.mark.parametrize(("provision", "found"), [("9(4)", "9(4)"), ("10.2", "10.2"), ("9（4）", "9(4)"), ("17", "17")])
def test_a_provision_is_shown(run, provision: str, found: str) -> None:
    told = json.loads(run("article", provision, "--json").out)
    assert told["citation"] == found
    assert all(row["zh"] and row["en"] for row in told["provisions"])


@pytest.mark.parametrize("provision", ["18", "9(10)", "nine", "0", "9(4"])
def test_a_provision_that_is_not_there_is_bad_usage(run, provision: str) -> None:
    assert run("article", provision).code == 2


def test_silences_are_listed_in_both_languages(run) -> None:
    assert "ratio.base" in run("silences").out
    assert "以什么为基数" in run("silences", "--lang", "zh").out


def test_a_reader_that_has_enough_is_no_error(opened, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from ledger.cli import main; main()", "silences"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
    assert complaint == b""


def test_a_lost_memory_of_the_signer_is_found_and_rebuilt_from_a_note(run, opened, tmp_path: Path) -> None:
    note = tmp_path / "note"
    note.write_text(run("checkpoint", "--ledger", tmp_path / "home").out)
    (tmp_path / "home" / "keys" / "log.memory").unlink()
    assert run("verify", "--ledger", tmp_path / "home").code == 4
    assert run("checkpoint", "--ledger", tmp_path / "home").code == 4
    junk = tmp_path / "junk"
    junk.write_text("no note")
    assert run("checkpoint", "--ledger", tmp_path / "home", "--establish", junk).code == 2
    assert run("checkpoint", "--ledger", tmp_path / "home", "--establish", note).code == 0
    assert run("verify", "--ledger", tmp_path / "home").code == 0


def test_a_first_record_with_keys_that_are_none_is_refused(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    names = dict.fromkeys(("name_zh", "name_en", "log_key"), "x")
    bad = names | {"service_key": "zz", "registrar_key": "zz", "countersigner_key": "", "regulation": None}
    with pytest.raises(Refused, match="F4"):
        world.record("ledger.opened", [(Role.REGISTRAR, key("registrar"))], round=None, **bad)


@pytest.mark.parametrize(
    "arguments",
    [
        ("parameters", "2099"),
        ("draw", "show", "2099"),
        ("draw", "outcome", "2099"),
        ("todo", "2099"),
        ("reconcile", "2099"),
        ("audit", "2099"),
    ],
)
def test_a_round_that_nobody_opened_is_bad_input_and_those_opened_are_named(
    run, opened, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    ran = run(*arguments, "--ledger", tmp_path / "home")
    assert (ran.code, "2099" in ran.err, "rounds: 2025" in ran.err, ran.out) == (2, True, True, "")


def test_suggestions_are_drafted_for_a_round_that_is_still_to_be_opened(run, opened, tmp_path: Path) -> None:
    ran = run("parameters", "2099", "--suggested", "--ledger", tmp_path / "home")
    assert (ran.code, json.loads(ran.out)["round"]) == (0, "2099")


def test_the_draft_of_the_parameters_says_in_the_language_of_its_signers_what_it_rests_on(run) -> None:
    sources = {}
    for lang in ("zh", "en"):
        event = json.loads(run("parameters", "2099", "--suggested", "--lang", lang).out)["event"]
        sources[lang] = {value["key"]: value["source"] for value in event["values"]}
    assert sources["zh"]["panel.min"] == "同类办法多为五人及以上"
    assert sources["en"]["panel.min"] == "five or more in comparable measures"
    assert [key for key, source in sources["zh"].items() if source.isascii()] == []


def test_what_is_settled_is_shown_with_its_words_beside_the_code(run, opened, tmp_path: Path) -> None:
    told = run("parameters", "2025", "--lang", "zh", "--ledger", tmp_path / "home").out
    assert 'tie.defence = "all_tied_advance"（并列者全部进入）  [采用: 评审规则 (示例)]' in told
    assert 'vote.quorum = "2/3" (at least 2/3 of the members)  [adopted: ' in run("parameters", "2025", "--ledger", tmp_path / "home").out
    rows = {row["key"]: row for row in json.loads(run("parameters", "2025", "--json", "--ledger", tmp_path / "home").out)}
    assert (rows["panel.min"]["value"], rows["panel.min"]["meaning"]) == (5, {"zh": "5 人", "en": "5 experts"})
    assert rows["rubric.edition"]["meaning"] is None


def test_what_a_suggestion_means_is_told_in_chinese(run) -> None:
    told = run("--lang", "zh", "silences").out
    assert '建议: "candidate_disqualified"（取消该候选资格，不递补）  [第十二条针对获奖组织；' in told
    assert "[办法条文]" in run("--lang", "zh", "article", "8(5)").out
    assert run("article", "8(5)").out.startswith("Article 8(5)")
