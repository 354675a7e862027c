"""Importing people: choose a file, look at what will happen, confirm."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import abort, g, render_template, request, url_for
from flask_login import current_user

from app.core import access, blanks, jobs, sheets, web
from app.core.access import Role
from app.core.db import transaction
from app.core.errors import Refused
from app.core.forms import BaseForm
from app.core.i18n import _, _l, locale_code
from app.core.unpacking import MAX_ROWS
from app.core.web import see_other
from app.registrations import queries
from app.registrations.blueprint import bp
from app.registrations.imports import rows, store
from app.registrations.imports.actions import columns_of
from app.registrations.imports.preview import MOST_SHOWN, preview
from app.registrations.questions import blanks as question_blanks
from app.registrations.questions import queries as questions

PATH = "/events/<slug>/desk/registrations/import"
#: What the office fills in; the other columns come from an export.
TO_FILL_IN = [name for name in rows.NAMES if name not in {"code", "given_name", "registered_at"}]


class UploadForm(BaseForm):
    """The file, and whether its people agreed."""

    file = wtforms.FileField(_l("Spreadsheet"), description=_l("XLSX or CSV, up to 20,000 rows."))
    all_agreed = wtforms.BooleanField(
        _l("Everybody in the file agreed to be signed up"),
        description=_l("Needed when the file has no column consent_processing. It is recorded."),
    )

    def validate_file(self, field: wtforms.Field) -> None:
        if not request.files.get("file"):
            raise wtforms.ValidationError(_("Choose a file."))


@bp.route(PATH, methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=9)
def import_people(slug: str) -> Any:
    """Choose the file; it is read, nothing is written."""
    form = UploadForm()
    if form.submitted():
        sent = request.files["file"]
        try:
            content = sent.stream.read(sheets.MAX_BYTES + 1)
            sheet = sheets.read(content, sent.filename or "")
            if lacking := rows.missing(sheet.header):
                raise Refused("sheet_columns_missing", columns=", ".join(lacking), field="file")
        except Refused as refusal:
            form.refuse(refusal, "file")
        else:
            code = store.keep(g.event.id, store.Upload(sent.filename or "", content))
            agreed = "1" if form.all_agreed.data else None
            return see_other(url_for(".import_preview", slug=slug, upload=code, agreed=agreed))
    return render_template(
        "registrations/imports/upload.html",
        form=form,
        columns=rows.NAMES,
        questions=[each.titles[0] for each in columns_of(g.event.id)],
    )


@bp.get(f"{PATH}/template")
@access.event_role(Role.ORGANISER)
def import_people_template(slug: str) -> Any:
    """The columns that are read, with the event's categories and questions."""
    names = {each.code: queries.category_name(each) for each in queries.categories_of(g.event.id)}
    offered = {"role": tuple(names.values())} | dict.fromkeys(rows.CONSENTS, ("yes", "no"))
    fixed = [blanks.Blank(name, offered.get(name, ())) for name in TO_FILL_IN]
    asked = questions.asked(g.event.id)
    return blanks.respond(
        question_blanks.columns(asked, fixed, rows.reserved()),
        question_blanks.guide(asked, names),
        f"{slug}-{_('people')}",
        MAX_ROWS,
    )


@bp.route(f"{PATH}/<upload>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def import_preview(slug: str, upload: str) -> Any:
    """What will happen, row by row; then the import as a job, all or nobody."""
    kept = store.get(g.event.id, upload)
    if kept is None:
        abort(404)
    agreed = request.args.get("agreed") == "1"
    found = preview(g.event, kept, all_agreed=agreed)
    form = BaseForm()
    if form.submitted() and not found.problems:
        with transaction():
            job = jobs.enqueue(
                "registrations.import",
                title=_("Import of %(name)s", name=kept.name),
                hub_id=g.hub.id,
                event_id=g.event.id,
                back_url=url_for(".listing", slug=slug),
                slug=slug,
                upload=upload,
                all_agreed=agreed,
                letters=request.form.get("letters") == "1",
                clerk_id=current_user.id,
                locale=locale_code(),
            )
            code = job.code
        return see_other(url_for("core.job", code=code))
    status = 422 if form.was_sent else 200
    return render_template(
        "registrations/imports/preview.html",
        found=found,
        upload=kept,
        code=upload,
        most_shown=MOST_SHOWN,
        names={
            each.code: queries.category_name(each) for each in queries.categories_of(g.event.id)
        },
    ), status


@bp.post(f"{PATH}/<upload>/drop")
@access.event_role(Role.ORGANISER)
def import_drop(slug: str, upload: str) -> Any:
    """Forget the file."""
    store.drop(g.event.id, upload)
    return see_other(url_for(".import_people", slug=slug))
