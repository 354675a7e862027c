"""Who shows: booths on the floor plan, exhibitors, exhibits, kept plans."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Organisation, Technology
from app.core import ids
from app.core.db import db
from app.events.models import Event


class ExhibitorState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    NEEDS_CHANGES = "needs_changes"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Booth(db.Model):
    """A booth (gian hàng). Measures in metres on its hall's plan, power in kW."""

    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        CheckConstraint("width > 0 AND depth > 0 AND area_m2 > 0", name="size"),
        CheckConstraint("power_kw >= 0 AND max_exhibits >= 1", name="limits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    hall: Mapped[str] = mapped_column(String(80))
    zone: Mapped[str | None] = mapped_column(String(20))
    x: Mapped[float]
    y: Mapped[float]
    width: Mapped[float]
    depth: Mapped[float]
    area_m2: Mapped[float]
    power_kw: Mapped[float]
    water: Mapped[bool] = mapped_column(default=False)
    internet: Mapped[bool] = mapped_column(default=False)
    max_exhibits: Mapped[int] = mapped_column(default=1)
    shared: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()


class Exhibitor(db.Model):
    """An organisation that shows at one event (đơn vị trưng bày)."""

    __table_args__ = (UniqueConstraint("event_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    fascia_name: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[ExhibitorState]
    state_note: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Exhibit(db.Model):
    """One technology shown by one exhibitor at one event, with what it asks for."""

    __table_args__ = (
        UniqueConstraint("exhibitor_id", "technology_id"),
        CheckConstraint("area_m2 > 0 AND power_kw >= 0 AND weight >= 1", name="wants"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    exhibitor_id: Mapped[int] = mapped_column(ForeignKey("exhibitor.id"), index=True)
    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    area_m2: Mapped[float]
    power_kw: Mapped[float] = mapped_column(default=0.0)
    water: Mapped[bool] = mapped_column(default=False)
    internet: Mapped[bool] = mapped_column(default=False)
    zone: Mapped[str | None] = mapped_column(String(20))  # wished zone, a hard wish
    weight: Mapped[int] = mapped_column(default=1)
    booth_id: Mapped[int | None] = mapped_column(ForeignKey("booth.id"), index=True)
    locked: Mapped[bool] = mapped_column(default=False)
    override_reason: Mapped[str | None] = mapped_column(String(300))
    unplaced_reason: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    exhibitor: Mapped[Exhibitor] = relationship()
    technology: Mapped[Technology] = relationship()
    booth: Mapped[Booth | None] = relationship()

    @property
    def code(self) -> str:
        """Its technology's code: an event shows a technology of its hub once."""
        return self.technology.code


class ExhibitApart(db.Model):
    """Two exhibits that shall not stand near each other (`exhibit_id` < `other_id`)."""

    __table_args__ = (UniqueConstraint("exhibit_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibit_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("exhibit.id"), index=True)


class BoothPlan(db.Model):
    """A kept plan: what the optimiser proposed, or what stood before it was applied."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True, default=lambda: ids.code(16))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    job_code: Mapped[str | None] = mapped_column(String(26), index=True)
    plan: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
