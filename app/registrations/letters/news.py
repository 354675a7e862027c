"""News of later events: advertising, so only to those who agreed, labelled, ended in one step.

Nghị định 91/2020/NĐ-CP: consent before, a label before the subject, a refusal that works at
once, at most three a day to one address. The refusal is kept in two ways: the consents are
withdrawn, as proof, and the address is remembered as a keyed hash, which outlives erasure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_login import current_user
from sqlalchemy import func, select, update

from app.accounts.models import Hub
from app.core import audit, clock, ids, jobs, links, mail, outbox, web
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.i18n import _, force_locale
from app.core.outbox import Mail, MailState
from app.events.models import Event
from app.registrations.letters import compose
from app.registrations.letters.actions import check_words
from app.registrations.letters.compose import Words
from app.registrations.letters.models import Message, Suppression
from app.registrations.models import Consent, Registration
from app.registrations.sender import address_hash
from app.registrations.states import Purpose

PURPOSE = "unsubscribe"
LABELS = {"vi": "[QC]", "en": "[AD]"}
A_DAY = 3
AT_ONCE = 200


@dataclass(frozen=True)
class Reader:
    """Somebody who agreed to news: one for each address, by their latest registration."""

    registration_id: int
    email: str
    agreed_at: datetime


def readers(
    hub_id: int, event_id: int | None = None, *, email: str | None = None, only: Iterable[int] = ()
) -> list[Reader]:
    """Who may be sent news by a hub now; of one event, one address, some registrations if asked."""
    found = (
        select(func.max(Registration.id), Registration.email, func.max(Consent.given_at))
        .join(Event, Event.id == Registration.event_id)
        .join(Consent, Consent.registration_id == Registration.id)
        .where(
            Event.hub_id == hub_id,
            Registration.erased_at.is_(None),
            Registration.email.is_not(None),
            Consent.purpose == Purpose.NEWS,
            Consent.withdrawn_at.is_(None),
        )
        .group_by(Registration.email)
        .order_by(func.max(Registration.id))
    )
    if event_id is not None:
        found = found.where(Registration.event_id == event_id)
    if email is not None:
        found = found.where(Registration.email == email)
    if wanted := set(only):
        found = found.where(Registration.id.in_(wanted))
    hashes = select(Suppression.address_hash, Suppression.at).where(Suppression.hub_id == hub_id)
    refused = {row[0]: row[1] for row in db.session.execute(hashes)}
    return [
        reader
        for reader in (Reader(row[0], str(row[1]), row[2]) for row in db.session.execute(found))
        if not _refused(reader, refused)
    ]


def _refused(reader: Reader, refused: dict[str, datetime]) -> bool:
    if not refused:
        return False
    since = refused.get(address_hash(reader.email))
    return since is not None and since >= reader.agreed_at


def write(hub_id: int, words: Words, event_id: int | None = None) -> Message:
    """Write news to all who agreed; the mails are written by a job.

    Raises Refused "no_readers", or what `check_words` refuses.
    """
    check_words(words)
    with transaction():
        number = len(readers(hub_id, event_id))
        if not number:
            raise Refused("no_readers")
        message = keep(hub_id, event_id, words, advertising=True, number=number)
        jobs.enqueue(
            "registrations.news",
            title=_("News to %(n)s people", n=number),
            hub_id=hub_id,
            event_id=event_id,
            back_url=f"/hubs/{db.session.get_one(Hub, hub_id).slug}/news",
            message_id=message.id,
        )
    return message


def keep(
    hub_id: int, event_id: int | None, words: Words, *, advertising: bool, number: int
) -> Message:
    """The message as a row, inside a deed."""
    message = Message(
        code=ids.code(16),
        hub_id=hub_id,
        event_id=event_id,
        advertising=advertising,
        subject=words.subject,
        body=words.body,
        number=number,
        user_id=current_user.id if current_user and current_user.is_authenticated else None,
        created_at=clock.now(),
    )
    db.session.add(message)
    audit.record("message_written", message, number=number, advertising=advertising)
    return message


def write_mails(message_id: int) -> int:
    """Write the mails of news, some at a time; again it goes on where it stopped."""
    message = db.session.get_one(Message, message_id)
    wanted = [each.registration_id for each in readers(message.hub_id, message.event_id)]
    return post_all(message_id, wanted)


def post_all(message_id: int, registration_ids: list[int]) -> int:
    """One mail for each registration that has an address; how many were new."""
    number = 0
    for start in range(0, len(registration_ids), AT_ONCE):
        with transaction():
            message = db.session.get_one(Message, message_id)
            number += _post(message, registration_ids[start : start + AT_ONCE])
        jobs.progress(min(start + AT_ONCE, len(registration_ids)), len(registration_ids))
    return number


def _post(message: Message, registration_ids: list[int]) -> int:
    fresh = outbox.fresh({key_of(message, each) for each in registration_ids})
    people = select(Registration).where(
        Registration.id.in_(registration_ids), Registration.email.is_not(None)
    )
    number = 0
    for person in db.session.scalars(people.order_by(Registration.id)):
        if (key := key_of(message, person.id)) in fresh:
            post(message, person, key)
            number += 1
    return number


def post(message: Message, person: Registration, key: str) -> None:
    """Write the mail of a message to one person, inside a deed."""
    outbox.post(
        "registrations.message",
        kind="registrations.news" if message.advertising else "registrations.message",
        key=key,
        address=person.email or "",
        name=person.name,
        hub_id=message.hub_id,
        event_id=person.event_id,
        about=person,
        advertising=message.advertising,
        args={"message_id": message.id, "registration_id": person.id},
    )


def key_of(message: Message, registration_id: int) -> str:
    return f"message:{message.id}:{registration_id}"


# ------------------------------------------------------------------ sending
def send(message: Message, registration: Registration, key: str) -> bool:
    """Send a message to one person; False when they are not to get it (any more).

    Raises Refused "three_today" for advertising beyond what a day may bring.
    """
    assert registration.email is not None
    if message.advertising:
        if not readers(message.hub_id, email=registration.email):
            return False
        if _sent_today(registration.email) >= A_DAY:
            raise Refused("three_today")
    locale = registration.locale
    with force_locale(locale):
        told = compose.context(registration)
    words = Words(message.subject, message.body).filled(compose.values(registration, told))
    told |= {"own_subject": words.subject, "own_body": words.body}
    headers: dict[str, str] = {}
    if message.advertising:
        way_out = way_out_of(registration)
        told |= {"label": LABELS[locale], "way_out": way_out, "sender": registration.event.hub}
        headers = {
            "List-Unsubscribe": f"<{way_out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail.send(
        to=registration.email,
        template="registrations/mail/" + ("news" if message.advertising else "own"),
        locale=locale,
        key=key,
        headers=headers,
        **told,
    )
    return True


def _sent_today(address: str) -> int:
    midnight = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    found = select(func.count(Mail.id)).where(
        Mail.address == address,
        Mail.advertising.is_(True),
        Mail.state == MailState.SENT,
        Mail.sent_at >= midnight,
    )
    return db.session.scalar(found) or 0


def preview(registration: Registration, words: Words, advertising: bool) -> Words:
    """The message as this person would read it; the links in it open nothing."""
    locale = registration.locale
    if not advertising:
        return compose.preview(registration, words, locale)
    with force_locale(locale):
        told = compose.context(registration) | {"link": web.outside("/r/…")}
        said = words.filled(compose.values(registration, told))
        told |= {
            "own_subject": said.subject,
            "own_body": said.body,
            "label": LABELS[locale],
            "way_out": web.outside("/u/…"),
            "sender": registration.event.hub,
        }
        page = current_app.jinja_env.get_template("registrations/mail/news.txt")
        subject, _newline, body = page.render(**told).strip().partition("\n")
    return Words(subject, body.strip())


# ------------------------------------------------------------------ the way out
def way_out_of(registration: Registration) -> str:
    """The address that ends news for this person's address."""
    return web.outside(f"/u/{links.sign(PURPOSE, {'r': registration.code})}")


