"""How an event is declared, written and read.

An event type is a frozen struct. Its wire name and version are written down, never derived from a
Python path, so that a class can move without touching history. Each field has a class that says
who may read it; the class is part of the format and never changes for a version:

========================  ===========================================================================
``Public``                stands in the body of the record (the default)
``Subject``               stands in ``subjects`` under the field's name, and makes a tag
``Sealed(milestone)``     a salted digest, open to the public once the adopted rules' milestone is reached
``Confidential``          a salted digest, open to those who may see all
``Personal``              a salted digest of personal data, under the key of the person it is about
========================  ===========================================================================

``to_wire`` and ``from_wire`` are each other's inverse. A field that a reader may not see holds
``Undisclosed``, and whatever would need its value says so instead of guessing.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, ClassVar, NamedTuple, NoReturn, TypeVar

import msgspec

from ledger.errors import NotDisclosed
from ledger.events.partial import decode_partial, encode_partial
from ledger.terms import Role


class Occurs(StrEnum):
    """How exactly a type says when it had effect: a day, an instant with offset, or what is known of a date."""

    DAY = "day"
    INSTANT = "instant"
    PARTIAL = "partial"


class Openness(StrEnum):
    """公开类别: who may read a field."""

    PUBLIC = "public"
    SUBJECT = "subject"
    SEALED = "sealed"
    CONFIDENTIAL = "confidential"
    PERSONAL = "personal"


Subject = msgspec.Meta(extra={"openness": Openness.SUBJECT})
Confidential = msgspec.Meta(extra={"openness": Openness.CONFIDENTIAL})
Personal = msgspec.Meta(extra={"openness": Openness.PERSONAL})


def Sealed(milestone: str) -> msgspec.Meta:  # noqa: N802 - stands among the other field classes and reads as one
    """Return the class of a field that opens to the public at ``milestone``, a key such as ``publish.scores``."""
    return msgspec.Meta(extra={"openness": Openness.SEALED, "milestone": milestone})


class Undisclosed:
    """未开示: stands where a sealed value is not open. Whatever uses the value raises ``NotDisclosed``."""

    __slots__ = ("_field",)

    def __init__(self, field: str) -> None:
        object.__setattr__(self, "_field", field)

    def _refuse(self, *_: object) -> NoReturn:
        raise NotDisclosed(self._field)

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotDisclosed(self._field)

    def __repr__(self) -> str:
        return f"<{self._field}: 未开示>"

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = __bool__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __iter__ = __len__ = __contains__ = __index__ = _refuse
    __int__ = __getitem__ = __str__ = __format__ = _refuse


class Field(NamedTuple):
    """One field of an event type, for readers, schemas and the catalogue."""

    name: str
    openness: Openness
    milestone: str | None
    annotation: Any


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """事实: one kind of fact, in the shape of its newest version. Subclasses say what it is in Chinese and English."""

    wire_name: ClassVar[str]
    version: ClassVar[int] = 1
    cites: ClassVar[tuple[str, ...]]
    """The provisions under which such an act stands, the usual ``basis`` of its acts."""
    signed_by: ClassVar[tuple[Role, ...]]
    """Who may author it; one of them signs first, or is named in a transcription."""
    occurs: ClassVar[Occurs] = Occurs.DAY
    registers: ClassVar[tuple[str, ...]] = ()
    """Lasting lists that it belongs to, whatever its round: ``keys``, ``measures``, ``honours``. A subject each."""
    registers_from: ClassVar[int] = 1
    """The first version that belongs to them. Records of older versions do not carry those subjects."""
    neutral: ClassVar[bool] = False
    """Whether it may stand in the public log only inside a ``record.sealed``."""

    @classmethod
    def fields(cls) -> tuple[Field, ...]:
        """Return the fields of this type with their classes, in order of declaration."""
        return plan_of(cls).fields

    @classmethod
    def sealed_fields(cls) -> tuple[str, ...]:
        """Return the names of the fields that stand in a record only as digests; their number is fixed."""
        return plan_of(cls).hidden

    @classmethod
    def heading(cls) -> str:
        """Return the first line of the docstring: the Chinese term and what it means."""
        return (cls.__doc__ or "").strip().split("\n", 1)[0]


class Unreadable(ValueError):
    """A body does not have the shape that its type and version require."""


class Plan(NamedTuple):
    """What is worked out once for each event type."""

    fields: tuple[Field, ...]
    subjects: tuple[str, ...]
    registers: tuple[str, ...]
    listed: tuple[tuple[str, str], ...]
    public: tuple[str, ...]
    hidden: tuple[str, ...]
    check_public: type[msgspec.Struct]
    closed: dict[str, Any]
    """What every sealed field holds while nothing is open."""
    types: dict[str, Any]


TYPES: dict[str, type[Event]] = {}
"""Every event type by wire name, in its newest version."""

Lift = Callable[[dict[str, Any]], dict[str, Any]]
"""From an opened body of one version to that of the next."""

UPCASTS: dict[tuple[str, int], Lift] = {}
"""(wire name, version) to the function that lifts an opened body of that version to the next one."""

E = TypeVar("E", bound=Event)

LISTED: dict[str, str] = {
    "ApplicantCode": "applicant",
    "ExpertCode": "expert",
}
"""Codes in the lists of a public body are subjects too, so that each one's file shows the fact."""


