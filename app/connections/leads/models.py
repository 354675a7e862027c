"""An exhibitor's phones, its leads, and the proof that each visitor agreed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.booths.models import Exhibitor
from app.catalogue.models import Technology
from app.connections.leads.sharing import Heat
from app.connections.models import Connection
from app.core.db import db
from app.events.models import Event
from app.registrations.models import Consent, Registration


class LeadPhone(db.Model):
    """A phone at an exhibitor's booth. Its link opens that exhibitor's leads and nothing else;
    the link is signed, so nothing in this row opens it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    nonce: Mapped[str] = mapped_column(String(26))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    exhibitor_id: Mapped[int] = mapped_column(ForeignKey("exhibitor.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    exhibitor: Mapped[Exhibitor] = relationship()


class Lead(db.Model):
    """A visitor whom an exhibitor may contact (khách quan tâm): one row for each of its visitors.

    The contact is not copied: it is read from the registration, as long as `withdrawn_at` is
    empty. `exported_at`: when the contact last went out in a file.
    """

    __table_args__ = (
        UniqueConstraint("exhibitor_id", "registration_id"),
        Index("ix_lead_list", "event_id", "exhibitor_id", "scanned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    exhibitor_id: Mapped[int] = mapped_column(ForeignKey("exhibitor.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    technology_id: Mapped[int | None] = mapped_column(ForeignKey("technology.id"), index=True)
    connection_id: Mapped[int | None] = mapped_column(ForeignKey("connection.id"), unique=True)
    heat: Mapped[Heat] = mapped_column(default=Heat.WARM)
    next_step: Mapped[str | None] = mapped_column(String(300))
    note: Mapped[str | None] = mapped_column(Text)
    scanned_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    exported_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    exhibitor: Mapped[Exhibitor] = relationship()
    registration: Mapped[Registration] = relationship()
    technology: Mapped[Technology | None] = relationship()
    connection: Mapped[Connection | None] = relationship()


class LeadConsent(db.Model):
    """Proof that a visitor let one exhibitor have the contact: when, asked by which phone, with
    which words. `uuid` is made by the phone: the same scan sent again is known by it."""

    __table_args__ = (UniqueConstraint("lead_id", "uuid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"))
    uuid: Mapped[str] = mapped_column(String(36), index=True)
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("lead_phone.id"), index=True)
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))  # of sign-up
    given_at: Mapped[datetime]
    received_at: Mapped[datetime]
    locale: Mapped[str] = mapped_column(String(2))
    text_version: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)  # as they were shown
    withdrawn_at: Mapped[datetime | None]

    lead: Mapped[Lead] = relationship()
    phone: Mapped[LeadPhone | None] = relationship()
    consent: Mapped[Consent | None] = relationship()
