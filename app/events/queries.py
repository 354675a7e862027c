"""What is read about events: one by its address, a hub's list, what is on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts.models import Hub
from app.core import lists, moments
from app.core.db import db, remembered
from app.events.kinds import EventKind, EventState, SessionKind, SessionState
from app.events.models import Event, EventSession, Milestone, Speaker, Venue

PUBLIC = (EventState.PUBLISHED, EventState.CANCELLED)
#: What an agenda counts: a break is no session, a cancelled one no longer.
COUNTED = (EventSession.state == SessionState.PLANNED, EventSession.kind != SessionKind.BREAK)


def event_by_slug(slug: str) -> Event | None:
    """An event with its hub and venue, drafts too: for those whose right was checked."""
    return db.session.scalar(_whole().where(Event.slug == slug))


def public_event(slug: str) -> Event | None:
    """A published or cancelled event with its hub and venue."""
    return db.session.scalar(_whole().where(Event.slug == slug, Event.state.in_(PUBLIC)))


def _whole() -> Select[Event]:
    return select(Event).options(joinedload(Event.hub), joinedload(Event.venue))


@dataclass(frozen=True)
class WhatIsOn:
    """The front page: going on now, still to come, and the last ones that are over."""

    current: list[Event]
    coming: list[Event]
    past: list[Event]


def what_is_on(today: date, most: int = 24, most_past: int = 6) -> WhatIsOn:
    """Published events around a day, each group in the order people look for them."""
    shown = _whole().where(Event.state == EventState.PUBLISHED)
    now = shown.where(Event.ends_on >= today).order_by(Event.starts_on, Event.id).limit(most)
    over = shown.where(Event.ends_on < today).order_by(Event.ends_on.desc(), Event.id.desc())
    open_ = list(db.session.scalars(now))
    return WhatIsOn(
        current=[event for event in open_ if event.starts_on <= today],
        coming=[event for event in open_ if event.starts_on > today],
        past=list(db.session.scalars(over.limit(most_past))),
    )


def session_counts(events: Iterable[Event]) -> dict[int, int]:
    """How many sessions some events have, breaks and cancelled ones left out."""
    ids = [event.id for event in events]
    rows = db.session.execute(
        select(EventSession.event_id, func.count())
        .where(EventSession.event_id.in_(ids), *COUNTED)
        .group_by(EventSession.event_id)
    )
    return {row[0]: row[1] for row in rows}


def agenda_counts(event_id: int) -> Select[Any]:
    """Sessions, dates due and pairs of sessions that clash: one row of an event's figures.

    The pairs tell only whether `conflicts` is worth asking.
    """
    first, second = aliased(EventSession), aliased(EventSession)
    one, other = aliased(Speaker), aliased(Speaker)
    pairs = (
        select(func.count())
        .select_from(first)
        .join(
            second,
            and_(
                second.event_id == first.event_id,
                second.id > first.id,
                second.starts_at < first.ends_at,
                second.ends_at > first.starts_at,
            ),
        )
        .where(
            first.event_id == event_id,
            first.state == SessionState.PLANNED,
            second.state == SessionState.PLANNED,
        )
    )
    same_person = and_(other.session_id == second.id, other.person_key == one.person_key)
    by_speaker = pairs.join(one, one.session_id == first.id).join(other, same_person)
    milestones_due = select(func.count()).where(
        Milestone.event_id == event_id,
        Milestone.done_at.is_(None),
        Milestone.due_on <= moments.today(),
    )
    return select(
        func.count().filter(*COUNTED).label("sessions"),
        pairs.where(first.room_id == second.room_id).scalar_subquery().label("room_clashes"),
        by_speaker.where(one.person_key != "").scalar_subquery().label("speaker_clashes"),
        milestones_due.scalar_subquery().label("milestones_due"),
    ).where(EventSession.event_id == event_id)


def public_between(
    first: date, last: date, hub: str | None = None, kind: EventKind | None = None
) -> list[Event]:
    """Public events that touch these days, in order of their first day."""
    found = _whole().where(Event.state.in_(PUBLIC), Event.starts_on <= last, Event.ends_on >= first)
    if hub:
        found = found.where(Event.hub.has(Hub.slug == hub))
    if kind:
        found = found.where(Event.kind == kind)
    return list(db.session.scalars(found.order_by(Event.starts_on, Event.sort_key, Event.id)))


def years_with_events() -> tuple[int, int] | None:
    """The first and the last year of which something is public."""
    found = select(func.min(Event.starts_on), func.max(Event.ends_on)).where(
        Event.state.in_(PUBLIC)
    )
    first, last = db.session.execute(found).one()
    return (first.year, last.year) if first else None


def hubs_with_events() -> list[Hub]:
    found = select(Hub).where(Hub.id.in_(select(Event.hub_id).where(Event.state.in_(PUBLIC))))
    return list(db.session.scalars(found.order_by(Hub.code)))


def public_page(after: Sequence[Any] | None, number: int) -> list[Event]:
    """The next public events behind `after` (first day, id), newest first; one more than
    `number` when there are more."""
    found = _whole().where(Event.state.in_(PUBLIC))
    if after is not None:
        day, last_id = date.fromisoformat(after[0]), int(after[1])
        same_day = and_(Event.starts_on == day, Event.id < last_id)
        found = found.where(or_(Event.starts_on < day, same_day))
    ordered = found.order_by(Event.starts_on.desc(), Event.id.desc()).limit(number + 1)
    return list(db.session.scalars(ordered))


# ---------------------------------------------------------------------- a hub's own list
SORTS = {
    "name": (Event.sort_key, Event.id),
    "starts": (Event.starts_on, Event.id),
    "state": (Event.state, Event.starts_on, Event.id),
    "kind": (Event.kind, Event.starts_on, Event.id),
}


def hub_events(hub: Hub, q: str, when: str, kind: str, today: date) -> Select[Event]:
    """A hub's events as its list shows them. `when`: coming, past, draft, cancelled or ""."""
    found = select(Event).where(Event.hub_id == hub.id).options(joinedload(Event.venue))
    if q:
        found = found.where(lists.matching(Event.folded, q))
    if kind in set(EventKind):
        found = found.where(Event.kind == EventKind(kind))
    return found.where(*_when(when, today))


