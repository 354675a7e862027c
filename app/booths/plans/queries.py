"""Kept plans and the jobs that made them."""

from __future__ import annotations

from sqlalchemy import select

from app.booths.models import BoothPlan
from app.core.db import db
from app.core.jobs import Job
from app.events.models import Event


def plan_by_code(event: Event, code: str) -> BoothPlan | None:
    return db.session.scalar(
        select(BoothPlan).where(BoothPlan.event_id == event.id, BoothPlan.code == code)
    )


def job_of(plan: BoothPlan) -> Job | None:
    """The job that makes or made a plan; None once it was swept away."""
    return (
        db.session.scalar(select(Job).where(Job.code == plan.job_code)) if plan.job_code else None
    )


def plans(event: Event, most: int = 10) -> list[BoothPlan]:
    """The latest plans, newest first."""
    found = select(BoothPlan).where(BoothPlan.event_id == event.id).order_by(BoothPlan.id.desc())
    return list(db.session.scalars(found.limit(most)))
