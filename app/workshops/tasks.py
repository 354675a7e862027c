"""Letters about seats in sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from app.core import jobs, mail
from app.core.db import db
from app.core.i18n import force_locale
from app.events.labels import short_title
from app.events.models import EventSession
from app.registrations.models import Category, Registration
from app.registrations.own import link
from app.workshops.certificates import tasks as certificates

__all__ = ["certificates", "moved_up"]


@jobs.task("workshops.moved_up", attempts=8)
def moved_up(session_id: int, registration_id: int, key: str) -> dict[str, Any] | None:
    """Tell a person that a seat they waited for is theirs."""
    registration = db.session.get(
        Registration,
        registration_id,
        options=[joinedload(Registration.category).joinedload(Category.event)],
    )
    session = db.session.get(EventSession, session_id, options=[joinedload(EventSession.room)])
    if session is None or registration is None or not registration.email:
        return None
    with force_locale(registration.locale):
        title = short_title(session)
    mail.send(
        to=registration.email,
        template="workshops/mail/moved_up",
        locale=registration.locale,
        key=key,
        registration=registration,
        session=session,
        title=title,
        link=link.address_of(registration),
    )
    return None
