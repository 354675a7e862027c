"""The office's page for scans that a phone saved as a file."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import g, render_template, request, url_for

from app.core import access, web
from app.core.access import Role
from app.core.forms import BaseForm
from app.core.i18n import _, _l
from app.registrations.checkin import exported
from app.registrations.checkin.blueprint import bp
from app.registrations.checkin.office import uploading


class ScansForm(BaseForm):
    """A file that a scanner saved."""

    file = wtforms.FileField(
        _l("File of the scanner"),
        description=_l("The phone saves it as ketnoi-scans.json, behind the name of its gate."),
    )

    def validate_file(self, field: wtforms.Field) -> None:
        sent = request.files.get("file")
        if not sent or not sent.filename:
            raise wtforms.ValidationError(_("Choose a file."))
        try:
            self.read = exported.read(sent.stream.read(exported.LARGEST_FILE + 1), g.event.slug)
        except exported.NotExported as trouble:
            raise wtforms.ValidationError(
                _("This is no file of a scanner. On the phone: touch the gate's name, then save.")
            ) from trouble


@bp.route("/events/<slug>/desk/check-ins/upload", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=9)
def upload_scans(slug: str) -> Any:
    """Choose the file of a phone whose network never came back; its scans count as if sent."""
    form = ScansForm()
    if form.submitted():
        taken = uploading.take_in_file(g.event, form.read)
        web.done(_said(taken))
        return web.see_other(url_for(".check_ins", slug=slug))
    page = render_template("registrations/checkin/upload.html", form=form)
    return page, 422 if form.was_sent else 200


def _said(taken: uploading.Taken) -> str:
    said = [
        _("%(new)s scans taken in, %(known)s were here already.", new=taken.new, known=taken.known)
    ]
    if taken.unreadable:
        said.append(_("%(number)s could not be read.", number=taken.unreadable))
    if taken.elsewhere:
        said.append(_("%(number)s belong to another event.", number=taken.elsewhere))
    return " ".join(said)
