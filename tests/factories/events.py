"""Venues, rooms, events and sessions that are valid as they stand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from app.accounts.models import Hub
from app.core import clock
from app.events import actions
from app.events.agenda import actions as agenda
from app.events.agenda.actions import SessionGiven, SpeakerGiven
from app.events.kinds import EventKind, SessionKind
from app.events.models import Event, EventSession, Room, Venue
from app.events.venues import actions as venues
from tests.factories.accounts import make_hub

numbers = count(1)
FIRST_DAY = date(2026, 12, 3)


def make_venue(hub: Hub | None = None, **fields: Any) -> Venue:
    hub = hub or make_hub()
    defaults: dict[str, Any] = {"name": f"Nhà văn hóa {next(numbers)}", "province": "40"}
    return venues.create_venue(hub.id, **(defaults | fields))


def make_room(venue: Venue | None = None, **fields: Any) -> Room:
    venue = venue or make_venue()
    defaults: dict[str, Any] = {"name": f"Phòng số {next(numbers)}", "capacity": 100}
    return venues.create_room(venue.id, **(defaults | fields))


def make_event(hub: Hub | None = None, *, published: bool = True, **fields: Any) -> Event:
    """A three-day fair from 3 to 5 December 2026, published unless told otherwise."""
    hub = hub or make_hub()
    defaults: dict[str, Any] = {
        "kind": EventKind.TECHMART,
        "name": f"Hội chợ công nghệ số {next(numbers)}",
        "starts_on": FIRST_DAY,
        "ends_on": fields.get("starts_on", FIRST_DAY) + timedelta(2),
    }
    event = actions.create_event(hub.id, **(defaults | fields))
    return actions.publish_event(event.id) if published else event


def moment(clock_time: str, day: int = 1, first: date = FIRST_DAY) -> datetime:
    """`moment("09:00", day=2)`: that local time on the second day of the fair."""
    return datetime.combine(first + timedelta(day - 1), time.fromisoformat(clock_time), clock.VN)


def session_given(event: Event | None = None, **fields: Any) -> SessionGiven:
    """A workshop on the first day from 9:00 to 10:00 in no room; `speakers` are names."""
    first = event.starts_on if event else FIRST_DAY
    speakers = tuple(
        SpeakerGiven(one) if isinstance(one, str) else one for one in fields.pop("speakers", ())
    )
    defaults: dict[str, Any] = {
        "kind": SessionKind.WORKSHOP,
        "title": f"Hội thảo số {next(numbers)}",
        "starts_at": moment("09:00", first=first),
        "ends_at": moment("10:00", first=first),
    }
    return SessionGiven(**(defaults | fields), speakers=speakers)


def make_session(event: Event | None = None, **fields: Any) -> EventSession:
    event = event or make_event()
    return agenda.add_session(event.id, session_given(event, **fields))
