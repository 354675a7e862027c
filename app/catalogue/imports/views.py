"""Import in two steps: a file and what it would do, then the deed; and the template."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import abort, g, render_template, url_for
from flask_wtf.file import FileField

from app.catalogue import labels, vocabulary
from app.catalogue.blueprint import bp
from app.catalogue.imports.actions import ImportReport, import_table
from app.catalogue.imports.columns import COLUMNS, KINDS, Kind, file_name, titles
from app.catalogue.states import Confidentiality
from app.core import access, clock, files, ids, links, sheets, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.forms import BaseForm, choices
from app.core.i18n import _, _l

AGE = 24 * 3600  # seconds that an uploaded file waits for its confirmation


class UploadForm(BaseForm):
    file = FileField(
        _l("File"), description=_l(".xlsx or .csv (UTF-8), up to 20,000 rows and 8 MB")
    )
    confidentiality = wtforms.RadioField(
        _l("Needs without a word on confidentiality are"),
        choices=choices(labels.CONFIDENTIALITY),
        default=Confidentiality.ANONYMOUS.value,
    )


class ConfirmForm(BaseForm):
    """Nothing but the click."""


def _kind(text: str) -> Kind:
    return Kind(text) if text in set(Kind) else abort(404)


@bp.route("/hubs/<hub>/import/<kind>", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
@web.takes(megabytes=9)
def import_file(hub: str, kind: str) -> Any:
    """Choose a file; it is kept for a day and looked through before anything is written."""
    what, form = _kind(kind), UploadForm()
    if form.submitted():
        try:
            token = _kept(what, form)
            return web.see_other(url_for(".import_preview", hub=hub, kind=kind, token=token))
        except Refused as refusal:
            form.refuse(refusal, "file")
    page = render_template(
        "catalogue/imports/upload.html",
        form=form,
        kind=what,
        kinds=KINDS,
        columns=COLUMNS[what],
    )
    return page, 422 if form.errors else 200


def _kept(kind: Kind, form: UploadForm) -> str:
    """Keep the uploaded file after a first look; the sealed reference to it."""
    upload = form.file.data
    if not upload or not upload.filename:
        raise Refused("import_gone")
    content = upload.stream.read(sheets.MAX_BYTES + 1)
    sheets.read(content, upload.filename)
    _forget_old_files()
    stored = f"imports/{ids.code(26)}"
    files.write(stored, content)
    return links.sign(
        "import",
        {
            "hub": g.hub.id,
            "kind": kind.value,
            "file": stored,
            "name": upload.filename[-120:],
            "confidentiality": form.confidentiality.data,
        },
    )


def _forget_old_files() -> None:
    """Remove what nobody confirmed within a day: tables may hold names and phones."""
    folder = files.path_of("imports/x").parent
    limit = clock.now().timestamp() - AGE
    for path in folder.glob("*"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)


@bp.route("/hubs/<hub>/import/<kind>/<token>", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def import_preview(hub: str, kind: str, token: str) -> Any:
    """What the file would do, row by row where something is wrong; then do it."""
    what = _kind(kind)
    kept = links.read("import", token, AGE)
    if kept is None or kept["hub"] != g.hub.id or kept["kind"] != what.value:
        abort(404)
    form = ConfirmForm()
    try:
        report = _imported(what, kept, dry_run=not form.submitted())
    except Refused as refusal:
        web.refused(refusal)
        return web.see_other(url_for(".import_file", hub=hub, kind=kind))
    if form.submitted() and report.ok:
        files.remove(kept["file"])
        web.done(_("%(count)d rows are imported.", count=report.created))
        return web.see_other(url_for(f".{what.value}", hub=hub))
    page = render_template(
        "catalogue/imports/preview.html",
        form=form,
        kind=what,
        kinds=KINDS,
        report=report,
        name=kept["name"],
        columns=COLUMNS[what],
    )
    return page, 200 if report.ok or not form.was_sent else 422


def _imported(kind: Kind, kept: dict[str, Any], *, dry_run: bool) -> ImportReport:
    content = files.read(kept["file"])
    if content is None:
        raise Refused("import_gone")
    return import_table(
        kind,
        sheets.read(content, kept["name"]),
        g.hub,
        dry_run=dry_run,
        confidentiality=Confidentiality(kept["confidentiality"]),
    )


@bp.get("/hubs/<hub>/import/<kind>/template")
@access.hub_role(Role.VIEWER)
def import_template(hub: str, kind: str) -> Any:
    """An empty table with the right heads."""
    what = _kind(kind)
    return sheets.respond(titles(what), [], file_name(what, _("template")))


@bp.get("/hubs/<hub>/import/codes")
@access.hub_role(Role.VIEWER)
def import_codes(hub: str) -> Any:
    """The code lists that cells may be filled from."""
    return render_template(
        "catalogue/imports/codes.html",
        lists=[
            (_("Fields"), vocabulary.choices(vocabulary.FIELDS)),
            (_("Types of organisation"), vocabulary.choices(vocabulary.ORG_TYPES)),
            (_("Forms of transfer"), vocabulary.choices(vocabulary.TRANSFER_FORMS)),
            (_("Kinds of protection"), vocabulary.choices(vocabulary.IP_KINDS)),
        ],
    )
