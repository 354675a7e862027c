"""Setting the dates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.connections.phases.models import MeetingPlan
from app.connections.phases.phase import Plan, wrong_date
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event


def set_dates(
    event_id: int,
    wishes_from: date | None,
    wishes_until: date | None,
    publish_on: date | None,
) -> None:
    """Say from when to when people may ask, and when the timetable is to be known.

    Raises Refused("dates_order") at the first date that does not follow the one before or lies
    after the event.
    """
    with transaction():
        found = select(Event).where(Event.id == event_id).with_for_update(of=Event)
        event = db.session.scalars(found).one()
        wrong = wrong_date(
            Plan(event.starts_on, event.ends_on, wishes_from, wishes_until, publish_on)
        )
        if wrong is not None:
            raise Refused("dates_order", field=wrong)
        row = db.session.get(MeetingPlan, event_id)
        if row is None:
            row = MeetingPlan(event_id=event_id)
            db.session.add(row)
        row.wishes_from, row.wishes_until, row.publish_on = wishes_from, wishes_until, publish_on
        audit.record("meeting_dates_set", event, event_id=event.id, hub_id=event.hub_id)
