"""Locking one record before a decision about it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.db import db


def lock(record: Any) -> None:
    """Hold a record's row until the deed is done, and read it as it stands now.

    The row is locked alone: a record read with its relations would be refreshed by an outer
    join, which PostgreSQL does not lock.
    """
    model = type(record)
    db.session.execute(select(model.id).where(model.id == record.id).with_for_update())
    db.session.refresh(record)
