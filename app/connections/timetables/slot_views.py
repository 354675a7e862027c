"""Pages on slots and tables."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.connections.timetables import queries, slots, words
from app.connections.timetables.blueprint import bp
from app.connections.timetables.board import board_of
from app.connections.timetables.forms import PatternForm, SlotForm
from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, ngettext


@bp.route("/events/<slug>/desk/timetable/slots", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def slot_list(slug: str) -> Any:
    """All slots, and a form that makes more of them."""
    form = PatternForm(
        g.event.days,
        days=[day.isoformat() for day in g.event.days],
        begins="13:30",
        ends="16:30",
        minutes=20,
        pause=0,
        tables=8,
    )
    if form.submitted():
        try:
            count = slots.generate(g.event.id, form.pattern())
            web.done(ngettext("%(num)s slot is made.", "%(num)s slots are made.", count))
            return web.see_other(url_for(".slot_list", slug=slug))
        except Refused as refusal:
            form.refuse(refusal)
    board = board_of(g.event)
    held: dict[int, int] = {}
    for meeting in board.meetings:
        if meeting.slot_id is not None:
            held[meeting.slot_id] = held.get(meeting.slot_id, 0) + 1
    page = render_template(
        "connections/timetable/slots.html", board=board, form=form, held=held, words=words
    )
    return page, 422 if form.errors else 200


@bp.route("/events/<slug>/desk/timetable/slots/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def slot(slug: str, code: str) -> Any:
    """Other times, another number of tables."""
    found = queries.slot_by_code(g.event, code) or abort(404)
    form = SlotForm(obj=found)
    if form.submitted():
        assert form.starts_at.data and form.ends_at.data
        try:
            slots.change(
                g.event.id, code, form.starts_at.data, form.ends_at.data, form.tables.data or 0
            )
            web.done(_("Slot %(code)s is changed.", code=code))
            return web.see_other(url_for(".slot_list", slug=slug))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("connections/timetable/slot.html", form=form, code=code)
    return page, 422 if form.errors else 200


@bp.post("/events/<slug>/desk/timetable/slots/delete")
@access.event_role(Role.ORGANISER)
def delete_slots(slug: str) -> Any:
    """Take the ticked slots away, all or none."""
    chosen = request.form.getlist("chosen")[: slots.MOST_SLOTS]
    try:
        if not chosen:
            raise Refused("nothing_ticked")
        count = slots.delete_many(g.event.id, chosen)
        web.done(ngettext("%(num)s slot is deleted.", "%(num)s slots are deleted.", count))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".slot_list", slug=slug))
