"""A rule carries its provision and says one of seven things; which of them refuse an act is the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.errors import NotDisclosed, Refused
from ledger.rules import citation
from ledger.rules.citation import RULES, Basis, Citation, NotApplicable, NotDue, NotOnRecord, Silence, Verdict, require, rule


@pytest.fixture
def made() -> Iterator[None]:
    """Take rules of a test out of the table again."""
    before = dict(RULES)
    yield
    RULES.clear()
    RULES.update(before)


def asked(answer: Any, *, gate: bool = False, basis: Basis = Basis.TEXT) -> citation.Finding:
    """Return what a rule finds that gives, or raises, ``answer``."""

    @rule("9(8)", basis=basis, gate=gate)
    def is_as_it_should_be(fact: str) -> bool:
        """应当如此: It is as it should be."""
        if isinstance(answer, Exception):
            raise answer
        return bool(answer)

    return is_as_it_should_be("a fact")


UNDECIDED = [NotDue("later"), NotOnRecord("a paper"), NotDisclosed("points")]


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("answer", "verdict", "plain", "at_a_gate"),
    [
        (True, Verdict.CONFORMS, False, False),
        (False, Verdict.VIOLATES, True, True),
        (Silence("notice.counting"), Verdict.SILENT, True, True),
        (NotDue("later"), Verdict.NOT_DUE, False, True),
        (NotOnRecord("a paper"), Verdict.NOT_ON_RECORD, False, True),
        (NotApplicable("not such facts"), Verdict.NOT_APPLICABLE, False, False),
        (NotDisclosed("points"), Verdict.NOT_DISCLOSED, False, True),
    ],
)
def test_what_refuses(answer: Any, verdict: Verdict, plain: bool, at_a_gate: bool) -> None:
    assert (asked(answer).verdict, asked(answer).refuses) == (verdict, plain)
    assert asked(answer, gate=True).refuses is at_a_gate


@pytest.mark.usefixtures("made")
def test_every_reason_is_named_at_once_with_its_provision() -> None:
    with pytest.raises(Refused) as caught:
        require(asked(True), asked(False), asked(Silence("notice.counting")), asked(NotDue("later")))
    assert [finding.verdict for finding in caught.value.breaches] == [Verdict.VIOLATES, Verdict.SILENT]
    assert str(caught.value).count("9(8)") == 2
    assert "notice.counting" in str(caught.value)
    require(asked(True), asked(NotOnRecord("a paper")))


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("answer", UNDECIDED)
def test_a_finding_says_why_and_on_what_facts(answer: Exception) -> None:
    finding = asked(answer)
    assert dict(finding.given) == {"fact": "a fact"}
    assert "a fact" in finding.sentence()
    assert finding.sentence("zh").startswith("第九条第八项 应当如此: ")


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("docstring", [None, "", "It has no Chinese.", "只有中文", "English: only"])
def test_a_rule_is_told_in_both_languages(docstring: str | None) -> None:
    def predicate() -> bool:
        return True

    predicate.__doc__ = docstring
    with pytest.raises(TypeError, match="docstring"):
        rule("9(8)")(predicate)


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("7", "第七条"),
        ("9(4)", "第九条第四项"),
        ("10.2", "第十条第二款"),
        ("17", "第十七条"),
        ("20.1(12)", "第二十条第一款第十二项"),
        ("F4", "记录格式第四节"),
    ],
)
def test_a_citation_reads_as_a_document_prints_it(text: str, zh: str) -> None:
    assert (str(Citation.parse(text)), Citation.parse(text).zh) == (text, zh)


@pytest.mark.parametrize("text", ["", "第九条", "9(4", "9.(4)", "9（4）", "F", "nine", "9(4)(5)", "-1", "9 (4)"])
def test_what_is_no_citation_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a citation"):
        Citation.parse(text)


def test_only_text_and_adopted_rules_say_that_something_does_not_conform() -> None:
    assert {basis.zh for basis in Basis} == {"办法条文", "评审规则", "记录方法"}
    assert [verdict.zh for verdict in Verdict] == ["符合", "不符合", "未到期", "规则未作规定", "未见记录", "不适用", "未开示"]
