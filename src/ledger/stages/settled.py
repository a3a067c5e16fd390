"""What is settled for a round (已定参数), and by what: the text of its edition, the committee, or an interpretation.

Each value stands with its own source. The text goes before what the committee adopted, and that before an interpretation
(16), which fills what is still open: docs/decisions/0007 says why, and how far an interpretation reaches.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ledger.events.measure import AdoptedValue
from ledger.rules.citation import Citation
from ledger.rules.parameters import KEYS, Parameters, plain, settle
from ledger.rules.registered import RegisteredEdition
from ledger.rules.silences import SILENCES
from ledger.terms import EditionId

if TYPE_CHECKING:
    from ledger.stages.measure import Interpretation, State

Origin = Literal["text", "adopted", "changed", "interpreted"]
"""By what a value stands: 条文, 采用, 变更, 解释."""

AFTER_THE_AWARD = frozenset({10, 11, 12, 13, 14, 15})
LASTING: frozenset[str] = frozenset(
    key for key in KEYS if {Citation.parse(text).article for text in SILENCES[key].provisions} <= AFTER_THE_AWARD
)
"""Keys that matter after an award alone: they can be settled for a round whose review is over."""


class Settled(NamedTuple):
    """已定参数: one open question that is settled for a round, as plain JSON. ``position`` is 0 for what the text settles."""

    key: str
    value: Any
    source: str
    by: Origin
    position: int


class Stage(NamedTuple):
    """How far the round has come, as far as it matters here. Positions, 0: not yet."""

    call_at: int
    result_at: int
    is_historical: bool


def must_be_readings(values: Iterable[AdoptedValue]) -> None:
    """Raise ``BadInput`` for a key or a value that no silence knows, as ``settle`` does."""
    settle(Parameters(), [(value.key, value.value) for value in values])


def settled(
    measure: State, edition: EditionId | None, adopted: Iterable[tuple[int, AdoptedValue]], changed_at: Collection[int], stage: Stage
) -> dict[str, Settled]:
    """Return what is settled for a round, by key. ``adopted`` are (position, value); at ``changed_at`` stand those of after the call."""
    found: dict[str, Settled] = {}
    text = measure.texts.get(edition) if edition is not None else None
    if text is not None:
        found = {key: Settled(key, value, _printed(text, key), "text", 0) for key, value in plain(text.settled).items()}
    of_text = set(found)
    for position, value in adopted:
        if value.key not in of_text:
            by: Origin = "changed" if position in changed_at else "adopted"
            found[value.key] = Settled(value.key, value.value, value.source, by, position)
    for issued in measure.interpretations:
        if issued.edition == edition:
            found |= reached(found, issued, stage)
    return found


def reached(found: dict[str, Settled], issued: Interpretation, stage: Stage) -> dict[str, Settled]:
    """Return what an interpretation settles for a round in which ``found`` is settled already."""
    new = {}
    for value in issued.values:
        before = found.get(value.key)
        if value.key.startswith("publish.") or (before is not None and before.by != "interpreted"):
            continue
        # Once the call is out a rule in force is changed by the committee alone.
        if before is not None and 0 < stage.call_at < issued.position:
            continue
        if value.key not in LASTING and (stage.is_historical or 0 < stage.result_at < issued.position):
            continue
        source = value.source or issued.number
        new[value.key] = Settled(value.key, value.value, source, "interpreted", issued.position)
    return new


def parameters_of(found: dict[str, Settled]) -> Parameters:
    """Return what is settled, typed. Raises ``BadInput`` for a value that is no reading of its key."""
    return settle(Parameters(), [(one.key, one.value) for one in found.values()])


def settled_late(found: Iterable[Settled], call_at: int) -> Sequence[str]:
    """Return the keys that were settled after the call, sorted: no applicant knew them when applying."""
    return sorted(one.key for one in found if call_at and one.position > call_at)


def _printed(text: RegisteredEdition, key: str) -> str:
    return f"{text.id} {text.provisions.get(key, '')}".strip()
