"""How a rule carries its provision, and what a rule says about the facts.

A rule is a pure predicate under ``@rule``. Calling it returns a ``Finding``: the citation, the
verdict and the facts that it was given. One rule thus serves three times: to refuse an act
(``ledger.handle``), to audit a record (``projections.conformance``), and to answer a what-if.

A predicate answers yes or no. Where the honest answer is neither, it raises ``Silence``,
``NotDue``, ``NotOnRecord`` or ``NotApplicable``; a closed value that it touches raises ``NotDisclosed``. Its docstring opens with the rule
in Chinese, a colon, and the rule in English.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import ClassVar, NamedTuple, ParamSpec, cast

import msgspec

from ledger.errors import NotDisclosed, Refused
from ledger.messages import in_chinese

P = ParamSpec("P")
_FORM = re.compile(r"(?P<article>\d+)(\.(?P<paragraph>\d+))?(\((?P<item>\d+)\))?|F(?P<form>\d+)")
_DIGITS = "〇一二三四五六七八九"
SHOWN = 8
"""How many members of a list of facts are written out."""


class Verdict(Enum):
    """结论: one of six, and 未开示 in a view that lacks a disclosure. Nothing unfinished ever conforms."""

    CONFORMS = "conforms"
    VIOLATES = "violates"
    NOT_DUE = "not due"
    SILENT = "rule silent"
    NOT_ON_RECORD = "not on record"
    NOT_APPLICABLE = "not applicable"
    NOT_DISCLOSED = "not disclosed"

    @property
    def zh(self) -> str:
        return _VERDICTS_ZH[self]


CONFORMS = Verdict.CONFORMS
"""By this name too: to ask an enumeration for its member costs more than most rules do, and this one is asked for at every rule."""

_VERDICTS_ZH = {
    Verdict.CONFORMS: "符合",
    Verdict.VIOLATES: "不符合",
    Verdict.NOT_DUE: "未到期",
    Verdict.SILENT: "规则未作规定",
    Verdict.NOT_ON_RECORD: "未见记录",
    Verdict.NOT_APPLICABLE: "不适用",
    Verdict.NOT_DISCLOSED: "未开示",
}


class Basis(Enum):
    """依据类别: the text of the regulation, a rule adopted before the call, or a method of keeping records."""

    TEXT = "text"
    ADOPTED = "adopted"
    METHOD = "method"

    @property
    def zh(self) -> str:
        return {Basis.TEXT: "办法条文", Basis.ADOPTED: "评审规则", Basis.METHOD: "记录方法"}[self]


class Undecided(Exception):
    """The honest answer is neither yes nor no."""

    verdict: ClassVar[Verdict]


class Silence(Undecided):
    """规则未作规定: the provision leaves this key open, and no rule or interpretation in force has settled it."""

    verdict = Verdict.SILENT


class NotDue(Undecided):
    """未到期: the day or the stage that the provision speaks of has not come."""

    verdict = Verdict.NOT_DUE


class NotOnRecord(Undecided):
    """未见记录: the record holds nothing from which the provision could be judged."""

    verdict = Verdict.NOT_ON_RECORD


class NotApplicable(Undecided):
    """不适用: the provision does not speak of such facts."""

    verdict = Verdict.NOT_APPLICABLE


class Citation(NamedTuple):
    """One provision: article (条), paragraph (款), item (项). ``9(4)`` is 第九条第四项.

    ``F4`` is section 4 of docs/formats.md: what the keeping of records asks for and no article says.
    """

    article: int
    paragraph: int | None = None
    item: int | None = None
    form: int | None = None

    @classmethod
    def parse(cls, text: str) -> Citation:
        """Return the citation that ``text`` writes. Raises ``ValueError``."""
        return _parsed(text)

    def __str__(self) -> str:
        if self.form is not None:
            return f"F{self.form}"
        return f"{self.article}" + (f".{self.paragraph}" if self.paragraph else "") + (f"({self.item})" if self.item else "")

    @property
    def zh(self) -> str:
        """The citation as a Chinese document prints it."""
        if self.form is not None:
            return f"记录格式第{_zh(self.form)}节"
        paragraph = f"第{_zh(self.paragraph)}款" if self.paragraph else ""
        item = f"第{_zh(self.item)}项" if self.item else ""
        return f"第{_zh(self.article)}条{paragraph}{item}"


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Citation:
    """Every act cites a few provisions, and all acts of a kind the same ones."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(f"not a citation: {text!r}; write 9(4), 10.2 or F4")
    if match["form"]:
        return Citation(0, form=int(match["form"]))
    paragraph, item = (int(n) if n else None for n in match.group("paragraph", "item"))
    return Citation(int(match["article"]), paragraph, item)


