"""公示稿: the draft of the public notice, with the candidates by tier, the period, how to object, and the checkpoint in print.

A notice names its candidates, whatever the adopted rules say of names elsewhere; totals and places stand in it only where
those rules open them with the notice. The last day is worked out under the adopted counting mode, never written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ledger.errors import BadInput
from ledger.events.application import ApplicationSubmitted
from ledger.events.deliberation import Candidate
from ledger.events.evaluation import OverallScoresComputed
from ledger.events.event import Undisclosed
from ledger.forms.book import points
from ledger.forms.kinds import NOTICE
from ledger.forms.paper import FANG_SONG, Paper, Stand
from ledger.forms.release import Release
from ledger.forms.step import Text
from ledger.rules.calendar import NoticeCounting, last_day
from ledger.rules.citation import Undecided
from ledger.stages.contenders import calendar_of
from ledger.stages.history import Round
from ledger.stages.notice import still_standing
from ledger.stages.objections import last_day_of
from ledger.terms import ApplicantCode, Hundredths, Milestone, Tier

COUNTING = {
    NoticeCounting.CALENDAR_ROLL: Text(
        "自然日, 首日不计入, 末日逢节假日顺延", "calendar days, the first not counted, rolled past a holiday at the end"
    ),
    NoticeCounting.CALENDAR: Text("自然日, 首日不计入", "calendar days, the first not counted"),
    NoticeCounting.CALENDAR_FIRST_INCLUDED: Text("自然日, 首日计入", "calendar days, the first counted"),
    NoticeCounting.WORKING: Text("工作日, 首日不计入", "working days, the first not counted"),
    NoticeCounting.WORKING_FIRST_INCLUDED: Text("工作日, 首日计入", "working days, the first counted"),
}
_CLOSING = {
    "end_of_day": Text("24 时止", "24:00"),
    "closing_of_business": Text("下班时止", "the close of business"),
}


def write_notice(path: Path, release: Release, lang: str, starts_on: date | None) -> None:
    """Write the draft. ``starts_on`` is the first day where no notice is on record yet.

    Raises ``BadInput`` where there are no candidates, where the adopted rules do not say how the days are counted, and where
    names or totals that the notice opens are still closed and no purpose is given.
    """
    round, stand = release.round, release.stand
    determined = round.deliberation.determined
    if determined is None:
        raise BadInput("ROUND", "no candidates are determined yet", "record the committee's decision first")
    first, last, counting = period(release, starts_on)
    candidates = _shown(round, determined.candidates)
    names, totals = names_of(release, tuple(c.applicant for c in candidates)), _totals(release, candidates)
    paper = Paper(NOTICE, stand, lang, is_official=True)
    opened = round.opening.opened
    programme, year = (opened.programme, opened.award_year) if opened else ("", str(round.id))
    paper.title(paper.say(f"关于 {year} 年度{programme}候选名单的公示", f"Public notice of the candidates for {programme}, {year}"))
    _say_whom(paper, round, candidates, names, totals)
    paper.text(
        paper.say(
            f"公示时间: {zh_day(first)}至{zh_day(last)} ({edition_days(round)} 天, {counting.zh}), {_closing(round, lang)}。",
            f"The notice stands from {first} to {last} ({edition_days(round)} days: {counting.en}), until {_closing(round, lang)}.",
        )
    )
    _say_how_to_object(paper, round)
    _print_checkpoint(paper, stand, release.checkpoint())
    paper.line(paper.say("（印章）", "(seal)"), size=16, align="right", typeface=FANG_SONG, after=2)
    paper.line(paper.say("质量发展委员会办公室", "The office of the committee"), size=16, align="right", typeface=FANG_SONG, after=2)
    paper.line(paper.say(zh_day(first), first.isoformat()), size=16, align="right", typeface=FANG_SONG)
    paper.write(path)


def period(release: Release, starts_on: date | None) -> tuple[date, date, Text]:
    """Return the first day, the last day and how they are counted: as recorded, or worked out from ``starts_on``. Raises ``BadInput``."""
    round = release.round
    settled, text, opened = round.opening.parameters, round.opening.text, round.notice.opened
    if settled.notice_counting is None:
        raise BadInput(
            "notice.counting",
            "the adopted rules do not say how the days of the notice are counted",
            "adopt it; `ledger silences` explains notice.counting",
        )
    counting = COUNTING[settled.notice_counting]
    last = last_day_of(round)
    if opened is not None and last is not None:
        return opened.starts_on, last, counting
    if starts_on is None:
        raise BadInput("--starts", "no notice is on record", "give the first day of the notice, such as --starts 2025-09-24")
    if text is None or text.notice_days is None:
        raise BadInput(
            "ROUND", "the days of the notice in this edition are not known", "print it for a round under an edition whose text is known"
        )
    try:
        return starts_on, last_day(starts_on, text.notice_days, settled.notice_counting, calendar_of(release.history, round)), counting
    except Undecided as why:
        raise BadInput("--starts", f"the last day cannot be worked out: {why}", "adopt the working calendar of that year first") from None


def zh_day(day: date) -> str:
    """Return a day as Chinese official papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def edition_days(round: Round) -> str:
    """Return how many days the text asks for; a question mark where that is not known."""
    text = round.opening.text
    return str(text.notice_days) if text and text.notice_days is not None else "?"


