"""Canonical bytes: RFC 8785 on the profile of docs/formats.md section 2, and nothing outside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.record import canonical
from ledger.record.canonical import NotCanonical

TEXT = st.text(st.characters(blacklist_categories=("Cs",))).map(lambda text: normalize("NFC", text))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=8), inner, max_size=5),
    max_leaves=20,
)


@given(VALUES)
def test_inside_the_profile_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical.dump(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_written_reads_back(value: Any) -> None:
    assert canonical.load(canonical.dump(value)) == value


@pytest.mark.shared
def test_the_published_vectors_of_rfc_8785(shared: Path) -> None:
    folder = shared / "data" / "vectors" / "jcs" / "testdata"
    tried = 0
    for source in sorted((folder / "input").glob("*.json")):
        value = json.loads(source.read_text("utf-8"))
        try:
            written = canonical.dump(value)
        except NotCanonical:
            # Floats, and keys beyond ASCII, stand outside the profile on purpose.
            continue
        tried += 1
        assert written == (folder / "output" / source.name).read_bytes().strip()
    assert tried >= 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'{"a":1, "b":2}', "canonical spelling"),
        (b'{"b":1,"a":2}', "canonical spelling"),
        (b'{"a":1,"a":1}', "canonical spelling"),
        (b'{"a":1,"a":2}', "canonical spelling"),
        (b'{"a":1.0}', "float"),
        (b'{"a":1e2}', "float"),
        (b'{"a":-0}', "canonical spelling"),
        (b'{"a":9007199254740992}', "2\\^53"),
        (b'{"a":-9007199254740992}', "2\\^53"),
        (b'{"\xc3\xa9":1}', "ASCII"),
        ('{"a":"e\u0301"}'.encode(), "NFC"),
        (b'{"a":"\\u0041"}', "canonical spelling"),
        (b'{"a":NaN}', "not JSON"),
        (b"{", "not JSON"),
        (b"", "not JSON"),
        (b'{"a":1}\n', "canonical spelling"),
        (b'\xef\xbb\xbf{"a":1}', "not JSON"),
        (b'{"a":"\xff"}', "not JSON"),
        (b"[" * 40 + b"]" * 40, "nested deeper"),
    ],
)
def test_any_second_spelling_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(NotCanonical, match=why):
        canonical.load(data)


@pytest.mark.parametrize("value", [1.5, {1: 2}, {"a": b"x"}, {"a": {1, 2}}, float("nan"), {"a": "\ud800"}, 2**53, {"a": [object()]}])
def test_what_has_no_place_in_a_record_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical.dump(value)


def test_the_error_names_the_place() -> None:
    with pytest.raises(NotCanonical, match=r"\$\.body\.points\[1\]"):
        canonical.dump({"body": {"points": [1, 0.5]}})


ASCII = st.text(st.characters(max_codepoint=127), max_size=8)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | ASCII,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII, inner, max_size=4),
    max_leaves=12,
)
"""Within ASCII: floats, numbers of any size, and what ``json`` makes of infinity."""


@given(ANYTHING, st.booleans(), st.sampled_from([(",", ":"), (", ", ":")]))
def test_the_quick_way_takes_what_the_slow_one_takes_and_nothing_else(value: Any, in_order: bool, separators: tuple[str, str]) -> None:
    data = json.dumps(value, sort_keys=in_order, separators=separators).encode()
    answers: list[Any] = []
    for depth in (canonical.MAX_DEPTH, -1):
        # With a depth that nothing keeps to, the quick way is never gone.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(canonical, "_QUICK_DEPTH", depth)
            try:
                answers.append(canonical.load(data))
            except NotCanonical as refusal:
                answers.append(str(refusal))
    assert repr(answers[0]) == repr(answers[1])


@pytest.mark.parametrize("nested", [b"[" * 32 + b"]" * 32, b"[" * 33 + b"]" * 33, b'["' + b"[" * 40 + b'"]'])
def test_brackets_are_no_depth_and_depth_is_counted(nested: bytes) -> None:
    if nested.startswith(b"[" * 33):
        with pytest.raises(NotCanonical, match="nested deeper"):
            canonical.load(nested)
    else:
        assert canonical.dump(canonical.load(nested)) == nested
