"""The page of one request: both sides, its answer, its meeting, its history."""

from __future__ import annotations

from typing import Any

from flask import render_template

from app.connections import booths
from app.connections.deeds import history_of
from app.connections.models import Meeting, MeetingRequest
from app.connections.requests import forms, queries
from app.connections.stages import MeetingState, Mode, RequestState
from app.connections.timetables import wishes
from app.connections.words import REQUEST_KINDS, REQUEST_STATES
from app.core import clock


def where_form(
    request: MeetingRequest, meeting: Meeting | None, **given: Any
) -> forms.WhereForm | None:
    """The form on a request's page; None where its place cannot change any more."""
    if request.state not in wishes.OPEN or _over(meeting):
        return None
    firm_id = request.technology.organisation_id
    stands = booths.stands_of(request.event_id, [firm_id]).get(firm_id, [])
    online = meeting if meeting is not None and meeting.mode is Mode.ONLINE else None
    link = (online.join_link if online else None) or request.place
    form = forms.WhereForm(
        mode=booths.value_of(request, stands),
        link=link if request.mode is Mode.ONLINE else None,
        **given,
    )
    form.mode.choices = booths.choices(stands, request.technology_id)
    return form


def _over(meeting: Meeting | None) -> bool:
    if meeting is None:
        return False
    begun = meeting.slot_id is not None and meeting.starts_at <= clock.now()
    return begun or meeting.state not in (MeetingState.DRAFT, MeetingState.ANNOUNCED)


def request_page(
    found: MeetingRequest,
    form: forms.DeclineForm | None = None,
    *,
    where: forms.WhereForm | None = None,
    status: int = 200,
) -> Any:
    """The page of a request, with what was typed into one of its forms."""
    meeting = queries.meeting_of(found)
    page = render_template(
        "connections/request.html",
        row=found,
        meeting=meeting,
        form=form or forms.DeclineForm(formdata=None),
        where=where or where_form(found, meeting, formdata=None),
        how=booths.how(found),
        history=history_of(found),
        RequestState=RequestState,
        now=clock.now(),
        states=REQUEST_STATES,
        kinds=REQUEST_KINDS,
    )
    return page, status
