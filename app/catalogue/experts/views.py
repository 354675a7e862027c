"""A hub's experts: list, page, form, approval, archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, g, render_template, request, url_for

from app.accounts import provinces
from app.catalogue import both, records, vocabulary
from app.catalogue.blueprint import bp
from app.catalogue.experts import actions, forms, queries
from app.catalogue.history import history
from app.catalogue.imports.columns import Kind, file_name, titles
from app.catalogue.models import Expert
from app.core import access, lists, sheets, web
from app.core.access import Role
from app.core.i18n import _


@bp.get("/hubs/<hub>/experts")
@access.hub_role(Role.VIEWER)
def experts(hub: str) -> Any:
    """The hub's experts: search, filter, sort, export."""
    page = lists.listing(
        queries.listed(
            g.hub,
            *(lists.asked(name) for name in ("q", "field", "province", "state")),
            in_archive=lists.asked("archived") == "1",
        ),
        sorts=queries.SORTS,
        default="name",
        everything="format" in request.args,
    )
    if "format" in request.args:
        rows = (_row(row, g.hub.code) for row in page.items)
        return sheets.respond(titles(Kind.EXPERTS), rows, file_name(Kind.EXPERTS, hub))
    return render_template(
        "catalogue/experts/list.html",
        page=page,
        fields=vocabulary.choices(vocabulary.FIELDS),
        provinces=provinces.choices(),
    )


def _row(row: Expert, hub_code: str) -> Sequence[Any]:
    """A row of an export; its columns are those of an import."""
    organisation = row.organisation
    return (
        *(row.code, row.full_name, row.academic_title, row.gender),
        *(organisation.code if organisation else None, row.employer, row.province),
        *(hub_code, ";".join(row.fields), row.expertise, row.years_experience),
        *(";".join(row.languages), row.email, row.phone, row.public_profile),
    )


def _found(code: str) -> Expert:
    return queries.by_code(g.hub, code.upper()) or abort(404)


@bp.route("/hubs/<hub>/experts/new", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def new_expert(hub: str) -> Any:
    form = forms.ExpertForm(g.hub)
    made: list[Expert] = []
    outcome = both.attempt(form, lambda: made.append(actions.create_expert(g.hub.id, form.given())))
    if outcome.done:
        web.done(_("%(name)s is recorded.", name=made[0].full_name))
        return web.see_other(url_for(".expert", hub=hub, code=made[0].code))
    page = render_template("catalogue/experts/form.html", form=form, row=None, both=[])
    return page, outcome.status


@bp.get("/hubs/<hub>/experts/<code>")
@access.hub_role(Role.VIEWER)
def expert(hub: str, code: str) -> Any:
    """An expert: the profile, to whom it was handed over, what happened."""
    row = _found(code)
    return render_template(
        "catalogue/experts/page.html",
        row=row,
        provided=queries.provided_to(row, g.hub),
        history=history(row),
    )


@bp.route("/hubs/<hub>/experts/<code>/edit", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def edit_expert(hub: str, code: str) -> Any:
    row = _found(code)
    form = forms.of(g.hub, row)
    outcome = both.attempt(
        form,
        lambda: actions.edit_expert(row.id, form.opened_version(), form.given()),
        anew=lambda: forms.of(g.hub, row, sent=False),
    )
    if outcome.done:
        web.done(_("Saved."))
        return web.see_other(url_for(".expert", hub=hub, code=row.code))
    page = render_template("catalogue/experts/form.html", form=form, row=row, both=outcome.both)
    return page, outcome.status


@bp.post("/hubs/<hub>/experts/<code>/approve")
@access.hub_role(Role.ORGANISER)
def approve_expert(hub: str, code: str) -> Any:
    row = _found(code)
    actions.approve_expert(row.id)
    web.done(_("The profile is approved."))
    return web.see_other(url_for(".expert", hub=hub, code=row.code))


@bp.post("/hubs/<hub>/experts/<code>/archive")
@access.hub_role(Role.ORGANISER)
def archive_expert(hub: str, code: str) -> Any:
    row = _found(code)
    records.archive(row)
    web.done(
        _("%(name)s is in the archive.", name=row.full_name),
        url_for(".restore_expert", hub=hub, code=row.code),
    )
    return web.see_other(url_for(".experts", hub=hub))


@bp.post("/hubs/<hub>/experts/<code>/restore")
@access.hub_role(Role.ORGANISER)
def restore_expert(hub: str, code: str) -> Any:
    row = _found(code)
    records.restore(row)
    web.done(_("%(name)s is back from the archive.", name=row.full_name))
    return web.see_other(url_for(".expert", hub=hub, code=row.code))
