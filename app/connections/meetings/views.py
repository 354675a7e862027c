"""Pages on meetings: of an event, of the whole year, and one meeting with its minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, g, render_template, request, url_for
from sqlalchemy import select

from app.catalogue.labels import DISMISS_REASONS
from app.catalogue.models import Expert, Need
from app.catalogue.states import DismissReason
from app.connections.deeds import history_of
from app.connections.followups.actions import Result
from app.connections.meetings import actions, forms, minutes_views, queries
from app.connections.meetings.blueprint import bp
from app.connections.meetings.minutes_views import meeting_of
from app.connections.models import Meeting
from app.connections.phases import standing
from app.connections.phases import words as phase_words
from app.connections.presence import actions as presence
from app.connections.presence import queries as tables
from app.connections.presence.forms import CorrectForm
from app.connections.presence.words import PROOFS, SIDES, USEFUL
from app.connections.requests.queries import (
    need_choices,
    technology_chosen,
    technology_groups,
)
from app.connections.stages import MeetingState, Mode, OutcomeKind, Stage
from app.connections.words import MEETING_KINDS, MEETING_STATES, MODES, OUTCOMES, STAGES
from app.core import access, clock, lists, sheets, web
from app.core.access import Role
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import _, date_text, time_text

__all__ = ["bp", "minutes_views"]
WORDS = {
    "states": MEETING_STATES,
    "kinds": MEETING_KINDS,
    "modes": MODES,
    "outcomes": OUTCOMES,
    "reasons": DISMISS_REASONS,
    "stages": STAGES,
    "proofs": PROOFS,
    "sides": SIDES,
    "usefuls": USEFUL,
    "MeetingState": MeetingState,
    "Stage": Stage,
}
FILTERS = ("q", "state", "mode", "day", "event")


@bp.get("/hubs/<hub>/meetings")
@access.hub_role(Role.VIEWER)
def hub_meetings(hub: str) -> Any:
    """All meetings of the hub, at fairs and all year."""
    return _list_page("connections/hub_meetings.html", f"meetings-{hub}")


@bp.get("/events/<slug>/desk/meetings")
@access.event_role(Role.VIEWER)
def event_meetings(slug: str) -> Any:
    """The meetings of one event."""
    return _list_page("connections/event_meetings.html", f"meetings-{slug}")


def _list_page(template: str, name: str) -> Any:
    event = g.get("event")
    statement = queries.listed(g.hub, {key: lists.asked(key) for key in FILTERS}, event)
    export = "format" in request.args
    default = "when" if event else "-when"
    page = lists.listing(statement, sorts=queries.SORTS, default=default, everything=export)
    if export:
        return sheets.respond(_columns(), [_row(meeting) for meeting in page.items], name)
    more = {"phases": standing.of(event), "phase_words": phase_words} if event else {}
    counts = queries.counts(g.hub, event)
    return render_template(template, page=page, counts=counts, **more, **WORDS)


def _columns() -> list[str]:
    when = [_("Date"), _("From"), _("To"), _("Table"), _("How they meet")]
    who = [_("Need"), _("Need side"), _("Technology or expert"), _("Technology side")]
    return [*when, *who, _("State"), _("What it led to"), _("Event")]


def _row(meeting: Meeting) -> list[Any]:
    return [
        date_text(meeting.starts_at),
        time_text(meeting.starts_at),
        time_text(meeting.ends_at),
        meeting.table_number or meeting.booth,
        str(MODES[meeting.mode]),
        meeting.need.title,
        meeting.demand.name,
        meeting.offer,
        meeting.supply.name if meeting.supply else "",
        str(MEETING_STATES[meeting.state]),
        str(OUTCOMES[meeting.outcome_kind]) if meeting.outcome_kind else "",
        meeting.event.name if meeting.event else "",
    ]


@bp.route("/hubs/<hub>/meetings/new", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def new_meeting(hub: str) -> Any:
    """A meeting on any day, with its outcome when it is over: one page, under a minute."""
    asked = {name: lists.asked(name) for name in ("need", "technology", "expert")}
    form = forms.MeetingForm(**asked)
    form.need.choices = [("", _("Choose a need…")), *need_choices(g.hub.id)]
    form.technology.choices = technology_groups(
        g.hub.id, form.need.data or "", _("Choose a technology…")
    )
    form.expert.choices = [("", _("No expert")), *queries.expert_choices(g.hub.id)]
    if form.submitted():
        try:
            meeting = _arrange(form)
            said = _("The meeting is recorded.") if form.outcome.data else _("Meeting arranged.")
            web.done(said)
            return web.see_other(url_for(".one", hub=hub, code=meeting.code))
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template("connections/meeting_new.html", form=form)
    return page, 422 if form.errors else 200


def _arrange(form: forms.MeetingForm) -> Meeting:
    starts_at, length = form.starts_at.data, form.minutes.data
    assert starts_at and length, "both are required fields"
    with transaction():
        meeting = actions.arrange(
            g.hub,
            _in_hub(Need, form.need.data) or abort(404),
            technology=technology_chosen(g.hub.id, form.technology.data),
            expert=_in_hub(Expert, form.expert.data),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=length),
            mode=Mode(form.mode.data),
            place=form.place.data,
            people=form.people.data,
        )
        if form.outcome.data:
            actions.record_held(
                meeting,
                result_of(form, meeting),
                discussion=form.discussion.data,
                conclusion=form.conclusion.data,
            )
    return meeting


def _in_hub(model: Any, code: str | None) -> Any:
    if not code:
        return None
    return db.session.scalar(select(model).where(model.hub_id == g.hub.id, model.code == code))


def result_of(form: forms.OutcomeFields, meeting: Meeting) -> Result:
    """What was typed about the outcome. Raises Refused("outcome_missing" | "why_missing")."""
    if not form.outcome.data:
        raise Refused("outcome_missing", field="outcome")
    kind = OutcomeKind(form.outcome.data)
    if kind is OutcomeKind.NO_FIT and not form.why.data:
        raise Refused("why_missing", field="why")
    return Result(
        kind=kind,
        why=DismissReason(form.why.data) if form.why.data else None,
        happened_on=form.happened_on.data or clock.local(meeting.starts_at).date(),
        value_vnd=form.value_vnd.data,
        note=form.note.data,
        next_step=form.next_step.data,
        next_due=form.next_due.data,
    )


@bp.get("/hubs/<hub>/meetings/<code>")
@access.hub_role(Role.VIEWER)
def one(hub: str, code: str) -> Any:
    """One meeting: sides, minutes, what came of it, history."""
    return _meeting_page(meeting_of(code))


def _meeting_page(
    meeting: Meeting,
    status: int = 200,
    *,
    form: forms.ResultForm | None = None,
    cancel_form: forms.CancelForm | None = None,
    place_form: forms.PlaceForm | None = None,
    right_form: CorrectForm | None = None,
) -> Any:
    page = render_template(
        "connections/meeting.html",
        meeting=meeting,
        form=form or forms.ResultForm(formdata=None, people=meeting.people),
        cancel_form=cancel_form or forms.CancelForm(formdata=None),
        place_form=place_form or forms.PlaceForm(formdata=None, obj=meeting),
        right_form=right_form or CorrectForm(formdata=None, state=meeting.state.value),
        connection=queries.connection_of(meeting),
        seen=tables.seen(meeting),
        history=history_of(meeting),
        begun=meeting.starts_at <= clock.now(),
        **WORDS,
    )
    return page, status


@bp.post("/hubs/<hub>/meetings/<code>/result")
@access.hub_role(Role.ORGANISER)
def result(hub: str, code: str) -> Any:
    """Record that it took place and what it led to, or who did not come."""
    meeting = meeting_of(code)
    form = forms.ResultForm()
    if form.submitted():
        try:
            happened = MeetingState(form.happened.data)
            if happened is MeetingState.HELD:
                actions.record_held(
                    meeting,
                    result_of(form, meeting),
                    discussion=form.discussion.data,
                    conclusion=form.conclusion.data,
                    people=form.people.data,
                )
                web.done(_("It is recorded; the connection is followed from now on."))
            else:
                actions.record_no_show(meeting, happened)
                undo = url_for(".take_back", hub=hub, code=code)
                web.done(_("It is recorded that one side did not come."), undo=undo)
            return web.see_other(url_for(".one", hub=hub, code=code))
        except Refused as refusal:
            form.refuse(refusal)
    return _meeting_page(meeting_of(code), 422, form=form)


@bp.post("/hubs/<hub>/meetings/<code>/cancel")
@access.hub_role(Role.ORGANISER)
def cancel(hub: str, code: str) -> Any:
    """Call it off, with the reason."""
    meeting = meeting_of(code)
    form = forms.CancelForm()
    if not form.submitted():
        return _meeting_page(meeting, 422, cancel_form=form)
    try:
        actions.cancel(meeting, form.reason.data)
        undo = url_for(".take_back", hub=hub, code=code)
        web.done(_("The meeting is cancelled."), undo=undo)
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".one", hub=hub, code=code))


@bp.post("/hubs/<hub>/meetings/<code>/place")
@access.hub_role(Role.ORGANISER)
def place(hub: str, code: str) -> Any:
    """Where an announced meeting takes place, or the link to join it."""
    meeting = meeting_of(code)
    form = forms.PlaceForm()
    if not form.submitted():
        return _meeting_page(meeting, 422, place_form=form)
    version = web.etag_version(form.version.data)
    try:
        actions.edit_minutes(meeting, {"place": form.place.data}, version)
    except Refused as refusal:
        form.refuse(refusal)
        theirs = meeting_of(code)
        form.version.raw_data, form.version.data = None, str(theirs.version)
        return _meeting_page(theirs, 409, place_form=form)
    web.done(_("The place is noted."))
    return web.see_other(url_for(".one", hub=hub, code=code))


@bp.post("/hubs/<hub>/meetings/<code>/take-back")
@access.hub_role(Role.ORGANISER)
def take_back(hub: str, code: str) -> Any:
    """It was not called off, or both sides came after all."""
    try:
        actions.take_back(meeting_of(code))
        web.done(_("The meeting stands again."))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".one", hub=hub, code=code))


@bp.post("/hubs/<hub>/meetings/<code>/correct")
@access.hub_role(Role.ORGANISER)
def correct(hub: str, code: str) -> Any:
    """Say by hand what really happened, with the reason."""
    meeting = meeting_of(code)
    form = CorrectForm()
    if form.submitted():
        try:
            presence.correct(meeting, MeetingState(form.state.data), form.reason.data)
            web.done(_("It is put right."))
            return web.see_other(url_for(".one", hub=hub, code=code))
        except Refused as refusal:
            form.refuse(refusal)
    return _meeting_page(meeting_of(code), 422, right_form=form)
