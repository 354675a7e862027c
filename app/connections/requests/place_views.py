"""How and where a request is held, changed by the office."""

from __future__ import annotations

from typing import Any

from flask import abort, g, url_for

from app.connections import booths
from app.connections.models import Meeting, MeetingRequest
from app.connections.requests import queries
from app.connections.requests.blueprint import bp
from app.connections.requests.page import request_page, where_form
from app.connections.stages import MeetingState, RequestState, Way
from app.connections.timetables import calendar, wishes
from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, datetime_text


@bp.post("/events/<slug>/desk/requests/<code>/place")
@access.event_role(Role.ORGANISER)
def change_place(slug: str, code: str) -> Any:
    """At a table, at a booth, at which one, or online."""
    found = queries.by_code(g.event, code) or abort(404)
    form = where_form(found, queries.meeting_of(found))
    if form is None:
        web.refused(Refused("place_fixed"))
    elif form.submitted():
        way, booth = booths.chosen(form.mode.data)
        try:
            meeting = wishes.change(found, way, form.link.data if way is Way.ONLINE else booth)
            web.done(_said(found, meeting))
        except Refused as refusal:
            form.refuse(refusal)
            return request_page(found, where=form, status=422)
    else:
        return request_page(found, where=form, status=422)
    return web.see_other(url_for(".one", slug=slug, code=code))


def _said(request: MeetingRequest, meeting: Meeting | None) -> str:
    if meeting is None:
        if request.state is RequestState.ACCEPTED:
            return _("Changed. The timetable keeps to it.")
        return _("Changed.")
    now = calendar.place_of(request.event, meeting)
    said = _("Changed. Its meeting keeps its time, %(when)s, and is held here now: %(where)s.",
             when=datetime_text(meeting.starts_at), where=now)  # fmt: skip
    if meeting.state is MeetingState.ANNOUNCED and meeting.announced_at is None:
        return " ".join([said, _("Announce the timetable so that both sides are told.")])
    return said
