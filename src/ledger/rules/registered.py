"""Editions of other places (外地办法版本): what their text fixes, read from data and from no module of ours.

The government of the place states each number with its provision (``edition.fixed``). A text may fix what ours leaves
open, the counting of the notice for one: such a value is settled for every round under the edition, by the text. A number
that the data leave out is not on record, and an act that needs it waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from ledger.errors import BadInput
from ledger.rules.editions import EDITIONS, THIS_MEASURE, Edition
from ledger.rules.parameters import KEYS, Parameters, settle
from ledger.terms import EditionId, Fen, PartialDate, Tier

Years = Annotated[int, Meta(ge=0, le=100)]
STEP_ORDER = EDITIONS[THIS_MEASURE].step_order
"""The only order of the last steps that a round can run in here."""

_OF_TIER = re.compile(r"(?P<what>tier|prize)\.(?P<tier>[a-z0-9_]{1,32})\.(?P<unit>quota|fen)")
_EXACT = re.compile(r"[1-9]\d{0,8}(/[1-9]\d{0,8}|\.\d{1,9})?|0\.\d{0,8}[1-9]")


class Numbers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """条文定值: what a text may fix beside the places and prizes of its tiers. Wire names are the keys; None: the data leave it out."""

    bar_revocation_years: Years | None = msgspec.field(default=None, name="bar.revocation.years")
    bar_win_applies_to: tuple[Tier, ...] | None = msgspec.field(default=None, name="bar.win.applies_to")
    bar_win_years: Years | None = msgspec.field(default=None, name="bar.win.years")
    commendation_applies_to: tuple[Tier, ...] | None = msgspec.field(default=None, name="commendation.applies_to")
    clean_years: Years | None = msgspec.field(default=None, name="eligibility.clean_record_years")
    model_years: Years | None = msgspec.field(default=None, name="eligibility.excellence_model_years_min")
    system_years: Years | None = msgspec.field(default=None, name="eligibility.qms_years_min")
    operating_years: Years | None = msgspec.field(default=None, name="eligibility.years_operating_min")
    notice_days: Annotated[int, Meta(ge=1, le=366)] | None = msgspec.field(default=None, name="notice.days")
    replaces: Literal[False] | None = msgspec.field(default=None, name="notice.replacement")
    prize_repeat_main: Annotated[Fen, Meta(ge=0)] | None = msgspec.field(default=None, name="prize.repeat_main.fen")
    ratio_defence: Fraction | None = msgspec.field(default=None, name="ratio.defence")
    ratio_site: Fraction | None = msgspec.field(default=None, name="ratio.site_visit")
    repeat_occupies_quota: Literal[False] | None = msgspec.field(default=None, name="repeat_main.occupies_quota")
    step_order: tuple[str, ...] | None = msgspec.field(default=None, name="step_order")


class RegisteredTier(NamedTuple):
    """奖项: as ``editions.TierTerms``, as far as the data tell; the rest stays None."""

    zh: str
    en: str
    quota: int | None
    prize: Fen | None
    bars: bool
    commended: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredEdition:
    """外地办法版本: answers what ``editions.Edition`` does, as far as the data tell; the rest stays None."""

    id: EditionId
    tiers: Mapping[Tier, RegisteredTier]
    ratio_defence: Fraction | None
    ratio_site: Fraction | None
    notice_days: int | None
    bar_win_years: int | None
    bar_revocation_years: int | None
    prize_repeat_main: Fen | None
    operating_years: int | None
    system_years: int | None
    model_years: int | None
    clean_years: int | None
    effective_from: PartialDate | None
    valid_until: PartialDate | None
    settled: Parameters
    """Open questions of ours that this text answers itself."""
    provisions: Mapping[str, str] = field(default_factory=dict)
    """Key to the provision of the edition that fixes it."""


Text = Edition | RegisteredEdition
"""What a text fixes, known to this program or registered."""

_FIELDS = {f.encode_name: f for f in msgspec.structs.fields(Numbers)}
OPEN_TO_A_TEXT = frozenset(key for key in KEYS if not key.startswith(("publish.", "measure.")))
"""Open questions that a text of another place may answer. What is opened to the public is for the committee of each round."""


def read_edition(
    id: EditionId,
    tiers: Mapping[Tier, tuple[str, str]],
    validity: tuple[PartialDate | None, PartialDate | None],
    values: Iterable[tuple[str, Any, str]],
) -> RegisteredEdition:
    """Return the edition that data describe.

    ``tiers`` gives the names in Chinese and English, ``values`` are (key, plain value, provision of that edition). Raises
    ``BadInput`` for an unknown key, one given twice, a mistyped value, a tier that is not registered, and a way to run a
    round that this program does not know.
    """
    numbers: dict[str, Any] = {}
    opens: list[tuple[str, Any]] = []
    quotas: dict[Tier, int] = {}
    prizes: dict[Tier, Fen] = {}
    provisions: dict[str, str] = {}
    for key, value, provision in values:
        if key in provisions:
            raise BadInput(key, "the text fixes this key twice", "keep the value that is printed")
        provisions[key] = provision
        if key in _FIELDS:
            numbers[key] = value
        elif (of_tier := _OF_TIER.fullmatch(key)) is not None:
            _enter_tier(key, of_tier, value, tiers, quotas, prizes)
        elif key in OPEN_TO_A_TEXT:
            opens.append((key, value))
        else:
            raise BadInput(key, "no text fixes such a key here", f"the keys are: tier.NAME.quota, prize.NAME.fen, {', '.join(_FIELDS)}")
    read = _numbers(numbers)
    for named in (read.bar_win_applies_to or ()) + (read.commendation_applies_to or ()):
        if named not in tiers:
            raise BadInput("tiers", f"{named} is no registered tier", "register it, or leave it out")
    if read.step_order not in (None, STEP_ORDER):
        raise BadInput("step_order", "no other order of the last steps is known here", f"a round runs here as {', '.join(STEP_ORDER)}")
    return RegisteredEdition(
        id=id,
        tiers=MappingProxyType({tier: _tier(tier, names, read, quotas, prizes) for tier, names in tiers.items()}),
        ratio_defence=read.ratio_defence,
        ratio_site=read.ratio_site,
        notice_days=read.notice_days,
        bar_win_years=read.bar_win_years,
        bar_revocation_years=read.bar_revocation_years,
        prize_repeat_main=read.prize_repeat_main,
        operating_years=read.operating_years,
        system_years=read.system_years,
        model_years=read.model_years,
        clean_years=read.clean_years,
        effective_from=validity[0],
        valid_until=validity[1],
        settled=settle(Parameters(), opens),
        provisions=MappingProxyType(provisions),
    )


def commended_tiers(text: Text | None) -> tuple[Tier, ...] | None:
    """Return the tiers whose winners are commended (10.1); None where nothing says so."""
    if text is None or any(terms.commended is None for terms in text.tiers.values()):
        return None
    return tuple(tier for tier, terms in text.tiers.items() if terms.commended)


def _numbers(values: dict[str, Any]) -> Numbers:
    read: dict[str, Any] = {}
    for key, value in values.items():
        if value is None:
            raise BadInput(key, "it is empty", "leave the key out where the text fixes nothing")
        try:
            read[_FIELDS[key].name] = msgspec.convert(value, _FIELDS[key].type, dec_hook=_decode)
        except msgspec.ValidationError as error:
            raise BadInput(key, str(error), "write the number that the text prints") from None
    return Numbers(**read)


def _enter_tier(
    key: str,
    found: re.Match[str],
    value: Any,
    tiers: Mapping[Tier, tuple[str, str]],
    quotas: dict[Tier, int],
    prizes: dict[Tier, Fen],
) -> None:
    tier, pair = Tier(found["tier"]), (found["what"], found["unit"])
    if pair not in (("tier", "quota"), ("prize", "fen")):
        raise BadInput(key, "no text fixes such a key here", "write tier.NAME.quota or prize.NAME.fen")
    if tier not in tiers:
        raise BadInput(key, f"{tier} is no registered tier", f"the tiers are: {', '.join(tiers)}")
    if type(value) is not int or not 0 <= value < 2**53:
        raise BadInput(key, f"{value!r} is not a whole number", "write the number that the text prints; money in fen")
    if pair[0] == "tier":
        quotas[tier] = value
    else:
        prizes[tier] = Fen(value)


def _tier(tier: Tier, names: tuple[str, str], read: Numbers, quotas: Mapping[Tier, int], prizes: Mapping[Tier, Fen]) -> RegisteredTier:
    commended = None if read.commendation_applies_to is None else tier in read.commendation_applies_to
    return RegisteredTier(*names, quotas.get(tier), prizes.get(tier), tier in (read.bar_win_applies_to or ()), commended)


def _decode(kind: Any, value: Any) -> Any:
    if kind is Fraction and isinstance(value, str) and _EXACT.fullmatch(value):
        return Fraction(value)
    raise ValueError(f'{value!r} is not an exact number in quotation marks, such as "3/2" or "1.5"')
