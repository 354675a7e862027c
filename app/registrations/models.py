"""Who comes: categories, registrations, consents, badges, points, scans."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import db
from app.events.models import Event, EventSession
from app.registrations.badges.design import MOST_BACK, Back, QrPlace, Size
from app.registrations.states import (
    BadgeState,
    Direction,
    PointKind,
    PointRule,
    Purpose,
    Source,
    Status,
    Verdict,
)


class Pool(db.Model):
    """Places that several categories share (chỗ chung); `taken` guards them as a category's."""

    __table_args__ = (CheckConstraint("taken >= 0 AND taken <= places", name="places"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    places: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class Category(db.Model):
    """What a person comes as (loại khách), with its own limited places.

    `taken` guards the places: it is changed by one conditional statement only and equals the
    number of confirmed and pending registrations and of places on offer.
    """

    __table_args__ = (
        UniqueConstraint("event_id", "code"),
        UniqueConstraint("event_id", "number"),
        CheckConstraint("taken >= 0 AND (places IS NULL OR taken <= places)", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    code: Mapped[str] = mapped_column(String(30))
    number: Mapped[int]  # 1.. within the event, in badge tokens
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str | None] = mapped_column(String(80))
    places: Mapped[int | None]  # None: no limit
    pool_id: Mapped[int | None] = mapped_column(ForeignKey("pool.id"), index=True)
    taken: Mapped[int] = mapped_column(default=0)
    public: Mapped[bool] = mapped_column(default=True)  # strangers may choose it without a code
    approval: Mapped[bool] = mapped_column(default=False)
    colour: Mapped[str] = mapped_column(String(20), default="indigo")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    pool: Mapped[Pool | None] = relationship()


class Delegation(db.Model):
    """A group signed up together (đoàn), and who leads it.

    Its members are registrations like any other; with `heads` they have numbers for names. The
    leader need not be one of them.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    link_nonce: Mapped[str] = mapped_column(String(26))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(150))
    leader: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    heads: Mapped[int | None]
    locale: Mapped[str] = mapped_column(String(2), default="vi")
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]  # the leader's name and contact

    event: Mapped[Event] = relationship()


class Registration(db.Model):
    """A person's sign-up for one event (đăng ký).

    `person_key` says who it is within the event: the folded e-mail, or phone and folded name;
    it is empty once cancelled or erased, so that the person may come back.
    """

    __table_args__ = (
        UniqueConstraint("event_id", "person_key"),
        Index("ix_registration_list", "event_id", "status", "sort_key"),
        Index("ix_registration_queue", "category_id", "status", "waiting_since", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)  # 80 random bits
    link_nonce: Mapped[str] = mapped_column(String(26))  # part of the self-service link; rotates
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    delegation_id: Mapped[int | None] = mapped_column(ForeignKey("delegation.id"), index=True)
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    status: Mapped[Status]
    name: Mapped[str] = mapped_column(String(120))
    given_name: Mapped[str | None] = mapped_column(String(60))  # when it is not the last word
    email: Mapped[str | None] = mapped_column(String(254))
    email_confirmed_at: Mapped[datetime | None]  # whoever reads this mailbox pressed in a letter
    phone: Mapped[str | None] = mapped_column(String(20))  # E.164
    organisation: Mapped[str | None] = mapped_column(String(200))
    org_type: Mapped[str | None] = mapped_column(String(10))
    province: Mapped[str | None] = mapped_column(String(2))
    job_title: Mapped[str | None] = mapped_column(String(120))
    gender: Mapped[str | None] = mapped_column(String(1))
    birth_year: Mapped[int | None]
    guardian: Mapped[str | None] = mapped_column(String(120))
    guardian_phone: Mapped[str | None] = mapped_column(String(20))
    answers: Mapped[dict[str, Any]]
    locale: Mapped[str] = mapped_column(String(2), default="vi")
    source: Mapped[Source]
    person_key: Mapped[str | None] = mapped_column(String(300))
    folded: Mapped[str] = mapped_column(Text)  # name, organisation, code, e-mail, phone
    sort_key: Mapped[str] = mapped_column(String(900))
    created_at: Mapped[datetime] = mapped_column(index=True)
    waiting_since: Mapped[datetime | None]
    offered_until: Mapped[datetime | None] = mapped_column(index=True)  # waiting, a place is kept
    confirmed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    refused_reason: Mapped[str | None] = mapped_column(String(500))
    erased_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    transferred_to_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    imported_code: Mapped[str | None] = mapped_column(String(30))  # A001 of the sheet it came from
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    category: Mapped[Category] = relationship()
    delegation: Mapped[Delegation | None] = relationship()


class Consent(db.Model):
    """Proof that a person agreed to one purpose, and when they took it back."""

    __table_args__ = (Index("ix_consent_purpose", "registration_id", "purpose"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    purpose: Mapped[Purpose]
    text_version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    channel: Mapped[Source]
    read_out_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # by a clerk
    network_hash: Mapped[str | None] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None]


class TransferOffer(db.Model):
    """A place that its holder offers to a colleague, until there is an answer."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(26), unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime]


class RegistrationTag(db.Model):
    """A short word that the office put on a registration."""

    __table_args__ = (
        UniqueConstraint("registration_id", "folded"),
        Index("ix_registration_tag_event", "event_id", "folded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    tag: Mapped[str] = mapped_column(String(40))
    folded: Mapped[str] = mapped_column(String(80))


class Badge(db.Model):
    """A signed badge (thẻ). A reprint is a new badge of the same registration."""

    __table_args__ = (Index("ix_badge_roster", "event_id", "changed_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[int] = mapped_column(unique=True)  # random 63 bits
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    token: Mapped[str] = mapped_column(String(200))
    state: Mapped[BadgeState]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    printed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(300))

    registration: Mapped[Registration] = relationship()


class BadgeDesign(db.Model):
    """How the badges of an event look, once somebody has chosen; the words are the rules'."""

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    size: Mapped[Size]
    qr: Mapped[QrPlace]
    parts: Mapped[str] = mapped_column(String(80))  # the names of the parts shown, by commas
    back: Mapped[Back]
    back_words: Mapped[str] = mapped_column(String(MOST_BACK))
    logo: Mapped[str] = mapped_column(String(120))  # a kept file; empty: the product's mark
    version: Mapped[int] = mapped_column(default=1)


class Point(db.Model):
    """Where badges are scanned (điểm quét). Without hours it is open on all days of the event."""

    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    code: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[PointKind]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    opens: Mapped[str | None] = mapped_column(String(5))  # local HH:MM, each day
    closes: Mapped[str | None] = mapped_column(String(5))
    closed_at: Mapped[datetime | None]
    rule: Mapped[PointRule] = mapped_column(default=PointRule.DAILY)
    exits: Mapped[bool] = mapped_column(default=True)  # going out is scanned here too
    categories: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))  # numbers; all
    enrolment: Mapped[bool | None]  # whether a seat is asked for; None: as the session says
    version: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship()
    session: Mapped[EventSession | None] = relationship()


class Scan(db.Model):
    """A fact: this code was shown at this point at that time (lượt quét).

    `uuid` is made by the device. `verdict` is what the fold over all scans known says now;
    it is kept with the row so that lists and counts need no folding.
    """

    __table_args__ = (
        UniqueConstraint("event_id", "uuid"),
        Index("ix_scan_fold", "registration_id", "day"),
        Index("ix_scan_count", "event_id", "point_id", "verdict", "day"),
        Index("ix_scan_day", "event_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(String(36))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"), index=True)
    badge_id: Mapped[int | None] = mapped_column(ForeignKey("badge.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    token_hash: Mapped[str] = mapped_column(String(64))  # forged ones are kept by digest
    direction: Mapped[Direction]
    scanned_at: Mapped[datetime]  # by the device
    clock_offset_ms: Mapped[int | None]
    at: Mapped[datetime]  # corrected
    day: Mapped[str] = mapped_column(String(10))  # local date of `at`
    received_at: Mapped[datetime]  # decides nothing
    hour: Mapped[int]  # local hour of `at`
    verdict: Mapped[Verdict]
    first_verdict: Mapped[Verdict]  # what the device was told first
    reason: Mapped[str | None] = mapped_column(String(200))  # a supervisor's, to let in once more
    shown: Mapped[Verdict | None]  # what a phone without network told the steward
    unaware: Mapped[bool] = mapped_column(default=False)  # the gate could not ask the server
    changed: Mapped[bool] = mapped_column(default=False)
    first_uuid: Mapped[str | None] = mapped_column(String(36))  # the admission a repeat repeats
    step: Mapped[int] = mapped_column(default=0)  # change in the number of people inside
    visit: Mapped[bool] = mapped_column(default=False)  # counts as a visit (lượt khách)
    flagged: Mapped[bool] = mapped_column(default=False)  # offset beyond 12 h
    conflicts: Mapped[int] = mapped_column(default=0)  # same id came with other content

    point: Mapped[Point] = relationship()
    badge: Mapped[Badge | None] = relationship()
    registration: Mapped[Registration | None] = relationship()


class IdempotencyKey(db.Model):
    """The answer once given to a request, for whoever repeats it."""

    __table_args__ = (UniqueConstraint("route", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200))
    request_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)


class Erasure(db.Model):
    """That a registration, or who led a group, was erased, by code: a restored backup erases it
    again."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_code: Mapped[str] = mapped_column(String(16), unique=True)
    erased_at: Mapped[datetime]
