"""What changes venues and rooms. They are archived, never deleted: old fairs point at them."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Hub
from app.core import audit, clock, text
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.kinds import EventState, SessionState
from app.events.models import Event, EventSession, Room, Venue


def create_venue(
    hub_id: int, name: str, province: str, *, code: str | None = None, address: str | None = None
) -> Venue:
    """A new venue. `code` None: the next free one (V01, V02 …). Raises Refused("code_taken")."""
    with transaction():
        db.session.scalars(_locked(Hub, hub_id)).one()  # one new code at a time
        used = set(db.session.scalars(select(Venue.code).where(Venue.hub_id == hub_id)))
        code = _own_code(code, used, "V")
        venue = Venue(
            hub_id=hub_id, code=code, name=name, province=province, address=address, version=1
        )
        db.session.add(venue)
        audit.record("venue_created", venue, code=code)
    return venue


def edit_venue(venue_id: int, version: int, **fields: Any) -> Venue:
    """Change name, address, province. Raises Refused("changed_meanwhile")."""
    with transaction():
        venue = db.session.scalars(_locked(Venue, venue_id)).one()
        _change(venue, version, fields, "venue_edited", venue.hub_id)
    return venue


def create_room(
    venue_id: int, name: str, capacity: int, *, code: str | None = None, **fields: Any
) -> Room:
    """A new room or, with `is_hall`, a hall. `code` None: the next free one (R01 …; S01 …)."""
    with transaction():
        venue = db.session.scalars(_locked(Venue, venue_id)).one()
        used = set(db.session.scalars(select(Room.code).where(Room.venue_id == venue_id)))
        code = _own_code(code, used, "S" if fields.get("is_hall") else "R")
        sort_key = text.collation_key(name)
        room = Room(
            venue=venue, code=code, name=name, capacity=capacity, sort_key=sort_key, version=1
        )
        for key, value in ({"is_hall": False} | fields).items():
            setattr(room, key, value)
        db.session.add(room)
        audit.record("room_created", room, hub_id=venue.hub_id, code=code)
    return room


def edit_room(room_id: int, version: int, **fields: Any) -> Room:
    """Change a room. Raises Refused("changed_meanwhile")."""
    with transaction():
        room = db.session.scalars(_locked(Room, room_id)).one()
        if "name" in fields:
            fields["sort_key"] = text.collation_key(fields["name"])
        _change(room, version, fields, "room_edited", room.venue.hub_id)
    return room


def archive_venue(venue: Venue, *, archived: bool) -> None:
    """Take a venue out of the choices, or put it back. Raises Refused("venue_in_use")."""
    with transaction():
        coming = select(func.count()).where(
            Event.venue_id == venue.id,
            Event.ends_on >= clock.today(),
            Event.state != EventState.CANCELLED,
        )
        number = db.session.scalar(coming) if archived else 0
        if number:
            raise Refused("venue_in_use", number=number)
        _archive(venue, "venue", venue.hub_id, archived)


def archive_room(room: Room, *, archived: bool) -> None:
    """Take a room out of the choices, or put it back. Raises Refused("room_in_use")."""
    with transaction():
        coming = select(func.count()).where(
            EventSession.room_id == room.id,
            EventSession.ends_at >= clock.now(),
            EventSession.state == SessionState.PLANNED,
        )
        number = db.session.scalar(coming) if archived else 0
        if number:
            raise Refused("room_in_use", number=number)
        _archive(room, "room", room.venue.hub_id, archived)


# ---------------------------------------------------------------------- inside a deed
def _locked(kind: Any, row_id: int) -> Any:
    return select(kind).where(kind.id == row_id).with_for_update(of=kind)


def _change(row: Any, version: int, fields: dict[str, Any], deed: str, hub_id: int) -> None:
    if row.version != version:
        raise Refused("changed_meanwhile")
    changed = [key for key, value in fields.items() if getattr(row, key) != value]
    for key in changed:
        setattr(row, key, fields[key])
    if changed:
        row.version += 1
        audit.record(deed, row, hub_id=hub_id, changed=changed)


def _archive(row: Any, kind: str, hub_id: int, archived: bool) -> None:
    row.archived_at = clock.now() if archived else None
    row.version += 1
    audit.record(f"{kind}_archived" if archived else f"{kind}_restored", row, hub_id=hub_id)


def _own_code(wanted: str | None, used: set[str], letter: str) -> str:
    if wanted:
        if wanted in used:
            raise Refused("code_taken", code_=wanted, field="code")
        return wanted
    numbers = [re.fullmatch(rf"{letter}(\d{{1,6}})", code) for code in used]
    return f"{letter}{max((int(n[1]) for n in numbers if n), default=0) + 1:02d}"
