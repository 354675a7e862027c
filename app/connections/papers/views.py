"""Papers of the timetable: which there are, everybody's schedule as a job, the others at once."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, render_template, url_for

from app.connections.papers import actions, cards, door_list, schedules
from app.connections.papers.arrangement import Paper
from app.connections.papers.blueprint import bp
from app.connections.papers.forms import PaperForm
from app.connections.timetables import links, queries
from app.core import access, lists, web
from app.core.access import Role


def pdf(content: bytes | None, name: str) -> Response:
    """A paper that the browser shows, or 404."""
    if content is None:
        abort(404)
    reply = Response(content, mimetype="application/pdf")
    reply.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    return reply


@bp.route("/events/<slug>/desk/timetable/papers", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def papers(slug: str) -> Any:
    """What there is to print; sent: have everybody's schedule drawn."""
    form = PaperForm()
    meetings = queries.schedule(g.event)
    if meetings and form.submitted():
        here = url_for(".papers", slug=slug)
        job = actions.ask_for_schedules(g.event, Paper(form.paper.data), back_url=here)
        return web.see_other(url_for("core.job", code=job.code))
    page = render_template(
        "connections/papers/papers.html",
        form=form,
        meetings=meetings,
        placed=bool(cards.by_place(meetings)),
        readers=len(schedules.by_organisation(meetings)),
    )
    return page, 422 if form.errors else 200


@bp.get("/events/<slug>/desk/timetable/cards.pdf")
@access.event_role(Role.STEWARD)
def table_cards(slug: str) -> Response:
    """The cards for the tables and booths; `paper` says on what."""
    paper = Paper.A5 if lists.asked("paper") == Paper.A5 else Paper.A4
    return pdf(cards.of_event(g.event, paper), f"{slug}-tables")


@bp.get("/events/<slug>/desk/timetable/door.pdf")
@access.event_role(Role.STEWARD)
def door(slug: str) -> Response:
    """Who is expected when, for the door."""
    return pdf(door_list.of_event(g.event), f"{slug}-door")


@bp.get("/m/<token>/meetings.pdf")
@access.link("meeting-schedule")
def own_schedule(token: str) -> Response:
    """An organisation's own sheet, by its link."""
    found = links.find(token) or abort(404)
    g.event = found.event
    return pdf(schedules.for_one(found.event, found.organisation), found.event.slug)
