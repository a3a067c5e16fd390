"""What the second reading is asked (提请): an act as it is offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from tests.model.book import Book

Reasons = Iterator[str]
"""Why an act is refused, each reason with its provision."""


class Offer(NamedTuple):
    """An act as it is offered. What asks whether it is too late, or was done already, is asked of new acts alone."""

    book: Book
    event: Any
    on: date
    by: str
    corrects: str | None
    today: date
    """The day on which it reaches the ledger."""

    @property
    def is_new(self) -> bool:
        return self.corrects is None
