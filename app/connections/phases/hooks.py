"""What the phases tell the desk: that the timetable is late."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select

from app.connections.phases.models import MeetingPlan
from app.core import clock, figures, hooks, moments
from app.core.hooks import DeskTask
from app.core.i18n import _
from app.events.models import Event


@figures.event.counted
def counts(event_id: int) -> Select[Any]:
    """The dates that organisers set, and whether the timetable was to be known before today."""
    due = func.count().filter(MeetingPlan.publish_on < moments.today())
    found: Any = select(
        due.label("timetable_due"),
        func.max(MeetingPlan.wishes_from).label("wishes_from"),
        func.max(MeetingPlan.wishes_until).label("wishes_until"),
        func.max(MeetingPlan.publish_on).label("publish_on"),
    )
    counted: Select[Any] = found.where(MeetingPlan.event_id == event_id)
    return counted


@hooks.desk_tasks.fill
def event_tasks(event: Event) -> list[DeskTask]:
    """A timetable that participants should know by now."""
    found = figures.event.of(event)
    over = event.ends_on < clock.today()
    if not found["timetable_due"] or found["meetings_planned"] or over:
        return []
    title = _("The day on which the timetable was to be known is over")
    address = url_for("timetables.timetable", slug=event.slug)
    return [DeskTask(title, address, _("Open the timetable"), icon="clock", urgent=True, order=12)]
