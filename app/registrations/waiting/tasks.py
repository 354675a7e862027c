"""An offer's deadline."""

from __future__ import annotations

from typing import Any

from app.core import jobs
from app.core.db import db
from app.registrations.models import Registration
from app.registrations.waiting import actions


@jobs.task("registrations.offer_passed", attempts=8)
def offer_passed(registration_id: int) -> dict[str, Any] | None:
    """Pass the place on, unless it was taken or the person has gone meanwhile."""
    registration = db.session.get(Registration, registration_id)
    if registration is not None:
        actions.pass_on(registration)
    return None
