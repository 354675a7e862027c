"""An agenda as a spreadsheet that can be changed and imported again."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.sheets import Cell
from app.events.agenda.importing import HEADS
from app.events.models import EventSession

COLUMNS = [heads[0] for heads in HEADS.values()]


def row(session: EventSession, expert_codes: Mapping[int, str]) -> list[Cell]:
    """A session's cells, in the order of COLUMNS."""
    speakers = session.speakers
    return [
        session.code,
        session.kind.value,
        session.title,
        session.title_en,
        session.field,
        _joined([speaker.name for speaker in speakers]),
        _joined([expert_codes.get(speaker.expert_id or 0, "") for speaker in speakers]),
        _joined([speaker.organisation or "" for speaker in speakers]),
        session.room.code if session.room else None,
        session.starts_at,
        session.ends_at,
        session.capacity,
        session.online,
        session.gives_certificate,
        session.hours,
        session.enrolment_needed,
    ]


def _joined(parts: list[str]) -> str | None:
    """Several in one cell, parted by semicolons; None when all are empty."""
    return ";".join(parts) if any(parts) else None
