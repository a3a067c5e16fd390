"""Open questions on what the public may read, and when: article 4 asks for openness and says no more."""

from __future__ import annotations

from ledger.rules.open_question import MILESTONES, OpenQuestion

WHAT_THE_PUBLIC_READS: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "publish.scores",
        ("4",),
        "专家单项评分何时公开？",
        "When do single marks open to the public?",
        MILESTONES,
        "never",
        "单项评分可显示评分人；审计和纪检监察机关可以查阅",
        "marks show who gave them; auditors and inspectors see them",
    ),
    OpenQuestion(
        "publish.totals",
        ("4",),
        "各组织得分何时公开？",
        "When do the totals of applicants open to the public?",
        MILESTONES,
        "result.published",
        "公开是第四条确立的原则；名称仍以代号代替",
        "openness is a principle of article 4; names stay with the codes",
    ),
    OpenQuestion(
        "publish.applicants",
        ("4",),
        "申报组织名称何时公开？",
        "When do the names of applicants open to the public?",
        MILESTONES,
        "never",
        "公布的是获奖组织；未获奖的组织并未同意公开",
        "the publication names the winners; who did not win chose nothing of the kind",
    ),
    OpenQuestion(
        "publish.qualification",
        ("4",),
        "各项条件的核查结果何时公开？",
        "When do the findings on single conditions open to the public?",
        MILESTONES,
        "never",
        "审查结论公开；具体理由可能涉及第三人",
        "the decision is public; its grounds may touch third parties",
    ),
)
