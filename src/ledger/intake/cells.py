"""One cell read as one value (单元格): dates, numbers, percentages and codes as clerks and their programs write them.

Every function takes what stands in a cell and returns a plain JSON value, or raises ``BadInput`` without a
place; whoever knows the file, sheet and cell adds it. What can be meant in two ways is an error, never a guess.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from ledger.errors import BadInput
from ledger.terms import SHANGHAI, PartialDate, instant

LONG_NUMBER = 10**11
"""A number cell from here on is shown in scientific notation; beyond 15 digits it has lost some of them for good."""

LONGEST_TEXT = 20_000
"""Characters of one cell that can still stand in a record with the rest of the act."""

NONE = frozenset({"无", "没有", "none", "null", "-", "—", "/"})
"""Words that say on purpose that there is nothing."""

YES = frozenset({"是", "有", "对", "yes", "y", "true", "1", "√", "✓"})
NO = frozenset({"否", "无", "不", "no", "n", "false", "0", "×"})

_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})\s*日?|\s*月?)?\s*(?:(\d{1,2})[:时](\d{1,2})分?)?")
_DIGITS_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"(\d{4})年?")
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))
_APOSTROPHES = "'‘’`"
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d{2,3}")
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def finite(value: Any) -> Any:
    """Return ``value``. Raises ``BadInput`` for a number that is none: not even a workbook file keeps everybody from writing NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        raise BadInput("", "this is no number", "write the number alone")
    return value


class Cell(NamedTuple):
    """单元格: what stands in a cell, its address such as ``D5``, and whether it is shown as a percentage.

    ``shown`` is the part of a date that it shows where that is not all of it: ``y``, ``ym`` or ``md``.
    """

    value: Any
    ref: str = ""
    percent: bool = False
    shown: str = ""

    @property
    def blank(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip(" \t\r\n\u3000\xa0\u200b\ufeff"))


