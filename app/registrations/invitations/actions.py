"""Invitation codes made, switched off and on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.registrations.invitations.models import Invitation
from app.registrations.invitations.uses import tidy
from app.registrations.models import Category

MOST = 2_000  # codes made at once
LENGTH = 10  # 50 random bits; wrong ones are counted


@dataclass(frozen=True)
class Batch:
    """Codes to make: how many, for how many people each; `code` where it is chosen by hand."""

    number: int = 1
    uses: int | None = 1
    label: str | None = None
    expires_at: datetime | None = None
    code: str | None = None


def create(category: Category, batch: Batch) -> list[Invitation]:
    """New codes for a category. Raises Refused("invitation_code_taken")."""
    with transaction():
        codes = [tidy(batch.code)] if batch.code else _fresh(batch.number)
        taken = select(Invitation.id).where(
            Invitation.event_id == category.event_id, Invitation.code.in_(codes[:1])
        )
        if batch.code and db.session.scalar(taken):
            raise Refused("invitation_code_taken", field="code")
        now = clock.now()
        made = [
            Invitation(
                event_id=category.event_id,
                category_id=category.id,
                code=code,
                label=batch.label,
                uses=batch.uses,
                used=0,
                expires_at=batch.expires_at,
                created_at=now,
            )
            for code in codes
        ]
        db.session.add_all(made)
        audit.record("invitations_made", category, hub_id=category.event.hub_id, number=len(made))
    return made


def _fresh(number: int) -> list[str]:
    found: set[str] = set()
    while len(found) < min(number, MOST):
        found.add(ids.code(LENGTH).upper())
    return sorted(found)


def switch(event_hub: int, invitations: Iterable[Invitation], *, on: bool) -> int:
    """Switch codes off or on; who came by them keeps their place. How many changed."""
    with transaction():
        number = 0
        for each in invitations:
            if (each.off_at is None) is not on:
                each.off_at = None if on else clock.now()
                audit.record("invitation_on" if on else "invitation_off", each, hub_id=event_hub)
                number += 1
    return number
