"""Invitation codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import db
from app.registrations.models import Category


class Invitation(db.Model):
    """A code that opens one category (mã mời), for so many people.

    `used` guards the uses as `taken` guards places: one conditional statement changes it, and
    it equals the number of its registrations that are not cancelled.
    """

    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("used >= 0 AND (uses IS NULL OR used <= uses)", name="uses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    code: Mapped[str] = mapped_column(String(24))  # capitals and digits
    label: Mapped[str | None] = mapped_column(String(120))  # for whom
    uses: Mapped[int | None]  # None: no limit
    used: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime | None]
    off_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    category: Mapped[Category] = relationship()
