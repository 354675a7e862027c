"""What the commands of this package share."""

from __future__ import annotations

import re

from sqlalchemy import select

from app.core.cli import UnusableInput
from app.core.db import db
from app.events.models import Event

CODE = re.compile(r"[A-Za-z0-9_-]{1,30}")


def event_or_unusable(slug: str) -> Event:
    """The event a command names. Raises UnusableInput: exit 2."""
    event = db.session.scalar(select(Event).where(Event.slug == slug))
    if event is None:
        raise UnusableInput(f"there is no event {slug}")
    return event
