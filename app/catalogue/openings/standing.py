"""Whether somebody may read a need that is not public, now."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from app.catalogue.states import OpeningState


class Standing(StrEnum):
    """An opening as it stands now; OVER: its time has run out."""

    ASKED = "asked"
    OPEN = "open"
    OVER = "over"
    REFUSED = "refused"
    REVOKED = "revoked"


def standing(
    state: OpeningState, ends_at: datetime | None, now: datetime, *, put_away: bool = False
) -> Standing:
    """How an opening stands: only OPEN reads. What has no end was never opened; of a need in the
    archive nothing is read."""
    if state is OpeningState.OPEN and (put_away or ends_at is None or ends_at <= now):
        return Standing.OVER
    return Standing(state.value)
