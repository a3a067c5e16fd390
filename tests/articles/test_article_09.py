"""Article 9, opening sentence: nine steps, each at its item."""

from __future__ import annotations

import pytest

from ledger.rules.citation import RULES
from ledger.rules.outside import OUTSIDE
from ledger.rules.restatements import RESTATED


@pytest.mark.provision("9", "outside")
def test_9_points_to_its_items() -> None:
    assert [name for name, rule in RULES.items() if str(rule.citation) == "9"] == []
    assert all(text.strip() for text in OUTSIDE["9"])
    cited = {str(rule.citation) for rule in RULES.values()}
    assert [f"9({n})" for n in range(1, 10) if f"9({n})" not in cited or f"9({n})" not in RESTATED] == []
