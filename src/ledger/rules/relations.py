"""Relations (利益关系): whether a chain of them leads from an expert to an applicant, and the shortest one.

A relation joins two of: experts, other persons, organisations, applicants. Persons and organisations are told apart by
name, however it is spelled; an expert or an applicant is one with whoever stands behind its code. A chain counts however
its relations run, since a firm that advises an applicant is as close to it as one that the applicant owns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from ledger.rules.calendar import anniversary, span
from ledger.rules.citation import Silence
from ledger.rules.identity import same
from ledger.terms import PartialDate


class Edge(NamedTuple):
    """关系: one relation between two names. ``ended`` is when it ended, as far as that is known; None while it lasts."""

    one: str
    other: str
    ended: PartialDate | None = None


Chain = tuple[str, ...]
"""关系链: the names along it, from the expert to the applicant; one step fewer than names."""

Aliases = Mapping[str, str]
"""``same`` of a name to the code of whom it names: experts by person, applicants by organisation and name."""


def shortest(edges: Iterable[Edge], aliases: Aliases, start: str, goal: str, depth: int | None = None) -> Chain | None:
    """Return the shortest chain from ``start`` to ``goal`` of at most ``depth`` steps (None: of any length), or None.

    Of several the first by name is returned, so that the same relations give the same chain.
    """
    beside: dict[str, set[str]] = {}
    for edge in edges:
        one, other = node(edge.one, aliases), node(edge.other, aliases)
        if one and other and one != other:
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
    first, last = node(start, aliases), node(goal, aliases)
    reached: dict[str, Chain] = {first: (first,)}
    edge_of_the_known, steps = [first], 0
    while edge_of_the_known and last not in reached and (depth is None or steps < depth):
        further: dict[str, Chain] = {}
        for name in edge_of_the_known:
            for other in sorted(beside.get(name, ())):
                if other not in reached:
                    further.setdefault(other, (*reached[name], other))
        reached |= further
        edge_of_the_known, steps = sorted(further, key=lambda name: reached[name]), steps + 1
    return reached.get(last)


def binding(
    edges: Iterable[Edge], aliases: Aliases, expert: str, applicant: str, depth: int | None, years: int | None, today: date
) -> Chain | None:
    """Return a chain for which ``expert`` stands aside from ``applicant`` by the adopted rules, or None.

    ``depth`` is how many steps count, ``years`` for how long after its end a relation counts, the last day included. Raises
    ``Silence`` where a chain is there and the rules do not say whether it counts; without one nothing need be settled.
    """
    every = tuple(edges)
    if shortest(every, aliases, expert, applicant) is None:
        return None
    if depth is None:
        raise Silence("recusal.depth")
    lasting = tuple(edge for edge in every if edge.ended is None)
    found = shortest(lasting, aliases, expert, applicant, depth)
    if found is not None or shortest(every, aliases, expert, applicant, depth) is None:
        return found
    if years is None:
        raise Silence("recusal.lookback_years")
    since = anniversary(today, -years)
    return shortest((e for e in every if e.ended is None or span(e.ended)[1] >= since), aliases, expert, applicant, depth)


def node(name: str, aliases: Aliases) -> str:
    """Return what a name stands for: the code behind it, or what all its spellings have in common."""
    spelled = same(name)
    return aliases.get(spelled, spelled)
