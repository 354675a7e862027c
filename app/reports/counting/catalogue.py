"""Needs, technologies and experts."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import select

from app.booths.models import Exhibit, Exhibitor, ExhibitorState
from app.catalogue.models import Expert, ExpertHandover, Need, Technology
from app.catalogue.states import COUNTED_NEEDS, NeedState
from app.connections.models import Meeting, MeetingRequest
from app.events.kinds import SessionState
from app.events.models import EventSession, Speaker
from app.reports.counting.within import Condition, Keys, Limits, of_hub, on_days

GONE = (ExhibitorState.WITHDRAWN, ExhibitorState.REFUSED)


def needs(limits: Limits) -> Keys:
    """Needs that were verified at least, by the day of receipt; at an event those brought to it."""
    return select(Need.id).where(Need.state.in_(COUNTED_NEEDS), _received(limits))


def resolved(limits: Limits) -> Keys:
    """Those of the same cohort that are resolved."""
    return select(Need.id).where(Need.state == NeedState.RESOLVED, _received(limits))


def _received(limits: Limits) -> Condition:
    if limits.is_event:
        return Need.id.in_(brought(limits))
    return sa.and_(of_hub(limits, Need.hub_id), on_days(limits, Need.received_on))


def brought(limits: Limits) -> Keys:
    """Needs for which a meeting was asked at the event."""
    return select(MeetingRequest.need_id).where(MeetingRequest.event_id == limits.event_id)


def technologies(limits: Limits) -> Keys:
    """Usable technologies by the day of their first verification; at an event those offered."""
    if not limits.is_event:
        within = sa.and_(of_hub(limits, Technology.hub_id), on_days(limits, Technology.verified_on))
    else:
        offered = (
            select(Exhibit.technology_id)
            .join(Exhibitor, Exhibitor.id == Exhibit.exhibitor_id)
            .where(Exhibit.event_id == limits.event_id, Exhibitor.state.not_in(GONE))
        )
        within = Technology.id.in_(offered)
    return select(Technology.id).where(Technology.verified_on.is_not(None), within)


def experts(limits: Limits) -> Keys:
    """Approved profiles in stock on the last day; at an event the experts who took part."""
    if not limits.is_event:
        within = sa.and_(of_hub(limits, Expert.hub_id), Expert.approved_on <= limits.last)
    else:
        speaking = (
            select(Speaker.expert_id)
            .join(EventSession, EventSession.id == Speaker.session_id)
            .where(
                EventSession.event_id == limits.event_id,
                EventSession.state == SessionState.PLANNED,
                Speaker.expert_id.is_not(None),
            )
        )
        met = select(Meeting.expert_id).where(
            Meeting.event_id == limits.event_id, Meeting.expert_id.is_not(None)
        )
        within = sa.or_(Expert.id.in_(speaking), Expert.id.in_(met))
    stock = (Expert.approved_on.is_not(None), Expert.archived_at.is_(None))
    return select(Expert.id).where(*stock, within)


def handovers(limits: Limits) -> Keys:
    """Profiles handed to the owner of a need; at an event for needs brought to it."""
    if not limits.is_event:
        within = of_hub(limits, ExpertHandover.hub_id), on_days(limits, ExpertHandover.provided_on)
    else:
        since = ExpertHandover.provided_on >= limits.first
        within = ExpertHandover.need_id.in_(brought(limits)), since
    return select(ExpertHandover.id).where(*within)
