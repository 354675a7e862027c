"""A report as a file: the paper, the workbook, the data."""

from __future__ import annotations

import json

from app.accounts.models import Hub
from app.core.i18n import force_locale
from app.core.sheets import MIME
from app.events.models import Event
from app.reports import queries
from app.reports.counting.figures import figures_of
from app.reports.scope import Scope

FORMATS = {"pdf": "application/pdf", "xlsx": MIME["xlsx"], "json": "application/json"}
ALL_HUBS = "ALL"


def event_file(event: Event, kind: str) -> bytes:
    """The report of an event as one of FORMATS."""
    if kind == "pdf":
        from app.reports import paper_event

        with force_locale("vi"):  # an official paper is in Vietnamese
            return paper_event.draw(event)
    if kind == "xlsx":
        from app.reports import workbook

        return workbook.event_book(event)
    return _data("event", event.slug, queries.scope_of(event))


def hub_file(hub: Hub | None, scope: Scope, kind: str) -> bytes:
    """The report of a hub (None: of all hubs) over a period as one of FORMATS."""
    if kind == "pdf":
        from app.reports import paper_hub

        with force_locale("vi"):
            return paper_hub.draw(hub, scope)
    if kind == "xlsx":
        from app.reports import workbook

        return workbook.hub_book(hub, scope)
    return _data("hub", hub.code if hub else ALL_HUBS, scope)


def _data(what: str, name: str, scope: Scope) -> bytes:
    """The public form: flat names, a ratio without a base is null."""
    figures = figures_of([scope])[0]
    report = {
        what: name,
        "from": scope.first.isoformat(),
        "to": scope.last.isoformat(),
        "indicators": {figure.value: value for figure, value in figures.items()},
    }
    return (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode()
