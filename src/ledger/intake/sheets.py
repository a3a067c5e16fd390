"""The sheets of the clerk's workbook (台账工作簿): which kinds of fact stand on which sheet, and in which order they happen.

A sheet lists types by wire name; a type that no list names stands on the sheet of its module, so that a new
kind of fact finds its place. What never comes by workbook stands in ``NOT_BY_WORKBOOK`` with the reason.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import ledger.events  # noqa: F401 - enters every event type
from ledger.events.event import TYPES, Event

LAYOUT = "1"
"""Version of the layout, written into every workbook. A reader refuses one that it does not know."""

SCORE = "score.recorded"
"""Comes by the experts' score workbooks, not by a row of the clerk's."""

_TERM = re.compile("[一-鿿、]+")


class Sheet(NamedTuple):
    """工作表: one sheet of the clerk's workbook. ``sign`` opens the numbers of its rows, such as 申001."""

    name: str
    en: str
    sign: str
    types: tuple[str, ...]


def _types(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


CORRECTIONS = Sheet("更正例外", "Corrections and deviations", "更", ())
"""Rows about other rows: what is put right, and what departs from a rule. It lists no types of its own."""

_SHEETS = (
    Sheet(
        "参数文件",
        "Rules and documents",
        "参",
        _types("""
            edition.fixed measure.registered interpretation.issued calendar.adopted body.registered body.changed body.dissolved
            member.appointed member.left round.opened parameters.adopted parameters.changed rubric.adopted plan.issued
            call.published forms.issued form.spoiled forms.returned
        """),
    ),
    Sheet(
        "申报推荐",
        "Applications and recommendations",
        "申",
        _types("""
            application.received application.submitted application.late profile.declared advisers.declared supplement.requested
            application.supplemented recommendation.signed application.withdrawn
        """),
    ),
    Sheet(
        "资格审查",
        "Eligibility",
        "资",
        _types("""
            operation.presented certificate.presented model_use.presented department.consulted department.replied
            accident.reported inspection.reported adverse_record.reported condition.checked qualification.decided
        """),
    ),
    Sheet(
        "专家回避",
        "Experts and recusals",
        "专",
        _types("""
            expert.enrolled expert.suspended expert.reinstated pool.committed draw_number.sealed draw_number.revealed draw.aborted
            relation.recorded panel.drawn expert.replaced panel.constituted interest.declared expert.challenged challenge.decided
            recusal.recorded interference.recorded integrity_card.returned
        """),
    ),
    Sheet(
        "环节名单",
        "Stages and lists",
        "名",
        _types("""
            qualified_list.fixed defence_order.drawn defence_scheme.issued defence.held site_scheme.issued site_visit.held
            site_finding.raised site_report.issued score.recorded consensus.reached document_report.issued defence_list.fixed
            site_list.fixed overall_scores.computed overall_report.submitted
        """),
    ),
    Sheet(
        "会议表决",
        "Meetings and votes",
        "会",
        _types("""
            deliberation.held attendance.recorded member.recused vote.counted ballots.reconciled tie.decided candidates.determined
            place.left_vacant round.annulled
        """),
    ),
    Sheet(
        "公示异议",
        "Notice and objections",
        "示",
        _types("""
            notice.opened notice.changed notice.interrupted objection.received objection.late objection.admitted lead.received
            objection.resolved objection.answered candidate.disqualified candidate.kept notice.closed
        """),
    ),
    Sheet(
        "批准奖励",
        "Approval, prizes and afterwards",
        "奖",
        _types("""
            candidates.submitted award.returned award.approved award.denied result.published commendation.issued honour.conferred
            budget.appropriated prize.granted prize.paid promotion.recorded trade_secret.claimed misuse.reported misuse.found
            misuse.closed counterfeit.reported unauthorised_review.reported case.referred referral.concluded accident.found
            verification.opened statement.heard verification.concluded revocation.proposed revocation.approved deceit.barred
            revocation.served plaque.recovered plaque.returned revocation.announced bar.imposed revocation.annulled
            clawback.demanded clawback.received clawback.refunded
        """),
    ),
)

_MODULES = {
    "measure": "参数文件",
    "opening": "参数文件",
    "bodies": "参数文件",
    "forms": "参数文件",
    "application": "申报推荐",
    "qualification": "资格审查",
    "eligibility": "资格审查",
    "panel": "专家回避",
    "draw": "专家回避",
    "integrity": "专家回避",
    "scoring": "环节名单",
    "evaluation": "环节名单",
    "deliberation": "会议表决",
    "notice": "公示异议",
    "approval": "批准奖励",
    "prize": "批准奖励",
    "revocation": "批准奖励",
    "promotion": "批准奖励",
}
"""Module of ``ledger.events`` to the sheet of its types that no list names."""

_LEDGERS_OWN = "台账自身的行为，由台账写入 · the ledger writes it itself"
_OWN_KEY = "密钥事项须本人签名，纸面不能代替 · what concerns keys is signed with the key itself; no paper stands for it"
_FOUNDING = "启用台账时由 `ledger init` 写入 · `ledger init` writes it once"

NOT_BY_WORKBOOK: dict[str, str] = {
    "ledger.opened": _FOUNDING,
    "log_key.rotated": _OWN_KEY,
    "record.sealed": _LEDGERS_OWN,
    "act.refused": _LEDGERS_OWN,
    "key.bound": _OWN_KEY,
    "key.revoked": _OWN_KEY,
    "key.compromised": _OWN_KEY,
}
"""Types that stand on no sheet, and why."""


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return the sheets that list facts, each with all its types in the order in which they happen on one day."""
    listed = {wire for sheet in _SHEETS for wire in sheet.types}
    more: dict[str, list[str]] = {sheet.name: [] for sheet in _SHEETS}
    for wire, kind in TYPES.items():
        place = _MODULES.get(kind.__module__.rpartition(".")[2])
        if wire not in listed and wire not in NOT_BY_WORKBOOK and place is not None:
            more[place].append(wire)
    return tuple(sheet._replace(types=(*(w for w in sheet.types if w in TYPES), *more[sheet.name])) for sheet in _SHEETS)


def rows_of(sheet: Sheet) -> tuple[type[Event], ...]:
    """Return the types that the rows of ``sheet`` may state."""
    return tuple(TYPES[wire] for wire in sheet.types if wire != SCORE)


def sheet_of(wire: str) -> Sheet | None:
    """Return the sheet on which a type stands; None for one that comes another way."""
    return next((sheet for sheet in sheets() if wire in sheet.types and wire != SCORE), None)


def sheet_named(name: str) -> Sheet | None:
    """Return the sheet of this name, ``更正例外`` included."""
    return next((sheet for sheet in (*sheets(), CORRECTIONS) if sheet.name == name), None)


@cache
def ranks() -> dict[str, int]:
    """Return the place of each type among the facts of one day: what must stand first has the lower number."""
    return {wire: number for number, wire in enumerate(wire for sheet in sheets() for wire in sheet.types)}


def term(kind: type[Event]) -> str:
    """Return the Chinese term of a type: what the column 事项 says."""
    found = _TERM.match(kind.heading())
    return found.group() if found else kind.wire_name


@cache
def terms() -> dict[str, type[Event]]:
    """Return every type that a row may state, by its Chinese term."""
    return {term(kind): kind for sheet in sheets() for kind in rows_of(sheet)}
