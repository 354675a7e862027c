"""The letter that tells an organisation when, where and with whom it meets."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.catalogue.models import Organisation
from app.connections.timetables import links, queries
from app.connections.timetables.calendar import meetings_ics, other_side, place_of
from app.core import mail
from app.core.db import db
from app.core.i18n import force_locale
from app.events.labels import name_of
from app.events.models import Event

LANGUAGE = "vi"


def send(event_id: int, organisation_id: int, *, moved: list[str], gone: bool, key: str) -> None:
    """Write to the organisation's contact, if it has an address.

    `moved`: codes of meetings whose time has changed; `gone`: one that was told is called off.
    """
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or not organisation.email:
        return
    found = select(Event).where(Event.id == event_id).options(joinedload(Event.venue))
    event = db.session.scalars(found).one()
    meetings = queries.schedule(event, organisation_id)
    link = links.address_of(event, organisation_id)
    with force_locale(LANGUAGE):
        lines = [
            (meeting, other_side(meeting, organisation_id), place_of(event, meeting))
            for meeting in meetings
        ]
        entries = meetings_ics(event, organisation, meetings, link)
        name = name_of(event)
    mail.send(
        to=organisation.email,
        template="connections/mail/schedule",
        locale=LANGUAGE,
        key=key,
        attachments=[(f"{event.slug}.ics", "text/calendar", entries)],
        event=event,
        event_name=name,
        organisation=organisation,
        lines=lines,
        moved=set(moved) & {meeting.code for meeting in meetings},
        gone=gone,
        link=link,
    )
