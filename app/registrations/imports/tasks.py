"""Looking a large file through, and the import itself, while the office goes on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.core import jobs
from app.core.errors import Refused
from app.core.i18n import force_locale
from app.events import queries as events
from app.events.models import Event
from app.registrations.imports import actions, store
from app.registrations.imports import preview as previews


def _upload(event_id: int, code: str) -> store.Upload:
    upload = store.get(event_id, code)
    if upload is None:
        raise Refused("sheet_expired")
    return upload


def _event(slug: str) -> Event:
    event = events.event_by_slug(slug)
    assert event is not None, "events are not deleted"
    return event


# In the lane of the letters: somebody waits for it, and a solver may take minutes.
@jobs.task("registrations.import_check", lane="quick", attempts=2)
def check_sheet(slug: str, upload: str, locale: str) -> dict[str, Any]:
    """Look a file through and note what was found for the preview's page."""
    event_id = _event(slug).id
    with force_locale(locale):
        people = previews.people_of(event_id, _upload(event_id, upload), jobs.progress)
        jobs.progress(len(people), len(people))
        found = previews.seen(event_id, people)
    store.note(event_id, upload, locale=locale, preview=asdict(found))
    return {"total": found.total, "wrong": found.wrong}


@jobs.task("registrations.import", lane="long", attempts=1)
def import_sheet(
    slug: str,
    upload: str,
    letters: bool,
    clerk_id: int | None,
    locale: str = "vi",
    preview_url: str | None = None,
) -> dict[str, Any]:
    """Read the kept file again and sign everybody up, all or nobody.

    When somebody signed up since the preview, that one is noted anew and the way back leads
    to it.
    """
    event_id = _event(slug).id
    with force_locale(locale):
        people = previews.people_of(event_id, _upload(event_id, upload), jobs.progress)
        jobs.progress(len(people), len(people))
        try:
            outcome = actions.bring_in(_event(slug), people, clerk_id=clerk_id, letters=letters)
        except Refused:
            found = previews.seen(event_id, people)
            store.note(event_id, upload, locale=locale, preview=asdict(found))
            jobs.lead_back(preview_url)
            raise
    store.drop(event_id, upload)
    return {"confirmed": outcome.confirmed, "waiting": outcome.waiting}