@dataclass(frozen=True, slots=True)
class Rule:
    """规则: a predicate and the provision that it implements.

    ``gate``: an act needs a yes from it; an answer that is neither yes nor no refuses the act too.
    """

    name: str
    citation: Citation
    basis: Basis
    gate: bool
    zh: str
    en: str
    asks: tuple[str, ...] = ()
    """The names of the facts that the predicate is asked with, in its order."""


class Finding(msgspec.Struct, frozen=True):
    """核查结果: what one rule says of one set of facts, with those facts as evidence (``given``).

    Some thirty rules are asked of an act, and nobody reads what was given to those to which it conforms.
    """

    rule: Rule
    verdict: Verdict
    args: tuple[object, ...]
    kwargs: dict[str, object]
    why: str = ""

    @property
    def given(self) -> dict[str, object]:
        """The facts that the rule was asked with, by name."""
        return dict(zip(self.rule.asks, self.args, strict=False)) | self.kwargs

    def told(self, **facts: object) -> Finding:
        """Return the same finding with ``facts`` in the place of those that it was asked with."""
        return Finding(self.rule, self.verdict, (), self.given | facts, self.why)

    @property
    def citation(self) -> Citation:
        return self.rule.citation

    @property
    def refuses(self) -> bool:
        """Whether an act with this finding is refused (design: refuse or record)."""
        if self.verdict is CONFORMS:
            return False
        if self.verdict in (Verdict.VIOLATES, Verdict.SILENT):
            return True
        return self.rule.gate and self.verdict is not Verdict.NOT_APPLICABLE

    def facts(self) -> str:
        """Return the facts that the rule was given, short enough for one line; a closed value is named, not shown."""
        return ", ".join(f"{name} {_shown(value)}" for name, value in self.given.items())

    def sentence(self, lang: str = "en") -> str:
        """Return the finding as one sentence in ``zh`` or ``en``, with the facts behind it."""
        told = "; ".join(part for part in (in_chinese(self.why) if lang == "zh" else self.why, self.facts()) if part)
        tail = f" [{told}]" if told else ""
        if lang == "zh":
            return f"{self.citation.zh} {self.rule.zh}: {self.verdict.zh}{tail}"
        return f"{self.citation} {self.rule.en}: {self.verdict.value}{tail}"


RULES: dict[str, Rule] = {}
"""Every rule, by dotted name. The article index and the article pages are printed from it."""


def rule(citation: str, *, basis: Basis = Basis.TEXT, gate: bool = False) -> Callable[[Callable[P, bool]], Callable[P, Finding]]:
    """Bind a predicate to the provision that it implements. Raises ``TypeError`` for a docstring without both languages."""
    cited = Citation.parse(citation)

    def bind(predicate: Callable[P, bool]) -> Callable[P, Finding]:
        name = f"{predicate.__module__.rpartition('.')[2]}.{predicate.__name__}"
        zh, colon, en = (predicate.__doc__ or "").strip().split("\n", 1)[0].replace("``", "").partition(": ")
        if not colon or zh.isascii():
            raise TypeError(f"{name}: the docstring must open with the rule in Chinese, a colon, and the rule in English")
        bound = RULES[name] = Rule(name, cited, basis, gate, zh, en, tuple(inspect.signature(predicate).parameters))

        @functools.wraps(predicate)
        def find(*args: P.args, **kwargs: P.kwargs) -> Finding:
            try:
                verdict, why = (CONFORMS if predicate(*args, **kwargs) else Verdict.VIOLATES), ""
            except Undecided as undecided:
                verdict, why = undecided.verdict, str(undecided)
            except NotDisclosed as closed:
                verdict, why = Verdict.NOT_DISCLOSED, closed.field
            return Finding(bound, verdict, args, kwargs, why)

        return find

    return bind


def kept(find: Callable[P, Finding]) -> Callable[P, Finding]:
    """Return the rule with its newest findings kept: for one that is asked the same of thousands of acts, such as of a day.

    A rule is pure and a finding does not change, so the same facts have the same finding. All facts must be hashable.
    """
    return cast("Callable[P, Finding]", lru_cache(maxsize=1024, typed=True)(find))


def require(*findings: Finding) -> None:
    """Raise ``Refused`` with every reason at once, so that nobody is told half of them."""
    reasons = tuple(finding for finding in findings if finding.refuses)
    if reasons:
        raise Refused(reasons)


def _shown(value: object) -> str:
    try:
        if value is None or value == "":
            return "-"
    except NotDisclosed:
        return "未开示"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return f"({len(value)})"
    if isinstance(value, tuple | list | set | frozenset):
        items = [_shown(item) for item in value]
        return f"[{', '.join(items)}]" if len(items) <= SHOWN else f"[{', '.join(items[:SHOWN])}, … {len(items)} in all]"
    return str(value)


def _zh(n: int) -> str:
    """Return 1..99 in Chinese numerals: 9 is 九, 12 is 十二, 20 is 二十."""
    tens, ones = divmod(n, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")
