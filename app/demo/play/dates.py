"""The dates that organisers must not miss: each is ticked when it was kept."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.demo.play.papers import REPORTED_ON
from app.demo.play.stage import Stage
from app.demo.sample import CLASS, FAIR
from app.events import actions
from app.events.models import Event, Milestone


def keep(stage: Stage) -> None:
    """Before the opening on the day itself; what is due after the fair, with its report."""
    reported = stage.given.on(REPORTED_ON, "09:30")
    still_open = (
        select(Milestone)
        .join(Milestone.event)
        .where(Event.slug.in_([FAIR, CLASS]), Milestone.done_at.is_(None))
        .order_by(Milestone.due_on, Milestone.id)
    )
    for milestone in db.session.scalars(still_open).all():
        event = milestone.event
        due = datetime.combine(milestone.due_on, time(16), event.zone)
        with clock.at(due if milestone.due_on <= event.starts_on else reported):
            actions.tick_milestone(milestone, done=True)
