"""Every provision of the measure has a case that holds, one that breaks, and its boundary; or the reason why not.

Tests under tests/articles say what they show by ``@pytest.mark.provision("9(8)", "holds")``, ``"breaks"`` or ``"boundary"``,
on the test or on one of its parameters. What no program decides has a test that the reason is stated: ``"outside"``.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pytest

import ledger.stages.check  # noqa: F401 - enters every rule
from ledger.documents.tested import BOUNDARY, BREAKS, HOLDS, OUTSIDE, Case, cases, read_cases
from ledger.errors import BadInput
from ledger.rules.citation import RULES, Citation
from ledger.rules.outside import OUTSIDE as UNDECIDED
from ledger.rules.restatements import provisions
from ledger.rules.silences import SILENCES

NO_BOUNDARY: Mapping[str, str] = {
    "3.1": "asks for an organisation; no day and no number",
    "4": "the approval ends the choice by its place in the record, not by a day or a number",
    "8(4)": "leading and in front have no number",
    "13": "a duty without a term",
    "14": "a use is allowed or not; no day and no number",
    "15": "it is kept who reported what and what came of it; no day and no number",
    "16": "an interpretation counts from its place in the record, not from a day or a number",
}
"""Provisions without a day or a number of their own, and why. One that has a boundary case must not stand here."""


def lacking(decided: Collection[str], undecided: Collection[str], told: Iterable[Case], exempt: Mapping[str, str]) -> list[str]:
    """Return what is missing, provision by provision. ``undecided`` are those that no rule implements."""
    shown: dict[str, set[str]] = {}
    for case in told:
        shown.setdefault(case.citation, set()).add(case.kind)
    found = [f"{citation}: is no provision of the measure" for citation in shown if citation not in {*decided, *undecided}]
    for citation in decided:
        has = shown.get(citation, set())
        wanted = [HOLDS, BREAKS] + ([] if citation in exempt else [BOUNDARY])
        found += [f"{citation}: no case of kind {kind}" for kind in wanted if kind not in has]
        if citation in exempt and BOUNDARY in has:
            found.append(f"{citation}: has a boundary case and is listed as having none")
    for citation in undecided:
        if OUTSIDE not in shown.get(citation, set()):
            found.append(f"{citation}: no test that the reason why no program decides it is stated")
        if citation in exempt:
            found.append(f"{citation}: no rule decides it, and it is listed as having no boundary")
    return found


def by_decision() -> tuple[list[str], list[str]]:
    """Return the provisions that some rule implements, and those that stand wholly outside."""
    implemented = {str(rule.citation) for rule in RULES.values()}
    decided = [citation for citation in provisions() if citation in implemented]
    return decided, [citation for citation in provisions() if citation not in implemented]


def test_every_provision_has_its_cases() -> None:
    decided, undecided = by_decision()
    assert lacking(decided, undecided, cases(), NO_BOUNDARY) == []


def test_every_rule_on_a_provision_is_asked_in_the_tests_of_the_articles(root: Path) -> None:
    """Rules on a round as a whole are projections, and are asked in the tests of these."""
    articles = {word for file in (root / "tests/articles").glob("test_*.py") for word in re.findall(r"\w+", file.read_text("utf-8"))}
    unasked = [name for name, rule in RULES.items() if rule.citation.form is None and name.partition(".")[2] not in articles]
    projected = {word for file in (root / "tests/projections").glob("test_*.py") for word in re.findall(r"\w+", file.read_text("utf-8"))}
    of_projections = {path.stem for path in (root / "src/projections").glob("*.py")}
    assert [name for name in unasked if name.partition(".")[0] not in of_projections or name.partition(".")[2] not in projected] == []


def test_what_no_rule_implements_says_why() -> None:
    _, undecided = by_decision()
    assert [citation for citation in undecided if citation not in UNDECIDED] == []


def test_every_article_has_its_file() -> None:
    told: dict[int, set[str]] = {}
    for case in cases():
        told.setdefault(Citation.parse(case.citation).article, set()).add(Path(case.file).name)
    numbers = {Citation.parse(citation).article for citation in provisions()}
    assert numbers == set(range(1, 18))
    assert [n for n in sorted(numbers) if not any(name.startswith(f"test_article_{n:02d}") for name in told.get(n, ()))] == []


def test_the_reading_of_the_sources_agrees_with_pytest(root: Path) -> None:
    """A mark that the sources show and pytest does not attach, or the other way, would prove nothing."""
    asked = (
        "import pytest\n"
        "class Told:\n"
        "    def pytest_collection_modifyitems(self, items):\n"
        "        for item in items:\n"
        "            for mark in item.iter_markers('provision'):\n"
        "                for kind in mark.args[1:]:\n"
        "                    print('MARK', item.path.name, item.originalname, mark.args[0], kind)\n"
        "raise SystemExit(pytest.main(['--collect-only', '-qq', '-p', 'no:cacheprovider', 'tests/articles'], plugins=[Told()]))\n"
    )
    said = subprocess.run([sys.executable, "-c", asked], cwd=root, capture_output=True, encoding="utf-8", check=False)
    assert said.returncode == 0, said.stdout[-2000:]
    attached = {tuple(line.split()[1:]) for line in said.stdout.splitlines() if line.startswith("MARK ")}
    assert attached == {(Path(case.file).name, case.test, case.citation, case.kind) for case in cases()}


def case(citation: str, kind: str) -> Case:
    return Case(citation, kind, "test_article_09.py", "test_it", 1)


WHOLE = [case("9(8)", HOLDS), case("9(8)", BREAKS), case("9(8)", BOUNDARY), case("1", OUTSIDE)]


@pytest.mark.parametrize("left_out", WHOLE)
def test_a_missing_case_is_named(left_out: Case) -> None:
    (said,) = lacking(["9(8)"], ["1"], [one for one in WHOLE if one != left_out], {})
    assert said.startswith(f"{left_out.citation}: ")


@pytest.mark.parametrize(
    ("told", "exempt", "citation"),
    [
        (WHOLE, {"9(8)": "an excuse"}, "9(8)"),
        (WHOLE, {"1": "an excuse"}, "1"),
        ([*WHOLE, case("9(10)", HOLDS)], {}, "9(10)"),
    ],
)
def test_an_excuse_that_is_none_is_named(told: list[Case], exempt: dict[str, str], citation: str) -> None:
    (said,) = lacking(["9(8)"], ["1"], told, exempt)
    assert said.startswith(f"{citation}: ")


def test_a_whole_set_lacks_nothing() -> None:
    assert lacking(["9(8)"], ["1"], WHOLE, {}) == []
    assert lacking(["9(8)"], ["1"], [one for one in WHOLE if one.kind != BOUNDARY], {"9(8)": "no number"}) == []


@pytest.mark.parametrize(
    "text",
    [
        "@pytest.mark.provision('9(8)', 'holds')\ndef test_it(): ...",
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.provision('9(8)', 'holds'))])\ndef test_it(x): ...",
        "pytestmark = pytest.mark.provision('9(8)', 'holds')\ndef test_it(): ...",
        "IT = [pytest.param(1, marks=pytest.mark.provision('9(8)', 'holds'))]\n@pytest.mark.parametrize('x', IT)\ndef test_it(x): ...",
    ],
)
def test_a_mark_is_read_where_it_stands(text: str) -> None:
    assert {(c.citation, c.kind, c.test) for c in read_cases(text, "t.py")} == {("9(8)", HOLDS, "test_it")}


@pytest.mark.parametrize("arguments", ["'9(8)'", "'9(8)', kind", "'9(8)', 'held'", "'9(8)', kind='holds'", "*all"])
def test_a_mark_that_cannot_be_read_is_refused(arguments: str) -> None:
    with pytest.raises(BadInput, match="t.py:1"):
        read_cases(f"@pytest.mark.provision({arguments})\ndef test_it(): ...", "t.py")


HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,:;()?!]|[,:;()?!] ?[\u4e00-\u9fff]")


def test_what_the_rules_say_in_chinese_is_punctuated_as_chinese_is() -> None:
    said = {name: rule.zh for name, rule in RULES.items()} | {key: silence.zh for key, silence in SILENCES.items()}
    assert [name for name, text in said.items() if HALF_WIDTH.search(text)] == []
    assert HALF_WIDTH.search("逾期不受理, 记为事实"), "the pattern finds what it is for"