def person_of(token: str) -> Registration | None:
    """Whose way out it is; None when it is none."""
    told = links.read(PURPOSE, token)
    code = told.get("r") if told else None
    if not isinstance(code, str):
        return None
    return db.session.scalar(select(Registration).where(Registration.code == code))


def wants_news(registration: Registration) -> bool:
    """Whether the hub may still write to this person's address."""
    hub_id, email = registration.event.hub_id, registration.email
    return email is not None and bool(readers(hub_id, email=email))


def opt_out(registration: Registration) -> None:
    """No more news from the hub to this address: consents withdrawn, address remembered.

    Again it changes nothing. Mails that still wait find no consent when their turn comes.
    """
    with transaction():
        hub_id, now = registration.event.hub_id, clock.now()
        if not registration.email:
            return
        same = (
            select(Registration.id)
            .join(Event, Event.id == Registration.event_id)
            .where(Event.hub_id == hub_id, Registration.email == registration.email)
        )
        withdrawn = update(Consent).where(
            Consent.registration_id.in_(same),
            Consent.purpose == Purpose.NEWS,
            Consent.withdrawn_at.is_(None),
        )
        result = db.session.execute(withdrawn.values(withdrawn_at=now))
        assert isinstance(result, sa.CursorResult)
        hashed = address_hash(registration.email)
        mine = select(Suppression).where(
            Suppression.hub_id == hub_id, Suppression.address_hash == hashed
        )
        known = db.session.scalar(mine)
        if known is None:
            db.session.add(Suppression(hub_id=hub_id, address_hash=hashed, at=now))
        elif result.rowcount:
            known.at = now
        if known is None or result.rowcount:
            audit.record("news_ended", registration, hub_id=hub_id)
