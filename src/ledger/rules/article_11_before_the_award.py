"""Article 11 before any award (第十一条): deceit that is found while nothing was won yet.

The text speaks of an honour that was obtained. What becomes of who is found out earlier is the silence
``fraud.before_award``: out of the round, or out of the round and barred for the same five years.
"""

from __future__ import annotations

from collections.abc import Collection

from ledger.errors import NotDisclosed
from ledger.rules.citation import Basis, Silence, rule
from ledger.rules.identity import all_same
from ledger.terms import ApplicantCode

BARRED = "excluded_and_barred"


@rule("11", basis=Basis.ADOPTED)
def leaves_out_who_was_found_to_deceive(
    winners: Collection[ApplicantCode], deceivers: Collection[ApplicantCode], reading: str | None, sealed: int
) -> bool:
    """查实弄虚作假者不获批准: Nobody wins whose deceit was verified before the award, as the adopted rules have it."""
    if set(winners).isdisjoint(deceivers):
        if sealed:
            raise NotDisclosed("record.sealed")
        return True
    if reading is None:
        raise Silence("fraud.before_award")
    return False


@rule("11", basis=Basis.ADOPTED)
def bars_who_deceived_before_the_award(is_found: bool, reading: str | None, sealed: int) -> bool:
    """授奖前查实者依规则禁止申报: A bar without a title follows a verified deceit, and only where the adopted rules bar for it."""
    if reading is None:
        raise Silence("fraud.before_award")
    if not is_found and sealed:
        raise NotDisclosed("record.sealed")
    return is_found and reading == BARRED


@rule("11")
def bars_with_the_title_where_there_is_one(has_title: bool) -> bool:
    """已授奖者依撤销程序处理: Who holds a title is barred by its revocation, and not beside it."""
    return not has_title


@rule("11", basis=Basis.METHOD)
def binds_who_applied(organisation: str, name: str, applied: tuple[str, str] | None) -> bool:
    """所禁者即该申报组织: The bar names the organisation that applied under this code; None: there is no such application."""
    return applied is not None and not all_same((organisation, name)).isdisjoint(all_same(applied))
