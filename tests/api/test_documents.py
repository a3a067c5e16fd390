"""``/openapi.json`` says what there is, and what is there is as it says."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient
from tests.api.conftest import ADDRESSES

USUAL = {
    "at": "60",
    "after": "0",
    "limit": "5",
    "type": "score.recorded",
    "verdict": "violates",
    "lang": "en",
    "number": "C-1",
    "index": "3",
    "size": "9",
    "from": "3",
    "to": "9",
}


@pytest.fixture(scope="module")
def paths(public: TestClient) -> dict[str, Any]:
    said: dict[str, Any] = public.get("/openapi.json").json()["paths"]
    return said


def schema_of(operation: dict[str, Any], status: str, media_type: str) -> dict[str, Any]:
    found: dict[str, Any] = operation["responses"][status]["content"][media_type].get("schema", {})
    return found


def test_only_reading_is_described_and_in_both_languages(paths: dict[str, Any]) -> None:
    for path, operations in paths.items():
        assert set(operations) == {"get"}, path
        assert re.search("[一-鿿].* · .*[a-z]", operations["get"]["summary"]), path
        for parameter in operations["get"].get("parameters", ()):
            if parameter["in"] == "query":
                assert re.search("[一-鿿].* · ", parameter["description"]), (path, parameter["name"])


@pytest.mark.parametrize("route", ADDRESSES)
def test_every_answer_has_the_shape_that_is_described(route: str, paths: dict[str, Any], public: TestClient, auditor: TestClient) -> None:
    operation = paths[route]["get"]
    for client in (public, auditor):
        answer = client.get(ADDRESSES[route])
        media_type = answer.headers["content-type"].partition(";")[0]
        described = {name.partition(";")[0]: name for name in operation["responses"]["200"]["content"]}
        assert media_type in described
        schema = schema_of(operation, "200", described[media_type])
        if schema:
            jsonschema.validate(answer.json(), schema)
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate({}, schema)


@pytest.mark.parametrize("route", ADDRESSES)
def test_every_parameter_that_is_described_is_taken_and_no_other(route: str, paths: dict[str, Any], public: TestClient) -> None:
    address = ADDRESSES[route].partition("?")[0]
    names = [p["name"] for p in paths[route]["get"].get("parameters", ()) if p["in"] == "query"]
    query = "&".join(f"{name}={USUAL[name]}" for name in names)
    assert public.get(f"{address}?{query}" if query else address).status_code == 200
    if route.startswith("/problems"):
        return
    refused = public.get(f"{address}?{query}&other=1")
    assert refused.status_code == 400
    if "html" not in refused.headers["content-type"]:
        assert refused.json()["where"] == "other"


def test_a_problem_has_the_shape_that_is_described(paths: dict[str, Any], public: TestClient) -> None:
    schema = schema_of(paths["/rounds/{round}"]["get"], "4XX", "application/problem+json")
    for address in ("/rounds/1999", "/rounds/2025?at=x", "/nowhere"):
        jsonschema.validate(public.get(address).json(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"status": 404}, schema)
