"""汇总表: totals and places of every stage, each with the arithmetic behind it, from the marks and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from ledger.errors import BadInput, NotDisclosed
from ledger.events.scoring import Total
from ledger.forms.book import Book, Value, points
from ledger.forms.kinds import SUMMARY
from ledger.forms.paper import Stand
from ledger.forms.score_confirmation import PHASES, text_of
from ledger.rules.advancement import PAPERS_ALONE, Sheet, Weights
from ledger.rules.aggregation import Groups, item_scores, phase_totals
from ledger.rules.citation import Undecided
from ledger.rules.parameters import Aggregate
from ledger.stages.contenders import field_of, sheet_of
from ledger.stages.history import Round
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, Phase

_EXACT_PLACES = 4


def write_summary(path: Path, stand: Stand, lang: str, round: Round) -> None:
    """Write the summary of a round with everything in it open. Raises ``BadInput`` without marks or a way to count them."""
    if not any(any(marks.values()) for marks in round.scoring.marks.values()):
        raise BadInput("ROUND", "no mark is on record", "record the score sheets first")
    book = Book(path, SUMMARY, stand, lang)
    try:
        _stages(book, round)
        for phase in Phase:
            if any(round.scoring.marks[phase].values()):
                _phase(book, round, phase)
        _arithmetic(book, round)
    except Undecided as why:
        raise BadInput(
            "ROUND", f"the scores cannot be put together: {why}", "adopt what the rules leave open; `ledger silences` lists it"
        ) from None
    except NotDisclosed as closed:
        raise BadInput("ROUND", f"a value is not open: {closed.field}", "print it where the vault is") from None
    book.write()


def _stages(book: Book, round: Round) -> None:
    """Add one sheet for each stage at which totals decide: papers, papers and defence together, all three."""
    state, evaluation = round.scoring, round.evaluation
    marks = state.marks
    if any(marks[Phase.DOCUMENT].values()):
        claimed = state.defence_list.totals if state.defence_list else None
        _ranking(book, round, book.say("资料评审名次", "papers"), Phase.DOCUMENT, PAPERS_ALONE, claimed)
    if any(marks[Phase.DEFENCE].values()):
        sheet = sheet_of(round, Phase.DEFENCE)
        claimed = state.site_list.totals if state.site_list else None
        _ranking(book, round, book.say("前两阶段合计", "papers and defence"), Phase.DEFENCE, sheet.stage5, claimed)
    if any(marks[Phase.SITE].values()):
        sheet = sheet_of(round, Phase.SITE)
        claimed = evaluation.overall.totals if evaluation.overall else None
        _ranking(book, round, book.say("综合评分", "overall"), Phase.SITE, sheet.final, claimed)


def _ranking(book: Book, round: Round, name: str, phase: Phase, weights: Weights, claimed: tuple[Total, ...] | None) -> None:
    sheet = sheet_of(round, phase)
    totals, said = sheet.totals(weights), sheet.published(weights)
    groups, by_phase = sheet.ranking(weights), _phase_totals(sheet, weights)
    stated = {total.applicant: total.points for total in claimed or ()}
    head = [book.say("名次", "rank"), book.say("申报代号", "applicant"), *(PHASES[p].said(book.lang) for p in weights)]
    head += [
        book.say("算式", "arithmetic"),
        book.say("合计得分", "total"),
        book.say("并列", "tied"),
        book.say("名单所列得分", "as listed"),
        book.say("相符", "agrees"),
    ]
    rows: list[list[Value]] = []
    for rank, applicant, tied in places(groups):
        listed = stated.get(applicant)
        agrees = None if listed is None else book.say("是", "yes") if listed == said[applicant] else book.say("否", "no")
        rows.append(
            [
                rank,
                applicant,
                *(shown(by_phase[p].get(applicant)) for p in weights),
                _weighing(weights, {p: by_phase[p][applicant] for p in weights}, said[applicant]),
                points(said[applicant]),
                tied or None,
                None if listed is None else points(listed),
                agrees,
            ]
        )
    red = [at for at, (_, applicant, _) in enumerate(places(groups)) if stated.get(applicant, said[applicant]) != said[applicant]]
    left = [applicant for applicant in field_of(round, phase) if applicant not in totals]
    notes = [_method(book, round)]
    notes += [book.say(f"尚无合计得分: {', '.join(left)}", f"without a total so far: {', '.join(left)}")] if left else []
    notes += [
        book.say(
            "得分单位: 分。名次并列者同名次, 其后名次顺延。",
            "In points. Those who are level share a rank; the ranks after them are skipped.",
        )
    ]
    book.sheet(name, f"{_programme(round)}{book.say('评分汇总表', ' · summary of scores')} · {name}", head, rows, notes=notes, red=red)


def _phase(book: Book, round: Round, phase: Phase) -> None:
    """Add a sheet of one phase: each applicant's score for each item, their sum and the marks that are missing."""
    sheet, rubric = sheet_of(round, phase), list(round.opening.rubric)
    totals = phase_totals(sheet.marks[phase], sheet.parameters, sheet.exclude)
    head = [book.say("申报代号", "applicant"), *rubric, book.say("合计", "total"), book.say("评分个数", "marks")]
    rows: list[list[Value]] = []
    for applicant in sorted(sheet.marks[phase]):
        marks = sheet.marks[phase][applicant]
        scores = item_scores(marks, applicant, sheet.parameters, sheet.exclude)
        counted = sum(1 for _, expert in marks if not sheet.exclude(expert, applicant))
        rows.append([applicant, *(shown(scores.get(item)) for item in rubric), shown(totals.get(applicant)), counted])
    name = PHASES[phase].said(book.lang)
    book.sheet(name, f"{_programme(round)} · {name}{book.say('各项得分', ': scores by item')}", head, rows, notes=[_method(book, round)])


