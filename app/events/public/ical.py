"""Events and agendas as iCalendar files: stable UIDs, SEQUENCE counting the changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from icalendar import Calendar

from app.events.kinds import EventState, SessionState
from app.events.labels import name_of, speakers_line, title_of
from app.events.models import Event, EventSession


def agenda(event: Event, sessions: Iterable[EventSession], url: str, stamp: datetime) -> bytes:
    """Every session as an entry; cancelled ones as such, so that calendars take them out.

    `url` is the address of the event's page; `stamp` this moment.
    """
    from icalendar import Event as Entry

    calendar = _calendar(name_of(event))
    for session in sessions:
        entry = Entry()
        entry.add("uid", f"{event.slug}-{session.code}@{_host(url)}")
        entry.add("dtstamp", stamp)
        entry.add("sequence", event.sequence + session.sequence)
        entry.add("summary", title_of(session))
        entry.add("dtstart", session.starts_at.astimezone(event.zone))
        entry.add("dtend", session.ends_at.astimezone(event.zone))
        where = ", ".join(part for part in _places(event, session) if part)
        if where:
            entry.add("location", where)
        said = "\n".join(part for part in (speakers_line(session), session.summary) if part)
        if said:
            entry.add("description", said)
        entry.add("url", f"{url}/sessions/{session.code}")
        off = EventState.CANCELLED is event.state or SessionState.CANCELLED is session.state
        entry.add("status", "CANCELLED" if off else "CONFIRMED")
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def events(title: str, found: Iterable[tuple[Event, str]], stamp: datetime) -> bytes:
    """Events as entries of whole days; each with the address of its page."""
    from icalendar import Event as Entry

    calendar = _calendar(title)
    for event, url in found:
        entry = Entry()
        entry.add("uid", f"{event.slug}@{_host(url)}")
        entry.add("dtstamp", stamp)
        entry.add("sequence", event.sequence)
        entry.add("summary", name_of(event))
        entry.add("dtstart", event.starts_on)
        entry.add("dtend", event.ends_on + timedelta(1))
        entry.add("location", ", ".join(part for part in _places(event) if part))
        entry.add("url", url)
        off = event.state is EventState.CANCELLED
        entry.add("status", "CANCELLED" if off else "CONFIRMED")
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Calendar:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Ketnoi//events//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    return calendar


def _host(url: str) -> str:
    return urlsplit(url).hostname or "ketnoi"


def _places(event: Event, session: EventSession | None = None) -> Iterable[str | None]:
    if session is not None:
        yield session.room.name if session.room else None
    yield event.venue.name if event.venue else None
    yield event.place
