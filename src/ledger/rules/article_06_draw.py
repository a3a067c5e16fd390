"""Article 6.2, drawing experts from the pool so that anybody can recompute it (第六条第二款, 专家抽取).

The article gives the office the pool and says nothing of a draw. What is asked here rests on the adopted rules
(``panel.selection``, ``draw.parties``) or on the method of ``ledger.rules.draw``, and says which.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

from ledger.rules import draw as drawing
from ledger.rules.article_09_4_to_7 import Computed, settled
from ledger.rules.citation import Basis, NotOnRecord, Silence, rule
from ledger.rules.draw import PoolEntry
from ledger.rules.parameter_values import DrawParties
from ledger.terms import Digest

# The pool


@rule("6.2", basis=Basis.METHOD, gate=True)
def enrols_a_person_once(pool_code: str, known: Computed[bool]) -> bool:
    """入库专家未曾入库: Who is enrolled is not in the pool already. ``known``: whether the code, or the person, is."""
    return bool(pool_code.strip()) and not settled(known)


@rule("6.2", basis=Basis.METHOD, gate=True)
def suspends_who_can_be_drawn(in_the_pool: Computed[bool], is_suspended: Computed[bool]) -> bool:
    """暂停的是在库且未暂停的专家: Who is suspended is in the pool, and was not suspended before."""
    return settled(in_the_pool) and not settled(is_suspended)


@rule("6.2", basis=Basis.METHOD, gate=True)
def ends_a_suspension_that_there_is(is_suspended: Computed[bool]) -> bool:
    """恢复的是被暂停的专家: Who comes back was suspended."""
    return settled(is_suspended)


# The snapshot


@rule("6.2", basis=Basis.METHOD)
def stands_as_it_was_made(is_new: bool) -> bool:
    """抽取记录不作更正: What a draw rests on is never corrected: the draw is aborted, and another one made."""
    return is_new


@rule("6.2", basis=Basis.METHOD)
def counts_the_draws_of_the_round(draw: int, before: int) -> bool:
    """抽取按序编号: The draws of a round are counted from 1; ``before`` is the number of the last one, 0 where none was."""
    return draw == before + 1


@rule("6.2", basis=Basis.ADOPTED)
def starts_when_nothing_else_can_be_drawn(is_running: bool, reserves_left: int) -> bool:
    """前次抽取已中止，或替补已用尽: A draw starts when the last one was aborted, or drew a panel whose reserves are used up."""
    return not is_running and reserves_left == 0


@rule("6.2", basis=Basis.METHOD)
def is_drawn_by_a_known_method(method: str, fallback: str) -> bool:
    """抽取方法和未揭示的处理办法已知: The method, and what follows when a number is kept back, are those that anybody can recompute."""
    return method == drawing.METHOD and fallback == drawing.ABORT_AND_REPLACE


@rule("6.2", basis=Basis.METHOD)
def lists_each_expert_once_in_order(entries: Sequence[PoolEntry], words: Sequence[str]) -> bool:
    """条目按摘要排序且不重复: Entries stand in the order of their digests, each digest and code once, in plain words."""
    digests = [entry.digest for entry in entries]
    is_sorted = all(a < b for a, b in pairwise(digests))
    codes = [entry.code for entry in entries]
    well_formed = all(drawing.NUMBER.fullmatch(digest) for digest in digests) and all(map(drawing.is_word, words))
    return bool(entries) and is_sorted and len(set(codes)) == len(codes) and well_formed


@rule("6.2", basis=Basis.ADOPTED, gate=True)
def commits_to_the_whole_pool(
    round: str,
    entries: Sequence[PoolEntry],
    openings: Computed[Sequence[tuple[str, str]]],
    pool: Computed[Collection[str]],
    suspended: Computed[Collection[str]],
) -> bool:
    """快照即当日专家库: The snapshot holds everybody in the pool on that day, once; exactly the suspended are excluded as such.

    ``openings``: (pool code, salt) of each entry in turn. Raises ``NotOnRecord`` where nobody was ever enrolled.
    """
    opened, everybody = settled(openings), settled(pool)
    if not everybody:
        raise NotOnRecord("the pool: nobody is enrolled")
    if len(opened) != len(entries) or not all(drawing.SALT.fullmatch(salt) for _, salt in opened):
        return False
    pairs = [(entry, code, salt) for entry, (code, salt) in zip(entries, opened, strict=True)]
    if any(drawing.entry_digest(round, entry.code, code, salt) != entry.digest for entry, code, salt in pairs):
        return False
    shut = {code for entry, code, _ in pairs if entry.excluded == "suspended"}
    return sorted(code for _, code, _ in pairs) == sorted(everybody) and shut == set(settled(suspended))


@rule("6.2", basis=Basis.METHOD)
def has_enough_to_draw_from(eligible: int, experts: int, reserves: int) -> bool:
    """可抽取人数足够: At least one expert is drawn, and there are enough for the panel and its reserves together."""
    return experts >= 1 and reserves >= 0 and eligible >= experts + reserves


@rule("6.2", basis=Basis.ADOPTED)
def is_drawn_by_parties_of_the_adopted_kinds(parties: Sequence[str], reading: DrawParties | None) -> bool:
    """参与抽取的各方符合采用的规则: Those who put a number into the draw are different, of the adopted kinds, and enough."""
    if reading is None:
        raise Silence("draw.parties")
    of_kind = all(party.partition(":")[0] in reading.among for party in parties)
    return of_kind and len(set(parties)) == len(parties) >= reading.at_least and set(parties) != {"office"}


@rule("6.2", basis=Basis.METHOD)
def replaces_who_kept_its_number_back(parties: Sequence[str], absent: Collection[str]) -> bool:
    """未揭示方已被替换: Whoever kept its number back in a draw of this round has no part in the next: ``absent`` are all who did."""
    return not set(parties) & set(absent)


@rule("6.2", basis=Basis.METHOD)
def leaves_time_to_reveal(on: date | None, reveal_by: date) -> bool:
    """揭示期限不早于快照之日: The last day for revealing is the day of the snapshot or a later one."""
    return on is not None and on <= reveal_by


# The numbers


@rule("6.2", basis=Basis.METHOD)
def belongs_to_the_draw_that_runs(draw: int, running: int) -> bool:
    """属于正在进行的抽取: The act belongs to the draw that runs; ``running`` is its number, 0 where none does."""
    return running > 0 and draw == running


@rule("6.2", basis=Basis.METHOD, gate=True)
def speaks_for_itself(party: str, parties: Collection[str], author: str) -> bool:
    """由参与抽取的一方自行作出: Whoever seals or reveals is a party of the draw, and speaks for itself. ``author``: role or code."""
    role, _, code = party.partition(":")
    return party in parties and author in (role, code or role)


@rule("6.2", basis=Basis.METHOD)
def is_within_the_time(on: date | None, reveal_by: date | None) -> bool:
    """在揭示期限之内: It is done by the last day for revealing, that day included."""
    return on is not None and reveal_by is not None and on <= reveal_by


@rule("6.2", basis=Basis.METHOD)
def seals_one_number_of_its_own(commitment: str, has_sealed: bool, others: Collection[str]) -> bool:
    """每方封存一个抽取数: A party seals one number; its digest is nobody else's."""
    return not has_sealed and drawing.NUMBER.fullmatch(commitment) is not None and commitment not in others