def _arithmetic(book: Book, round: Round) -> None:
    """Add every item of every applicant with the marks behind it, those that were dropped, and the sum as it is done."""
    head = [
        book.say("阶段", "phase"),
        book.say("申报代号", "applicant"),
        book.say("评分项", "item"),
        book.say("各专家评分", "marks by expert"),
    ]
    head += [book.say("不计", "left out"), book.say("算式", "arithmetic"), book.say("得分", "score")]
    rows = [row for phase in Phase if any(round.scoring.marks[phase].values()) for row in _items(book, round, phase)]
    name = book.say("算式", "arithmetic")
    book.sheet(name, f"{_programme(round)} · {name}", head, rows, notes=[_method(book, round)])


def _items(book: Book, round: Round, phase: Phase) -> Iterator[list[Value]]:
    sheet = sheet_of(round, phase)
    aggregate = sheet.parameters.aggregate
    assert aggregate is not None, "the sheets before this one would have said so"
    for applicant in sorted(sheet.marks[phase]):
        marks = sheet.marks[phase][applicant]
        scores = item_scores(marks, applicant, sheet.parameters, sheet.exclude)
        for item in round.opening.rubric:
            given = {expert: points for (of, expert), points in sorted(marks.items()) if of == item}
            if not given:
                continue
            counted = {expert: points for expert, points in given.items() if not sheet.exclude(expert, applicant)}
            kept, dropped = trimmed(counted, aggregate)
            out = [f"{expert} {text_of(points)}" for expert, points in dropped.items()]
            out += [f"{expert} {book.say('回避', 'stands aside')}" for expert in given if expert not in counted]
            shown_marks = "  ".join(f"{expert} {text_of(points)}" for expert, points in given.items())
            yield [
                PHASES[phase].said(book.lang),
                applicant,
                item,
                shown_marks,
                ", ".join(out) or None,
                _sum(kept, aggregate),
                shown(scores.get(item)),
            ]


def trimmed(
    marks: Mapping[ExpertCode, Hundredths], aggregate: Aggregate
) -> tuple[dict[ExpertCode, Hundredths], dict[ExpertCode, Hundredths]]:
    """Return (kept, dropped): from so many marks on, so many are dropped at each end; of equal ones those of the first and last codes."""
    end = aggregate.trim_each_end
    if not end or len(marks) < aggregate.when_valid_at_least:
        return dict(marks), {}
    order = sorted(marks, key=lambda expert: (marks[expert], expert))
    dropped = {*order[:end], *order[len(order) - end :]}
    return {e: p for e, p in marks.items() if e not in dropped}, {e: p for e, p in marks.items() if e in dropped}


