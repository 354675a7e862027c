"""Papers that take longer than a page may: asked for here, drawn by a worker."""

from __future__ import annotations

from app.connections.papers.arrangement import Paper
from app.core import jobs
from app.core.db import transaction
from app.core.i18n import _, locale_code
from app.core.jobs import Job
from app.events.labels import name_of
from app.events.models import Event


def ask_for_schedules(event: Event, paper: Paper, *, back_url: str) -> Job:
    """Have everybody's schedule drawn, as one file."""
    with transaction():
        return jobs.enqueue(
            "connections.schedule_sheets",
            title=_("Schedules to hand out · %(event)s", event=name_of(event)),
            hub_id=event.hub_id,
            event_id=event.id,
            back_url=back_url,
            slug=event.slug,
            paper=paper.value,
            locale=locale_code(),
        )
