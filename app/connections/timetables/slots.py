"""The slots of a timetable: made from a few numbers, changed, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from app.connections.models import BlockedSlot, Meeting, MeetingSlot
from app.connections.stages import MeetingState
from app.connections.timetables import queries
from app.core import audit, clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event

MOST_SLOTS = 400
MOST_TABLES = 500


@dataclass(frozen=True, slots=True)
class Pattern:
    """Slots of `minutes` with `pause` minutes between, from–to (local) on each of the days."""

    days: Sequence[date]
    begins: time
    ends: time
    minutes: int
    pause: int
    tables: int

    def spans(self) -> list[tuple[datetime, datetime]]:
        """Begin and end of every slot that fits whole."""
        found = []
        length, step = timedelta(minutes=self.minutes), timedelta(minutes=self.pause)
        for day in sorted(self.days):
            at = datetime.combine(day, self.begins, clock.VN)
            end = datetime.combine(day, self.ends, clock.VN)
            while at + length <= end:
                found.append((at, at + length))
                at += length + step
        return found


def generate(event_id: int, pattern: Pattern) -> int:
    """Add the slots of a pattern; how many. Raises Refused `no_slot_fits`, `too_many`,
    `slot_overlaps`."""
    spans = pattern.spans()
    if not spans:
        raise Refused("no_slot_fits", field="ends")
    if len(spans) > MOST_SLOTS:
        raise Refused("too_many", field="minutes")
    with transaction():
        event = _locked(event_id)
        there = queries.slots(event)
        if len(there) + len(spans) > MOST_SLOTS:
            raise Refused("too_many", field="minutes")
        number = _last_number(there)
        for starts_at, ends_at in spans:
            number += 1
            _refuse_overlap(there, starts_at, ends_at)
            db.session.add(
                MeetingSlot(
                    event_id=event.id,
                    code=f"M{number:02}",
                    starts_at=starts_at,
                    ends_at=ends_at,
                    tables=pattern.tables,
                )
            )
        audit.record("slots_made", event, event_id=event.id, hub_id=event.hub_id, count=len(spans))
    return len(spans)


def _locked(event_id: int) -> Event:
    return db.session.scalars(
        select(Event).where(Event.id == event_id).with_for_update(of=Event)
    ).one()


def _last_number(slots: list[MeetingSlot]) -> int:
    digits = ("".join(c for c in slot.code if c.isdigit()) for slot in slots)
    return max((int(found) for found in digits if found), default=0)


def _refuse_overlap(
    slots: list[MeetingSlot], starts_at: datetime, ends_at: datetime, own: int | None = None
) -> None:
    for slot in slots:
        if slot.id != own and slot.starts_at < ends_at and slot.ends_at > starts_at:
            raise Refused("slot_overlaps", slot=slot.code, field="begins")


def change(event_id: int, code: str, starts_at: datetime, ends_at: datetime, tables: int) -> None:
    """Other times, another number of tables. Meetings in the slot follow its time.

    Raises Refused `times_wrong`, `slot_overlaps`, `tables_taken`, `slot_announced`.
    """
    if ends_at <= starts_at:
        raise Refused("times_wrong", field="ends_at")
    with transaction():
        event = _locked(event_id)
        slot = _found(event, code)
        _refuse_overlap(queries.slots(event), starts_at, ends_at, slot.id)
        highest = db.session.scalar(
            select(func.max(Meeting.table_number)).where(Meeting.slot_id == slot.id)
        )
        if highest is not None and highest > tables:
            raise Refused("tables_taken", number=highest, field="tables")
        moved = (slot.starts_at, slot.ends_at) != (starts_at, ends_at)
        if moved:
            for meeting in _meetings_in(slot):
                if meeting.state is not MeetingState.DRAFT:
                    raise Refused("slot_announced", field="starts_at")
                meeting.starts_at, meeting.ends_at = starts_at, ends_at
        slot.starts_at, slot.ends_at, slot.tables = starts_at, ends_at, tables
        audit.record("slot_changed", event, event_id=event.id, hub_id=event.hub_id, slot=code)


def delete(event_id: int, code: str) -> None:
    """Take a slot away. Raises Refused("slot_used") where meetings are in it."""
    with transaction():
        event = _locked(event_id)
        slot = _found(event, code)
        if _meetings_in(slot):
            raise Refused("slot_used", slot=code)
        for row in db.session.scalars(select(BlockedSlot).where(BlockedSlot.slot_id == slot.id)):
            db.session.delete(row)
        db.session.flush()
        db.session.delete(slot)
        audit.record("slot_deleted", event, event_id=event.id, hub_id=event.hub_id, slot=code)


def delete_many(event_id: int, codes: Sequence[str]) -> int:
    """Take several slots away, all or none; how many."""
    with transaction():
        for code in codes:
            delete(event_id, code)
    return len(codes)


def _found(event: Event, code: str) -> MeetingSlot:
    slot = queries.slot_by_code(event, code)
    if slot is None:
        raise Refused("not_found")
    return slot


def _meetings_in(slot: MeetingSlot) -> list[Meeting]:
    return list(db.session.scalars(select(Meeting).where(Meeting.slot_id == slot.id)))
