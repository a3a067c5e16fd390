"""Article 16: who interprets (第十六条): the committee's office.

An interpretation fills a gap; what the text fixes it leaves alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.rules.citation import Basis, Citation, rule
from ledger.rules.parameters import KEYS
from ledger.terms import RoundId


@rule("16")
def fills_open_questions_only(keys: Sequence[str]) -> bool:
    """解释只填补未作规定之处: An interpretation settles open questions, and never a number that the text fixes."""
    return all(key in KEYS for key in keys)


@rule("16", basis=Basis.METHOD)
def says_what_it_interprets(number: str, provision: str, question: str, answer: str) -> bool:
    """解释载明文号、条款、问题与答复: An interpretation has its number, the provision, the question and the answer."""
    try:
        Citation.parse(provision)
    except ValueError:
        return False
    return all(text.strip() for text in (number, question, answer))


@rule("16", basis=Basis.METHOD)
def comes_before_marks_are_known(running: Collection[RoundId]) -> bool:
    """解释先于评分: An interpretation comes before marks are known.

    ``running`` are rounds with marks and no result. A flag, never a bar: an outcome that it changes stands red in the audit.
    """
    return not running
