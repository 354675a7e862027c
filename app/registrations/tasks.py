"""Letters to people, each in their language and once."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from app.core import jobs, mail, web
from app.core.db import db
from app.core.i18n import force_locale
from app.registrations import places, queries
from app.registrations.badges import sheets
from app.registrations.imports import tasks as imports
from app.registrations.models import Category, Registration
from app.registrations.own import calendar, link
from app.registrations.states import Status

__all__ = ["imports", "letter"]

WITH_CALENDAR = {"confirmation", "moved_up", "approved", "restored", "cancelled"}


@jobs.task("registrations.letter", attempts=8)
def letter(kind: str, registration_id: int, key: str) -> dict[str, Any] | None:
    """Send one letter. `kind` names the template; `key` is the same whenever it is retried.

    Nothing is sent to who has been erased or has taken the address away since.
    """
    registration = db.session.get(
        Registration,
        registration_id,
        options=[joinedload(Registration.category).joinedload(Category.event)],
    )
    if registration is None or registration.erased_at or not registration.email:
        return None
    with force_locale(registration.locale):
        context = _context(registration)
        attachments = _attachments(kind, registration, context)
    mail.send(
        to=registration.email,
        template=f"registrations/mail/{kind}",
        locale=registration.locale,
        key=key,
        attachments=attachments,
        **context,
    )
    return None


def _context(registration: Registration) -> dict[str, Any]:
    event = registration.event
    return {
        "registration": registration,
        "event": event,
        "event_name": queries.event_name(event),
        "category_name": queries.category_name(registration.category),
        "when_where": queries.when_where(event),
        "where": queries.where(event),
        "position": places.position(registration),
        "link": link.address_of(registration),
        "event_url": web.outside(f"/events/{event.slug}"),
    }


def _attachments(
    kind: str, registration: Registration, context: dict[str, Any]
) -> list[mail.Attachment]:
    found: list[mail.Attachment] = []
    if registration.status is Status.CONFIRMED:
        pdf = sheets.for_one(registration)
        if pdf is not None:
            found.append((f"{registration.event.slug}-badge.pdf", "application/pdf", pdf))
    leaving = kind == "cancelled"
    if kind in WITH_CALENDAR and (registration.status is Status.CONFIRMED or leaving):
        entry = calendar.invitation(
            registration, registration.event, context["link"], context["where"]
        )
        found.append((f"{registration.event.slug}.ics", "text/calendar", entry))
    return found
