"""Importing groups of words: choose a file, see what would happen, then do it whole."""

from __future__ import annotations

import base64
from typing import Any

from flask import g, render_template, request, url_for

from app.catalogue.blueprint import bp
from app.catalogue.concepts import actions, forms, queries
from app.catalogue.concepts.actions import ConceptGiven
from app.catalogue.concepts.importing import COLUMNS, ImportRow, read_rows
from app.core import access, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import ngettext
from app.core.text import fold

MOST_BYTES = 500_000  # the file travels in the preview's form, which may hold 1 MB


@bp.route("/hubs/<hub>/thesaurus/import", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
@web.takes(megabytes=9)
def import_concepts(hub: str) -> Any:
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
        "catalogue/concepts/import.html", form=form, rows=rows, kept=kept, name=name,
        columns=COLUMNS,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@bp.post("/hubs/<hub>/thesaurus/import/confirm")
@access.hub_role(Role.ORGANISER)
def confirm_concepts(hub: str) -> Any:
    """Do what the preview showed, all or nothing; the file is read and checked once more."""
    try:
        content = base64.b64decode(request.form.get("file", ""), validate=True)
        rows = _read(content, request.form.get("name", ""))
        if any(row.errors for row in rows):
            raise Refused("changed_meanwhile")
        taken = [row.given for row in rows if row.given and row.fate in ("new", "change")]
        count = actions.import_concepts(g.hub.id, taken)
    except (ValueError, Refused) as trouble:  # not base64, or not ASCII
        web.refused(trouble if isinstance(trouble, Refused) else Refused("sheet_broken"))
        return web.see_other(url_for(".import_concepts", hub=hub))
    web.done(ngettext("%(num)s group is taken over.", "%(num)s groups are taken over.", count))
    return web.see_other(url_for(".concepts", hub=hub, kind="own"))


def _read(content: bytes, name: str) -> list[ImportRow]:
    known = {
        fold(row.name): ConceptGiven(
            row.name, row.vi, row.en, row.abbreviations, row.problems, row.built_in
        )
        for row in queries.of_hub(g.hub)
        if not row.hides
    }
    return read_rows(sheets.read(content, name), known)


def _file(form: forms.ImportForm) -> tuple[bytes, str]:
    upload = form.file.data
    if not upload or not upload.filename:
        raise Refused("import_no_file")
    content = upload.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused("sheet_too_big", limit="0,5")
    return content, upload.filename[-200:]
