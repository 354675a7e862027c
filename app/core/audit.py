"""Who did what to which record: append-only, chained by hash.

An entry is written in the deed's own transaction, and sealed within seconds by the job
worker, in one order for the whole installation: so no writer waits for another's chain.
People are named by reference (type and id), so that erasing a person breaks no chain.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context
from flask_login import current_user
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import db, in_transaction, transaction

START = "0" * 64


class AuditEntry(db.Model):
    """One deed. `number` and `hash` are set when it is sealed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(60))  # user:12, device:3, link, system, command
    hub_id: Mapped[int | None] = mapped_column(index=True)
    event_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    details: Mapped[dict[str, Any]]
    origin: Mapped[str | None] = mapped_column(String(40))  # request id
    number: Mapped[int | None] = mapped_column(unique=True)
    hash: Mapped[str | None] = mapped_column(String(64))

    __table_args__ = (sa.Index("ix_audit_entry_subject", "subject_type", "subject_id"),)


class AuditHead(db.Model):
    """The chain's end, one row: a cut tail shows."""

    id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


def actor() -> str:
    """Who acts now, by reference."""
    if not has_request_context():
        return "system"
    if g.get("device") is not None:
        return f"device:{g.device.id}"
    if current_user and current_user.is_authenticated:
        return f"user:{current_user.id}"
    return "visitor"


def record(
    action: str,
    subject: Any,
    *,
    hub_id: int | None = None,
    event_id: int | None = None,
    **details: Any,
) -> AuditEntry:
    """Write down a deed, inside its transaction. `details` must hold no personal data."""
    assert in_transaction(), "an audit entry belongs to a deed"
    if subject.id is None:
        db.session.flush()
    entry = AuditEntry(
        at=clock.now(),
        actor=actor(),
        hub_id=hub_id if hub_id is not None else getattr(subject, "hub_id", None),
        event_id=event_id if event_id is not None else getattr(subject, "event_id", None),
        action=action,
        subject_type=type(subject).__tablename__,
        subject_id=subject.id,
        details=json.loads(json.dumps(details, default=str)),
        origin=g.get("request_id") if has_request_context() else None,
    )
    db.session.add(entry)
    return entry


def digest(entry: AuditEntry, before: str) -> str:
    """The hash of an entry on top of the one before it."""
    body = [
        entry.number,
        entry.at.isoformat(),
        entry.actor,
        entry.hub_id,
        entry.event_id,
        entry.action,
        entry.subject_type,
        entry.subject_id,
        entry.details,
        entry.origin,
    ]
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256((before + text).encode()).hexdigest()


def seal(limit: int = 5000) -> int:
    """Seal what is not sealed yet, in order; how many."""
    with transaction():
        head = db.session.scalar(select(AuditHead).with_for_update())
        if head is None:
            head = AuditHead(id=1, count=0, hash=START)
            db.session.add(head)
        waiting = select(AuditEntry).where(AuditEntry.number.is_(None)).order_by(AuditEntry.id)
        entries = db.session.scalars(waiting.limit(limit)).all()
        for entry in entries:
            entry.number = head.count + 1
            entry.hash = digest(entry, head.hash)
            head.count, head.hash = entry.number, entry.hash
    return len(entries)


def verify() -> str | None:
    """None when the trail is whole, else a sentence that names the first bad entry."""
    before, expected = START, 1
    sealed = select(AuditEntry).where(AuditEntry.number.is_not(None)).order_by(AuditEntry.number)
    for entry in db.session.scalars(sealed.execution_options(yield_per=1000)):
        if entry.number != expected:
            return f"entry {expected} is missing"
        if entry.hash != digest(entry, before):
            return f"entry {entry.number} (id {entry.id}, {entry.action}) was changed"
        before, expected = entry.hash, expected + 1
    head = db.session.scalar(select(AuditHead))
    count, end = (head.count, head.hash) if head else (0, START)
    if (count, end) != (expected - 1, before):
        return f"the trail ends at entry {expected - 1}, but {count} were sealed"
    return None


def deeds_on(subject: Any, limit: int) -> sa.Select[tuple[AuditEntry]]:
    """What finds the latest deeds on one record, newest first."""
    return (
        select(AuditEntry)
        .where(
            AuditEntry.subject_type == type(subject).__tablename__,
            AuditEntry.subject_id == subject.id,
        )
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )


def history(subject: Any, limit: int = 50) -> list[AuditEntry]:
    """The latest deeds on one record, newest first."""
    return list(db.session.scalars(deeds_on(subject, limit)))
