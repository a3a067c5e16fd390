"""Fields and cells (字段与单元格): the value of any field as a person writes it into a cell, and back.

What a cell may hold follows from the type of the field, so that a new kind of fact needs no code here. Lists
stand one value a line, codes also with 、 between them; a value of several parts is ``first=second|third``,
such as ``A-01=512.30``; what is left out at the end of it is *no* or nothing.
"""

from __future__ import annotations

import json
import types
import typing
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

import msgspec

from ledger.errors import BadInput
from ledger.intake import cells
from ledger.intake.cells import NONE, Cell
from ledger.intake.labels import label
from ledger.intake.words import TIERS, words_of
from ledger.terms import PartialDate

CODES = frozenset({"ApplicantCode", "ExpertCode", "BodyCode", "ItemId", "EditionId", "KeyId", "Tier", "RoundId"})
"""Short names without blanks; several of them may stand in one line."""

_BREAKS = str.maketrans(dict.fromkeys("，,；;、\t\n ", "\n"))


class Form(NamedTuple):
    """写法: what one field holds. ``kind`` is one of text, code, organisation, paper, act, day, partial, whole, points, money, yes,
    choice, list, parts, table, any."""

    kind: str
    optional: bool = False
    name: str = ""
    """The code's name, such as ``ApplicantCode``."""
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Of a choice or a known code: each value with its words, the one that is shown first."""
    inside: tuple[tuple[str, Form], ...] = ()
    """Of a list its one member; of a value of several parts each part by name; of a table key and value."""


@cache
def form_of(annotation: Any) -> Form:
    """Return the form of a field's type. Raises ``TypeError`` for one that no cell can hold."""
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return form_of(inside[0])
    if origin in (typing.Union, types.UnionType):
        forms = [form_of(part) for part in inside if part is not type(None)]
        if len(forms) > 1:
            raise TypeError(f"{annotation} may be several things")
        return forms[0]._replace(optional=True)
    if origin is tuple or origin is list:
        return Form("list", inside=(("", form_of(inside[0])),))
    if origin is dict or getattr(origin, "__name__", "") == "Mapping":
        return Form("table", inside=(("", form_of(inside[0])), ("", form_of(inside[1]))))
    if origin is typing.Literal:
        return Form("choice", words=tuple((str(value), (str(value),)) for value in inside))
    if isinstance(annotation, typing.NewType):
        return _named(annotation)
    plain = {str: "text", bool: "yes", int: "whole", date: "day", PartialDate: "partial", Any: "any"}.get(annotation)
    if plain is not None:
        return Form(plain)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Form("choice", name=annotation.__name__, words=tuple(words_of(annotation).items()))
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        hints = typing.get_type_hints(annotation, include_extras=True)
        return Form("parts", name=annotation.__name__, inside=tuple((n, form_of(hints[n])) for n in annotation.__struct_fields__))
    raise TypeError(f"no cell can hold {annotation}")


def read(form: Form, cell: Cell) -> Any:
    """Return the plain JSON value in ``cell``. Digests and acts are returned as the text that names them.

    Raises ``BadInput`` without a place.
    """
    if form.optional and (cell.blank or (isinstance(cell.value, str) and cells.half_width(cell.value).lower() in NONE)):
        return None
    if cell.blank and form.kind != "list":
        raise BadInput("", "it is empty", "fill it in")
    match form.kind:
        case "list":
            return _read_list(form.inside[0][1], cell)
        case "table":
            return _read_table(form, cell)
        case "parts":
            return _read_parts(form, cells.free_text(cell))
        case "choice":
            return _read_choice(form, cells.free_text(cell))
        case "any":
            return _read_any(cell)
    return _SIMPLE[form.kind](cell) if form.kind != "code" else _read_code(form, cell)


def write(form: Form, value: Any) -> Any:
    """Return what a clerk writes for a plain JSON value: text, a number or a date. ``read`` gives the value back."""
    if value is None:
        return "无"
    match form.kind:
        case "list":
            member = form.inside[0][1]
            texts = [str(write(member, one)) for one in value]
            if member.kind == "code":
                return "、".join(texts) or "无"
            # One value that holds a mark between values is told apart by the empty line after it.
            return "\n".join(texts) + ("\n" if len(texts) == 1 and set(texts[0]) & set("、\n") else "") if texts else "无"
        case "table":
            key, inner = form.inside[0][1], form.inside[1][1]
            return "\n".join(f"{write(key, k)}={write(inner, v)}" for k, v in value.items()) or "无"
        case "parts":
            return _write_parts(form, value)
        case "choice" | "code":
            return dict(form.words).get(value, (value,))[0]
        case "yes":
            return "是" if value else "否"
        case "points" | "money":
            return _from_hundredths(value)
        case "any":
            return _write_any(value)
    return value


def _named(annotation: typing.NewType) -> Form:
    name = annotation.__name__
    kinds = {"Hundredths": "points", "Fen": "money", "Digest": "paper", "ActId": "act", "OrgId": "organisation"}
    if name in kinds:
        return Form(kinds[name], name=name)
    if name in CODES:
        return Form("code", name=name, words=tuple(TIERS.items()) if name == "Tier" else ())
    return form_of(annotation.__supertype__)._replace(name=name)


