"""Giving a meeting its slot and place, or taking it out: what every deed on the timetable does.

Each runs inside the deed's transaction, under the lock on the event.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete

from app.connections.models import Meeting, MeetingSlot, Presence
from app.connections.scheduling.instance import Place
from app.connections.stages import MeetingState, Mode, Spot
from app.connections.timetables import places
from app.connections.timetables.board import Board
from app.core import clock, ids
from app.core.db import db


def put_all(board: Board, found: Mapping[str, Place]) -> int:
    """Give every meeting that can move the place named, or none; how many changed.

    Places are vacated first: no two meetings may have one table at any moment.
    """
    wanted = {code: found.get(code) for code in board.instance.meeting}
    changed = [code for code, place in wanted.items() if not _stays(board, code, place)]
    for code in changed:
        if (meeting := board.meeting_of.get(code)) is not None:
            meeting.place = None if _elsewhere(meeting) is Spot.BOOTH else meeting.place
            meeting.slot_id = meeting.table_number = None
    db.session.flush()
    for code in changed:
        put(board, code, wanted[code])
    db.session.flush()
    return len(changed)


def _stays(board: Board, code: str, place: Place | None) -> bool:
    """Whether a meeting is there already; at a booth, at the one that is its side's now."""
    if board.places.get(code) != place or place is None:
        return board.places.get(code) == place
    return not booth_moved(board, board.meeting_of[code])


def booth_moved(board: Board, meeting: Meeting) -> bool:
    """Whether the booth at which the timetable put a meeting is not the one meant any more."""
    request = meeting.request
    return request is not None and places.moved(request, meeting, board.booths)


def follow_booth(board: Board, meeting: Meeting) -> None:
    """A meeting at a booth is held at the one that is meant now."""
    if booth_moved(board, meeting) and meeting.request is not None:
        meeting.place = _booth(board, meeting.request.code)


def _booth(board: Board, code: str) -> str | None:
    return board.booths.get(board.request[code].id)


def _elsewhere(meeting: Meeting | None) -> Spot | None:
    """Where a meeting with a slot is held, if not at a table."""
    at_table = meeting is None or meeting.slot_id is None or meeting.table_number is not None
    return None if at_table or meeting is None else meeting.spot


def put(board: Board, code: str, place: Place | None) -> Meeting | None:
    """Put the meeting of a request into a free place, or out of any; the meeting, if any is left.

    Without a table it is online or at a booth, as was asked. A draft without a place is deleted.
    Who knows the old place is told by `announce`.
    """
    meeting = board.meeting_of.get(code)
    if place is None:
        if meeting is not None:
            _put_out(meeting)
        return meeting
    asked = board.request[code]
    spot = asked.way.spot if place.table is None else Spot.TABLE
    where = _booth(board, code) if spot is Spot.BOOTH else _kept(meeting, spot)
    if spot is Spot.ONLINE:
        where = where or asked.place
    meeting = _put_into(board, code, board.slots[place.slot], spot, where)
    meeting.table_number = place.table + 1 if place.table is not None else None
    meeting.planned = (place.table is None) == (places.asked(asked, board.booths) is not None)
    return meeting


def _kept(meeting: Meeting | None, spot: Spot) -> str | None:
    """The link of who was online before and is so again; at a table what was said of it."""
    if meeting is None:
        return None
    if spot is Spot.ONLINE:
        return meeting.place if meeting.mode is Mode.ONLINE else None
    return None if _elsewhere(meeting) or meeting.join_link else meeting.place


def _put_into(board: Board, code: str, slot: MeetingSlot, spot: Spot, where: str | None) -> Meeting:
    meeting = board.meeting_of.get(code)
    if meeting is None:
        meeting = _new_meeting(board, code, slot)
        db.session.add(meeting)
    meeting.slot_id, meeting.table_number = slot.id, None
    meeting.starts_at, meeting.ends_at = slot.starts_at, slot.ends_at
    meeting.mode = Mode.ONLINE if spot is Spot.ONLINE else Mode.ON_SITE
    meeting.place = where
    if meeting.state is MeetingState.ANNOUNCED:
        meeting.announced_at = None
    meeting.version = (meeting.version or 0) + 1
    return meeting


def _put_out(meeting: Meeting) -> None:
    known = meeting.state is MeetingState.ANNOUNCED or meeting.announced_at is not None
    if meeting.table_number is None and meeting.request is not None:
        # Who is not online or at a booth any more meets as was asked.
        meeting.place = _kept(meeting, meeting.request.way.spot)
        meeting.mode = meeting.request.mode
    meeting.slot_id = meeting.table_number = None
    meeting.locked = meeting.planned = False
    if known:
        meeting.state = MeetingState.DRAFT
        meeting.announced_at = meeting.announced_at or clock.now()
        meeting.version += 1
    else:
        drop(meeting)


def drop(meeting: Meeting) -> None:
    """A meeting ends without a trace; who sat down for it already sat down for nothing."""
    db.session.execute(delete(Presence).where(Presence.meeting_id == meeting.id))
    db.session.delete(meeting)


def put_elsewhere(
    board: Board, code: str, slot: MeetingSlot, spot: Spot, place: str | None
) -> Meeting:
    """Put the meeting of a request online or at a booth; nobody's table is taken by it.

    Where that was not asked for, it stays in its slot, whatever is made. Who knows of another
    time or place is told by `announce`.
    """
    meeting = _put_into(board, code, slot, spot, place)
    asked = board.request[code]
    meeting.planned = places.named(asked, spot, place, board.booths) == places.asked(
        asked, board.booths
    )
    return meeting


def _new_meeting(board: Board, code: str, slot: MeetingSlot) -> Meeting:
    request = board.request[code]
    return Meeting(
        code=ids.code(16),
        hub_id=board.event.hub_id,
        event_id=board.event.id,
        request_id=request.id,
        need_id=request.need_id,
        technology_id=request.technology_id,
        demand_id=request.need.organisation_id,
        supply_id=request.technology.organisation_id,
        mode=request.mode,
        state=MeetingState.DRAFT,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )
