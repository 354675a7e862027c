"""The API's own description, taken at its word and then against it: seeded, bounded, no fault.

Every operation is called with bodies and parameters made from its schema, then spoilt: missing,
of another type, too long, lone surrogates, NUL, deep, huge. An error is a problem document.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from tests.security.world import World, rows_of_strangers

PER_OPERATION = 60
SPOILT: list[Any] = [
    None, True, -1, 2**63, 10**30, 1.5e308, "", " ", "x" * 5000, "\x00", "An\x00", "\ud800",
    "\u202e", "' OR 1=1 --", "<svg onload=alert(1)>", "=1+1", [], [[]], {}, {"": ""}, ["x"] * 50,
    {"a": {"b": {"c": ["\ud800"]}}}, "2026-13-45T99:99:99Z", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59+23:59", "guests", "techmart-bac-trung-bo",
]  # fmt: skip


def resolved(schema: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        found: Any = whole
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def made(schema: dict[str, Any], whole: dict[str, Any], chance: Random, depth: int = 0) -> Any:
    """A value as the schema wants it, or, one time in four, something else."""
    if chance.random() < 0.25 and depth:
        return chance.choice(SPOILT)
    schema = resolved(schema, whole)
    if "enum" in schema:
        return chance.choice(schema["enum"])
    kind = schema.get("type", "object")
    kind = chance.choice(kind) if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {"x": {"type": "string"}})
        return {
            name: made(inner, whole, chance, depth + 1)
            for name, inner in properties.items()
            if chance.random() < 0.9
        }
    if kind == "array":
        items = schema.get("items", {})
        return [made(items, whole, chance, depth + 1) for _ in range(chance.randrange(3))]
    plain = {"integer": 1990, "number": 1.5, "boolean": True, "null": None}
    texts = ["An", "an@example.org", "0912345678", "gate-1", "doanh-nghiep"]
    return plain.get(kind, chance.choice(texts))


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in {"get", "post", "put", "patch", "delete"}:
                shared = item.get("parameters", [])
                given = shared + operation.get("parameters", [])
                found.append((path, method, operation | {"parameters": given}))
    return found


def test_no_call_fails_and_every_error_is_a_problem(world: World) -> None:
    client = world.clients["anonymous"]
    document = client.get("/api/v1/openapi.json").json
    chance, wrong, called = Random(20261203), [], 0
    with world.inside():
        before = rows_of_strangers()
    for path, method, operation in operations(document):
        for turn in range(PER_OPERATION if method != "get" else PER_OPERATION // 2):
            where, query, headers = _parameters(path, operation, document, chance)
            if chance.random() < 0.8:
                headers |= world.device
            body = _body(operation, document, chance, turn) if method != "get" else None
            answer = client.open(
                where, method=method.upper(), query_string=query, headers=headers,
                data=body, content_type="application/json",
            )  # fmt: skip
            called += 1
            if answer.status_code >= 500:
                wrong.append(f"{method} {where} {query} {str(body)[:300]}: {answer.status_code}")
            elif answer.status_code >= 400 and answer.mimetype != "application/problem+json":
                wrong.append(f"{method} {where}: {answer.status_code} as {answer.mimetype}")
    assert not wrong, "\n".join(wrong)
    assert called > 300
    with world.inside():
        assert rows_of_strangers() == before


def _parameters(
    path: str, operation: dict[str, Any], document: dict[str, Any], chance: Random
) -> tuple[str, dict[str, str], dict[str, str]]:
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    for given in operation["parameters"]:
        given = resolved(given, document)
        value = str(made(given.get("schema", {}), document, chance, 1))
        if given["in"] == "path":
            slug = "techmart-bac-trung-bo" if chance.random() < 0.85 else "khong-co"
            path = path.replace("{" + given["name"] + "}", slug)
        elif given["in"] == "query" and chance.random() < 0.7:
            query[given["name"]] = value.encode(errors="replace").decode()
        elif given["in"] == "header" and chance.random() < 0.5:
            headers[given["name"]] = value.encode("latin-1", "ignore").decode("latin-1")[:300]
            headers[given["name"]] = "".join(c for c in headers[given["name"]] if c.isprintable())
    return path.replace("{slug}", "techmart-bac-trung-bo"), query, headers


def _body(operation: dict[str, Any], document: dict[str, Any], chance: Random, turn: int) -> bytes:
    raw = [b"", b"{", b"null", b"[]", b'"x"', b"1e999", b"\xff\xfe", b"[" * 5000, b"NaN"]
    if turn < len(raw):
        return raw[turn]
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {"type": "object"})
    return json.dumps(made(schema, document, chance)).encode()


TEXTS = ["category", "name", "email", "phone", "organisation", "guardian", "answers"]


@pytest.mark.parametrize("name", TEXTS)
def test_text_no_database_can_hold_is_refused_by_name(world: World, name: str) -> None:
    body = {
        "category": "doanh-nghiep",
        "name": "An",
        "email": "la@example.org",
        "consents": ["event_operations"],
    }
    for bad in ("\ud800", "An\x00", "An\x1b["):
        answer = world.clients["anonymous"].post(
            "/api/v1/events/techmart-bac-trung-bo/registrations",
            data=json.dumps(body | {name: {"x": bad} if name == "answers" else bad}),
            content_type="application/json",
        )
        assert answer.status_code == 422, bad
        assert name in answer.json["errors"]
