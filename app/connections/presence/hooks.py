"""What the tables tell the desk, and what falls due by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for

from app.accounts.models import Hub
from app.connections.presence import actions, queries
from app.connections.stages import Side
from app.core import figures, hooks
from app.core.hooks import DeskTask, DoorLink
from app.core.i18n import _, ngettext
from app.events.models import Event
from app.registrations.models import Registration


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


@hooks.personal_data.fill
def personal_data(registration: Registration) -> list[tuple[str, list[dict[str, Any]]]]:
    """At which meetings a guest's badge was shown, for the export of a person's data."""
    rows = [
        {"at": row.at, "with": row.meeting.sides[1 if row.side is Side.DEMAND else 0]}
        for row in queries.of_guest(registration.id)
    ]
    return [(_("Meetings"), rows)] if rows else []


@hooks.door_links.fill
def door_links(events: Sequence[Event]) -> Iterator[DoorLink]:
    """The tables and, once meetings are announced, who is expected at them; nothing of the rest."""
    known = queries.announced_at([event.id for event in events])
    for event in events:
        slug = event.slug
        page = url_for("presence.tables", slug=slug)
        yield DoorLink(event.id, _("At the meeting tables"), page, "arrows-exchange")
        if event.id not in known:
            continue
        wall, door = url_for("wall.at_hand", slug=slug), url_for("papers.door", slug=slug)
        yield DoorLink(event.id, _("Now and next at the tables"), wall, "table")
        yield DoorLink(event.id, _("Door list (PDF)"), door, "printer", paper=True)
        if known[event.id]:
            cards, title = url_for("papers.table_cards", slug=slug), _("Cards for the tables (PDF)")
            yield DoorLink(event.id, title, cards, "printer", paper=True)


@hooks.hourly.fill
def settle_meetings() -> None:
    """Meetings whose time is over and whose job was lost."""
    for meeting_id in queries.to_settle():
        actions.settle(queries.by_id(meeting_id))
