"""When the tests' letters go, how many there are, where their links lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from app.connections.digests import links
from app.connections.digests.models import Digest
from app.core.db import db

MONDAY = datetime(2026, 11, 30, 1, 30, tzinfo=UTC)  # half past eight in Vietnam
WEEK = timedelta(days=7)


def rows(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def page_of(digest: Digest, more: str = "") -> str:
    return f"/digest/{links.token_of(digest)}{more}"
