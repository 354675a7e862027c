"""Jobs about who came: what follows when the time is over, and the letter to who was missed."""

from __future__ import annotations

from app.connections.presence import actions, letters, queries
from app.core import jobs


@jobs.task("connections.settle_meeting", attempts=5)
def settle_meeting(meeting_id: int) -> None:
    """When a meeting's time is over: which side did not come."""
    meeting = queries.by_id(meeting_id)
    if meeting is not None:
        actions.settle(meeting)


@jobs.task("connections.absence_letter", attempts=8)
def absence_letter(meeting_id: int, key: str) -> None:
    """Tell the side that was missed, with a link to say that this is not so."""
    letters.send_absence(meeting_id, key)
