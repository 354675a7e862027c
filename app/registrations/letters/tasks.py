"""Work of the letters that outlives a request."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from app.core import jobs, mail
from app.core.db import db
from app.core.i18n import force_locale
from app.registrations.letters import compose, news, rounds
from app.registrations.letters.models import Message
from app.registrations.models import Category, Registration, TransferOffer
from app.registrations.own import transfer


@jobs.task("registrations.round", lane="long")
def go_round(kind: str, of: int) -> dict[str, Any] | None:
    """Write the reminders or thanks of an event."""
    return {"written": rounds.write(of, kind)}


@jobs.task("registrations.news", lane="long")
def write_news(message_id: int) -> dict[str, Any] | None:
    """Write news to all who agreed."""
    return {"written": news.write_mails(message_id)}


@jobs.task("registrations.message", attempts=8)
def message(message_id: int, registration_id: int, key: str) -> dict[str, Any] | None:
    """Send what was written to many to one of them."""
    person = db.session.get(
        Registration,
        registration_id,
        options=[joinedload(Registration.category).joinedload(Category.event)],
    )
    said = db.session.get(Message, message_id)
    if said is None or person is None or person.erased_at or not person.email:
        return None
    news.send(said, person, key)
    return None


@jobs.task("registrations.transfer_offer", attempts=8)
def transfer_offer(offer_id: int, key: str) -> dict[str, Any] | None:
    """Ask a colleague to take a place; nothing goes once the offer is taken back."""
    offer = db.session.get(TransferOffer, offer_id)
    if offer is None:
        return None
    before = db.session.get_one(
        Registration,
        offer.registration_id,
        options=[joinedload(Registration.category).joinedload(Category.event)],
    )
    with force_locale(before.locale):
        told = compose.context(before)
    told |= {"link": transfer.address_of(offer), "offer": offer, "holder": before.name}
    mail.send(
        to=offer.email,
        template="registrations/mail/transfer_offer",
        locale=before.locale,
        key=key,
        **told,
    )
    return None
