"""Provisions that no program decides (程序不作判断之处), with the reason and who decides instead.

Some provisions have a rule for one half and an entry here for the other: the entry says what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Undecidable(NamedTuple):
    """不作判断: why no program decides, and who does, in Chinese and English."""

    why_zh: str
    why_en: str
    who_zh: str
    who_en: str


OUTSIDE: Mapping[str, Undecidable] = MappingProxyType(
    {
        "1": Undecidable(
            "目的与上位依据不设行为要求。",
            "Purpose and legal basis ask for no act.",
            "制定机关",
            "the body that made the measure",
        ),
        "2": Undecidable(
            "适用范围不设行为要求；台账只登记本办法之下的行为。",
            "Scope asks for no act; the ledger takes acts under this measure alone.",
            "委员会办公室",
            "the committee's office",
        ),
        "3.1": Undecidable(
            "成绩是否显著、效益是否突出是专业判断；程序只核对申报者是组织。",
            "Whether results are outstanding is a judgement; the program sees only that an organisation applies.",
            "评审专家与委员会",
            "the experts and the committee",
        ),
        "4": Undecidable(
            "科学、公平、从严择优由整个过程体现；不收费以没有收费记录不能证明。程序只核对自愿撤回。",
            "Fairness shows in the whole of a round; that no fee was taken is not shown by the absence of a record. "
            "The program checks withdrawal.",
            "纪检监察与审计机关",
            "the discipline and audit bodies",
        ),
        "6.1": Undecidable(
            "何为重要事项由委员会自定；程序核对规则采用的时间与出处。",
            "What is important is for the committee; the program checks when its rules were adopted and on which papers.",
            "质量发展委员会",
            "the committee",
        ),
        "6.2": Undecidable(
            "年度计划、方案和专家库的质量不是可计算的事实；程序核对人数、抽取、组成与计划期限。",
            "How good plan, scheme and pool are cannot be computed; the program checks number, draw, constitution and planned days.",
            "质量发展委员会",
            "the committee",
        ),
        "7": Undecidable(
            "审核是否到位、推荐是否恰当是单位的判断；机构名册与申报概况在案时，程序核对签署之日的区域或行业管辖。",
            "How well a body examined and whether it should recommend is its own judgement; where bodies and profile are on record, "
            "the program checks area or trade on the day of the signature.",
            "推荐单位与资格审查",
            "the recommending body and the qualification review",
        ),
        "8(2)": Undecidable(
            "是否合乎政策、资质是否齐备由主管部门判断；程序核对已向对口部门征询、答复及时且核查结果与之一致。",
            "Conformity with policy and licences is for the departments to judge; the program checks that the competent one was asked, "
            "answered in time, and is not contradicted.",
            "区有关部门",
            "the competent departments",
        ),
        "8(4)": Undecidable(
            "“领先”“居前”没有数值标准；程序核对有核查结果，且按申报的经营性或非营利性质核查。",
            "Leading and in front have no number; the program sees that there is a finding, on the kind that the applicant is.",
            "资格审查与评审专家",
            "the qualification review and the experts",
        ),
        "9": Undecidable(
            "首句列举九个环节，各环节的要求见各项规则。",
            "The opening sentence names the nine steps; what each asks for stands at its item.",
            "见各项",
            "see the items",
        ),
        "13": Undecidable(
            "推广经验是没有期限和罚则的义务；台账只记录推广活动。",
            "Sharing is a duty without a term or a sanction; the ledger records what was shared.",
            "委员会办公室",
            "the committee's office",
        ),
        "14": Undecidable(
            "某一使用是否属于产品宣传须看实物；台账记录反映与移送。",
            "Whether a use is product advertising takes a look at it; the ledger records reports and referrals.",
            "市场监督管理部门",
            "the market regulator",
        ),
        "15": Undecidable(
            "约束的是台账之外的人；台账记录反映与移送，并让任何人核对称号。",
            "It binds people outside the ledger, which records reports and referrals and lets anybody check a title.",
            "市场监督管理部门与司法机关",
            "the market regulator and the courts",
        ),
    }
)
"""Provision to what no program decides of it."""
