"""An organisation's own meetings, by its link: a page for the phone, a file for the calendar."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, render_template

from app.connections.phases import standing
from app.connections.phases import words as phase_words
from app.connections.timetables import calendar, links, queries
from app.connections.timetables.blueprint import bp
from app.connections.timetables.links import Opened
from app.core import access


def _opened(token: str) -> Opened:
    found = links.find(token) or abort(404)
    g.event = found.event
    return found


@bp.get("/m/<token>")
@access.link("meeting-schedule")
def own_schedule(token: str) -> Any:
    """The announced meetings, by day."""
    found = _opened(token)
    meetings = queries.schedule(found.event, found.organisation.id)
    return render_template(
        "connections/timetable/own.html",
        event=found.event,
        organisation=found.organisation,
        meetings=meetings,
        other_side=calendar.other_side,
        place_of=calendar.place_of,
        token=token,
        phases=standing.of(found.event),
        phase_words=phase_words,
    )


@bp.get("/m/<token>/meetings.ics")
@access.link("meeting-schedule")
def own_calendar(token: str) -> Any:
    """The same for a calendar, which may ask for it again and again."""
    found = _opened(token)
    meetings = queries.schedule(found.event, found.organisation.id)
    url = links.address_of(found.event, found.organisation.id)
    content = calendar.meetings_ics(found.event, found.organisation, meetings, url)
    reply = Response(content, mimetype="text/calendar")
    reply.headers.set("Content-Disposition", "attachment", filename=f"{found.event.slug}.ics")
    return reply
