"""The event catalogue (事件目录): every kind of fact, with its provisions, who signs it, and who may read each field."""

from __future__ import annotations

import importlib
import re
import types
import typing
from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

import msgspec

import ledger.events
from ledger.documents.markdown import anchor, code, heading, page, plain, table
from ledger.documents.values import values_of
from ledger.events.event import TYPES, Event, Field, Occurs, Openness
from ledger.terms import Role

COURSE = (
    "founding", "keys", "bodies", "measure", "opening", "application", "qualification", "eligibility", "draw", "panel", "integrity",
    "scoring", "evaluation", "deliberation", "notice", "approval", "prize", "promotion", "revocation", "forms",
)  # fmt: skip
"""The modules of the vocabulary in the order in which a round meets them."""

_STAGE = re.compile(r"(?P<en>.+?) \((?P<zh>[^)]*[一-鿿][^)]*)\)(?P<rest>.*)")
_NOTE = re.compile(r" \([^)]*[一-鿿][^)]*\)")


class FieldRow(NamedTuple):
    """字段: one field of a type; ``type`` is its form in a record, ``milestone`` the key that says when it opens."""

    name: str
    openness: str
    milestone: str | None
    type: str


class Kind(NamedTuple):
    """事件类型: one kind of fact as a reader of records meets it."""

    name: str
    version: int
    zh: str
    en: str
    provisions: tuple[str, ...]
    signed_by: tuple[str, ...]
    occurs: str
    registers: tuple[str, ...]
    neutral: bool
    fields: tuple[FieldRow, ...]


class Stage(NamedTuple):
    """环节: one module of the vocabulary, with the structures that stand inside its fields."""

    name: str
    zh: str
    en: str
    kinds: tuple[Kind, ...]
    structures: tuple[tuple[str, str, tuple[FieldRow, ...]], ...]


def stages() -> tuple[Stage, ...]:
    """Return the vocabulary, module by module, types in the order of their declaration."""
    return tuple(_stage(name) for name in sorted(ledger.events.__all__, key=COURSE.index))


def event_catalogue() -> str:
    """Return the page."""
    found = stages()
    count = sum(len(stage.kinds) for stage in found)
    lines = [
        "# 事件目录 · Event catalogue",
        "",
        f"台账可以记录的 {count} 种事实。类别说明谁可阅读该字段；中性类型在公开日志中只以 `record.sealed` 出现。",
        "词语见 [术语表](glossary.md)，条款见 [条款索引](article-index.md)，记录的写法见 [formats.md](formats.md)。",
        "",
        f"The {count} kinds of facts that can be recorded. The class says who may read a field; a neutral type stands in the public",
        "log only inside a `record.sealed`. Words are in the [glossary](glossary.md), provisions in the",
        "[article index](article-index.md), and how a record is written in [formats.md](formats.md).",
        "",
    ]
    lines += table(("环节 · Stage", "类型 · Types"), ((f"{s.zh} · {s.en}", " ".join(_link(k.name) for k in s.kinds)) for s in found))
    for stage in found:
        lines += heading(2, f"stage {stage.name}", f"{stage.zh} · {stage.en}")
        for kind in stage.kinds:
            lines += _kind_lines(kind)
        for name, said, rows in stage.structures:
            lines += heading(3, f"structure {stage.name} {name}", f"`{name}` · {plain(said)}")
            lines += table(("字段 · Field", "类型 · Type"), ((code(row.name), code(row.type)) for row in rows))
    return page(lines)


def _link(name: str) -> str:
    return f"[`{name}`](#{anchor(name)})"


