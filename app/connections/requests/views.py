"""Pages on meeting requests, in the office of an event."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for
from sqlalchemy import select

from app.catalogue.models import Need, Technology
from app.connections import booths
from app.connections.models import MeetingRequest
from app.connections.phases import standing
from app.connections.phases import words as phase_words
from app.connections.requests import actions, forms, import_views, place_views, queries
from app.connections.requests.blueprint import bp
from app.connections.requests.page import request_page
from app.connections.stages import RequestState
from app.connections.words import REQUEST_KINDS, REQUEST_STATES, WAYS
from app.core import access, clock, lists, sheets, web
from app.core.access import Role
from app.core.db import db
from app.core.errors import Refused
from app.core.i18n import _, date_text, ngettext

__all__ = ["bp", "import_views", "place_views"]
WORDS = {"states": REQUEST_STATES, "kinds": REQUEST_KINDS, "ways": WAYS}


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
        now=clock.now(),
        waiting=queries.open_suggestion_count(g.event),
        how=booths.how,
        bulk_url=url_for(
            ".answer_many", slug=slug, q=page.q or None, state=state or None, mode=mode or None
        ),
        phases=standing.of(g.event),
        phase_words=phase_words,
        **WORDS,
    )


def _columns() -> list[str]:
    words = [_("Code"), _("Need"), _("Need side"), _("Technology"), _("Technology side")]
    return [*words, _("Weight"), _("How they meet"), _("State"), _("Asked on"), _("Answer by")]


def _row(row: MeetingRequest) -> list[Any]:
    return [
        row.code,
        row.need.title,
        row.need.organisation.name,
        row.technology.title,
        row.technology.organisation.name,
        row.weight,
        booths.how(row),
        str(REQUEST_STATES[row.state]),
        date_text(row.requested_at),
        date_text(row.answer_day),
    ]


@bp.route("/events/<slug>/desk/requests/new", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_request(slug: str) -> Any:
    """Ask for a meeting on behalf of both sides."""
    form = forms.RequestForm(need=lists.asked("need"), technology=lists.asked("technology"))
    need = form.need.data or ""
    form.need.choices = [("", _("Choose a need…")), *queries.need_choices(g.hub.id)]
    form.technology.choices = queries.technology_groups(g.hub.id, need, _("Choose a technology…"))
    technology = queries.technology_chosen(g.hub.id, form.technology.data)
    if technology is not None:
        form.mode.choices = _ways(technology)
    if form.submitted():
        way, booth = booths.chosen(form.mode.data)
        try:
            made = actions.create(
                g.event,
                _need(form.need.data),
                technology or abort(404),
                weight=int(form.weight.data or 3),
                mode=way,
                place=booth,
                message=form.message.data,
                answer_by=form.answer_by.data,
            )
            web.done(
                _("Request %(code)s is made. Record the answer when you have it.", code=made.code)
            )
            return web.see_other(url_for(".one", slug=slug, code=made.code))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("connections/request_new.html", form=form)
    return page, 422 if form.errors else 200


def _ways(technology: Technology) -> list[tuple[str, Any]]:
    firm_id = technology.organisation_id
    stands = booths.stands_of(g.event.id, [firm_id]).get(firm_id, [])
    return booths.choices(stands, technology.id)


def _need(code: str | None) -> Need:
    found = select(Need).where(Need.hub_id == g.hub.id, Need.code == code)
    return db.session.scalar(found) or abort(404)


def _request(code: str) -> MeetingRequest:
    return queries.by_code(g.event, code) or abort(404)


@bp.get("/events/<slug>/desk/requests/<code>")
@access.event_role(Role.VIEWER)
def one(slug: str, code: str) -> Any:
    """One request: both sides, its answer, its meeting, its history."""
    return request_page(_request(code))


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
    form = forms.DeclineForm()
    if not form.submitted():
        return request_page(_request(code), form, status=422)
    said = _("%(code)s is declined.", code=code)
    return _deed(slug, code, actions.answer, said, accept=False, reason=form.reason.data)


@bp.post("/events/<slug>/desk/requests/answer")
@access.event_role(Role.ORGANISER)
def answer_many(slug: str) -> Any:
    """Accept or decline the ticked requests, or all that the filters leave."""
    statement = queries.listed(g.event, lists.asked("q"), lists.asked("state"), lists.asked("mode"))
    if request.form.get("everything") != "1":
        chosen = request.form.getlist("chosen")[: lists.PER_PAGE]
        statement = statement.where(MeetingRequest.code.in_(chosen))
    found = list(db.session.scalars(statement))
    accept = request.form.get("deed") == "accept"
    try:
        if not found:
            raise Refused("nothing_ticked")
        count = actions.answer_many(found, accept=accept)
        web.done(_many_words(count, len(found) - count, accept=accept))
    except Refused as refusal:
        web.refused(refusal)
    back = request.query_string.decode()
    return web.see_other(url_for(".requests", slug=slug) + (f"?{back}" if back else ""))


def _many_words(count: int, left: int, *, accept: bool) -> str:
    """What was done, and how many were answered before and stay as they are."""
    if accept:
        said = ngettext("%(num)s request is accepted.", "%(num)s requests are accepted.", count)
    else:
        said = ngettext("%(num)s request is declined.", "%(num)s requests are declined.", count)
    if not left:
        return said
    kept = ngettext(
        "%(num)s was answered before and stays as it is.",
        "%(num)s were answered before and stay as they are.",
        left,
    )
    return f"{said} {kept}"


@bp.post("/events/<slug>/desk/requests/<code>/withdraw")
@access.event_role(Role.ORGANISER)
def withdraw(slug: str, code: str) -> Any:
    """Whoever asked does not want it any more."""
    return _deed(slug, code, actions.withdraw, _("%(code)s is withdrawn.", code=code))


@bp.post("/events/<slug>/desk/requests/<code>/reopen")
@access.event_role(Role.ORGANISER)
def reopen(slug: str, code: str) -> Any:
    """Ask again: takes an answer, a withdrawal or an expiry back."""
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


@bp.get("/hubs/<hub>/meetings/ask")
@access.hub_role(Role.ORGANISER)
def ask(hub: str) -> Any:
    """At which event shall a need and a technology meet? With one event at hand, that one."""
    pair: dict[str, Any] = {key: lists.asked(key) or None for key in ("need", "technology")}
    events = queries.coming_events(g.hub)
    if len(events) == 1:
        return web.see_other(url_for(".new_request", slug=events[0].slug, **pair))
    return render_template("connections/request_where.html", events=events, pair=pair)