def free_text(cell: Cell) -> str:
    """Return words as they stand, without blanks around them. Raises ``BadInput`` for a number that lost its form."""
    value = finite(cell.value)
    if isinstance(value, str):
        lines = value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
        text = unicodedata.normalize("NFC", lines).strip(" \t\n\u3000\xa0\u200b\ufeff")
        if len(text) > LONGEST_TEXT:
            raise BadInput("", f"{len(text)} characters; the most is {LONGEST_TEXT}", "put long texts into an attachment")
        strange = next((c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Co") and c not in "\n\t"), None)
        if strange is not None:
            raise BadInput("", f"it holds the control character U+{ord(strange):04X}", "type the text anew")
        return text
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        raise BadInput("", "a date stands where text is meant", "format the cell as text and type it anew")
    if isinstance(value, int | float) and value == int(value) and abs(value) < LONG_NUMBER:
        return str(int(value))
    if isinstance(value, int | float) and abs(value) >= LONG_NUMBER:
        raise BadInput(
            "",
            f"a long number stands as a number, shown as {value:.5E}, and may have lost digits",
            "format the cell as text and type all digits anew",
        )
    raise BadInput("", "a number stands where text is meant", "format the cell as text and type it anew")


def code(cell: Cell) -> str:
    """Return a code, number or key in half-width characters: ``Ａ－０７`` is ``A-07``. The mark before a text that is not to become
    a number is no part of it."""
    return half_width(free_text(cell)).lstrip(_APOSTROPHES)


def half_width(text: str) -> str:
    """Return ``text`` with full-width letters, digits and dashes made half-width, without marks that nobody sees."""
    seen = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", seen).translate(_DASHES).strip()


def day(cell: Cell) -> str:
    """Return a full date as ISO text. ``2025.9.24``, ``2025/9/24``, ``2025年9月24日``, ``20250924`` and real dates are read."""
    found = partial(cell)
    if len(found) != len("2025-09-24"):
        raise BadInput("", f"{found} is not a full date", "write year, month and day, such as 2025-09-24")
    return found


def partial(cell: Cell) -> str:
    """Return a date of which only the year, or year and month, may be known."""
    value = finite(cell.value)
    if isinstance(value, datetime) and value.time() != time():
        raise BadInput("", f"{value:%Y-%m-%d %H:%M} has a time of day; a date is meant", "write the date alone")
    if isinstance(value, date):
        return _as_shown(value, cell.shown)
    if isinstance(value, bool | time | timedelta):
        raise BadInput("", "this is no date", "write year, month and day, such as 2025-09-24")
    if isinstance(value, int | float):
        whole = str(int(value)) if value == int(value) else ""
        if not (_DIGITS_DAY.fullmatch(whole) or _YEAR.fullmatch(whole)) or 30_000 < value < 70_000:
            raise BadInput("", f"the number {value:g} is no date", "format the cell as text and write it such as 2025-09-24")
        text = whole
    else:
        text = half_width(free_text(cell))
    parts = _DIGITS_DAY.fullmatch(text) or _DAY.fullmatch(text) or _YEAR.fullmatch(text)
    if parts is None:
        raise BadInput("", f"{text!r} is no date", "write year, month and day, such as 2025-09-24")
    if len(parts.groups()) == 5 and parts[4]:
        raise BadInput("", f"{text!r} has a time of day; a date is meant", "write the date alone")
    year, month, on = (int(part) if part else None for part in (*parts.groups(), None, None)[:3])
    try:
        return str(PartialDate(year or 0, month, on))
    except ValueError:
        raise BadInput("", f"{text!r} is a day that does not exist", "compare it with the paper") from None


def _as_shown(value: date, shown: str) -> str:
    """Return a date that a program keeps, as far as somebody typed it."""
    if shown == "md":
        why = f"it shows no year; {value.year} was put in by the program"
        raise BadInput("", why, "write year, month and day, such as 2025-09-24")
    # Whoever typed year and month alone was given the first day; any other day was typed.
    parts = 1 if shown == "y" and (value.month, value.day) == (1, 1) else 2 if shown and value.day == 1 else 3
    return "-".join(value.isoformat()[:10].split("-")[:parts])


def moment(cell: Cell) -> str:
    """Return a day and time in Asia/Shanghai as the ledger writes an instant."""
    value = cell.value
    if isinstance(value, str) and "T" in value:
        try:
            return instant(datetime.fromisoformat(half_width(value)))
        except ValueError:
            raise BadInput("", "this moment does not exist", "compare it with the paper") from None
    if not isinstance(value, datetime):
        parts = _DAY.fullmatch(half_width(free_text(cell))) if isinstance(value, str) else None
        if parts is None or not parts[3] or not parts[4]:
            raise BadInput("", "this is no day with a time", "write such as 2025-09-24 10:30")
        try:
            year, month, on, hour, minute = (int(part) for part in parts.groups())
            value = datetime(year, month, on, hour, minute, tzinfo=SHANGHAI)
        except ValueError:
            raise BadInput("", "this moment does not exist", "compare it with the paper") from None
    _as_shown(value, cell.shown)
    return instant(value.replace(tzinfo=SHANGHAI))


def decimal(cell: Cell) -> Decimal:
    """Return an exact number. Thousands separators and full-width digits are read; percentages and units are not."""
    value = finite(cell.value)
    if isinstance(value, bool | date | time | timedelta):
        raise BadInput("", "this is no number", "write the number alone")
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # Programs keep 0.1 as the nearest binary fraction; fifteen digits are what was typed.
        return Decimal(f"{value:.15g}")
    text = half_width(free_text(cell)).replace(" ", "")
    if not _NUMBER.fullmatch(text):
        raise BadInput("", f"{text!r} is no number", "write the number alone, such as 1,250 or 85.5")
    return Decimal(text.replace(",", ""))


def whole(cell: Cell) -> int:
    """Return a whole number."""
    number = decimal(cell)
    if cell.percent or number != number.to_integral_value():
        raise BadInput("", f"{number} is not a whole number", "write a whole number")
    return int(number)


def points(cell: Cell) -> int:
    """Return points in hundredths: 85.5 is 8550."""
    number = decimal(_without(cell, "分"))
    if cell.percent:
        raise BadInput("", "a percentage stands where points are meant", "write the points, such as 85.5")
    return _hundredths(number, "points")


def money(cell: Cell) -> int:
    """Return an amount in fen: ``200,000``, ``20万元`` and ``￥200000.00`` are 20000000."""
    value, factor = cell.value, 1
    if isinstance(value, str):
        text = half_width(value).replace(" ", "").removeprefix("¥").removeprefix("人民币").removesuffix("整").removesuffix("元")
        factor = 10_000 if text.endswith("万") else 1
        cell = cell._replace(value=text.removesuffix("万"))
    return _hundredths(decimal(cell) * factor, "yuan")


def share(cell: Cell) -> Decimal:
    """Return a percentage as a number of hundredths of the whole: ``85%``, 85, and 0.85 shown as 85% are 85."""
    value = cell.value
    if isinstance(value, str):
        text = half_width(value).replace(" ", "")
        return decimal(cell._replace(value=text.removesuffix("%")))
    number = decimal(cell)
    return number * 100 if cell.percent else number


def yes_or_no(cell: Cell) -> bool:
    """Return whether a cell says yes."""
    if isinstance(cell.value, bool):
        return cell.value
    text = half_width(free_text(cell)).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise BadInput("", f"{text!r} is neither yes nor no", "write 是 or 否")


def credit_code(text: str) -> str:
    """Return an organisation's code in capitals, or its name where it is none.

    Eighteen letters and digits are a unified social credit code; its last character must answer to the others (GB 32100).
    """
    compact = half_width(text).lstrip(_APOSTROPHES).replace(" ", "").replace("-", "").upper()
    if _SCIENTIFIC.fullmatch(compact):
        why = f"a long number stands as a number, shown as {compact}, and may have lost digits"
        raise BadInput("", why, "format the cell as text and type all digits anew")
    if not re.fullmatch(r"[0-9A-Z]{15,20}", compact):
        return text
    if len(compact) != 18:
        raise BadInput("", f"{compact!r} has {len(compact)} characters; a credit code has 18", "compare it with the licence")
    if (strange := next((c for c in compact if c not in _CREDIT), None)) is not None:
        raise BadInput("", f"{compact!r} holds {strange}, which no credit code holds", "compare it with the licence: 0 and O, 1 and I")
    rest = sum(_CREDIT.index(c) * weight for c, weight in zip(compact, _WEIGHTS, strict=False)) % 31
    if _CREDIT[(31 - rest) % 31] != compact[17]:
        raise BadInput("", f"the last character of {compact!r} does not answer to the others", "compare it with the licence")
    return compact


def _hundredths(number: Decimal, unit: str) -> int:
    scaled = number * 100
    if abs(scaled) >= 2**53 or scaled != int(scaled):
        raise BadInput("", f"{number} {unit} have more than two decimals, or are too many", "write at most two decimals")
    return int(scaled)


def _without(cell: Cell, unit: str) -> Cell:
    return cell._replace(value=half_width(cell.value).removesuffix(unit)) if isinstance(cell.value, str) else cell
