"""What happens to a registration: signed up, approved, refused, moved up, cancelled, restored.

Every deed is one transaction with its badge, its audit entry and its letter: a letter is a
job written with the deed, so that none is sent for what did not happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.core import audit, clock, hooks, ids, outbox
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.kinds import EventState
from app.registrations import places
from app.registrations.badges import actions as badges
from app.registrations.invitations.uses import hand_back, redeem, take_again
from app.registrations.letters.kinds import letter_of
from app.registrations.models import Category, Consent, Registration
from app.registrations.person import (
    CONSENT_VERSION,
    Person,
    grantable,
    is_minor,
    person_key,
    search_text,
    sorting,
)
from app.registrations.questions import answers
from app.registrations.states import Purpose, Source, Status
from app.registrations.waiting import offers

STRANGERS = (Source.WEB, Source.API)


def sign_up(
    category_id: int,
    person: Person,
    *,
    source: Source,
    clerk_id: int | None = None,
    network_hash: str | None = None,
) -> Registration:
    """Give a person a place or, when none is left, a place in the queue.

    Strangers find only open categories that are public or that their invitation opens, and wait
    for approval where the category asks for it; the office decides for itself. Raises Refused:
    "closed", "already_signed_up", "consent_needed", "guardian_needed", "invitation_unknown";
    then nothing has changed.
    """
    with transaction():
        category = places.locked([category_id]).get(category_id)
        closed_to = source in STRANGERS and not (category and category.public)
        if category is None or (closed_to and not person.invitation):
            raise Refused("no_such_category", field="category")
        if source in STRANGERS and not is_open(category):
            raise Refused("closed")
        require_consent(person, category)
        invitation_id = redeem(category, person.invitation) if person.invitation else None
        has_place = places.take(category.id)
        status = status_with(category, has_place, approved=source not in STRANGERS)
        registration = new_registration(category, person, status, source)
        registration.invitation_id = invitation_id
        db.session.add(registration)
        flush_person()
        add_consents(registration, person, source, clerk_id, network_hash)
        answers.keep(registration, person.said)
        if status is Status.CONFIRMED:
            badges.issue(registration, category)
        record("signed_up", registration, status=status, source=source)
        letter(registration, "confirmation")
    return registration


def is_open(category: Category) -> bool:
    """Whether strangers may sign up now: event and category both have their times."""
    event, now = category.event, clock.now()
    return (
        event.state is EventState.PUBLISHED
        and clock.today() <= event.ends_on
        and within(now, event.registration_opens_at, event.registration_closes_at)
        and within(now, category.opens_at, category.closes_at)
    )


def within(now: datetime, opens: datetime | None, closes: datetime | None) -> bool:
    return (opens is None or opens <= now) and (closes is None or now < closes)


def require_consent(person: Person, category: Category) -> None:
    """Without the one purpose no badge can be made; children come with a guardian's name."""
    if Purpose.EVENT_OPERATIONS not in person.consents:
        raise Refused("consent_needed", field="consents")
    if is_minor(person.birth_year, category.event.starts_on) and not person.guardian:
        raise Refused("guardian_needed", field="guardian")


def require_event(registration: Registration) -> None:
    """Nobody takes a place of an event that is called off: Refused("event_off")."""
    if registration.event.state is EventState.CANCELLED:
        raise Refused("event_off")


def status_with(category: Category, has_place: bool, *, approved: bool) -> Status:
    if not has_place:
        return Status.WAITING
    return Status.CONFIRMED if approved or not category.approval else Status.PENDING


def new_registration(
    category: Category, person: Person, status: Status, source: Source
) -> Registration:
    """The row of a sign-up, not yet added."""
    now, code = clock.now(), ids.code(16)
    return Registration(
        code=code,
        link_nonce=ids.code(26),
        event_id=category.event_id,
        category_id=category.id,
        status=status,
        name=person.name,
        given_name=person.given_name,
        email=person.email,
        phone=person.phone,
        organisation=person.organisation,
        org_type=person.org_type,
        province=person.province,
        job_title=person.job_title,
        gender=person.gender,
        birth_year=person.birth_year,
        guardian=person.guardian,
        guardian_phone=person.guardian_phone,
        answers=person.answers,
        locale=person.locale,
        source=source,
        person_key=person_key(person.email, person.phone, person.name),
        folded=search_text(person.name, person.organisation, code, person.email, person.phone),
        sort_key=sorting(person.name, person.given_name),
        created_at=now,
        waiting_since=now if status is Status.WAITING else None,
        confirmed_at=now if status is Status.CONFIRMED else None,
    )


