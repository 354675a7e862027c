"""What the tables tell the desk, and what falls due by itself."""

from __future__ import annotations

from flask import url_for

from app.accounts.models import Hub
from app.connections.presence import actions, queries
from app.core import figures, hooks
from app.core.hooks import DeskTask
from app.core.i18n import _, ngettext
from app.events.models import Event


def _task(count: int, address: str) -> list[DeskTask]:
    if not count:
        return []
    title = ngettext("%(num)s meeting is disputed", "%(num)s meetings are disputed", count)
    text = _("One side says that it came; say what happened.")
    return [DeskTask(title, address, _("Look into it"), text, icon="scale", urgent=True, order=12)]


@hooks.desk_tasks.fill
def event_tasks(event: Event) -> list[DeskTask]:
    """Meetings of which two things are said."""
    address = url_for("meetings.event_meetings", slug=event.slug, state="disputed")
    return _task(figures.event.of(event)["meetings_disputed"], address)


@hooks.hub_tasks.fill
def hub_tasks(hub: Hub) -> list[DeskTask]:
    address = url_for("meetings.hub_meetings", hub=hub.slug, state="disputed")
    return _task(figures.hub.of(hub)["meetings_disputed"], address)


@hooks.hourly.fill
def settle_meetings() -> None:
    """Meetings whose time is over and whose job was lost."""
    for meeting_id in queries.to_settle():
        actions.settle(queries.by_id(meeting_id))
