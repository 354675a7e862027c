"""Signed-in browsers: kept as rows, so that signing out works on the server.

flask-login keeps the session's code in the cookie; each request reads the row, and so sees at
once when the password changed, a role was taken, or the user was switched off.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, logout_user
from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Hub, Membership, User, UserSession
from app.core import access, clock, ids
from app.core.access import Role
from app.core.db import db, transaction

LIFETIME = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=10)
login_manager = LoginManager()


class SignedIn(UserMixin):
    """What flask-login carries: the user and the code of this session."""

    def __init__(self, user: User, code: str, session_id: int, seen_at: datetime) -> None:
        self.user, self.code, self.session_id, self.seen_at = user, code, session_id, seen_at

    def get_id(self) -> str:
        return self.code

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def email(self) -> str:
        return self.user.email

    @property
    def is_admin(self) -> bool:
        return self.user.is_admin

    @property
    def initials(self) -> str:
        return self.user.initials


@login_manager.user_loader
def _load(code: str) -> SignedIn | None:
    found = (
        select(UserSession)
        .where(UserSession.code_hash == ids.digest(code))
        .options(joinedload(UserSession.user))
    )
    row = db.session.scalar(found)
    if row is None or row.user.disabled_at is not None:
        return None
    if row.seen_at < clock.now() - LIFETIME:
        return None
    return SignedIn(row.user, code, row.id, row.seen_at)


def open_session(user: User) -> SignedIn:
    """A new session for a user, with a new cookie: what stood in the old one is dropped."""
    session.clear()
    code = ids.secret()
    with transaction():
        user_id = user.id
        row = UserSession(
            code_hash=ids.digest(code),
            user_id=user_id,
            created_at=clock.now(),
            seen_at=clock.now(),
            agent=(request.user_agent.string or "")[:200],
        )
        db.session.add(row)
        db.session.flush()
        session_id, seen_at = row.id, row.seen_at
    return SignedIn(db.session.get_one(User, user_id), code, session_id, seen_at)


def end_sessions(user_id: int, *, but: int | None = None) -> None:
    """Sign a user out everywhere (`but`: the session that may stay)."""
    with transaction():
        gone = delete(UserSession).where(UserSession.user_id == user_id)
        if but is not None:
            gone = gone.where(UserSession.id != but)
        db.session.execute(gone)


def close_session() -> None:
    """Sign this browser out, on the server too."""
    if current_user.is_authenticated:
        with transaction():
            gone = delete(UserSession).where(UserSession.id == current_user.session_id)
            db.session.execute(gone)
    logout_user()
    session.clear()


def _touch() -> None:
    """Keep a session alive while it is used; one write in ten minutes."""
    if not current_user.is_authenticated or current_user.seen_at > clock.now() - SEEN_EVERY:
        return
    with transaction():
        row = db.session.get(UserSession, current_user.session_id)
        if row is not None:
            row.seen_at = clock.now()


def role_of_current_user(hub_id: int) -> Role | None:
    """The role in a hub, read once in a request."""
    if current_user.is_admin:
        return Role.ADMIN
    return next((role for hub, role in _memberships() if hub.id == hub_id), None)


def _memberships() -> list[tuple[Hub, Role]]:
    """The current user's hubs by code with the role in each, read once in a request."""
    found: list[tuple[Hub, Role]] | None = g.get("memberships")
    if found is None:
        wanted = select(Hub, Membership.role).join(Membership, Membership.hub_id == Hub.id)
        mine = wanted.where(Membership.user_id == current_user.id).order_by(Hub.code)
        found = g.memberships = [(hub, role) for hub, role in db.session.execute(mine)]
    return found


def my_hubs() -> list[Hub]:
    """The hubs the current user works in, by code."""
    if not current_user or not current_user.is_authenticated:
        return []
    if current_user.is_admin:
        return list(db.session.scalars(select(Hub).order_by(Hub.code)))
    return [hub for hub, _role in _memberships()]


def _find_hub(view_args: dict[str, str]) -> int | None:
    g.hub = db.session.scalar(select(Hub).where(Hub.slug == view_args["hub"]))
    return g.hub.id if g.hub else None


def init_app(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.session_protection = None  # the row decides, not the address
    access.membership(role_of_current_user)
    access.scope("hub", _find_hub)
    app.before_request(_touch)
    app.context_processor(lambda: {"my_hubs": my_hubs()})
