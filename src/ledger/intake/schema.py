"""JSON Schema of the lines that ``ledger sign`` and ``ledger record`` take (JSON Schema 2020-12), made from the vocabulary."""

from __future__ import annotations

from typing import Any

import msgspec

import ledger.events  # noqa: F401 - enters every event type
from ledger.drafting import Draft
from ledger.events.event import TYPES, Event, Openness
from ledger.record.envelope import Act, Said
from ledger.terms import PartialDate

_DIGEST = {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}
_REF = "#/$defs/{name}"


def acts_schema() -> dict[str, Any]:
    """Return the schema of one line: a draft for ``ledger sign``, or a signed act for ``ledger record``."""
    kinds = list(TYPES.values())
    _, definitions = msgspec.json.schema_components([Draft, Act, *kinds], schema_hook=_partial, ref_template=_REF)
    drafts, said = [], []
    for kind in kinds:
        drafts.append({"properties": {"type": {"const": kind.wire_name}, "event": {"$ref": _REF.format(name=kind.__name__)}}})
        said.append(
            {"properties": {"type": {"const": kind.wire_name}, "version": {"const": kind.version}, "body": _body(kind, definitions)}}
        )
        definitions[kind.__name__]["description"] = kind.heading()
    definitions[Draft.__name__]["oneOf"] = drafts
    definitions[Said.__name__]["oneOf"] = said
    line = {
        "type": "object",
        "properties": {"act": {"$ref": _REF.format(name=Act.__name__)}, "disclosures": {"type": "array", "items": {"type": "string"}}},
        "required": ["act", "disclosures"],
        "additionalProperties": False,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of acts: a draft, or a signed act",
        "oneOf": [{"$ref": _REF.format(name=Draft.__name__)}, {"$ref": "#/$defs/Line"}],
        "$defs": {**definitions, "Line": line},
    }


def _body(kind: type[Event], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of the public body of a type: its public fields, and the digests of the sealed ones."""
    fields = definitions[kind.__name__]["properties"]
    properties = {f.name: fields[f.name] for f in kind.fields() if f.openness is Openness.PUBLIC}
    count = len(kind.sealed_fields())
    if count:
        digests = {"type": "array", "items": _DIGEST, "minItems": count, "maxItems": count, "uniqueItems": True}
        properties |= {"_sd": digests, "_sd_sm3": digests}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _partial(kind: type) -> dict[str, Any]:
    if kind is PartialDate:
        return {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
    raise NotImplementedError(f"{kind.__name__} has no schema")
