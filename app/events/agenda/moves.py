"""Taking back the move of a session: what is offered after saving one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, g, url_for

from app.core import access, clock, links, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.events.agenda import actions, queries
from app.events.agenda.actions import SessionGiven
from app.events.blueprint import bp
from app.events.models import EventSession

AGE = 3600  # seconds for which a move can be taken back from its message


def said(slug: str, saved: EventSession, before: SessionGiven) -> tuple[str, str | None]:
    """What is said after saving, and where a move can be taken back."""
    if (saved.starts_at, saved.ends_at, saved.room_id) == (
        before.starts_at,
        before.ends_at,
        before.room_id,
    ):
        return _("Saved."), None
    place = {
        "session": saved.id,
        "version": saved.version,
        "starts": before.starts_at.isoformat(),
        "ends": before.ends_at.isoformat(),
        "room": before.room_id,
    }
    token = links.sign("session_move", place)
    undo = url_for("events.move_back", slug=slug, code=saved.code, token=token)
    if saved.starts_at == before.starts_at:
        return _("%(code)s is moved.", code=saved.code), undo
    first, then = (f"{clock.local(at):%H:%M}" for at in (before.starts_at, saved.starts_at))
    if first == then:
        return _("%(code)s is moved.", code=saved.code), undo
    words = _(
        "%(code)s is moved from %(first)s to %(then)s.", code=saved.code, first=first, then=then
    )
    return words, undo


@bp.post("/events/<slug>/desk/agenda/<code>/move-back/<token>")
@access.event_role(Role.ORGANISER)
def move_back(slug: str, code: str, token: str) -> Any:
    """Put a session back where it was, unless it was changed or its old place is taken."""
    session = queries.session_by_code(g.event, code) or abort(404)
    place = links.read("session_move", token, AGE)
    if place is None or place["session"] != session.id:
        abort(404)
    try:
        actions.move_session(
            session.id,
            place["version"],
            datetime.fromisoformat(place["starts"]),
            datetime.fromisoformat(place["ends"]),
            place["room"],
        )
        web.done(_("%(code)s is back where it was.", code=code))
    except Refused as refusal:
        web.refused(refusal)
    day = session.starts_at.astimezone(g.event.zone).date()
    return web.see_other(url_for("events.agenda_page", slug=slug, day=day.isoformat()))
