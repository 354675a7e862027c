"""The letter that tells an organisation when, where and with whom it meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.catalogue.models import Organisation
from app.connections.models import Meeting
from app.connections.timetables import links, queries
from app.connections.timetables.calendar import meetings_ics, other_side, place_of
from app.core import mail
from app.core.db import db
from app.core.i18n import _, date_text, force_locale, time_text
from app.events.labels import name_of
from app.events.models import Event

Told = Sequence[Any]  # when (ISO 8601) and at which table, as the last letter said


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting of a letter; `before`: when and where it was to be, where that has changed."""

    meeting: Meeting
    other: str
    place: str
    before: str
    same_time: bool


def send(
    event_id: int,
    organisation_id: int,
    *,
    moved: Mapping[str, Told],
    gone: Sequence[Told],
    key: str,
) -> None:
    """Write to the organisation's contact, if it has an address.

    `moved`: by code, what people knew of a meeting that is elsewhere now; `gone`: what they knew
    of those called off, and with whom.
    """
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or not organisation.email:
        return
    found = select(Event).where(Event.id == event_id).options(joinedload(Event.venue))
    event = db.session.scalars(found).one()
    meetings = queries.schedule(event, organisation_id)
    link = links.address_of(event, organisation_id, organisation.language)
    with force_locale(organisation.language):
        lines = [
            Line(
                meeting,
                other_side(meeting, organisation_id),
                place_of(event, meeting),
                _when(moved[meeting.code]) if meeting.code in moved else "",
                meeting.code in moved and _starts(moved[meeting.code]) == meeting.starts_at,
            )
            for meeting in meetings
        ]
        called_off = [(_when(told), told[2]) for told in gone]
        entries = meetings_ics(event, organisation, meetings, link)
        name = name_of(event)
    mail.send(
        to=organisation.email,
        template="connections/mail/schedule",
        locale=organisation.language,
        key=key,
        attachments=[(f"{event.slug}.ics", "text/calendar", entries)],
        event=event,
        event_name=name,
        organisation=organisation,
        lines=lines,
        moved=set(moved) & {meeting.code for meeting in meetings},
        gone=called_off,
        link=link,
    )


def _starts(told: Told) -> datetime | None:
    return datetime.fromisoformat(told[0]) if told[0] else None


def _when(told: Told) -> str:
    """09:30, 03/12/2026 · table 4."""
    at = _starts(told)
    if at is None:
        return ""
    when = f"{time_text(at)}, {date_text(at)}"
    if not told[1]:
        return when
    return when + " · " + _("Table %(number)s", number=told[1])
