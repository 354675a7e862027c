"""Who can meet when, said by hand: it decides over what follows from the agenda."""

from __future__ import annotations

from collections.abc import Set

from app.connections.models import BlockedSlot
from app.connections.timetables.actions import locked_board
from app.connections.timetables.board import Board
from app.core import audit
from app.core.db import db, transaction
from app.core.errors import Refused


def set_closed(event_id: int, participant: str, closed: Set[int], reason: str | None = None) -> int:
    """An organisation cannot meet in these slots (ids) and can in all others; how many changed.

    Raises Refused("not_found").
    """
    with transaction():
        board = locked_board(event_id)
        organisation = board.organisations.get(participant)
        if organisation is None:
            raise Refused("not_found")
        changed = 0
        for slot in board.slots:
            before = (organisation.id, slot.id) in board.blocks
            after = slot.id in closed
            if before != after:
                changed += 1
                say(board, organisation.id, slot.id, is_open=not after, reason=reason)
        if changed:
            details = {"event_id": event_id, "hub_id": board.event.hub_id, "changed": changed}
            audit.record("availability_changed", organisation, **details)
    return changed


def say(
    board: Board,
    organisation_id: int,
    slot_id: int,
    *,
    is_open: bool,
    reason: str | None = None,
) -> None:
    """Note whether an organisation can meet in a slot, where the agenda says otherwise."""
    rows = {(row.organisation_id, row.slot_id): row for row in board.said}
    row = rows.get((organisation_id, slot_id))
    derived_open = (organisation_id, slot_id) not in board.derived
    if derived_open is is_open:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = BlockedSlot(slot_id=slot_id, organisation_id=organisation_id)
        db.session.add(row)
    row.open, row.reason = is_open, None if is_open else reason
