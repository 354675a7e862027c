"""The stand-by list: places that are free, and who wanted to meet and can come then."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.connections.models import Meeting, MeetingRequest, MeetingSlot
from app.connections.scheduling.check import Hall, against
from app.connections.stages import MeetingState
from app.connections.timetables import placing
from app.connections.timetables.actions import locked_board
from app.connections.timetables.board import Board, board_of
from app.core import audit, clock, jobs
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.models import Event

SLOTS = 6  # the next ones: who waits at a fair looks no further
PAIRS = 5  # proposed for one slot


@dataclass(frozen=True, slots=True)
class Free:
    """A slot with free tables, and the accepted requests that could be met in it, the weightiest
    first; those that need no table also where none is free."""

    slot: MeetingSlot
    tables: int
    pairs: list[MeetingRequest]


def free_places(event: Event) -> list[Free]:
    """The next slots with a free place and who could take it."""
    board = board_of(event)
    waiting = _waiting(board)
    hall = Hall(board.instance, dict(board.slot_of))
    found = []
    for slot in board.slots:
        index = board.index[slot.id]
        taken = sum(at.slot == index and at.table is not None for at in board.places.values())
        free = max(0, board.instance.tables[index] - taken)
        if slot.id not in board.ahead:
            continue
        pairs = [
            request
            for request in waiting
            if not against(hall, board.instance.meeting[request.code], index)
        ]
        if not free and not pairs:
            continue
        found.append(Free(slot, free, pairs[:PAIRS]))
        if len(found) == SLOTS:
            break
    return found


def _waiting(board: Board) -> list[MeetingRequest]:
    """Accepted requests without a place, those first that matter most and wait longest."""
    out = [
        request
        for request in board.requests
        if request.code in board.instance.meeting and request.code not in board.slot_of
    ]
    return sorted(out, key=lambda one: (-one.weight, one.answered_at or one.requested_at, one.id))


def take(event: Event, request_code: str, slot_code: str) -> Meeting:
    """Give a free place to two who wanted to meet, announce it and write to both.

    Only this meeting is announced, whatever else is a draft. Raises Refused("stand_by_gone").
    """
    with transaction():
        slot = db.session.scalar(
            select(MeetingSlot).where(
                MeetingSlot.event_id == event.id, MeetingSlot.code == slot_code
            )
        )
        if slot is None or slot.starts_at <= clock.now():
            raise Refused("stand_by_gone")
        if request_code not in {one.code for one in _waiting(locked_board(event.id))}:
            raise Refused("stand_by_gone")  # somebody was quicker, or pressed twice
        try:
            placing.place(event.id, request_code, slot.id)
        except Refused as refusal:
            raise Refused("stand_by_gone") from refusal
        found = (
            select(Meeting)
            .join(MeetingRequest, MeetingRequest.id == Meeting.request_id)
            .where(Meeting.event_id == event.id, MeetingRequest.code == request_code)
        )
        meeting = db.session.scalars(found).one()
        meeting.state, meeting.announced_at = MeetingState.ANNOUNCED, clock.now()
        meeting.told_starts_at, meeting.told_table = meeting.starts_at, meeting.table_number
        meeting.version += 1
        audit.record("stand_by_placed", meeting, hub_id=meeting.hub_id, slot=slot.code)
        for organisation_id in filter(None, (meeting.demand_id, meeting.supply_id)):
            jobs.enqueue(
                "connections.schedule_letter",
                event_id=event.id,
                hub_id=meeting.hub_id,
                about=event.id,
                organisation_id=organisation_id,
                moved={},
                gone=[],
                key=f"stand-by-{meeting.code}-{meeting.version}-{organisation_id}",
            )
    return meeting
