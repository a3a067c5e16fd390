"""The working calendar of China 2023 to 2026 (工作日历).

Facts from the State Council's notices, by way of the package chinesecalendar 1.11.0 (MIT).
"""

from __future__ import annotations

from importlib.resources import files

import msgspec

from ledger.demo.script import Label, Script
from ledger.events.measure import CalendarAdopted

CALENDAR = "cn-2023-2026"


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    first: int
    last: int
    holidays: tuple[str, ...]
    workdays: tuple[str, ...]


def adopt_calendar(script: Script, on: str) -> None:
    """Add the act that adopts the calendar."""
    table = msgspec.json.decode(files("ledger.demo").joinpath("calendar_2023_2026.json").read_bytes(), type=_Table)
    event = CalendarAdopted(
        name=CALENDAR, first=table.first, last=table.last, holidays=table.holidays, workdays=table.workdays, source=table.source
    )
    script.act(event, on, label=Label.FACT, why=table.source)
