"""The short code of a score confirmation: it follows from every mark, and typing errors are found without the marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.forms.code import ALPHABET, Marks, code_of, read_code
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, RoundId

ROUND, EXPERT = RoundId("2025"), ExpertCode("E-03")
A, B = ApplicantCode("A-01"), ApplicantCode("A-02")
ITEM, OTHER = ItemId("4.1.2"), ItemId("4.7.2")
MARKS: Marks = {(A, ITEM): Hundredths(2750), (A, OTHER): Hundredths(0), (B, ITEM): Hundredths(4000)}

keys = st.tuples(st.sampled_from([A, B]), st.sampled_from([ITEM, OTHER, ItemId("4.2")]))
sheets = st.dictionaries(keys, st.integers(0, 100_000).map(Hundredths), min_size=1)


def code(marks: Marks = MARKS, round: RoundId = ROUND, expert: ExpertCode = EXPERT, phase: Phase = Phase.DOCUMENT) -> str:
    return code_of(round, expert, phase, marks)


def test_the_code_of_a_sheet_stays_for_ever() -> None:
    assert code() == "F5JH-Z9E2-W48M"


def test_a_code_is_three_groups_of_four() -> None:
    groups = code().split("-")
    assert [len(group) for group in groups] == [4, 4, 4]
    assert set("".join(groups)) <= set(ALPHABET)


def test_the_order_of_the_marks_does_not_matter() -> None:
    assert code(dict(reversed(list(MARKS.items())))) == code()


@pytest.mark.parametrize(
    "other",
    [
        code(round=RoundId("2026")),
        code(expert=ExpertCode("E-04")),
        code(phase=Phase.SITE),
        code({**MARKS, (A, ITEM): Hundredths(2751)}),
        code({**MARKS, (B, OTHER): Hundredths(0)}),
        code({key: points for key, points in MARKS.items() if key != (A, OTHER)}),
        code({(A, ITEM): MARKS[B, ITEM], (A, OTHER): MARKS[A, OTHER], (B, ITEM): MARKS[A, ITEM]}),
    ],
    ids=["round", "expert", "phase", "one hundredth", "a zero more", "a zero left out", "two exchanged"],
)
def test_whatever_is_different_gives_another_code(other: str) -> None:
    assert other != code()


@given(sheets, sheets)
def test_different_marks_give_different_codes(one: Marks, two: Marks) -> None:
    assert (code(one) == code(two)) == (one == two)


@pytest.mark.parametrize(
    "typed", [code().lower(), code().replace("-", ""), f" {code()} ", code().replace("-", "–"), code().replace("5", "５")]
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == code()


def test_letters_that_look_like_digits_are_digits() -> None:
    found = next(c for n in range(200) if {"0", "1"} <= set(c := code({(A, ITEM): Hundredths(n)})))
    assert read_code(found.replace("0", "O").replace("1", "l")) == found


@given(sheets, st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(marks: Marks, at: int, typed: str) -> None:
    plain = code(marks).replace("-", "")
    if typed == plain[at]:
        return
    with pytest.raises(BadInput, match="wrong character"):
        read_code(plain[:at] + typed + plain[at + 1 :])


@pytest.mark.parametrize("typed", ["", "7K2M", "7K2M-9QXA-40DTT", "7K2M-9QXA-40DU", "七K2M-9QXA-40DT", "7K2M 9QXA 40D*"])
def test_what_is_no_code_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(BadInput, match="is no code"):
        read_code(typed)
