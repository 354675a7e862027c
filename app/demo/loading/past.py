"""Fairs of earlier years, for a larger sample: agenda and people, nothing played."""

from __future__ import annotations

from app.accounts.models import Hub
from app.core import clock
from app.demo import sample
from app.demo.loading import fair, people
from app.demo.sample import FAIR, Sample
from app.events import actions
from app.events.agenda import actions as agenda
from app.events.kinds import EventKind
from app.events.models import Event, Room, Venue

YEAR = 364  # days: the same weekday
PEOPLE = 100


def load(given: Sample, hub: Hub, venue: Venue, rooms: dict[str, Room]) -> list[Event]:
    """As many past fairs as the sample is larger, one a year; none in the sample as it is."""
    if given.scale == 1:
        return []
    return [_one(given, hub, venue, rooms, years) for years in range(1, given.scale + 1)]


def _one(given: Sample, hub: Hub, venue: Venue, rooms: dict[str, Room], years: int) -> Event:
    start = given.on(-YEAR * years, "00:00").date()
    then = Sample(start)
    with clock.at(then.on(-70, "09:00")):
        event = actions.create_event(
            hub.id,
            EventKind.TECHMART,
            f"Techmart Bắc Trung Bộ {start.year} (giả định)",
            start,
            then.day("2026-12-05"),
            slug=f"{FAIR}-{start.year}-{years}",
            is_sample=True,
            venue_id=venue.id,
        )
        fair.load_categories(then, event)
        agenda.import_sessions(event.id, fair.sessions_given(then, rooms, fair.experts_by_code()))
        actions.publish_event(event.id)
        fair.add_points(event)
    people.load(then, event, sample.rows("attendees")[:PEOPLE])
    return event