@rule("6.2", basis=Basis.METHOD)
def reveals_when_all_are_sealed(missing: Collection[str], has_revealed: bool) -> bool:
    """全部封存之后揭示且只揭示一次: A number is revealed once, when all are sealed: a later one could choose. ``missing`` have not."""
    return not missing and not has_revealed


@rule("6.2", basis=Basis.METHOD, gate=True)
def reveals_what_was_sealed(snapshot: Digest | None, party: str, number: str, salt: str, commitment: Digest | None) -> bool:
    """揭示与封存一致: Number and salt give the digest that the party sealed for this snapshot."""
    if snapshot is None or commitment is None or not drawing.NUMBER.fullmatch(number) or not drawing.SALT.fullmatch(salt):
        return False
    return drawing.commitment(snapshot, party, number, salt) == commitment


@rule("6.2", basis=Basis.METHOD)
def reveals_a_fresh_number(number: str, known: Collection[str]) -> bool:
    """抽取数未曾使用: No number was revealed before in this round, by anybody."""
    return number not in known


@rule("6.2", basis=Basis.METHOD)
def aborts_before_the_outcome_is_known(*, is_complete: bool) -> bool:
    """结果确定之后不得中止: A draw whose numbers are all revealed has its outcome, and is not aborted."""
    return not is_complete


@rule("6.2", basis=Basis.METHOD)
def aborts_for_a_stated_reason(reason: str, absent: Collection[str], missing: Collection[str], known: int, *, is_late: bool) -> bool:
    """中止事由属实: Numbers are missing after the last day and those who keep them are named, or no number is known yet.

    ``missing`` are the parties that have not revealed, ``known`` is how many have; ``is_late`` once the last day is over.
    """
    if reason == "not_revealed":
        return is_late and bool(missing) and set(absent) == set(missing)
    return known == 0 and not absent


@rule("6.2", basis=Basis.METHOD)
def says_why(why: str) -> bool:
    """载明理由: A reason is given in words."""
    return bool(why.strip())


# What was drawn


@rule("6.2", basis=Basis.ADOPTED)
def is_chosen_as_the_rules_say(selection: str | None) -> bool:
    """专家产生方式已有规定: The adopted rules say how experts are chosen. Refuses nothing by itself."""
    if selection is None:
        raise Silence("panel.selection")
    return True
