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
from app.reports.counting.within import Condition, Keys, of_hub, on_days
from app.reports.scope import Scope

GONE = (ExhibitorState.WITHDRAWN, ExhibitorState.REFUSED)


def needs(scope: Scope) -> Keys:
    """Needs that were verified at least, by the day of receipt; at an event those brought to it."""
    return select(Need.id).where(Need.state.in_(COUNTED_NEEDS), _received(scope))


def resolved(scope: Scope) -> Keys:
    """Those of the same cohort that are resolved."""
    return select(Need.id).where(Need.state == NeedState.RESOLVED, _received(scope))


def _received(scope: Scope) -> Condition:
    if scope.event_id is not None:
        return Need.id.in_(brought(scope))
    return sa.and_(of_hub(scope, Need.hub_id), on_days(scope, Need.received_on))


def brought(scope: Scope) -> Keys:
    """Needs for which a meeting was asked at the event."""
    return select(MeetingRequest.need_id).where(MeetingRequest.event_id == scope.event_id)


def technologies(scope: Scope) -> Keys:
    """Usable technologies by the day of their first verification; at an event those offered."""
    if scope.event_id is None:
        within = sa.and_(of_hub(scope, Technology.hub_id), on_days(scope, Technology.verified_on))
    else:
        offered = (
            select(Exhibit.technology_id)
            .join(Exhibitor, Exhibitor.id == Exhibit.exhibitor_id)
            .where(Exhibit.event_id == scope.event_id, Exhibitor.state.not_in(GONE))
        )
        within = Technology.id.in_(offered)
    return select(Technology.id).where(Technology.verified_on.is_not(None), within)


def experts(scope: Scope) -> Keys:
    """Approved profiles in stock on the last day; at an event the experts who took part."""
    if scope.event_id is None:
        within = sa.and_(of_hub(scope, Expert.hub_id), Expert.approved_on <= scope.last)
    else:
        speaking = (
            select(Speaker.expert_id)
            .join(EventSession, EventSession.id == Speaker.session_id)
            .where(
                EventSession.event_id == scope.event_id,
                EventSession.state == SessionState.PLANNED,
                Speaker.expert_id.is_not(None),
            )
        )
        met = select(Meeting.expert_id).where(
            Meeting.event_id == scope.event_id, Meeting.expert_id.is_not(None)
        )
        within = sa.or_(Expert.id.in_(speaking), Expert.id.in_(met))
    stock = (Expert.approved_on.is_not(None), Expert.archived_at.is_(None))
    return select(Expert.id).where(*stock, within)


def handovers(scope: Scope) -> Keys:
    """Profiles handed to the owner of a need; at an event for needs brought to it."""
    if scope.event_id is None:
        within = of_hub(scope, ExpertHandover.hub_id), on_days(scope, ExpertHandover.provided_on)
    else:
        since = ExpertHandover.provided_on >= scope.first
        within = ExpertHandover.need_id.in_(brought(scope)), since
    return select(ExpertHandover.id).where(*within)
