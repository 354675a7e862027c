"""The history of one record in words: when, who, what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.core import audit, words
from app.core.db import db
from app.core.i18n import datetime_text


def history_of(subject: Any) -> list[tuple[str, str | None, str]]:
    """The latest deeds on a record, newest first, in two statements: (when, who, what)."""
    entries = audit.history(subject)
    ids = {int(e.actor.removeprefix("user:")) for e in entries if e.actor.startswith("user:")}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    names = {f"user:{user_id}": name for user_id, name in rows}
    return [
        (datetime_text(e.at), names.get(e.actor), words.deed(e.action) or e.action) for e in entries
    ]
