"""Importing people: choose a file, look at what will happen, confirm."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import abort, g, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select

from app.core import access, blanks, jobs, sheets, web
from app.core.access import Role
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.forms import BaseForm
from app.core.i18n import _, _l, locale_code
from app.core.unpacking import MAX_ROWS
from app.core.web import see_other
from app.registrations import queries
from app.registrations.blueprint import bp
from app.registrations.imports import preview as previews
from app.registrations.imports import rows, store
from app.registrations.imports.actions import columns_of
from app.registrations.questions import blanks as question_blanks
from app.registrations.questions import queries as questions

PATH = "/events/<slug>/desk/registrations/import"
SMALL = 500  # rows that are looked through while somebody waits
SMALL_FILE = 200_000  # bytes; a larger one is not even opened in the request
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
        try:
            upload = _upload(form)
        except Refused as refusal:
            form.refuse(refusal, "file")
        else:
            code = store.keep(g.event.id, upload)
            if not upload.small:
                _look_through(code, upload.name)
            return see_other(url_for(".import_preview", slug=slug, upload=code))
    return render_template(
        "registrations/imports/upload.html",
        form=form,
        columns=rows.NAMES,
        questions=[each.titles[0] for each in columns_of(g.event.id)],
    )


def _upload(form: UploadForm) -> store.Upload:
    """The file sent; a small one is looked at before it is kept.

    Raises Refused: "sheet_…", "sheet_columns_missing".
    """
    sent = request.files["file"]
    name, content = sent.filename or "", sent.stream.read(sheets.MAX_BYTES + 1)
    small = len(content) <= SMALL_FILE
    if len(content) > sheets.MAX_BYTES:
        raise Refused("sheet_too_big", limit=sheets.MAX_BYTES // 1024 // 1024)
    if small:
        sheet = sheets.read(content, name)
        if lacking := rows.missing(sheet.header):
            raise Refused("sheet_columns_missing", columns=", ".join(lacking), field="file")
        small = len(sheet.rows) <= SMALL
    return store.Upload(name, content, all_agreed=form.all_agreed.data, small=small)


def _look_through(upload: str, name: str) -> None:
    """Let a job look a large file through; its code is noted beside the file."""
    with transaction():
        job = jobs.enqueue(
            "registrations.import_check",
            title=_("Checking %(name)s", name=name),
            hub_id=g.hub.id,
            event_id=g.event.id,
            back_url=url_for(".import_preview", slug=g.event.slug, upload=upload),
            slug=g.event.slug,
            upload=upload,
            locale=locale_code(),
        )
        store.note(g.event.id, upload, locale=locale_code(), job=job.code)


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
    kept = _kept_or_404(upload)
    found = _found(kept, upload)
    form = BaseForm()
    if form.submitted() and found is not None and not found.wrong:
        return see_other(url_for("core.job", code=_import(kept, upload)))
    status = 422 if form.was_sent else 200
    return render_template(
        "registrations/imports/preview.html",
        found=found,
        job=None if found else _job_of(upload),
        upload=kept,
        code=upload,
        names={
            each.code: queries.category_name(each) for each in queries.categories_of(g.event.id)
        },
    ), status


def _kept_or_404(upload: str) -> store.Upload:
    kept = store.get(g.event.id, upload)
    if kept is None:
        abort(404)
    return kept


def _found(kept: store.Upload, upload: str) -> previews.Preview | None:
    """What is known of the file in the language of the page: a small one is looked through now,
    a large one by a job; None while that has found nothing."""
    if kept.small:
        return previews.preview(g.event.id, kept)
    noted = store.noted(g.event.id, upload)
    same = noted.get("locale") == locale_code() and "preview" in noted
    return previews.kept(noted["preview"]) if same else None


def _job_of(upload: str) -> jobs.Job | None:
    """The job that looks the file through in the language of the page."""
    noted = store.noted(g.event.id, upload)
    if noted.get("locale") != locale_code():
        return None
    return db.session.scalar(select(jobs.Job).where(jobs.Job.code == noted.get("job")))


def _import(kept: store.Upload, upload: str) -> str:
    """The code of the job that signs everybody up."""
    slug = g.event.slug
    with transaction():
        job = jobs.enqueue(
            "registrations.import",
            title=_("Import of %(name)s", name=kept.name),
            hub_id=g.hub.id,
            event_id=g.event.id,
            back_url=url_for(".listing", slug=slug),
            slug=slug,
            upload=upload,
            letters=request.form.get("letters") == "1",
            clerk_id=current_user.id,
            locale=locale_code(),
            preview_url=url_for(".import_preview", slug=slug, upload=upload),
        )
        return job.code


@bp.post(f"{PATH}/<upload>/check")
@access.event_role(Role.ORGANISER)
def import_check(slug: str, upload: str) -> Any:
    """Look a large file through again: others may have signed up since."""
    kept = _kept_or_404(upload)
    if not kept.small:
        _look_through(upload, kept.name)
    return see_other(url_for(".import_preview", slug=slug, upload=upload))


@bp.post(f"{PATH}/<upload>/drop")
@access.event_role(Role.ORGANISER)
def import_drop(slug: str, upload: str) -> Any:
    """Forget the file."""
    _kept_or_404(upload)
    store.drop(g.event.id, upload)
    return see_other(url_for(".import_people", slug=slug))
