"""What changes an agenda: add, edit, move, cancel and restore a session; a whole import."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.catalogue.models import Expert
from app.core import audit, text
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.agenda.bookings import refusals_by_row, refuse_double_bookings
from app.events.conflicts import bare_name, person_key
from app.events.kinds import EventState, SessionKind, SessionState
from app.events.models import Event, EventSession, Room, Speaker

MOST_SESSIONS = 500
LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class SpeakerGiven:
    """A speaker as given by a form, a file or the API; `expert_id` where it is one of ours."""

    name: str
    organisation: str | None = None
    expert_id: int | None = None


@dataclass(frozen=True)
class SessionGiven:
    """A session as given. `code` None: the next free one (S01, S02 …)."""

    kind: SessionKind
    title: str
    starts_at: datetime
    ends_at: datetime
    code: str | None = None
    title_en: str | None = None
    summary: str | None = None
    field: str | None = None
    room_id: int | None = None
    capacity: int | None = None
    enrolment_needed: bool = False
    online: bool = False
    online_url: str | None = None
    gives_certificate: bool = False
    hours: float | None = None
    speakers: tuple[SpeakerGiven, ...] = ()


def add_session(event_id: int, given: SessionGiven) -> EventSession:
    """Put a session on the agenda.

    Raises Refused("room_taken"), ("speaker_taken"), ("code_taken"), ("outside_the_days"),
    ("room_elsewhere"), ("too_many_for_room"), ("cancelled_event").
    """
    with transaction():
        event = _planned_event(event_id)
        session = _added(event, given)
        refuse_double_bookings([session])
        _announce(event)
        audit.record("session_added", session, hub_id=event.hub_id, code=session.code)
    return session


def edit_session(session_id: int, version: int, given: SessionGiven) -> EventSession:
    """Change a session as a whole. Raises what `add_session` does, and Refused("changed_meanwhile")
    when somebody saved since `version` was read."""
    with transaction():
        session = _locked(session_id)
        if session.version != version:
            raise Refused("changed_meanwhile")
        event = session.event
        _refuse_cancelled(event)
        changed = _fill(session, event, given)
        refuse_double_bookings([session])
        if changed:
            _next_version(session)
            _announce(event)
            audit.record("session_edited", session, hub_id=event.hub_id, changed=changed)
    return session


def move_session(
    session_id: int, version: int, starts_at: datetime, ends_at: datetime, room_id: int | None
) -> EventSession:
    """Move a session to another time or room, the rest as it is. Raises what `edit_session`
    does."""
    session = db.session.get_one(EventSession, session_id)
    given = replace(given_of(session), starts_at=starts_at, ends_at=ends_at, room_id=room_id)
    return edit_session(session_id, version, given)


def cancel_session(session_id: int, reason: str | None) -> EventSession:
    """Take a session off the agenda; it stays known, with the reason."""
    with transaction():
        session = _locked(session_id)
        if session.state is SessionState.CANCELLED:
            return session
        session.state, session.cancelled_reason = SessionState.CANCELLED, reason
        _next_version(session)
        _announce(session.event)
        audit.record("session_cancelled", session, hub_id=session.event.hub_id)
    return session


def restore_session(session_id: int) -> EventSession:
    """Put a cancelled session back, if its room and speakers are still free and its day is still
    one of the event's."""
    with transaction():
        session = _locked(session_id)
        if session.state is SessionState.PLANNED:
            return session
        _refuse_impossible_times(session.event, given_of(session))
        session.state, session.cancelled_reason = SessionState.PLANNED, None
        refuse_double_bookings([session])
        _next_version(session)
        _announce(session.event)
        audit.record("session_restored", session, hub_id=session.event.hub_id)
    return session


