"""The import itself, while the office goes on."""

from __future__ import annotations

from typing import Any

from app.core import jobs, sheets
from app.core.errors import Refused
from app.core.i18n import force_locale
from app.events import queries as events
from app.registrations.imports import actions, rows, store


@jobs.task("registrations.import", lane="long", attempts=1)
def import_sheet(
    slug: str,
    upload: str,
    all_agreed: bool,
    letters: bool,
    clerk_id: int | None,
    locale: str = "vi",
) -> dict[str, Any]:
    """Read the kept file again and sign everybody up, all or nobody."""
    event = events.event_by_slug(slug)
    assert event is not None, "events are not deleted"
    event_id = event.id
    kept = store.get(event_id, upload)
    if kept is None:
        raise Refused("sheet_expired")
    with force_locale(locale):
        sheet = sheets.read(kept.content, kept.name)
        found = rows.read(
            sheet.header,
            sheet.rows,
            sheet.numbers,
            actions.names_of(event_id),
            all_agreed=all_agreed,
            questions=actions.columns_of(event_id),
        )
    outcome = actions.bring_in(event, found, clerk_id=clerk_id, letters=letters)
    store.drop(event_id, upload)
    return {"confirmed": outcome.confirmed, "waiting": outcome.waiting}
