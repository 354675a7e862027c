"""Until when a freed place is offered. No framework, no database."""

from __future__ import annotations

from datetime import datetime, timedelta

HOURS = (6, 12, 24, 48, 72)  # what the office may choose
LEAST = timedelta(hours=1)  # shorter is no offer: the place is given at once


def offered_until(now: datetime, hours: int | None, starts: datetime) -> datetime | None:
    """The deadline, before the event begins at the latest; None: give the place at once."""
    if not hours:
        return None
    until = min(now + timedelta(hours=hours), starts)
    return until if until - now >= LEAST else None
