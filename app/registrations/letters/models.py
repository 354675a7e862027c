"""An event's own words for its letters, when they go, news, and who wants none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class LetterText(db.Model):
    """Words of an event for one letter in one language; without a row the shipped ones go."""

    __table_args__ = (UniqueConstraint("event_id", "kind", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    locale: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class LetterPlan(db.Model):
    """When an event reminds people, and when it thanks them. None: it does not."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    remind_hours: Mapped[int | None]  # before the gates open on the first day
    thank_hours: Mapped[int | None]  # after they close on the last


class Message(db.Model):
    """What somebody wrote to many: news to those who agreed, or a word to people of an event."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    advertising: Mapped[bool]
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    number: Mapped[int]  # of people it went to when it was written
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]


class Suppression(db.Model):
    """An address that wants no advertising from a hub: a keyed hash, so it outlives erasure.

    A consent given after `at` counts again.
    """

    __table_args__ = (UniqueConstraint("hub_id", "address_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    address_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
