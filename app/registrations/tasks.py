"""Letters to people, each in their language and once."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from app.core import jobs
from app.core.db import db
from app.registrations.delegations import tasks as delegations
from app.registrations.imports import tasks as imports
from app.registrations.letters import compose
from app.registrations.models import Category, Registration
from app.registrations.waiting import tasks as waiting

__all__ = ["delegations", "imports", "letter", "waiting"]


@jobs.task("registrations.letter", attempts=8)
def letter(kind: str, registration_id: int, key: str) -> dict[str, Any] | None:
    """Send one letter. `kind` names the letter; `key` is the same whenever it is retried.

    Nothing is sent to who has been erased or has taken the address away since.
    """
    registration = db.session.get(
        Registration,
        registration_id,
        options=[joinedload(Registration.category).joinedload(Category.event)],
    )
    if registration is None or registration.erased_at or not registration.email:
        return None
    compose.send(kind, registration, key)
    return None
