"""Hubs and users that are valid as they stand."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any, TypeVar

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import actions
from app.accounts.models import Hub, Membership, User
from app.core.access import Role
from app.core.db import db, transaction

Row = TypeVar("Row")
numbers = count(1)


def saved(row: Row) -> Row:
    """The row, written and fresh."""
    with transaction():
        db.session.add(row)
    return row


def make_hub(**fields: Any) -> Hub:
    """A hub with its own badge key."""
    n = next(numbers)
    defaults: dict[str, Any] = {
        "code": f"H{n:03}",
        "name": f"Điểm kết nối số {n} (giả định)",
        "province": "40",
        "opened_on": date(2017, 7, 15),
    }
    return actions.create_hub(**(defaults | fields))


def make_user(role: str = "organiser", hub: Hub | None = None, **fields: Any) -> User:
    """A user with a role in a hub (a new hub unless given); role "admin" works in all."""
    n = next(numbers)
    defaults: dict[str, Any] = {
        "email": f"user{n}@example.org",
        "name": f"Nguyễn Văn {n}",
        "password": None,
    }
    if role != "admin":
        hub = hub or make_hub()
    return actions.create_user(**(defaults | fields), hub=hub, role=Role(role))


def sign_in_as(
    client: FlaskClient, role: str = "organiser", hub: Hub | None = None, user: User | None = None
) -> FlaskClient:
    """Sign the client in by writing the session of a user of that role."""
    from app.accounts.models import UserSession
    from app.core import clock, ids

    user = user or make_user(role, hub)
    code = ids.secret()
    saved(
        UserSession(
            code_hash=ids.digest(code),
            user_id=user.id,
            created_at=clock.now(),
            seen_at=clock.now(),
        )
    )
    with client.session_transaction() as session:
        session["_user_id"] = code
        session["_fresh"] = True
    return client


def hub_of(user: User) -> Hub:
    """The hub a made user works in."""
    found = select(Hub).join(Membership).where(Membership.user_id == user.id)
    return db.session.scalars(found).one()
