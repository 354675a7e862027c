"""How and where a request is to be held, changed by the office; its meeting follows."""

from __future__ import annotations

from app.connections.models import Meeting, MeetingRequest
from app.connections.requests import actions as requests
from app.connections.scheduling.check import hindrances
from app.connections.scheduling.instance import Place
from app.connections.stages import RequestState, Spot, Way
from app.connections.timetables.actions import locked_board
from app.connections.timetables.board import MOVABLE, Board
from app.connections.timetables.moves import put
from app.connections.timetables.placing import free_table
from app.connections.timetables.words import say_hindrances, when
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.locks import lock

OPEN = (RequestState.REQUESTED, RequestState.ACCEPTED)


def change(request: MeetingRequest, way: Way, place: str | None) -> Meeting | None:
    """Let a request be held elsewhere; its meeting, if it has a slot, moves there at its time.

    Who knows of the old place is told by `announce`. The meeting, where there is one to tell of.
    Raises Refused("request_answered" | "place_fixed" | "cannot_be_there" | "not_to_place" |
    "booth_not_theirs" | "link_wrong").
    """
    with transaction():
        board = locked_board(request.event_id)
        lock(request)
        if request.state not in OPEN:
            raise Refused("request_answered")
        meeting = board.meeting_of.get(request.code)
        if meeting is not None and _fixed(board, meeting):
            raise Refused("place_fixed")
        if not requests.set_wish(request, way, place):
            return None
        if meeting is None or meeting.slot_id is None:
            return None
        meeting.planned = True  # what is wished now counts for more than what was done by hand
        db.session.flush()
        _follow(locked_board(request.event_id), request.code, meeting)
    return meeting


def _fixed(board: Board, meeting: Meeting) -> bool:
    begun = meeting.slot_id is not None and meeting.slot_id not in board.ahead
    return meeting.state not in MOVABLE or begun


def _follow(board: Board, code: str, meeting: Meeting) -> None:
    """Put a meeting where it is wished, in the slot that it has."""
    assert meeting.slot_id is not None
    board = board.without(code)
    wanted = board.instance.meeting.get(code)
    if wanted is None:
        raise Refused("not_to_place", request=code)
    if meeting.table_number is not None and wanted.at_table:
        return
    slot = board.index[meeting.slot_id]
    against = hindrances(board.instance, board.slot_of, wanted, slot)
    if against:
        why = say_hindrances(board, against)
        raise Refused("cannot_be_there", field="mode", when=when(board.slots[slot]), why=why)
    if meeting.spot is Spot.ONLINE:
        meeting.place = None  # the link is the one that was given now
    put(board, code, Place(slot, free_table(board, code, slot) if wanted.at_table else None))
    db.session.flush()
    code, spot = board.slots[slot].code, meeting.spot
    audit.record("meeting_placed", meeting, hub_id=meeting.hub_id, slot=code, spot=spot)
