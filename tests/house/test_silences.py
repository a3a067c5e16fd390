"""Every open question is typed, read by some rule or told why none reads it, and shown by ``ledger silences`` and ``ledger article``."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from ledger.commands.silences import command as silences_command
from ledger.documents.provisions import about
from ledger.events.event import TYPES
from ledger.rules.editions import FIXED, fixed_by
from ledger.rules.parameters import KEYS, Parameters
from ledger.rules.restatements import RESTATED
from ledger.rules.silences import SILENCES

READ_BY_NO_RULE: Mapping[str, str] = {
    "measure.effective_from": "the registration of the measure says it (measure.registered); a round cannot settle under what it stands",
    "measure.valid_until": "as measure.effective_from",
    "quota.year": "a round is opened for its award year before any rule of it can be adopted; the decision year is on record beside it",
    "article12.before_approval": "the committee takes a candidate off with its reasons, whatever it reads in article 12",
    "fee.affiliated_training": "no fee is a fact here; what is sold beside the award is for the supervisors to judge",
}
"""Open questions that no rule asks, and why."""

READERS = ("ledger/stages/", "ledger/rules/", "ledger/vault/", "ledger/handle.py", "projections/")
DECLARE = ("ledger/rules/parameters.py", "ledger/rules/silences", "ledger/rules/registered.py")


def read_in(sources: Mapping[str, ast.Module]) -> set[str]:
    """Return the keys that some rule, stage or view takes from the parameters of a round."""
    named = {key.replace(".", "_"): key for key in KEYS}
    return {
        named[node.attr]
        for path, tree in sources.items()
        if path.startswith(READERS) and not path.startswith(DECLARE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in named
    }


def milestones() -> set[str]:
    """Return the keys that sealed fields of events name, which the vault reads by their name."""
    return {field.milestone for kind in TYPES.values() for field in kind.fields() if field.milestone}


def test_every_key_is_read_or_says_why_not(sources: dict[str, ast.Module]) -> None:
    read = read_in(sources) | milestones()
    assert sorted(set(KEYS) - read - set(READ_BY_NO_RULE)) == [], "no rule reads these"
    assert sorted(read & set(READ_BY_NO_RULE)) == [], "a rule reads these by now"
    assert set(READ_BY_NO_RULE) <= set(KEYS)


def test_every_milestone_of_a_sealed_field_is_an_open_question() -> None:
    assert milestones() == {key for key in KEYS if key.startswith("publish.")}


def test_every_key_is_typed() -> None:
    types = {field.encode_name: field.type for field in msgspec.structs.fields(Parameters)}
    assert set(types) == set(SILENCES)
    assert [key for key, kind in types.items() if kind in (Any, object, str)] == []


def test_every_key_is_listed_with_its_readings() -> None:
    said = CliRunner().invoke(silences_command, ["--json"])
    told = {row["key"]: row for row in json.loads(said.output)}
    assert set(told) == set(SILENCES)
    assert [key for key, row in told.items() if not row["readings"] or not row["zh"] or not row["en"]] == []


@pytest.mark.parametrize("key", sorted(SILENCES))
def test_a_key_is_shown_at_each_of_its_provisions(key: str) -> None:
    for provision in SILENCES[key].provisions:
        assert provision in RESTATED
        (row,) = [row for row in about(provision)["provisions"] if row["citation"] == provision]
        assert key in {shown["key"] for shown in row["silences"]}


@pytest.mark.parametrize("key", sorted(FIXED))
def test_a_fixed_number_is_shown_at_its_provision(key: str) -> None:
    assert key in dict(fixed_by(FIXED[key]))
    (row,) = [row for row in about(FIXED[key])["provisions"] if row["citation"] == FIXED[key]]
    assert key in {shown["key"] for shown in row["fixed"]}


@pytest.mark.shared
def test_every_key_of_the_reference_is_here_with_the_printed_value(shared: Any) -> None:
    rows = json.loads((shared / "data/rule_parameters_default.json").read_text("utf-8"))["parameters"]
    printed = dict(pair for provision in RESTATED for pair in fixed_by(provision))
    for row in rows:
        if row["fixed"]:
            value = str(Fraction(row["value"])) if row["key"].startswith("ratio.") else row["value"]
            assert printed[row["key"]] == value, row["key"]
        else:
            assert row["key"] in SILENCES


def test_a_key_that_nobody_reads_is_seen() -> None:
    tree = ast.parse("def ask(settled): return settled.panel_min")
    assert read_in({"ledger/stages/panel.py": tree}) == {"panel.min"}
    assert read_in({"ledger/commands/parameters.py": tree}) == set()
