"""Trust policies: quorums that are met, quorums that are not, and files that are none."""

from __future__ import annotations

import pytest

from ledger.tlog.cosignature import WitnessKey
from ledger.tlog.note import LogKey
from ledger.tlog.policy import BadPolicy, read_policy

LOG = LogKey("log.example", bytes(32))
W = [WitnessKey(f"w{i}.example", bytes([i]) * 32) for i in range(5)]
WITNESSES = "".join(f"witness w{i} {key.vkey()}\n" for i, key in enumerate(W))
TWO_LEVELS = (
    f"# an example\n\nlog {LOG.vkey()} https://log.example\n{WITNESSES}"
    "group x 2 w0 w1 w2\n \tgroup y any w3  w4\t\ngroup both all x y\nquorum both\n"
)


@pytest.mark.parametrize(
    ("signed", "met"),
    [
        ((), False),
        ((0, 1, 2), False),
        ((0, 3, 4), False),
        ((3, 4), False),
        ((0, 1, 3), True),
        ((1, 2, 4), True),
        ((0, 1, 2, 3, 4), True),
    ],
)
def test_a_quorum_of_two_levels(signed: tuple[int, ...], met: bool) -> None:
    policy = read_policy(TWO_LEVELS)
    assert policy.logs == [LOG]
    assert policy.met([W[i] for i in signed]) is met


def test_a_witness_that_signs_twice_counts_once() -> None:
    assert not read_policy(TWO_LEVELS).met([W[0], W[0], W[3]])


def test_a_stranger_and_a_namesake_do_not_count() -> None:
    policy = read_policy(f"{WITNESSES}quorum w0")
    assert not policy.met([WitnessKey("w0.example", bytes([9]) * 32)])
    assert not policy.met([WitnessKey("w9.example", W[0].public)])
    assert policy.met([W[0]])


def test_no_quorum_is_met_by_nobody() -> None:
    assert read_policy("quorum none").met([])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no quorum line"),
        ("# quorum none", "no quorum line"),
        ("quorum", "no line of a policy"),
        ("quorum none\nquorum none", "line 2: a second"),
        ("quorum w0", "no witness or group"),
        (f"quorum w0\n{WITNESSES}", "line 1"),
        (f"log {LOG.vkey()}\nlog {LOG.vkey()}\nquorum none", "line 2"),
        (f"log {W[0].vkey()}\nquorum none", "type 0x04"),
        (f"witness w {LOG.vkey()}\nquorum none", "type 0x01"),
        (f"witness none {W[0].vkey()}\nquorum none", "taken"),
        (f"witness a {W[0].vkey()}\nwitness a {W[1].vkey()}\nquorum a", "taken"),
        (f"witness a {W[0].vkey()}\nwitness b {W[0].vkey()}\nquorum a", "count twice"),
        (f"witness a {W[0].vkey()}\nwitness b {WitnessKey('b', W[0].public).vkey()}\nquorum a", "count twice"),
        (f"{WITNESSES}group w0 any w1\nquorum w0", "taken"),
        (f"{WITNESSES}group g any\nquorum g", "no line"),
        (f"{WITNESSES}group g any w0 w0\nquorum g", "count twice"),
        (f"{WITNESSES}group g any w0\ngroup h any w0\nquorum g", "count twice"),
        (f"{WITNESSES}group g any none\nquorum g", "no witness or group"),
        (f"{WITNESSES}group g any g\nquorum g", "no witness or group"),
        (f"{WITNESSES}group g 0 w0\nquorum g", "neither all, any nor"),
        (f"{WITNESSES}group g 3 w0 w1\nquorum g", "cannot be asked"),
        (f"{WITNESSES}group g 01 w0\nquorum g", "neither"),
        (f"{WITNESSES}group g most w0\nquorum g", "neither"),
        ("quorum none\r\n", "control character"),
        ("quorum\vnone", "control character"),
        ("trust everybody", "no line of a policy"),
        (f"log {LOG.vkey()} a b\nquorum none", "no line of a policy"),
    ],
)
def test_what_is_no_policy_is_refused_by_its_line(text: str, why: str) -> None:
    with pytest.raises(BadPolicy, match=why):
        read_policy(text)