def import_sessions(event_id: int, rows: Sequence[SessionGiven]) -> tuple[int, int]:
    """Add and change sessions by their codes, all or none; (added, changed).

    Sessions that the file does not name stay as they are. Raises what `add_session` does; what
    is booked twice has the refusals of every row in `rows`, by its place.
    """
    if len(rows) > MOST_SESSIONS:
        raise Refused("too_many")
    with transaction():
        event = _planned_event(event_id)
        places: dict[int, int] = {}
        present = select(EventSession).where(EventSession.event_id == event_id)
        known = {session.code: session for session in db.session.scalars(present)}
        touched, added = [], 0
        for place, given in enumerate(rows):
            session = known.get(given.code or "")
            if session is None:
                session = _added(event, given)
                added += 1
            else:
                back = session.state is SessionState.CANCELLED
                session.state, session.cancelled_reason = SessionState.PLANNED, None
                if not _fill(session, event, given) and not back:
                    continue
                _next_version(session)
            touched.append(session)
            places[session.id] = place
        try:
            refuse_double_bookings(touched)
        except Refused as refusal:
            refusal.details["rows"] = refusals_by_row(refusal, places)
            raise
        if touched:
            _announce(event)
            changed = len(touched) - added
            audit.record("agenda_imported", event, event_id=event.id, added=added, changed=changed)
    return added, len(touched) - added


def copy_agenda(source: Event, target: Event) -> int:
    """Copy the planned sessions into another event, as many days after its first day as before."""
    delta = target.starts_on - source.starts_on
    found = select(EventSession).where(
        EventSession.event_id == source.id, EventSession.state == SessionState.PLANNED
    )
    with transaction():
        copies = []
        for session in db.session.scalars(found.order_by(EventSession.id)).all():
            given = given_of(session)
            starts_at, ends_at = session.starts_at + delta, session.ends_at + delta
            copies.append(_added(target, replace(given, starts_at=starts_at, ends_at=ends_at)))
        refuse_double_bookings(copies)
    return len(copies)


def given_of(session: EventSession) -> SessionGiven:
    """A session as it would be given anew."""
    own = ("code", "kind", "title", "title_en", "summary", "field", "room_id", "starts_at")
    more = ("ends_at", "capacity", "enrolment_needed", "online", "online_url")
    last = ("gives_certificate", "hours")
    speakers = tuple(SpeakerGiven(s.name, s.organisation, s.expert_id) for s in session.speakers)
    fields = {name: getattr(session, name) for name in own + more + last}
    return SessionGiven(**fields, speakers=speakers)


# ---------------------------------------------------------------------- inside a deed
def _locked(session_id: int) -> EventSession:
    """A session to change: its event is locked first, as in every deed on an agenda."""
    found = select(EventSession.event_id).where(EventSession.id == session_id)
    _lock_event(db.session.scalars(found).one())
    session = select(EventSession).where(EventSession.id == session_id)
    return db.session.scalars(session.execution_options(populate_existing=True)).one()


def _lock_event(event_id: int) -> Event:
    found = select(Event).where(Event.id == event_id).with_for_update(of=Event)
    return db.session.scalars(found).one()


def _planned_event(event_id: int) -> Event:
    event = _lock_event(event_id)
    _refuse_cancelled(event)
    return event


def _refuse_cancelled(event: Event) -> None:
    if event.state is EventState.CANCELLED:
        raise Refused("cancelled_event")


def _added(event: Event, given: SessionGiven) -> EventSession:
    code = (given.code or next_code(event)).strip()
    clash = select(EventSession.id).where(
        EventSession.event_id == event.id, EventSession.code == code
    )
    if db.session.scalar(clash) is not None:
        raise Refused("code_taken", code_=code, field="code")
    session = EventSession(
        event=event, code=code, state=SessionState.PLANNED, enrolled=0, sequence=0, version=1
    )
    _fill(session, event, given)
    db.session.add(session)
    db.session.flush()
    return session


