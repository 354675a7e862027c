"""The letter to a side that was missed at its meeting."""

from __future__ import annotations

from app.connections.models import Meeting
from app.connections.presence import links
from app.connections.proof import MISSED
from app.core import mail
from app.core.db import db


def send_absence(meeting_id: int, key: str) -> None:
    """Write to the side that was missed, if it is still said to be and has an address."""
    meeting = db.session.get(Meeting, meeting_id)
    side = next((s for s, state in MISSED.items() if meeting and meeting.state is state), None)
    if meeting is None or side is None:
        return
    address = address_of(meeting, side)
    if address is None:
        return
    language = language_of(meeting, side)
    mail.send(
        to=address,
        template="connections/mail/absence",
        locale=language,
        key=key,
        meeting=meeting,
        other=meeting.sides[1 if side == "demand" else 0],
        link=links.objection_address(meeting, side, language),
    )


def address_of(meeting: Meeting, side: str) -> str | None:
    """Where a side of a meeting is written to: who asked, the organisation, or the expert."""
    if side == "demand":
        return meeting.need.contact_email or meeting.demand.email
    if meeting.supply is not None and meeting.supply.email:
        return meeting.supply.email
    return meeting.expert.email if meeting.expert is not None else None


def language_of(meeting: Meeting, side: str) -> str:
    """The language in which a side is written to; a person of no organisation reads Vietnamese."""
    organisation = meeting.demand if side == "demand" else meeting.supply
    return organisation.language if organisation is not None else "vi"
