"""Reports signed off, what people write into them, and what an event is to reach."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Hub, User
from app.core.db import db
from app.events.models import Event


class FrozenReport(db.Model):
    """The figures of a report on the day they were signed off (chốt số liệu).

    Of an event (`event_id`) or of a hub over a period. Later corrections show as differences;
    a report that was signed off too early is lifted, never deleted.
    """

    __table_args__ = (Index("ix_frozen_report_period", "hub_id", "first", "last"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]
    figures: Mapped[dict[str, Any]]
    frozen_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]

    hub: Mapped[Hub] = relationship()
    event: Mapped[Event | None] = relationship()
    user: Mapped[User | None] = relationship()


class EventPaper(db.Model):
    """What people write into an event's report: the parts that no figure tells."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    texts: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()


class Target(db.Model):
    """What an event is to reach by one figure (mục tiêu)."""

    __table_args__ = (UniqueConstraint("event_id", "figure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    figure: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
