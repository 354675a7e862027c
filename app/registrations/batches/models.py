"""A deed for many, and what became of it for each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import db
from app.events.models import Event
from app.registrations.batches.kinds import BatchState, Deed, ItemState
from app.registrations.models import Registration


class Batch(db.Model):
    """Registrations chosen for one deed by one user; its items say what became of each."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    deed: Mapped[Deed]
    args: Mapped[dict[str, Any]]  # reason, category, tag, message: ids and words of the office
    state: Mapped[BatchState] = mapped_column(default=BatchState.DRAFT)
    undoing: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()


class BatchItem(db.Model):
    """One registration of a batch. `before` is what taking it back needs."""

    __table_args__ = (Index("ix_batch_item", "batch_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    state: Mapped[ItemState] = mapped_column(default=ItemState.WAITING)
    reason: Mapped[str | None] = mapped_column(String(40))  # code of a refusal
    before: Mapped[int | None]

    registration: Mapped[Registration] = relationship()
