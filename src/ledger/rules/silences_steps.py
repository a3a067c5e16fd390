"""Open questions on the steps of a round: days of the plan, order of the defence, late recusals, the course of notice and objections."""

from __future__ import annotations

from ledger.rules.open_question import YES_NO, OpenQuestion, Reading

STEP_BY_STEP: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "plan.binding",
        ("6.2",),
        "年度计划中的期限是否具有约束力？",
        "Do the days of the yearly plan bind?",
        YES_NO,
        False,
        "条文仅对申报设期限；计划日期已过的予以提示，不中止程序",
        "the text gives one time limit, that of the applications; a day that passed is shown and stops nothing",
    ),
    OpenQuestion(
        "defence.order",
        ("9(5)",),
        "答辩次序如何确定？",
        "How is the order of the defence settled?",
        (Reading("drawn_by_lot", "抽签", "by lot"), Reading("as_arranged", "由办公室安排", "as the office arranges it")),
        "drawn_by_lot",
        "省级奖项的通行做法",
        "the practice of the provincial award",
    ),
    OpenQuestion(
        "recusal.after_marks",
        ("6.1", "9(4)"),
        "评分之后回避的专家，其已有评分是否计入？",
        "Do the marks of an expert count who stands aside after marking?",
        (
            Reading("marks_do_not_count", "不计入", "they do not count"),
            Reading("marks_count", "计入", "they count"),
        ),
        "marks_do_not_count",
        "不应评审者视为未评审；其评分仍留存记录",
        "who must not judge has not judged; the marks stay on record",
    ),
    OpenQuestion(
        "notice.interruption",
        ("9(8)",),
        "公示网站中断期间如何补足？",
        "What becomes of days on which nobody could read the notice?",
        (
            Reading("adds_the_days", "顺延相同天数", "as many days are added"),
            Reading("starts_anew", "恢复后重新起算", "the notice starts anew afterwards"),
            Reading("counts_on", "不予补足", "they count all the same"),
        ),
        "adds_the_days",
        "公众应有七天可以实际查阅",
        "the public has seven days in which it can read",
    ),
    OpenQuestion(
        "objection.closing_hour",
        ("9(8)",),
        "公示末日几时之后的异议为逾期？",
        "After which hour of the last day is an objection late?",
        (
            Reading("24:00", "当日二十四时", "the end of the day"),
            Reading("17:30", "下班时刻，二十四小时制，该分钟计入期内", "when the office closes, of 24 hours; that minute is in time"),
        ),
        "24:00",
        "从有利于异议人的角度；按民法典第二百零三条，有业务时间的，停止业务活动的时间为截止时间",
        "in favour of the objector; Civil Code 203 ends a period at closing time where there are business hours",
    ),
    OpenQuestion(
        "objection.handler",
        ("9(8)",),
        "异议由谁处理？",
        "Who handles an objection?",
        (
            Reading("not_involved", "未参与该组织评分和推荐的人员", "somebody who neither scored nor recommended the applicant"),
            Reading("discipline", "纪检监察机关", "the discipline body"),
            Reading("office", "委员会办公室，不限人员", "the office, whoever it is"),
        ),
        "not_involved",
        "任何人不得审查针对自己工作的异议",
        "nobody judges what is said against his own work",
    ),
    OpenQuestion(
        "objection.inform",
        ("9(8)",),
        "异议处理结果告知谁？",
        "Who is told how an objection ended?",
        (
            Reading("both", "异议人和被异议组织", "who objected and the applicant"),
            Reading("applicant", "仅被异议组织", "the applicant alone"),
            Reading("objector", "仅异议人", "who objected alone"),
        ),
        "both",
        "实名异议人可以告知，被异议组织应当知晓",
        "who objects by name can be told, and whom it concerns should be",
    ),
)
