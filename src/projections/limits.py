"""What a conformance report does not say (核查局限). It stands in every report, so that nobody reads more into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ledger.rules.powers import RECOMMENDS
from ledger.stages.history import History, Round
from projections.terms import Term


def limits(
    provenance: Mapping[str, int], score_provenance: Mapping[str, int], sealed: int, silences: int, unkept: Sequence[Term] = ()
) -> tuple[Term, ...]:
    """Return the limits of one report. Counts are of records by provenance, of sealed records, of open questions met.

    ``unkept`` are kinds of record that the round never kept.
    """
    return tuple(_limits(provenance, score_provenance, sealed, silences, unkept))


def unkept_of(history: History, round: Round) -> tuple[Term, ...]:
    """Return what qualification could rest on and this round keeps of nobody: what rests on it is asked of no act."""
    bodies, desk, papers = history.registers.bodies, round.application.desk, round.qualification.papers
    if round.opening.is_historical or not round.application.applications:
        return ()
    kept = (
        (bodies.keeps(RECOMMENDS), Term(code="bodies", zh="推荐单位名册", en="recommending bodies")),
        (bodies.keeps_answers, Term(code="answers", zh="部门答复职责", en="what departments answer for")),
        (bool(bodies.members), Term(code="members", zh="委员名册", en="members of the committee")),
        (bool(desk.profiles), Term(code="profiles", zh="申报组织概况", en="profiles of applicants")),
        (bool(desk.stamped), Term(code="stamps", zh="收件登记", en="stamps of receipt")),
        (bool(papers.operation), Term(code="operation", zh="登记与经营材料", en="papers on operation")),
        (bool(papers.certificates), Term(code="certificates", zh="认证证书", en="certificates")),
        (bool(papers.model), Term(code="model_use", zh="卓越绩效推行材料", en="papers on the excellence model")),
    )
    return tuple(term for is_kept, term in kept if not is_kept)


def _limits(
    provenance: Mapping[str, int], score_provenance: Mapping[str, int], sealed: int, silences: int, unkept: Sequence[Term]
) -> Iterator[Term]:
    yield Term(
        code="clues",
        zh="本报告依据台账记录逐项核查程序, 所列为线索, 不是对任何组织或个人的责任认定。",
        en="This report holds records against rules, one by one. What it lists are clues; it finds nobody responsible for anything.",
    )
    yield Term(
        code="truth",
        zh="记录与规则相符, 不证明所记内容属实; 未入账的行为, 本报告无从得知。",
        en="That a record agrees with a rule does not prove that what it says is true. Acts never recorded are unknown here.",
    )
    yield Term(
        code="integrity",
        zh="签名与日志完整性不在本报告内核查, 请以 ledger verify 及外部取得的信任策略另行验证。",
        en="Signatures and the integrity of the log are not verified here: run ledger verify, with a policy obtained elsewhere.",
    )
    yield Term(
        code="judgement",
        zh="专业判断 (业绩是否卓越、评分是否恰当) 不由程序作出; 未发现不等于不存在。",
        en="No program judges whether results are outstanding or marks deserved. What was not found may still exist.",
    )
    papers = sum(score_provenance.get(kind, 0) for kind in ("transcribed", "imported"))
    if papers:
        yield Term(
            code="scores_from_paper",
            zh=f"评分记录中 {papers} 条系代录或补录: 打分先后、所用设备及阅卷次序未见记录, 相关核查不作, 仅在此说明一次。",
            en=f"{papers} marks were written down from paper: the order and time of marking and what was read first are not on record. "
            "Checks that need them are not made; this is said once.",
        )
    if unkept:
        yield Term(
            code="not_kept",
            zh=f"本年度未记录: {'、'.join(term.zh for term in unkept)}。依赖它们的核查 (管辖、截止时刻、年限起算等) 不作, 仅在此说明一次。",
            en=f"This round keeps no record of: {', '.join(term.en for term in unkept)}. "
            "Checks that rest on them (competence, closing hour, from when years run) are not made; this is said once.",
        )
    if sealed:
        yield Term(
            code="sealed",
            zh=f"本视图有 {sealed} 条密封记录未开示 (可能含异议、回避、核实), 依赖它们的结论仅就已开示部分作出。",
            en=f"{sealed} sealed records stay closed in this view (objections, recusals or verifications may be among them). "
            "Findings that depend on them rest on what is open.",
        )
    if silences:
        yield Term(
            code="silences",
            zh=f"{silences} 项核查所需规则未作规定: 办法未规定, 已采用的评审规则亦未填补, 本报告不作推断。",
            en=f"{silences} findings met a question that neither the measure nor the adopted rules settle. Nothing is guessed.",
        )
    others = sum(provenance.get(kind, 0) for kind in ("transcribed", "imported"))
    if others:
        yield Term(
            code="provenance",
            zh=f"{others} 条记录为代录或补录, 不是行为人本人的电子签名。",
            en=f"{others} records are transcribed or imported: they do not carry the actor's own signature.",
        )
