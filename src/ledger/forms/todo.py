"""The next steps of a round (待办): in the order of article 9, each with who acts, its last day, what is missing and what blocks it.

Pure: a history and a day in, steps out. Days are counted by ``rules.calendar`` under the adopted parameters; where nothing
gives a day there is none, and no day is guessed. What blocks a step is what the rules themselves say of its act.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ledger.forms.step import Step, Steps
from ledger.forms.todo_afterwards import add_budget, add_honours, add_numbered_paper, add_revocations
from ledger.forms.todo_decision import add_approval, add_deliberation, add_notice
from ledger.forms.todo_entry import add_advisers, add_applications, add_opening, add_panel, add_qualification
from ledger.forms.todo_review import add_defence, add_document_review, add_evaluation, add_site_visit
from ledger.rules.paper_forms import Serial
from ledger.stages.history import History, Round

_COURSE = (
    add_opening,
    add_applications,
    add_advisers,
    add_qualification,
    add_panel,
    add_document_review,
    add_defence,
    add_site_visit,
    add_evaluation,
    add_deliberation,
    add_notice,
    add_approval,
    add_budget,
    add_honours,
    add_revocations,
)
_AFTER_THE_AWARD = (add_honours, add_revocations)


def todo(history: History, round: Round, today: date, *, used: Collection[Serial] = ()) -> tuple[Step, ...]:
    """Return every step of ``round`` as of ``today``, done or not. ``used`` are the numbered forms that acts name.

    A round that was annulled has none left; of one that was taken down afterwards only what follows the award is still done.
    """
    steps = Steps(today, round.opening.planned_days)
    if round.opening.annulled is None:
        for add in _AFTER_THE_AWARD if round.opening.is_historical else _COURSE:
            add(steps, history, round)
        add_numbered_paper(steps, round, used)
    return tuple(steps.found)
