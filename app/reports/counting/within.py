"""Conditions that put a record into a scope."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.events.kinds import EventState
from app.events.models import Event
from app.reports.scope import Scope

Condition = sa.ColumnElement[bool]
Keys = sa.Select[Any]


def of_hub(scope: Scope, hub_id: Any) -> Condition:
    """The record is of the scope's hub; true for all hubs."""
    return sa.true() if scope.hub_id is None else hub_id == scope.hub_id


def on_days(scope: Scope, day: Any) -> Condition:
    """A local date lies in the period."""
    return day.between(scope.first, scope.last)


def at_moments(scope: Scope, moment: Any) -> Condition:
    """A moment lies in the period, by local days."""
    start, end = clock.day_bounds(scope.first, scope.last)
    return sa.and_(moment >= start, moment < end)


def of_counted_event(scope: Scope) -> Condition:
    """The event is the scope's, or one of its hub that is neither draft nor cancelled."""
    if scope.event_id is not None:
        return Event.id == scope.event_id
    return sa.and_(of_hub(scope, Event.hub_id), Event.state == EventState.PUBLISHED)


def in_event_or_at(scope: Scope, moment: Any) -> Condition:
    """Of a counted event, and in a hub's report at a moment of the period."""
    if scope.event_id is not None:
        return of_counted_event(scope)
    return sa.and_(of_counted_event(scope), at_moments(scope, moment))


def event_days_meet(scope: Scope) -> Condition:
    """Of a counted event some day of which lies in the period."""
    if scope.event_id is not None:
        return of_counted_event(scope)
    meets = sa.and_(Event.starts_on <= scope.last, Event.ends_on >= scope.first)
    return sa.and_(of_counted_event(scope), meets)
