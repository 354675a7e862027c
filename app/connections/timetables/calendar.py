"""An organisation's meetings as an iCalendar file for its own calendar."""

from __future__ import annotations

from collections.abc import Iterable

from app.catalogue.models import Organisation
from app.connections.models import Meeting
from app.connections.stages import Mode, Spot
from app.core import clock
from app.core.i18n import _
from app.events.labels import name_of
from app.events.models import Event


def meetings_ics(
    event: Event, organisation: Organisation, meetings: Iterable[Meeting], url: str
) -> bytes:
    """One entry for each meeting; the same meeting keeps its entry when it moves."""
    from icalendar import Calendar
    from icalendar import Event as Entry

    calendar = Calendar()
    calendar.add("prodid", "-//Ketnoi//connections//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Meetings at %(event)s", event=name_of(event)))
    for meeting in meetings:
        entry = Entry()
        entry.add("uid", f"{meeting.code}@ketnoi")
        entry.add("dtstamp", clock.now())
        entry.add("sequence", meeting.version)
        entry.add(
            "summary", _("Meeting with %(other)s", other=other_side(meeting, organisation.id))
        )
        entry.add("dtstart", meeting.starts_at.astimezone(event.zone))
        entry.add("dtend", meeting.ends_at.astimezone(event.zone))
        entry.add("location", place_of(event, meeting))
        entry.add("description", f"{meeting.need.title}\n{meeting.offer}")
        entry.add("url", url)
        entry.add("status", "CONFIRMED")
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def other_side(meeting: Meeting, organisation_id: int) -> str:
    """Whom an organisation meets."""
    other = meeting.supply if meeting.demand_id == organisation_id else meeting.demand
    return other.name if other is not None else meeting.offer


def place_of(event: Event, meeting: Meeting) -> str:
    """The table at the venue; the link to join where there is one."""
    if meeting.join_link:
        return meeting.join_link
    if meeting.slot_id is not None and meeting.spot is Spot.BOOTH:
        firm = meeting.supply.short_name or meeting.supply.name if meeting.supply else ""
        return ", ".join(filter(None, [_("Booth of %(name)s", name=firm), meeting.place]))
    if meeting.slot_id is not None and meeting.spot is Spot.ONLINE:
        return ", ".join(filter(None, [_("Online"), meeting.place]))
    table = _("Table %(number)s", number=meeting.table_number) if meeting.table_number else None
    online = _("Online") if meeting.mode is Mode.ONLINE else None
    venue = event.venue.name if event.venue else event.place
    return ", ".join(filter(None, [online, table, meeting.place, venue]))
