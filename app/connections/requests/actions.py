"""Asking for a meeting, and answering."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.catalogue.models import Need, Technology
from app.connections.models import Meeting, MeetingRequest
from app.connections.requests import queries
from app.connections.stages import MeetingState, Mode, RequestState
from app.core import audit, clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event

ANSWER_WITHIN = timedelta(days=7)


def create(
    event: Event,
    need: Need,
    technology: Technology,
    *,
    weight: int = 3,
    mode: Mode = Mode.ON_SITE,
    message: str | None = None,
    code: str | None = None,
    suggestion_id: int | None = None,
) -> MeetingRequest:
    """Ask that a need's side and a technology's side meet at an event."""
    if need.organisation_id == technology.organisation_id:
        raise Refused("same_organisation")
    with transaction():
        request = MeetingRequest(
            event_id=event.id,
            code=code or _next_code(event),
            need_id=need.id,
            technology_id=technology.id,
            suggestion_id=suggestion_id,
            weight=weight,
            mode=mode,
            state=RequestState.REQUESTED,
            message=message,
            requested_at=clock.now(),
            expires_at=clock.now() + ANSWER_WITHIN,
        )
        db.session.add(request)
        try:
            db.session.flush()
        except IntegrityError as clash:
            raise Refused("request_exists") from clash
        audit.record("meeting_requested", request, hub_id=event.hub_id)
    return request


def _next_code(event: Event) -> str:
    """The next free code, Q001…; a clash under parallel saves is refused by the database."""
    last = db.session.scalar(
        select(func.max(MeetingRequest.code)).where(
            MeetingRequest.event_id == event.id, MeetingRequest.code.like("Q%")
        )
    )
    number = int("".join(c for c in last if c.isdigit()) or 0) + 1 if last else 1
    return f"Q{number:03}"


def answer(request: MeetingRequest, *, accept: bool, reason: str | None = None) -> None:
    """Accept or decline; an answer can be changed until a meeting stands in the timetable."""
    with transaction():
        _not_in_timetable(request)
        if request.state in {RequestState.WITHDRAWN, RequestState.EXPIRED}:
            raise Refused("request_answered")
        request.state = RequestState.ACCEPTED if accept else RequestState.DECLINED
        request.answered_at = clock.now()
        request.decline_reason = None if accept else reason
        request.version += 1
        deed = "request_accepted" if accept else "request_declined"
        audit.record(deed, request, hub_id=request.event.hub_id)


def withdraw(request: MeetingRequest) -> None:
    with transaction():
        _not_in_timetable(request)
        request.state = RequestState.WITHDRAWN
        request.answered_at = clock.now()
        request.version += 1
        audit.record("request_withdrawn", request, hub_id=request.event.hub_id)


def reopen(request: MeetingRequest) -> None:
    """Take an answer, a withdrawal or an expiry back."""
    with transaction():
        _not_in_timetable(request)
        request.state = RequestState.REQUESTED
        request.answered_at = request.decline_reason = None
        request.expires_at = clock.now() + ANSWER_WITHIN
        request.version += 1
        audit.record("request_reopened", request, hub_id=request.event.hub_id)


def expire(request: MeetingRequest) -> None:
    """Nobody answered in time."""
    with transaction():
        request.state = RequestState.EXPIRED
        request.answered_at = clock.now()
        request.version += 1
        audit.record("request_expired", request, hub_id=request.event.hub_id)


def expire_due(event: Event) -> int:
    """Let all requests expire whose time to answer is over; how many."""
    with transaction():
        due = (
            update(MeetingRequest)
            .where(
                MeetingRequest.event_id == event.id,
                MeetingRequest.state == RequestState.REQUESTED,
                MeetingRequest.expires_at < clock.now(),
            )
            .values(state=RequestState.EXPIRED, answered_at=clock.now())
        )
        count = db.session.execute(due).rowcount
        if count:
            audit.record("requests_expired", event, event_id=event.id, count=count)
    return count


def ask_for_accepted(event: Event) -> int:
    """A request for each accepted suggestion that has none at this event; how many."""
    with transaction():
        found = queries.open_suggestions(event)
        number = int(_next_code(event)[1:])
        for offset, suggestion in enumerate(found):
            create(
                event,
                suggestion.need,
                suggestion.technology,
                code=f"Q{number + offset:03}",
                suggestion_id=suggestion.id,
            )
    return len(found)


def import_rows(event: Event, rows: list[dict[str, Any]]) -> int:
    """Requests from a sheet (code, need, technology, weight, mode), all or nothing; how many.

    Codes of needs and technologies are those of the event's hub. Raises Refused("not_found").
    """
    needs = _by_code(Need, event.hub_id, {row["need"] for row in rows})
    technologies = _by_code(Technology, event.hub_id, {row["technology"] for row in rows})
    with transaction():
        now = clock.now()
        for row in rows:
            db.session.add(
                MeetingRequest(
                    event_id=event.id,
                    code=row["code"],
                    need_id=needs[row["need"]],
                    technology_id=technologies[row["technology"]],
                    weight=int(row["weight"]),
                    mode=Mode(row["mode"]),
                    state=RequestState.REQUESTED,
                    requested_at=now,
                    expires_at=now + ANSWER_WITHIN,
                )
            )
        try:
            db.session.flush()
        except IntegrityError as clash:
            raise Refused("request_exists") from clash
        audit.record("requests_imported", event, event_id=event.id, count=len(rows))
    return len(rows)


def _by_code(model: Any, hub_id: int, codes: set[str]) -> dict[str, int]:
    found = select(model.code, model.id).where(model.hub_id == hub_id, model.code.in_(codes))
    known = dict(db.session.execute(found).tuples().all())
    for code in sorted(codes - known.keys()):
        raise Refused("not_found", what=code)
    return known


def _not_in_timetable(request: MeetingRequest) -> None:
    live = select(Meeting.id).where(
        Meeting.request_id == request.id, Meeting.state != MeetingState.CANCELLED
    )
    if db.session.scalar(live) is not None:
        raise Refused("request_in_timetable")
