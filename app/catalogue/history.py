"""What happened to a record, in words, newest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.catalogue import labels
from app.catalogue.states import NeedState
from app.core import audit
from app.core.db import db
from app.core.i18n import _, datetime_text

Line = tuple[str, str | None, str]


def history(row: Any, limit: int = 30) -> list[Line]:
    """(when, who, what) of the latest deeds on a record, in two statements."""
    entries = audit.history(row, limit)
    people = {int(e.actor[5:]) for e in entries if e.actor.startswith("user:")}
    found = db.session.execute(select(User.id, User.name).where(User.id.in_(people)))
    names = {f"user:{identity}": name for identity, name in found}
    lines: list[Line] = [(datetime_text(e.at), names.get(e.actor), _what(e)) for e in entries]
    if len(entries) < limit and not any(e.action.endswith("_created") for e in entries):
        lines.append((datetime_text(row.created_at), None, _("Imported")))
    return lines


def _what(entry: audit.AuditEntry) -> str:
    said = str(labels.DEEDS.get(entry.action, entry.action.replace("_", " ")))
    before, after = entry.details.get("before"), entry.details.get("after")
    if entry.action == "need_stepped" and before in set(NeedState) and after in set(NeedState):
        one = str(labels.NEED_STATES[NeedState(before)])
        other = str(labels.NEED_STATES[NeedState(after)])
        return _("%(deed)s: %(before)s → %(after)s", deed=said, before=one, after=other)
    return said
