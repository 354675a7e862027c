"""Who learns: enrolment in sessions, attendance."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
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


class Certificate(db.Model):
    """What a trainee was given for a class, in the words that were printed.

    `session` was the first of the class then. Later changes of name, hours or titles do not
    change a paper that was handed out.
    """

    __table_args__ = (
        UniqueConstraint("session_id", "registration_id"),
        UniqueConstraint("hub_id", "year", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)  # in the address that verifies it
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    year: Mapped[int]
    number: Mapped[int]
    serial: Mapped[str] = mapped_column(String(40))  # 07/2026/GCN-H01
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))  # empty: the holder had it erased
    title: Mapped[str] = mapped_column(String(300))
    hours: Mapped[float]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(400))
    signed_in: Mapped[str] = mapped_column(String(80))  # the place before the date
    signed_on: Mapped[date]
    position: Mapped[str] = mapped_column(String(120))
    signatory: Mapped[str] = mapped_column(String(120))
    revoked_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))

    session: Mapped[EventSession] = relationship()
    registration: Mapped[Registration] = relationship()
