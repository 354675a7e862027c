"""What the timetable tells the desk of an event."""

from __future__ import annotations

from flask import url_for

from app.core import figures, hooks
from app.core.hooks import DeskTask
from app.core.i18n import _, ngettext
from app.events.models import Event


@hooks.desk_tasks.fill
def event_tasks(event: Event) -> list[DeskTask]:
    """Meetings with a place that nobody was told."""
    drafts = figures.event.of(event)["meetings_draft"]
    if not drafts:
        return []
    title = ngettext(
        "%(num)s meeting is a draft: nobody knows of it yet",
        "%(num)s meetings are drafts: nobody knows of them yet",
        drafts,
    )
    address = url_for("timetables.timetable", slug=event.slug)
    return [DeskTask(title, address, _("Announce…"), icon="send", order=45)]
