"""The quick way from a recorded body to its event, for folding tens of thousands of marks.

It takes what has the usual form: a type's newest version, read from bytes straight into typed fields. Wherever
something is not as usual it answers None, and ``ledger.events.event.from_wire`` looks closer: that one lifts
old versions and names what is wrong. Both give the same event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import force_setattr, replace

from ledger.events.event import TYPES, Event, named_in, plan_of, subjects_of
from ledger.events.partial import decode_partial

_forms: dict[str, Form] = {}


class Form(NamedTuple):
    """How a body of a type's newest version is read at once, from its bytes, while no sealed field is open."""

    kind: type[Event]
    around: Callable[[tuple[str, ...]], Event | None]
    """(subjects) -> an event with what stands outside the body, the sealed fields closed, the public ones left at None.

    None where the subjects cannot follow from it. Raises ``ValueError`` where nobody stands though somebody must, and for a
    code that is none."""
    body: type[msgspec.Struct]
    """What the body is read as: the public fields and, where fields are sealed, as many ``digests`` and ``digests_sm3``, in tuples."""
    fill: Callable[[Event, Any], Event]
    """(what stands outside the body, body) -> the event, a copy of the former with the public fields of the latter."""
    hidden: int
    """How many sealed fields there are."""
    listed: bool
    """Whether codes in public lists are subjects too."""

    @property
    def is_plain(self) -> bool:
        """Whether an outline that could be read leaves nothing to look at but the subjects."""
        return self.hidden <= 1 and not self.listed


def form_of(name: str, version: int) -> Form | None:
    """Return the form of a type; None where ``from_wire`` has to look closer: an unknown type, or a version to be lifted."""
    form = _forms.get(name)
    if form is None and (kind := TYPES.get(name)) is not None:
        form = _forms[name] = _form(kind)
    return form if form is not None and form.kind.version == version else None


def from_body(form: Form, subjects: tuple[str, ...], body: Any, opened: Mapping[str, Any]) -> Event | None:
    """Put together what ``form`` read, as ``from_wire`` does; None where that has to look closer, and finds the fault."""
    try:
        around = form.around(subjects)
        if around is None:
            return None
        event = form.fill(around, body)
        if opened:
            plan = plan_of(form.kind)
            for name, value in opened.items():
                if name not in plan.closed:
                    return None
                force_setattr(event, name, msgspec.convert(value, plan.types[name], dec_hook=decode_partial))
        return event if not form.listed or subjects == subjects_of(plan_of(form.kind), event) else None
    except ValueError:
        return None


def _form(kind: type[Event]) -> Form:
    plan = plan_of(kind)
    many: Any = tuple[(str,) * len(plan.hidden)]  # type: ignore[misc]
    digests = [("digests", many, msgspec.field(name="_sd")), ("digests_sm3", many, msgspec.field(name="_sd_sm3"))] if plan.hidden else []
    public = [(name, plan.types[name]) for name in plan.public]
    body = msgspec.defstruct(f"{kind.__name__}Body", [*public, *digests], kw_only=True, forbid_unknown_fields=True, gc=False)
    around = lru_cache(maxsize=8192)(partial(_around, kind))
    return Form(kind, around, body, _filling(plan.public), len(plan.hidden), bool(plan.listed))


def _filling(names: Sequence[str]) -> Callable[[Event, Any], Event]:
    """Return ``fill`` for these fields, written out as ``namedtuple`` writes its own: going through their names takes twice as long."""
    fields = ", ".join(f"{name}=body.{name}" for name in names)
    # The names are those of fields of our own classes.
    fill: Callable[[Event, Any], Event] = eval(f"lambda around, body: replace(around, {fields})", {"replace": replace})  # noqa: S307
    return fill


def _around(kind: type[Event], subjects: tuple[str, ...]) -> Event | None:
    plan, (named, follow) = plan_of(kind), named_in(kind, subjects)
    typed = {name: msgspec.convert(code, plan.types[name], dec_hook=decode_partial) for name, code in named.items()}
    return kind(**plan.closed, **typed, **dict.fromkeys(plan.public)) if follow else None
