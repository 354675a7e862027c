"""What is read about hubs, users and devices."""

from __future__ import annotations

from sqlalchemy import func, select

from app.accounts.models import Hub, Membership, SigningKey, User
from app.core.db import db
from app.core.errors import Refused


def hub_by_code(code: str) -> Hub:
    """The hub with a code, in any case. Raises Refused("not_found")."""
    hub = db.session.scalar(select(Hub).where(func.lower(Hub.code) == code.lower()))
    if hub is None:
        raise Refused("not_found", what=code)
    return hub


def user_by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def is_empty() -> bool:
    """No user yet: a new installation."""
    return db.session.scalar(select(User.id).limit(1)) is None


def people_of(hub: Hub) -> list[Membership]:
    """The hub's memberships with their users, by name."""
    found = (
        select(Membership)
        .join(Membership.user)
        .where(Membership.hub_id == hub.id)
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(found))


def active_key(hub_id: int) -> SigningKey:
    """The key a hub signs new badges with."""
    found = select(SigningKey).where(SigningKey.hub_id == hub_id, SigningKey.retired_at.is_(None))
    return db.session.scalars(found.order_by(SigningKey.id.desc())).first() or _no_key(hub_id)


def _no_key(hub_id: int) -> SigningKey:
    raise LookupError(f"hub {hub_id} has no signing key")


def public_keys() -> dict[int, bytes]:
    """All public keys of the installation by key id, retired ones included."""
    return {
        key_id: bytes(raw)
        for key_id, raw in db.session.execute(select(SigningKey.id, SigningKey.public))
    }
