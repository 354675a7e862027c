"""The list for who stands at the door: who is expected when, and to which table they go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.connections.models import Meeting
from app.connections.papers.schedules import spot_of
from app.connections.timetables import queries
from app.connections.timetables.calendar import other_side
from app.core.i18n import _, date_text, time_text, weekday_text
from app.core.text import collation_key
from app.events.labels import name_of
from app.events.models import Event
from app.registrations.board import links as board

Row = tuple[str, str, str, str]  # time, organisation, place, whom it meets


def rows_by_day(event: Event, meetings: Iterable[Meeting]) -> list[tuple[str, list[Row]]]:
    """For each day, a row for each side of each meeting: by time, then by name."""
    found = []
    for meeting in meetings:
        for side in (meeting.demand, meeting.supply):
            name = side.name if side is not None else meeting.offer
            other = other_side(meeting, side.id) if side is not None else meeting.demand.name
            order = (meeting.starts_at, collation_key(name), meeting.id)
            found.append((order, meeting, name, other))
    days: dict[str, list[Row]] = {}
    for _order, meeting, name, other in sorted(found, key=lambda one: one[0]):
        day = f"{weekday_text(meeting.day)} {date_text(meeting.day)}"
        time = f"{time_text(meeting.starts_at)}–{time_text(meeting.ends_at)}"
        days.setdefault(day, []).append((time, name, spot_of(event, meeting), other))
    return list(days.items())


def of_event(event: Event) -> bytes | None:
    """The list as A4, in the language of now; None while no meeting is announced."""
    days = rows_by_day(event, queries.schedule(event))
    if not days:
        return None
    from reportlab.platypus import PageBreak

    from app.connections.papers.drawing import beside_code
    from app.core.documents import papers

    columns = [
        papers.Column(_("Time"), 1.4),
        papers.Column(_("Organisation"), 3.2),
        papers.Column(_("Where"), 1.3),
        papers.Column(_("Meets"), 3.2),
    ]
    name = _("Door list of the meetings")
    parts: list[Any] = [papers.title(name), papers.paragraph(name_of(event))]
    link = board.of_event(event)
    if link is not None and link.tables:
        parts.append(
            papers.paragraph(
                _("The code opens the wall board: now and next at each table."), "small"
            )
        )
        parts = [beside_code(parts, board.address_of(link, "/tables"), papers.page_room())]
    for number, (day, rows) in enumerate(days):
        parts += [PageBreak()] if number else []
        parts += [papers.title(day), papers.table(columns, rows, width=papers.page_room())]
    return papers.build(parts, name=f"{name} · {name_of(event)}")
