"""The timetable's own page: the grid, what has no place and why, making, announcing."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.connections.models import TimetableRun
from app.connections.phases import standing
from app.connections.phases import words as phase_words
from app.connections.timetables import (
    actions,
    day_views,
    people_views,
    placing_views,
    public_views,
    queries,
    showing,
    slot_views,
    words,
)
from app.connections.timetables.blueprint import bp
from app.connections.timetables.board import Board, board_of
from app.connections.timetables.forms import MakeForm
from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, ngettext

__all__ = ["bp", "day_views", "people_views", "placing_views", "public_views", "slot_views"]


@bp.get("/events/<slug>/desk/timetable")
@access.event_role(Role.VIEWER)
def timetable(slug: str) -> Any:
    """The timetable as it stands; while one is made, how far that is."""
    board = board_of(g.event)
    if "format" in request.args:
        return sheets.respond(showing.columns(), showing.rows(board), f"timetable-{slug}")
    return _page(board, MakeForm(formdata=None))


def _page(board: Board, form: MakeForm, status: int = 200) -> Any:
    runs = queries.runs(g.event)
    run, drafts = runs.last, runs.count
    job = queries.job_of(run)
    halves = showing.halves(board)
    asked = lists.asked("half")
    half = next((one for one in halves if one.key == asked), halves[0] if halves else None)
    page = render_template(
        "connections/timetable/timetable.html",
        board=board,
        form=form,
        run=run,
        job=job,
        drafts=drafts,
        proposal=_proposal(board, run),
        halves=halves,
        half=half,
        grid=showing.grid(board),
        verdict=showing.verdict(board, runs.taken),
        unsaid=actions.announcement_of(board),
        words=words,
        phases=standing.of(g.event),
        phase_words=phase_words,
    )
    # The panel of the running solver asks for this page; once it is over all of it has changed.
    over = "HX-Request" in request.headers and (job is None or job.finished)
    return page, status, {"HX-Refresh": "true"} if over else {}


def _proposal(board: Board, run: TimetableRun | None) -> list[str]:
    """Announced meetings that the last timetable would move, where it waits for a decision."""
    if run is None or run.taken_at is not None or not run.schedule.get("assignments"):
        return []
    at = {row["meeting"]: row["slot"] for row in run.schedule["assignments"]}
    return [code for code, place in board.announced.items() if at.get(code) != place.slot]


@bp.post("/events/<slug>/desk/timetable/make")
@access.event_role(Role.ORGANISER)
def make(slug: str) -> Any:
    """Have a timetable made."""
    form = MakeForm()
    here = url_for(".timetable", slug=slug)
    if form.submitted():
        try:
            actions.ask_for_timetable(g.event.id, float(form.seconds.data), back_url=here)
            return web.see_other(here)
        except Refused as refusal:
            form.refuse(refusal)
    return _page(board_of(g.event), form, 422)


@bp.post("/events/<slug>/desk/timetable/take-over")
@access.event_role(Role.ORGANISER)
def take_over(slug: str) -> Any:
    """Use the timetable that was made last, although it moves announced meetings."""
    run = queries.last_run(g.event) or abort(404)
    try:
        count = actions.take_over(run.id)
        web.done(
            ngettext(
                "%(num)s meeting has a new place.", "%(num)s meetings have a new place.", count
            )
        )
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".timetable", slug=slug))


@bp.post("/events/<slug>/desk/timetable/announce")
@access.event_role(Role.ORGANISER)
def announce(slug: str) -> Any:
    """Make the timetable known to whom it concerns."""
    try:
        told = actions.announce(g.event.id)
        letters = len(told.organisation_ids)
        web.done(
            ngettext(
                "The timetable is announced; %(num)s organisation gets a letter.",
                "The timetable is announced; %(num)s organisations get a letter.",
                letters,
            )
        )
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".timetable", slug=slug))


@bp.get("/events/<slug>/desk/timetable/print")
@access.event_role(Role.VIEWER)
def print_all(slug: str) -> Any:
    """All half days, one grid to a page, for paper."""
    board = board_of(g.event)
    return render_template(
        "connections/timetable/print.html",
        board=board,
        halves=showing.halves(board),
        grid=showing.grid(board),
        title=_("Timetable of meetings"),
    )
