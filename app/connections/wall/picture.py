"""What the wall shows of an event's meetings, and a cheap look whether it may have changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from app.connections.models import Meeting
from app.connections.papers.cards import in_order, place_in, public_sides
from app.connections.presence.queries import SIDES
from app.connections.stages import MeetingState
from app.connections.wall.now_next import Place, Seat, Sitting, seats, shown
from app.core import clock
from app.core.db import db
from app.core.i18n import force_locale
from app.events.models import Event

ON = (MeetingState.ANNOUNCED, MeetingState.HELD)


@dataclass(frozen=True)
class Tables:
    """Everything on the wall. `more`: places that did not fit; `following`: when the next
    meeting begins, where none is today."""

    seats: list[Seat]
    more: int
    following: datetime | None

    @property
    def density(self) -> str:
        """How large the places can be."""
        count = len(self.seats)
        return "few" if count <= 12 else "some" if count <= 15 else "many"


def changed_by(event_id: int) -> tuple[Any, ...]:
    """Something that differs when a meeting was changed or a minute has gone: one statement."""
    found = select(func.count(), func.sum(Meeting.version), func.sum(Meeting.table_number))
    row = db.session.execute(found.where(Meeting.event_id == event_id, Meeting.state.in_(ON))).one()
    return (*row, clock.now().replace(second=0, microsecond=0))


def tables_of(event: Event) -> Tables:
    """Now and next at each table and booth that has a meeting today, in two statements."""
    now = clock.now()
    begins = datetime.combine(clock.today(event.zone), time.min, event.zone)
    sittings: dict[Place, list[Sitting]] = defaultdict(list)
    announced = select(Meeting).where(Meeting.event_id == event.id, Meeting.state.in_(ON))
    today = announced.where(
        Meeting.starts_at >= begins, Meeting.starts_at < begins + timedelta(days=1)
    )
    for meeting in db.session.scalars(today.options(*SIDES)):
        place = place_in(meeting)
        if place is not None:
            sitting = Sitting(meeting.starts_at, meeting.ends_at, public_sides(meeting))
            sittings[place].append(sitting)
    found = seats(sittings, sorted(sittings, key=in_order), now)
    chosen = shown(found)
    later = select(func.min(Meeting.starts_at)).where(
        Meeting.event_id == event.id, Meeting.state.in_(ON), Meeting.starts_at > now
    )
    return Tables(chosen, len(found) - len(chosen), db.session.scalar(later))


def draw(event_id: int, locale: str) -> str:
    """The wall as HTML in a language, outside of any request."""
    with force_locale(locale):
        wall = tables_of(db.session.get_one(Event, event_id))
        template = current_app.jinja_env.get_template("connections/wall/_tables.html")
        return template.render(wall=wall)
