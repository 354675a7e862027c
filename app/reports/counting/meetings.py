"""Requests, meetings, connections and the papers signed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.connections.models import Connection, ConnectionStep, Meeting, MeetingRequest
from app.connections.stages import STAGE_OF, MeetingState, Mode, RequestState, Stage
from app.core import clock
from app.core.db import db
from app.events.models import Event
from app.reports.counting.within import (
    Condition,
    Keys,
    Limits,
    at_moments,
    in_event_or_at,
    of_hub,
    on_days,
)
from app.reports.scope import Scope

MISSED = (MeetingState.NO_SHOW_DEMAND, MeetingState.NO_SHOW_SUPPLY)


def requests(limits: Limits, *states: RequestState) -> Keys:
    """Meeting requests in these states (none named: all)."""
    found = (
        select(MeetingRequest.id)
        .join(Event, Event.id == MeetingRequest.event_id)
        .where(in_event_or_at(limits, MeetingRequest.requested_at))
    )
    return found.where(MeetingRequest.state.in_(states)) if states else found


def announced(limits: Limits) -> Keys:
    """Meetings that both sides were told of, whatever became of them."""
    return select(Meeting.id).where(Meeting.announced_at.is_not(None), _met(limits))


def meetings(limits: Limits, *states: MeetingState) -> Keys:
    return select(Meeting.id).where(Meeting.state.in_(states), _met(limits))


def connecting(limits: Limits, mode: Mode) -> Keys:
    """Meetings held with an outcome; the same two sides on the same day count once."""
    found = select(Meeting.id).where(_held_with_outcome(limits), Meeting.mode == mode)
    return found.where(Meeting.id.not_in(limits.repeats))


def repeats(period: Scope) -> tuple[int, ...]:
    """Ids of meetings that repeat one of the same need and technology (or expert) that day."""
    return tuple(row.id for row in _again(_met(Limits.of(period))))


def repeats_within(events: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The same within each of some events by itself, in one statement."""
    found: dict[int, tuple[int, ...]] = dict.fromkeys(events, ())
    for row in _again(Meeting.event_id.in_(events), Meeting.event_id):
        found[row.event_id] += (row.id,)
    return found


def _again(where: Condition, *within: Any) -> Iterator[sa.Row[Any]]:
    """The later meetings of pairs that met more than once on a day, `within` the same.

    Databases do not agree on local days, so the few pairs that met more than once are looked
    at here: one small statement.
    """
    technology = func.coalesce(Meeting.technology_id, 0)
    pair = (Meeting.need_id, technology, Meeting.expert_id, *within)
    held = sa.and_(_HELD_WITH_OUTCOME, where)
    often = (
        select(*(column.label(f"c{n}") for n, column in enumerate(pair)))
        .where(held)
        .group_by(*pair)
        .having(func.count() > 1)
        .subquery()
    )
    same = [
        often.c.c0 == Meeting.need_id,
        often.c.c1 == technology,
        func.coalesce(often.c.c2, 0) == func.coalesce(Meeting.expert_id, 0),
        *(often.c[f"c{n}"] == column for n, column in enumerate(within, 3)),
    ]
    found = (
        select(Meeting.id, Meeting.starts_at, *pair)
        .join(often, sa.and_(*same))
        .where(held)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    seen = set()
    for row in db.session.execute(found):
        once = (clock.local(row.starts_at).date(), *row[2:])
        if once in seen:
            yield row
        seen.add(once)


_HELD_WITH_OUTCOME = sa.and_(Meeting.state == MeetingState.HELD, Meeting.outcome_kind.is_not(None))


def _held_with_outcome(limits: Limits) -> Condition:
    return sa.and_(_HELD_WITH_OUTCOME, _met(limits))


def _met(limits: Limits) -> Condition:
    if limits.is_event:
        return Meeting.event_id == limits.event_id
    return sa.and_(of_hub(limits, Meeting.hub_id), at_moments(limits, Meeting.starts_at))


def connections(limits: Limits, *stages: Stage) -> Keys:
    """Connections in these stages (none named: all), by the day of the meeting behind them."""
    found = (
        select(Connection.id).join(Meeting, Meeting.id == Connection.meeting_id).where(_met(limits))
    )
    return found.where(Connection.stage.in_(stages)) if stages else found


def papers(limits: Limits, stage: Stage) -> Keys:
    """Papers of a kind signed, by the day of signing; steps taken back do not count."""
    kinds = [kind for kind, of in STAGE_OF.items() if of is stage]
    undo = aliased(ConnectionStep)
    taken_back = select(undo.id).where(undo.revokes_id == ConnectionStep.id).exists()
    if limits.is_event:
        within = Connection.event_id == limits.event_id
    else:
        own = of_hub(limits, Connection.hub_id)
        within = sa.and_(own, on_days(limits, ConnectionStep.happened_on))
    return (
        select(ConnectionStep.id)
        .join(Connection, Connection.id == ConnectionStep.connection_id)
        .where(
            ConnectionStep.outcome_kind.in_(kinds),
            ConnectionStep.revokes_id.is_(None),
            ~taken_back,
            within,
        )
    )
