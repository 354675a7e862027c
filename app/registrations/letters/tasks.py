"""Work of the letters that outlives a request."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from app.core import jobs
from app.core.db import db
from app.registrations.letters import news, rounds
from app.registrations.letters.models import Message
from app.registrations.models import Category, Registration


@jobs.task("registrations.round", lane="long")
def go_round(kind: str, of: int) -> dict[str, Any] | None:
    """Write the reminders or thanks of an event."""
    return {"written": rounds.write(of, kind)}


@jobs.task("registrations.news", lane="long")
def write_news(message_id: int) -> dict[str, Any] | None:
    """Write news to all who agreed."""
    return {"written": news.write_mails(message_id)}


@jobs.task("registrations.message", attempts=8)
def message(message_id: int, registration_id: int, key: str) -> dict[str, Any] | None:
    """Send what was written to many to one of them."""
    person = db.session.get(
        Registration,
        registration_id,
        options=[joinedload(Registration.category).joinedload(Category.event)],
    )
    said = db.session.get(Message, message_id)
    if said is None or person is None or person.erased_at or not person.email:
        return None
    news.send(said, person, key)
    return None
