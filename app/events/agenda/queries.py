"""What is read of an agenda, with a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Hub
from app.catalogue.models import Expert
from app.core import clock, lists
from app.core.db import db
from app.events.kinds import SessionKind, SessionState
from app.events.models import Event, EventSession, Room, Venue

SORTS = {
    "starts": (EventSession.starts_at, EventSession.id),
    "code": (EventSession.code, EventSession.id),
    "title": (EventSession.sort_key, EventSession.id),
    "kind": (EventSession.kind, EventSession.starts_at, EventSession.id),
    "room": (Room.sort_key, EventSession.starts_at, EventSession.id),
}


def _whole() -> Select[EventSession]:
    return select(EventSession).options(
        joinedload(EventSession.room), selectinload(EventSession.speakers)
    )


def session_by_code(event: Event, code: str) -> EventSession | None:
    found = _whole().where(EventSession.event_id == event.id, EventSession.code == code)
    return db.session.scalar(found)


def sessions_of(event: Event, *, cancelled: bool = False) -> list[EventSession]:
    """The agenda in the order of time and rooms; with `cancelled`, what was called off too."""
    found = _whole().where(EventSession.event_id == event.id)
    if not cancelled:
        found = found.where(EventSession.state == SessionState.PLANNED)
    ordered = found.outerjoin(EventSession.room).order_by(
        EventSession.starts_at, Room.code, EventSession.code
    )
    return list(db.session.scalars(ordered))


def public_page(event: Event, after: Sequence[Any] | None, number: int) -> list[EventSession]:
    """The next sessions behind `after` (begin, id); one more than `number` when there are more."""
    found = _whole().where(
        EventSession.event_id == event.id, EventSession.state == SessionState.PLANNED
    )
    if after is not None:
        begin, last_id = datetime.fromisoformat(after[0]), int(after[1])
        at_once = and_(EventSession.starts_at == begin, EventSession.id > last_id)
        found = found.where(or_(EventSession.starts_at > begin, at_once))
    ordered = found.order_by(EventSession.starts_at, EventSession.id).limit(number + 1)
    return list(db.session.scalars(ordered))


def listed(event: Event, q: str, day: date | None, kind: str, room: str) -> Select[Any]:
    """The agenda as its list in the office shows it, cancelled sessions too."""
    found = _whole().where(EventSession.event_id == event.id).outerjoin(EventSession.room)
    if q:
        found = found.where(lists.matching(EventSession.folded, q))
    if day is not None:
        first, after = clock.day_bounds(day, day, event.zone)
        found = found.where(EventSession.starts_at >= first, EventSession.starts_at < after)
    if kind in set(SessionKind):
        found = found.where(EventSession.kind == SessionKind(kind))
    if room:
        found = found.where(Room.code == room)
    return found


@dataclass
class Day:
    """One day of an agenda: its sessions by the time they begin."""

    date: date
    sessions: list[EventSession] = field(default_factory=list)

    @property
    def hours(self) -> list[tuple[datetime, list[EventSession]]]:
        by_time: dict[datetime, list[EventSession]] = defaultdict(list)
        for session in self.sessions:
            by_time[session.starts_at].append(session)
        return sorted(by_time.items())


def days_of(event: Event, sessions: Sequence[EventSession]) -> list[Day]:
    """The event's days with their sessions, days without any included."""
    days = {day: Day(day) for day in event.days}
    for session in sessions:
        day = session.starts_at.astimezone(event.zone).date()
        days.setdefault(day, Day(day)).sessions.append(session)
    return [days[day] for day in sorted(days)]


def rooms_of(event: Event) -> list[Room]:
    """The rooms one may choose: those of the event's venue, or of all the hub's venues."""
    found = select(Room).join(Room.venue).options(joinedload(Room.venue))
    found = found.where(Room.archived_at.is_(None), Venue.hub_id == event.hub_id)
    if event.venue_id is not None:
        found = found.where(Room.venue_id == event.venue_id)
    ordered = found.order_by(Room.is_hall, Venue.name, Room.code, Room.id)
    return list(db.session.scalars(ordered))


def experts_for(hub: Hub, most: int = 1000) -> list[Expert]:
    """Experts a hub may put on an agenda: its own, and those whose profile is public."""
    found = (
        select(Expert)
        .options(joinedload(Expert.organisation), joinedload(Expert.hub))
        .where(
            Expert.archived_at.is_(None),
            or_(Expert.hub_id == hub.id, Expert.public_profile.is_(True)),
        )
    )
    ordered = found.order_by(Expert.hub_id != hub.id, Expert.sort_key, Expert.id).limit(most)
    return list(db.session.scalars(ordered))
