"""Jobs of the follow-up: the letter to one party."""

from __future__ import annotations

from app.connections.followups import letters
from app.core import jobs


@jobs.task("connections.follow_up_letter", attempts=8)
def follow_up_letter(follow_up_id: int, key: str) -> None:
    """Ask one contact what came of the meeting."""
    letters.send(follow_up_id, key)
