"""The letter that asks a party what came of its meeting: a service of the hub, no advertising."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.connections.followups.models import FollowUp
from app.connections.models import Connection, Meeting
from app.connections.presence.letters import language_of
from app.connections.stages import Side
from app.core import links, mail
from app.core.db import db
from app.core.web import outside

PURPOSE = "follow-up"
MEETING = joinedload(FollowUp.connection).joinedload(Connection.meeting)
SIDES = (
    MEETING.joinedload(Meeting.need),
    MEETING.joinedload(Meeting.demand),
    MEETING.joinedload(Meeting.supply),
    MEETING.joinedload(Meeting.technology),
    MEETING.joinedload(Meeting.expert),
    MEETING.joinedload(Meeting.hub),
    joinedload(FollowUp.contact),
)


def address_of(row: FollowUp) -> str:
    """The link that answers without a password."""
    path = f"/follow-up/{links.sign(PURPOSE, {'f': row.code})}"
    return outside(path, language_of(row.connection.meeting, row.contact.side))


def find(token: str) -> FollowUp | None:
    said = links.read(PURPOSE, token)
    if said is None:
        return None
    return db.session.scalar(select(FollowUp).where(FollowUp.code == said.get("f")).options(*SIDES))


def other_side(row: FollowUp) -> str:
    """Whom this contact met."""
    return row.connection.meeting.sides[1 if row.contact.side is Side.DEMAND else 0]


def send(follow_up_id: int, key: str) -> None:
    """Write to the contact, unless it answered, was taken away or wants no more letters."""
    found = select(FollowUp).where(FollowUp.id == follow_up_id).options(*SIDES)
    row = db.session.scalar(found)
    if row is None or row.answered_at is not None:
        return
    contact = row.contact
    if not contact.email or contact.silent_at is not None:
        return
    meeting = row.connection.meeting
    mail.send(
        to=contact.email,
        template="connections/mail/follow_up",
        locale=language_of(meeting, contact.side),
        key=key,
        name=contact.name,
        meeting=meeting,
        other=other_side(row),
        months=row.months,
        link=address_of(row),
    )