def opens_with_the_notice(milestone: Milestone | None, round: Round) -> bool:
    """Return whether a field of this milestone is public once the notice is posted."""
    return milestone is Milestone.NOTICE or (milestone is Milestone.RESULT and round.approval.published_at > 0)


def tier_text(round: Round, tier: Tier) -> Text:
    """Return what a tier is called in the edition of the round."""
    terms = round.opening.text.tiers.get(tier) if round.opening.text else None
    return Text(terms.zh, terms.en) if terms else Text(tier, tier)


def _shown(round: Round, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    stand = still_standing(round, tuple(candidate.applicant for candidate in candidates))
    return tuple(candidate for candidate in candidates if candidate.applicant in stand)


def names_of(release: Release, applicants: tuple[ApplicantCode, ...]) -> dict[ApplicantCode, str]:
    """Return the names of ``applicants``: as published where they are, else opened through the vault's door. Raises ``BadInput``."""
    public = {code: found.submitted.name for code, found in release.round.application.applications.items() if code in applicants}
    if public and not any(isinstance(name, Undisclosed) for name in public.values()):
        return public
    facts = release.facts(lambda said: said.type == ApplicationSubmitted.wire_name and said.subject("applicant") in applicants)
    return {fact.event.applicant: fact.event.name for fact in facts if isinstance(fact.event, ApplicationSubmitted)}


def _totals(release: Release, candidates: tuple[Candidate, ...]) -> dict[ApplicantCode, tuple[int, Hundredths]] | None:
    """Return (rank, total) of the candidates where the adopted rules open totals with the notice."""
    if not opens_with_the_notice(release.round.opening.parameters.publish_totals, release.round):
        return None
    facts = release.facts(lambda said: said.type == OverallScoresComputed.wire_name)
    event = next((fact.event for fact in reversed(facts) if isinstance(fact.event, OverallScoresComputed)), None)
    if event is None:
        return None
    shown = {candidate.applicant for candidate in candidates}
    ranks = {applicant: rank for rank, applicant in enumerate(event.applicants, 1)}
    return {total.applicant: (ranks[total.applicant], total.points) for total in event.totals if total.applicant in shown}


def _say_whom(
    paper: Paper,
    round: Round,
    candidates: tuple[Candidate, ...],
    names: Mapping[ApplicantCode, str],
    totals: Mapping[ApplicantCode, tuple[int, Hundredths]] | None,
) -> None:
    paper.text(
        paper.say(
            "根据《办法》第九条第八项, 经质量发展委员会审定, 现将候选名单予以公示。",
            "Under article 9(8) of the measure the committee has determined these candidates, who are herewith put on public notice.",
        )
    )
    places = round.opening.planned
    for tier in dict.fromkeys((*places, *(candidate.tier for candidate in candidates))):
        of_tier = [candidate for candidate in candidates if candidate.tier == tier]
        name = tier_text(round, tier)
        paper.line(paper.say(f"{name.zh} ({len(of_tier)} 个)", f"{name.en} ({len(of_tier)})"), size=16, typeface="黑体", before=6)
        if of_tier:
            head = [paper.say("序号", "no."), paper.say("组织名称", "organisation"), paper.say("申报代号", "code")]
            widths = [14, 110, 32]
            if totals is not None:
                head, widths = [*head, paper.say("名次", "rank"), paper.say("综合得分", "total")], [14, 68, 32, 18, 24]
            paper.table(head, [_row(at, c, names, totals) for at, c in enumerate(of_tier, 1)], widths, size=12)
        left = round.deliberation.vacant.get(tier)
        if left is not None:
            paper.text(paper.say(f"该奖项空缺 {left.places} 个名额。", f"{left.places} places of this tier stay vacant."))


def _row(
    number: int,
    candidate: Candidate,
    names: Mapping[ApplicantCode, str],
    totals: Mapping[ApplicantCode, tuple[int, Hundredths]] | None,
) -> list[str]:
    row = [str(number), names.get(candidate.applicant, ""), str(candidate.applicant)]
    if totals is not None:
        rank, total = totals.get(candidate.applicant, (0, None))
        row += [str(rank or ""), "" if total is None else f"{points(total):.2f}"]
    return row


def _closing(round: Round, lang: str) -> str:
    return _CLOSING.get(round.opening.parameters.notice_closing or "", Text("末日止", "the end of the last day")).said(lang)


def _say_how_to_object(paper: Paper, round: Round) -> None:
    settled, blank = round.opening.parameters, "________"
    named = settled.objection_named_required
    how = paper.say("应当实名, ", "by name ") if named else ""
    paper.text(
        paper.say(
            f"对公示对象有异议的, 请在公示期内以书面形式提出, {how}写明事实和依据。受理时当场出具编号的异议回执。匿名反映作为线索转办。"
            if named
            else "对公示对象有异议的, 请在公示期内以书面形式提出, 写明事实和依据。受理时当场出具编号的异议回执。",
            f"Whoever objects to a candidate does so in writing {how}while the notice stands, with facts and grounds. A numbered "
            "receipt is given at once. What comes without a name is passed on as a lead.",
        )
    )
    days = settled.objection_resolve_working_days
    if days is not None:
        paper.text(
            paper.say(
                f"异议自收到之日起 {days} 个工作日内处理。", f"An objection is decided on within {days} working days from its receipt."
            )
        )
    site = round.notice.opened.site if round.notice.opened else blank
    paper.text(paper.say(f"受理单位: 质量发展委员会办公室    联系电话: {blank}", f"Office: the committee's office    telephone: {blank}"))
    paper.text(paper.say(f"监督单位: {blank}    联系电话: {blank}", f"Supervision: {blank}    telephone: {blank}"))
    paper.text(paper.say(f"公示网址: {site}", f"On the web: {site}"))


def _print_checkpoint(paper: Paper, stand: Stand, note: bytes | None) -> None:
    digits = stand.root.hex().upper()
    groups = " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    lines = [
        paper.say(
            "评审台账检查点 (可据此核对台账未被改动)",
            "Checkpoint of the ledger of this review (by which anybody can check that it was not changed)",
        ),
        paper.say(f"日志: {stand.origin}", f"log: {stand.origin}"),
        paper.say(f"记录数: {stand.position}", f"size: {stand.position}"),
        paper.say(f"根 (SHA-256): {stand.root_text}", f"root (SHA-256): {stand.root_text}"),
        paper.say(f"十六进制: {groups}", f"in hex: {groups}"),
    ]
    if note is not None:
        signature = next((line for line in note.decode().split("\n") if line.startswith("— ")), "")
        lines.append(paper.say(f"签名: {signature}", f"signature: {signature}"))
    paper.box(lines, width=156, size=9)
