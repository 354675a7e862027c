"""The minutes of a meeting: in a few taps on a phone, as texts, as a paper to sign."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, render_template, request, url_for

from app.catalogue.states import DismissReason
from app.connections.followups.actions import Result
from app.connections.meetings import actions, forms, queries
from app.connections.meetings.blueprint import bp
from app.connections.models import Meeting
from app.connections.stages import MeetingState, OutcomeKind, Useful
from app.core import access, clock, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _


def meeting_of(code: str) -> Meeting:
    """The meeting of the path; its fair, if any, gives the page its thread."""
    meeting = queries.by_code(g.hub, code) or abort(404)
    g.event = meeting.event
    return meeting


@bp.route("/hubs/<hub>/meetings/<code>/quick", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def quick(hub: str, code: str) -> Any:
    """Minutes on a phone: took place, useful, what is next and when."""
    meeting = meeting_of(code)
    form = forms.QuickForm()
    if form.submitted():
        try:
            _keep_quick(meeting, form)
            web.done(_("It is recorded."))
            if meeting.event is not None:
                return web.see_other(url_for("presence.tables", slug=meeting.event.slug))
            return web.see_other(url_for(".one", hub=hub, code=code))
        except Refused as refusal:
            form.refuse(refusal)
            meeting = meeting_of(code)
    page = render_template(
        "connections/minutes_quick.html", meeting=meeting, form=form, MeetingState=MeetingState
    )
    return page, 422 if form.errors or getattr(form, "form_errors", None) else 200


def _keep_quick(meeting: Meeting, form: forms.QuickForm) -> None:
    happened = MeetingState(form.happened.data or MeetingState.HELD)
    if happened is not MeetingState.HELD:
        actions.record_no_show(meeting, happened)
        return
    kind = OutcomeKind(form.outcome.data or OutcomeKind.FOLLOW_UP)
    if kind is OutcomeKind.NO_FIT and not form.why.data:
        raise Refused("why_missing", field="why")
    result = Result(
        kind=kind,
        why=DismissReason(form.why.data) if form.why.data else None,
        happened_on=clock.local(meeting.starts_at).date(),
        next_step=form.next_step.data,
        next_due=form.next_due.data,
    )
    actions.record_held(
        meeting,
        result,
        conclusion=form.conclusion.data,
        useful=Useful(form.useful.data) if form.useful.data else None,
    )


@bp.route("/hubs/<hub>/meetings/<code>/minutes", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def edit_minutes(hub: str, code: str) -> Any:
    """Change the texts of the minutes."""
    meeting = meeting_of(code)
    form = forms.MinutesForm(obj=meeting)
    theirs = None
    if form.submitted():
        fields = {name: form[name].data for name in actions.MINUTES}
        try:
            actions.edit_minutes(meeting, fields, web.etag_version(form.version.data))
            web.done(_("The minutes are changed."))
            return web.see_other(url_for(".one", hub=hub, code=code))
        except Refused as refusal:
            form.refuse(refusal)
            theirs = meeting_of(code)
            form.version.raw_data, form.version.data = None, str(theirs.version)
    page = render_template(
        "connections/minutes_edit.html", form=form, meeting=meeting, theirs=theirs
    )
    return page, 409 if theirs else (422 if form.errors else 200)


@bp.get("/hubs/<hub>/meetings/<code>/minutes.pdf")
@access.hub_role(Role.VIEWER)
def minutes_pdf(hub: str, code: str) -> Any:
    """The minutes as a paper to sign; `english=1` puts the English beside the Vietnamese."""
    from app.connections.meetings import minutes

    meeting = meeting_of(code)
    english = request.args.get("english") == "1"
    paper = minutes.minutes_pdf(meeting, queries.connection_of(meeting), english=english)
    reply = Response(paper, mimetype="application/pdf")
    reply.headers.set("Content-Disposition", "inline", filename=f"bien-ban-{meeting.code}.pdf")
    return reply
