"""Open questions about who applies, who recommends and who sits in judgement: articles 3, 4, 6.2, 7, 8."""

from __future__ import annotations

from ledger.rules.open_question import OpenQuestion, Reading

_GAP = (
    Reading("restarts_the_years", "年限重新起算", "the years start anew"),
    Reading("gap_is_subtracted", "扣除中断时间", "the gap is left out of the count"),
    Reading("case_by_case_with_reasons", "个案认定并说明理由", "case by case, with reasons"),
)

WHO_APPLIES: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "quota.year",
        ("3.2",),
        "“每年”指评审年度还是批准年度？",
        "Is a year of the award the award year or the year of the decision?",
        (
            Reading("award_year", "评审年度", "the award year"),
            Reading("decision_year", "批准年度", "the year of the government's decision"),
        ),
        "award_year",
        "评奖结果常于次年批准；一个自然年内两次批准的，否则须共用同一名额",
        "awards are often decided in the year after; two decisions in one calendar year would else share one quota",
    ),
    OpenQuestion(
        "eligibility.other_legal_persons",
        ("3.1", "8(1)"),
        "企事业单位以外的法人（社会团体、合作社等）能否申报？",
        "May legal persons other than enterprises and public institutions apply, such as associations and cooperatives?",
        (
            Reading("enterprises_and_institutions_only", "仅企业和事业单位", "enterprises and public institutions only"),
            Reading("any_legal_person", "具备法人资格即可", "any legal person"),
        ),
        "enterprises_and_institutions_only",
        "第三条列明企业和事业单位，第八条称法人；第三条范围较窄，且直接规定奖项本身",
        "article 3 names these two and article 8 says legal person; the narrower wording is about the award itself",
    ),
    OpenQuestion(
        "eligibility.years_elsewhere",
        ("8(1)",),
        "迁入本区之前的运营年限是否计入？",
        "Do years of operation before a move into the district count?",
        (
            Reading("count_for_operation", "计入运营年限", "they count as years of operation"),
            Reading("do_not_count", "不计入", "they do not count"),
        ),
        "count_for_operation",
        "条文分别要求在本区登记和运营年限，并未将二者相连",
        "the text asks for registration in the district and for years of operation, and does not join the two",
    ),
    OpenQuestion(
        "eligibility.operation_gap",
        ("8(1)",),
        "运营曾中断的如何计算年限？",
        "How are the years of operation counted after an interruption?",
        _GAP,
        "case_by_case_with_reasons",
        "条文要求正常运营；短暂停业不等于终止运营",
        "the text asks for normal operation; a short halt is not the end of it",
    ),
    OpenQuestion(
        "eligibility.lapsed_certificate",
        ("8(3)",),
        "认证证书曾失效或暂停的如何计算年限？",
        "How are the years of a quality system counted after its certificate lapsed or was suspended?",
        _GAP,
        "restarts_the_years",
        "条文要求体系有效运行；无证书期间，无人可予证明",
        "the text asks that it ran effectively; without a certificate nobody attests that",
    ),
    OpenQuestion(
        "recommendation.conflict",
        ("7", "9(3)"),
        "两个单位意见相反时如何处理？",
        "What follows where two bodies give opposite opinions?",
        (
            Reading("decided_with_reasons", "资格审查附理由决定", "the qualification review decides, with reasons"),
            Reading("one_positive_suffices", "一个同意即可", "one that is positive suffices"),
            Reading("one_negative_excludes", "一个不同意即不得进入", "one that is negative excludes"),
        ),
        "decided_with_reasons",
        "属地单位或行业部门，按条文有其一推荐即可；一方不推荐并不当然终止申报",
        "area body or department: one opinion suffices by the text, and a negative one ends nothing by itself",
    ),
    OpenQuestion(
        "withdrawal.until",
        ("4",),
        "申报最迟何时可以撤回？",
        "Until when may an application be withdrawn?",
        (
            Reading("application_deadline", "申报截止日（含）", "the last day for applications, included"),
            Reading("defence_list", "答辩名单确定之前", "before the defence list is fixed"),
            Reading("notice_opened", "公示开始之前", "before the public notice opens"),
            Reading("government_approval", "区政府批准之前", "before the government approves"),
        ),
        "government_approval",
        "申报自愿（第四条）；批准之后所涉的是放弃称号",
        "applying is voluntary (article 4); after the approval there is a title to give up",
    ),
    OpenQuestion(
        "fee.affiliated_training",
        ("4",),
        "办公室关联机构的有偿培训、咨询是否视为收费？",
        "Is paid training or advice by a body close to the office a fee?",
        (
            Reading("recorded_as_a_tie", "记为利害关系", "it is recorded as a tie of interest"),
            Reading("counts_as_a_fee", "视为收费", "it counts as a fee"),
        ),
        "recorded_as_a_tie",
        "条文禁止的是因评奖向申报组织收费；奖项之外的有偿服务由监督机关判断",
        "the text forbids fees taken of applicants for the award; what is sold beside it is for the supervisors",
    ),
    OpenQuestion(
        "panel.grouping",
        ("6.2", "9(4)"),
        "专家如何分组评审？",
        "How are experts grouped for the review?",
        (
            Reading("one_panel_for_all", "同一专家组评审全部组织", "one panel reviews everybody"),
            Reading("groups_by_trade", "按行业分组", "groups by trade"),
            Reading("groups_by_lot", "抽签分组", "groups by lot"),
        ),
        "one_panel_for_all",
        "未经采用换算方法的，不同专家组的评分不可相比",
        "marks of different groups cannot be compared without a method that nobody has adopted",
    ),
    OpenQuestion(
        "score.consensus",
        ("9(4)", "9(7)"),
        "以专家各自评分的均值还是合议分为准？",
        "Does the mean of single marks count, or the mark that the panel agrees on?",
        (
            Reading("mean_of_single_marks", "以各自评分汇总为准", "single marks count, put together"),
            Reading("consensus_takes_their_place", "以合议分为准", "the agreed mark takes their place"),
            Reading("consensus_stands_beside", "合议分另行记录，不计入", "the agreed mark is recorded beside and not counted"),
        ),
        "mean_of_single_marks",
        "各自评分责任到人；合议分看不出谁改变了意见",
        "each mark has its author; an agreed one hides who moved",
    ),
)
