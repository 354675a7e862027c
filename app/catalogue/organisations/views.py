"""A hub's organisations: list, page, form, archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, g, render_template, request, url_for

from app.accounts import provinces
from app.catalogue import both, records, vocabulary
from app.catalogue.blueprint import bp
from app.catalogue.history import history
from app.catalogue.imports.columns import Kind, file_name, titles
from app.catalogue.models import Organisation
from app.catalogue.organisations import actions, forms, merging, queries
from app.core import access, hooks, lists, sheets, web, words
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _


@bp.get("/hubs/<hub>/organisations")
@access.hub_role(Role.VIEWER)
def organisations(hub: str) -> Any:
    """The hub's organisations: search, filter, sort, export."""
    page = lists.listing(
        queries.listed(
            g.hub,
            lists.asked("q"),
            lists.asked("type"),
            lists.asked("province"),
            in_archive=lists.asked("archived") == "1",
        ),
        sorts=queries.SORTS,
        default="name",
        everything="format" in request.args,
    )
    if "format" in request.args:
        name = file_name(Kind.ORGANISATIONS, hub)
        return sheets.respond(titles(Kind.ORGANISATIONS), map(_row, page.items), name)
    return render_template(
        "catalogue/organisations/list.html",
        page=page,
        counts=queries.counts([row.id for row in page.items]),
        types=vocabulary.choices(vocabulary.ORG_TYPES),
        provinces=provinces.choices(),
    )


def _row(row: Organisation) -> Sequence[Any]:
    """A row of an export; its columns are those of an import."""
    return (
        *(row.code, row.name, row.short_name, row.name_en, row.org_type, row.tax_code),
        *(row.province, row.address, row.email, row.phone, row.website),
        *(row.contact_name, row.contact_title, row.language),
    )


def _found(code: str) -> Organisation:
    return queries.by_code(g.hub, code.upper()) or abort(404)


@bp.route("/hubs/<hub>/organisations/new", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def new_organisation(hub: str) -> Any:
    """Record an organisation, after a look at those that may be the same."""
    form = forms.OrganisationForm(g.hub)
    made: list[Organisation] = []
    outcome = both.attempt(
        form, lambda: made.append(actions.create_organisation(g.hub.id, form.given()))
    )
    if outcome.done:
        web.done(_("%(name)s is recorded.", name=made[0].name))
        return web.see_other(url_for(".organisation", hub=hub, code=made[0].code))
    alike = queries.alike(g.hub, form.name.data or "", form.tax_code.data) if form.errors else []
    page = render_template(
        "catalogue/organisations/form.html", form=form, row=None, alike=alike, both=[]
    )
    return page, outcome.status


@bp.get("/hubs/<hub>/organisations/alike")
@access.hub_role(Role.ORGANISER)
def alike_organisations(hub: str) -> Any:
    """What may be the same organisation, for the form that is being filled in."""
    found = queries.alike(g.hub, lists.asked("name"), lists.asked("tax_code") or None)
    return render_template("catalogue/organisations/alike.html", alike=found)


@bp.get("/hubs/<hub>/organisations/<code>")
@access.hub_role(Role.VIEWER)
def organisation(hub: str, code: str) -> Any:
    """An organisation: what is known, what it offers and looks for, what happened."""
    row = _found(code)
    return render_template(
        "catalogue/organisations/page.html",
        row=row,
        holdings=queries.holdings(row, g.hub),
        alike=queries.alike(g.hub, row.name, row.tax_code, but=row.id),
        cards=hooks.organisation_page.gather(row),
        history=history(row),
    )


@bp.route("/hubs/<hub>/organisations/<code>/edit", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def edit_organisation(hub: str, code: str) -> Any:
    row = _found(code)
    form = forms.of(g.hub, row)
    outcome = both.attempt(
        form,
        lambda: actions.edit_organisation(row.id, form.opened_version(), form.given()),
        anew=lambda: forms.of(g.hub, row, sent=False),
    )
    if outcome.done:
        web.done(_("Saved."))
        return web.see_other(url_for(".organisation", hub=hub, code=row.code))
    page = render_template(
        "catalogue/organisations/form.html", form=form, row=row, alike=[], both=outcome.both
    )
    return page, outcome.status


@bp.post("/hubs/<hub>/organisations/<code>/archive")
@access.hub_role(Role.ORGANISER)
def archive_organisation(hub: str, code: str) -> Any:
    row = _found(code)
    records.archive(row)
    web.done(
        _("%(name)s is in the archive.", name=row.name),
        url_for(".restore_organisation", hub=hub, code=row.code),
    )
    return web.see_other(url_for(".organisations", hub=hub))


@bp.post("/hubs/<hub>/organisations/<code>/restore")
@access.hub_role(Role.ORGANISER)
def restore_organisation(hub: str, code: str) -> Any:
    row = _found(code)
    records.restore(row)
    web.done(_("%(name)s is back from the archive.", name=row.name))
    return web.see_other(url_for(".organisation", hub=hub, code=row.code))


@bp.route("/hubs/<hub>/organisations/<code>/merge", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def merge_organisation(hub: str, code: str) -> Any:
    """Two rows that are one organisation: which is the other, what will happen, then the deed."""
    row = _found(code)
    wanted = lists.asked("with").upper()
    other = _found(wanted) if wanted else None
    if other is None or other.id == row.id:
        choices = [
            (text.rpartition(" · ")[2], text)
            for number, text in queries.choices(g.hub)
            if int(number) != row.id
        ]
        return render_template("catalogue/organisations/merge_with.html", row=row, choices=choices)
    refusal = None
    if request.method == "POST":
        keep, gone = (row, other) if request.form.get("keep") != other.code else (other, row)
        keep_code, gone_name = keep.code, gone.name
        try:
            merging.merge(keep.id, gone.id)
        except Refused as refused:
            refusal = words.say(refused)
        else:
            web.done(_("%(name)s is merged into this organisation.", name=gone_name))
            return web.see_other(url_for(".organisation", hub=hub, code=keep_code))
    page = render_template(
        "catalogue/organisations/merge.html",
        row=row,
        other=other,
        uses={each.code: merging.uses(each.id) for each in (row, other)},
        record=words.record,
        refusal=refusal,
    )
    return page, 422 if refusal else 200
