"""A change of the day: what is entered, what it would do, carrying it out."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.connections.timetables import changes, day_showing, queries, words
from app.connections.timetables.blueprint import bp
from app.connections.timetables.board import Board, board_of
from app.connections.timetables.changes import Asked
from app.connections.timetables.forms import MOST_MOVED, DayForm
from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.forms import ChoiceField
from app.core.i18n import _, ngettext


@bp.route("/events/<slug>/desk/timetable/changes", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def day_change(slug: str) -> Any:
    """Say what has changed; a job works out what that does to the timetable."""
    board = board_of(g.event)
    form = DayForm()
    _offer(form, board)
    if form.submitted():
        try:
            pages = url_for(".day_change", slug=slug)
            code = changes.ask(g.event.id, _asked(board, form), pages)
            return web.see_other(url_for(".day_change_found", slug=slug, code=code))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("connections/timetable/change.html", board=board, form=form, words=words)
    return page, 422 if form.errors else 200


def _offer(form: DayForm, board: Board) -> None:
    slots = [(slot.code, words.when(slot)) for slot in board.slots if slot.id in board.ahead]
    form.who.choices = [
        ("", _("Nobody")),
        *((name, one.name) for name, one in board.organisations.items()),
    ]
    form.absent_from.choices = [("", _("the next slot")), *slots]
    form.absent_until.choices = [("", _("the end")), *slots]
    form.tables_from.choices = [("", _("the next slot")), *slots]
    form.tables_until.choices = [("", _("the end")), *slots]


def _asked(board: Board, form: DayForm) -> Asked:
    who, tables = form.who.data, form.tables.data or 0
    most = form.most_moved.data
    return Asked(
        who=who,
        absent=_between(board, form.absent_from, form.absent_until) if who else [],
        tables=tables,
        tables_in=_between(board, form.tables_from, form.tables_until) if tables else [],
        most_moved=None if most == "all" else int(most),
    )


def _between(board: Board, first: ChoiceField, last: ChoiceField) -> list[str]:
    try:
        return changes.between(board, first.data, last.data)
    except Refused as refusal:
        raise Refused(refusal.code, field=last.name) from refusal


@bp.get("/events/<slug>/desk/timetable/changes/<code>")
@access.event_role(Role.ORGANISER)
def day_change_found(slug: str, code: str) -> Any:
    """What a change would do: who keeps, who gets another time, who is left without."""
    run = queries.day_change(g.event, code) or abort(404)
    board = board_of(g.event)
    asked = Asked(**(run.change or {}))
    shifts = day_showing.shifts(board, run)
    stale = run.taken_at is None and changes.state_of(board) != run.input_hash
    job = queries.job_of(run)
    page = render_template(
        "connections/timetable/change_found.html",
        board=board,
        run=run,
        job=job,
        asked=asked,
        shifts=shifts,
        stale=stale,
        most=MOST_MOVED["all" if asked.most_moved is None else str(asked.most_moved)],
        people=day_showing.by_person(board, shifts),
        reasons=day_showing.reasons(board, run) if not stale else {},
        words=words,
    )
    # What waits for the job asks for this page; once it is over all of it has changed.
    over = "HX-Request" in request.headers and (job is None or job.finished)
    return page, 200, {"HX-Refresh": "true"} if over else {}


@bp.post("/events/<slug>/desk/timetable/changes/<code>/carry-out")
@access.event_role(Role.ORGANISER)
def carry_out(slug: str, code: str) -> Any:
    """Write the change down and tell whom it concerns."""
    run = queries.day_change(g.event, code) or abort(404)
    try:
        told = changes.carry_out(run.id)
        letters = len(told.organisation_ids)
        web.done(
            ngettext(
                "The change is carried out; %(num)s organisation gets a letter.",
                "The change is carried out; %(num)s organisations get a letter.",
                letters,
            )
        )
        return web.see_other(url_for(".timetable", slug=slug))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".day_change_found", slug=slug, code=code))
