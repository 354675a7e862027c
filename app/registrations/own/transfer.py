"""Handing a place over to a colleague, who says yes for themself.

The holder names the colleague; the colleague gets a letter and accepts on their own page, with
their own consents. Until then everything stays as it is. Then the colleague has the place, with
a registration, badge and link of their own; the one before is cancelled, its badge opens nothing
any more, and its history stays what it was: what somebody did stays theirs.
"""

from __future__ import annotations

from sqlalchemy import delete, select, update

from app.core import clock, hooks, ids, links, outbox, web
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.outbox import Mail
from app.registrations import actions
from app.registrations.badges import actions as badges
from app.registrations.models import Registration, TransferOffer
from app.registrations.own import link
from app.registrations.person import Person
from app.registrations.questions import answers
from app.registrations.states import Source, Status

PURPOSE = "transfer"
KIND = "registrations.transfer_offer"


def offer_of(registration: Registration) -> TransferOffer | None:
    """The offer that waits for an answer."""
    return db.session.scalar(
        select(TransferOffer).where(TransferOffer.registration_id == registration.id)
    )


def offer(registration: Registration, name: str, email: str) -> TransferOffer:
    """Ask a colleague to take the place. A new offer takes the place of the one before.

    Raises Refused "not_confirmed", "event_off", "event_over", "own_address", "already_signed_up".
    """
    with transaction():
        actions.current(registration, Status.CONFIRMED, otherwise="not_confirmed")
        _ahead(registration)
        if email == registration.email:
            raise Refused("own_address", field="email")
        drop(registration)
        found = TransferOffer(
            code=ids.code(26),
            registration_id=registration.id,
            name=name,
            email=email,
            created_at=clock.now(),
        )
        db.session.add(found)
        db.session.flush()
        actions.record("transfer_offered", registration)
        outbox.post(
            "registrations.transfer_offer",
            kind=KIND,
            key=f"transfer:{found.code}",
            address=email,
            name=name,
            hub_id=registration.event.hub_id,
            event_id=registration.event_id,
            about=registration,
            args={"offer_id": found.id},
        )
    return found


def _ahead(registration: Registration) -> None:
    actions.require_event(registration)
    if clock.today() > registration.event.ends_on:
        raise Refused("event_over")


def drop(registration: Registration) -> None:
    """Forget the offer, inside a deed."""
    mine = delete(TransferOffer).where(TransferOffer.registration_id == registration.id)
    db.session.execute(mine)


def take_back(registration: Registration) -> None:
    """The offer is not meant any more; its link opens nothing."""
    with transaction():
        actions.lock(registration)
        drop(registration)
        actions.record("transfer_taken_back", registration)


def address_of(found: TransferOffer) -> str:
    """The colleague's link, absolute."""
    return web.outside(f"/transfer/{links.sign(PURPOSE, {'o': found.code})}")


def find(token: str) -> TransferOffer | None:
    """The offer a link opens; None when it was answered, taken back or never made."""
    told = links.read(PURPOSE, token)
    code = told.get("o") if told else None
    if not isinstance(code, str):
        return None
    return db.session.scalar(select(TransferOffer).where(TransferOffer.code == code))


def accept(found: TransferOffer, person: Person, network_hash: str | None) -> Registration:
    """The colleague takes the place.

    Raises Refused "transfer_gone", "event_off", "event_over", "consent_needed",
    "already_signed_up".
    """
    offer_id, code, holder_id = found.id, found.code, found.registration_id
    with transaction():
        before = db.session.get_one(Registration, holder_id)
        category = actions.lock(before)
        still = select(TransferOffer.id).where(TransferOffer.id == offer_id)
        if db.session.scalar(still) is None:
            raise Refused("transfer_gone")
        if before.status is not Status.CONFIRMED or before.erased_at is not None:
            raise Refused("transfer_gone")
        _ahead(before)
        actions.require_consent(person, category)
        after = actions.new_registration(category, person, Status.CONFIRMED, Source.WEB)
        after.email_confirmed_at = clock.now()  # the offer went to this address alone
        db.session.add(after)
        actions.flush_person()
        actions.add_consents(after, person, Source.WEB, None, network_hash)
        answers.keep(after, person.said)
        _hand_over(before, after, f"transfer:{code}")
        badges.issue(after, category)
        actions.record("transferred", before, other=after.code)
        actions.record("taken_over", after, other=before.code)
        actions.letter(after, "confirmation")
        actions.letter(before, "transferred")
    return after


def _hand_over(before: Registration, after: Registration, key: str) -> None:
    """The place changes hands without being free in between: nobody moves up."""
    letter = update(Mail).where(Mail.about == Registration.__tablename__)
    letter = letter.where(Mail.about_id == before.id, Mail.kind == KIND, Mail.key == key)
    db.session.execute(letter.values(about_id=after.id))  # it names the colleague
    drop(before)
    after.invitation_id, before.invitation_id = before.invitation_id, None
    after.delegation_id, before.delegation_id = before.delegation_id, None
    hooks.place_handed_over.gather(before, after)
    before.status, before.cancelled_at = Status.CANCELLED, clock.now()
    before.person_key = before.waiting_since = None
    before.transferred_to_id = after.id
    badges.cancel_all(before)
    link.rotate(before)
    db.session.flush()
