"""All certificates of a class as one PDF, made while the office goes on."""

from __future__ import annotations

from typing import Any

from app.core import jobs
from app.events import queries as events
from app.workshops.certificates import paper, queries


@jobs.task("workshops.certificates", lane="long", attempts=2)
def certificate_sheets(slug: str, session: str = "") -> dict[str, Any]:
    """Draw the valid ones and keep the file for download."""
    event = events.event_by_slug(slug)
    assert event is not None, "events are not deleted"
    found = queries.printable(event.id, session)
    content = paper.of(event, found, jobs.progress)
    jobs.keep_file(f"{slug}-certificates.pdf", content, "application/pdf")
    return {"certificates": len(found)}
