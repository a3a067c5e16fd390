"""Opening a round (评审年度启动、发布信息、评审规则): articles 3, 5, 6, 9(1). What rules and numbers the round runs on."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.event import Event
from ledger.events.measure import AdoptedValue, ParametersAdopted, RubricAdopted, RubricItem
from ledger.events.opening import CallPublished, RoundAnnulled, RoundOpened
from ledger.rules.parameters import Parameters, settle
from ledger.stages.fact import Fact
from ledger.terms import EditionId, ItemId, RoundKind, Tier

EVENTS: tuple[type[Event], ...] = (RoundOpened, ParametersAdopted, RubricAdopted, CallPublished, RoundAnnulled)


@dataclass(slots=True)
class State:
    """What a round was opened with. Numbers ending in ``_at`` are positions; 0 means not yet."""

    opened: RoundOpened | None = None
    opened_at: int = 0
    edition: EditionId | None = None
    parameters: Parameters = field(default_factory=Parameters)
    adopted: list[tuple[int, AdoptedValue]] = field(default_factory=list)
    rubric: dict[ItemId, RubricItem] = field(default_factory=dict)
    rubric_at: int = 0
    call: CallPublished | None = None
    call_at: int = 0
    annulled: RoundAnnulled | None = None
    annulled_at: int = 0

    @property
    def is_historical(self) -> bool:
        return self.opened is not None and self.opened.kind is RoundKind.HISTORICAL

    @property
    def planned(self) -> dict[Tier, int]:
        """Planned places by tier."""
        return {places.tier: places.places for places in self.opened.planned} if self.opened else {}


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case RoundOpened():
            state.opened, state.opened_at, state.edition = event, position, fact.said.edition
        case ParametersAdopted():
            state.adopted += [(position, value) for value in event.values]
            state.parameters = settle(state.parameters, [(value.key, value.value) for value in event.values])
        case RubricAdopted():
            state.rubric, state.rubric_at = {item.item: item for item in event.items}, position
        case CallPublished():
            state.call, state.call_at = event, position
        case RoundAnnulled():
            state.annulled, state.annulled_at = event, position
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to opening a round")
