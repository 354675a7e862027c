"""At which booth an exhibitor is found, for meetings held there."""

from __future__ import annotations

from sqlalchemy import func, select

from app.booths.models import Booth, Exhibit, Exhibitor
from app.connections.timetables.board import Board
from app.core.db import db


def booth_of(board: Board, code: str) -> str | None:
    """The first booth of a request's technology side at the event, by its code."""
    firm = board.request[code].technology.organisation_id
    found = (
        select(func.min(Booth.code))
        .join(Exhibit, Exhibit.booth_id == Booth.id)
        .join(Exhibitor, Exhibitor.id == Exhibit.exhibitor_id)
        .where(Exhibit.event_id == board.event.id, Exhibitor.organisation_id == firm)
    )
    return db.session.scalar(found)
