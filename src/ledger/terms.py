"""The words of the award, and the one place where each meets its Chinese original.

Codes name things without naming anybody: an applicant or an expert has a fresh code in every
round, and only the vault knows whose it is. Amounts are integers in the unit that the type says.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache, total_ordering
from typing import NewType, NoReturn

RoundId = NewType("RoundId", str)
"""评审年度: one yearly round of the award, such as ``2025``. The award year, not the year of decision."""

EditionId = NewType("EditionId", str)
"""办法版本: one version of the measure, such as ``2024``. Numbers that its text fixes belong to it."""

ApplicantCode = NewType("ApplicantCode", str)
"""申报代号: an applicant in one round, such as ``A-07``. The organisation behind it is sealed."""

ExpertCode = NewType("ExpertCode", str)
"""专家代号: an expert in one round, such as ``E-03``. The person behind it is sealed."""

BodyCode = NewType("BodyCode", str)
"""机构代码: an authority or department that acts in the award, such as ``committee``."""

OrgId = NewType("OrgId", str)
"""组织: an organisation, by its 18-character unified social credit code, or by name where no code is known."""

ItemId = NewType("ItemId", str)
"""评分项: one scored item of the rubric, such as ``4.1.2``."""

ActId = NewType("ActId", str)
"""行为编号: the identity of one act, chosen by its author; 128 random bits in hex."""

KeyId = NewType("KeyId", str)
"""密钥编号: the SHA-256 of a public key, in hex."""

Hundredths = NewType("Hundredths", int)
"""百分之一分: a score or a weight in hundredths; 85.5 points are 8550."""

Fen = NewType("Fen", int)
"""分: money in hundredths of a yuan."""

Digest = NewType("Digest", str)
"""摘要: a SHA-256 in hex, of bytes as they were read."""

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""北京时间. China has kept one offset without summer time since 1991, so a fixed offset is exact."""


Tier = NewType("Tier", str)
"""奖项: what article 3 names in quotation marks. The programme as a whole has no quotation marks. Editions say which there are."""

MAIN = Tier("main")
"""区长质量奖: the main tier."""

NOMINATION = Tier("nomination")
"""提名奖: the nomination tier, a real second tier."""


class Phase(StrEnum):
    """评审阶段: the three stages in which experts score (article 9(4) to 9(6))."""

    DOCUMENT = "document"
    DEFENCE = "defence"
    SITE = "site"


class RoundKind(StrEnum):
    """记录方式: kept while the round runs, or written down afterwards from its papers."""

    LIVE = "live"
    HISTORICAL = "historical"


class Role(StrEnum):
    """身份: in what capacity a key signs. What each may sign stands with every event type."""

    OFFICE = "office"
    CLERK = "clerk"
    CONFIRMER = "confirmer"
    COMMITTEE = "committee"
    GOVERNMENT = "government"
    APPLICANT = "applicant"
    RECOMMENDER = "recommender"
    DEPARTMENT = "department"
    EXPERT = "expert"
    REGISTRAR = "registrar"
    FINANCE = "finance"
    DISCIPLINE = "discipline"
    PUBLIC = "public"
    COUNTERSIGNER = "countersigner"
    SERVICE = "service"

    @property
    def zh(self) -> str:
        return _ROLES_ZH[self]


_ROLES_ZH = {
    Role.OFFICE: "质量发展委员会办公室",
    Role.CLERK: "经办人",
    Role.CONFIRMER: "复核人",
    Role.COMMITTEE: "质量发展委员会",
    Role.GOVERNMENT: "区人民政府",
    Role.APPLICANT: "申报组织",
    Role.RECOMMENDER: "推荐单位",
    Role.DEPARTMENT: "区有关部门",
    Role.EXPERT: "评审专家",
    Role.REGISTRAR: "密钥登记人",
    Role.FINANCE: "财政部门",
    Role.DISCIPLINE: "纪检监察机关",
    Role.PUBLIC: "社会公众",
    Role.COUNTERSIGNER: "会签机构",
    Role.SERVICE: "台账系统",
}


class BarStart(StrEnum):
    """Silence ``bar.win.start``: from when the five years of article 10.2 run. The readings differ by a whole round."""

    DECISION = "government_decision_date"
    START_OF_AWARD_YEAR = "start_of_award_year"
    END_OF_AWARD_YEAR = "end_of_award_year"


_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@total_ordering
class PartialDate:
    """不完整日期: a date of which only the year, or the year and month, may be known (article 17). Immutable.

    No dataclass, since msgspec would write one as an object: in a record it is one string.
    """

    __slots__ = ("day", "full", "month", "text", "year")

    def __init__(self, year: int, month: int | None = None, day: int | None = None) -> None:
        """Raise ``ValueError`` for a day that does not exist."""
        first = date(year, month or 1, day or 1)
        if day is not None and month is None:
            raise ValueError("a day needs its month")
        text = "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None)])
        for name, value in (("year", year), ("month", month), ("day", day), ("full", first if day else None), ("text", text)):
            object.__setattr__(self, name, value)

    year: int
    month: int | None
    day: int | None
    full: date | None
    """The day, where all of it is known."""
    text: str
    """As it is written."""

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Return the date that ``text`` writes: ``2024``, ``2024-06`` or ``2024-06-27``. Raises ``ValueError``."""
        return _parsed(text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"PartialDate({self})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and self.text == other.text

    def __lt__(self, other: PartialDate) -> bool:
        return self.text < other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a date does not change: {name}")


@lru_cache(maxsize=4096)
def _parsed(text: str) -> PartialDate:
    """Thousands of acts of a round bear a few dozen days."""
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a year, a year and month, or a date")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    return PartialDate(year, month, day)


def instant(moment: datetime) -> str:
    """Return ``moment`` as the ledger writes it: milliseconds, Asia/Shanghai, fixed width.

    Two such strings compare as the moments do. Raises ``ValueError`` for a moment without an offset.
    """
    if moment.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return moment.astimezone(SHANGHAI).isoformat(timespec="milliseconds")


def day_of(text: str) -> date:
    """Return the day in Asia/Shanghai of a recorded date or instant. Raises ``ValueError``."""
    if len(text) == 10:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return moment.astimezone(SHANGHAI).date()


class View(StrEnum):
    """视图: who reads. The public sees what is public and what a milestone has opened; auditors and inspectors see all."""

    PUBLIC = "public"
    AUDITOR = "auditor"
    INSPECTOR = "inspector"


class Milestone(StrEnum):
    """公开时点: from which event of a round a sealed field is open to the public. Unset means closed."""

    NEVER = "never"
    NOTICE = "notice.opened"
    RESULT = "result.published"
