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
