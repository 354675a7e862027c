"""Judging anew in the background, when a fact about a whole point has changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core import jobs
from app.core.db import db
from app.registrations.checkin.actions import refold
from app.registrations.models import Point, Registration, Scan

_AT_ONCE = 500  # people judged in one transaction


@jobs.task("checkin.judge_again", lane="long")
def judge_again(point_id: int) -> dict[str, Any]:
    """Judge everyone anew who was scanned at a point: its hours, or its closing, changed."""
    scans = select(Scan.registration_id).where(Scan.point_id == point_id)
    wanted = select(Registration.id).where(Registration.id.in_(scans)).order_by(Registration.id)
    people = list(db.session.scalars(wanted))
    for start in range(0, len(people), _AT_ONCE):
        jobs.progress(start, len(people))
        event = db.session.get_one(Point, point_id).event
        refold(event, people[start : start + _AT_ONCE])
    return {"people": len(people)}
