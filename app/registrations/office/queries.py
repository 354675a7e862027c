"""What the office's pages read beyond a registration itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.accounts.deeds import deeds_on
from app.accounts.models import User
from app.core import words
from app.core.db import db
from app.core.i18n import _, datetime_text
from app.registrations import queries
from app.registrations.models import Consent, Registration


def history(registration: Registration) -> list[tuple[str, str, str]]:
    """When, by whom, what: newest first, in one statement."""
    return [
        (
            datetime_text(deed.at),
            who or _actor_word(deed.actor),
            words.deed(deed.action) or deed.action,
        )
        for deed, who in deeds_on(registration, by=("user", "device"))
    ]


def consents(registration: Registration) -> tuple[list[Consent], dict[int, str]]:
    """All consents ever given, newest first, and who read them out, by id."""
    found = queries.consents_to(registration.id).add_columns(User.name)
    rows = db.session.execute(found.outerjoin(User, User.id == Consent.read_out_by)).all()
    clerks = {row[0].read_out_by: row[1] for row in rows if row[1] is not None}
    return [row[0] for row in rows], clerks


def _actor_word(actor: str) -> str:
    told: dict[str, Any] = {"visitor": _("by their link"), "system": _("automatically")}
    return str(told.get(actor, actor))


def listed_ids(event_id: int, filters: dict[str, str]) -> list[int]:
    """All that a list's filters show, however many pages they fill."""
    shown = queries.listed(event_id, filters).with_only_columns(Registration.id)
    return list(db.session.scalars(shown.order_by(Registration.id)))


def chosen(event_id: int, codes: Sequence[str]) -> list[Registration]:
    """The registrations ticked in a list, those of this event alone."""
    found = select(Registration).where(
        Registration.event_id == event_id, Registration.code.in_(codes[:1000])
    )
    return list(db.session.scalars(found.order_by(Registration.id)))
