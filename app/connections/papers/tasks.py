"""The job that draws everybody's schedule."""

from __future__ import annotations

from typing import Any

from app.connections.papers import schedules
from app.connections.papers.arrangement import Paper
from app.core import jobs
from app.core.i18n import force_locale
from app.events import queries as events


@jobs.task("connections.schedule_sheets", lane="long", attempts=2)
def schedule_sheets(slug: str, paper: str, locale: str = "vi") -> dict[str, Any]:
    """Draw the sheets and keep them for download."""
    event = events.event_by_slug(slug)
    assert event is not None, "events are not deleted"
    with force_locale(locale):
        content, count = schedules.for_all(event, Paper(paper), jobs.progress)
    jobs.keep_file(f"{slug}-schedules.pdf", content, "application/pdf")
    return {"sheets": count}
