"""The business contacts of a connection: who is called, written to and asked again."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from app.connections.followups.models import Contact
from app.connections.models import Connection, Meeting
from app.connections.stages import Side
from app.core import audit, clock
from app.core.db import db, transaction
from app.core.errors import Refused


@dataclass(frozen=True)
class ContactGiven:
    """What is known of a contact; `phone` is E.164."""

    name: str | None = None
    title: str | None = None
    email: str | None = None
    phone: str | None = None


def known_to_office(meeting: Meeting) -> dict[Side, ContactGiven]:
    """Who speaks for each side as the catalogue knows it: the need's own contact, else the
    organisation's; an expert speaks for themselves."""
    need, demand, supply, expert = meeting.need, meeting.demand, meeting.supply, meeting.expert
    own = need.contact_name or need.contact_email or need.contact_phone
    found = {
        Side.DEMAND: ContactGiven(need.contact_name, None, need.contact_email, need.contact_phone)
        if own
        else ContactGiven(demand.contact_name, demand.contact_title, demand.email, demand.phone)
    }
    if supply is not None and (supply.email or supply.phone or supply.contact_name):
        found[Side.SUPPLY] = ContactGiven(
            supply.contact_name, supply.contact_title, supply.email, supply.phone
        )
    elif expert is not None:
        found[Side.SUPPLY] = ContactGiven(
            expert.full_name, expert.academic_title, expert.email, expert.phone
        )
    return {side: given for side, given in found.items() if any(asdict(given).values())}


def take_known(connection: Connection, meeting: Meeting) -> None:
    """Give a new connection the contacts that the office knows of."""
    for side, given in known_to_office(meeting).items():
        db.session.add(Contact(connection_id=connection.id, side=side, **asdict(given)))


def add(connection: Connection, side: Side, given: ContactGiven) -> Contact:
    """One more contact. Raises Refused("contact_empty")."""
    if not (given.email or given.phone):
        raise Refused("contact_empty", field="email")
    with transaction():
        row = Contact(connection_id=connection.id, side=side, **asdict(given))
        db.session.add(row)
        audit.record("contact_added", connection, hub_id=connection.hub_id, side=side)
    return row


def remove(contact: Contact) -> None:
    """Forget a contact: name and addresses go, the answers stay with the side alone."""
    with transaction():
        contact.name = contact.title = contact.email = contact.phone = None
        contact.removed_at = clock.now()
        connection = contact.connection
        audit.record("contact_removed", connection, hub_id=connection.hub_id, side=contact.side)
