"""Importing meeting requests: choose a file, see what would happen, then do it whole."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for

from app.connections.requests import actions, forms, queries
from app.connections.requests.blueprint import bp
from app.connections.requests.importing import COLUMNS, read_rows
from app.connections.words import WAYS
from app.core import access, carried, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import ngettext


@bp.route("/events/<slug>/desk/requests/import", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=9)
def import_requests(slug: str) -> Any:
    """First the file, then the preview; nothing is saved before the preview is confirmed."""
    form = forms.ImportForm()
    rows, file = carried.looked_through(
        form, lambda sheet: read_rows(sheet, queries.known_to(g.event))
    )
    page = render_template(
        "connections/requests_import.html",
        form=form,
        rows=rows,
        file=file,
        columns=COLUMNS,
        ways=WAYS,
    )
    return page, 422 if form.errors else 200


@bp.post("/events/<slug>/desk/requests/import/confirm")
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=12)
def confirm_import(slug: str) -> Any:
    """Do what the preview showed, all or nothing; the file is read and checked once more."""
    try:
        rows = read_rows(carried.brought_back().read(), queries.known_to(g.event))
        if any(row.errors for row in rows):
            raise Refused("changed_meanwhile")
        count = actions.import_rows(g.event, [row.given for row in rows if row.fate == "new"])
    except Refused as refusal:
        web.refused(refusal)
        return web.see_other(url_for(".import_requests", slug=slug))
    web.done(ngettext("%(num)s meeting is asked for.", "%(num)s meetings are asked for.", count))
    return web.see_other(url_for(".requests", slug=slug))


@bp.get("/events/<slug>/desk/requests/import/template")
@access.event_role(Role.ORGANISER)
def import_template(slug: str) -> Any:
    """An empty sheet with the right heads."""
    return sheets.respond(COLUMNS, [], f"requests-{slug}-template")
