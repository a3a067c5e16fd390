"""Article 8: the conditions that an applicant meets, all of them (第八条).

(1) registered in the district, a legal person, in normal operation for five years; (2) keeps to public
policy and holds its licences; (3) a certified quality system for three years, the excellence model for
three years, innovation worth following; (4) in front of its trade, or for non-profits in what it gives
society; (5) answerable to society, of good credit, and with a clean record of three years. 以上 includes
the number (Civil Code 1259): five years to the day are enough. A department's finding, not this program,
says whether most of it is so; the program counts the years and sees that nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from ledger.rules.calendar import anniversary, span
from ledger.rules.citation import Basis, NotApplicable, NotOnRecord, Silence, rule
from ledger.terms import PartialDate

WHOLE = "whole"
"""The limb that stands for a condition as a whole."""

CONDITIONS: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "8(1)": MappingProxyType(
            {
                "registration": ("在区内登记注册", "registered in the district"),
                "legal_person": ("具有法人资格", "a legal person"),
                "operation": ("正常运营满五年", "five years of normal operation"),
            }
        ),
        "8(2)": MappingProxyType(
            {
                "policies": ("符合产业、质量、环保、安全政策", "keeps to policy on trade, quality, environment and safety"),
                "licences": ("取得相应资质", "holds the licences that it needs"),
            }
        ),
        "8(3)": MappingProxyType(
            {
                "quality_system": ("质量管理体系有效运行满三年", "three years of a certified quality system"),
                "excellence_model": ("卓越绩效模式推行满三年", "three years of the excellence model"),
                "innovation": ("自主创新与标杆示范", "innovation, and an example to its trade"),
            }
        ),
        "8(4)": MappingProxyType(
            {
                "business": ("经营性组织: 主要指标行业领先", "in business: main indicators lead the trade"),
                "social": ("非营利组织: 社会贡献居前", "non-profit: contribution to society in front"),
            }
        ),
        "8(5)": MappingProxyType(
            {
                "responsibility": ("社会责任与诚信", "responsibility and credit"),
                "accidents": ("近三年无较大以上事故", "three years without a serious or graver accident"),
                "complaints": ("无重大质量投诉", "no grave complaint of quality"),
                "claims": ("无自身责任的异议、索赔、退货", "no claim or return of its own making"),
                "inspections": ("市级以上监督抽查无不合格", "no failed inspection at city level or above"),
                "labour": ("无重大劳动保障失信", "no grave breach of trust in labour matters"),
                "other_records": ("无其他不良记录", "no other bad record"),
                "exports": ("出口企业无退运、销毁、通报", "exporters: nothing sent back, destroyed or reported"),
            }
        ),
    }
)
"""Conditions, and the parts of each in both languages. A condition is found on as a whole or in all its parts."""

MET, NOT_MET, NOT_APPLICABLE = "met", "not_met", "not_applicable"

MAY_NOT_APPLY = frozenset({("8(2)", "licences"), ("8(4)", "business"), ("8(4)", "social"), ("8(5)", "exports")})
"""(condition, part) that do not concern everybody: trades without licences, the other kind of organisation, who exports nothing."""


@rule("8")
def finds_on_a_condition_of_the_article(condition: str, limb: str) -> bool:
    """核查的是本条所列条件: The finding is on a condition of this article, whole or by one of its parts."""
    return condition in CONDITIONS and (limb == WHOLE or limb in CONDITIONS[condition])


@rule("8")
def may_not_concern_an_applicant(condition: str, limb: str, found: str) -> bool:
    """只有部分要求可以不适用: Only some parts of the conditions can be found not to concern an applicant; the others bind everybody."""
    return found != NOT_APPLICABLE or (condition, limb) in MAY_NOT_APPLY


@rule("8(4)")
def is_measured_as_one_kind_or_the_other(found: Mapping[tuple[str, str], str]) -> bool:
    """经营性与非营利必居其一: An applicant is either in business or not for profit: not both parts can be without concern to it."""
    return any(finding != NOT_APPLICABLE for (condition, _), finding in found.items() if condition == "8(4)")


@rule("8")
def is_counted_to_the_reference_day(as_of: PartialDate, expected: PartialDate | None, reading: str | None) -> bool:
    """年限算至规定的基准日: Years are counted to the day that the adopted rules name; ``expected`` of None: it is not on record."""
    if reading is None:
        raise Silence("eligibility.as_of")
    if expected is None:
        raise NotOnRecord(reading)
    return as_of == expected


@rule("8(1)")
def has_operated_long_enough(found: str, since: PartialDate | None, as_of: PartialDate, years: int | None) -> bool:
    """正常运营满规定年限（含本数）: Normal operation has lasted the fixed number of years; that number itself is enough."""
    return _agrees(found, since, as_of, years)


@rule("8(3)")
def has_run_its_quality_system_long_enough(found: str, since: PartialDate | None, as_of: PartialDate, years: int | None) -> bool:
    """质量管理体系有效运行满规定年限（含本数）: The certified system has run the fixed years; the number itself is enough."""
    return _agrees(found, since, as_of, years)


@rule("8(3)")
def has_used_the_excellence_model_long_enough(found: str, since: PartialDate | None, as_of: PartialDate, years: int | None) -> bool:
    """卓越绩效模式推行满规定年限（含本数）: The model has been in use the fixed years; the number itself is enough."""
    return _agrees(found, since, as_of, years)


@rule("8(5)")
def looks_back_far_enough(found: str, since: PartialDate | None, as_of: PartialDate, years: int | None) -> bool:
    """不良记录的核查覆盖规定年限: The search for bad records reaches back the fixed number of years from the reference day."""
    return _agrees(found, since, as_of, years)


@rule("8(5)", basis=Basis.ADOPTED)
def rests_on_an_adopted_reading(found: str, key: str, reading: str | None) -> bool:
    """条文未定之处依已采用的解读核查: What the text leaves undefined is found on by the adopted reading of ``key``."""
    if found == NOT_APPLICABLE:
        raise NotApplicable("the condition does not concern this applicant")
    if reading is None:
        raise Silence(key)
    return True


def missing(found: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the conditions and parts (``8(3) innovation``) without a finding; ``found`` are (condition, limb)."""
    there = set(found)
    absent: list[str] = []
    for condition, limbs in CONDITIONS.items():
        if (condition, WHOLE) in there:
            continue
        without = [limb for limb in limbs if (condition, limb) not in there]
        absent += [condition] if len(without) == len(limbs) else [f"{condition} {limb}" for limb in without]
    return tuple(absent)


