"""Signed links: the sign on a table or at a booth, and the objection of a side that was missed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.connections.models import Meeting, MeetingSlot
from app.connections.presence.queries import SIDES
from app.connections.stages import Mode, Side
from app.core import links
from app.core.db import db
from app.core.web import outside
from app.events.models import Event

TABLE, OBJECTION = "meeting-table", "meeting-objection"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an event, by its sign, or a booth, by its code."""

    event: Event
    number: int | str


def table_token(event: Event, number: int | str) -> str:
    return links.sign(TABLE, {"e": event.number, "t": number})


def table_address(event: Event, number: int | str) -> str:
    return outside(f"/tables/{table_token(event, number)}")


def table_of(token: str) -> Table | None:
    said = links.read(TABLE, token)
    if said is None:
        return None
    event = db.session.scalar(select(Event).where(Event.number == said.get("e")))
    return Table(event, said["t"]) if event is not None else None


def table_numbers(event: Event) -> list[int]:
    """All tables that some slot has."""
    found = select(MeetingSlot.tables).where(MeetingSlot.event_id == event.id)
    return list(range(1, max(db.session.scalars(found), default=0) + 1))


def booths(event: Event) -> list[str]:
    """The codes of the booths at which meetings are held."""
    found = select(Meeting).where(
        Meeting.event_id == event.id,
        Meeting.slot_id.is_not(None),
        Meeting.table_number.is_(None),
        Meeting.mode == Mode.ON_SITE,
    )
    return sorted({meeting.booth for meeting in db.session.scalars(found) if meeting.booth})


def objection_address(meeting: Meeting, side: Side, language: str = "vi") -> str:
    token = links.sign(OBJECTION, {"m": meeting.code, "s": side.value})
    return outside(f"/meetings/objection/{token}", language)


def objection_of(token: str) -> tuple[Meeting, Side] | None:
    said = links.read(OBJECTION, token)
    if said is None:
        return None
    found = select(Meeting).where(Meeting.code == said.get("m")).options(*SIDES)
    meeting = db.session.scalar(found)
    return (meeting, Side(said["s"])) if meeting is not None else None
