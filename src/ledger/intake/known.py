"""Codes that nobody has (未知代号): a slip in a code is said on its cell, with the code that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from ledger.errors import BadInput
from ledger.intake.columns import forms
from ledger.intake.entries import Entry, Remark
from ledger.intake.sheets import SCORE
from ledger.stages.history import Round

INTRODUCES = {
    "ApplicantCode": ("application.received", "application.submitted", "application.late"),
    "ExpertCode": ("pool.committed", "panel.drawn", "expert.replaced"),
}
"""Name of a code to the kinds of fact that bring a new one."""


def complain_of_unknown_codes(entries: Iterable[Entry], round: Round, remarks: list[Remark]) -> None:
    """Add a remark for each code of an applicant or expert that neither the ledger nor a row of the folder knows."""
    entries = list(entries)
    known: dict[str, set[str]] = {
        "ApplicantCode": set(round.application.codes),
        "ExpertCode": {*(round.panel.drawn or ()), *(round.panel.experts or ())},
    }
    for entry in entries:
        for name, kinds in INTRODUCES.items():
            if entry.kind.wire_name in kinds:
                known[name].update(code for _, code in _codes(entry, name))
    for entry in entries:
        for name, codes in known.items():
            if not codes or entry.kind.wire_name in (*INTRODUCES[name], SCORE):
                continue
            for field, code in _codes(entry, name):
                if code not in codes:
                    near = get_close_matches(code, codes, 1, 0.5)
                    way_out = f"did you mean {near[0]}?" if near else "write a code that is on record"
                    remarks.append(Remark(entry.at(field), BadInput("", f"nobody has the code {code}", way_out)))


def _codes(entry: Entry, name: str) -> Iterator[tuple[str, str]]:
    """Yield (field, code) for each code of this name in a row."""
    for field, form in forms(entry.kind).items():
        value = entry.event.get(field)
        if form.kind == "code" and form.name == name and isinstance(value, str):
            yield field, value
        elif form.kind == "list" and isinstance(value, list):
            member = form.inside[0][1]
            parts = [part for part, inner in member.inside if inner.kind == "code" and inner.name == name]
            for one in value:
                if member.kind == "code" and member.name == name:
                    yield field, one
                for part in parts if isinstance(one, dict) else ():
                    if isinstance(one[part], str):
                        yield field, one[part]