def places(groups: Groups) -> list[tuple[int, ApplicantCode, int]]:
    """Return (rank, applicant, how many others share it), best first."""
    found: list[tuple[int, ApplicantCode, int]] = []
    for group in groups:
        rank = len(found) + 1
        found += [(rank, applicant, len(group) - 1) for applicant in group]
    return found


def shown(hundredths: Fraction | None) -> Decimal | None:
    """Return an exact score in points, to four decimals at most; None for one that is missing."""
    if hundredths is None:
        return None
    scaled = hundredths * 10 ** (_EXACT_PLACES - 2)
    nearest = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(nearest).scaleb(-_EXACT_PLACES)


def _phase_totals(sheet: Sheet, weights: Weights) -> dict[Phase, Mapping[ApplicantCode, Fraction]]:
    return {phase: phase_totals(sheet.marks[phase], sheet.parameters, sheet.exclude) for phase in weights}


def _weighing(weights: Weights, totals: Mapping[Phase, Fraction], total: Hundredths) -> str:
    parts = [f"{_plain(shown(totals[phase]))}×{_share(weight)}" for phase, weight in weights.items()]
    return f"{' + '.join(parts)} = {points(total):.2f}"


def _sum(kept: Mapping[ExpertCode, Hundredths], aggregate: Aggregate) -> str:
    values = [text_of(points) for points in kept.values()]
    match aggregate.method:
        case "sum":
            return " + ".join(values)
        case "median":
            return f"median({', '.join(sorted(values, key=Decimal))})"
    return f"({' + '.join(values)}) ÷ {len(values)}"


def _method(book: Book, round: Round) -> str:
    settled = round.opening.parameters
    aggregate, rounding = settled.aggregate, settled.rounding
    sources = sorted(
        {value.source for _, value in round.opening.adopted if value.key in ("aggregate", "rounding", "weights", "weights.stage5")}
    )
    parts_zh, parts_en = [], []
    if aggregate is not None:
        how = {"mean": ("平均", "mean"), "sum": ("求和", "sum"), "median": ("中位数", "median")}[aggregate.method]
        end, least = aggregate.trim_each_end, aggregate.when_valid_at_least
        parts_zh.append(f"同一评分项各专家评分取{how[0]}" + (f", 有效评分达 {least} 个时两端各去 {end} 个" if end else ""))
        parts_en.append(f"{how[1]} of the marks for one item" + (f", {end} dropped at each end from {least} marks on" if end else ""))
    if rounding is not None:
        at = {"item": "各项", "phase": "各阶段", "total": "合计", "published": "公布"}[rounding.apply_to]
        mode = {"half_up": "四舍五入", "half_even": "四舍六入五成双", "down": "只舍不入"}[rounding.mode]
        parts_zh.append(f"{at}得分取 {rounding.places} 位小数, {mode}")
        parts_en.append(f"rounded to {rounding.places} places at {rounding.apply_to} ({rounding.mode})")
    parts_zh.append("缺评不按零分计; 回避专家的评分不计")
    parts_en.append("a missing mark is no zero; marks of who stands aside are left out")
    return book.say(f"计算方法 ({'; '.join(sources)}): {'; '.join(parts_zh)}。", f"Method ({'; '.join(sources)}): {'; '.join(parts_en)}.")


def _programme(round: Round) -> str:
    opened = round.opening.opened
    return f"{opened.programme} {opened.award_year} " if opened else f"{round.id} "


def _plain(value: Decimal | None) -> str:
    return "—" if value is None else f"{value.normalize():f}"


def _share(weight: Fraction) -> str:
    exact = Decimal(weight.numerator) / Decimal(weight.denominator)
    return f"{exact:f}" if Fraction(exact) == weight else str(weight)
