"""Open questions on applying and qualifying where a program counts: articles 8(3), 8(5) and 9(2) to 9(3)."""

from __future__ import annotations

from ledger.rules.open_question import OpenQuestion, Reading

WHAT_IS_COUNTED: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "application.closing_hour",
        ("9(2)",),
        "申报截止日截至几时?",
        "At which hour does the last day for applications end?",
        (
            Reading("24:00", "当日二十四时", "at the end of the day"),
            Reading("17:30", "时刻, 该分钟仍属期内", "an hour of the day; its minute is still in time"),
        ),
        "24:00",
        "the text speaks of a time limit and no hour; who may file online may do so until midnight",
    ),
    OpenQuestion(
        "eligibility.model_gap",
        ("8(3)",),
        "卓越绩效模式曾停用的如何计算年限?",
        "How are the years of the excellence model counted after a pause in its use?",
        (
            Reading("restarts_the_years", "年限重新起算", "the years start anew"),
            Reading("gap_is_subtracted", "扣除中断时间", "the gap is left out of the count"),
            Reading("case_by_case_with_reasons", "个案认定并说明理由", "case by case, with reasons"),
        ),
        "case_by_case_with_reasons",
        "nobody certifies the model; what a pause was is for the review",
    ),
    OpenQuestion(
        "eligibility.accident_responsibility",
        ("8(5)",),
        "责任不在申报组织的事故是否计入?",
        "Does an accident count for which the applicant does not answer?",
        (Reading("any", "计入", "it does"), Reading("own_only", "仅计自身责任事故", "only those of its own making")),
        "any",
        "the text names own responsibility for claims and returns, not for accidents",
    ),
    OpenQuestion(
        "eligibility.later_record",
        ("8(5)",),
        "基准日之后、结论之前发生的记录是否计入?",
        "Does a record from between the reference day and the decision count?",
        (Reading("counts", "计入", "it does"), Reading("does_not_count", "不计入", "it does not")),
        "counts",
        "an award soon after a grave accident would serve nobody",
    ),
    OpenQuestion(
        "clearance.reply_days",
        ("9(3)",),
        "部门应在几天内答复? 当日不计, 以自然日计。",
        "Within how many days does a department answer? Calendar days, the day of the question not counted.",
        (Reading("15", "不少于一的整数", "an integer of 1 or more"),),
        15,
        "customary among departments; the measure has no rule",
    ),
)
