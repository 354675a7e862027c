"""Where people are led by letter: the portal by their own link, one request by a signed one."""

from __future__ import annotations

from sqlalchemy import select

from app.connections.models import MeetingRequest
from app.connections.portal import queries
from app.connections.stages import Side
from app.core import links
from app.core.db import db
from app.core.web import outside
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.own import link

REQUEST = "meeting-request"


def token_for_office(person: Registration) -> str:
    """The part of a link that opens what is a participant's, for the office acting for them.

    An address that nobody has confirmed yet stays so: the office's deeds prove no mailbox.
    """
    if person.email_confirmed_at is None:
        return link.token_of(person.code, person.link_nonce)
    return link.mailed_token_of(person)


def portal_address(person: Registration) -> str:
    """For letters alone."""
    return outside(f"/r/{link.mailed_token_of(person)}/meet")


def answer_address(request: MeetingRequest, side: Side) -> str:
    """Where an organisation without a portal answers a request."""
    token = links.sign(REQUEST, {"e": request.event.number, "q": request.code, "s": side.value})
    return outside(f"/meet/{token}")


def request_of(token: str) -> tuple[MeetingRequest, Side] | None:
    """The request that a link opens, and whose side holds it."""
    said = links.read(REQUEST, token)
    if said is None:
        return None
    found = (
        select(MeetingRequest)
        .join(MeetingRequest.event)
        .where(Event.number == said.get("e"))
        .where(MeetingRequest.code == said.get("q"))
        .options(*queries.WITH_SIDES)
    )
    request = db.session.scalar(found)
    return (request, Side(said["s"])) if request is not None else None
