"""What an event has settled for its waiting lists."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class WaitingRule(db.Model):
    """For how many hours a freed place is offered to the next in line; none: it is given."""

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    offer_hours: Mapped[int | None]
