"""Meeting requests of an event, shaped for their pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.catalogue.models import Need, Organisation, Suggestion, Technology
from app.catalogue.states import SuggestionState
from app.connections.models import Meeting, MeetingRequest
from app.connections.stages import RequestState
from app.core import lists
from app.core.db import db
from app.events.models import Event

SORTS = {
    "code": (MeetingRequest.code, MeetingRequest.id),
    "need": (Need.sort_key, MeetingRequest.id),
    "technology": (Technology.sort_key, MeetingRequest.id),
    "weight": (MeetingRequest.weight, MeetingRequest.id),
    "asked": (MeetingRequest.requested_at, MeetingRequest.id),
}


def listed(event: Event, q: str, state: str, mode: str) -> Select[Any]:
    """The requests that a list page's filters leave."""
    found = (
        select(MeetingRequest)
        .join(MeetingRequest.need)
        .join(MeetingRequest.technology)
        .where(MeetingRequest.event_id == event.id)
        .options(
            contains_eager(MeetingRequest.need).joinedload(Need.organisation),
            contains_eager(MeetingRequest.technology).joinedload(Technology.organisation),
        )
    )
    if state:
        found = found.where(MeetingRequest.state == state)
    if mode:
        found = found.where(MeetingRequest.mode == mode)
    if lists.words(q):
        found = found.where(
            or_(lists.matching(Need.folded, q), lists.matching(Technology.folded, q))
        )
    return found


def counts(event: Event) -> dict[RequestState, int]:
    """How many requests stand in each state."""
    found = (
        select(MeetingRequest.state, func.count())
        .where(MeetingRequest.event_id == event.id)
        .group_by(MeetingRequest.state)
    )
    return dict(db.session.execute(found).tuples().all())


def by_code(event: Event, code: str) -> MeetingRequest | None:
    found = (
        select(MeetingRequest)
        .where(MeetingRequest.event_id == event.id, MeetingRequest.code == code)
        .options(
            joinedload(MeetingRequest.need).joinedload(Need.organisation),
            joinedload(MeetingRequest.technology).joinedload(Technology.organisation),
        )
    )
    return db.session.scalar(found)


def meeting_of(request: MeetingRequest) -> Meeting | None:
    return db.session.scalar(select(Meeting).where(Meeting.request_id == request.id))


def need_choices(hub_id: int) -> list[tuple[str, str]]:
    """A hub's needs for a select: code and title with the organisation."""
    found = (
        select(Need.code, Need.title, Organisation.short_name, Organisation.name)
        .join(Need.organisation)
        .where(Need.hub_id == hub_id, Need.archived_at.is_(None))
        .order_by(Need.sort_key)
    )
    return [
        (code, f"{code} · {title} ({short or name})")
        for code, title, short, name in db.session.execute(found)
    ]


def technology_choices(hub_id: int) -> list[tuple[str, str]]:
    """A hub's technologies for a select."""
    found = (
        select(Technology.code, Technology.title, Organisation.short_name, Organisation.name)
        .join(Technology.organisation)
        .where(Technology.hub_id == hub_id, Technology.archived_at.is_(None))
        .order_by(Technology.sort_key)
    )
    return [
        (code, f"{code} · {title} ({short or name})")
        for code, title, short, name in db.session.execute(found)
    ]


def open_suggestions(event: Event) -> list[Suggestion]:
    """Accepted suggestions of the hub for which no meeting was asked at this event yet."""
    asked = select(MeetingRequest.id).where(
        MeetingRequest.event_id == event.id,
        MeetingRequest.need_id == Suggestion.need_id,
        MeetingRequest.technology_id == Suggestion.technology_id,
    )
    found = (
        select(Suggestion)
        .where(
            Suggestion.hub_id == event.hub_id,
            Suggestion.state == SuggestionState.ACCEPTED,
            ~asked.exists(),
        )
        .order_by(Suggestion.id)
    )
    return list(db.session.scalars(found))
