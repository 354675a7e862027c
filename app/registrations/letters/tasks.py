"""Work of the letters that outlives a request."""

from __future__ import annotations

from typing import Any

from app.core import jobs
from app.registrations.letters import rounds


@jobs.task("registrations.round", lane="long")
def go_round(kind: str, of: int) -> dict[str, Any] | None:
    """Write the reminders or thanks of an event."""
    return {"written": rounds.write(of, kind)}
