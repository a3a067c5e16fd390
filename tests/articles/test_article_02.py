"""Article 2: what the measure covers. It asks for no act."""

from __future__ import annotations

import pytest

from ledger.rules.citation import RULES
from ledger.rules.outside import OUTSIDE
from ledger.rules.restatements import RESTATED


@pytest.mark.provision("2", "outside")
def test_2_says_why_no_program_decides_it() -> None:
    assert [name for name, rule in RULES.items() if str(rule.citation) == "2"] == []
    told = OUTSIDE["2"]
    assert all(text.strip() for text in told)
    assert not (told.why_zh + told.who_zh).isascii()
    assert (told.why_en + told.who_en).isascii()
    assert "2" in RESTATED
