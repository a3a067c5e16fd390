"""A step of the round (事项): what is to be done, by whom, until when, what is missing, and which rule stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from ledger.events.opening import Step as Planned
from ledger.rules.citation import Citation, Finding
from ledger.terms import Role


class Text(NamedTuple):
    """A text in both languages."""

    zh: str
    en: str

    def said(self, lang: str) -> str:
        """Return it in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


class Due(NamedTuple):
    """期限: the last day on which the step is in time, the provision and, where one settles it, the adopted key behind it.

    ``is_first``: the day is the first on which it can be done, and no last one is set.
    """

    day: date
    citation: str
    key: str | None
    why: Text
    is_first: bool = False


class Missing(NamedTuple):
    """尚缺: one thing that is not there. ``code`` is the applicant, expert or body that it is about, "" for nobody."""

    code: str
    what: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """事项: one step. ``blocked`` are the findings for which its act would be refused today.

    ``missed`` is what is not on record and comes too late now: a step of which nothing else is left is missed, and never done.
    """

    code: str
    citation: str
    what: Text
    who: tuple[Role, ...]
    is_done: bool
    due: Due | None
    is_overdue: bool
    missing: tuple[Missing, ...]
    missed: tuple[Missing, ...]
    is_missed: bool
    blocked: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it can be done today, as far as the record tells."""
        return not self.is_done and not self.is_missed and not self.blocked

    @property
    def state(self) -> str:
        """One of ``done``, ``missed``, ``ready`` and ``blocked``."""
        return "done" if self.is_done else "missed" if self.is_missed else "ready" if self.is_ready else "blocked"

    def plain(self) -> Mapping[str, Any]:
        """Return it as plain JSON values."""
        return {
            "step": self.code,
            "citation": self.citation,
            "citation_zh": Citation.parse(self.citation).zh,
            "what": self.what._asdict(),
            "who": [{"role": role.value, "zh": role.zh} for role in self.who],
            "state": self.state,
            "due": None if self.due is None else self.due._asdict() | {"day": self.due.day.isoformat(), "why": self.due.why._asdict()},
            "overdue": self.is_overdue,
            "missing": [{"code": one.code, **one.what._asdict()} for one in self.missing],
            "missed": [{"code": one.code, **one.what._asdict()} for one in self.missed],
            "blocked": [
                {"rule": f.rule.name, "citation": str(f.citation), "verdict": f.verdict.value}
                | {"zh": f.sentence("zh"), "en": f.sentence("en")}
                for f in self.blocked
            ],
        }


class Steps:
    """Collects the steps of a round as of one day, in the order in which they are added."""

    def __init__(self, today: date, plan: Mapping[Planned, tuple[date, date]]) -> None:
        self.today, self._plan, self.found = today, plan, list[Step]()

    def add(
        self,
        code: str,
        citation: str,
        what: tuple[str, str],
        *who: Role,
        done: bool,
        due: Due | None = None,
        planned: Planned | None = None,
        missing: Iterable[Missing] = (),
        late: Iterable[Missing] = (),
        asks: Iterable[Finding] = (),
    ) -> None:
        """Add a step. Of ``asks``, what would refuse its act is what blocks it; a step that is done lacks nothing.

        ``done``: nothing of it can or need be done any more. ``late`` is what was not done, and is too late: with it the step is missed.
        Where no rule gives a last day, the yearly plan gives that of the step that it calls ``planned``.
        """
        if (due is None or due.is_first) and planned is not None and planned in self._plan:
            due = Due(self._plan[planned][1], "6.2", None, Text("年度计划载明的末日", "the last day in the plan of the year"))
        overdue = due is not None and not done and not due.is_first and self.today > due.day
        lacking = () if done else tuple(missing)
        blocked = () if done else tuple({f.rule.name: f for f in asks if f.refuses}.values())
        missed = tuple(late)
        step = Step(
            code=code,
            citation=citation,
            what=Text(*what),
            who=who,
            is_done=done and not missed,
            due=due,
            is_overdue=overdue,
            missing=lacking,
            missed=missed,
            is_missed=done and bool(missed),
            blocked=blocked,
        )
        self.found.append(step)


def each(codes: Iterable[str], zh: str, en: str) -> tuple[Missing, ...]:
    """Return the same thing missing of each of ``codes``."""
    return tuple(Missing(code, Text(zh, en)) for code in codes)