def event(cls: type[E]) -> type[E]:
    """Enter an event type into the vocabulary. Raises ``TypeError`` for a name or a shape that cannot be kept."""
    if cls.wire_name in TYPES:
        raise TypeError(f"{cls.wire_name} is declared twice")
    TYPES[cls.wire_name] = cls
    return cls


def upcast(wire_name: str, version: int) -> Callable[[Lift], Lift]:
    """Enter the lift of an opened body from ``version`` to the next. The recorded bytes never change."""

    def enter(lift: Lift) -> Lift:
        UPCASTS[wire_name, version] = lift
        return lift

    return enter


class Wire(NamedTuple):
    """An event taken apart: what goes into ``subjects``, what into the public body, what is sealed."""

    subjects: tuple[str, ...]
    public: dict[str, Any]
    hidden: dict[str, Any]


def to_wire(fact: Event) -> Wire:
    """Take ``fact`` apart into plain JSON values."""
    plan = plan_of(type(fact))
    plain = msgspec.to_builtins(fact, enc_hook=encode_partial)
    return Wire(subjects_of(plan, fact), {n: plain[n] for n in plan.public}, {n: plain[n] for n in plan.hidden})


def from_wire(name: str, version: int, subjects: Iterable[str], public: Mapping[str, Any], opened: Mapping[str, Any]) -> Event:
    """Put an event together again. Sealed fields that ``opened`` lacks hold ``Undisclosed``.

    Raises ``Unreadable`` for an unknown name, a newer version, a missing, extra or mistyped field,
    and subjects that do not follow from the fields.
    """
    kind = TYPES.get(name)
    if kind is None:
        raise Unreadable(f"type {name!r} is unknown; a newer program may have written it")
    if version < 1:
        raise Unreadable(f"{name} version {version} is none; versions begin with 1")
    if version > kind.version:
        raise Unreadable(f"{name} version {version} is newer than {kind.version}, the newest known here")
    plan = plan_of(kind)
    if opened and version == kind.version and not opened.keys() <= plan.closed.keys():
        raise Unreadable(f"{name}: {min(opened.keys() - plan.closed.keys())} is no sealed field of this type")
    subjects = tuple(subjects)
    in_registers = version >= kind.registers_from
    named, follow = named_in(kind, subjects, in_registers=in_registers)
    body: dict[str, Any] = {**named, **public}
    if len(body) < len(named) + len(public) and version == kind.version:
        raise Unreadable(f"{name}: {next(n for n in plan.subjects if n in public)} is there twice")
    body.update(opened)
    for step in range(version, kind.version):
        body = UPCASTS[name, step](body)
    try:
        fact = msgspec.convert(body, kind, dec_hook=decode_partial) if body.keys() >= plan.closed.keys() else _half_open(plan, kind, body)
    except msgspec.ValidationError as error:
        raise Unreadable(f"{name}: {error}") from None
    if not follow or ((plan.listed or version < kind.version) and subjects != subjects_of(plan, fact, in_registers=in_registers)):
        raise Unreadable(f"{name}: subjects {list(subjects)} do not follow from its fields")
    return fact


