"""What the list of booths shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from app.booths.models import Booth, Exhibit
from app.core.db import db
from app.events.models import Event

STANDING = select(Exhibit.id).where(Exhibit.booth_id == Booth.id).exists()

SORTS = {
    "code": (Booth.code, Booth.id),
    "hall": (Booth.hall, Booth.code, Booth.id),
    "zone": (Booth.zone, Booth.code, Booth.id),
    "area": (Booth.area_m2, Booth.code, Booth.id),
    "power": (Booth.power_kw, Booth.code, Booth.id),
}
STATES = ("free", "taken")
SUPPLIES = ("water", "internet", "shared")


def listed(event: Event, q: str, hall: str, state: str, has: str) -> Select[Any]:
    """The booths that the list's filters leave; `q` is the beginning of a code."""
    found = select(Booth).where(Booth.event_id == event.id)
    if q.strip():
        found = found.where(func.lower(Booth.code).startswith(q.strip().lower(), autoescape=True))
    if hall:
        found = found.where(Booth.hall == hall)
    if state in STATES:
        found = found.where(STANDING if state == "taken" else ~STANDING)
    if has in SUPPLIES:
        found = found.where(getattr(Booth, has))
    return found


def counts(event: Event) -> dict[str, int]:
    """How many booths each chip of the list stands for."""
    row = db.session.execute(
        select(func.count(), func.count().filter(STANDING)).where(Booth.event_id == event.id)
    ).one()
    return {"all": row[0], "taken": row[1], "free": row[0] - row[1]}


def by_code(event: Event, code: str) -> Booth | None:
    return db.session.scalar(select(Booth).where(Booth.event_id == event.id, Booth.code == code))
