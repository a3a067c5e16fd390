"""Article 1: why the measure is made. It asks for no act."""

from __future__ import annotations

import pytest

from ledger.rules.citation import RULES
from ledger.rules.outside import OUTSIDE
from ledger.rules.restatements import RESTATED


@pytest.mark.provision("1", "outside")
def test_1_says_why_no_program_decides_it() -> None:
    assert [name for name, rule in RULES.items() if str(rule.citation) == "1"] == []
    told = OUTSIDE["1"]
    assert all(text.strip() for text in told)
    assert not (told.why_zh + told.who_zh).isascii()
    assert (told.why_en + told.who_en).isascii()
    assert "1" in RESTATED
