"""Values that a field may have (取值), each in Chinese and English: roles, phases, verdicts, field classes, and what stages know.

Where an enumeration gives its own Chinese, that is taken; the others have theirs here. A member without
Chinese is a ``LookupError``, so that no page is printed with a gap.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ledger.bundle import report
from ledger.events import application, bodies, deliberation, eligibility, notice, opening, qualification, revocation
from ledger.events.event import Occurs, Openness
from ledger.record.envelope import Provenance
from ledger.rules.authorship import Standing
from ledger.rules.citation import Basis, Verdict
from ledger.terms import Milestone, Phase, Role, RoundKind, View


class Value(NamedTuple):
    """取值: one value as it is written, and what people read in its place."""

    code: str
    zh: str
    en: str


class Enumeration(NamedTuple):
    """枚举: the values of one field or one answer, and the module that defines them."""

    name: str
    where: str
    zh: str
    en: str
    values: tuple[Value, ...]


_ZH: dict[type[Enum], dict[str, str]] = {
    Phase: {"document": "资料评审", "defence": "陈述答辩", "site": "现场评审"},
    RoundKind: {"live": "随评随录", "historical": "事后补录"},
    View: {"public": "公众视图", "auditor": "审计视图", "inspector": "纪检监察视图"},
    Milestone: {"never": "不公开", "notice.opened": "公示之日起公开", "result.published": "结果公布之日起公开"},
    Openness: {"public": "公开", "subject": "公开, 兼作标签", "sealed": "密封至公开时点", "confidential": "保密", "personal": "个人信息"},
    Occurs: {"day": "日期", "instant": "时刻", "partial": "不完整日期"},
    application.Opinion: {"recommended": "推荐", "not_recommended": "不推荐"},
    application.BodyKind: {"area": "镇街", "park": "园区和市场管理机构", "department": "部门"},
    application.Channel: {"online": "网上", "paper": "纸质"},
    application.LegalForm: {
        "enterprise": "企业法人",
        "public_institution": "事业单位法人",
        "other_legal_person": "其他法人",
        "branch": "分支机构",
        "other_without_personality": "其他非法人组织",
    },
    bodies.Function: {
        "committee": "质量发展委员会",
        "office": "委员会办公室",
        "government": "区人民政府",
        "area": "镇街",
        "park": "园区和市场管理机构",
        "department": "区有关部门",
        "finance": "财政部门",
        "discipline": "纪检监察机关",
    },
    eligibility.AccidentField: {
        "quality": "质量",
        "work_safety": "安全生产",
        "environment": "环境污染",
        "public_health": "公共卫生",
        "food_safety": "食品安全",
        "other": "其他",
    },
    eligibility.Grade: {"general": "一般", "serious": "较大", "major": "重大", "extraordinary": "特别重大"},
    eligibility.Level: {"district": "区县级", "city": "市级", "province": "省级", "state": "国家级"},
    eligibility.Matter: {
        "complaints": "质量投诉",
        "claims": "异议、索赔和退货",
        "labour": "劳动保障失信",
        "other_records": "其他不良记录",
        "exports": "出口退运、销毁、通报",
    },
    qualification.Met: {"met": "符合", "not_met": "不符合", "not_applicable": "不适用"},
    notice.Outcome: {"sustained": "成立", "dismissed": "不成立"},
    notice.Told: {"objector": "异议人", "applicant": "被异议组织"},
    deliberation.AtLine: {"defence": "答辩名单", "site_visit": "现场评审名单", "tier": "奖项分界"},
    opening.Step: {
        "call": "发布信息",
        "application": "申报推荐",
        "qualification": "资格审查",
        "document": "资料评审",
        "defence": "陈述答辩",
        "site_visit": "现场评审",
        "evaluation": "综合评价",
        "deliberation": "审定",
        "notice": "公示",
        "approval": "批准",
        "publication": "公布",
    },
    revocation.Ground: {"fraud": "骗取荣誉", "accident": "重大事故"},
    Standing: {
        "valid": "有效",
        "unknown": "未登记",
        "other_role": "登记为其他身份",
        "other_round": "登记于其他年度",
        "revoked": "已注销",
        "compromised": "已泄露",
    },
}

_KINDS: tuple[tuple[type[Enum], str, str], ...] = (
    (Role, "身份", "in what capacity a key signs"),
    (Phase, "评审阶段", "in which experts score"),
    (Verdict, "结论", "what a rule says of the facts"),
    (Basis, "依据类别", "what a rule rests on; only the text, or a rule adopted before the call, can say 不符合"),
    (Openness, "公开类别", "who may read a field"),
    (Milestone, "公开时点", "from when a sealed field is open to the public"),
    (Occurs, "生效时间", "how exactly a type says when it had effect"),
    (View, "视图", "who reads"),
    (RoundKind, "记录方式", "whether a round is recorded while it runs"),
    (application.Opinion, "推荐意见", "what a recommending body says"),
    (application.BodyKind, "推荐单位类别", "which kind of body recommends"),
    (application.Channel, "收件方式", "how an application came in"),
    (application.LegalForm, "组织形式", "what kind of organisation applies"),
    (bodies.Function, "机构职能", "as what a body takes part"),
    (eligibility.AccidentField, "事故领域", "in which field an accident was"),
    (eligibility.Grade, "事故等级", "how grave an authority found an accident"),
    (eligibility.Level, "抽查层级", "of the authority that ordered an inspection"),
    (eligibility.Matter, "记录类别", "which part of 8(5) a bad record touches"),
    (qualification.Met, "条件核查结果", "what was found on a condition of article 8"),
    (notice.Outcome, "异议处理结果", "how an objection ended"),
    (notice.Told, "被告知者", "who is told how an objection ended"),
    (deliberation.AtLine, "划线处", "at which line the committee decides on who is level"),
    (opening.Step, "计划环节", "for which step a plan sets days"),
    (revocation.Ground, "撤销事由", "why a title is revoked"),
    (Standing, "密钥状态", "whether a key signs in a role and a round"),
    (report.Outcome, "核验结论", "of one step of a verification"),
)

PROVENANCE = Enumeration(
    "Provenance",
    Provenance.__module__,
    "来源",
    "how an act came into the ledger",
    (
        Value("live", "本人签署", "signed with the actor's own key"),
        Value("transcribed", "代录", "written off a paper by the clerk and confirmed by a second person"),
        Value("imported", "补录", "taken over from a named source, into a historical round"),
    ),
)


def enumerations() -> tuple[Enumeration, ...]:
    """Return every enumeration that a reader meets. Raises ``LookupError`` for a member without Chinese."""
    return (PROVENANCE, *(Enumeration(kind.__name__, kind.__module__, zh, en, values_of(kind)) for kind, zh, en in _KINDS))


def values_of(kind: type[Enum]) -> tuple[Value, ...]:
    """Return the members of an enumeration. Raises ``LookupError`` for one without Chinese."""
    return tuple(
        Value(member.value, getattr(member, "zh", "") or _ZH[kind][member.value], str(member.value).replace("_", " ")) for member in kind
    )
