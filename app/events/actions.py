"""What changes events: create, edit, publish, cancel, restore, copy; dates not to miss."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Hub
from app.core import audit, clock, hooks, ids, text
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events import labels
from app.events.agenda.actions import copy_agenda
from app.events.agenda.bookings import bookings_of, name_of_thing, refuse_double_bookings
from app.events.conflicts import conflicts
from app.events.kinds import EventKind, EventState, SessionState
from app.events.milestones import usual_dates
from app.events.models import Event, EventSession, Milestone, Venue

FIELDS = frozenset(
    {
        *("kind", "name", "name_en", "summary", "starts_on", "ends_on", "opens_at", "closes_at"),
        *("venue_id", "province", "registration_opens_at", "registration_closes_at"),
        *("contact_email", "contact_phone", "organiser_name", "min_attendance"),
    }
)


def create_event(
    hub_id: int,
    kind: EventKind,
    name: str,
    starts_on: date,
    ends_on: date,
    *,
    slug: str | None = None,
    is_sample: bool = False,
    **fields: Any,
) -> Event:
    """A new event, as a draft that only its hub sees, with the usual dates not to miss.

    `fields`: any other column of FIELDS; without a province it takes the venue's, or the hub's.
    Raises Refused("last_day_first") or ("slug_taken").
    """
    with transaction():
        hub = db.session.get_one(Hub, hub_id)
        venue = db.session.get(Venue, fields["venue_id"]) if fields.get("venue_id") else None
        fields["province"] = fields.get("province") or (venue or hub).province
        fields.setdefault("organiser_name", hub.name)
        event = Event(
            hub=hub,
            slug=_free_slug(slug, name, starts_on),
            number=_free_number(),
            state=EventState.DRAFT,
            created_at=clock.now(),
            is_sample=is_sample,
            min_attendance=80,
            opens_at="08:00",
            closes_at="17:00",
            timezone="Asia/Ho_Chi_Minh",
            version=1,
            sequence=0,
        )
        given = fields | {"kind": kind, "name": name, "starts_on": starts_on, "ends_on": ends_on}
        _fill(event, given)
        if event.registration_closes_at is None:
            closing = datetime.combine(ends_on, time.fromisoformat(event.closes_at), event.zone)
            event.registration_closes_at = closing
        _insert(event, fixed=slug is not None)
        for due_on, key in usual_dates(kind, starts_on, ends_on, clock.today()):
            _add_milestone(event, due_on, str(labels.MILESTONES[key]), key)
        audit.record("event_created", event, event_id=event.id, kind=kind)
        hooks.event_created.gather(event)
    return event


def edit_event(event_id: int, version: int, **fields: Any) -> Event:
    """Change an event. Raises Refused("changed_meanwhile") when somebody saved since `version`
    was read, ("sessions_left_outside") when its new days leave sessions behind."""
    with transaction():
        event = _locked(event_id)
        if event.version != version:
            raise Refused("changed_meanwhile")
        changed = _fill(event, fields)
        if {"starts_on", "ends_on"} & set(changed):
            _refuse_sessions_outside(event)
        if changed:
            event.version += 1
            event.sequence += 1
            audit.record("event_edited", event, event_id=event.id, changed=changed)
    return event


def publish_event(event_id: int) -> Event:
    """Let everybody see an event. Raises Refused("agenda_clashes") while something is booked
    twice, ("cancelled_event")."""
    with transaction():
        event = _locked(event_id)
        if event.state is EventState.CANCELLED:
            raise Refused("cancelled_event")
        clashes = conflicts(bookings_of(event))
        if clashes:
            what = name_of_thing(clashes[0])
            raise Refused("agenda_clashes", number=len(clashes), what=what)
        if event.state is not EventState.PUBLISHED:
            _set_state(event, EventState.PUBLISHED, "event_published")
            event.published_at = clock.now()
    return event


def unpublish_event(event_id: int) -> Event:
    """Take an event back into the office: outsiders no longer find it."""
    with transaction():
        event = _locked(event_id)
        if event.state is EventState.PUBLISHED:
            _set_state(event, EventState.DRAFT, "event_unpublished")
    return event


def cancel_event(event_id: int, reason: str) -> Event:
    """Call an event off, with a reason that the public page shows. Its rooms become free."""
    with transaction():
        event = _locked(event_id)
        if event.state is EventState.CANCELLED:
            raise Refused("already_cancelled")
        _set_state(event, EventState.CANCELLED, "event_cancelled")
        event.cancelled_reason = reason
    return event


def restore_event(event_id: int) -> Event:
    """Take a cancellation back. Raises Refused("room_taken") when somebody booked meanwhile."""
    with transaction():
        event = _locked(event_id)
        if event.state is not EventState.CANCELLED:
            raise Refused("not_cancelled")
        seen = EventState.PUBLISHED if event.published_at else EventState.DRAFT
        _set_state(event, seen, "event_restored")
        event.cancelled_reason = None
        refuse_double_bookings(planned_sessions(event))
        hooks.event_restored.gather(event)
    return event


def copy_event(event_id: int, name: str, starts_on: date, *, agenda: bool) -> Event:
    """The same event again, from another first day on, as a draft; with its agenda if wanted.

    Raises what `create_event` and `add_session` do.
    """
    with transaction():
        source = db.session.get_one(Event, event_id)
        ends_on = starts_on + (source.ends_on - source.starts_on)
        delta = starts_on - source.starts_on
        moved: dict[str, Any] = {
            key: value + delta if (value := getattr(source, key)) else None
            for key in ("registration_opens_at", "registration_closes_at")
        }
        kept = FIELDS - {"kind", "name", "name_en", "starts_on", "ends_on", *moved}
        event = create_event(
            source.hub_id,
            source.kind,
            name,
            starts_on,
            ends_on,
            **{key: getattr(source, key) for key in kept},
            **moved,
        )
        copied = copy_agenda(source, event) if agenda else 0
        audit.record("event_copied", event, event_id=event.id, source=source.slug, sessions=copied)
    return event


def planned_sessions(event: Event) -> list[EventSession]:
    found = select(EventSession).where(
        EventSession.event_id == event.id, EventSession.state == SessionState.PLANNED
    )
    return list(db.session.scalars(found.order_by(EventSession.starts_at, EventSession.id)))


# ---------------------------------------------------------------------- dates not to miss
def add_milestone(event_id: int, due_on: date, title: str) -> Milestone:
    with transaction():
        event = db.session.get_one(Event, event_id)
        milestone = _add_milestone(event, due_on, title)
        audit.record("milestone_added", milestone, hub_id=event.hub_id)
    return milestone


def change_milestone(milestone: Milestone, due_on: date, title: str) -> None:
    with transaction():
        milestone.due_on = due_on
        if title != labels.milestone(milestone):
            milestone.title, milestone.usual = title, None
        audit.record("milestone_changed", milestone, hub_id=milestone.event.hub_id)


def tick_milestone(milestone: Milestone, *, done: bool) -> None:
    with transaction():
        milestone.done_at = clock.now() if done else None
        deed = "milestone_done" if done else "milestone_open"
        audit.record(
            deed, milestone, hub_id=milestone.event.hub_id, title=labels.milestone(milestone)
        )


def drop_milestone(milestone: Milestone) -> None:
    with transaction():
        hub_id = milestone.event.hub_id
        audit.record(
            "milestone_dropped", milestone, hub_id=hub_id, title=labels.milestone(milestone)
        )
        db.session.delete(milestone)


# ---------------------------------------------------------------------- inside a deed
def _locked(event_id: int) -> Event:
    found = select(Event).where(Event.id == event_id).with_for_update(of=Event)
    return db.session.scalars(found).one()


def _fill(event: Event, fields: dict[str, Any]) -> list[str]:
    unknown = fields.keys() - FIELDS
    if unknown:
        raise TypeError(f"not fields of an event: {sorted(unknown)}")
    changed = [key for key, value in fields.items() if getattr(event, key) != value]
    for key in changed:
        setattr(event, key, fields[key])
    if event.ends_on < event.starts_on:
        raise Refused("last_day_first", field="ends_on")
    said = (event.name, event.name_en, event.slug, event.organiser_name)
    event.folded = text.fold(" ".join(word for word in said if word))
    event.sort_key = text.collation_key(event.name)
    return changed


def _set_state(event: Event, state: EventState, deed: str) -> None:
    event.state = state
    event.version += 1
    event.sequence += 1
    audit.record(deed, event, event_id=event.id)


def _refuse_sessions_outside(event: Event) -> None:
    first, last = clock.day_bounds(event.starts_on, event.ends_on, event.zone)
    outside = select(EventSession.code).where(
        EventSession.event_id == event.id,
        EventSession.state == SessionState.PLANNED,
        or_(EventSession.starts_at < first, EventSession.starts_at >= last),
    )
    codes = list(db.session.scalars(outside.order_by(EventSession.starts_at)))
    if codes:
        field = "starts_on"
        raise Refused("sessions_left_outside", number=len(codes), first=codes[0], field=field)


def _free_slug(wanted: str | None, name: str, starts_on: date) -> str:
    """The address wanted, or one made of the name; a year or number is added when it is taken."""
    if wanted is not None:
        if _slugs_taken([wanted]):
            raise Refused("slug_taken", field="slug")
        return wanted
    stem = ids.slug(name) or "su-kien"
    dated = stem if str(starts_on.year) in stem else f"{stem}-{starts_on.year}"
    tries = [stem, dated, *(f"{dated}-{number}" for number in range(2, 50))]
    taken = _slugs_taken(tries)
    return next((slug for slug in tries if slug not in taken), f"{dated}-{ids.code(6)}")


def _insert(event: Event, *, fixed: bool) -> None:
    """Write a new event. Somebody may have taken its address just now: then it gets another,
    or, when the address was asked for, Refused("slug_taken")."""
    try:
        with db.session.begin_nested():
            db.session.add(event)
    except IntegrityError as clash:
        if fixed:
            raise Refused("slug_taken", field="slug") from clash
        event.slug = f"{event.slug}-{ids.code(6)}"
        db.session.add(event)
        db.session.flush()


def _slugs_taken(slugs: Iterable[str]) -> set[str]:
    return set(db.session.scalars(select(Event.slug).where(Event.slug.in_(slugs))))


def _free_number() -> int:
    """A random number of 32 bits for badge tokens: it tells nothing and cannot be counted."""
    while True:
        number = secrets.randbelow(2**32 - 1) + 1
        if not db.session.scalar(select(func.count()).where(Event.number == number)):
            return number


def _add_milestone(event: Event, due_on: date, title: str, usual: str | None = None) -> Milestone:
    milestone = Milestone(event=event, code=ids.code(16), due_on=due_on, title=title, usual=usual)
    db.session.add(milestone)
    return milestone
