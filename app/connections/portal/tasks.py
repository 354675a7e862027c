"""Jobs of the portal."""

from __future__ import annotations

from app.connections.portal import letters
from app.core import jobs


@jobs.task("connections.asked_letter", attempts=8)
def asked_letter(request_id: int, version: int, key: str) -> None:
    """Tell somebody that they are asked for a meeting."""
    letters.send_asked(request_id, version=version, key=key)
