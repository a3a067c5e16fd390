"""Ed25519 against Wycheproof: 88 signatures that hold and 63 that other implementations let through."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from ledger.record.signing import ED25519, SUITES


@pytest.mark.shared
def test_all_151_cases_of_wycheproof(shared: Path) -> None:
    verify = SUITES[ED25519]
    outcomes: Counter[tuple[str, bool]] = Counter()
    for group in json.loads((shared / "data/vectors/wycheproof/ed25519_test.json").read_bytes())["testGroups"]:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for case in group["tests"]:
            holds = verify(public, bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))
            assert holds == (case["result"] == "valid"), (case["tcId"], case["comment"], case["flags"])
            outcomes[case["result"], holds] += 1
    assert outcomes == {("valid", True): 88, ("invalid", False): 63}
