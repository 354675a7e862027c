"""One meeting by hand: into a slot, out of it, kept there; and making room for one that is out."""

from __future__ import annotations

from dataclasses import replace

from app.connections.models import Meeting
from app.connections.scheduling.check import Hindrance, Trouble, hindrances
from app.connections.scheduling.instance import Place
from app.connections.scheduling.reasons import Change
from app.connections.stages import Spot
from app.connections.timetables import availability, places
from app.connections.timetables.actions import locked_board
from app.connections.timetables.board import Board
from app.connections.timetables.moves import put, put_elsewhere
from app.connections.timetables.words import say_hindrances
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Refused


def place(
    event_id: int, code: str, slot_id: int, *, locked: bool | None = None, at_table: bool = False
) -> str | None:
    """Put the meeting of a request into a slot; the code of the slot it came from.

    It is held where that was asked for, or, `at_table`, at a table all the same; it keeps its
    table where it can. `locked` keeps it there from now on (None: as it was). Raises Refused
    `not_to_place`, `cannot_meet_then`.
    """
    with transaction():
        board = locked_board(event_id)
        _must_be_movable(board, code)
        came_from = board.elsewhere.get(code)
        if came_from is not None:
            board = board.without(code)
        wanted = board.instance.meeting[code]
        if at_table:
            wanted = replace(wanted, place=None)
        before = board.meeting_of.get(code)
        was = board.slot_of.get(code)
        if came_from is not None and came_from.slot_id is not None:
            was = board.index[came_from.slot_id]
        slot = board.index[slot_id]
        against = hindrances(board.instance, board.slot_of, wanted, slot)
        if against:
            raise Refused("cannot_meet_then", why=say_hindrances(board, against), field="slot")
        target = Place(slot, free_table(board, code, slot) if wanted.at_table else None)
        meeting = before if board.places.get(code) == target else put(board, code, target)
        assert meeting is not None
        if locked is not None:
            meeting.locked = locked
        db.session.flush()
        audit.record("meeting_placed", meeting, hub_id=meeting.hub_id, slot=board.slots[slot].code)
    return board.slots[was].code if was is not None else None


def place_elsewhere(
    event_id: int,
    code: str,
    slot_id: int,
    spot: Spot,
    where: str | None = None,
    *,
    locked: bool = False,
) -> str | None:
    """Put the meeting of a request online (`where`: the link) or at the booth of the technology
    side (`where`: which one); the code of the slot it came from.

    It takes no table, and where that was not asked for it stays in its slot, whatever is made.
    `locked`: as for `place`. Raises Refused `not_to_place`, `cannot_meet_then`, `link_wrong`.
    """
    if spot is Spot.ONLINE and where and not where.startswith(("https://", "http://")):
        raise Refused("link_wrong", field="where")
    with transaction():
        board = locked_board(event_id)
        _must_be_movable(board, code)
        before = board.meeting_of.get(code)
        was = before.slot_id if before is not None else None
        slot = board.slots[board.index[slot_id]]
        at = places.named(board.request[code], spot, where, board.booths)
        against = board.against_elsewhere(code, slot, at)
        if against:
            raise Refused("cannot_meet_then", why=say_hindrances(board, against), field="slot")
        meeting = put_elsewhere(board, code, slot, spot, where)
        meeting.locked = locked and meeting.planned
        db.session.flush()
        audit.record("meeting_placed", meeting, hub_id=meeting.hub_id, slot=slot.code, spot=spot)
    return board.slots[board.index[was]].code if was is not None else None


def is_movable(board: Board, code: str) -> bool:
    """Whether the meeting of a request can be put somewhere else still."""
    return code in board.instance.meeting or code in board.elsewhere


def _must_be_movable(board: Board, code: str) -> None:
    if not is_movable(board, code):
        raise Refused("not_to_place", request=code)


def free_table(board: Board, code: str, slot: int) -> int:
    """A free table: the one it had, one that a side sits at just before or after, the first.

    Raises Refused `cannot_meet_then` where somebody who should be at a booth has the last one.
    """
    taken = {p.table for other, p in board.places.items() if p.slot == slot and other != code}
    sides = board.instance.meeting[code].sides
    near = [
        place.table
        for other, place in board.places.items()
        if abs(place.slot - slot) == 1 and set(board.instance.meeting[other].sides) & set(sides)
    ]
    had = [board.places[code].table] if code in board.places else []
    wishes = [*had, *near, *range(board.instance.tables[slot])]
    for table in wishes:
        if table is not None and table not in taken and table < board.instance.tables[slot]:
            return table
    why = say_hindrances(board, [Hindrance(Trouble.FULL)])
    raise Refused("cannot_meet_then", why=why, field="slot")


def take_out(event_id: int, code: str) -> str:
    """Take a meeting out of its slot; the code of that slot. Raises Refused `not_to_place`."""
    with transaction():
        board = locked_board(event_id)
        _must_be_movable(board, code)
        meeting = board.meeting_of.get(code)
        if meeting is None or meeting.slot_id is None:
            raise Refused("not_to_place", request=code)
        came_from = board.slots[board.index[meeting.slot_id]].code
        audit.record("meeting_taken_out", meeting, hub_id=meeting.hub_id)
        put(board, code, None)
    return came_from


def set_lock(event_id: int, code: str, *, locked: bool) -> Meeting:
    """Keep a meeting in its slot, whatever is made; or let it go. Raises Refused `not_to_place`."""
    with transaction():
        board = locked_board(event_id)
        _must_be_movable(board, code)
        meeting = board.meeting_of.get(code)
        if meeting is None or meeting.slot_id is None:
            raise Refused("not_to_place", request=code)
        meeting.locked = locked
        meeting.version += 1
        deed = "meeting_locked" if locked else "meeting_unlocked"
        audit.record(deed, meeting, hub_id=meeting.hub_id)
    return meeting


def follow_change(event_id: int, code: str, change: str) -> None:
    """Make the smallest change that lets a meeting in, and put it there.

    `change` is what the page offered; where it is another by now, nothing is done. Raises
    Refused `change_outdated`.
    """
    with transaction():
        board = locked_board(event_id)
        reason = next((one for one in board.unplaced if one.meeting == code), None)
        step = reason.change if reason is not None else None
        if step is None or step.change != change or step.slot is None:
            raise Refused("change_outdated")
        slot = board.slots[step.slot]
        if step.change is Change.ADD_TABLE:
            slot.tables += 1
            audit.record("slot_changed", board.event, event_id=event_id, slot=slot.code)
        elif step.change is Change.UNBLOCK:
            for person in step.people:
                availability.say(board, board.organisations[person].id, slot.id, is_open=True)
        elif step.change is Change.MOVE and step.to is not None:
            place(event_id, step.meetings[0], board.slots[step.to].id)
        elif step.change is not Change.PUT:
            raise Refused("change_outdated")
        db.session.flush()
        place(event_id, code, slot.id)
