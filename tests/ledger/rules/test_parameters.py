"""Parameters: one typed field for each silence, no hidden default, and every misreading named with its way out."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ledger.errors import BadInput
from ledger.rules.calendar import NoticeCounting
from ledger.rules.citation import Citation, Silence
from ledger.rules.editions import EDITIONS, FIXED
from ledger.rules.parameters import KEYS, Aggregate, Parameters, RatioBase, Weights, known, plain, settle, suggested
from ledger.rules.silences import SILENCES, silences_of
from ledger.terms import MAIN, NOMINATION, BarStart, EditionId, Milestone, PartialDate

NAMES = {f.encode_name: f.name for f in msgspec.structs.fields(Parameters)}


def test_keys_of_parameters_and_silences_are_the_same() -> None:
    assert set(KEYS) == set(SILENCES) == set(NAMES)
    assert not set(KEYS) & set(FIXED)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_its_attribute_with_dots(key: str) -> None:
    assert NAMES[key] == key.replace(".", "_")


def test_nothing_is_settled_by_itself() -> None:
    assert plain(Parameters()) == {}
    assert {getattr(Parameters(), name) for name in NAMES.values()} == {None}


@pytest.mark.parametrize("key", KEYS)
def test_a_missing_parameter_is_a_silence_with_its_key(key: str) -> None:
    with pytest.raises(Silence, match=f"^{key}$"):
        known(getattr(Parameters(), NAMES[key]), key)


def test_what_is_settled_is_known_even_where_it_is_nothing() -> None:
    assert known(value=False, key="repeat.counts_in_ratio") is False
    assert known(0, "recusal.lookback_years") == 0


def test_suggestions_are_permitted_and_come_back() -> None:
    values = [(key, value) for key, value, _ in suggested()]
    settled = settle(Parameters(), values)
    assert settle(Parameters(), plain(settled).items()) == settled
    assert {key for key in KEYS if key not in dict(values)} == {"measure.effective_from", "measure.valid_until"}
    assert all(source for _, _, source in suggested())


def test_values_are_typed() -> None:
    settled = settle(Parameters(), [(key, value) for key, value, _ in suggested()])
    assert settled.weights == Weights(document=Fraction(2, 5), defence=Fraction(1, 5), site=Fraction(2, 5))
    assert settled.aggregate == Aggregate(method="mean", trim_each_end=1, when_valid_at_least=5)
    assert settled.bar_win_start is BarStart.DECISION
    assert settled.ratio_base is RatioBase.PLANNED_TOTAL
    assert settled.notice_counting is NoticeCounting.CALENDAR_ROLL
    assert settled.publish_totals is Milestone.RESULT
    assert settled.vote_quorum == Fraction(2, 3)
    assert settle(Parameters(), [("measure.effective_from", "2024")]).measure_effective_from == PartialDate(2024)


def test_a_later_adoption_takes_the_place_of_an_earlier_one() -> None:
    first = settle(Parameters(), [("panel.min", 5), ("score.kind", "points")])
    second = settle(first, [("panel.min", 7)])
    assert (second.panel_min, second.score_kind, first.panel_min) == (7, "points", 5)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("aggregate", {"method": "mean", "trim_each_end": 1, "when_valid_at_least": 2}),
        ("aggregate", {"method": "mode", "trim_each_end": 0, "when_valid_at_least": 1}),
        ("aggregate", {"method": "mean", "trim_each_end": 0}),
        ("aggregate", {"method": "mean", "trim_each_end": 0, "when_valid_at_least": 1, "missing": "zero"}),
        ("article12.lookback_years", "all"),
        ("article12.lookback_years", -1),
        ("bar.win.start", "award-year"),
        ("measure.effective_from", "2024-06-31"),
        ("measure.effective_from", 2024),
        ("notice.counting", "7 days"),
        ("objection.blocks_approval", "true"),
        ("objection.blocks_approval", 1),
        ("panel.min", 0),
        ("panel.min", "5"),
        ("panel.min", 5.0),
        ("panel.min", True),
        ("publish.scores", "tomorrow"),
        ("ratio.base", None),
        ("rounding", {"places": -1, "mode": "half_up", "apply_to": "item"}),
        ("rounding", {"places": 2, "mode": "up", "apply_to": "item"}),
        ("rubric.edition", ""),
        ("threshold.total", "60"),
        ("tie.defence", []),
        ("tie.defence", ["luck"]),
        ("tie.defence", ["code_order", "code_order"]),
        ("tie.defence", ["phase:overall"]),
        ("tie.tier", "committee_decision"),
        ("vote.pass", {"share": "0", "of": "present", "more_than": True}),
        ("vote.pass", {"share": "3/2", "of": "present", "more_than": True}),
        ("vote.pass", "more than 1/2 of those present"),
        ("vote.quorum", "0"),
        ("vote.quorum", "2/0"),
        ("vote.quorum", 0.5),
        ("vote.quorum", "1e-1"),
        ("weights", {"document": "0.4", "defence": "0.2", "site": "0.5"}),
        ("weights", {"document": "0.4", "defence": "0.6"}),
        ("weights", {"document": 0.4, "defence": 0.2, "site": 0.4}),
        ("weights", {"document": "-0.4", "defence": "1", "site": "0.4"}),
        ("weights.stage5", {"document": "2/3", "defence": "2/3"}),
    ],
)
def test_what_is_no_reading_is_bad_input(key: str, value: Any) -> None:
    with pytest.raises(BadInput) as caught:
        settle(Parameters(), [(key, value)])
    assert caught.value.where == key
    assert SILENCES[key].readings[0].value in caught.value.why
    assert caught.value.remedy()


@pytest.mark.parametrize("key", sorted(FIXED))
def test_what_the_text_fixes_is_no_parameter(key: str) -> None:
    with pytest.raises(BadInput, match=r"the text fixes it at \d") as caught:
        settle(Parameters(), [(key, 9)])
    assert "leave it out" in caught.value.remedy()


def test_an_unknown_key_and_a_key_given_twice_are_bad_input() -> None:
    with pytest.raises(BadInput, match="panel.max: no open question") as caught:
        settle(Parameters(), [("panel.max", 9)])
    assert "panel.min" in caught.value.remedy()
    with pytest.raises(BadInput, match="settles this key twice"):
        settle(Parameters(), [("panel.min", 5), ("panel.min", 5)])


def test_an_attribute_name_is_no_key() -> None:
    with pytest.raises(BadInput, match="panel_min"):
        settle(Parameters(), [("panel_min", 5)])


# Silences


@pytest.mark.parametrize("key", KEYS)
def test_a_silence_is_explained_in_both_languages(key: str) -> None:
    question = SILENCES[key]
    assert question.key == key
    assert not question.zh.isascii()
    assert question.en.isascii()
    assert len(question.readings) >= 1
    assert all(not r.zh.isascii() and r.en for r in question.readings)
    assert len({r.value for r in question.readings}) == len(question.readings)
    assert [str(Citation.parse(provision)) for provision in question.provisions] == list(question.provisions)


@pytest.mark.parametrize("key", KEYS)
def test_what_a_suggestion_rests_on_is_said_in_both_languages(key: str) -> None:
    question = SILENCES[key]
    assert re.search("[a-z]{3}", question.source_en)
    assert question.source_en.isascii()
    assert re.search("[一-鿿]{2}", question.source_zh)
    assert not re.search("[A-Za-z]", question.source_zh), "left in English"
    assert not re.search("[,;?]", question.source_zh), "Chinese has its own punctuation"


def test_a_suggestion_names_its_source_in_the_language_that_is_asked() -> None:
    for lang in ("zh", "en"):
        assert [source for _, _, source in suggested(lang)] == [
            getattr(question, f"source_{lang}") for question in SILENCES.values() if question.suggestion is not None
        ]


@pytest.mark.parametrize("key", KEYS)
def test_every_reading_is_a_value_or_the_form_of_one(key: str) -> None:
    taken = []
    for reading in SILENCES[key].readings:
        try:
            value = json.loads(reading.value)
        except ValueError:
            value = reading.value
        value = reading.value if key == "vote.quorum" or key.startswith(("rubric", "measure")) else value
        if "n" in str(value) and "|" in str(value):
            continue  # the form of a value of several parts, given once with its choices
        settle(Parameters(), [(key, value)])
        taken.append(value)
    assert taken or key in ("aggregate", "rounding", "vote.pass")


def test_silences_are_found_at_their_provision() -> None:
    assert {q.key for q in silences_of("10.2")} == {"bar.win.start", "bar.win.scope", "bar.test_date"}
    assert silences_of("1") == ()


@pytest.mark.shared
def test_every_open_key_of_the_analysis_is_here_and_no_fixed_one(shared: Path) -> None:
    rows = json.loads((shared / "data" / "rule_parameters_default.json").read_text("utf-8"))["parameters"]
    assert {row["key"] for row in rows if not row["fixed"]} <= set(KEYS)
    assert {row["key"] for row in rows if row["fixed"]} <= set(FIXED)


@pytest.mark.shared
def test_fixed_numbers_are_those_of_the_text(shared: Path) -> None:
    rows = json.loads((shared / "data" / "rule_parameters_default.json").read_text("utf-8"))["parameters"]
    fixed = {row["key"]: row["value"] for row in rows if row["fixed"]}
    edition = EDITIONS[EditionId("2024")]
    main, nomination = edition.tiers[MAIN], edition.tiers[NOMINATION]
    assert (main.quota, nomination.quota) == (fixed["tier.main.quota"], fixed["tier.nomination.quota"])
    assert (main.prize, nomination.prize) == (fixed["prize.main.fen"], fixed["prize.nomination.fen"])
    assert edition.prize_repeat_main == fixed["prize.repeat_main.fen"]
    assert (edition.ratio_defence, edition.ratio_site) == (Fraction(fixed["ratio.defence"]), Fraction(fixed["ratio.site_visit"]))
    assert (edition.notice_days, edition.replaces) == (fixed["notice.days"], fixed["notice.replacement"])
    assert (edition.bar_win_years, edition.bar_revocation_years) == (fixed["bar.win.years"], fixed["bar.revocation.years"])
    assert edition.operating_years == fixed["eligibility.years_operating_min"]
    assert edition.system_years == fixed["eligibility.qms_years_min"]
    assert edition.model_years == fixed["eligibility.excellence_model_years_min"]
    assert edition.clean_years == fixed["eligibility.clean_record_years"]
    assert [tier for tier, terms in edition.tiers.items() if terms.bars] == fixed["bar.win.applies_to"]
    assert edition.repeat_outside_quota is not fixed["repeat_main.occupies_quota"]