def _kind_lines(kind: Kind) -> list[str]:
    zh = {value.code: value.zh for value in values_of(Openness)}
    occurs = {value.code: value for value in values_of(Occurs)}[kind.occurs]
    lines = heading(3, kind.name, f"`{kind.name}` · {kind.zh}")
    lines += [plain(kind.en), ""] if kind.en else []
    provisions = ", ".join(f"[{cited}](article-index.md#{anchor(cited)})" for cited in kind.provisions)
    facts = [("版本 · Version", str(kind.version)), ("条款 · Provisions", provisions or "—"), ("签署 · Signed by", _signers(kind) or "—")]
    facts += [("生效时间 · Effect", f"{occurs.zh} · {occurs.en}")]
    facts += [("登记 · Registers", ", ".join(kind.registers))] if kind.registers else []
    facts += [("中性 · Neutral", "是 · yes")] if kind.neutral else []
    lines += table(("", ""), facts)
    head = ("字段 · Field", "类别 · Class", "类型 · Type")
    return lines + table(head, ((code(f.name), _class(f, zh), code(f.type)) for f in kind.fields))


def _class(row: FieldRow, zh: dict[str, str]) -> str:
    return f"{zh[row.openness]} · {row.openness}" + (f" (`{row.milestone}`)" if row.milestone else "")


def _signers(kind: Kind) -> str:
    roles = {value.code: value for value in values_of(Role)}
    return ", ".join(f"{roles[role].zh} · {roles[role].en}" for role in kind.signed_by)


def _stage(name: str) -> Stage:
    module = importlib.import_module(f"ledger.events.{name}")
    first = (module.__doc__ or "").split("\n", 1)[0]
    said = _STAGE.match(first)
    kinds = [kind for kind in TYPES.values() if kind.__module__ == module.__name__]
    zh, en = (said["zh"], _NOTE.sub("", said["en"] + said["rest"].split(". ")[0].rstrip("."))) if said else (first, first)
    inside = {part.__name__: part for kind in kinds for field in kind.fields() for part in _structures(field.annotation)}
    structures = tuple((part.__name__, _said(part), tuple(_rows_of(part))) for part in inside.values())
    return Stage(name, zh, en, tuple(map(_kind, kinds)), structures)


def _kind(kind: type[Event]) -> Kind:
    zh, _, en = kind.heading().partition(". ")
    rest = " ".join((kind.__doc__ or "").strip().split("\n")[1:])
    return Kind(
        kind.wire_name,
        kind.version,
        zh.rstrip("."),
        " ".join(f"{en} {rest}".split()),
        kind.cites,
        tuple(role.value for role in kind.signed_by),
        kind.occurs.value,
        kind.registers,
        kind.neutral,
        tuple(_row(field) for field in kind.fields()),
    )


def _row(field: Field) -> FieldRow:
    return FieldRow(field.name, field.openness.value, field.milestone, type_text(field.annotation))


def _rows_of(part: type[msgspec.Struct]) -> Iterator[FieldRow]:
    for name, annotation in typing.get_type_hints(part, include_extras=True).items():
        if name in part.__struct_fields__:
            yield FieldRow(name, Openness.PUBLIC.value, None, type_text(annotation))


def _said(part: type) -> str:
    return (part.__doc__ or "").strip().split("\n", 1)[0]


def type_text(annotation: Any) -> str:
    """Return the form of a value in a record: ``list of ExpertCode``, ``date or null``."""
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return type_text(inside[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join(type_text(part) for part in inside)
    if origin in (tuple, list):
        return f"list of {type_text(inside[0])}"
    if origin is dict:
        return f"object of {type_text(inside[1])}"
    if origin is typing.Literal:
        return " or ".join(map(repr, inside))
    if annotation is type(None):
        return "null"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return f"{annotation.__name__}: {' | '.join(str(member.value) for member in annotation)}"
    name = str(annotation.__name__)
    return {"str": "text", "bool": "true or false", "int": "whole number", "Any": "any JSON value"}.get(name, name)


def _structures(annotation: Any) -> Iterator[type[msgspec.Struct]]:
    """Yield the structures inside a field, outermost first."""
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        yield annotation
        for part in typing.get_type_hints(annotation, include_extras=True).values():
            yield from _structures(part)
    for part in typing.get_args(annotation):
        yield from _structures(part)
