"""Open questions on places that are left over, and on accidents at the wrong time: articles 3, 9(8), 12."""

from __future__ import annotations

from ledger.rules.open_question import OpenQuestion, Reading

AT_THE_END: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "places.unused_main",
        ("3.2", "9(8)"),
        "主奖项未用完的名额可否转给提名奖?",
        "May places of the main tier that stay unused go to the nomination tier?",
        (
            Reading("stay_vacant", "空缺, 不转", "they stay vacant"),
            Reading("go_to_nomination", "可转给提名奖, 但不超过该奖项法定名额", "they may, up to the nomination tier's own quota"),
        ),
        "stay_vacant",
        "each tier has its own ceiling and the text moves nothing between them",
    ),
    OpenQuestion(
        "article12.before_approval",
        ("9(8)", "12"),
        "公示之后、批准之前发生事故如何处理?",
        "What follows an accident after the notice and before the approval?",
        (
            Reading("candidate_disqualified", "取消该候选资格, 不递补", "the candidate is out, and nobody moves up"),
            Reading("after_the_award_only", "仅适用于获奖之后", "article 12 speaks of winners alone"),
        ),
        "candidate_disqualified",
        "article 12 speaks of winners; nobody is approved whose title would have to be taken back at once",
    ),
)
