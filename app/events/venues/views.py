"""A hub's venues with their rooms and halls."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.accounts import provinces
from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.db import db
from app.core.errors import Refused
from app.core.i18n import _
from app.events.blueprint import bp
from app.events.models import Room, Venue
from app.events.office.both import both_texts
from app.events.venues import actions, queries
from app.events.venues.forms import RoomForm, VenueForm


@bp.get("/hubs/<hub>/venues")
@access.hub_role(Role.VIEWER)
def venues(hub: str) -> Any:
    """The hub's venues: search, sort, export."""
    archived = lists.asked("state") == "archived"
    page = lists.listing(
        queries.listed(g.hub, lists.asked("q"), archived),
        sorts=queries.SORTS,
        default="name",
        everything="format" in request.args,
    )
    figures = queries.figures(page.items)
    if "format" in request.args:
        columns = [_("Code"), _("Name"), _("Address"), _("Province"), _("Rooms"), _("Seats")]
        rows = [_row(venue, figures[venue.id]) for venue in page.items]
        return sheets.respond(columns, rows, f"venues-{hub}")
    return render_template(
        "events/venues/list.html", page=page, figures=figures, province=provinces.short
    )


def _row(venue: Venue, figures: dict[str, Any]) -> list[Any]:
    place = provinces.short(venue.province)
    return [venue.code, venue.name, venue.address, place, figures["rooms"], figures["seats"]]


@bp.route("/hubs/<hub>/venues/new", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def new_venue(hub: str) -> Any:
    form = VenueForm(data={"province": g.hub.province})
    if form.submitted():
        typed = form.data
        made = actions.create_venue(
            g.hub.id, typed["name"], typed["province"], address=typed["address"]
        )
        web.done(_("The venue is made. Add its rooms."))
        return web.see_other(url_for(".venue", hub=hub, code=made.code))
    page = render_template("events/venues/new.html", form=form)
    return page, 422 if form.errors else 200


def _venue_or_404(code: str) -> Venue:
    return queries.venue_by_code(g.hub, code) or abort(404)


def _room_or_404(venue: Venue, code: str) -> Room:
    return queries.room_by_code(venue, code) or abort(404)


@bp.get("/hubs/<hub>/venues/<code>")
@access.hub_role(Role.VIEWER)
def venue(hub: str, code: str) -> Any:
    """One venue: its facts, rooms and events."""
    found = _venue_or_404(code)
    return render_template(
        "events/venues/venue.html",
        venue=found,
        rooms=queries.rooms_of(found),
        events=queries.events_at(found),
        form=RoomForm(),
        province=provinces.short(found.province),
    )


@bp.route("/hubs/<hub>/venues/<code>/edit", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def edit_venue(hub: str, code: str) -> Any:
    found = _venue_or_404(code)
    form, both, status = VenueForm(data=_data(found, VenueForm)), [], 200
    if form.submitted():
        fields = {name: form[name].data for name in ("name", "address", "province")}
        try:
            actions.edit_venue(found.id, web.etag_version(form.version.data) or 0, **fields)
            web.done(_("Saved."))
            return web.see_other(url_for(".venue", hub=hub, code=code))
        except Refused as refusal:
            both, status = _both(form, found), 409
            form.refuse(refusal)
    elif form.errors:
        status = 422
    page = render_template("events/venues/edit.html", venue=found, form=form, both=both)
    return page, status


@bp.post("/hubs/<hub>/venues/<code>/rooms")
@access.hub_role(Role.ORGANISER)
def add_room(hub: str, code: str) -> Any:
    found, form = _venue_or_404(code), RoomForm()
    if form.submitted():
        try:
            typed = form.data
            made = actions.create_room(
                found.id,
                typed["name"],
                typed["capacity"],
                code=typed["code"],
                floor=typed["floor"],
                is_hall=typed["is_hall"],
            )
            undo = url_for(".archive_room", hub=hub, code=code, room=made.code)
            web.done(_("%(name)s is added.", name=made.name), undo)
            return web.see_other(url_for(".venue", hub=hub, code=code))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template(
        "events/venues/venue.html",
        venue=found,
        rooms=queries.rooms_of(found),
        events=queries.events_at(found),
        form=form,
        province=provinces.short(found.province),
    )
    return page, 422


@bp.route("/hubs/<hub>/venues/<code>/rooms/<room>", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def edit_room(hub: str, code: str, room: str) -> Any:
    place = _venue_or_404(code)
    found = _room_or_404(place, room)
    form, both, status = RoomForm(data=_data(found, RoomForm)), [], 200
    if form.submitted():
        fields = {name: form[name].data for name in ("name", "capacity", "floor", "is_hall")}
        try:
            actions.edit_room(found.id, web.etag_version(form.version.data) or 0, **fields)
            web.done(_("Saved."))
            return web.see_other(url_for(".venue", hub=hub, code=code))
        except Refused as refusal:
            both, status = _both(form, found), 409
            form.refuse(refusal)
    elif form.errors:
        status = 422
    page = render_template("events/venues/room.html", venue=place, room=found, form=form, both=both)
    return page, status


def _data(row: Venue | Room, form: type[VenueForm] | type[RoomForm]) -> dict[str, Any]:
    names = ("name", "address", "province", "code", "capacity", "floor", "is_hall")
    found = {name: getattr(row, name) for name in names if hasattr(row, name)}
    return found | {"version": str(row.version)}


def _both(form: VenueForm | RoomForm, row: Venue | Room) -> list[tuple[str, str, str]]:
    """Their text and mine; the form then stands on the newest version."""
    db.session.refresh(row)
    now = type(form)(formdata=None, data=_data(row, type(form)))
    form.version.data = str(row.version)
    return both_texts(form, now)


@bp.post("/hubs/<hub>/venues/<code>/archive")
@access.hub_role(Role.ORGANISER)
def archive_venue(hub: str, code: str) -> Any:
    """Put a venue away: it is no longer offered, what points at it stays."""
    try:
        actions.archive_venue(_venue_or_404(code), archived=True)
        web.done(_("The venue is archived."), url_for(".restore_venue", hub=hub, code=code))
    except Refused as refusal:
        web.refused(refusal)
        return web.see_other(url_for(".venue", hub=hub, code=code))
    return web.see_other(url_for(".venues", hub=hub))


@bp.post("/hubs/<hub>/venues/<code>/restore")
@access.hub_role(Role.ORGANISER)
def restore_venue(hub: str, code: str) -> Any:
    actions.archive_venue(_venue_or_404(code), archived=False)
    web.done(_("The venue is in use again."))
    return web.see_other(url_for(".venue", hub=hub, code=code))


@bp.post("/hubs/<hub>/venues/<code>/rooms/<room>/archive")
@access.hub_role(Role.ORGANISER)
def archive_room(hub: str, code: str, room: str) -> Any:
    try:
        actions.archive_room(_room_or_404(_venue_or_404(code), room), archived=True)
        undo = url_for(".restore_room", hub=hub, code=code, room=room)
        web.done(_("The room is archived."), undo)
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".venue", hub=hub, code=code))


@bp.post("/hubs/<hub>/venues/<code>/rooms/<room>/restore")
@access.hub_role(Role.ORGANISER)
def restore_room(hub: str, code: str, room: str) -> Any:
    actions.archive_room(_room_or_404(_venue_or_404(code), room), archived=False)
    web.done(_("The room is in use again."))
    return web.see_other(url_for(".venue", hub=hub, code=code))
