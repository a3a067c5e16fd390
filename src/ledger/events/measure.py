"""The measure and the rules under it (办法、评审规则): articles 1, 5, 6, 16, 17."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from ledger.events.event import Event, Subject, event
from ledger.terms import Digest, EditionId, Fen, Hundredths, ItemId, PartialDate, Role, Tier


class EditionTier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """奖项设置: one tier of an edition; quota a year and prize in fen where its text fixes them; whether a win bars (10.2)."""

    tier: Tier
    zh: str
    en: str
    quota: int | None
    prize: Fen | None
    bars: bool


class AdoptedValue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """参数取值: one open question settled: the silence's key, the value, and the document that says so."""

    key: str
    value: Any
    source: str


class RubricItem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """评分项: from ``least`` to ``most`` in steps of ``step``, all in hundredths of a point."""

    item: ItemId
    zh: str
    en: str
    least: Hundredths
    most: Hundredths
    step: Hundredths


@event
class MeasureRegistered(Event, frozen=True):
    """办法登记 (1, 2, 3, 17). An edition of the measure: its tiers and what is known of its validity. Blanks stay None."""

    wire_name = "measure.registered"
    cites = ("1", "2", "17")
    signed_by = (Role.GOVERNMENT, Role.OFFICE)
    registers = ("measures",)

    edition_id: EditionId
    title_zh: str
    title_en: str
    programme_zh: str
    issued_by: str
    effective_from: PartialDate | None
    valid_until: PartialDate | None
    text: Digest | None
    tiers: tuple[EditionTier, ...]


class FixedValue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """条文定值: one number or rule that the text of an edition fixes, and the provision of that edition which does."""

    key: str
    value: Any
    provision: str


class Answering(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """条款对应: a provision as rules here cite it, and the one that says the same in another edition, both as 9(4)."""

    ours: str
    theirs: str


@event
class EditionFixed(Event, frozen=True):
    """办法定值 (3, 8, 9, 10, 11, 17). What the text of a registered edition fixes, so that a round can run on it.

    Signed by who made the measure, never by who runs the round. ``text`` is the digest under which the edition was
    registered; ``articles`` tells which of its provisions answer to those that rules here cite.
    """

    wire_name = "edition.fixed"
    cites = ("17",)
    signed_by = (Role.GOVERNMENT,)
    registers = ("measures",)

    edition_id: EditionId
    text: Digest
    values: tuple[FixedValue, ...]
    articles: tuple[Answering, ...]


@event
class InterpretationIssued(Event, frozen=True):
    """解释 (16). Fills a silence of the measure; it never changes what the text fixes."""

    wire_name = "interpretation.issued"
    cites = ("16",)
    signed_by = (Role.OFFICE,)
    registers = ("measures",)

    number: str
    provision: str
    question: str
    answer: str
    values: tuple[AdoptedValue, ...]


@event
class ParametersAdopted(Event, frozen=True):
    """评审规则采用 (6). Settles, for this round, what the regulation leaves open; each value with its own source."""

    wire_name = "parameters.adopted"
    cites = ("6.1",)
    signed_by = (Role.COMMITTEE,)

    document: str
    values: tuple[AdoptedValue, ...]


@event
class ParametersChanged(Event, frozen=True):
    """参数变更 (6). After the call the committee settles otherwise, or at last, what the round's rules say. Red in every audit."""

    wire_name = "parameters.changed"
    cites = ("6.1",)
    signed_by = (Role.COMMITTEE,)

    document: str
    why: str
    values: tuple[AdoptedValue, ...]


@event
class RubricAdopted(Event, frozen=True):
    """评审标准采用 (5). The scored items of this round, under the name and edition of their standard."""

    wire_name = "rubric.adopted"
    cites = ("5",)
    signed_by = (Role.COMMITTEE,)

    standard: str
    items: tuple[RubricItem, ...]


@event
class CalendarAdopted(Event, frozen=True):
    """工作日历采用. Holidays and make-up working days of the years ``first`` to ``last``; past them no day is counted."""

    wire_name = "calendar.adopted"
    cites = ("9(8)",)
    signed_by = (Role.OFFICE,)
    registers = ("measures",)

    name: Annotated[str, Subject]
    first: int
    last: int
    holidays: tuple[str, ...]
    workdays: tuple[str, ...]
    source: str
