"""The shapes of the device API, for its OpenAPI description. Bodies are read by `intake`,
field by field, because one malformed scan must not spoil the others."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.registrations.states import Verdict

DEVICE: list[dict[str, list[str]]] = [{"device": []}]
CURSOR: dict[str, Any] = {
    "in": "query",
    "name": "cursor",
    "schema": {"type": "string"},
    "description": "where the answer before said to go on",
}
WORDS: dict[str, Any] = {
    "in": "query",
    "name": "q",
    "schema": {"type": "string"},
    "description": "words of a name, with or without diacritics",
}
_SCAN: dict[str, Any] = {
    "type": "object",
    "required": ["id", "badge", "point", "scanned_at"],
    "properties": {
        "id": {"type": "string", "format": "uuid", "description": "made once by the device"},
        "badge": {"type": "string", "description": "the text of the QR code"},
        "registration": {"type": "string", "description": "instead of badge: found by name"},
        "serial": {"type": "string", "description": "instead of badge: found on the roster"},
        "point": {"type": "string"},
        "direction": {"type": "string", "enum": ["in", "out"], "default": "in"},
        "scanned_at": {"type": "string", "format": "date-time", "description": "device time"},
        "clock_offset_ms": {
            "type": "integer",
            "description": "server minus device, learnt at the last contact",
        },
        "reason": {
            "type": "string",
            "description": "a supervisor's device only: why this person is let in once more",
        },
        "shown": {
            "type": "string",
            "enum": [verdict.value for verdict in Verdict],
            "description": "what the device told the steward while it had no network",
        },
    },
}
CHECK_INS: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["scans"],
                "properties": {
                    "scans": {"type": "array", "minItems": 1, "maxItems": 1000, "items": _SCAN}
                },
            }
        }
    },
}


BADGE: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["badge"],
                "properties": {"badge": {"type": "string", "description": "the QR code's text"}},
            }
        }
    },
}


class FirstScan(Schema):
    at = fields.DateTime()
    point = fields.String()
    device = fields.String(allow_none=True)


class Revocation(Schema):
    at = fields.DateTime()
    replaced = fields.Boolean(metadata={"description": "the person has a newer badge"})


class CheckInResult(Schema):
    id = fields.String(allow_none=True)
    error = fields.String(metadata={"description": "the field that could not be read"})
    verdict = fields.Enum(Verdict, by_value=True)
    changed = fields.Boolean(metadata={"description": "it was told otherwise before"})
    conflict = fields.Boolean(metadata={"description": "the id came before with other content"})
    name = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    organisation = fields.String(allow_none=True)
    first = fields.Nested(FirstScan, allow_none=True)
    revoked = fields.Nested(Revocation)


class CheckInsAnswer(Schema):
    results = fields.List(fields.Nested(CheckInResult))


class ListedScan(Schema):
    id = fields.String()
    point = fields.String()
    direction = fields.String()
    scanned_at = fields.DateTime()
    clock_offset_ms = fields.Integer(allow_none=True)
    at = fields.DateTime(metadata={"description": "corrected by the offset"})
    verdict = fields.Enum(Verdict, by_value=True)
    changed = fields.Boolean()
    flagged = fields.Boolean(metadata={"description": "clock more than 12 hours off"})
    conflict = fields.Boolean()
    device = fields.String(allow_none=True)
    serial = fields.String(allow_none=True)


class ScanPage(Schema):
    items = fields.List(fields.Nested(ListedScan))
    cursor = fields.String(metadata={"description": "where this page ends, for the next time"})
    next = fields.String(allow_none=True)


class RosterBadge(Schema):
    serial = fields.String()
    name = fields.String()
    organisation = fields.String(allow_none=True)
    category = fields.String()
    state = fields.String()
    group = fields.String(metadata={"description": "who came together has the same; or left out"})
    numbered = fields.Boolean(metadata={"description": "the group's badges have numbers for names"})


class Roster(Schema):
    cursor = fields.String()
    keys = fields.Dict(keys=fields.String(), values=fields.String())
    badges = fields.List(fields.Nested(RosterBadge))


class DoorPoint(Schema):
    id = fields.Integer()
    code = fields.String()
    name = fields.String()
    kind = fields.String()
    opens = fields.String(allow_none=True)
    closes = fields.String(allow_none=True)
    closed_at = fields.DateTime(allow_none=True)
    rule = fields.String()
    exits = fields.Boolean()
    categories = fields.List(fields.Integer(), allow_none=True)
    seats = fields.Boolean(metadata={"description": "a seat is asked for"})


class Seats(Schema):
    points = fields.Dict(keys=fields.String(), values=fields.Dict())


class DoorState(Schema):
    now = fields.DateTime()
    event = fields.Dict()
    device = fields.Dict()
    points = fields.List(fields.Nested(DoorPoint))
    keys = fields.Dict(keys=fields.String(), values=fields.String())
    inside = fields.Integer()
    people = fields.Integer()


class VisitorsBadge(Schema):
    status = fields.String()
    name = fields.String()
    paper = fields.String(
        allow_none=True,
        metadata={"description": "HTML to print; null: printed before, or no place"},
    )
    position = fields.Integer(
        allow_none=True, metadata={"description": "on the waiting list, 1 for the next"}
    )
    offered = fields.Boolean(metadata={"description": "a free place waits for their answer"})


class FoundPerson(Schema):
    registration = fields.String()
    name = fields.String()
    organisation = fields.String(allow_none=True)
    category = fields.String()
    status = fields.String()
    has_badge = fields.Boolean()


class People(Schema):
    items = fields.List(fields.Nested(FoundPerson))
