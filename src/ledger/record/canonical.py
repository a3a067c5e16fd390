"""Canonical bytes: one value, one spelling (RFC 8785, JSON Canonicalization Scheme, on a profile).

The profile leaves out what makes canonical JSON hard, so that any reader gets it right: keys are
ASCII, so that sorting by bytes equals sorting by UTF-16 code units; there are no floats; integers
stay below 2^53 in size, which every JSON reader holds exactly; strings are NFC and free of lone
surrogates. Inside it, ``orjson`` with sorted keys writes exactly the bytes of RFC 8785.
"""

from __future__ import annotations

from typing import Any
from unicodedata import is_normalized

import msgspec
import orjson

LIMIT = 2**53
MAX_DEPTH = 32
_QUICK_DEPTH = MAX_DEPTH
"""Brackets up to which a text cannot be too deep, wherever they stand in it; a name of its own, so that tests can close the quick way."""


class NotCanonical(ValueError):
    """The value, or the bytes, stand outside the profile. ``where`` is a JSON path such as ``$.body.item``."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


def dump(value: Any) -> bytes:
    """Return the canonical bytes of ``value``. Raises ``NotCanonical``."""
    if not _is_plain(value, 0):
        _inspect(value, "$", 0)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def load(data: bytes) -> Any:
    """Return the value that canonical ``data`` spells.

    Raises ``NotCanonical`` for anything but the one spelling: other spacing or order, a duplicate
    key, a float, a number beyond 2^53, text that is not NFC.
    """
    if data.isascii() and data.count(b"{") + data.count(b"[") <= _QUICK_DEPTH:
        # Beyond doubt normalised, and not too deep: what is left to ask is told without looking at each value.
        try:
            value = _read(data)
            if orjson.dumps(value, option=_STRICT) == data:
                return value
        except (ValueError, TypeError):
            value = None  # what is wrong with it is found below, and named
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise NotCanonical(f"byte {error.pos}", f"not JSON: {error.msg}") from None
    written = dump(value)
    if written != data:
        raise NotCanonical(f"byte {_first_difference(data, written)}", "not the canonical spelling of its value")
    return value


def _no_float(_text: str) -> None:
    raise ValueError


_read = msgspec.json.Decoder(float_hook=_no_float).decode
_STRICT = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
"""Keys sorted; an integer of 2^53 or more is refused."""


def _is_plain(value: Any, depth: int) -> bool:
    """Return whether ``value`` is of the profile beyond doubt: the common case, told without naming every path."""
    kind = type(value)
    if kind is str:
        return bool(value.isascii())
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                return False
            if not (item.isascii() if type(item) is str else _is_plain(item, depth + 1)):
                return False
        return depth < MAX_DEPTH
    if kind is list or kind is tuple:
        for item in value:
            if not (item.isascii() if type(item) is str else _is_plain(item, depth + 1)):
                return False
        return depth < MAX_DEPTH
    return -LIMIT < value < LIMIT if kind is int else value is None or kind is bool


def _inspect(value: Any, where: str, depth: int) -> None:
    kind = type(value)
    if kind is str:
        if not value.isascii():
            if not is_normalized("NFC", value):
                raise NotCanonical(where, "text is not in normal form NFC")
            try:
                value.encode()
            except UnicodeEncodeError:
                raise NotCanonical(where, "text holds a lone surrogate") from None
    elif kind is int:
        if not -LIMIT < value < LIMIT:
            raise NotCanonical(where, "integer of 2^53 or more")
    elif kind is dict:
        if depth >= MAX_DEPTH:
            raise NotCanonical(where, f"nested deeper than {MAX_DEPTH}")
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise NotCanonical(where, f"key {key!r} is not ASCII text")
            _inspect(item, f"{where}.{key}", depth + 1)
    elif kind is list or kind is tuple:
        if depth >= MAX_DEPTH:
            raise NotCanonical(where, f"nested deeper than {MAX_DEPTH}")
        for index, item in enumerate(value):
            _inspect(item, f"{where}[{index}]", depth + 1)
    elif value is not None and kind is not bool:
        raise NotCanonical(where, f"{kind.__name__} has no place in a record")


def _first_difference(one: bytes, other: bytes) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
