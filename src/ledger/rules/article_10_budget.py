"""Article 10.1, the money's way (第十条第一款): out of the budget, by a voucher, to the winner and to nobody else.

The text says that the prizes stand in the budget and not on which line, in which year or how much is put there. So
what the budget gives is asked once it is on record; before, the answer is 未见记录. Amounts are in fen.
"""

from __future__ import annotations

from collections.abc import Collection

from ledger.rules.citation import Basis, NotOnRecord, rule
from ledger.rules.identity import all_same, same
from ledger.terms import Fen, OrgId


@rule("10.1")
def pays_the_winner_and_nobody_else(payee: OrgId | None, winner: tuple[str, str] | None) -> bool:
    """收款人即获奖组织: Who is paid is the organisation that won, by its code or its name; None: the source does not say who was paid."""
    if payee is None:
        raise NotOnRecord("who was paid")
    return winner is not None and same(payee) in all_same(winner)


@rule("10.1", basis=Basis.METHOD)
def has_a_voucher_of_its_own(voucher: str, taken: Collection[str]) -> bool:
    """凭证编号不重复: Every movement of money has a voucher, and no other has its number."""
    return bool(voucher.strip()) and same(voucher) not in all_same(taken)


@rule("10.1")
def is_paid_out_of_the_budget(year: int | None, line: str | None, lines: Collection[str]) -> bool:
    """奖金自预算列支: A prize is paid out of a line of a year's budget; ``lines`` are those that the budget has it on.

    None: the source does not name year or line.
    """
    if year is None or line is None:
        raise NotOnRecord("out of which line of which budget it was paid")
    return bool(line.strip()) and (not lines or same(line) in all_same(lines))


@rule("10.1")
def stays_within_the_budget(amount: Fen, spent: Fen, appropriated: Fen | None) -> bool:
    """拨付不超过预算安排: What is paid out of a line in a year is no more than the budget gives; None: no such budget is on record."""
    if appropriated is None:
        raise NotOnRecord("what the budget gives for the prizes of that year")
    return spent + amount <= appropriated


@rule("10.1", basis=Basis.METHOD)
def appropriates_once_a_year(year: int, years: Collection[int]) -> bool:
    """每年预算安排只记一次: The budget of a year is recorded once; a change of it corrects the record."""
    return year not in years


@rule("10.1", basis=Basis.METHOD)
def names_line_and_document(line: str, document: str) -> bool:
    """载明预算科目与文号: An appropriation names its line and the document that made it."""
    return bool(line.strip()) and bool(document.strip())


@rule("10.1", basis=Basis.METHOD)
def has_numbers_of_its_own(numbers: Collection[str], taken: Collection[str]) -> bool:
    """奖牌证书编号不重复: No other title of any year has the number of this plaque or of this certificate."""
    return all_same(numbers).isdisjoint(all_same(taken))
