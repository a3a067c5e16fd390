"""Article 9(3): departments are asked about an applicant, and a finding rests on what they answer (第九条第三项).

The measure names neither the departments nor a time to answer. Which parts of article 8 a department answers for
stands in the register of bodies; how long one waits is the silence ``clearance.reply_days``, asked for only
where a finding is to be made without the answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ledger.rules.article_08 import MET, NOT_APPLICABLE, WHOLE
from ledger.rules.citation import Basis, NotApplicable, NotOnRecord, Silence, rule


class Clearance(NamedTuple):
    """征询: one question to one department on one part: when it was asked, when it was answered, and whether nothing stands.

    ``answered_on`` of None: not yet, and ``clear`` is then None too. ``clear`` may be closed. ``is_named`` where the answer
    names this part: one on everything that is not clear does not say on what.
    """

    body: str
    asked_on: date
    answered_on: date | None
    clear: bool | None
    is_named: bool


def names(limbs: Collection[str], limb: str) -> bool:
    """Return whether a part such as ``8(5) accidents`` is among ``limbs``, itself or with its whole condition."""
    condition = limb.partition(" ")[0]
    return any(one in (limb, condition, f"{condition} {WHOLE}") for one in limbs)


def last_day_to_answer(asked_on: date, days: int) -> date:
    """Return the last day on which an answer is in time. The day of the question is not counted (Civil Code 201)."""
    return asked_on + timedelta(days=days)


@rule("9(3)", basis=Basis.ADOPTED)
def rests_on_an_answer(
    asked: Mapping[str, Sequence[Clearance]], competent: Mapping[str, Collection[str]], reply_days: int | None, today: date, grounds: str
) -> bool:
    """核查以主管部门的答复为据，逾期未复的说明理由: Each part rests on the answer of a department, or on reasons once its time is over.

    ``asked`` holds, for each part that the finding is on, what was asked; ``competent`` the departments on record for it.
    A part for which nobody is on record and nobody was asked is found on without.
    """
    if not any(asked.values()) and not any(competent.values()):
        raise NotOnRecord("a department that answers for this part")
    silent: list[Clearance] = []
    for limb, questions in asked.items():
        if any(question.answered_on is not None for question in questions):
            continue
        if not questions:
            if competent.get(limb):
                return False
            continue
        silent += questions
    if not silent:
        return True
    if reply_days is None:
        raise Silence("clearance.reply_days")
    return all(today > last_day_to_answer(question.asked_on, reply_days) for question in silent) and bool(grounds.strip())


@rule("9(3)", basis=Basis.METHOD)
def agrees_with_the_answers(found: str, asked: Mapping[str, Sequence[Clearance]]) -> bool:
    """核查结果与部门答复一致: What a department knows against the applicant is not found to be met."""
    if found == NOT_APPLICABLE:
        raise NotApplicable("the condition does not concern this applicant")
    answers = [question for questions in asked.values() for question in questions if question.answered_on is not None]
    if not answers:
        raise NotOnRecord("an answer of a department")
    if found != MET:
        return True
    against = [question for question in answers if not question.clear]
    if against and not any(question.is_named for question in against):
        raise NotOnRecord("on which part a department knows something")
    return not against


@rule("9(3)", basis=Basis.ADOPTED)
def is_answered_in_time(answered_on: date, asked_on: date | None, reply_days: int | None) -> bool:
    """部门在规定期限内答复（末日计入）: A department answers within the adopted time, its last day included.

    A flag: a late answer is still one.
    """
    if asked_on is None:
        raise NotOnRecord("when the department was asked")
    if reply_days is None:
        raise NotApplicable("no time to answer was adopted")
    return answered_on <= last_day_to_answer(asked_on, reply_days)


@rule("9(3)", basis=Basis.METHOD)
def answers_after_it_was_asked(answered_on: date, asked_on: date | None) -> bool:
    """答复不早于征求意见: An answer comes on the day of the question, or later."""
    if asked_on is None:
        raise NotOnRecord("when the department was asked")
    return answered_on >= asked_on


@rule("9(3)", basis=Basis.METHOD)
def answers_what_it_was_asked(limbs: Collection[str], asked: Collection[str] | None) -> bool:
    """答复限于所问事项: A reply is on parts that its department was asked about; ``asked`` of None: on whatever it answers for."""
    return asked is None or all(names(asked, limb) for limb in limbs)


@rule("8", basis=Basis.METHOD)
def gives_its_grounds(grounds: str) -> bool:
    """每项核查结果载明依据: A finding says what it rests on."""
    return bool(grounds.strip())
