"""Background work of the catalogue."""

from __future__ import annotations

from app.catalogue.suggestions import upkeep
from app.core import jobs


@jobs.task(upkeep.TASK, lane="quick", attempts=3)
def refresh_suggestions() -> dict[str, int]:
    """Rank the open needs anew after technologies changed."""
    return upkeep.refresh_open_needs()
