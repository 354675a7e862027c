"""Offering a place to somebody in the queue, inside the deed that frees it."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select

from app.core import clock, jobs
from app.core.db import db
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.waiting.deadline import offered_until
from app.registrations.waiting.models import WaitingRule


def hours_of(event_id: int) -> int | None:
    """For how long an event offers a freed place; None: it gives it at once."""
    found = select(WaitingRule.offer_hours).where(WaitingRule.event_id == event_id)
    return db.session.scalar(found)


def deadline_for(event: Event, registration: Registration, hours: int | None) -> datetime | None:
    """Until when this person may take the place; None: it is theirs at once.

    Whoever gave no address cannot be told of a deadline.
    """
    starts = datetime.combine(event.starts_on, time(), clock.VN)
    return offered_until(clock.now(), hours, starts) if registration.email else None


def offer(registration: Registration, until: datetime) -> None:
    """Keep the place (it is taken already) until then; after that it goes on by itself."""
    registration.offered_until = until
    jobs.enqueue(
        "registrations.offer_passed",
        event_id=registration.event_id,
        run_after=until,
        registration_id=registration.id,
    )
