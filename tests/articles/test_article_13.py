"""Article 13: winners share what they know. The text has no term and no sanction."""

from __future__ import annotations

import pytest

from ledger.rules.article_13 import is_promoted_by_a_winner
from ledger.rules.citation import Verdict


@pytest.mark.provision("13", "holds", "breaks")
@pytest.mark.parametrize(("has_title", "verdict"), [(True, Verdict.CONFORMS), (False, Verdict.VIOLATES)])
def test_13_is_about_winners(has_title: bool, verdict: Verdict) -> None:
    finding = is_promoted_by_a_winner(has_title)
    assert (str(finding.citation), finding.verdict) == ("13", verdict)
