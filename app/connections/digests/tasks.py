"""Jobs of the digests: the letter to one owner."""

from __future__ import annotations

from app.connections.digests import letters
from app.core import jobs


@jobs.task("connections.digest_letter", attempts=8)
def digest_letter(digest_id: int, key: str) -> None:
    """Tell one owner what was found for them."""
    letters.send(digest_id, key)
