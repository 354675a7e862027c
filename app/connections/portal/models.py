"""What participants say of themselves, and what the organisers set for meetings of an event."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.models import Organisation
from app.core.db import db
from app.events.models import Event
from app.registrations.models import Registration


class Pair(StrEnum):
    """What the organisers say of two organisations."""

    MUST = "must"
    NEVER = "never"


class MeetingRules(db.Model):
    """How the meetings of an event are asked for. An event without a row has no portal.

    `most_open`: how many requests of one person may wait for an answer at a time; after
    `answer_days` one expires. `least` and `most`: meetings of an organisation, None for no limit.
    """

    __table_args__ = (
        CheckConstraint("most_open BETWEEN 1 AND 100", name="most_open"),
        CheckConstraint("answer_days BETWEEN 1 AND 60", name="answer_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    is_open: Mapped[bool] = mapped_column(default=True)
    most_open: Mapped[int] = mapped_column(default=8)
    answer_days: Mapped[int] = mapped_column(default=5)
    least: Mapped[int | None]
    most: Mapped[int | None]

    event: Mapped[Event] = relationship()


class MeetingLimit(db.Model):
    """Other numbers of meetings for one organisation than for all."""

    __table_args__ = (UniqueConstraint("event_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    least: Mapped[int | None]
    most: Mapped[int | None]

    organisation: Mapped[Organisation] = relationship()


class PairRule(db.Model):
    """That two organisations must meet, or never; `a_id` is the smaller of the two ids."""

    __table_args__ = (
        UniqueConstraint("event_id", "a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    a_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    b_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[Pair]

    a: Mapped[Organisation] = relationship(foreign_keys=[a_id])
    b: Mapped[Organisation] = relationship(foreign_keys=[b_id])


class Profile(db.Model):
    """A participant in the directory: what they look for and offer.

    `organisation` is the one that stands in the timetable for them; only where the office says
    that they speak for it do they see and answer what it was asked. `need` and `technology` are
    the catalogue's records of `wants` and `offers`, made with the first request about them.
    """

    __table_args__ = (Index("ix_profile_changed", "event_id", "changed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    speaks: Mapped[bool] = mapped_column(default=False)
    wants: Mapped[str | None] = mapped_column(Text)
    offers: Mapped[str | None] = mapped_column(Text)
    readiness: Mapped[int | None]  # TRL of what is offered
    field_codes: Mapped[str] = mapped_column(String(200), default="")  # " AGRI FOOD "
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    technology_id: Mapped[int | None] = mapped_column(ForeignKey("technology.id"), index=True)
    folded: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    registration: Mapped[Registration] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def fields(self) -> list[str]:
        return self.field_codes.split()
