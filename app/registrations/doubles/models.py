"""What was decided about two sign-ups that look like one person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class KnownApart(db.Model):
    """Two registrations that look like one person and are two: somebody said so."""

    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))  # the smaller id
    second_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
