"""Article 11, and what article 12 has in common with it: verification, revocation and what follows (第十一条, 第十二条).

An applicant answers for the truth of its papers. A title got by deceit is, once that is verified and the government
has approved, revoked; plaque and certificate are taken back, the prize is asked back, the public is told, and the
organisation may not apply for five years: five facts, each of its own. Who verifies, who proposes and from when
the five years run are silences. A revocation may be annulled: the title is restored and nothing is erased.
"""

from __future__ import annotations

from ledger.errors import NotDisclosed
from ledger.rules.citation import Basis, NotOnRecord, Silence, rule
from ledger.terms import Fen, PartialDate, Role

EITHER = "either"
VERIFIERS = (Role.OFFICE, Role.DISCIPLINE)
WITH_INTEREST = "amount_paid_with_interest"


@rule("11", basis=Basis.METHOD)
def concerns_somebody_of_the_round(is_known: bool) -> bool:
    """所涉组织属于本年度: The matter is about an applicant or a winner of the round."""
    return is_known


@rule("11", basis=Basis.ADOPTED)
def is_verified_by_who_verifies(author: str, verifier: str | None) -> bool:
    """由规定机构核实: The body that the adopted rules name verifies: the office, the discipline body, or either."""
    if verifier is None:
        raise Silence("revocation.verifier")
    return author == verifier or (verifier == EITHER and author in VERIFIERS)


@rule("11")
def concludes_an_open_verification(opened: str | None, ground: str, sealed: int, *, may_be_unknown: bool = False) -> bool:
    """结论针对已立案且事由相同的核实: A conclusion ends a verification that was opened on the same ground; None: none is open."""
    return _is_same(opened, ground, sealed, may_be_unknown)


@rule("11", basis=Basis.METHOD)
def gives_its_grounds(reasons: str) -> bool:
    """载明理由: Conclusion and proposal give their reasons."""
    return bool(reasons.strip())


@rule("11", basis=Basis.METHOD)
def hears_somebody_under_verification(is_known: bool, sealed: int) -> bool:
    """听取陈述在立案之后: The organisation is heard once there is a verification."""
    if not is_known and sealed:
        raise NotDisclosed("record.sealed")
    return is_known


@rule("11")
def concerns_a_title_that_stands(has_title: bool, is_held: bool) -> bool:
    """所涉称号已授予且有效: What is to be revoked, or used, is a title that was published and stands."""
    return has_title and is_held


@rule("11")
def follows_an_established_ground(established: str | None, ground: str, sealed: int, *, may_be_unknown: bool = False) -> bool:
    """以核实属实为前提: A revocation is proposed on a ground that was verified and found true; None: nothing was."""
    return _is_same(established, ground, sealed, may_be_unknown)


@rule("11", basis=Basis.ADOPTED)
def is_proposed_by_who_proposes(author: str, proposer: str | None) -> bool:
    """由规定机构报请: The body that the adopted rules name proposes the revocation."""
    if proposer is None:
        raise Silence("revocation.proposer")
    return author == proposer


@rule("11")
def approves_what_was_proposed(proposed: str | None, ground: str, sealed: int, *, may_be_unknown: bool = False) -> bool:
    """批准以报请为前提且事由相同: The government approves a revocation that was proposed to it, on the same ground; None: none was."""
    return _is_same(proposed, ground, sealed, may_be_unknown)


@rule("11", basis=Basis.METHOD)
def heard_the_organisation(heard_at: int, sealed: int) -> bool:
    """批准前听取了陈述申辩: The organisation was heard before its title is taken; the measure does not ask for it. 0: not on record."""
    if not heard_at and sealed:
        raise NotDisclosed("record.sealed")
    if not heard_at:
        raise NotOnRecord("a statement of the organisation")
    return True


@rule("11")
def follows_the_revocation(is_in_force: bool) -> bool:
    """以政府批准撤销为前提: What a revocation brings comes after the government approved it, and while it is in force."""
    return is_in_force


@rule("11", basis=Basis.METHOD)
def is_recorded_once(is_recorded: bool) -> bool:
    """同一后果只记一次: One consequence of one revocation is recorded once; a wrong one is corrected."""
    return not is_recorded


@rule("11")
def demands_what_was_paid(amount: Fen, demanded: Fen, paid: Fen, scope: str | None) -> bool:
    """追回已付全额: What is asked back, with what was asked before, is what was paid; from a repeat winner, nothing.

    With interest, where adopted, it may be more.
    """
    if scope is None:
        raise Silence("clawback.scope")
    if scope == WITH_INTEREST and paid:
        return demanded + amount >= paid
    return demanded + amount == paid


@rule("11")
def receives_no_more_than_was_demanded(amount: Fen, received: Fen, demanded: Fen) -> bool:
    """收回不超过追缴: What comes back, with what came before, is no more than was asked back."""
    return received + amount <= demanded


@rule("11", basis=Basis.ADOPTED)
def bars_from_the_adopted_day(starts_on: PartialDate, start: str | None, day: PartialDate | None) -> bool:
    """禁止申报自规定之日起算: The bar starts on the day that the adopted rules name, which is not counted; None: it is not on record."""
    if start is None:
        raise Silence("bar.revocation.start")
    if day is None:
        raise NotOnRecord(start)
    return starts_on == day


@rule("11", basis=Basis.METHOD)
def annuls_a_revocation_in_force(is_in_force: bool, document: str) -> bool:
    """被撤销的是有效的撤销决定且载明文号: What is annulled is a revocation in force, by a numbered decision."""
    return is_in_force and bool(document.strip())


def _is_same(found: str | None, ground: str, sealed: int, may_be_unknown: bool) -> bool:
    """Return whether the step before was on the same ground. What was taken down afterwards may hold a part of its steps alone."""
    if found is None and sealed:
        raise NotDisclosed("record.sealed")
    if found is None and may_be_unknown:
        raise NotOnRecord("the step before this one")
    return found == ground
