"""Another district's measure from a file (办法版本文件): JSON that becomes two acts for its government to sign.

The file says what the text fixes, provision by provision, and nothing that it leaves open. Nothing here signs for anybody,
and a round runs on the edition only once both acts are recorded.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ledger.errors import BadInput
from ledger.events.measure import Answering, EditionFixed, EditionTier, FixedValue, MeasureRegistered
from ledger.rules.registered import RegisteredEdition, read_edition
from ledger.terms import Digest, EditionId, PartialDate


class EditionFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """办法版本文件: the edition, the numbers that its text fixes, and which of its articles answer to ours. ``note`` is for readers."""

    edition_id: EditionId
    title_zh: str
    title_en: str
    programme_zh: str
    issued_by: str
    effective_from: PartialDate | None
    valid_until: PartialDate | None
    tiers: tuple[EditionTier, ...]
    values: tuple[FixedValue, ...]
    articles: tuple[Answering, ...] = ()
    note: str = ""

    def text(self) -> RegisteredEdition:
        """Return what the file says the text fixes. Raises ``BadInput``."""
        return read_edition(
            self.edition_id,
            {tier.tier: (tier.zh, tier.en) for tier in self.tiers},
            (self.effective_from, self.valid_until),
            [(value.key, value.value, value.provision) for value in self.values],
        )

    def acts(self, text: Digest) -> tuple[MeasureRegistered, EditionFixed]:
        """Return what the government signs; ``text`` is the SHA-256 of the official text."""
        registered = MeasureRegistered(
            edition_id=self.edition_id,
            title_zh=self.title_zh,
            title_en=self.title_en,
            programme_zh=self.programme_zh,
            issued_by=self.issued_by,
            effective_from=self.effective_from,
            valid_until=self.valid_until,
            text=text,
            tiers=self.tiers,
        )
        return registered, EditionFixed(edition_id=self.edition_id, text=text, values=self.values, articles=self.articles)


def read_edition_file(data: bytes, where: str) -> EditionFile:
    """Return the edition that ``data`` describes. Raises ``BadInput`` for JSON of another form and for numbers that no text can fix."""
    try:
        found = msgspec.json.decode(data, type=EditionFile, dec_hook=_partial)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(where, f"not an edition: {error}", "examples/editions shows the form") from None
    found.text()
    return found


def draft_lines(file: EditionFile, text: Digest, occurred_at: str) -> bytes:
    """Return the drafts of both acts as JSON Lines, for ``ledger sign --as government``."""
    return b"".join(
        msgspec.json.encode(
            {"type": event.wire_name, "occurred_at": occurred_at, "edition": file.edition_id, "event": event}, enc_hook=_plain
        )
        + b"\n"
        for event in file.acts(text)
    )


def _partial(kind: type[Any], value: Any) -> Any:
    if kind is PartialDate and isinstance(value, str):
        return PartialDate.parse(value)
    raise ValueError(f"{value!r} is not a date, 2024 or 2024-06 or 2024-06-27")


def _plain(value: Any) -> str:
    if isinstance(value, PartialDate):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} has no plain form")