@lru_cache(maxsize=8192)
def named_in(kind: type[Event], subjects: tuple[str, ...], *, in_registers: bool = True) -> tuple[dict[str, Any], bool]:
    """Return the fields in ``subjects``, None where nobody stands, and whether the subjects can follow from them."""
    plan = plan_of(kind)
    found: dict[str, Any] = dict.fromkeys(plan.subjects)
    for subject in subjects:
        head, _, code = subject.partition(":")
        if head in found:
            if found[head] is not None:
                raise Unreadable(f"{kind.wire_name}: {head} is there twice")
            found[head] = code
    registers = plan.registers if in_registers else ()
    alone = sorted([*(f"{head}:{code}" for head, code in found.items() if code is not None), *registers])
    return found, subjects == tuple(alone) if not plan.listed else set(subjects) >= set(alone)


def _half_open(plan: Plan, kind: type[E], body: dict[str, Any]) -> E:
    """Return the event of which some sealed fields are not in ``body``. Raises ``ValidationError``."""
    fields = dict(plan.closed)
    for name in [name for name in plan.hidden if name in body]:
        fields[name] = msgspec.convert(body.pop(name), plan.types[name], dec_hook=decode_partial)
    half = msgspec.convert(body, plan.check_public, dec_hook=decode_partial)
    return kind(**msgspec.structs.asdict(half), **fields)


def subjects_of(plan: Plan, fact: Event, *, in_registers: bool = True) -> tuple[str, ...]:
    """Return the subjects that follow from the fields of ``fact``."""
    subjects = [f"{name}:{code}" for name in plan.subjects if (code := getattr(fact, name)) is not None]
    subjects += plan.registers if in_registers else ()
    for name, kind in plan.listed:
        value = getattr(fact, name)
        subjects += [f"{kind}:{code}" for code in ((value,) if isinstance(value, str) else value or ())]
    return tuple(sorted(set(subjects) if plan.listed else subjects))


@cache
def plan_of(kind: type[Event]) -> Plan:
    """Return the plan of an event type."""
    hints = typing.get_type_hints(kind, include_extras=True)
    fields = []
    for name in kind.__struct_fields__:
        extra = next((m.extra for m in getattr(hints[name], "__metadata__", ()) if isinstance(m, msgspec.Meta) and m.extra), {})
        fields.append(Field(name, extra.get("openness", Openness.PUBLIC), extra.get("milestone"), hints[name]))
    subjects = tuple(f.name for f in fields if f.openness is Openness.SUBJECT)
    public = tuple(f.name for f in fields if f.openness is Openness.PUBLIC)
    hidden = tuple(f.name for f in fields if f.openness not in (Openness.PUBLIC, Openness.SUBJECT))
    listed = tuple((f.name, LISTED[code]) for f in fields if f.openness is Openness.PUBLIC and (code := _code_of(f.annotation)) in LISTED)
    half = msgspec.defstruct(
        f"{kind.__name__}Public",
        [(f.name, f.annotation) for f in fields if f.name not in hidden],
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )
    closed = {name: Undisclosed(name) for name in hidden}
    registers = tuple(f"register:{name}" for name in kind.registers)
    types = {f.name: f.annotation for f in fields}
    return Plan(tuple(fields), subjects, registers, listed, public, hidden, half, closed, types)


def _code_of(annotation: Any) -> str:
    """Return the name of the code type in ``tuple[Code, ...]``, ``Code`` or ``Code | None``."""
    for argument in (annotation, *typing.get_args(annotation)):
        if getattr(argument, "__name__", "") in LISTED:
            return str(argument.__name__)
    return ""
