"""Every provision of the measure in our own words (条文大意), Chinese and English.

These are restatements to find one's way by, never the wording: the operator supplies the official text
(``ledger init --regulation``), and the pages show it beside them. Article 7 is printed ``第7条``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RESTATED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "1": ("立法目的和上位依据。", "Why the measure is made, and on which law and higher measures it rests."),
        "2": (
            "适用于该奖的申请、评选、推广与监督。",
            "It covers applying for the award, giving it, spreading its lessons, and supervision.",
        ),
        "3.1": (
            "该奖是区政府在质量方面的最高荣誉，授予推行卓越绩效且成果突出的企业和事业单位。",
            "The district's highest honour for quality, for enterprises and public institutions with an excellence model and results.",
        ),
        "3.2": (
            "一年一评，分主奖与提名奖两项，每项至多两个。",
            "Given once a year in two tiers, the main award and the nomination, at most two of each.",
        ),
        "4": (
            "申报自愿，评审科学、公平、公正、公开，从严择优；专家评、集体定、公众看；分文不收。",
            "Applying is free and voluntary; review is sound, fair, open, strict; experts review, a body decides, the public sees.",
        ),
        "5": (
            "以国家卓越绩效标准及其指南为评审标准，随理论与实践修订。",
            "The measure of the review is the national excellence standard and its guide, revised as theory and practice develop.",
        ),
        "6.1": (
            "委员会负责评审：组织、审定规则、研究要事、向区政府提候选名单。",
            "The committee answers for the review: it organises, adopts the rules and proposes candidates to the government.",
        ),
        "6.2": (
            "办公室负责日常：拟细则、建专家库、定年度计划与方案、组织评审。",
            "Its office does the daily work: detailed rules, the pool of experts, plan and scheme of the year, the running of the review.",
        ),
        "7": (
            "镇街、园区和大市场管理机构审核推荐本区域的申报者，部门审核推荐本行业的申报者。",
            "Townships, sub-districts, parks and market authorities recommend applicants of their area, departments those of their trade.",
        ),
        "8": ("申报者须同时具备以下各项条件。", "An applicant meets all of the following conditions."),
        "8(1)": (
            "在区内登记的法人，正常经营满五年。",
            "A legal person registered in the district, in normal operation for five years or more.",
        ),
        "8(2)": (
            "遵守各级产业、质量、环保、安全政策，资质齐备。",
            "Keeps to public policy on trade, quality, environment and safety, and holds its licences.",
        ),
        "8(3)": (
            "质量体系认证有效满三年，卓越绩效模式推行满三年，重视创新，可作标杆。",
            "A certified quality system for three years or more, the excellence model likewise, innovation, and an example to others.",
        ),
        "8(4)": (
            "业绩与贡献卓越：经营者指标领先同行，非营利者社会贡献居前。",
            "Outstanding results: businesses lead their trade, non-profits stand in front in what they give society.",
        ),
        "8(5)": (
            "尽社会责任、信誉良好；近三年无所列事故与不良记录；出口者未因质量安全被退运、销毁或通报。",
            "Answerable and of good credit; three years without the accidents and records listed; no exports sent back or reported.",
        ),
        "9": ("评审分九个环节依次进行。", "The review has nine steps, one after the other."),
        "9(1)": (
            "办公室在网站发布评奖事项，并会同各方动员申报。",
            "The office publishes the call on its websites and, with others, invites applications.",
        ),
        "9(2)": (
            "申报者按时交材料，主管单位签署意见。",
            "Applicants hand in their papers in time, and a competent body signs its opinion.",
        ),
        "9(3)": ("审查资格，定出合格名单。", "Qualification is reviewed and the list of who qualifies is fixed."),
        "9(4)": (
            "专家组评资料、出报告，按一比一点五定答辩名单。",
            "A panel reviews the papers and reports; the list for the defence is fixed at 1 to 1.5.",
        ),
        "9(5)": (
            "定答辩方案，申报者答专家问；合计资料与答辩得分，按一比一定现场评审名单。",
            "A scheme for the defence; applicants answer the panel; document and defence scores together give the site list at 1 to 1.",
        ),
        "9(6)": ("定现场评审方案，由专家组实地评审。", "A scheme for the site review; a panel visits."),
        "9(7)": (
            "综合三个阶段的结果评分，写出报告，送委员会审议。",
            "The results of all three phases make the overall score and a report, which goes to the committee.",
        ),
        "9(8)": (
            "委员会定候选名单并在网站公示七天；不通过者出局，空缺不补。",
            "The committee determines the candidates and shows them to the public for seven days; who fails is out, and nobody moves up.",
        ),
        "9(9)": ("通过公示者报区政府批准，发文公布。", "Those who passed go to the government; once approved, the decision is published."),
        "10.1": (
            "主奖表彰并发牌、证和二十万元；提名奖发牌、证和五万元；经费列入预算。",
            "Main winners: commendation, plaque, certificate, 200,000 yuan; nominations: plaque, certificate, 50,000; from the budget.",
        ),
        "10.2": ("主奖得主五年内不再申报。", "Who won the main tier does not apply again for five years."),
        "10.3": (
            "再得主奖者不占名额，有牌证无奖金。",
            "Who wins the main tier again stands outside the quota, with plaque and certificate and without money.",
        ),
        "11": (
            "申报者对材料真实负责；骗得荣誉的，查实并经区政府批准后撤销称号、收回牌证、追回奖金、公告，五年不得申报。",
            "Applicants answer for the truth; a title got by fraud is revoked once verified and approved, with all that came of it.",
        ),
        "12": (
            "获奖后因质量、安全、环保等事故造成重大恶劣影响的，处理同上。",
            "A later accident in quality, safety, environment and the like with a major adverse effect has the same five consequences.",
        ),
        "13": (
            "获奖者应推广经验（商业秘密除外），持续创新，带动全区。",
            "Winners share what they know, trade secrets aside, keep innovating, and raise quality in the district.",
        ),
        "14": (
            "称号可用于组织形象并注明年份，不得用于产品宣传，不得标在产品或包装上。",
            "The title may serve the organisation's image, with its year; never product advertising, a product or a package.",
        ),
        "15": (
            "他人不得另办此奖评审，不得伪造或冒用称号。",
            "Nobody else runs reviews for this award; nobody forges the title or passes for its holder.",
        ),
        "16": ("由办公室解释。", "The office interprets the measure."),
        "17": ("自某日起施行至某日止；原文只印起始年份。", "In force from one day until another; the text prints only the first year."),
    }
)
"""Provision to its restatement (Chinese, English), in the order of the measure."""

CITABLE: frozenset[str] = frozenset({*RESTATED, *(citation.partition(".")[0].partition("(")[0] for citation in RESTATED)})
"""What the basis of an act may cite: every provision, and whole articles."""


def provisions() -> tuple[str, ...]:
    """Return every 条, 款 and 项 of the measure as a citation, in its order."""
    return tuple(RESTATED)
