"""The timetable by organisation: what each has, when it cannot, the link to its own page."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.connections.timetables import availability, links, showing, words
from app.connections.timetables.blueprint import bp
from app.connections.timetables.board import board_of
from app.connections.timetables.calendar import place_of
from app.connections.timetables.forms import ClosedForm
from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.core.text import fold


@bp.get("/events/<slug>/desk/timetable/people")
@access.event_role(Role.VIEWER)
def people(slug: str) -> Any:
    """Every organisation that takes part."""
    board = board_of(g.event)
    found = showing.people(board)
    wanted = lists.words(lists.asked("q"))
    if wanted:
        found = [
            one
            for one in found
            if all(w in fold(f"{one.organisation.name} {one.participant}") for w in wanted)
        ]
    show = lists.asked("show")
    if show == "unplaced":
        found = [one for one in found if len(one.meetings) < one.asked]
    elif show == "breaks":
        found = [one for one in found if one.breaks]
    if "format" in request.args:
        rows: list[list[Any]] = [
            [p.participant, p.organisation.name, p.asked, len(p.meetings), p.breaks, p.closed]
            for p in found
        ]
        heads = [_("Code"), _("Organisation"), _("Meetings asked"), _("Placed"), _("Waits")]
        return sheets.respond([*heads, _("Slots closed")], rows, f"timetable-people-{slug}")
    return render_template(
        "connections/timetable/people.html", board=board, people=found, q=lists.asked("q")
    )


@bp.route("/events/<slug>/desk/timetable/people/<participant>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def person(slug: str, participant: str) -> Any:
    """One organisation: its meetings, and in which slots it cannot meet."""
    board = board_of(g.event)
    organisation = board.organisations.get(participant) or abort(404)
    blocks = {
        slot.id: board.blocks[organisation.id, slot.id]
        for slot in board.slots
        if (organisation.id, slot.id) in board.blocks
    }
    form = ClosedForm(closed=[slot.code for slot in board.slots if slot.id in blocks])
    form.closed.choices = [(slot.code, words.when(slot)) for slot in board.slots]
    if form.submitted():
        codes = set(form.closed.data or [])
        closed = {slot.id for slot in board.slots if slot.code in codes}
        try:
            availability.set_closed(g.event.id, participant, closed, form.reason.data)
            web.done(_("The times of %(name)s are noted.", name=words.short(board, participant)))
            return web.see_other(url_for(".person", slug=slug, participant=participant))
        except Refused as refusal:
            form.refuse(refusal)
    mine = [one for one in showing.people(board) if one.participant == participant]
    page = render_template(
        "connections/timetable/person.html",
        board=board,
        organisation=organisation,
        part=mine[0],
        form=form,
        blocks=blocks,
        link=links.address_of(g.event, organisation.id),
        words=words,
        place_of=place_of,
    )
    return page, 422 if form.errors else 200
