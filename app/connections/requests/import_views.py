"""Importing meeting requests: choose a file, see what would happen, then do it whole."""

from __future__ import annotations

import base64
from typing import Any

from flask import g, render_template, request, url_for

from app.connections.requests import actions, forms, queries
from app.connections.requests.blueprint import bp
from app.connections.requests.importing import COLUMNS, ImportRow, read_rows
from app.connections.words import MODES
from app.core import access, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import ngettext

MOST_BYTES = 500_000  # the file travels in the preview's form, which may hold 1 MB


@bp.route("/events/<slug>/desk/requests/import", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=9)
def import_requests(slug: str) -> Any:
    """First the file, then the preview; nothing is saved before the preview is confirmed."""
    form = forms.ImportForm()
    rows: list[ImportRow] = []
    kept = name = ""
    if form.submitted():
        try:
            content, name = _file(form)
            rows = _read(content, name)
            kept = base64.b64encode(content).decode()
        except Refused as refusal:
            form.refuse(refusal, "file")
    page = render_template(
        "connections/requests_import.html",
        form=form,
        rows=rows,
        kept=kept,
        name=name,
        columns=COLUMNS,
        modes=MODES,
    )
    return page, 422 if form.errors else 200


@bp.post("/events/<slug>/desk/requests/import/confirm")
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=12)
def confirm_import(slug: str) -> Any:
    """Do what the preview showed, all or nothing; the file is read and checked once more."""
    try:
        content = base64.b64decode(request.form.get("file", ""), validate=True)
        rows = _read(content, request.form.get("name", ""))
        if any(row.errors for row in rows):
            raise Refused("changed_meanwhile")
        count = actions.import_rows(g.event, [row.given for row in rows if row.fate == "new"])
    except (ValueError, Refused) as trouble:  # not base64, or not ASCII
        web.refused(trouble if isinstance(trouble, Refused) else Refused("sheet_broken"))
        return web.see_other(url_for(".import_requests", slug=slug))
    web.done(ngettext("%(num)s meeting is asked for.", "%(num)s meetings are asked for.", count))
    return web.see_other(url_for(".requests", slug=slug))


@bp.get("/events/<slug>/desk/requests/import/template")
@access.event_role(Role.ORGANISER)
def import_template(slug: str) -> Any:
    """An empty sheet with the right heads."""
    return sheets.respond(COLUMNS, [], f"requests-{slug}-template")


def _read(content: bytes, name: str) -> list[ImportRow]:
    return read_rows(sheets.read(content, name), queries.known_to(g.event))


def _file(form: forms.ImportForm) -> tuple[bytes, str]:
    upload = form.file.data
    if not upload or not upload.filename:
        raise Refused("no_file")
    content = upload.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused("agenda_file_too_large", limit=MOST_BYTES // 1000)
    return content, upload.filename[-200:]
