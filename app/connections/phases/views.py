"""The page on which the organisers set the dates."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for

from app.connections.phases import actions, standing, words
from app.connections.phases.blueprint import bp
from app.connections.phases.forms import DatesForm
from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _

__all__ = ["bp"]


@bp.route("/events/<slug>/desk/timetable/phases", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def dates(slug: str) -> Any:
    """From when to when people may ask, and when the timetable is to be known."""
    now = standing.of(g.event)
    form = DatesForm(obj=now.plan)
    if form.submitted():
        try:
            days = (form.wishes_from.data, form.wishes_until.data, form.publish_on.data)
            actions.set_dates(g.event.id, *days)
            web.done(_("The dates are set."))
            return web.see_other(url_for("timetables.timetable", slug=slug))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("connections/phases/dates.html", form=form, phases=now, words=words)
    return page, 422 if form.errors else 200
