"""What a letter says to one person: the event's own words, or those we ship."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.core import mail, web
from app.core.db import db
from app.core.i18n import force_locale
from app.events.models import Event
from app.registrations import places, queries
from app.registrations.badges import sheets
from app.registrations.letters import kinds
from app.registrations.letters.models import LetterText
from app.registrations.letters.placeholders import fill, mark
from app.registrations.models import Registration
from app.registrations.own import calendar, link
from app.registrations.states import Status

WITH_CALENDAR = {"confirmation", "moved_up", "approved", "restored", "cancelled", "reminder"}
WITHOUT_BADGE = {"thanks"}
FOOT = "registrations/mail/_foot.txt"


@dataclass(frozen=True)
class Words:
    """Subject and body, with placeholders or filled."""

    subject: str
    body: str

    def filled(self, values: dict[str, str]) -> Words:
        return Words(" ".join(fill(self.subject, values).split()), fill(self.body, values))


def context(registration: Registration) -> dict[str, Any]:
    """What the shipped templates and the foot are told, in the language at hand."""
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


def values(registration: Registration, told: dict[str, Any]) -> dict[str, str]:
    """What each placeholder stands for."""
    event = registration.event
    contact = " · ".join(part for part in (event.contact_email, event.contact_phone) if part)
    return {
        "name": registration.name,
        "event": told["event_name"],
        "category": told["category_name"],
        "when": told["when_where"],
        "where": told["where"],
        "position": str(told["position"] or ""),
        "reason": registration.refused_reason or "",
        "code": registration.code,
        "organisation": registration.organisation or "",
        "link": told["link"],
        "badge_link": told["link"] + "/badge.pdf",
        "calendar_link": told["link"] + "/event.ics",
        "event_link": told["event_url"],
        "contact": contact,
    }


def own_words(event_id: int, kind: str, locale: str) -> LetterText | None:
    found = select(LetterText).where(
        LetterText.event_id == event_id, LetterText.kind == kind, LetterText.locale == locale
    )
    return db.session.scalar(found)


def shipped_words(event: Event, kind: str, locale: str) -> Words:
    """Our words for a letter with placeholders in them, without the foot: where editing begins."""
    state = kinds.STATE_OF[kind]
    person = SimpleNamespace(name=mark("name"), status=state, refused_reason=mark("reason"))
    with force_locale(locale):
        page = current_app.jinja_env.get_template(_template(kind) + ".txt")
        text = page.render(
            registration=person,
            event=event,
            event_name=mark("event"),
            category_name=mark("category"),
            when_where=mark("when"),
            where=mark("where"),
            position=mark("position"),
            no_foot=True,
        )
    subject, _newline, body = text.strip().partition("\n")
    return Words(" ".join(subject.split()), body.strip())


def _template(kind: str) -> str:
    return f"registrations/mail/{kinds.TEMPLATE_OF.get(kind, kind)}"


def preview(registration: Registration, words: Words, locale: str) -> Words:
    """The letter as this person would read it, foot included; the link in it opens nothing."""
    with force_locale(locale):
        told = context(registration) | {"link": web.outside("/r/…")}
        foot = current_app.jinja_env.get_template(FOOT).render(**told)
    said = words.filled(values(registration, told))
    return Words(said.subject, f"{said.body}\n\n{foot.strip()}")


def send(kind: str, registration: Registration, key: str) -> None:
    """Send one letter to who has an address, in their language."""
    assert registration.email is not None
    kind = kinds.letter_of(kind, registration.status)
    with force_locale(registration.locale):
        told = context(registration)
        attached = attachments(kind, registration, told)
    own = None
    if kinds.has_own_words(kind, registration.status):
        own = own_words(registration.event_id, kind, registration.locale)
    if own is not None:
        words = Words(own.subject, own.body).filled(values(registration, told))
        told |= {"own_subject": words.subject, "own_body": words.body}
    mail.send(
        to=registration.email,
        template="registrations/mail/own" if own is not None else _template(kind),
        locale=registration.locale,
        key=key,
        attachments=attached,
        **told,
    )


def attachments(
    kind: str, registration: Registration, told: dict[str, Any]
) -> list[mail.Attachment]:
    """The badge of who has a place, and the event for their calendar."""
    found: list[mail.Attachment] = []
    confirmed = registration.status is Status.CONFIRMED
    if confirmed and kind not in WITHOUT_BADGE:
        pdf = sheets.for_one(registration)
        if pdf is not None:
            found.append((f"{registration.event.slug}-badge.pdf", "application/pdf", pdf))
    if kind in WITH_CALENDAR and (confirmed or kind == "cancelled"):
        entry = calendar.invitation(registration, registration.event, told["link"], told["where"])
        found.append((f"{registration.event.slug}.ics", "text/calendar", entry))
    return found
