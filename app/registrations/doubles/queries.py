"""What the doubles' pages read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core import hooks, outbox
from app.core.db import db
from app.core.i18n import _
from app.registrations.doubles.likeness import Sign, SignUp, pairs
from app.registrations.doubles.models import KnownApart
from app.registrations.models import Badge, Consent, Registration, Scan
from app.registrations.states import BadgeState, Status


@dataclass(frozen=True)
class Double:
    """Two registrations that may be one person, and by what they were recognised."""

    first: Registration
    second: Registration
    sign: Sign


def doubles(event_id: int) -> list[Double]:
    """All pairs of an event, by name; four statements."""
    found = pairs(_alike(event_id), _apart(event_id))
    people = _people({each for pair in found for each in pair})
    listed = [Double(people[a], people[b], sign) for (a, b), sign in found.items()]
    return sorted(listed, key=lambda each: (each.first.sort_key, each.first.id, each.second.id))


def number(event_id: int) -> int:
    """How many pairs there are."""
    return len(pairs(_alike(event_id), _apart(event_id)))


def _standing(event_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Registration.event_id == event_id,
        Registration.erased_at.is_(None),
        Registration.status != Status.CANCELLED,
    )


def _alike(event_id: int) -> list[SignUp]:
    """Those who share an e-mail or a phone with somebody: few, whatever the event's size."""
    email = func.lower(Registration.email)
    here = _standing(event_id)
    emails = select(email).where(*here).group_by(email).having(func.count() > 1)
    phones = (
        select(Registration.phone)
        .where(*here)
        .group_by(Registration.phone)
        .having(func.count() > 1)
    )
    found = select(
        Registration.id, Registration.name, Registration.email, Registration.phone
    ).where(*here, sa.or_(email.in_(emails), Registration.phone.in_(phones)))
    return [SignUp(*row) for row in db.session.execute(found)]


def _apart(event_id: int) -> frozenset[tuple[int, int]]:
    found = select(KnownApart.first_id, KnownApart.second_id).where(KnownApart.event_id == event_id)
    return frozenset((row[0], row[1]) for row in db.session.execute(found))


def _people(ids: set[int]) -> dict[int, Registration]:
    found = (
        select(Registration)
        .where(Registration.id.in_(ids))
        .options(joinedload(Registration.category))
    )
    return {each.id: each for each in db.session.scalars(found)} if ids else {}


def belongings(registration: Registration) -> list[tuple[str, int]]:
    """What belongs to a registration and would move: names with numbers, none of zero."""

    def of(model: Any, *where: Any) -> sa.ScalarSelect[int]:
        return (
            select(func.count(model.id))
            .where(model.registration_id == registration.id, *where)
            .scalar_subquery()
        )

    letters = select(func.count(outbox.Mail.id)).where(
        outbox.Mail.about == Registration.__tablename__, outbox.Mail.about_id == registration.id
    )
    row = db.session.execute(
        select(
            of(Badge, Badge.state == BadgeState.VALID),
            of(Scan),
            of(Consent, Consent.withdrawn_at.is_(None)),
            letters.scalar_subquery(),
        )
    ).one()
    named = zip((_("valid badges"), _("scans"), _("consents"), _("letters")), row, strict=True)
    found = [*named, *hooks.belongings.gather(registration)]
    return [(name, count) for name, count in found if count]
