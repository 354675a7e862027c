"""Who belongs together."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.registrations.models import Badge, Delegation, Registration
from app.registrations.states import BadgeState


@dataclass(frozen=True)
class Group:
    """A delegation for a door: its code and name, and the ids of its members who have a place
    or wait for one, the one asked about included."""

    code: str
    name: str
    members: tuple[int, ...]


def delegation_of(registration: Registration) -> Group | None:
    """The group somebody came with ("3 in this delegation: admit all?"); two statements."""
    if registration.delegation_id is None:
        return None
    delegation = db.session.get_one(Delegation, registration.delegation_id)
    members = select(Registration.id).where(
        Registration.delegation_id == delegation.id, Registration.cancelled_at.is_(None)
    )
    ids = tuple(db.session.scalars(members.order_by(Registration.id)))
    return Group(delegation.code, delegation.name, ids)


def members_of(delegation: Delegation) -> list[Registration]:
    """All members in the order in which they were named, cancelled ones too."""
    found = (
        select(Registration)
        .where(Registration.delegation_id == delegation.id, Registration.erased_at.is_(None))
        .options(joinedload(Registration.category))
    )
    return list(db.session.scalars(found.order_by(Registration.id)))


def tokens_of(delegation: Delegation) -> dict[int, str]:
    """The valid badge token of each member, by registration id."""
    found = (
        select(Badge.registration_id, Badge.token)
        .join(Registration, Registration.id == Badge.registration_id)
        .where(Registration.delegation_id == delegation.id, Badge.state == BadgeState.VALID)
        .order_by(Badge.id)
    )
    return {row[0]: row[1] for row in db.session.execute(found)}
