"""The link of an event's board."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import db
from app.events.models import Event


class BoardLink(db.Model):
    """By which screens without an account show an event's board. A new code ends the old link.

    `tables`: it opens the page of the tables too, which names organisations.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    created_at: Mapped[datetime]
    tables: Mapped[bool] = mapped_column(default=False, server_default=false())

    event: Mapped[Event] = relationship()
