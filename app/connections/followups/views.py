"""Pages on connections: the list by stage, and one connection with its history."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, render_template, request, url_for
from flask_login import current_user

from app.catalogue import vocabulary
from app.catalogue.labels import DISMISS_REASONS
from app.connections.followups import (
    actions,
    answer_views,
    contact_views,
    forms,
    queries,
)
from app.connections.followups.blueprint import bp
from app.connections.followups.page import WORDS, connection_of, connection_page
from app.connections.meetings.views import result_of
from app.connections.models import Connection
from app.connections.words import STAGES
from app.core import access, clock, files, lists, sheets, uploads, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, date_text

__all__ = ["answer_views", "bp", "contact_views"]
FILTERS = ("q", "stage", "show", "event", "keeper", "field")


@bp.get("/hubs/<hub>/connections")
@access.hub_role(Role.VIEWER)
def hub_connections(hub: str) -> Any:
    """What came of all the hub's meetings."""
    return _list_page("connections/hub_connections.html", f"connections-{hub}")


@bp.get("/events/<slug>/desk/connections")
@access.event_role(Role.VIEWER)
def event_connections(slug: str) -> Any:
    """What came of the meetings of one event."""
    return _list_page("connections/event_connections.html", f"connections-{slug}")


def _list_page(template: str, name: str) -> Any:
    """The board by stage; a table when one stage, or the table, is asked for; or a sheet."""
    event = g.get("event")
    filters = {key: lists.asked(key) for key in FILTERS}
    conditions = queries.narrowed(g.hub, filters, event, current_user.id)
    export = "format" in request.args
    as_table = bool(export or filters["stage"] or lists.asked("view") == "table")
    page = lists.listing(
        queries.listed(conditions),
        sorts=queries.SORTS,
        default="due",
        per_page=lists.PER_PAGE if as_table else 1,
        everything=export,
    )
    if export:
        return sheets.respond(_columns(), [_row(row) for row in page.items], name)
    return render_template(
        template,
        reasons=DISMISS_REASONS,
        page=page,
        as_table=as_table,
        board=queries.board(conditions),
        why_ended=queries.why_ended(conditions),
        chip_counts=queries.chip_counts(g.hub, event, current_user.id),
        today=clock.today(),
        keepers=queries.keepers(g.hub),
        fields=vocabulary.choices("fields"),
        **WORDS,
    )


def _columns() -> list[str]:
    who = [_("Need side"), _("Need"), _("Technology side"), _("Technology or expert")]
    stand = [_("Stage"), _("Since"), _("Why it ended"), _("Value (VND)")]
    return [*who, *stand, _("Next step"), _("Due on"), _("Followed up by"), _("Event")]


def _row(row: Connection) -> list[Any]:
    meeting = row.meeting
    why = str(DISMISS_REASONS[row.ended_why]) if row.ended_why else None
    return [
        meeting.demand.name,
        meeting.need.title,
        meeting.supply.name if meeting.supply else "",
        meeting.offer,
        str(STAGES[row.stage]),
        date_text(row.stage_on),
        ": ".join(part for part in (why, row.ended_reason) if part),
        row.value_vnd,
        row.next_step,
        date_text(row.next_due),
        row.keeper.name if row.keeper else "",
        row.event.name if row.event else "",
    ]


@bp.get("/hubs/<hub>/connections/<code>")
@access.hub_role(Role.VIEWER)
def one(hub: str, code: str) -> Any:
    """One connection: where it stands, its history, what is next."""
    return connection_page(connection_of(code))


@bp.post("/hubs/<hub>/connections/<code>/steps")
@access.hub_role(Role.ORGANISER)
@web.takes(megabytes=11)
def add_step(hub: str, code: str) -> Any:
    """Record what happened next."""
    connection = connection_of(code)
    form = forms.StepForm()
    if form.submitted():
        kept = None
        try:
            result = result_of(form, connection.meeting)
            upload = form.evidence.data
            kept = uploads.keep(upload, "evidence") if upload and upload.filename else None
            actions.add_step(connection, result, evidence=kept)
            web.done(_("The step is recorded."))
            return web.see_other(url_for(".one", hub=hub, code=code))
        except Refused as refusal:
            if kept:
                files.remove(kept[1])
            form.refuse(refusal)
    return connection_page(connection_of(code), form, status=422)


@bp.post("/hubs/<hub>/connections/<code>/steps/<int:step_id>/take-back")
@access.hub_role(Role.ORGANISER)
def take_back(hub: str, code: str, step_id: int) -> Any:
    """A step was a mistake; the history keeps both."""
    connection = connection_of(code)
    step = queries.step_of(connection, step_id) or abort(404)
    try:
        actions.take_back(connection, step)
        web.done(_("The step is taken back; the history keeps both."))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".one", hub=hub, code=code))


@bp.post("/hubs/<hub>/connections/<code>/next")
@access.hub_role(Role.ORGANISER)
def plan_next(hub: str, code: str) -> Any:
    """What is to be done next; 409 with both texts when someone else was quicker."""
    form = forms.NextForm()
    connection = connection_of(code)
    if not form.submitted():
        return connection_page(connection, next_form=form, status=422)
    version = web.etag_version(form.version.data)
    try:
        actions.plan_next(connection, form.next_step.data, form.next_due.data, version=version)
    except Refused as refusal:
        form.refuse(refusal)
        theirs = connection_of(code)
        form.version.raw_data, form.version.data = None, str(theirs.version)
        return connection_page(theirs, next_form=form, status=409)
    web.done(_("The next step is noted."))
    return web.see_other(url_for(".one", hub=hub, code=code))


@bp.post("/hubs/<hub>/connections/<code>/take-over")
@access.hub_role(Role.ORGANISER)
def take_over(hub: str, code: str) -> Any:
    """I follow this connection up from now on."""
    actions.take_over(connection_of(code))
    web.done(_("You follow this connection up from now on."))
    return web.see_other(url_for(".one", hub=hub, code=code))


@bp.get("/hubs/<hub>/connections/<code>/evidence/<int:step_id>")
@access.hub_role(Role.VIEWER)
def evidence(hub: str, code: str, step_id: int) -> Any:
    """The paper behind a step, as a download."""
    step = queries.step_of(connection_of(code), step_id)
    content = files.read(step.evidence_file) if step and step.evidence_file else None
    if step is None or content is None:
        abort(404)
    reply = Response(content, mimetype=uploads.mimetype(step.evidence_file or ""))
    reply.headers.set("Content-Disposition", "attachment", filename=step.evidence_name)
    reply.headers["Content-Security-Policy"] = "sandbox"
    return reply
