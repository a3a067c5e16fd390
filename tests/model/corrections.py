"""Corrections in the second reading (更正): what may take the place of what, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.model.book import Book

THE_SAME = ("applicant", "expert", "body", "phase", "item", "condition", "limb", "tier", "objection", "ground")
"""Fields that say what an act is about. Another value is another act."""
BESIDE_THE_REVIEW = (
    "round.opened",
    "award.approved", "award.denied", "award.returned", "candidates.submitted", "result.published", "round.annulled",
    "honour.conferred", "commendation.issued", "prize.granted", "prize.paid", "budget.appropriated",
    "revocation.approved", "revocation.annulled", "revocation.served", "revocation.announced", "bar.imposed",
    "plaque.recovered", "plaque.returned", "clawback.demanded", "clawback.received", "clawback.refunded",
)  # fmt: skip
"""Types that are no part of the review that the government decides on."""


def reasons(book: Book, type: str, event: Any, by: str, corrects: str, decided: list[str]) -> Iterator[str]:
    """Yield why ``event`` may not stand in the place of the act ``corrects``."""
    stands = next((line for line in book.lines() if line.id == corrects), None)
    if stands is None or stands.type != type:
        yield "F7: what it corrects does not stand"
        return
    if any(getattr(stands.event, name) != getattr(event, name) for name in THE_SAME if hasattr(event, name)):
        yield "F7: it is about something else"
    if decided and type not in BESIDE_THE_REVIEW and by not in ("committee", "government"):
        yield "F7: the government has decided on it"


def votes_at(book: Book, meeting: str | None) -> Iterator[Any]:
    """Yield the votes counted at the meeting that the act ``meeting`` reports, as far as it is the newest word on it."""
    line = next((line for line in book.lines() if line.id == meeting), None)
    if line is None:
        return
    held = sorted(book.of("deliberation.held"), key=book.place_of)
    following = [other for other in held if book.place_of(other) > book.place_of(line)]
    end = book.place_of(following[0]) if following else len(book.entries)
    for vote in book.of("vote.counted"):
        if book.place_of(line) < book.place_of(vote) < end:
            yield vote.event
