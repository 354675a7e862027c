"""Using invitation codes: the database decides who uses the last one."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy import select, update

from app.core import clock
from app.core.db import changed, db, in_transaction
from app.core.errors import Refused
from app.registrations.invitations.models import Invitation
from app.registrations.models import Category

LONGEST = 24


def tidy(text: str | None) -> str:
    """A code as it is kept, however it was typed: capitals, no spaces, no hyphens."""
    return re.sub(r"[\s-]", "", text or "").upper()[: LONGEST + 1]


def _good() -> sa.ColumnElement[bool]:
    return sa.and_(
        Invitation.off_at.is_(None),
        sa.or_(Invitation.uses.is_(None), Invitation.used < Invitation.uses),
        sa.or_(Invitation.expires_at.is_(None), Invitation.expires_at > clock.now()),
    )


def are_given(event_id: int) -> bool:
    """Whether an event has invitation codes at all: only then its form asks for one."""
    found = select(Invitation.id).where(
        Invitation.event_id == event_id, Invitation.off_at.is_(None)
    )
    return db.session.scalar(found.limit(1)) is not None


def usable(event_id: int, text: str | None) -> Invitation | None:
    """The invitation a code stands for, if it can be used now."""
    found = select(Invitation).where(
        Invitation.event_id == event_id, Invitation.code == tidy(text), _good()
    )
    return db.session.scalar(found)


def redeem(category: Category, text: str) -> int:
    """Use a code for its category; its id. Raises Refused("invitation_unknown")."""
    assert in_transaction(), "a code is used with a sign-up"
    mine = sa.and_(
        Invitation.event_id == category.event_id,
        Invitation.category_id == category.id,
        Invitation.code == tidy(text),
    )
    if changed(_counted(1).where(mine, _good())) != 1:
        raise Refused("invitation_unknown", field="invitation")
    return db.session.scalars(select(Invitation.id).where(mine)).one()


def take_again(invitation_id: int) -> None:
    """Use it again for somebody who comes back, though it was switched off meanwhile."""
    left = sa.or_(Invitation.uses.is_(None), Invitation.used < Invitation.uses)
    if changed(_counted(1).where(Invitation.id == invitation_id, left)) != 1:
        raise Refused("invitation_unknown", field="invitation")


def hand_back(invitation_id: int) -> None:
    """Somebody who came by it has cancelled: another may use it."""
    db.session.execute(_counted(-1).where(Invitation.id == invitation_id))


def _counted(step: int) -> sa.Update:
    change = update(Invitation).values(used=Invitation.used + step)
    return change.execution_options(synchronize_session=False)
