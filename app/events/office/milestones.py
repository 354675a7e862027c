"""Dates not to miss: the list of one event, and what can be done with each."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, url_for
from sqlalchemy import select

from app.core import access, clock, web
from app.core.access import Role
from app.core.db import db
from app.core.i18n import _
from app.events import actions, labels, queries
from app.events.blueprint import bp
from app.events.models import Milestone
from app.events.office.forms import MilestoneForm


@bp.get("/events/<slug>/desk/dates")
@access.event_role(Role.VIEWER)
def milestones(slug: str) -> Any:
    """All dates of the event, done ones too."""
    return _page(MilestoneForm())


def _page(form: MilestoneForm, status: int = 200) -> Any:
    page = render_template(
        "events/office/milestones.html",
        event=g.event,
        form=form,
        dates=queries.milestones([g.event], open_only=False),
        today=clock.today(),
    )
    return page, status


@bp.post("/events/<slug>/desk/dates")
@access.event_role(Role.ORGANISER)
def add_milestone(slug: str) -> Any:
    form = MilestoneForm()
    if not form.submitted():
        return _page(form, 422)
    typed = form.data
    actions.add_milestone(g.event.id, typed["due_on"], typed["title"])
    web.done(_("The date is noted."))
    return web.see_other(url_for(".milestones", slug=slug))


def _milestone(code: str) -> Milestone:
    found = select(Milestone).where(Milestone.event_id == g.event.id, Milestone.code == code)
    return db.session.scalar(found) or abort(404)


@bp.route("/events/<slug>/desk/dates/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def milestone(slug: str, code: str) -> Any:
    """Change a date."""
    found = _milestone(code)
    form = MilestoneForm(data={"due_on": found.due_on, "title": labels.milestone(found)})
    if form.submitted():
        typed = form.data
        actions.change_milestone(found, typed["due_on"], typed["title"])
        web.done(_("Saved."))
        return web.see_other(url_for(".milestones", slug=slug))
    page = render_template("events/office/milestone.html", event=g.event, form=form, date=found)
    return page, 422 if form.errors else 200


@bp.post("/events/<slug>/desk/dates/<code>/done")
@access.event_role(Role.ORGANISER)
def milestone_done(slug: str, code: str) -> Any:
    found = _milestone(code)
    actions.tick_milestone(found, done=True)
    undo = url_for(".milestone_open", slug=slug, code=code)
    web.done(_("Done: %(title)s", title=labels.milestone(found)), undo)
    return web.see_other(url_for(".milestones", slug=slug))


@bp.post("/events/<slug>/desk/dates/<code>/open")
@access.event_role(Role.ORGANISER)
def milestone_open(slug: str, code: str) -> Any:
    actions.tick_milestone(_milestone(code), done=False)
    return web.see_other(url_for(".milestones", slug=slug))


@bp.post("/events/<slug>/desk/dates/<code>/delete")
@access.event_role(Role.ORGANISER)
def drop_milestone(slug: str, code: str) -> Any:
    actions.drop_milestone(_milestone(code))
    web.done(_("The date is taken off the list."))
    return web.see_other(url_for(".milestones", slug=slug))
