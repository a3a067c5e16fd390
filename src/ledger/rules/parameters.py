"""Parameters (评审规则参数): what the rules adopted under article 6 settle of what the measure leaves open.

One typed field for each silence; None is *not settled*, and a rule that meets it answers 规则未作规定.
There is no hidden default: our suggestions stand in ``silences`` and count for nothing until the
competent body has adopted them. Exact numbers travel as text ("2/5", "0.40") and are ``Fraction`` here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, field

from ledger.errors import BadInput
from ledger.rules.calendar import NoticeCounting
from ledger.rules.citation import Silence
from ledger.rules.editions import FIXED
from ledger.rules.parameter_values import Aggregate, DrawParties, RatioBase, Rounding, Tie, VotePass, Weights, WeightsStage5
from ledger.rules.silences import SILENCES
from ledger.terms import BarStart, Hundredths, Milestone, PartialDate

__all__ = [
    "KEYS",
    "Aggregate",
    "DrawParties",
    "Parameters",
    "RatioBase",
    "Rounding",
    "Tie",
    "VotePass",
    "Weights",
    "WeightsStage5",
    "known",
    "plain",
    "settle",
    "suggested",
]

V = TypeVar("V")
_CRITERION = re.compile(r"item:[^\s:]{1,32}|phase:(document|defence|site)|code_order|committee_decision")
CLOSING_HOUR = r"^(24:00|([01][0-9]|2[0-3]):[0-5][0-9])$"
_EXACT = re.compile(r"\d{1,9}(/[1-9]\d{0,8}|\.\d{1,9})?")


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """评审规则参数 of one round. Wire names are the keys of the silences; None is not settled."""

    advisers_years: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="advisers.years")
    aggregate: Aggregate | None = None
    application_closing_hour: Annotated[str, Meta(pattern=CLOSING_HOUR)] | None = field(default=None, name="application.closing_hour")
    article12_before_approval: Literal["candidate_disqualified", "after_the_award_only"] | None = field(
        default=None, name="article12.before_approval"
    )
    article12_lookback_years: Annotated[int, Meta(ge=0, le=100)] | Literal["none"] | None = field(
        default=None, name="article12.lookback_years"
    )
    article12_subsidiary_attribution: Literal["case_by_case_with_reasons", "always", "never"] | None = field(
        default=None, name="article12.subsidiary_attribution"
    )
    bar_revocation_start: Literal["revocation_approval_date", "revocation_service_date", "revocation_announcement_date"] | None = field(
        default=None, name="bar.revocation.start"
    )
    bar_test_date: Literal["application_submission_date", "application_deadline", "call_opening_date"] | None = field(
        default=None, name="bar.test_date"
    )
    bar_win_scope: Literal["programme", "main_tier"] | None = field(default=None, name="bar.win.scope")
    bar_win_start: BarStart | None = field(default=None, name="bar.win.start")
    clawback_scope: Literal["amount_paid_in_full_instalments_no_interest", "amount_paid_with_interest"] | None = field(
        default=None, name="clawback.scope"
    )
    clearance_reply_days: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="clearance.reply_days")
    defence_order: Literal["drawn_by_lot", "as_arranged"] | None = field(default=None, name="defence.order")
    draw_parties: DrawParties | None = field(default=None, name="draw.parties")
    eligibility_accident_responsibility: Literal["any", "own_only"] | None = field(default=None, name="eligibility.accident_responsibility")
    eligibility_as_of: Literal["application_deadline", "application_submission_date", "round_opening_date"] | None = field(
        default=None, name="eligibility.as_of"
    )
    eligibility_exporter_period: Literal["three_years", "no_limit"] | None = field(default=None, name="eligibility.exporter_period")
    eligibility_graver_accident: Literal["work_safety_grades_by_analogy", "department_finding"] | None = field(
        default=None, name="eligibility.graver_accident"
    )
    eligibility_lapsed_certificate: Literal["restarts_the_years", "gap_is_subtracted", "case_by_case_with_reasons"] | None = field(
        default=None, name="eligibility.lapsed_certificate"
    )
    eligibility_later_record: Literal["counts", "does_not_count"] | None = field(default=None, name="eligibility.later_record")
    eligibility_model_gap: Literal["restarts_the_years", "gap_is_subtracted", "case_by_case_with_reasons"] | None = field(
        default=None, name="eligibility.model_gap"
    )
    eligibility_operation_gap: Literal["restarts_the_years", "gap_is_subtracted", "case_by_case_with_reasons"] | None = field(
        default=None, name="eligibility.operation_gap"
    )
    eligibility_other_legal_persons: Literal["enterprises_and_institutions_only", "any_legal_person"] | None = field(
        default=None, name="eligibility.other_legal_persons"
    )
    eligibility_other_record: Literal["any_record", "grave_records_only", "department_finding"] | None = field(
        default=None, name="eligibility.other_record"
    )
    eligibility_years_elsewhere: Literal["count_for_operation", "do_not_count"] | None = field(
        default=None, name="eligibility.years_elsewhere"
    )
    fee_affiliated_training: Literal["recorded_as_a_tie", "counts_as_a_fee"] | None = field(default=None, name="fee.affiliated_training")
    fraud_before_award: Literal["excluded_from_round", "excluded_and_barred"] | None = field(default=None, name="fraud.before_award")
    measure_effective_from: PartialDate | None = field(default=None, name="measure.effective_from")
    measure_valid_until: PartialDate | None = field(default=None, name="measure.valid_until")
    nomination_repeat_prize: Literal["pay", "first_only"] | None = field(default=None, name="nomination.repeat_prize")
    notice_closing: Literal["end_of_day", "closing_of_business"] | None = field(default=None, name="notice.closing")
    notice_counting: NoticeCounting | None = field(default=None, name="notice.counting")
    notice_decider: Literal["committee", "office", "government"] | None = field(default=None, name="notice.decider")
    notice_interruption: Literal["adds_the_days", "starts_anew", "counts_on"] | None = field(default=None, name="notice.interruption")
    notice_restart_on_change: bool | None = field(default=None, name="notice.restart_on_change")
    objection_anonymous: Literal["record_as_lead_and_refer", "treat_as_named"] | None = field(default=None, name="objection.anonymous")
    objection_blocks_approval: bool | None = field(default=None, name="objection.blocks_approval")
    objection_closing_hour: Annotated[str, Meta(pattern=CLOSING_HOUR)] | None = field(default=None, name="objection.closing_hour")
    objection_handler: Literal["not_involved", "discipline", "office"] | None = field(default=None, name="objection.handler")
    objection_inform: Literal["both", "applicant", "objector"] | None = field(default=None, name="objection.inform")
    objection_named_required: bool | None = field(default=None, name="objection.named_required")
    objection_resolve_working_days: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="objection.resolve_working_days")
    panel_grouping: Literal["one_panel_for_all", "groups_by_trade", "groups_by_lot"] | None = field(default=None, name="panel.grouping")
    panel_min: Annotated[int, Meta(ge=1, le=1000)] | None = field(default=None, name="panel.min")
    panel_selection: Literal["sealed_draw", "lot", "appointment"] | None = field(default=None, name="panel.selection")
    plan_binding: bool | None = field(default=None, name="plan.binding")
    places_unused_main: Literal["stay_vacant", "go_to_nomination"] | None = field(default=None, name="places.unused_main")
    publish_applicants: Milestone | None = field(default=None, name="publish.applicants")
    publish_qualification: Milestone | None = field(default=None, name="publish.qualification")
    publish_scores: Milestone | None = field(default=None, name="publish.scores")
    publish_totals: Milestone | None = field(default=None, name="publish.totals")
    quota_year: Literal["award_year", "decision_year"] | None = field(default=None, name="quota.year")
    ratio_base: RatioBase | None = field(default=None, name="ratio.base")
    ratio_rounding: Literal["ceiling", "floor", "half_up"] | None = field(default=None, name="ratio.rounding")
    ratio_short_field: Literal["all_qualified_advance", "committee_decides", "round_annulled"] | None = field(
        default=None, name="ratio.short_field"
    )
    recommendation_conflict: Literal["decided_with_reasons", "one_positive_suffices", "one_negative_excludes"] | None = field(
        default=None, name="recommendation.conflict"
    )
    recommendation_until: Literal["application_deadline", "qualification_decision"] | None = field(
        default=None, name="recommendation.until"
    )
    recusal_after_marks: Literal["marks_do_not_count", "marks_count"] | None = field(default=None, name="recusal.after_marks")
    recusal_declaration: Literal["before_first_mark", "not_required"] | None = field(default=None, name="recusal.declaration")
    recusal_depth: Annotated[int, Meta(ge=1, le=100)] | None = field(default=None, name="recusal.depth")
    recusal_lookback_years: Annotated[int, Meta(ge=0, le=100)] | None = field(default=None, name="recusal.lookback_years")
    repeat_counts_in_ratio: bool | None = field(default=None, name="repeat.counts_in_ratio")
    repeat_revoked_title: Literal["counts_as_won", "does_not_count"] | None = field(default=None, name="repeat.revoked_title")
    revocation_proposer: Literal["office", "committee"] | None = field(default=None, name="revocation.proposer")
    revocation_verifier: Literal["office", "discipline", "either"] | None = field(default=None, name="revocation.verifier")
    rounding: Rounding | None = None
    rubric_edition: Annotated[str, Meta(min_length=1, max_length=100)] | None = field(default=None, name="rubric.edition")
    score_consensus: Literal["mean_of_single_marks", "consensus_takes_their_place", "consensus_stands_beside"] | None = field(
        default=None, name="score.consensus"
    )
    score_expected: Literal["every_expert", "any"] | None = field(default=None, name="score.expected")
    score_kind: Literal["points", "ranks"] | None = field(default=None, name="score.kind")
    score_order: Literal["higher_first", "lower_first"] | None = field(default=None, name="score.order")
    threshold_total: Annotated[Hundredths, Meta(ge=0)] | Literal["none"] | None = field(default=None, name="threshold.total")
    tie_defence: Tie | None = field(default=None, name="tie.defence")
    tie_site_visit: Tie | None = field(default=None, name="tie.site_visit")
    tie_tier: Tie | None = field(default=None, name="tie.tier")
    tier_assignment: Literal["by_rank_subject_to_committee_with_reasons", "by_rank", "by_committee"] | None = field(
        default=None, name="tier.assignment"
    )
    vote_pass: VotePass | None = field(default=None, name="vote.pass")
    vote_quorum: Fraction | None = field(default=None, name="vote.quorum")
    weights: Weights | None = None
    weights_stage5: WeightsStage5 | None = field(default=None, name="weights.stage5")
    withdrawal_until: Literal["application_deadline", "defence_list", "notice_opened", "government_approval"] | None = field(
        default=None, name="withdrawal.until"
    )


_FIELDS = {f.encode_name: f for f in msgspec.structs.fields(Parameters)}
KEYS: tuple[str, ...] = tuple(sorted(_FIELDS))
"""Every key that can be adopted, sorted."""


def settle(parameters: Parameters, values: Iterable[tuple[str, Any]]) -> Parameters:
    """Return ``parameters`` with each (key, plain JSON value) settled; a later adoption takes the place of an earlier one.

    Raises ``BadInput`` for an unknown key, a key given twice and a value that is no permitted reading.
    """
    settled: dict[str, Any] = {}
    for key, value in values:
        if key not in _FIELDS:
            if key in FIXED:
                raise BadInput(
                    key, f"the text fixes it at {FIXED[key]}", "leave it out; no adopted rule and no interpretation changes the text"
                )
            raise BadInput(key, "no open question has this key", f"the keys are: {', '.join(KEYS)}")
        if _FIELDS[key].name in settled:
            raise BadInput(key, "the same act settles this key twice", "keep the value that was adopted")
        settled[_FIELDS[key].name] = _read(key, value)
    return msgspec.structs.replace(parameters, **settled)


def known(value: V | None, key: str) -> V:
    """Return the settled ``value`` of ``key``. Raises ``Silence`` where nothing in force settles it."""
    if value is None:
        raise Silence(key)
    return value


def suggested(lang: Literal["zh", "en"] = "en") -> list[tuple[str, Any, str]]:
    """Return our suggestion for each open key: (key, plain JSON value, source). A draft: the committee may sign it or not.

    The source is in the language ``lang``: whoever signs the draft reads it.
    """
    questions = [question for question in SILENCES.values() if question.suggestion is not None]
    return [(one.key, one.suggestion, one.source_zh if lang == "zh" else one.source_en) for one in questions]


def plain(parameters: Parameters) -> dict[str, Any]:
    """Return what is settled as plain JSON values by key; ``settle`` reads it back."""
    built = msgspec.to_builtins(parameters, enc_hook=_encode)
    return {key: value for key, value in built.items() if value is not None}


def _read(key: str, value: Any) -> Any:
    if value is None:
        raise _misread(key, "it is empty", "leave the key out to leave the question open")
    try:
        read = msgspec.convert(value, _FIELDS[key].type, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise _misread(key, str(error)) from None
    if key.startswith("tie.") and isinstance(read, tuple):
        strange = [criterion for criterion in read if not _CRITERION.fullmatch(criterion)]
        if strange or not read or len(set(read)) != len(read):
            raise _misread(key, f"{strange[0]!r} is no criterion" if strange else "the criteria are none, or repeat")
    if key == "vote.quorum" and not 0 < read <= 1:
        raise _misread(key, f"{value!r} is not a share between 0 and 1")
    return read


def _misread(key: str, why: str, way_out: str = "") -> BadInput:
    # Codes alone: an error is one text in one language, and `ledger silences` has the words of both.
    permitted = " | ".join(reading.value for reading in SILENCES[key].readings)
    return BadInput(key, f"{why}; permitted: {permitted}", way_out or f"write a permitted reading; `ledger silences` explains {key}")


def _decode(kind: Any, value: Any) -> Any:
    if kind is Fraction and isinstance(value, str) and _EXACT.fullmatch(value):
        return Fraction(value)
    if kind is PartialDate and isinstance(value, str):
        return PartialDate.parse(value)
    wanted = 'an exact number in quotation marks, "2/5" or "0.40"' if kind is Fraction else "a date, 2024 or 2024-06 or 2024-06-27"
    raise ValueError(f"{value!r} is not {wanted}")


def _encode(value: Any) -> str:
    if isinstance(value, Fraction | PartialDate):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} has no plain form")
