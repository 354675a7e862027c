"""Holding the rule of `conflicts` while several people save at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.events.conflicts import Booking, Conflict, Taken, conflicts
from app.events.kinds import EventState, SessionState
from app.events.models import AgendaLock, Event, EventSession, Room, Speaker


def refuse_double_bookings(changed: Sequence[EventSession]) -> None:
    """Refuse when one of these sessions needs a room or a person that is taken.

    Call it last in the deed's transaction, after the changes. What the sessions take is locked
    first, so that of two people who book the same room at once the later one sees the other.
    Raises Refused("room_taken") or ("speaker_taken") with all `conflicts` that were found, and
    `wanted`, the booking that cannot be.
    """
    db.session.flush()
    mine = [booking_of(session) for session in changed if takes_part(session)]
    if not mine:
        return
    lock_what(mine)
    own = {booking.session for booking in mine}
    found = [
        conflict
        for conflict in conflicts([*mine, *booked_around(mine)])
        if own & {conflict.first.session, conflict.second.session}
    ]
    if found:
        raise refusal_of(found, own)


def booking_of(session: EventSession) -> Booking:
    """A session as the rule sees it."""
    people = frozenset(speaker.person_key for speaker in session.speakers if speaker.person_key)
    return Booking(session.id, session.room_id, people, session.starts_at, session.ends_at)


def takes_part(session: EventSession) -> bool:
    """Cancelled sessions, and those of cancelled events, book nothing."""
    cancelled = session.event.state is EventState.CANCELLED
    return session.state is SessionState.PLANNED and not cancelled


def lock_what(bookings: Iterable[Booking]) -> None:
    """Lock the rooms and people of some bookings until the transaction ends.

    One by one in one order everywhere, so that two deeds never wait for each other. On SQLite
    the transaction already holds the only write lock.
    """
    rooms = {f"room:{b.room}" for b in bookings if b.room is not None}
    people = {person for b in bookings for person in b.speakers}
    for key in sorted(rooms | people):
        row = select(AgendaLock.key).where(AgendaLock.key == key).with_for_update()
        while db.session.scalar(row) is None:
            try:
                with db.session.begin_nested():
                    db.session.add(AgendaLock(key=key))
            except IntegrityError:
                continue  # somebody else made the row just now; wait for it like for any other


def booked_around(mine: Sequence[Booking]) -> list[Booking]:
    """Everything booked, in any event, that could be in the way of these bookings."""
    rooms = {booking.room for booking in mine if booking.room is not None}
    people = {person for booking in mine for person in booking.speakers}
    speaks = select(Speaker.session_id).where(Speaker.person_key.in_(people))
    near = or_(EventSession.room_id.in_(rooms), EventSession.id.in_(speaks))
    first = min(booking.starts for booking in mine)
    last = max(booking.ends for booking in mine)
    own = {booking.session for booking in mine}
    return [
        booking
        for booking in _read(near, EventSession.starts_at < last, EventSession.ends_at > first)
        if booking.session not in own
    ]


def bookings_of(event: Event) -> list[Booking]:
    """All bookings of one event."""
    return _read(EventSession.event_id == event.id)


def _read(*where: object) -> list[Booking]:
    """Bookings that count, read as columns: what other transactions committed is seen."""
    sessions = (
        select(EventSession.id, EventSession.room_id, EventSession.starts_at, EventSession.ends_at)
        .join(Event, Event.id == EventSession.event_id)
        .where(
            EventSession.state == SessionState.PLANNED,
            Event.state != EventState.CANCELLED,
            *where,  # type: ignore[arg-type]
        )
    )
    rows = db.session.execute(sessions).all()
    people: dict[int, set[str]] = {}
    keys = select(Speaker.session_id, Speaker.person_key).where(
        Speaker.session_id.in_([row.id for row in rows]), Speaker.person_key != ""
    )
    for session_id, key in db.session.execute(keys):
        people.setdefault(session_id, set()).add(key)
    return [
        Booking(r.id, r.room_id, frozenset(people.get(r.id, ())), r.starts_at, r.ends_at)
        for r in rows
    ]


def refusal_of(found: Sequence[Conflict], own: set[object]) -> Refused:
    """The refusal for some conflicts: names both sides of the first, holds all.

    Also for sessions not saved yet; `own` are those the deed is about.
    """
    first = found[0]
    mine, other = (
        (first.first, first.second) if first.first.session in own else (first.second, first.first)
    )
    words = _titles([mine, other])
    code = "room_taken" if first.taken is Taken.ROOM else "speaker_taken"
    return Refused(
        code,
        what=name_of_thing(first),
        mine=words[mine.session],
        other=words[other.session],
        mine_time=span_of(mine.starts, mine.ends),
        other_time=span_of(other.starts, other.ends),
        day=clock.local(first.starts).strftime("%d/%m/%Y"),
        conflicts=list(found),
        wanted=mine,
        field="room" if first.taken is Taken.ROOM else "speakers",
    )


def refusals_by_row(refusal: Refused, places: Mapping[int, int]) -> dict[int, Refused]:
    """What is wrong with each of several sessions; `places`: session → row of the file."""
    found: dict[int, Refused] = {}
    for conflict in cast(list[Conflict], refusal.details["conflicts"]):
        for booking in (conflict.first, conflict.second):
            place = places.get(cast(int, booking.session))
            if place is not None and place not in found:
                found[place] = refusal_of([conflict], {booking.session})
    return found


def _titles(bookings: Sequence[Booking]) -> dict[object, str]:
    """“Title” (code, event) of some bookings' sessions."""
    rows = db.session.execute(
        select(EventSession.id, EventSession.title, EventSession.code, Event.name)
        .join(Event, Event.id == EventSession.event_id)
        .where(EventSession.id.in_([booking.session for booking in bookings]))
    ).all()
    several = len({row.name for row in rows}) > 1
    return {
        row.id: f"{row.code} “{row.title}”" + (f" ({row.name})" if several else "") for row in rows
    }


def name_of_thing(conflict: Conflict) -> str:
    """The room's or the speaker's name."""
    if conflict.taken is Taken.ROOM:
        return db.session.scalar(select(Room.name).where(Room.id == conflict.what)) or ""
    name = select(Speaker.name).where(Speaker.person_key == conflict.what).limit(1)
    return db.session.scalar(name) or ""


def span_of(starts: datetime, ends: datetime) -> str:
    """Local times as people write them: 13:30–15:00."""
    first, last = clock.local(starts), clock.local(ends)
    if first.date() == last.date():
        return f"{first:%H:%M}–{last:%H:%M}"
    return f"{first:%H:%M %d/%m}–{last:%H:%M %d/%m}"
