"""Background work of the catalogue."""

from __future__ import annotations

from app.catalogue.openings import letters
from app.catalogue.suggestions import upkeep, vectors
from app.core import jobs


@jobs.task(upkeep.TASK, lane="quick", attempts=3)
def refresh_suggestions() -> dict[str, int]:
    """Rank the open needs anew after technologies changed."""
    return upkeep.refresh_open_needs()


@jobs.task(vectors.TASK, lane="long", attempts=3)
def read_texts() -> dict[str, int]:
    """Have the embedding model read the texts that changed."""
    return upkeep.read_texts()


@jobs.task("catalogue.opening_letter", attempts=8)
def opening_letter(opening_id: int, key: str) -> None:
    """Send an organisation the link to a need that its owner opened to it."""
    letters.send(opening_id, key)
