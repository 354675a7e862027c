"""Invitation codes in lists, and who came by them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock, lists
from app.core.db import db
from app.registrations.invitations.models import Invitation
from app.registrations.models import Category, Registration

SORTS = {
    "code": [Invitation.code, Invitation.id],
    "label": [Invitation.label, Invitation.code, Invitation.id],
    "category": [Category.position, Invitation.code, Invitation.id],
    "used": [Invitation.used, Invitation.id],
    "created": [Invitation.created_at, Invitation.code, Invitation.id],
}
STATES = ("free", "part", "up", "off", "expired")


def state_of(invitation: Invitation) -> str:
    """free, used in part, used up, switched off, expired."""
    if invitation.off_at is not None:
        return "off"
    if invitation.expires_at is not None and invitation.expires_at <= clock.now():
        return "expired"
    if invitation.uses is not None and invitation.used >= invitation.uses:
        return "up"
    return "part" if invitation.used else "free"


def listed(event_id: int, filters: dict[str, str]) -> sa.Select[Any]:
    """The codes of an event: `category`, `state` (on, off, used), `q` (code or label)."""
    chosen = (
        select(Invitation)
        .join(Invitation.category)
        .where(Invitation.event_id == event_id)
        .options(joinedload(Invitation.category))
    )
    if filters.get("category"):
        chosen = chosen.where(Category.code == filters["category"])
    if filters.get("state") == "off":
        chosen = chosen.where(Invitation.off_at.is_not(None))
    elif filters.get("state") == "on":
        chosen = chosen.where(Invitation.off_at.is_(None))
    elif filters.get("state") == "used":
        chosen = chosen.where(Invitation.used > 0)
    if words := filters.get("q", "").split():
        for word in words[:8]:
            like = sa.or_(
                Invitation.code.icontains(word, autoescape=True),
                Invitation.label.icontains(word, autoescape=True),
            )
            chosen = chosen.where(like)
    return chosen


def by_code(event_id: int, code: str) -> Invitation | None:
    found = (
        select(Invitation)
        .where(Invitation.event_id == event_id, Invitation.code == code)
        .options(joinedload(Invitation.category))
    )
    return db.session.scalar(found)


def chosen(event_id: int, codes: Sequence[str]) -> list[Invitation]:
    """The codes ticked in a list, those of this event alone."""
    found = select(Invitation).where(
        Invitation.event_id == event_id, Invitation.code.in_(codes[:1000])
    )
    return list(db.session.scalars(found.order_by(Invitation.id)))


def users_of(invitation: Invitation) -> list[Registration]:
    """Who signed up with a code, the first one first; cancelled ones too."""
    found = select(Registration).where(
        Registration.invitation_id == invitation.id, Registration.erased_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(Registration.id).limit(lists.PER_PAGE * 10)))
