"""Clearances (征求意见): which department was asked on which part of article 8 on which day, and what it answered. Article 9(3).

Part of the stage of qualification, which keeps ``State`` in its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ledger.events.qualification import ConditionChecked, DepartmentConsulted, DepartmentReplied
from ledger.rules import article_09_3_clearances as clearances
from ledger.rules import powers
from ledger.rules.article_08 import CONDITIONS, WHOLE
from ledger.rules.article_09_3_clearances import Clearance, names
from ledger.rules.citation import Finding
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, BodyCode, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

ANSWERED = frozenset({"8(2)", "8(5)"})
"""Conditions that departments know of; the others rest on papers and on judgement."""


class Question(NamedTuple):
    """征询: what a department was asked on, and when. No ``limbs``: on all that it answers for."""

    limbs: tuple[str, ...]
    day: date


class Reply(NamedTuple):
    """答复: on what a department answered, when, and whether nothing stands; ``clear`` may be closed."""

    limbs: tuple[str, ...]
    day: date
    clear: bool


@dataclass(slots=True)
class State:
    """Questions and replies by applicant and department, in the order of the record."""

    questions: dict[tuple[ApplicantCode, BodyCode], list[Question]] = field(default_factory=dict)
    replies: dict[tuple[ApplicantCode, BodyCode], list[Reply]] = field(default_factory=dict)

    def asked(self, applicant: ApplicantCode) -> Iterator[tuple[BodyCode, Question]]:
        """Yield every question on ``applicant`` with the department that was asked."""
        for (of, body), questions in self.questions.items():
            if of == applicant:
                yield from ((body, question) for question in questions)


def take(state: State, fact: Fact, event: DepartmentConsulted | DepartmentReplied) -> None:
    """Take a question or a reply in."""
    key, day = (event.applicant, event.body), day_of(fact.said.occurred_at)
    if isinstance(event, DepartmentConsulted):
        state.questions.setdefault(key, []).append(Question(event.limbs, day))
    else:
        state.replies.setdefault(key, []).append(Reply(event.limbs, day, event.clear))


def asked_of_a_question(history: History, fact: Fact, event: DepartmentConsulted) -> tuple[Finding, ...]:
    """Return whether the department answers for what it is asked on, where it is on record who answers for what."""
    bodies, day = history.registers.bodies, day_of(fact.said.occurred_at)
    parts = powers.asks_on_parts_of_the_article(event.limbs)
    if not bodies.keeps_answers:
        return (parts,)
    return parts, powers.asks_who_answers_for_it(event.limbs, bodies.mandate(event.body, day))


def asked_of_a_reply(round: Round, fact: Fact, event: DepartmentReplied) -> tuple[Finding, ...]:
    """Return whether a reply answers what was asked, and in time."""
    day = day_of(fact.said.occurred_at)
    questions = round.qualification.clearances.questions.get((event.applicant, event.body), [])
    about = [q for q in questions if not event.limbs or not q.limbs or any(names(q.limbs, limb) for limb in event.limbs)] or questions
    first = min((question.day for question in about), default=None)
    asked = None if any(not question.limbs for question in questions) else {limb for question in questions for limb in question.limbs}
    return (
        powers.asks_on_parts_of_the_article(event.limbs),
        clearances.answers_after_it_was_asked(day, first),
        clearances.answers_what_it_was_asked(event.limbs, asked),
        clearances.is_answered_in_time(day, max((q.day for q in about), default=None), round.opening.parameters.clearance_reply_days),
    )


def asked_of_a_finding(history: History, round: Round, fact: Fact, event: ConditionChecked) -> tuple[Finding, ...]:
    """Return whether a finding says what it rests on, and rests on the departments where they know of it."""
    grounds = clearances.gives_its_grounds(event.grounds)
    is_kept = round.qualification.clearances.questions or history.registers.bodies.keeps_answers
    if event.condition not in ANSWERED or not is_kept:
        return (grounds,)
    day = day_of(fact.said.occurred_at)
    parts = tuple(CONDITIONS[event.condition]) if event.limb == WHOLE else (event.limb,)
    limbs = [f"{event.condition} {part}" for part in parts]
    asked = {limb: tuple(_on(history, round, event.applicant, limb)) for limb in limbs}
    competent = {limb: history.registers.bodies.answering(limb, day) for limb in limbs}
    return (
        grounds,
        clearances.rests_on_an_answer(asked, competent, round.opening.parameters.clearance_reply_days, day, event.grounds),
        clearances.agrees_with_the_answers(event.met, asked),
    )


def _on(history: History, round: Round, applicant: ApplicantCode, limb: str) -> Iterator[Clearance]:
    """Yield the questions that were put on one part, each with the newest answer on that part."""
    state, bodies = round.qualification.clearances, history.registers.bodies
    for body, question in state.asked(applicant):
        mandate = bodies.mandate(body, question.day)
        # Who is not on record, and was asked on no part by name, was asked on everything.
        answers = mandate is None or not mandate.answers or powers.answers_for(mandate, limb)
        if not (names(question.limbs, limb) or (not question.limbs and answers)):
            continue
        replies = [r for r in state.replies.get((applicant, body), ()) if r.day >= question.day and (not r.limbs or names(r.limbs, limb))]
        newest = replies[-1] if replies else None
        if newest is None:
            yield Clearance(body, question.day, None, None, is_named=False)
        else:
            yield Clearance(body, question.day, newest.day, newest.clear, is_named=names(newest.limbs, limb))