_SIMPLE: dict[str, typing.Callable[[Cell], Any]] = {
    "text": cells.free_text,
    "organisation": lambda cell: cells.credit_code(cells.free_text(cell)),
    "paper": cells.code,
    "act": cells.code,
    "day": cells.day,
    "partial": cells.partial,
    "whole": cells.whole,
    "points": cells.points,
    "money": cells.money,
    "yes": cells.yes_or_no,
}


def _read_code(form: Form, cell: Cell) -> str:
    text = cells.code(cell)
    text = next((value for value, words in form.words if text in words), text)
    if any(mark in text for mark in " \n:/、，,;；|="):
        raise BadInput("", f"{text!r} is not one code", "write one code, such as A-07")
    return text.upper() if form.name in ("ApplicantCode", "ExpertCode") else text


def _read_choice(form: Form, text: str) -> str:
    compact = cells.half_width(text)
    for value, words in form.words:
        if compact in (value, *map(cells.half_width, words)):
            return value
    permitted = "、".join(words[0] for _, words in form.words)
    raise BadInput("", f"{text!r} is none of the words for it", f"choose one of: {permitted}")


def _read_list(member: Form, cell: Cell) -> list[Any]:
    raw = cell.value if isinstance(cell.value, str) else cells.free_text(cell)
    text = cells.free_text(cell)
    if not text or cells.half_width(text).lower() in NONE:
        return []
    if member.kind == "code" or member.kind in ("day", "partial", "whole"):
        found = text.translate(_BREAKS).split("\n")
    elif "\n" in text or raw.strip(" \t").endswith("\n"):
        found = text.split("\n")
    else:
        found = text.replace("；", "、").replace(";", "、").split("、") if member.kind != "any" else [text]
    values = [read(member, cell._replace(value=part, percent=False)) for part in found if part.strip()]
    if member.kind == "code" and len(set(values)) < len(values):
        raise BadInput("", f"{next(v for v in values if values.count(v) > 1)} stands in it twice", "name each once")
    return values


def is_digest(text: str) -> bool:
    """Return whether ``text`` is a SHA-256 written out."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def _read_table(form: Form, cell: Cell) -> dict[str, Any]:
    (_, key), (_, inner) = form.inside
    table: dict[str, Any] = {}
    for line in _read_list(Form("text"), cell):
        name, equals, rest = cells.half_width(line).partition("=")
        if not equals:
            raise BadInput("", f"{line!r} is not of the form A-01=512.30", "write one name, =, and its value on each line")
        found = str(read(key, Cell(name)))
        if found in table:
            raise BadInput("", f"{found} stands in it twice", "name each once")
        table[found] = read(inner, Cell(rest))
    return table


def _read_parts(form: Form, text: str) -> dict[str, Any]:
    first, equals, rest = text.replace("＝", "=").partition("=")
    given = [first, *(rest.replace("｜", "|").split("|") if equals else ())]
    if len(given) > len(form.inside):
        raise BadInput("", f"{text!r} has {len(given)} parts; there are {len(form.inside)}", f"write {shape_of(form)}")
    value = {}
    for number, (name, part) in enumerate(form.inside):
        cell = Cell(given[number].strip()) if number < len(given) else Cell(None)
        try:
            value[name] = _read_part(part, cell)
        except BadInput as error:
            raise BadInput("", f"{text!r}: {error.why}", f"write {shape_of(form)}") from None
    return value


def _read_part(part: Form, cell: Cell) -> Any:
    if cell.blank and part.kind in ("yes", "text"):
        return False if part.kind == "yes" else ""
    value = read(part, cell)
    if part.kind == "paper" and value is not None and not is_digest(value):
        raise BadInput("", f"{value!r} is no SHA-256", "write its 64 digits")
    return value


def shape_of(form: Form) -> str:
    """Return how a value of several parts is written: ``申报代号=得分``."""
    first, *rest = (label(name) for name, _ in form.inside)
    return first + ("=" + "|".join(rest) if rest else "")


def _write_parts(form: Form, value: dict[str, Any]) -> str:
    given = list(form.inside)
    while given and given[-1][1].kind == "yes" and not value[given[-1][0]]:
        given.pop()
    first, *rest = (str(write(part, value[name])) for name, part in given)
    return first + ("=" + "|".join(rest) if rest else "")


def _read_any(cell: Cell) -> Any:
    if not isinstance(cell.value, str):
        number = cells.decimal(cell)
        return int(number) if number == number.to_integral_value() else str(number)
    text = cells.free_text(cell)
    try:
        # An exact number with decimals stays text: no float reaches a record.
        value = json.loads(text, parse_float=str)
    except (ValueError, RecursionError):
        return text
    return text if isinstance(value, str) and not text.startswith('"') else value


def _write_any(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if not isinstance(value, str) or _read_any(Cell(text)) == value else json.dumps(value, ensure_ascii=False)


def _from_hundredths(value: int) -> str:
    sign, (units, rest) = "-" if value < 0 else "", divmod(abs(value), 100)
    return f"{sign}{units}.{rest:02}".removesuffix(".00")
