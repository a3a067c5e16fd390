"""Article 14: how a title may be used, by who won it."""

from __future__ import annotations

import pytest

from ledger.rules.article_14 import concerns_a_winner
from ledger.rules.citation import Verdict


@pytest.mark.provision("14", "holds", "breaks")
@pytest.mark.parametrize(("has_title", "verdict"), [(True, Verdict.CONFORMS), (False, Verdict.VIOLATES)])
def test_14_is_about_winners(has_title: bool, verdict: Verdict) -> None:
    finding = concerns_a_winner(has_title)
    assert (str(finding.citation), finding.verdict) == ("14", verdict)
