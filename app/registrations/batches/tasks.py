"""Many registrations at once, as a job with progress."""

from __future__ import annotations

from typing import Any

from app.core import jobs
from app.registrations.batches import actions


@jobs.task("registrations.batch", lane="long")
def batch(batch_id: int) -> dict[str, Any] | None:
    """Do what is left of a batch."""
    return {"looked_at": actions.run(batch_id)}
