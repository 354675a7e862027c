"""Ways out of a clash: the nearest free times in the same room, and rooms free at that time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from app.core.i18n import _
from app.events.agenda.bookings import booked_around
from app.events.conflicts import Booking, free_rooms, free_starts
from app.events.models import Event, Room

MOST_ROOMS = 2


@dataclass(frozen=True)
class Offer:
    """What the button says, and what it changes in the form (see `forms.apply_offer`)."""

    text: str
    value: str


def offers_for(event: Event, rooms: Sequence[Room], wanted: Booking, places: int) -> list[Offer]:
    """Offers that clash with nothing now, inside the opening hours of the same day."""
    day = wanted.starts.astimezone(event.zone).date()
    opens, closes = (
        datetime.combine(day, time.fromisoformat(at), event.zone)
        for at in (event.opens_at, event.closes_at)
    )
    fitting = [room for room in rooms if not room.is_hall and room.capacity >= places]
    all_day = replace(wanted, starts=opens, ends=closes)
    around = booked_around([all_day, *(replace(all_day, room=room.id) for room in fitting)])
    offers = []
    for start in free_starts(wanted, around, (opens, closes)):
        begin = start.astimezone(event.zone)
        end = begin + (wanted.ends - wanted.starts)
        said = f"{begin:%H:%M}"
        offers.append(Offer(_("Move to %(time)s", time=said), f"time={said}-{end:%H:%M}"))
    free = set(free_rooms(wanted, around, [room.id for room in fitting]))
    for room in [room for room in fitting if room.id in free][:MOST_ROOMS]:
        offers.append(Offer(_("Move to %(room)s", room=room.name), f"room={room.id}"))
    return offers
