"""Making two sign-ups one: everything that belongs to the one moves to the other.

The one that goes is cancelled and says into which it went; its badge is revoked from now on,
and what was scanned with it before counts as the person's. Nothing is deleted but what would
stand there twice.
"""

from __future__ import annotations

from typing import Any

from flask_login import current_user
from sqlalchemy import delete, select, update

from app.core import audit, clock, hooks
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.outbox import Mail
from app.registrations import actions, places
from app.registrations.badges import actions as badges
from app.registrations.checkin.actions import refold
from app.registrations.doubles.models import KnownApart
from app.registrations.models import Badge, Consent, Registration, RegistrationTag, Scan
from app.registrations.own import link
from app.registrations.person import person_key, search_text
from app.registrations.questions.models import SignUpAnswer
from app.registrations.states import Purpose, Status

#: What the one that stays takes over where it has nothing.
FILLED: tuple[str, ...] = (
    "phone",
    "organisation",
    "org_type",
    "province",
    "job_title",
    "gender",
    "birth_year",
)
FILLED += ("guardian", "guardian_phone")


def merge(kept: Registration, gone: Registration) -> None:
    """Let `gone` become part of `kept`.

    Raises Refused: "same_registration"; "merge_gone" when one of them is cancelled, erased or
    of another event; "merge_other_way" when the one to go is nearer to a place.
    """
    with transaction():
        if kept.id == gone.id:
            raise Refused("same_registration")
        actions.lock_all([kept, gone])
        if kept.event_id != gone.event_id or not (_stands(kept) and _stands(gone)):
            raise Refused("merge_gone")
        if _standing(gone) > _standing(kept):
            raise Refused("merge_other_way", name=gone.name)
        address = gone.email
        _move(kept, gone)
        hooks.merge_people.gather(kept, gone)
        _consents(kept, gone)
        gone.merged_into_id = kept.id
        actions.end(gone)
        _details(kept, gone)
        link.rotate(gone)
        if kept.email and kept.email_confirmed_at is None:
            link.rotate(kept)  # who only typed the address does not see the other's data
        db.session.flush()
        refold(kept.event, [kept.id])
        actions.record("merged", kept, other=gone.code)
        actions.record("merged_away", gone, other=kept.code)
        actions.letter(kept, "merged")
        if address and address != kept.email:
            actions.letter(gone, "merged_away")


def _stands(registration: Registration) -> bool:
    return registration.status is not Status.CANCELLED and registration.erased_at is None


def _standing(registration: Registration) -> tuple[bool, bool]:
    """What would be lost with a registration: a place confirmed, one asked for or on offer."""
    return registration.status is Status.CONFIRMED, places.holds(registration)


def _move(kept: Registration, gone: Registration) -> None:
    """Badges, scans, letters, tags and answers."""
    badges.retire(gone, "merged")
    of_gone = update(Badge).where(Badge.registration_id == gone.id)
    db.session.execute(of_gone.values(registration_id=kept.id, changed_at=clock.now()))
    scans = update(Scan).where(Scan.registration_id == gone.id)
    db.session.execute(scans.values(registration_id=kept.id))
    table = Registration.__tablename__
    letters = update(Mail).where(Mail.about == table, Mail.about_id == gone.id)
    db.session.execute(letters.values(about_id=kept.id))
    _move_new(RegistrationTag, RegistrationTag.folded, kept, gone)
    _move_new(SignUpAnswer, SignUpAnswer.question_id, kept, gone)


def _move_new(model: Any, column: Any, kept: Registration, gone: Registration) -> None:
    """Rows of which the one that stays has none of the same kind; the others stay behind."""
    held = select(column).where(model.registration_id == kept.id)
    moving = update(model).where(
        model.registration_id == gone.id, column.not_in(db.session.scalars(held).all())
    )
    db.session.execute(moving.values(registration_id=kept.id))


def _consents(kept: Registration, gone: Registration) -> None:
    """The proofs move; for each purpose the person's latest word counts, whichever it was."""
    rows = db.session.scalars(
        select(Consent).where(Consent.registration_id.in_([kept.id, gone.id]))
    ).all()
    now, withdrawn = clock.now(), set()
    for purpose in Purpose:
        mine = [row for row in rows if row.purpose is purpose]
        said_no = max((row.withdrawn_at for row in mine if row.withdrawn_at), default=None)
        for row in mine:
            if said_no and row.withdrawn_at is None and row.given_at < said_no:
                row.withdrawn_at = now
                withdrawn.add(purpose)
            row.registration_id = kept.id
    db.session.flush()
    if withdrawn:
        hooks.consents_withdrawn.gather(kept, withdrawn)


def _details(kept: Registration, gone: Registration) -> None:
    """What the one that stays did not say, the other may have."""
    if not kept.email or kept.email == gone.email:
        kept.email_confirmed_at = kept.email_confirmed_at or gone.email_confirmed_at
    for field in (*FILLED, "email"):
        if not getattr(kept, field) and getattr(gone, field):
            setattr(kept, field, getattr(gone, field))
    kept.answers = gone.answers | kept.answers
    kept.folded = search_text(kept.name, kept.organisation, kept.code, kept.email, kept.phone)
    db.session.flush()  # gone has given its key away
    kept.person_key = person_key(kept.email, kept.phone, kept.name)
    kept.version += 1
    actions.flush_person()


def keep_apart(first: Registration, second: Registration) -> None:
    """They are two people: never shown as doubles again. Again it changes nothing."""
    with transaction():
        if first.event_id != second.event_id or first.id == second.id:
            raise Refused("same_registration")
        a, b = sorted((first.id, second.id))
        pair = KnownApart.first_id == a, KnownApart.second_id == b
        if db.session.scalar(select(KnownApart.id).where(*pair)) is not None:
            return
        signed_in = current_user and current_user.is_authenticated
        user_id = current_user.id if signed_in else None
        db.session.add(
            KnownApart(
                event_id=first.event_id, first_id=a, second_id=b, user_id=user_id, at=clock.now()
            )
        )
        audit.record("kept_apart", first, hub_id=first.event.hub_id, other=second.code)


def not_apart(first: Registration, second: Registration) -> None:
    """Take that back."""
    with transaction():
        a, b = sorted((first.id, second.id))
        db.session.execute(
            delete(KnownApart).where(KnownApart.first_id == a, KnownApart.second_id == b)
        )
        audit.record("not_kept_apart", first, hub_id=first.event.hub_id, other=second.code)
