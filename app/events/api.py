"""Public data about events for other programs (the public contract)."""

from __future__ import annotations

from typing import Any

import flask_smorest
import marshmallow as ma
from flask import abort, url_for

from app.core import access, cursors, web
from app.events import queries
from app.events.agenda import queries as agenda
from app.events.models import Event, EventSession

bp = flask_smorest.Blueprint(
    "events_api", __name__, url_prefix="/api/v1", description="Events and their agendas"
)
PER_PAGE = 100


class CursorSchema(ma.Schema):
    """Where to go on reading: the `next` of the page before."""

    class Meta:
        unknown = ma.EXCLUDE

    cursor = ma.fields.String(load_default=None, validate=ma.validate.Length(max=500))


class EventSchema(ma.Schema):
    """One event; its days are local dates, both included."""

    slug = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    name_en = ma.fields.String(allow_none=True)
    kind = ma.fields.String(required=True)
    state = ma.fields.String(required=True, metadata={"enum": ["published", "cancelled"]})
    summary = ma.fields.String(allow_none=True)
    starts_on = ma.fields.Date(required=True)
    ends_on = ma.fields.Date(required=True)
    opens_at = ma.fields.String(required=True, metadata={"description": "Local, each day"})
    closes_at = ma.fields.String(required=True)
    timezone = ma.fields.String(required=True)
    hub = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String())
    venue = ma.fields.String(allow_none=True)
    address = ma.fields.String(allow_none=True)
    province = ma.fields.String(required=True, metadata={"description": "Code of the province"})
    registration_opens_at = ma.fields.AwareDateTime(allow_none=True)
    registration_closes_at = ma.fields.AwareDateTime(allow_none=True)
    url = ma.fields.Url(required=True)


class EventPage(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(EventSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class SpeakerSchema(ma.Schema):
    name = ma.fields.String(required=True)
    organisation = ma.fields.String(allow_none=True)


class SessionSchema(ma.Schema):
    """One session of an agenda; `places_left` is null where nobody needs to enrol."""

    code = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    title_en = ma.fields.String(allow_none=True)
    summary = ma.fields.String(allow_none=True)
    field = ma.fields.String(allow_none=True)
    room = ma.fields.String(allow_none=True)
    start = ma.fields.AwareDateTime(required=True)
    end = ma.fields.AwareDateTime(required=True)
    capacity = ma.fields.Integer(allow_none=True)
    places_left = ma.fields.Integer(allow_none=True)
    online = ma.fields.Boolean(required=True)
    gives_certificate = ma.fields.Boolean(required=True)
    hours = ma.fields.Float(allow_none=True)
    speakers = ma.fields.List(ma.fields.Nested(SpeakerSchema), required=True)
    url = ma.fields.Url(required=True)


class SessionPage(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SessionSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@bp.route("/events")
@access.public
@bp.arguments(CursorSchema, location="query")
@bp.response(200, EventPage)
def events(asked: dict[str, Any]) -> Any:
    """Published events, newest first."""
    found = queries.public_page(cursors.read("events", asked["cursor"]), PER_PAGE)
    page, more = found[:PER_PAGE], len(found) > PER_PAGE
    behind = cursors.give("events", page[-1].starts_on.isoformat(), page[-1].id) if more else None
    return {"items": [_event(event) for event in page], "next": behind}


@bp.route("/events/<slug>")
@access.public
@bp.response(200, EventSchema)
def event(slug: str) -> Any:
    """One published event."""
    return _event(_found(slug))


@bp.route("/events/<slug>/sessions")
@access.public
@bp.arguments(CursorSchema, location="query")
@bp.response(200, SessionPage)
def sessions(asked: dict[str, Any], slug: str) -> Any:
    """The agenda of a published event, in the order of time."""
    found_event = _found(slug)
    name = f"sessions:{found_event.id}"
    found = agenda.public_page(found_event, cursors.read(name, asked["cursor"]), PER_PAGE)
    page, more = found[:PER_PAGE], len(found) > PER_PAGE
    behind = cursors.give(name, page[-1].starts_at.isoformat(), page[-1].id) if more else None
    return {"items": [_session(found_event, one) for one in page], "next": behind}


def _found(slug: str) -> Event:
    return queries.public_event(slug) or abort(404)


def _event(event: Event) -> dict[str, Any]:
    plain = (
        *("slug", "name", "name_en", "kind", "state", "summary", "starts_on", "ends_on"),
        *("opens_at", "closes_at", "timezone", "province"),
        *("registration_opens_at", "registration_closes_at"),
    )
    return {name: getattr(event, name) for name in plain} | {
        "hub": {"code": event.hub.code, "name": event.hub.name},
        "venue": event.venue.name if event.venue else None,
        "address": event.venue.address if event.venue else None,
        "url": web.outside(url_for("events.public_event", slug=event.slug)),
    }


def _session(event: Event, session: EventSession) -> dict[str, Any]:
    plain = (
        *("code", "kind", "title", "title_en", "summary", "field", "capacity", "places_left"),
        *("online", "gives_certificate", "hours", "speakers"),
    )
    path = url_for("events.public_session", slug=event.slug, code=session.code)
    return {name: getattr(session, name) for name in plain} | {
        "room": session.room.name if session.room else None,
        "start": session.starts_at.astimezone(event.zone),
        "end": session.ends_at.astimezone(event.zone),
        "url": web.outside(path),
    }
