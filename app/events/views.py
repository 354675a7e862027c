"""The pages of this package, by subject; and how a path's event is found."""

from __future__ import annotations

from typing import Any

from flask import g

from app.core import access
from app.events import queries
from app.events.agenda import views as agenda
from app.events.blueprint import bp
from app.events.office import views as office
from app.events.public import views as public
from app.events.venues import views as venues

__all__ = ["agenda", "bp", "office", "public", "venues"]


def _event_of(args: dict[str, Any]) -> int | None:
    """Put the event of the path into `g`; its hub's id, or None when there is none."""
    event = queries.event_by_slug(str(args.get("slug", "")))
    if event is None:
        return None
    g.event, g.hub = event, event.hub
    return event.hub_id


access.scope("event", _event_of)
