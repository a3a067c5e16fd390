"""Open questions about experts: who is drawn and how, what they declare, how far their relations reach. Articles 6, 9(4)."""

from __future__ import annotations

from ledger.rules.open_question import OpenQuestion, Reading

WHO_REVIEWS: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "panel.selection",
        ("6.2", "9(4)"),
        "专家如何从专家库中产生？",
        "How are experts chosen from the pool?",
        (
            Reading("sealed_draw", "多方封存数抽取，任何人可重算", "a draw from sealed numbers of several parties, recomputable"),
            Reading("lot", "其他方式抽签，不可重算", "by lot in another way, not recomputable"),
            Reading("appointment", "指定", "by appointment"),
        ),
        "sealed_draw",
        "同类办法均从专家库抽取；可重算的抽取无须任何人担保",
        "experts are drawn from a pool in comparable measures; a draw that can be recomputed needs nobody's word",
    ),
    OpenQuestion(
        "draw.parties",
        ("6.2",),
        "谁参与抽取、至少几方？",
        "Who puts a number into the draw, and how many at least?",
        (
            Reading(
                '{"among": ["office", "discipline", "applicant", "public"], "at_least": 3}',
                "可参与的身份，亦可含委员会 （committee）；至少几方 （不少于二）",
                "who may take part, the committee too; how many do at least (2 or more)",
            ),
        ),
        {"among": ["office", "discipline", "applicant", "public"], "at_least": 3},
        "只要有一方守规，结果即不为任何人左右；同类办法中纪检监察机关亦参与抽取",
        "one party that keeps to the rules makes the draw nobody's choice; the discipline body takes part in comparable measures",
    ),
    OpenQuestion(
        "recusal.declaration",
        ("6.1",),
        "专家何时声明利益关系？",
        "When do experts declare their interests?",
        (
            Reading("before_first_mark", "首个评分之前，无利益关系也须声明", "before their first mark, even if it is none"),
            Reading("not_required", "不要求", "not at all"),
        ),
        "before_first_mark",
        "通行做法；先看材料后作声明的，回避已失其意义",
        "customary; who opens a file first and declares afterwards has seen it",
    ),
    OpenQuestion(
        "recusal.depth",
        ("6.1",),
        "利益关系最多隔几层仍须回避？",
        "Over how many steps does a relation still ask an expert to stand aside?",
        (Reading("3", "不少于一的整数", "an integer of 1 or more"),),
        3,
        "专家、咨询机构、咨询人员、申报组织：声明所能揭示的最长关系链",
        "expert, adviser's firm, adviser, applicant: the longest chain that declarations bring to light",
    ),
    OpenQuestion(
        "advisers.years",
        ("6.1", "9(2)"),
        "申报组织须申报几年内的咨询辅导机构和人员？零为不要求。",
        "For how many years back does an applicant declare its advisers and trainers? Zero: not at all.",
        (Reading("3", "不少于零的整数", "an integer of 0 or more"),),
        3,
        "与专家利害关系的追溯年限一致，便于两相比对",
        "the years for which an expert's relations count, so that both can be matched",
    ),
)
