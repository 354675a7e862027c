"""Importing groups of words: choose a file, see what would happen, then do it whole."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, url_for

from app.catalogue.blueprint import bp
from app.catalogue.concepts import actions, forms, queries
from app.catalogue.concepts.actions import ConceptGiven
from app.catalogue.concepts.importing import COLUMNS, ImportRow, read_rows
from app.core import access, carried, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import ngettext
from app.core.text import fold


@bp.route("/hubs/<hub>/thesaurus/import", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
@web.takes(megabytes=9)
def import_concepts(hub: str) -> Any:
    """First the file, then the preview; nothing is saved before the preview is confirmed."""
    form = forms.ImportForm()
    rows, file = carried.looked_through(form, _read)
    page = render_template(
        "catalogue/concepts/import.html", form=form, rows=rows, file=file, columns=COLUMNS
    )
    return page, 422 if form.errors else 200


@bp.post("/hubs/<hub>/thesaurus/import/confirm")
@access.hub_role(Role.ORGANISER)
def confirm_concepts(hub: str) -> Any:
    """Do what the preview showed, all or nothing; the file is read and checked once more."""
    try:
        rows = _read(carried.brought_back().read())
        if any(row.errors for row in rows):
            raise Refused("changed_meanwhile")
        taken = [row.given for row in rows if row.given and row.fate in ("new", "change")]
        count = actions.import_concepts(g.hub.id, taken)
    except Refused as refusal:
        web.refused(refusal)
        return web.see_other(url_for(".import_concepts", hub=hub))
    web.done(ngettext("%(num)s group is taken over.", "%(num)s groups are taken over.", count))
    return web.see_other(url_for(".concepts", hub=hub, kind="own"))


def _read(sheet: sheets.Sheet) -> list[ImportRow]:
    known = {
        fold(row.name): ConceptGiven(
            row.name, row.vi, row.en, row.abbreviations, row.problems, row.built_in
        )
        for row in queries.of_hub(g.hub)
        if not row.hides
    }
    return read_rows(sheet, known)