def flush_person() -> None:
    """Write, and let the unique key say whether this person is there already."""
    try:
        db.session.flush()
    except IntegrityError as clash:
        raise Refused("already_signed_up", field="email") from clash


def add_consents(
    registration: Registration,
    person: Person,
    channel: Source,
    clerk_id: int | None = None,
    network_hash: str | None = None,
) -> None:
    """Keep the proof: purpose, version of the text, when, by which way, read out by whom."""
    minor = is_minor(person.birth_year, clock.today())
    for purpose in sorted(grantable(person.consents, minor=minor)):
        db.session.add(
            Consent(
                registration_id=registration.id,
                purpose=purpose,
                text_version=CONSENT_VERSION,
                given_at=registration.created_at,
                channel=channel,
                read_out_by=clerk_id,
                network_hash=network_hash,
            )
        )


def approve(registration: Registration) -> None:
    """Confirm a pending registration, with its badge. Raises Refused("not_pending")."""
    with transaction():
        current(registration, Status.PENDING, otherwise="not_pending")
        confirm(registration)
        record("approved", registration)
        letter(registration, "approved")


def confirm(registration: Registration) -> None:
    registration.status, registration.confirmed_at = Status.CONFIRMED, clock.now()
    badges.issue(registration, registration.category)


def refuse(registration: Registration, reason: str) -> None:
    """Turn a pending or waiting registration down, with a reason the person reads."""
    with transaction():
        current(registration, Status.PENDING, Status.WAITING, otherwise="not_pending")
        registration.refused_reason = reason
        end(registration)
        record("refused", registration)
        letter(registration, "refused")


def cancel(registration: Registration) -> bool:
    """Give a place back; the first in the queue moves up in the same transaction.

    A second time changes nothing; whether something changed.
    """
    with transaction():
        lock(registration)
        if registration.status is Status.CANCELLED:
            return False
        end(registration)
        record("cancelled", registration)
        letter(registration, "cancelled")
    return True


def end(registration: Registration) -> None:
    """Cancel inside a deed that has locked the registration."""
    had_place = places.holds(registration)
    ended_at = clock.now()
    hooks.registration_ended.gather(registration, ended_at)
    registration.status = Status.CANCELLED
    registration.cancelled_at = ended_at
    registration.person_key = None  # so that the person may come back
    registration.waiting_since = registration.offered_until = None
    badges.cancel_all(registration)
    if registration.invitation_id:
        hand_back(registration.invitation_id)
    if had_place:
        places.give_back(registration.category_id)
        move_up(registration.category)


def move_up(category: Category) -> list[Registration]:
    """Give or offer free places to those who waited longest (the category is locked), and tell
    them. Nobody does at an event that is called off or over."""
    event = category.event
    if event.state is EventState.CANCELLED or clock.today() > event.ends_on:
        return []
    moved: list[Registration] = []
    hours: int | None = None
    while (first := places.next_in_line(category)) and places.take(first.category_id):
        hours = hours if moved else offers.hours_of(event.id)
        if until := offers.deadline_for(event, first, hours):
            offers.offer(first, until)
            record("place_offered", first)
            letter(first, "offer")
        else:
            give_place(first)
            record("moved_up", first, status=first.status)
            letter(first, "moved_up")
        db.session.flush()
        moved.append(first)
    return moved


def give_place(registration: Registration) -> None:
    """A place that is taken already becomes theirs."""
    registration.waiting_since = registration.offered_until = None
    if registration.category.approval and registration.source in STRANGERS:
        registration.status = Status.PENDING
    else:
        confirm(registration)


