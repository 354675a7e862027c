"""Who learns: enrolment in sessions, attendance."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import db
from app.events.models import EventSession
from app.registrations.models import Registration
from app.workshops.attendance import AttendanceState, EnrolmentState


class Enrolment(db.Model):
    """A registration's place in a session. `since`: when it took its state, which is the queue's
    order for those who wait."""

    __table_args__ = (
        UniqueConstraint("session_id", "registration_id"),
        Index("ix_enrolment_queue", "session_id", "state", "since", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    state: Mapped[EnrolmentState]
    since: Mapped[datetime]

    session: Mapped[EventSession] = relationship()
    registration: Mapped[Registration] = relationship()


class Attendance(db.Model):
    """What a person marked by hand; scans at the session's door count besides."""

    __table_args__ = (UniqueConstraint("session_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    state: Mapped[AttendanceState]
    marked_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    session: Mapped[EventSession] = relationship()
    registration: Mapped[Registration] = relationship()
