"""Pages at the tables: the host's phone, the sign on a table, the objection of who was missed."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for
from flask_login import current_user

from app.connections.models import Meeting
from app.connections.presence import actions, forms, links, queries, walk_up_views
from app.connections.presence.blueprint import bp
from app.connections.presence.words import SIDES
from app.connections.stages import MeetingState, Side
from app.connections.words import MEETING_KINDS, MEETING_STATES
from app.core import access, clock, limits, web
from app.core.access import Role
from app.core.documents.qr import qr_svg
from app.core.errors import Refused
from app.core.i18n import _
from app.events.models import Event

__all__ = ["bp", "walk_up_views"]
WORDS = {
    "states": MEETING_STATES,
    "kinds": MEETING_KINDS,
    "sides": SIDES,
    "Side": Side,
    "MeetingState": MeetingState,
}


@bp.get("/events/<slug>/desk/tables")
@access.event_role(Role.STEWARD)
def tables(slug: str) -> Any:
    """The host's phone: who sits where now, who is missing; one field for all badges."""
    return _host_page(forms.BadgeForm(formdata=None))


def _host_page(form: forms.BadgeForm, status: int = 200) -> Any:
    web.allow_camera()
    now = clock.now()
    current = queries.at_tables(g.event, now)
    past = queries.latest(g.event, now)
    page = render_template(
        "connections/presence/tables.html",
        form=form,
        current=current,
        past=past,
        there=queries.there([*current, *past]),
        next_start=queries.next_start(g.event, now) if not current else None,
        **WORDS,
    )
    return page, status


@bp.post("/events/<slug>/desk/tables")
@access.event_role(Role.STEWARD)
def scan_at_desk(slug: str) -> Any:
    """A badge at the host's phone: the meeting it has now is found by itself."""
    form = forms.BadgeForm()
    if form.submitted():
        try:
            meeting, side, guest = actions.scan(g.event, form.badge.data or "")
            _say(meeting, side, guest.name)
            return web.see_other(url_for(".tables", slug=slug))
        except Refused as refusal:
            form.refuse(refusal)
    return _host_page(form, 422)


def _say(meeting: Meeting, side: Side, who: str) -> None:
    if meeting.state is MeetingState.HELD:
        web.done(_("%(name)s is there; both sides are: the meeting is held.", name=who))
    else:
        other = meeting.sides[0 if side is Side.SUPPLY else 1]
        web.done(_("%(name)s is there; %(other)s is still awaited.", name=who, other=other))


@bp.post("/events/<slug>/desk/tables/<code>/came")
@access.event_role(Role.STEWARD)
def came(slug: str, code: str) -> Any:
    """The host saw a side come: for who left the badge at home."""
    meeting = _of_event(code)
    form = forms.CameForm()
    if not form.submitted():
        abort(400)
    side = Side(form.side.data)
    try:
        actions.come(meeting, side, user_id=current_user.id)
        _say(meeting, side, meeting.sides[0 if side is Side.DEMAND else 1])
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".tables", slug=slug))


def _of_event(code: str) -> Meeting:
    return queries.by_code(g.event, code) or abort(404)


@bp.get("/events/<slug>/desk/tables/signs")
@access.event_role(Role.STEWARD)
def signs(slug: str) -> Any:
    """A sign with a code for every table and every booth with meetings, to print."""
    numbers: list[int | str] = [*links.table_numbers(g.event), *links.booths(g.event)]
    found = [(number, *qr_svg(links.table_address(g.event, number))) for number in numbers]
    return render_template("connections/presence/signs.html", signs=found)


@bp.route("/tables/<token>", methods=["GET", "POST"])
@access.link(links.TABLE)
def table(token: str) -> Any:
    """The sign on a table, opened on anybody's phone: show both badges to it.

    It names nobody: who has the sign's address learns which side is there, not who meets whom.
    """
    found = links.table_of(token) or abort(404)
    g.event = found.event
    form = forms.BadgeForm()
    unclear = None
    if form.submitted():
        limits.check("table_scan", "60/minute", f"{found.event.id}.{found.number}")
        try:
            actions.scan(found.event, form.badge.data or "", table=found.number, side=form.chosen())
            web.done(_("The badge is read. Thank you!"))
            return web.see_other(url_for(".table", token=token))
        except Refused as refusal:
            form.refuse(refusal)
            unclear = refusal.code == "side_unclear"
    return _table_page(found.event, found.number, form, asks=bool(unclear))


def _table_page(event: Event, number: int | str, form: forms.BadgeForm, *, asks: bool) -> Any:
    web.allow_camera()
    live = queries.at_tables(event, clock.now())
    current = [one for one in live if number in (one.table_number, one.booth)]
    page = render_template(
        "connections/presence/table.html",
        event=event,
        number=number,
        form=form,
        asks=asks,
        meeting=current[0] if current else None,
        there=queries.there(current),
        **WORDS,
    )
    return page, 422 if form.errors else 200


@bp.route("/meetings/objection/<token>", methods=["GET", "POST"])
@access.link(links.OBJECTION)
def objection(token: str) -> Any:
    """A side that is said to have been missing says that it came; the hub looks into it."""
    meeting, side = links.objection_of(token) or abort(404)
    form = forms.ObjectionForm()
    if form.submitted():
        try:
            actions.object_to(meeting, side, form.words.data)
            web.done(_("Thank you. The hub looks into it and will write to you."))
            return web.see_other(url_for(".objection", token=token, lang=request.args.get("lang")))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template(
        "connections/presence/objection.html", meeting=meeting, side=side, form=form, **WORDS
    )
    return page, 422 if form.errors else 200
