"""Hubs at work."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import select

from app.accounts.models import Hub
from app.catalogue.models import Need, Technology
from app.connections.models import Connection, ConnectionStep, Meeting
from app.connections.stages import MeetingState, Stage
from app.events.models import Event, EventSession
from app.reports.counting import booths, catalogue, meetings, sessions
from app.reports.counting.within import Keys, Limits, of_hub


def active(limits: Limits) -> Keys:
    """Hubs open on the last day with something counted in the period; at an event its own hub."""
    if limits.is_event:
        own = select(Event.hub_id).where(Event.id == limits.event_id)
        return select(Hub.id).where(Hub.id.in_(own))
    opened = sa.and_(
        Hub.opened_on <= limits.last, sa.or_(Hub.closed_on.is_(None), Hub.closed_on > limits.last)
    )
    busy = sa.or_(*(Hub.id.in_(hubs) for hubs in _activities(limits)))
    return select(Hub.id).where(opened, of_hub(limits, Hub.id), busy)


def _activities(limits: Limits) -> list[Keys]:
    """The hubs of what the other figures count."""
    held = meetings.meetings(limits, MeetingState.HELD)
    shown = booths.exhibits(limits, placed=True)
    signed = [meetings.papers(limits, stage) for stage in (Stage.MEMORANDUM, Stage.CONTRACT)]
    return [
        select(Need.hub_id).where(Need.id.in_(catalogue.needs(limits))),
        select(Technology.hub_id).where(Technology.id.in_(catalogue.technologies(limits))),
        select(Meeting.hub_id).where(Meeting.id.in_(held)),
        select(Event.hub_id).where(
            Event.id.in_(
                select(EventSession.event_id).where(EventSession.id.in_(sessions.held(limits)))
            )
        ),
        shown.with_only_columns(Event.hub_id),
        *(
            select(Connection.hub_id)
            .join(ConnectionStep, ConnectionStep.connection_id == Connection.id)
            .where(ConnectionStep.id.in_(keys))
            for keys in signed
        ),
    ]
