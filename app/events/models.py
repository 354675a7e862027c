"""When and where: events, venues, halls, rooms, sessions and who speaks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts import provinces
from app.accounts.models import Hub
from app.catalogue.models import Expert
from app.core.db import db
from app.events.kinds import EventKind, EventState, SessionKind, SessionState


class Venue(db.Model):
    """A place with rooms and halls, used over the years (địa điểm)."""

    __table_args__ = (UniqueConstraint("hub_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(300))
    province: Mapped[str] = mapped_column(String(2))
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    hub: Mapped[Hub] = relationship()


class Room(db.Model):
    """A room (phòng) or a hall (sảnh) of a venue; never booked twice at a time."""

    __table_args__ = (
        UniqueConstraint("venue_id", "code"),
        CheckConstraint("capacity >= 0", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    is_hall: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int] = mapped_column(default=0)
    floor: Mapped[str | None] = mapped_column(String(40))
    sort_key: Mapped[str] = mapped_column(String(720))
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    venue: Mapped[Venue] = relationship()


class Event(db.Model):
    """A fair, a workshop or class outside a fair, a showroom (sự kiện)."""

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    number: Mapped[int] = mapped_column(unique=True)  # random 32 bits, in badge tokens
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str | None] = mapped_column(String(200))
    summary: Mapped[str | None] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date] = mapped_column(index=True)
    opens_at: Mapped[str] = mapped_column(String(5), default="08:00")  # local, each day
    closes_at: Mapped[str] = mapped_column(String(5), default="17:00")
    timezone: Mapped[str] = mapped_column(String(40), default="Asia/Ho_Chi_Minh")
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    province: Mapped[str] = mapped_column(String(2), index=True)
    state: Mapped[EventState] = mapped_column(index=True)
    cancelled_reason: Mapped[str | None] = mapped_column(String(500))
    published_at: Mapped[datetime | None]
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_phone: Mapped[str | None] = mapped_column(String(30))
    organiser_name: Mapped[str | None] = mapped_column(String(200))  # data controller, on forms
    min_attendance: Mapped[int] = mapped_column(default=80)  # per cent, for classes
    is_sample: Mapped[bool] = mapped_column(default=False)
    played_at: Mapped[datetime | None]  # demo run went over it
    folded: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(String(1200))
    sequence: Mapped[int] = mapped_column(default=0)  # iCal SEQUENCE
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    hub: Mapped[Hub] = relationship()
    venue: Mapped[Venue | None] = relationship()

    @property
    def place(self) -> str:
        """The province, as people name a fair's place."""
        return provinces.short(self.province)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def days(self) -> list[date]:
        return [
            self.starts_on + timedelta(n) for n in range((self.ends_on - self.starts_on).days + 1)
        ]


class EventSession(db.Model):
    """One item of the agenda (phiên)."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("ends_at > starts_at", name="times"),
        CheckConstraint(
            "enrolled >= 0 AND (capacity IS NULL OR enrolled <= capacity)", name="seats"
        ),
        Index("ix_session_room_time", "room_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    kind: Mapped[SessionKind] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300))
    summary: Mapped[str | None] = mapped_column(Text)
    field: Mapped[str | None] = mapped_column(String(10))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    capacity: Mapped[int | None]  # None: open to all
    enrolled: Mapped[int] = mapped_column(default=0)  # guards the places; changed conditionally
    enrolment_needed: Mapped[bool] = mapped_column(default=False)
    online: Mapped[bool] = mapped_column(default=False)
    online_url: Mapped[str | None] = mapped_column(String(500))
    gives_certificate: Mapped[bool] = mapped_column(default=False)
    hours: Mapped[float | None]
    state: Mapped[SessionState]
    cancelled_reason: Mapped[str | None] = mapped_column(String(500))
    folded: Mapped[str] = mapped_column(Text)  # code, titles, speakers
    sort_key: Mapped[str] = mapped_column(String(1800))
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    room: Mapped[Room | None] = relationship()
    speakers: Mapped[list[Speaker]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="Speaker.position"
    )

    @property
    def places_left(self) -> int | None:
        """Places still to be given to people who enrol; None where nobody needs to."""
        if not self.enrolment_needed or self.capacity is None:
            return None
        return self.capacity - self.enrolled


class Speaker(db.Model):
    """Who speaks in a session. `person_key` says who it is across sessions and events
    (`conflicts.person_key`); it is empty for a group, which is never booked."""

    __table_args__ = (Index("ix_speaker_person", "person_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(120))
    organisation: Mapped[str | None] = mapped_column(String(200))
    expert_id: Mapped[int | None] = mapped_column(ForeignKey("expert.id"), index=True)
    person_key: Mapped[str] = mapped_column(String(330))

    session: Mapped[EventSession] = relationship(back_populates="speakers")
    expert: Mapped[Expert | None] = relationship()


class AgendaLock(db.Model):
    """A room or a person as a row to lock: whoever books the same one has to wait.

    Speakers cross events and hubs and may be new, so no other row stands for all of them.
    """

    key: Mapped[str] = mapped_column(String(340), primary_key=True)


class Milestone(db.Model):
    """A date in the life of an event that its organisers must not miss (hạn)."""

    __table_args__ = (Index("ix_milestone_due", "event_id", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    due_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(200))
    #: which of the usual dates it is, while nobody has given it a title of their own
    usual: Mapped[str | None] = mapped_column(String(16))
    done_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