def next_code(event: Event) -> str:
    """S01 after nothing, S31 after S30; codes of other shapes do not count."""
    found = select(EventSession.code).where(EventSession.event_id == event.id)
    numbers = [re.fullmatch(r"S(\d{1,6})", code) for code in db.session.scalars(found)]
    return f"S{max((int(n[1]) for n in numbers if n), default=0) + 1:02d}"


def _fill(session: EventSession, event: Event, given: SessionGiven) -> list[str]:
    """Take over what is given; the names of what changed."""
    _refuse_impossible_times(event, given)
    _refuse_impossible_seats(session, event, given)
    changed = []
    for name, value in vars(given).items():
        if name not in {"speakers", "code"} and getattr(session, name) != value:
            setattr(session, name, value)
            changed.append(name)
    wanted = [_speaker(event, position, one) for position, one in enumerate(given.speakers)]
    if [_same(one) for one in wanted] != [_same(one) for one in session.speakers]:
        session.speakers = wanted
        changed.append("speakers")
    names = [speaker.name for speaker in session.speakers]
    said = [session.code, session.title, session.title_en or "", *names]
    session.folded, session.sort_key = text.fold(" ".join(said)), text.collation_key(session.title)
    return changed


def _refuse_impossible_times(event: Event, given: SessionGiven) -> None:
    if given.ends_at <= given.starts_at:
        raise Refused("ends_before_it_begins", field="ends")
    if given.ends_at - given.starts_at > LONGEST:
        raise Refused("too_long", field="ends")
    first = given.starts_at.astimezone(event.zone).date()
    if not event.starts_on <= first <= event.ends_on:
        raise Refused(
            "outside_the_days",
            first=f"{event.starts_on:%d/%m/%Y}",
            last=f"{event.ends_on:%d/%m/%Y}",
            field="day",
        )


def _refuse_impossible_seats(session: EventSession, event: Event, given: SessionGiven) -> None:
    if given.room_id is not None:
        room = db.session.get_one(Room, given.room_id)
        if room.venue.hub_id != event.hub_id:
            raise Refused("room_elsewhere", field="room")
        if room.capacity and given.capacity and given.capacity > room.capacity:
            raise Refused(
                "too_many_for_room", what=room.name, seats=room.capacity, field="capacity"
            )
    if given.capacity is not None and given.capacity < (session.enrolled or 0):
        raise Refused("fewer_than_enrolled", enrolled=session.enrolled, field="capacity")


def _speaker(event: Event, position: int, given: SpeakerGiven) -> Speaker:
    expert = db.session.get(Expert, given.expert_id) if given.expert_id else None
    if expert is None:
        expert = _expert_named(event, given)
    return Speaker(
        position=position,
        name=given.name,
        organisation=given.organisation,
        expert_id=expert.id if expert else None,
        person_key=person_key(given.name, given.organisation, expert.id if expert else None),
    )


def _expert_named(event: Event, given: SpeakerGiven) -> Expert | None:
    """The hub's expert of exactly this name and house: the same person however it was typed."""
    name = " ".join(bare_name(given.name))
    found = select(Expert).where(
        Expert.sort_key == text.name_key(name),
        Expert.hub_id == event.hub_id,
        Expert.archived_at.is_(None),
    )
    house = text.fold(given.organisation or "")
    found = found.options(joinedload(Expert.organisation))
    same = [expert for expert in db.session.scalars(found) if text.fold(house_of(expert)) == house]
    return same[0] if len(same) == 1 else None


def house_of(expert: Expert) -> str:
    """The name of the organisation an expert is from; "" when it is not known."""
    return expert.organisation.name if expert.organisation else (expert.organisation_name or "")


def _same(speaker: Speaker) -> tuple[Any, ...]:
    return speaker.name, speaker.organisation, speaker.expert_id


def _next_version(session: EventSession) -> None:
    session.version += 1
    session.sequence += 1


def _announce(event: Event) -> None:
    """The event's calendar entry says that something changed."""
    event.sequence += 1
