"""``ledger print``: writes the forms of a round as files that an office edits, prints and seals; checks the code of a confirmed sheet."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click

from ledger.commands.shared import on_ledger, purpose_option, tell_json, whoami
from ledger.commands.words import language, say
from ledger.errors import BadInput
from ledger.events.forms import Form
from ledger.events.founding import RecordSealed
from ledger.forms import count_sheet, objection_receipt, payment_list, public_notice, score_confirmation, summary
from ledger.forms.confirmation_check import Confirmed, check_code
from ledger.forms.kinds import CONFIRMATION, COUNT_SHEET, NOTICE, PRINTED, RECEIPT, SUMMARY, Kind
from ledger.forms.numbers import serials_of, uses_of
from ledger.forms.release import Release
from ledger.forms.score_confirmation import PHASES
from ledger.forms.score_sheets import ScoreSheet, read_sheet, score_book
from ledger.home import find_home
from ledger.rules.paper_forms import Serial, serial_of
from ledger.stages.deliberation import evaluated
from ledger.terms import ExpertCode, Phase, RoundId


class Wanted(NamedTuple):
    """What was asked for beside form and round."""

    output: Path | None
    expert: str | None
    phase: str | None
    sheet: Path | None
    serials: tuple[str, ...]
    starts: str | None
    lang: str


@click.command("print")
@click.argument("form", metavar="FORM|FILE")
@click.argument("round_id", metavar="[ROUND]", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="输出文件; 多份评分确认单时为文件夹 · where to write; a folder for several confirmations",
)
@click.option("--expert", help="专家代号 · the expert of a score confirmation; default: all")
@click.option(
    "--phase", type=click.Choice([phase.value for phase in Phase]), help="评审阶段; 默认最近一个 · default: the newest with marks"
)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="由评分表打印确认单, 不开启台账 · confirm this score workbook instead of the record",
)
@click.option("--serial", "serials", multiple=True, help="表单编号, 可多次 · the number of the form; several for receipts")
@click.option("--starts", metavar="DAY", help="公示首日 · the first day of the notice, where none is on record")
@click.option("--check", metavar="CODE", help="核对 FILE 的校验码 · check that FILE gives this code")
@purpose_option
@on_ledger
def command(
    form: str,
    round_id: str | None,
    output: Path | None,
    expert: str | None,
    phase: str | None,
    sheet: Path | None,
    serials: tuple[str, ...],
    starts: str | None,
    check: str | None,
    purpose: str,
    ledger_dir: Path | None,
    as_json: bool,
) -> int:
    """打印表单 · Write a form of ROUND as .docx or .xlsx: score-confirmation 评分确认单, summary 汇总表, notice 公示稿,
    objection-receipt 异议回执, count-sheet 计票单, payment-list 拨付表.

    表单为中文，--lang en 为英文。含密封内容的须写明 --purpose。加 --check 时，把文件（评分工作簿或打印的确认单）中的评分与校验码
    核对，不符时退出码为 1。

    Forms are in Chinese; --lang en gives them in English. What shows sealed values asks for --purpose. With --check the
    marks in FILE, a score workbook or a printed confirmation, are held against a code; exit code 1 where they give another.
    """
    if check is not None:
        return _check(check, Path(form), as_json=as_json)
    known = next((kind for kind in PRINTED if kind.is_named(form)), None)
    if known is None:
        raise BadInput("FORM", f"there is no form {form!r}", f"forms: {', '.join(f'{kind.name} {kind.text.zh}' for kind in PRINTED)}")
    if round_id is None:
        raise BadInput("ROUND", "a form is printed for a round", "name the round after the form")
    wanted = Wanted(output, expert, phase, sheet, serials, starts, _language_of_forms())
    # What comes from a workbook shows nothing that this ledger keeps closed.
    with Release(find_home(ledger_dir), RoundId(round_id), who=whoami(), purpose=purpose) as release:
        written = _write(known, release, wanted)
        stand = release.stand
    if as_json:
        files = [{"file": str(path), "code": code} for path, code in written]
        tell_json({"form": known.name, "round": round_id, "position": stand.position, "root": stand.root.hex(), "files": files})
        return 0
    for path, code in written:
        click.echo(say(f"已写入 {path}", f"written: {path}") + (say(f"  校验码 {code}", f"  code {code}") if code else ""))
    return 0


def _write(known: Kind, release: Release, wanted: Wanted) -> list[tuple[Path, str | None]]:
    round, stand, lang = release.round, release.stand, wanted.lang
    path = wanted.output or Path(known.filename(lang, round.id))
    if known is not CONFIRMATION:
        _must_end(path, known.ending)
        _must_be_free(path)
    match known.name:
        case CONFIRMATION.name:
            return _confirmations(known, release, wanted)
        case SUMMARY.name:
            summary.write_summary(path, stand, lang, release.opened().round(round.id))
        case NOTICE.name:
            public_notice.write_notice(path, release, lang, _day(wanted.starts))
        case RECEIPT.name:
            asked = [_serial(text) for text in wanted.serials]
            serials = objection_receipt.free_receipts(round, _used(release), asked)
            objection_receipt.write_receipts(path, stand, lang, round, serials)
        case COUNT_SHEET.name:
            names = public_notice.names_of(release, evaluated(round)) if release.has_purpose else {}
            count_sheet.write_count_sheet(path, stand, lang, round, names, _numbered(release, wanted, Form.COUNT_SHEET, "committee"))
        case _:
            payment_list.write_payment_list(path, stand, lang, release.history, round)
    return [(path, None)]


def _confirmations(known: Kind, release: Release, wanted: Wanted) -> list[tuple[Path, str | None]]:
    round, lang = release.round, wanted.lang
    sheet = None if wanted.sheet is None else _sheet(wanted.sheet, release)
    phase = Phase(wanted.phase) if wanted.phase else _phase(sheet, release)
    experts: Sequence[ExpertCode] = (sheet.expert,) if sheet else score_confirmation.experts_of(round, phase)
    if wanted.expert is not None:
        if wanted.expert not in experts:
            raise BadInput("--expert", f"{wanted.expert} has no mark in this phase", "name an expert and a phase that have marks")
        experts = (ExpertCode(wanted.expert),)
    if not experts:
        raise BadInput("ROUND", "no mark is on record", "record the score sheets first")
    is_file = wanted.output is not None and wanted.output.suffix == known.ending
    if is_file and len(experts) > 1:
        raise BadInput("-o", f"{len(experts)} confirmations do not go into one file", "name a folder, or one expert with --expert")
    written: list[tuple[Path, str | None]] = []
    for expert in experts:
        marks = sheet.marks.get(phase, {}) if sheet else score_confirmation.recorded_marks(release, expert, phase)
        name = known.filename(lang, expert, PHASES[phase].said(lang), round.id)
        path = wanted.output if is_file and wanted.output else (wanted.output or Path()) / name
        _must_be_free(path)
        serial = _numbered(release, wanted, Form.SCORE_SHEET, expert)
        written.append((path, score_confirmation.write_confirmation(path, release.stand, lang, round, expert, phase, marks, serial)))
    return written


def _sheet(path: Path, release: Release) -> ScoreSheet:
    found = read_sheet(score_book(path), release.round.opening.rubric)
    if found.remarks:
        raise BadInput(
            path.name,
            f"{len(found.remarks)} cells cannot be read; the first is {found.remarks[0].place}",
            "mend them; `ledger record --dry-run` names each",
        )
    if found.round != release.round.id:
        raise BadInput(path.name, f"it is of the round {found.round}", "name the round of the workbook")
    return found


def _phase(sheet: ScoreSheet | None, release: Release) -> Phase:
    if sheet is None:
        return score_confirmation.latest_phase(release.round)
    return next((phase for phase in reversed(Phase) if sheet.marks.get(phase)), Phase.DOCUMENT)


def _numbered(release: Release, wanted: Wanted, form: Form, issued_to: str) -> Serial | None:
    """Return the number that was asked for, else the next one that was handed out for this; None where there is none."""
    if wanted.serials:
        return _serial(wanted.serials[0])
    return score_confirmation.next_serial(release.round, form, issued_to, _used(release))


def _used(release: Release) -> frozenset[Serial]:
    """Return the numbers that are used: of sealed records, such as an objection, only where a purpose opens them."""
    sealed = release.facts(lambda said: said.type == RecordSealed.wire_name) if release.has_purpose else []
    return serials_of(uses_of([*release.public, *sealed]))


def _serial(text: str) -> Serial:
    found = serial_of(text)
    if found is None:
        raise BadInput("--serial", f"{text!r} is no number of a form", "write series and number, such as PF-0017")
    return found


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("--starts", f"{text!r} is no day", "write such as 2025-09-24") from None


def _must_end(path: Path, ending: str) -> None:
    if path.suffix.lower() != ending:
        raise BadInput("-o", f"this form is written as {ending}", f"name a file that ends in {ending}")


def _must_be_free(path: Path) -> None:
    # Somebody may have edited what was printed before.
    if path.exists():
        raise BadInput(str(path), "there is a file already", "move it away, or name another with -o")


def _language_of_forms() -> str:
    """Return the language of a form: Chinese, whatever this terminal speaks, unless English is asked for."""
    asked = any(argument == "--lang" or argument.startswith("--lang=") for argument in sys.argv)
    return language() if asked else "zh"


def _check(code: str, path: Path, *, as_json: bool) -> int:
    if not path.is_file():
        raise BadInput(str(path), "there is no such file", "name the expert's score workbook, or the confirmation that was printed")
    found = check_code(code, path)
    agrees = any(one.agrees for one in found)
    if as_json:
        tell_json({"file": str(path), "agrees": agrees, "found": [one._asdict() for one in found]})
    else:
        _say_checked(found, agrees=agrees)
    return 0 if agrees else 1


def _say_checked(found: Sequence[Confirmed], *, agrees: bool) -> None:
    for one in found:
        state = say("相符", "agrees") if one.agrees else say("不符", "differs")
        phase = PHASES[one.phase].said(language())
        click.echo(
            say(
                f"{one.expert} {phase}: {one.marks} 个评分, 校验码 {one.code}  {state}",
                f"{one.expert} {phase}: {one.marks} marks, code {one.code}  {state}",
            )
        )
    if not agrees:
        click.echo(say("文件中的评分不是该校验码所确认的评分。", "The marks in the file are not those that this code confirms."))
