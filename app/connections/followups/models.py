"""Who speaks for the sides of a connection, what they answer later, and transfer contracts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.states import DismissReason
from app.connections.contract import Direction, Payment, Right
from app.connections.models import Connection
from app.connections.stages import Answer, Side
from app.core.db import db


class Contact(db.Model):
    """A person who speaks for one side of a connection in its business.

    Kept for the connection, by itself: it names no registration, so visitors of a fair can be
    made anonymous after their term while the hub still knows whom to call. Taken away, it goes
    with its name and addresses; what the side answered stays.
    """

    __tablename__ = "connection_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"), index=True)
    side: Mapped[Side]
    name: Mapped[str | None] = mapped_column(String(120))
    title: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    silent_at: Mapped[datetime | None]  # asked not to be asked again
    removed_at: Mapped[datetime | None]

    connection: Mapped[Connection] = relationship()


class FollowUp(db.Model):
    """One contact asked at one mark: what came of it? Asked once, whatever is retried."""

    __table_args__ = (
        UniqueConstraint("contact_id", "months"),
        Index("ix_follow_up_hub", "hub_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("connection_contact.id"))
    months: Mapped[int]
    asked_at: Mapped[datetime]
    answer: Mapped[Answer | None]
    answered_at: Mapped[datetime | None]
    why: Mapped[DismissReason | None]
    signed_on: Mapped[date | None]
    value_vnd: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(String(1000))
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    connection: Mapped[Connection] = relationship()
    contact: Mapped[Contact] = relationship()


class TransferContract(db.Model):
    """A technology transfer contract with what the law asks to be known of it."""

    __table_args__ = (
        CheckConstraint("price_vnd IS NULL OR price_vnd >= 0", name="price"),
        CheckConstraint("valid_to IS NULL OR valid_to >= signed_on", name="term"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"), index=True)
    contract_no: Mapped[str] = mapped_column(String(60))
    signed_on: Mapped[date]
    effective_on: Mapped[date | None]
    valid_to: Mapped[date | None]
    transferor: Mapped[str] = mapped_column(String(200))
    transferor_tax: Mapped[str | None] = mapped_column(String(20))
    transferor_country: Mapped[str] = mapped_column(String(2), default="VN")
    transferee: Mapped[str] = mapped_column(String(200))
    transferee_tax: Mapped[str | None] = mapped_column(String(20))
    transferee_country: Mapped[str] = mapped_column(String(2), default="VN")
    technology: Mapped[str] = mapped_column(String(300))
    objects: Mapped[list[str]]
    transfer_form: Mapped[str] = mapped_column(String(20))
    right: Mapped[Right]
    territory: Mapped[str | None] = mapped_column(String(200))
    sub_licence: Mapped[bool] = mapped_column(default=False)
    methods: Mapped[list[str]]
    price_vnd: Mapped[int | None]
    payment: Mapped[Payment]
    payment_note: Mapped[str | None] = mapped_column(String(300))
    warranty: Mapped[str | None] = mapped_column(Text)
    state_funded: Mapped[bool] = mapped_column(default=False)
    task_certificate: Mapped[bool] = mapped_column(default=False)  # of registered results
    registration_no: Mapped[str | None] = mapped_column(String(60))
    registered_on: Mapped[date | None]
    confidential: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    connection: Mapped[Connection] = relationship()

    @property
    def direction(self) -> Direction:
        return Direction.of(self.transferor_country, self.transferee_country)
