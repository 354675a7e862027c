"""The dates that the organisers set for a fair's meetings."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db


class MeetingPlan(db.Model):
    """Until when people may ask, when the timetable is to be known. Without a row: no dates."""

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    wishes_from: Mapped[date | None]
    wishes_until: Mapped[date | None]
    publish_on: Mapped[date | None]
