"""Article 16: who interprets (第十六条): the committee's office.

An interpretation fills a gap; what the text fixes it leaves alone. It is in force for every round of its edition from the
day on which it was recorded, below what the committee adopted for the round (docs/decisions/0007).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.rules.article_09_4_to_7 import Computed, settled
from ledger.rules.citation import Basis, Citation, rule
from ledger.rules.parameters import KEYS
from ledger.terms import RoundId


@rule("16")
def fills_open_questions_only(keys: Sequence[str]) -> bool:
    """解释只填补未作规定之处: An interpretation settles open questions, and never a number that the text fixes."""
    return all(key in KEYS for key in keys)


@rule("16")
def leaves_alone_what_the_text_fixes(keys: Sequence[str], fixed: Collection[str]) -> bool:
    """解释不触及本版办法已定的事项: An interpretation settles nothing that the text of its edition answers itself (``fixed``)."""
    return not set(keys) & set(fixed)


@rule("16", basis=Basis.METHOD, gate=True)
def opens_no_sealed_field(keys: Sequence[str]) -> bool:
    """解释不决定公开时点: What the public may read is settled by the committee for each round, never by interpretation."""
    return not any(key.startswith("publish.") for key in keys)


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


@rule("16", basis=Basis.METHOD)
def leaves_the_outcome_as_it_was(moved: Computed[Sequence[str]]) -> bool:
    """解释不改变已知评分的结果: What the marks give comes out as it did before.

    ``moved`` names the lists and rankings of running rounds that come out otherwise, or only now. A flag, never a bar.
    """
    return not settled(moved)
