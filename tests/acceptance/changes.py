"""Slips: a list that is a little off, and what an act might be corrected to (更正): one field of it other than before."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from hypothesis import strategies as st
from tests.acceptance.adversary import codes
from tests.acceptance.after_the_award import things

from ledger.events.application import Opinion
from ledger.events.event import Event
from ledger.events.panel import InterestDeclared, Relation, RelationKind
from ledger.events.qualification import Met
from ledger.events.revocation import BarImposed, PlaqueRecovered, PlaqueReturned
from ledger.terms import MAIN, NOMINATION, ApplicantCode, Fen, Hundredths, PartialDate

APPLICANTS = codes("A-01", "A-02", "A-03", "A-04", "A-05")
someone = st.sampled_from(APPLICANTS)
tiers = st.sampled_from((MAIN, NOMINATION))
slip = st.sampled_from(("right", "right", "right", "one more", "one less", "turned"))


def changes(event: Event) -> st.SearchStrategy[Event]:
    """Return what ``event`` might be corrected to: one field of it other than before."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        "applicant": someone,
        "points": st.integers(0, 200).map(lambda steps: Hundredths(50 * steps)),
        "amount": st.sampled_from((Fen(1), Fen(5_000_000), Fen(20_000_000))),
        "in_favour": st.integers(0, 15),
        "met": st.sampled_from(Met),
        "opinion": st.sampled_from(Opinion),
        "present": st.integers(0, 17),
        "tier": tiers,
        "why": st.just("更正"),
        "reasons": st.just("更正"),
        "document": st.just("更正文号"),
        "site": st.just("https://other.example"),
        "qualified": st.booleans(),
        "starts_on": st.dates(date(2025, 9, 1), date(2025, 10, 1)),
        "ends_on": st.dates(date(2025, 10, 1), date(2025, 11, 1)),
        "closes_on": st.dates(date(2025, 4, 1), date(2025, 12, 1)),
        "received_on": st.dates(date(2025, 3, 10), date(2025, 4, 10)),
        "name": st.sampled_from(("甲厂", "乙厂")),
        "organisation": st.sampled_from(("甲", "乙")),
        "applicants": st.lists(someone, unique=True, max_size=4).map(tuple),
        "passed": st.lists(someone, unique=True, max_size=3).map(tuple),
        "experts": st.lists(st.sampled_from(("E-01", "E-02", "E-03")), unique=True, min_size=1).map(tuple),
    }
    if isinstance(event, BarImposed):
        fields["starts_on"] = fields["starts_on"].map(lambda day: PartialDate(day.year, day.month, day.day))
    if isinstance(event, PlaqueRecovered | PlaqueReturned):
        fields["what"] = things
    if isinstance(event, InterestDeclared):
        ties = [Relation(kind=RelationKind.OTHER, one=event.expert, other=a, ended=None, words="") for a in APPLICANTS]
        fields["ties"] = st.sampled_from(((), *((tie,) for tie in ties)))
    names = [name for name in event.__struct_fields__ if name in fields]
    if not names:
        return st.just(event)
    return st.sampled_from(names).flatmap(lambda name: fields[name].map(lambda value: msgspec.structs.replace(event, **{name: value})))


def off(names: tuple[Any, ...], how: str) -> tuple[Any, ...]:
    """Return ``names`` as they are, or a little off."""
    match how:
        case "one more":
            return (*names, next((a for a in APPLICANTS if a not in names), ApplicantCode("Z-99")))
        case "one less":
            return names[:-1]
        case "turned":
            return names[::-1]
    return names