def restore(registration: Registration) -> Status:
    """Take a cancellation back: a place if there is one, else the end of the queue.

    Raises Refused("already_signed_up") when the person has signed up again since, and
    ("invitation_unknown") when their invitation was used by somebody else.
    """
    with transaction():
        category = lock(registration)
        if registration.status is not Status.CANCELLED or registration.erased_at is not None:
            raise Refused("not_cancelled")
        if registration.merged_into_id is not None:
            raise Refused("merged")
        if registration.transferred_to_id is not None:
            raise Refused("handed_over")
        if registration.invitation_id:
            take_again(registration.invitation_id)
        has_place = places.take(category.id)
        approved = registration.confirmed_at is not None or registration.source not in STRANGERS
        registration.status = status_with(category, has_place, approved=approved)
        ended_at = registration.cancelled_at
        registration.cancelled_at = registration.refused_reason = None
        registration.person_key = person_key(
            registration.email, registration.phone, registration.name
        )
        registration.waiting_since = None if has_place else clock.now()
        flush_person()
        if registration.status is Status.CONFIRMED:
            registration.confirmed_at = registration.confirmed_at or clock.now()
            if not badges.revive(registration):
                badges.issue(registration, category)
            hooks.registration_restored.gather(registration, ended_at)
        else:
            badges.bury(registration)
        record("restored", registration, status=registration.status)
        letter(registration, "restored")
    return registration.status


def change_category(registration: Registration, category_id: int) -> Status:
    """Let a person come as something else; their old place goes to the next in line.

    Whoever finds the new category full keeps what they have: Refused("category_full").
    """
    with transaction():
        found = lock_all([registration], and_category=category_id)
        old_id, new = registration.category_id, found.get(category_id)
        if new is None or new.event_id != registration.event_id:
            raise Refused("no_such_category", field="category")
        if registration.status is Status.CANCELLED or registration.erased_at is not None:
            raise Refused("not_confirmed")
        if category_id == old_id:
            return registration.status
        had_place = places.holds(registration)
        if had_place:
            places.give_back(old_id)
        if not places.take(category_id):
            raise Refused("category_full", category=new.name, field="category")
        registration.category_id, registration.category = category_id, new
        registration.status, registration.waiting_since = Status.CONFIRMED, None
        registration.offered_until = None
        registration.confirmed_at = registration.confirmed_at or clock.now()
        db.session.flush()
        badges.retire(registration, "category changed")
        badges.issue(registration, new)
        if had_place:
            move_up(found[old_id])
        record("category_changed", registration, before=old_id, after=category_id)
        letter(registration, "changed")
    return registration.status


def lock(registration: Registration) -> Category:
    """Lock the registration's category, then read the registration anew."""
    return lock_all([registration])[registration.category_id]


def lock_all(
    registrations: Sequence[Registration], *, and_category: int | None = None
) -> dict[int, Category]:
    """Lock the categories of registrations, and one more, then read the registrations anew.

    Somebody may have moved one to another category in between: then that one is locked too.
    """
    named = {each.category_id for each in registrations}
    named |= set() if and_category is None else {and_category}
    while True:
        found = places.locked(named)
        for each in registrations:
            db.session.refresh(each)
        if {each.category_id for each in registrations} <= found.keys():
            return found
        named |= {each.category_id for each in registrations}


def current(registration: Registration, *states: Status, otherwise: str) -> None:
    """Lock, and refuse unless the registration is in one of the states now."""
    lock(registration)
    if registration.status not in states or registration.erased_at is not None:
        raise Refused(otherwise)


def record(action: str, registration: Registration, **details: Any) -> None:
    audit.record(action, registration, hub_id=registration.event.hub_id, **details)


def letter(registration: Registration, kind: str) -> None:
    """Write a letter to the person with this deed, if they gave an address."""
    if registration.email:
        outbox.post(
            "registrations.letter",
            kind=f"registrations.{letter_of(kind, registration.status)}",
            key=ids.code(),
            address=registration.email,
            name=registration.name,
            hub_id=registration.event.hub_id,
            event_id=registration.event_id,
            about=registration,
            args={"kind": kind, "registration_id": registration.id},
        )
