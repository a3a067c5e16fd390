"""The rubric of GB/T 19580-2012 (评审标准): 23 items that sum to 1000 points.

Only 4.1 (110 points: 50, 30, 30) was confirmed in print; the other points are from domain knowledge and
want checking against the printed standard before anybody scores by them.
"""

from __future__ import annotations

from importlib.resources import files

import msgspec

from ledger.events.measure import RubricItem
from ledger.terms import Hundredths, ItemId

STANDARD = "GB/T 19580-2012"
STEPS = 20
"""A mark is a share of the item's points in steps of five in a hundred."""


class _Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item: ItemId
    zh: str
    en: str
    points: int


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    standard: str
    note: str
    total: int
    items: tuple[_Item, ...]


def items_of_the_standard() -> tuple[RubricItem, ...]:
    """Return the items of the standard with their points in hundredths, in its order."""
    table = msgspec.json.decode(files("ledger.demo").joinpath("rubric_gbt19580.json").read_bytes(), type=_Table)
    return tuple(
        RubricItem(
            item=i.item, zh=i.zh, en=i.en, least=Hundredths(0), most=Hundredths(100 * i.points), step=Hundredths(100 * i.points // STEPS)
        )
        for i in table.items
    )
