"""Meetings of a hub or an event, shaped for their pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import Hub
from app.catalogue.models import Expert, Need, Organisation, Technology
from app.connections.models import Connection, Meeting
from app.connections.stages import MeetingState, Mode
from app.core import clock, lists, moments
from app.core.db import db
from app.events.models import Event

Demand = aliased(Organisation)
Supply = aliased(Organisation)
SORTS = {
    "when": (Meeting.starts_at, Meeting.table_number, Meeting.id),
    "need": (Need.sort_key, Meeting.id),
    "demand": (Demand.sort_key, Meeting.id),
    "supply": (Supply.sort_key, Meeting.id),
}


def listed(hub: Hub, filters: dict[str, str], event: Event | None = None) -> Select[Any]:
    """The meetings of a hub (of one event) that the filters leave; drafts stay in the timetable.

    Filters: q, state ("no_show": either side), mode, from, to (dates), event ("none": all year).
    """
    found = (
        select(Meeting)
        .join(Meeting.need)
        .join(Demand, Demand.id == Meeting.demand_id)
        .outerjoin(Supply, Supply.id == Meeting.supply_id)
        .outerjoin(Meeting.technology)
        .outerjoin(Meeting.expert)
        .where(Meeting.hub_id == hub.id, Meeting.state != MeetingState.DRAFT)
        .options(
            contains_eager(Meeting.need),
            contains_eager(Meeting.demand.of_type(Demand)),
            contains_eager(Meeting.supply.of_type(Supply)),
            contains_eager(Meeting.technology),
            contains_eager(Meeting.expert),
            joinedload(Meeting.event),
        )
    )
    if event is not None:
        found = found.where(Meeting.event_id == event.id)
    elif filters.get("event") == "none":
        found = found.where(Meeting.event_id.is_(None))
    if filters.get("state") == "no_show":
        found = found.where(
            Meeting.state.in_([MeetingState.NO_SHOW_DEMAND, MeetingState.NO_SHOW_SUPPLY])
        )
    elif filters.get("state") == "due":
        found = found.where(*due())
    elif filters.get("state") == "disputed":
        found = found.where(Meeting.disputed_at.is_not(None))
    elif filters.get("state") in set(MeetingState):
        found = found.where(Meeting.state == filters["state"])
    if filters.get("mode") in set(Mode):
        found = found.where(Meeting.mode == filters["mode"])
    if filters.get("day"):
        found = found.where(*_on(filters["day"]))
    q = filters.get("q", "")
    if lists.words(q):
        found = found.where(
            or_(
                lists.matching(Need.folded, q),
                lists.matching(Demand.folded, q),
                lists.matching(Supply.folded, q),
                lists.matching(Technology.folded, q),
                lists.matching(Expert.folded, q),
                Meeting.code == q.strip().lower(),
            )
        )
    return found


def _on(day: str) -> list[Any]:
    try:
        start, end = clock.day_bounds(date.fromisoformat(day), date.fromisoformat(day))
    except ValueError:
        return []
    return [Meeting.starts_at >= start, Meeting.starts_at < end]


def due() -> list[Any]:
    """Conditions of meetings that are over and of which nothing is recorded yet: whether they
    took place, or what a meeting led to that is known to be held."""
    silent = or_(
        Meeting.state == MeetingState.ANNOUNCED,
        and_(Meeting.state == MeetingState.HELD, Meeting.outcome_kind.is_(None)),
    )
    return [silent, Meeting.ends_at < moments.now()]


def counts(hub: Hub, event: Event | None = None) -> dict[str, int]:
    """Meetings by state, besides "due": over, and nothing recorded."""
    scope = [Meeting.hub_id == hub.id]
    if event is not None:
        scope.append(Meeting.event_id == event.id)
    over = func.count().filter(*due())
    said_twice = func.count().filter(Meeting.disputed_at.is_not(None))
    found = select(Meeting.state, func.count(), over, said_twice)
    rows = db.session.execute(found.where(*scope).group_by(Meeting.state)).all()
    numbers = {row[0].value: row[1] for row in rows}
    numbers["due"] = sum(row[2] for row in rows)
    numbers["disputed"] = sum(row[3] for row in rows)
    numbers["no_show"] = numbers.get("no_show_demand", 0) + numbers.get("no_show_supply", 0)
    return numbers


def by_code(hub: Hub, code: str) -> Meeting | None:
    """One meeting with all its sides."""
    found = (
        select(Meeting)
        .where(Meeting.hub_id == hub.id, Meeting.code == code)
        .options(
            joinedload(Meeting.need),
            joinedload(Meeting.demand),
            joinedload(Meeting.supply),
            joinedload(Meeting.technology),
            joinedload(Meeting.expert),
            joinedload(Meeting.event),
            joinedload(Meeting.request),
            joinedload(Meeting.hub),
        )
    )
    return db.session.scalar(found)


def connection_of(meeting: Meeting) -> Connection | None:
    return db.session.scalar(select(Connection).where(Connection.meeting_id == meeting.id))


def expert_choices(hub_id: int) -> list[tuple[str, str]]:
    """A hub's experts for a select, by given name."""
    found = (
        select(Expert.code, Expert.academic_title, Expert.full_name)
        .where(Expert.hub_id == hub_id, Expert.archived_at.is_(None))
        .order_by(Expert.sort_key)
    )
    return [
        (code, " ".join(filter(None, [title, name])))
        for code, title, name in db.session.execute(found)
    ]