def lasted(since: PartialDate, as_of: PartialDate, years: int) -> bool | None:
    """Return whether ``years`` full years lie between the two days; None where what is known of them does not tell."""
    (earliest, latest), (first, last) = span(since), span(as_of)
    if _is_over(latest, years, first):
        return True
    return None if _is_over(earliest, years, last) else False


def _is_over(day: date, years: int, by: date) -> bool:
    try:
        return anniversary(day, years) <= by
    except ValueError:
        # Past the last year that a date can hold, and so past ``by`` too.
        return False


def as_partial(day: date) -> PartialDate:
    """Return a whole day as the partial date it is."""
    return PartialDate(day.year, day.month, day.day)


def _agrees(found: str, since: PartialDate | None, as_of: PartialDate, years: int | None) -> bool:
    """Return whether the dates bear out a finding of *met*; other findings may rest on other grounds."""
    if found == NOT_APPLICABLE:
        raise NotApplicable("the condition does not concern this applicant")
    if found == NOT_MET:
        return True
    if years is None:
        raise NotOnRecord("the number of years in this edition")
    if since is None:
        raise NotOnRecord("the day from which the years run")
    full = lasted(since, as_of, years)
    if full is None:
        raise NotOnRecord(f"{since} and {as_of} do not tell whether {years} years have passed")
    return full
