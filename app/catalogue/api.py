"""Public data of the catalogue for other programs (the public contract)."""

from __future__ import annotations

from typing import Any

import flask_smorest
import marshmallow as ma
from flask import url_for

from app.catalogue.models import Need, Technology
from app.catalogue.public import queries
from app.catalogue.public.asker import asker
from app.catalogue.states import Confidentiality
from app.core import access, cursors, web

bp = flask_smorest.Blueprint(
    "catalogue_api", __name__, url_prefix="/api/v1", description="Technologies and needs"
)
PER_PAGE = 100


class SearchSchema(ma.Schema):
    """What is looked for: words (with or without marks), and filters by code."""

    class Meta:
        unknown = ma.EXCLUDE

    q = ma.fields.String(load_default="", validate=ma.validate.Length(max=200))
    field = ma.fields.String(load_default="", validate=ma.validate.Length(max=10))
    province = ma.fields.String(load_default="", validate=ma.validate.Length(max=2))
    cursor = ma.fields.String(load_default=None, validate=ma.validate.Length(max=500))


class TechnologySearchSchema(SearchSchema):
    trl = ma.fields.String(load_default="", validate=ma.validate.OneOf(["", *queries.TRL_RANGES]))


class TechnologySchema(ma.Schema):
    """A published technology; without a price it is negotiable."""

    code = ma.fields.String(required=True, metadata={"description": "Within the hub"})
    hub = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    title_en = ma.fields.String(allow_none=True)
    description = ma.fields.String(required=True)
    field = ma.fields.String(required=True)
    trl = ma.fields.Integer(required=True)
    province = ma.fields.String(required=True, metadata={"description": "Code of the province"})
    organisation = ma.fields.String(required=True)
    ip_kind = ma.fields.String(allow_none=True)
    ip_status = ma.fields.String(allow_none=True)
    transfer_form = ma.fields.String(allow_none=True)
    price_vnd = ma.fields.Integer(allow_none=True)
    url = ma.fields.Url(required=True)


class TechnologyPage(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TechnologySchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class NeedSchema(ma.Schema):
    """A need; who has an anonymous one is not named."""

    code = ma.fields.String(required=True, metadata={"description": "Within the hub"})
    hub = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    description = ma.fields.String(required=True)
    field = ma.fields.String(required=True)
    province = ma.fields.String(required=True, metadata={"description": "Code of the province"})
    organisation = ma.fields.String(required=True)
    anonymous = ma.fields.Boolean(required=True)
    state = ma.fields.String(required=True)
    desired_trl_min = ma.fields.Integer(allow_none=True)
    desired_transfer_form = ma.fields.String(allow_none=True)
    received_on = ma.fields.Date(required=True)
    needed_by = ma.fields.Date(allow_none=True)
    url = ma.fields.Url(required=True)


class NeedPage(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(NeedSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@bp.route("/technologies")
@access.public
@bp.arguments(TechnologySearchSchema, location="query")
@bp.response(200, TechnologyPage)
def technologies(asked: dict[str, Any]) -> Any:
    """Published technologies in Vietnamese order."""
    place = cursors.read("technologies", asked["cursor"])
    statement = queries.technologies(asked["q"], asked["field"], asked["trl"], asked["province"])
    statement = statement.options(queries.joinedload(Technology.hub))
    found = queries.after(statement, Technology.sort_key, Technology.id, place, PER_PAGE)
    page, more = found[:PER_PAGE], len(found) > PER_PAGE
    behind = cursors.give("technologies", page[-1].sort_key, page[-1].id) if more else None
    return {"items": [_technology(row) for row in page], "next": behind}


@bp.route("/needs")
@access.public
@bp.arguments(SearchSchema, location="query")
@bp.response(200, NeedPage)
def needs(asked: dict[str, Any]) -> Any:
    """Needs that may be read by everyone, in Vietnamese order of their titles."""
    place = cursors.read("needs", asked["cursor"])
    statement = queries.needs(asked["q"], asked["field"], asked["province"])
    statement = statement.options(queries.joinedload(Need.hub))
    found = queries.after(statement, Need.sort_key, Need.id, place, PER_PAGE)
    page, more = found[:PER_PAGE], len(found) > PER_PAGE
    behind = cursors.give("needs", page[-1].sort_key, page[-1].id) if more else None
    return {"items": [_need(row) for row in page], "next": behind}


def _technology(row: Technology) -> dict[str, Any]:
    plain = (
        *("code", "title", "title_en", "description", "field", "trl", "province"),
        *("ip_kind", "ip_status", "transfer_form", "price_vnd"),
    )
    path = url_for("catalogue.public_technology", code=row.public_code)
    return {name: getattr(row, name) for name in plain} | {
        "hub": row.hub.code,
        "organisation": row.organisation.name,
        "url": web.outside(path),
    }


def _need(row: Need) -> dict[str, Any]:
    plain = (
        *("code", "title", "description", "field", "province", "desired_trl_min"),
        *("desired_transfer_form", "received_on", "needed_by"),
    )
    path = url_for("catalogue.public_need", code=row.public_code)
    return {name: getattr(row, name) for name in plain} | {
        "hub": row.hub.code,
        "organisation": asker(row),
        "anonymous": row.confidentiality is Confidentiality.ANONYMOUS,
        "state": row.state.value,
        "url": web.outside(path),
    }
