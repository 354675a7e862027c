"""Pages on meeting requests, in the office of an event."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, g, render_template, request, url_for
from sqlalchemy import select

from app.catalogue.models import Need, Technology
from app.connections.models import MeetingRequest
from app.connections.requests import actions, forms, queries
from app.connections.stages import Mode, RequestState
from app.connections.words import MODES, REQUEST_KINDS, REQUEST_STATES
from app.core import access, audit, lists, sheets, web
from app.core.access import Role
from app.core.db import db
from app.core.errors import Refused
from app.core.i18n import _, date_text, ngettext

bp = Blueprint("requests", __name__, template_folder="../templates")
WORDS = {"states": REQUEST_STATES, "kinds": REQUEST_KINDS, "modes": MODES}


@bp.get("/events/<slug>/desk/requests")
@access.event_role(Role.VIEWER)
def requests(slug: str) -> Any:
    """All meeting requests of the event."""
    state, mode = lists.asked("state"), lists.asked("mode")
    statement = queries.listed(g.event, lists.asked("q"), state, mode)
    export = "format" in request.args
    page = lists.listing(statement, sorts=queries.SORTS, default="code", everything=export)
    if export:
        return sheets.respond(_columns(), [_row(r) for r in page.items], f"requests-{slug}")
    return render_template(
        "connections/requests.html",
        page=page,
        counts=queries.counts(g.event),
        RequestState=RequestState,
        waiting=len(queries.open_suggestions(g.event)),
        **WORDS,
    )


def _columns() -> list[str]:
    words = [_("Code"), _("Need"), _("Need side"), _("Technology"), _("Technology side")]
    return [*words, _("Weight"), _("How they meet"), _("State"), _("Asked on")]


def _row(row: MeetingRequest) -> list[Any]:
    return [
        row.code,
        row.need.title,
        row.need.organisation.name,
        row.technology.title,
        row.technology.organisation.name,
        row.weight,
        str(MODES[row.mode]),
        str(REQUEST_STATES[row.state]),
        date_text(row.requested_at),
    ]


@bp.route("/events/<slug>/desk/requests/new", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_request(slug: str) -> Any:
    """Ask for a meeting on behalf of both sides."""
    form = forms.RequestForm(need=lists.asked("need"), technology=lists.asked("technology"))
    form.need.choices = [("", _("Choose a need…")), *queries.need_choices(g.hub.id)]
    form.technology.choices = [
        ("", _("Choose a technology…")),
        *queries.technology_choices(g.hub.id),
    ]
    if form.submitted():
        try:
            made = actions.create(
                g.event,
                _in_hub(Need, form.need.data),
                _in_hub(Technology, form.technology.data),
                weight=int(form.weight.data or 3),
                mode=Mode(form.mode.data),
                message=form.message.data,
            )
            web.done(
                _("Request %(code)s is made. Record the answer when you have it.", code=made.code)
            )
            return web.see_other(url_for(".one", slug=slug, code=made.code))
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("connections/request_new.html", form=form)


def _in_hub(model: Any, code: str | None) -> Any:
    found = select(model).where(model.hub_id == g.hub.id, model.code == code)
    return db.session.scalar(found) or abort(404)


def _request(code: str) -> MeetingRequest:
    return queries.by_code(g.event, code) or abort(404)


@bp.get("/events/<slug>/desk/requests/<code>")
@access.event_role(Role.VIEWER)
def one(slug: str, code: str) -> Any:
    """One request: both sides, its answer, its meeting, its history."""
    found = _request(code)
    return render_template(
        "connections/request.html",
        row=found,
        meeting=queries.meeting_of(found),
        form=forms.DeclineForm(),
        history=audit.history(found),
        RequestState=RequestState,
        **WORDS,
    )


def _deed(slug: str, code: str, deed: Any, said: str, **more: Any) -> Any:
    try:
        deed(_request(code), **more)
        web.done(said, undo=url_for(".reopen", slug=slug, code=code))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(
        web.local_path(request.form.get("next"), url_for(".one", slug=slug, code=code))
    )


@bp.post("/events/<slug>/desk/requests/<code>/accept")
@access.event_role(Role.ORGANISER)
def accept(slug: str, code: str) -> Any:
    return _deed(slug, code, actions.answer, _("%(code)s is accepted.", code=code), accept=True)


@bp.post("/events/<slug>/desk/requests/<code>/decline")
@access.event_role(Role.ORGANISER)
def decline(slug: str, code: str) -> Any:
    reason = forms.DeclineForm().reason.data
    said = _("%(code)s is declined.", code=code)
    return _deed(slug, code, actions.answer, said, accept=False, reason=reason)


@bp.post("/events/<slug>/desk/requests/<code>/withdraw")
@access.event_role(Role.ORGANISER)
def withdraw(slug: str, code: str) -> Any:
    return _deed(slug, code, actions.withdraw, _("%(code)s is withdrawn.", code=code))


@bp.post("/events/<slug>/desk/requests/<code>/reopen")
@access.event_role(Role.ORGANISER)
def reopen(slug: str, code: str) -> Any:
    try:
        actions.reopen(_request(code))
        web.done(_("%(code)s waits for an answer again.", code=code))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".one", slug=slug, code=code))


@bp.post("/events/<slug>/desk/requests/from-suggestions")
@access.event_role(Role.ORGANISER)
def from_suggestions(slug: str) -> Any:
    """Ask for a meeting for every accepted suggestion that has none yet."""
    count = actions.ask_for_accepted(g.event)
    web.done(ngettext("%(num)s meeting is asked for.", "%(num)s meetings are asked for.", count))
    return web.see_other(url_for(".requests", slug=slug))
