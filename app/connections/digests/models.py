"""How often a hub writes digests, who wants none, and what was told and answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Hub
from app.catalogue.models import Organisation, Suggestion
from app.catalogue.states import DismissReason
from app.connections.digests.contents import Every, Reply
from app.core.db import db


class DigestPlan(db.Model):
    """How often a hub writes to the owners of needs; a hub without a row writes to nobody."""

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), unique=True)
    every: Mapped[Every]
    since: Mapped[datetime]  # periods that had begun by then are left out


class DigestStop(db.Model):
    """An address of an organisation that wants no digests; the hub may still call."""

    __table_args__ = (UniqueConstraint("organisation_id", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    address: Mapped[str] = mapped_column(String(254))
    stopped_at: Mapped[datetime]


class Digest(db.Model):
    """What one owner is told in one period, by letter or, where that cannot be, by phone."""

    __table_args__ = (UniqueConstraint("organisation_id", "address", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    address: Mapped[str] = mapped_column(String(254))  # "": none is known
    by_phone: Mapped[bool]
    period: Mapped[date]
    written_at: Mapped[datetime]

    hub: Mapped[Hub] = relationship()
    organisation: Mapped[Organisation] = relationship()


class DigestItem(db.Model):
    """One suggestion told to its owner: once, unless they said "later"; and what they answered."""

    __table_args__ = (Index("ix_digest_item_reply", "reply", "handled_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"), index=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), unique=True)
    place: Mapped[int]
    reply: Mapped[Reply | None]
    why: Mapped[DismissReason | None]
    note: Mapped[str | None] = mapped_column(String(500))
    replied_at: Mapped[datetime | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # told by phone
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    digest: Mapped[Digest] = relationship()
    suggestion: Mapped[Suggestion] = relationship()
