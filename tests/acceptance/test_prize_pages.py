"""The pages of the money and of certificates after a title was revoked: what was paid, asked back and is late, in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from tests.acceptance.adversary import Scene
from tests.api.conftest import served

from ledger.events.prize import ClawbackDemanded
from ledger.terms import ApplicantCode, Fen, Role, View
from projections.honours import HONOURS

At = Callable[[str], Scene]


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


@pytest.fixture
def revoked(at: At) -> Scene:
    """Return a ledger in which a prize that was paid is asked back, with one record more, from whose day on it is late."""
    scene = at("revoked")
    scene.record(ClawbackDemanded(applicant=ApplicantCode("A-01"), amount=Fen(20_000_000), due_on=date(2026, 3, 20)))
    scene.on("2026-03-21").bind(Role.RECOMMENDER, "街道办")
    return scene


def test_what_is_asked_back_has_its_columns_and_what_is_late_is_said(revoked: Scene) -> None:
    size = revoked.ledger._store.head().size
    with served(revoked.home) as client:
        early, late = (client.get(f"/prizes.html?lang=en&at={size - back}").text for back in (1, 0))
    assert "overdue 2025/A-01 · 200,000 · due 2026-03-20" in text_of(late)
    assert "overdue 2025/A-01" not in text_of(early)
    assert [heading for heading in ("Asked back", "Receivable", "To be back by") if f">{heading}</th>" not in late] == []
    assert ">Refunded</th>" not in late, "what nobody has is not told"
    assert "clawback receivable 2025/A-01 200,000" in text_of(late)


@pytest.mark.parametrize(("lang", "told"), [("zh", ("已撤销", "撤销 2025年12月1日")), ("en", ("revoked", "Revoked 2025-12-01"))])
def test_the_number_of_a_revoked_title_says_so(revoked: Scene, lang: str, told: tuple[str, str]) -> None:
    number = next(one.certificate for one in HONOURS.fold(revoked.facts(View.PUBLIC)).honours if one.revoked_on)
    with served(revoked.home) as client:
        text = text_of(client.get(f"/certificates.html?lang={lang}&number={number}").text)
    assert [words for words in told if words not in text] == []
