"""Sealed fields: RFC 9901 disclosures under two digests."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.record.disclosure import BadDisclosure, decode, digest, digest_sm3, encode, open_fields, seal

RFC_9901 = [
    ("WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0", "uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY"),
    ("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0", "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"),
]


def salts():
    numbers = count()
    return lambda: sha256(str(next(numbers)).encode()).digest()[:16]


@pytest.mark.parametrize(("disclosure", "expected"), RFC_9901)
def test_the_digests_of_rfc_9901(disclosure: str, expected: str) -> None:
    assert digest(disclosure) == expected


def test_sm3_is_that_of_gbt_32905() -> None:
    assert (
        digest_sm3("abc")
        == urlsafe_b64encode(bytes.fromhex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")).rstrip(b"=").decode()
    )


@given(st.dictionaries(st.sampled_from(["points", "why", "name"]), st.integers(0, 10_000) | st.text(max_size=5).filter(str.isascii)))
def test_what_is_sealed_opens_again(fields: dict[str, object]) -> None:
    sealing = seal(fields, salts())
    assert open_fields(sealing.disclosures, sealing.sha256, sealing.sm3) == fields
    assert len(sealing.sha256) == len(sealing.sm3) == len(fields)
    assert sealing.sha256 == sorted(sealing.sha256)
    assert sealing.sm3 == sorted(sealing.sm3)


def test_equal_values_look_different_while_closed() -> None:
    draw = salts()
    assert seal({"points": 8550}, draw).sha256 != seal({"points": 8550}, draw).sha256


def test_opening_a_part_leaves_the_rest_closed() -> None:
    sealing = seal({"points": 8550, "why": "x"}, salts())
    first = sealing.disclosures[0]
    assert open_fields([first], sealing.sha256, sealing.sm3) == dict([decode(first)])


@pytest.mark.parametrize(
    "disclosures",
    [
        pytest.param(lambda s: [s.disclosures[0]] * 2, id="the same twice"),
        pytest.param(lambda _: [encode(b"x" * 16, "points", 1)], id="another salt"),
        pytest.param(lambda _: ["AAAA"], id="no disclosure"),
        pytest.param(lambda _: [""], id="empty"),
        pytest.param(lambda _: ["!!!"], id="not base64url"),
    ],
)
def test_a_disclosure_that_does_not_belong_is_refused(disclosures) -> None:
    sealing = seal({"points": 8550}, salts())
    with pytest.raises(BadDisclosure):
        open_fields(disclosures(sealing), sealing.sha256, sealing.sm3)


def test_one_name_may_not_be_sealed_twice() -> None:
    one, two = encode(b"a" * 16, "points", 1), encode(b"b" * 16, "points", 2)
    with pytest.raises(BadDisclosure, match="twice"):
        open_fields([one, two], sorted([digest(one), digest(two)]), sorted([digest_sm3(one), digest_sm3(two)]))


def test_both_digests_must_answer() -> None:
    sealing = seal({"points": 8550}, salts())
    other = seal({"points": 8550}, lambda: b"z" * 16)
    with pytest.raises(BadDisclosure):
        open_fields(sealing.disclosures, sealing.sha256, other.sm3)


def test_any_changed_character_is_refused() -> None:
    sealing = seal({"points": 8550}, salts())
    good = sealing.disclosures[0]
    for place in range(len(good)):
        changed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        with pytest.raises(BadDisclosure):
            open_fields([changed], sealing.sha256, sealing.sm3)
