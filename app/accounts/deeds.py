"""The history of a record with the names of those who made it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts.models import Device, User
from app.core import audit
from app.core.audit import AuditEntry
from app.core.db import db

ACTORS: dict[str, Any] = {"user": User, "device": Device}


def deeds_on(
    subject: Any, limit: int = 50, *, by: tuple[str, ...] = ("user",)
) -> list[tuple[AuditEntry, str | None]]:
    """The latest deeds on one record, newest first, each with the name of its actor where it is
    of one of these kinds and still known: one statement."""
    found = audit.deeds_on(subject, limit)
    names = []
    for kind in by:
        model, prefix = ACTORS[kind], f"{kind}:"
        number = sa.cast(sa.func.substr(AuditEntry.actor, len(prefix) + 1), sa.Integer)
        found = found.outerjoin(
            model, model.id == sa.case((AuditEntry.actor.startswith(prefix), number))
        )
        names.append(model.name)
    told = sa.func.coalesce(*names, sa.null()).label("told")
    return [(row[0], row[1]) for row in db.session.execute(found.add_columns(told))]
