"""Hubs, users, what a user may do where, sessions, devices and signing keys."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access import Role
from app.core.db import db


class Hub(db.Model):
    """A technology supply-demand connection hub (điểm kết nối cung cầu công nghệ)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)  # H01
    slug: Mapped[str] = mapped_column(String(20), unique=True)  # h01, in addresses
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str | None] = mapped_column(String(80))
    province: Mapped[str] = mapped_column(String(2))  # code of provinces.csv
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_phone: Mapped[str | None] = mapped_column(String(30))
    address: Mapped[str | None] = mapped_column(String(300))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    partner_note: Mapped[str | None] = mapped_column(String(500))
    version: Mapped[int] = mapped_column(default=1)


class SigningKey(db.Model):
    """A hub's Ed25519 key for badges. Old ones verify until their events are over."""

    id: Mapped[int] = mapped_column(primary_key=True)  # the key id in the token
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    private: Mapped[bytes] = mapped_column(LargeBinary(32))
    public: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class User(db.Model):
    """Someone who works with Ketnoi. Visitors of a fair are registrations, not users."""

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # folded
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    password_changed_at: Mapped[datetime]
    is_admin: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id"))

    # what flask-login asks of a user
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def initials(self) -> str:
        words = self.name.split()
        return ((words[0][:1] + words[-1][:1]) if len(words) > 1 else self.name[:2]).upper()

    def get_id(self) -> str:
        raise RuntimeError("sessions are kept by code: see accounts.sessions")


class Membership(db.Model):
    """A user's role in one hub."""

    __table_args__ = (UniqueConstraint("user_id", "hub_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    role: Mapped[Role]

    user: Mapped[User] = relationship()
    hub: Mapped[Hub] = relationship()


class UserSession(db.Model):
    """A signed-in browser. Deleting the row signs it out, wherever its cookie lies."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    agent: Mapped[str | None] = mapped_column(String(200))

    user: Mapped[User] = relationship()


class SignInFailure(db.Model):
    """A failed sign-in, counted to slow guessing down: by address and network together, by
    network, by address wherever it was tried."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    email_hash: Mapped[str] = mapped_column(String(64), index=True)
    network_hash: Mapped[str] = mapped_column(String(64), index=True)
    account_hash: Mapped[str | None] = mapped_column(String(64), index=True)


class Device(db.Model):
    """A phone or scanner at the door. Its token is shown once and stored as a digest.

    `event_id` and `point_id` refer upwards by bare number: the packages above own those.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    event_id: Mapped[int] = mapped_column(index=True)
    point_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    clock_offset_ms: Mapped[int | None]
    revoked_at: Mapped[datetime | None]
    supervisor: Mapped[bool] = mapped_column(default=False)  # may let in once more, with a reason
    # visitors use it themselves: it searches nobody, takes nothing back and sees no list
    kiosk: Mapped[bool] = mapped_column(default=False, server_default=false())
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
