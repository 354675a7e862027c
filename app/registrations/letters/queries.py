"""What the outbox's pages read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core import lists
from app.core.db import db
from app.core.outbox import Mail, MailState, kind_name
from app.events.models import Event
from app.registrations import queries
from app.registrations.letters.models import LetterText
from app.registrations.models import Category, Registration
from app.registrations.states import Status

SORTS = {
    "created": [Mail.created_at, Mail.id],
    "sent": [Mail.sent_at, Mail.id],
    "name": [Mail.folded, Mail.id],
    "kind": [Mail.kind, Mail.id],
    "state": [Mail.state, Mail.id],
}
FILTERS = ("state", "kind", "event", "q")
Scope = sa.ColumnElement[bool]


def of_event(event_id: int) -> Scope:
    return Mail.event_id == event_id


def of_hub(hub_id: int) -> Scope:
    return Mail.hub_id == hub_id


def listed(scope: Scope, filters: dict[str, str]) -> sa.Select[Any]:
    """The mails a list shows: `state`, `kind`, `event` (slug), `q` (name, address)."""
    chosen = select(Mail).where(scope)
    if filters.get("state") in set(MailState):
        chosen = chosen.where(Mail.state == MailState(filters["state"]))
    if filters.get("kind"):
        chosen = chosen.where(Mail.kind == filters["kind"])
    if filters.get("event"):
        wanted = select(Event.id).where(Event.slug == filters["event"])
        chosen = chosen.where(Mail.event_id.in_(wanted))
    if filters.get("q"):
        chosen = chosen.where(lists.matching(Mail.folded, filters["q"]))
    return chosen


def counts(scope: Scope) -> dict[MailState, int]:
    """How many mails are in each state."""
    counted = select(Mail.state, func.count()).where(scope).group_by(Mail.state)
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    return {state: found.get(state, 0) for state in MailState}


def kinds(scope: Scope) -> list[tuple[str, str]]:
    """The kinds of mail there are, with their names."""
    found = db.session.scalars(select(Mail.kind).where(scope).distinct())
    return sorted(((kind, kind_name(kind)) for kind in found), key=lambda each: each[1])


def events_of(mails: Iterable[Mail]) -> dict[int, Event]:
    """The events that mails belong to, by id."""
    wanted = {mail.event_id for mail in mails if mail.event_id is not None}
    found = db.session.scalars(select(Event).where(Event.id.in_(wanted))) if wanted else ()
    return {event.id: event for event in found}


def event_options(hub_id: int) -> list[tuple[str, str]]:
    """The hub's events for which there are mails."""
    written = select(Mail.event_id).where(of_hub(hub_id), Mail.event_id.is_not(None))
    found = select(Event).where(Event.id.in_(written)).order_by(Event.starts_on.desc(), Event.id)
    return [(event.slug, queries.event_name(event)) for event in db.session.scalars(found)]


def by_code(scope: Scope, code: str) -> Mail | None:
    return db.session.scalar(select(Mail).where(scope, Mail.code == code))


def chosen(scope: Scope, codes: Sequence[str]) -> list[Mail]:
    """The mails ticked in a list, those of this event or hub alone."""
    found = select(Mail).where(scope, Mail.code.in_(codes[:1000]))
    return list(db.session.scalars(found.order_by(Mail.id)))


def person_of(mail: Mail) -> Registration | None:
    """The registration a mail is about, if it is about one."""
    if mail.about != Registration.__tablename__:
        return None
    return db.session.get(Registration, mail.about_id)


# ------------------------------------------------------------------ an event's own words
MOST_EXAMPLES = 20


def own_texts(event_id: int) -> dict[tuple[str, str], LetterText]:
    """The event's own words by letter and language."""
    found = db.session.scalars(select(LetterText).where(LetterText.event_id == event_id))
    return {(text.kind, text.locale): text for text in found}


def examples(event_id: int, state: Status, asked: str = "") -> list[Registration]:
    """Real people a preview can be made for: the one asked for, those in the state, the latest."""
    found = (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.erased_at.is_(None))
        .options(joinedload(Registration.category).joinedload(Category.event))
        .order_by(
            sa.case((Registration.code == asked, 0), (Registration.status == state, 1), else_=2),
            Registration.id.desc(),
        )
        .limit(MOST_EXAMPLES)
    )
    return list(db.session.scalars(found))


# ------------------------------------------------------------------ news
def hub_events(hub_id: int) -> list[tuple[str, str]]:
    """The hub's events, the latest first."""
    found = select(Event).where(Event.hub_id == hub_id).order_by(Event.starts_on.desc(), Event.id)
    return [(event.slug, queries.event_name(event)) for event in db.session.scalars(found)]


def hub_event(hub_id: int, slug: str) -> Event | None:
    return db.session.scalar(select(Event).where(Event.hub_id == hub_id, Event.slug == slug))


def registration(registration_id: int) -> Registration:
    """A registration with its category and event."""
    found = (
        select(Registration)
        .where(Registration.id == registration_id)
        .options(joinedload(Registration.category).joinedload(Category.event))
    )
    return db.session.scalars(found).one()
