"""The event in a visitor's own calendar: one entry for each day, with the opening hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core import clock
from app.events.kinds import EventState
from app.events.models import Event
from app.registrations.models import Registration


def invitation(registration: Registration, event: Event, url: str, where: str) -> bytes:
    """An iCalendar file. A cancelled registration, or event, takes the entry out of the calendar
    again."""
    from icalendar import Calendar
    from icalendar import Event as Entry

    gone = registration.cancelled_at is not None or event.state is EventState.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//Ketnoi//registrations//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if gone else "PUBLISH")
    zone = ZoneInfo(event.timezone)
    entry = Entry()
    entry.add("uid", f"{registration.code}@ketnoi")
    entry.add("dtstamp", clock.now())
    entry.add("sequence", event.sequence + (1 if gone else 0))
    entry.add("summary", event.name)
    entry.add("dtstart", _at(event.starts_on, event.opens_at, zone))
    entry.add("dtend", _at(event.starts_on, event.closes_at, zone))
    days = (event.ends_on - event.starts_on) // timedelta(days=1) + 1
    if days > 1:
        entry.add("rrule", {"freq": "daily", "count": days})
    entry.add("location", where)
    entry.add("url", url)
    entry.add("status", "CANCELLED" if gone else "CONFIRMED")
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _at(day: date, hour: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), zone)
