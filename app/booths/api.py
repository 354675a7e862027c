"""Public data about who shows what, and where, for other programs."""

from __future__ import annotations

from typing import Any

import flask_smorest
import marshmallow as ma
from flask import abort, url_for

from app.booths.floor import floor_of, short_name
from app.booths.models import Exhibit
from app.core import access, web
from app.events import queries as events

bp = flask_smorest.Blueprint(
    "booths_api", __name__, url_prefix="/api/v1", description="Exhibits of an event"
)


class ExhibitSchema(ma.Schema):
    """A published technology shown at an event; booth and hall are null until it has a place."""

    technology = ma.fields.String(required=True, metadata={"description": "Public code"})
    title = ma.fields.String(required=True)
    field = ma.fields.String(required=True)
    exhibitor = ma.fields.String(required=True)
    fascia = ma.fields.String(required=True, metadata={"description": "Name on the booth"})
    booth = ma.fields.String(required=True, allow_none=True)
    hall = ma.fields.String(required=True, allow_none=True)
    zone = ma.fields.String(required=True, allow_none=True)
    url = ma.fields.Url(required=True, metadata={"description": "The floor plan, at the booth"})


class ExhibitList(ma.Schema):
    """All of them at once: a fair has hundreds, not thousands. `next` is always null."""

    items = ma.fields.List(ma.fields.Nested(ExhibitSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@bp.route("/events/<slug>/exhibits")
@access.public
@bp.response(200, ExhibitList)
def exhibits(slug: str) -> Any:
    """What a published event shows, and in which booths."""
    floor = floor_of(events.public_event(slug) or abort(404))
    booths = floor.booth_by_id

    def told(exhibit: Exhibit) -> dict[str, Any]:
        booth = booths.get(exhibit.booth_id or 0)
        address = url_for("booths.public_plan", slug=slug, booth=booth.code if booth else None)
        return {
            "technology": exhibit.technology.public_code,
            "title": exhibit.technology.title,
            "field": exhibit.technology.field,
            "exhibitor": exhibit.exhibitor.organisation.name,
            "fascia": short_name(exhibit.exhibitor),
            "booth": booth.code if booth else None,
            "hall": booth.hall if booth else None,
            "zone": booth.zone if booth else None,
            "url": web.outside(address),
        }

    public = [exhibit for exhibit in floor.exhibits if exhibit.technology.publish_ok]
    return {"items": [told(exhibit) for exhibit in public], "next": None}
