"""Random histories of draws, held against a second reading: the list of what was taken, read from its start for every question."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger.stages.drawing import Drawing

from ledger.events.draw import Aborted
from ledger.terms import Role

KNOWN = ("office", "discipline", "public", "applicant:A-01", "applicant:A-02")
START = date(2025, 5, 20)


@dataclass
class Second:
    """第二次解读: each line is (what, who, day). Nothing is kept but the lines."""

    lines: list[tuple[str, Any, date]] = field(default_factory=list)

    def since_the_snapshot(self) -> list[tuple[str, Any, date]]:
        starts = [at for at, line in enumerate(self.lines) if line[0] == "commit"]
        return self.lines[starts[-1] :] if starts else []

    def runs(self) -> bool:
        return bool(self.since_the_snapshot()) and all(what != "abort" for what, _, _ in self.since_the_snapshot())

    def parties(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self.since_the_snapshot()[0][1][0]
        return found

    def until(self) -> date:
        found: date = self.since_the_snapshot()[0][1][1]
        return found

    def who(self, what: str) -> list[str]:
        return [who for kind, who, _ in self.since_the_snapshot() if kind == what]

    def absent_ever(self) -> set[str]:
        return {party for kind, who, _ in self.lines if kind == "abort" for party in who[1]}

    def takes(self, what: str, who: Any, on: date) -> bool:
        """Return whether the act must be taken."""
        if what == "commit":
            parties, until = who
            return not self.runs() and len(set(parties)) == len(parties) >= 3 and not set(parties) & self.absent_ever() and on <= until
        if not self.runs():
            return False
        sealed, revealed = self.who("seal"), self.who("reveal")
        missing = [party for party in self.parties() if party not in revealed]
        match what:
            case "seal":
                return who in self.parties() and who not in sealed and on <= self.until()
            case "reveal":
                return who in sealed and who not in revealed and set(sealed) == set(self.parties()) and on <= self.until()
        reason, absent = who
        if not missing:
            return False
        return on > self.until() and set(absent) == set(missing) if reason is Aborted.NOT_REVEALED else not revealed and not absent


@pytest.fixture
def begun(called: Any) -> Any:
    """Return an office that asks for draws and has ten experts in the pool."""
    called.take(called.fact(called.adopted(panel_selection="sealed_draw")))
    called.today = START
    Drawing(called).enrol()
    return called


ACTS = st.one_of(
    st.tuples(st.just("commit"), st.lists(st.sampled_from(KNOWN), min_size=2, max_size=4), st.integers(-1, 2)),
    st.tuples(st.just("seal"), st.sampled_from(KNOWN), st.just(0)),
    st.tuples(st.just("seal all"), st.just(""), st.just(0)),
    st.tuples(st.just("reveal"), st.sampled_from(KNOWN), st.just(0)),
    st.tuples(st.just("abort"), st.sampled_from(list(Aborted)), st.sampled_from([0, 1])),
    st.tuples(st.just("next day"), st.just(""), st.just(0)),
)


class History:
    """One history: each act is offered to the ledger's rules and to the second reading."""

    def __init__(self, begun: Any) -> None:
        self.office, self.second = deepcopy(begun), Second()
        self.drawing = Drawing(self.office)

    def offer(self, what: str, who: Any, event: Any, by: Role) -> None:
        refused = self.office.refused(event, by)
        assert (not refused) == self.second.takes(what, who, self.office.today), (what, who, refused)
        if not refused:
            self.office.record(event, by)
            self.second.lines.append((what, who, self.office.today))

    def do(self, what: str, who: Any, extra: int) -> None:
        event: Any
        state = self.office.history.round("2025").draw
        if what == "next day":
            self.office.today += timedelta(days=1)
        elif what == "commit":
            until = self.office.today + timedelta(days=extra)
            event = self.drawing.committed(draw=len(state.draws) + 1, parties=tuple(who), reveal_by=until)
            self.offer("commit", (tuple(who), until), event, Role.OFFICE)
        elif state.running is None:
            assert not self.second.runs()
        elif what == "seal all":
            for party in state.running.snapshot.parties:
                self.do("seal", party, 0)
        elif what in ("seal", "reveal"):
            event = self.drawing.sealed(who) if what == "seal" else self.drawing.revealed(who)
            self.offer(what, who, event, Role(who.partition(":")[0]))
        else:
            absent = state.running.missing if extra else ()
            event = self.drawing.aborted(*absent, draw=state.running.snapshot.draw, reason=who)
            self.offer("abort", (who, absent), event, Role.OFFICE)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=25))
def test_both_readings_agree_on_every_act(begun: Any, acts: list[tuple[str, Any, int]]) -> None:
    history = History(begun)
    for what, who, extra in acts:
        history.do(what, who, extra)
        state = history.office.history.round("2025").draw
        assert sum(draw.aborted is None for draw in state.draws) <= 1
        for draw in state.draws:
            known = draw.again().seed is not None
            assert known == (not draw.missing), "the outcome is known when every number is, and not before"
            assert not (known and draw.aborted), "a known outcome is never given up"
        assert all(not set(later.snapshot.parties) & set(draw.aborted.absent) for draw, later in _pairs(state) if draw.aborted)


def _pairs(state: Any) -> list[tuple[Any, Any]]:
    return [(draw, later) for at, draw in enumerate(state.draws) for later in state.draws[at + 1 :]]


@pytest.mark.parametrize("aborts", [0, 1, 2])
def test_as_many_aborted_draws_as_there_were_stay_on_record(begun: Any, aborts: int) -> None:
    history = History(begun)
    for n in range(aborts):
        history.do("commit", ["office", "discipline", KNOWN[2 + n]], 0)
        history.do("seal all", "", 0)
        for party in ("office", "discipline"):
            history.do("reveal", party, 0)
        history.do("next day", "", 0)
        history.do("abort", Aborted.NOT_REVEALED, 1)
    history.do("commit", ["office", "discipline", "applicant:A-02"], 1)
    history.do("seal all", "", 0)
    for party in ("applicant:A-02", "discipline", "office"):
        history.do("reveal", party, 0)
    state = history.office.history.round("2025").draw
    assert list(state.aborted) == list(range(1, aborts + 1))
    assert history.office.refused(history.drawing.drawn()) == set()
