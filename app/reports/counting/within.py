"""The line drawn around a report, as SQL sees it, and the conditions that put a record inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from app.core import clock
from app.events.kinds import EventState
from app.events.models import Event
from app.reports.scope import Scope

Condition = sa.ColumnElement[bool]
Keys = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Limits:
    """A scope as values or, where a statement is kept to be used again, as named parameters.

    `start`, `end`: the period in moments, the end excluded. `repeats`: ids of meetings that
    repeat another one.
    """

    is_event: bool
    all_hubs: bool
    first: Any
    last: Any
    start: Any
    end: Any
    hub_id: Any
    event_id: Any
    repeats: Any

    @staticmethod
    def of(scope: Scope) -> Limits:
        """The scope as values."""
        return Limits(scope.is_event, scope.hub_id is None, **_values(scope))

    @staticmethod
    def named(number: int, *, is_event: bool, all_hubs: bool) -> Limits:
        """The shape of a scope; its values are parameters that end with `number`."""
        names: dict[str, Any] = {name: bindparam(f"{name}_{number}") for name in VALUES}
        names["repeats"] = bindparam(f"repeats_{number}", expanding=True)
        return Limits(is_event, all_hubs, **names)


VALUES = ("first", "last", "start", "end", "hub_id", "event_id")


def parameters(scope: Scope, number: int) -> dict[str, Any]:
    """The values of the parameters that `Limits.named` leaves open."""
    return {f"{name}_{number}": value for name, value in _values(scope).items()}


def _values(scope: Scope) -> dict[str, Any]:
    start, end = clock.day_bounds(scope.first, scope.last)
    return {
        "first": scope.first,
        "last": scope.last,
        "start": start,
        "end": end,
        "hub_id": scope.hub_id,
        "event_id": scope.event_id,
        "repeats": scope.repeats or (),
    }


def of_hub(limits: Limits, hub_id: Any) -> Condition:
    """The record is of the report's hub; true for all hubs."""
    return sa.true() if limits.all_hubs else hub_id == limits.hub_id


def on_days(limits: Limits, day: Any) -> Condition:
    """A local date lies in the period."""
    return day.between(limits.first, limits.last)


def at_moments(limits: Limits, moment: Any) -> Condition:
    """A moment lies in the period, by local days."""
    return sa.and_(moment >= limits.start, moment < limits.end)


def of_counted_event(limits: Limits) -> Condition:
    """The event is the report's, or one of its hub that is neither draft nor cancelled."""
    if limits.is_event:
        return Event.id == limits.event_id
    return sa.and_(of_hub(limits, Event.hub_id), Event.state == EventState.PUBLISHED)


def in_event_or_at(limits: Limits, moment: Any) -> Condition:
    """Of a counted event, and in a hub's report at a moment of the period."""
    if limits.is_event:
        return of_counted_event(limits)
    return sa.and_(of_counted_event(limits), at_moments(limits, moment))


def event_days_meet(limits: Limits) -> Condition:
    """Of a counted event some day of which lies in the period."""
    if limits.is_event:
        return of_counted_event(limits)
    meets = sa.and_(Event.starts_on <= limits.last, Event.ends_on >= limits.first)
    return sa.and_(of_counted_event(limits), meets)