def hub_event_counts(hub: Hub, today: date) -> dict[str, int]:
    """How many events each chip of the list stands for, in one statement."""
    counts = [
        func.count().filter(*_when(when, today)).label(when or "all")
        for when in ("", "coming", "past", "draft", "cancelled")
    ]
    row = db.session.execute(select(*counts).where(Event.hub_id == hub.id)).one()
    return dict(row._mapping)


def _when(when: str, today: date) -> tuple[Any, ...]:
    published = Event.state == EventState.PUBLISHED
    return {
        "coming": (published, Event.ends_on >= today),
        "past": (published, Event.ends_on < today),
        "draft": (Event.state == EventState.DRAFT,),
        "cancelled": (Event.state == EventState.CANCELLED,),
    }.get(when, (Event.id > 0,))


def hub_current(hub: Hub, today: date) -> list[Event]:
    """The hub's fairs that need work: not cancelled, not over for more than a month, nor more
    than a year ahead; read once in a request."""
    known: dict[int, list[Event]] = remembered("hub's fairs")
    if hub.id not in known:
        found = _whole().where(
            Event.hub_id == hub.id,
            Event.state != EventState.CANCELLED,
            Event.ends_on >= today - timedelta(30),
            Event.starts_on <= today + timedelta(365),
        )
        ordered = found.order_by(Event.starts_on, Event.id).limit(20)
        known[hub.id] = list(db.session.scalars(ordered))
    return known[hub.id]


def milestones(events: Iterable[Event], *, open_only: bool = True) -> list[Milestone]:
    """Dates not to miss of some events, earliest first."""
    found = select(Milestone).where(Milestone.event_id.in_([event.id for event in events]))
    if open_only:
        found = found.where(Milestone.done_at.is_(None))
    found = found.options(joinedload(Milestone.event))
    return list(db.session.scalars(found.order_by(Milestone.due_on, Milestone.id)))


def open_dates(events: Iterable[Event]) -> list[Milestone]:
    """Dates not to miss, earliest first; read once in a request, however many ask."""
    wanted = list(events)
    known: dict[int, list[Milestone]] = remembered("open dates")
    if missing := [event for event in wanted if event.id not in known]:
        known.update({event.id: [] for event in missing})
        for milestone in milestones(missing):
            known[milestone.event_id].append(milestone)
    found = [milestone for event in wanted for milestone in known[event.id]]
    return sorted(found, key=lambda milestone: (milestone.due_on, milestone.id))


def find(hub: Hub, words: Sequence[str]) -> tuple[list[Event], list[EventSession]]:
    """Events and sessions of a hub that hold all these folded words; ten of each at most."""
    text = " ".join(words)
    events = select(Event).where(Event.hub_id == hub.id, lists.matching(Event.folded, text))
    sessions = (
        select(EventSession)
        .join(EventSession.event)
        .options(contains_eager(EventSession.event))
        .where(
            Event.hub_id == hub.id,
            or_(
                lists.matching(EventSession.folded, text),
                func.lower(EventSession.code) == text,
            ),
        )
    )
    return (
        list(db.session.scalars(events.order_by(Event.starts_on.desc()).limit(10))),
        list(db.session.scalars(sessions.order_by(EventSession.starts_at.desc()).limit(10))),
    )


def hub_venues(hub: Hub) -> list[Venue]:
    """The venues one may choose, by name."""
    found = select(Venue).where(Venue.hub_id == hub.id, Venue.archived_at.is_(None))
    return list(db.session.scalars(found.order_by(Venue.name, Venue.id)))
