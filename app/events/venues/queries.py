"""What is read about venues."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, or_, select

from app.accounts.models import Hub
from app.core.db import db
from app.events.models import Event, Room, Venue

SORTS = {"name": (Venue.name, Venue.id), "code": (Venue.code, Venue.id)}


def listed(hub: Hub, q: str, archived: bool) -> Select[Venue]:
    """The hub's venues: those in use, or those put away."""
    found = select(Venue).where(Venue.hub_id == hub.id)
    found = found.where(Venue.archived_at.is_not(None) if archived else Venue.archived_at.is_(None))
    if q:
        like = f"%{q.lower()}%"
        found = found.where(
            or_(func.lower(Venue.name).like(like), func.lower(Venue.address).like(like))
        )
    return found


def figures(venues: list[Venue]) -> dict[int, dict[str, Any]]:
    """Rooms, seats and events of some venues, in two statements."""
    ids = [venue.id for venue in venues]
    rooms = db.session.execute(
        select(Room.venue_id, func.count(), func.sum(Room.capacity))
        .where(Room.venue_id.in_(ids), Room.archived_at.is_(None))
        .group_by(Room.venue_id)
    )
    events = db.session.execute(
        select(Event.venue_id, func.count()).where(Event.venue_id.in_(ids)).group_by(Event.venue_id)
    )
    found: dict[int, dict[str, Any]] = {
        venue_id: {"rooms": 0, "seats": 0, "events": 0} for venue_id in ids
    }
    for venue_id, number, seats in rooms:
        found[venue_id] |= {"rooms": number, "seats": int(seats or 0)}
    for place, number in events:
        if place is not None:
            found[place]["events"] = number
    return found


def venue_by_code(hub: Hub, code: str) -> Venue | None:
    found = select(Venue).where(Venue.hub_id == hub.id, Venue.code == code)
    return db.session.scalar(found)


def rooms_of(venue: Venue) -> list[Room]:
    """All rooms and halls, archived ones last."""
    found = select(Room).where(Room.venue_id == venue.id)
    ordered = found.order_by(Room.archived_at.is_not(None), Room.is_hall, Room.code, Room.id)
    return list(db.session.scalars(ordered))


def room_by_code(venue: Venue, code: str) -> Room | None:
    found = select(Room).where(Room.venue_id == venue.id, Room.code == code)
    return db.session.scalar(found)


def events_at(venue: Venue, most: int = 20) -> list[Event]:
    """The latest events there."""
    found = select(Event).where(Event.venue_id == venue.id)
    return list(db.session.scalars(found.order_by(Event.starts_on.desc(), Event.id).limit(most)))
